STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np; import operator


class _Fit:
	"""Functions are objects, objects are functions."""
	def __init__(self): self.calls = 0
	def __call__(self, X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
		self.calls += 1; A = [[1.0, *map(float, row)] for row in X]; m = len(A[0])
		self.w = [0.0] * m if w0 is None else [float(v) for v in w0]; self.rows = []; self.who = []
		while True:
			before = len(self.rows)
			for i, (x, goal) in enumerate(zip(A, t)):
				s = sum(map(operator.mul, self.w, x)); o = (s > 0) - (s < 0)
				if not o: o = -goal if tie == "err" else (1 if tie == "pos" else -1)
				if o == goal: continue
				if len(self.rows) >= max_updates: return self.result(m, False)
				self.w = [u + float(eta) * float(goal - o) * v for u, v in zip(self.w, x)]
				self.rows.append(self.w); self.who.append(i)
			if len(self.rows) == before: return self.result(m, True)
	def result(self, m, done): return (np.array(self.rows) if self.rows else np.zeros((0, m)), self.who, done)


class Neuron:
	def __call__(self, x, w, theta):
		if np.ndim(x) == 1: return 1 * (sum(map(operator.mul, x, w)) >= theta)
		return [self(row, w, theta) for row in x]


class Criterion:
	@staticmethod
	def __call__(a, Y):
		bad = [y for y in np.asarray(Y, float) if y.dot(a) <= 0]; J = -sum(y.dot(a) for y in bad)
		return J, -np.sum(bad, axis=0) if bad else np.zeros(len(a))


mp_neuron, perceptron_fit, perceptron_criterion = Neuron(), _Fit(), Criterion();
trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
