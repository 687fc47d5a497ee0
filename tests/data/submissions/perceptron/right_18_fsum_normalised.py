# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
import math
import itertools as it
import numpy as np

STUDENT, NUMBERS = "s001", "lecture"
STUDENT = "s001"
NUMBERS = "lecture"


def _dot(u, v):
    return math.fsum(float(a) * float(b) for a, b in zip(u, v, strict=True))


def mp_neuron(x, w, theta):
    def one(v):
        return 1 if _dot(v, w) - float(theta) >= 0 else 0
    return one(x) if np.ndim(x) == 1 else np.fromiter(map(one, x), dtype=int, count=len(x))


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Works on y = t (1, x): a sample is right where w'y > 0 (or a tie that is forgiven)."""
    m = np.shape(X)[1] + 1
    ys = [[float(c) * v for v in it.chain([1.0], map(float, row))] for row, c in zip(X, t)]
    forgiven = {"err": (), "neg": (-1,), "pos": (1,)}[tie]
    w = [0.0] * m if w0 is None else [float(v) for v in w0]
    trace, picked = [], []

    def result(flag):
        return np.array(trace, dtype=float).reshape(-1, m), np.array(picked, dtype=int), flag

    for epoch in it.count(1):
        clean = True
        for k, y in enumerate(ys):
            g = _dot(w, y)
            if g > 0 or (g == 0 and t[k] in forgiven):
                continue
            clean = False
            if len(trace) < max_updates:
                w = [wi + 2 * eta * yi for wi, yi in zip(w, y)]
                trace.append(w)
                picked.append(k)
            if len(trace) >= max_updates:
                return result(False)
        if clean:
            return result(True)


def perceptron_criterion(a, Y):
    wrong = [y for y in Y if _dot(a, y) <= 0]
    J = -math.fsum(_dot(a, y) for y in wrong)
    grad = np.array([-math.fsum(float(y[j]) for y in wrong) for j in range(len(a))])
    return J, grad


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2),
               (3, -4, 0, 0),
               (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2),]
one_update = 0.1 * (+1 - -1) * 0.8
number_of_updates = 7
why_xor_never_converges = "It is not linearly separable." + " So the theorem of Novikoff does not apply."
why_zero_is_a_fake_optimum = ...
