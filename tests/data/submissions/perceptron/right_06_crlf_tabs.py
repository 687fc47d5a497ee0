# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"; NUMBERS = "lecture"
import numpy as np; import sys

def mp_neuron(x, w, theta):
	x = np.asarray(x, float); w = np.asarray(w, float)
	z = (x * w).sum(axis=-1) - theta
	if x.ndim == 1: return int(z >= 0)
	return 1 * (z >= 0)

def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
	X = np.asarray(X, float); t = np.asarray(t, float)
	N, d = X.shape; A = np.column_stack([np.ones(N), X])
	if w0 is None: w = np.zeros(d + 1)
	else: w = np.array(w0, float)
	tr = []; pk = []
	while 1:
		err = 0
		for i in range(N):
			s = A[i].dot(w)
			if s > 0: o = 1
			elif s < 0: o = -1
			elif tie == "err": o = -t[i]
			elif tie == "neg": o = -1
			else: o = 1
			if o != t[i]:
				err += 1
				if len(tr) == max_updates: break
				w = w + eta * (t[i] - o) * A[i]; tr.append(w); pk.append(i)
		else:
			if err == 0: return np.array(tr).reshape(len(tr), d + 1), np.array(pk, int), True
			continue
		return np.array(tr).reshape(len(tr), d + 1), np.array(pk, int), False

def perceptron_criterion(a, Y):
	a = np.asarray(a, float); Y = np.asarray(Y, float)
	J = 0.; g = np.zeros(a.shape)
	for y in Y:
		if y.dot(a) <= 0: J -= y.dot(a); g -= y
	return J, g

trace_table = [(1,2,6,6),(3,0,4,4),(3,-2,2,2),(3,-4,0,0),(1,-2,6,6),(3,-4,4,4),(3,-6,2,2)]
one_update = 16/100; number_of_updates = 7
why_xor_never_converges = "not linearly separable"; why_zero_is_a_fake_optimum = ...
print("trace:", perceptron_fit([[3, 3], [4, 3], [1, 1]], [1, 1, -1])[0].tolist(), file=sys.stderr)
