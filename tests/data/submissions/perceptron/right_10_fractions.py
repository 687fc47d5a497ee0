# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
"""Exact arithmetic: everything inside is a Fraction, only the results become floats."""
from fractions import Fraction as F
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def vec(v):
    return [F(float(c)) for c in v]


def dot(u, v):
    return sum((p * q for p, q in zip(u, v)), F(0))


def mp_neuron(x, w, theta):
    w, theta = vec(w), F(float(theta))
    if np.ndim(x) == 1:
        return int(dot(vec(x), w) - theta >= 0)
    return np.array([int(dot(vec(r), w) - theta >= 0) for r in x], dtype=int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    m = np.shape(X)[1] + 1
    samples = [([F(1)] + vec(r), F(int(c))) for r, c in zip(X, t)]
    eta = F(float(eta))
    w = [F(0)] * m if w0 is None else vec(w0)
    trace, picked = [], []
    k = ok_in_a_row = 0
    limit = False
    while ok_in_a_row < len(samples):
        x, c = samples[k]
        s = dot(w, x)
        o = F(1) if s > 0 else F(-1) if s < 0 else {"err": -c, "neg": F(-1), "pos": F(1)}[tie]
        if o == c:
            ok_in_a_row += 1
        elif len(trace) >= max_updates:
            limit = True
            break
        else:
            w = [wi + eta * (c - o) * xi for wi, xi in zip(w, x)]
            trace.append([float(wi) for wi in w])
            picked.append(k)
            ok_in_a_row = 0
        k = (k + 1) % len(samples)
    return np.array(trace, dtype=float).reshape(-1, m), np.array(picked, dtype=int), not limit


def perceptron_criterion(a, Y):
    a = vec(a)
    wrong = [y for y in map(vec, Y) if dot(a, y) <= 0]
    J = -sum((dot(a, y) for y in wrong), F(0))
    grad = [float(-sum((y[j] for y in wrong), F(0))) for j in range(len(a))]
    return float(J), np.array(grad)


trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]
one_update = 1/10 * 2 * 8/10
number_of_updates = 7
why_xor_never_converges = "Because the convex hulls of the two classes of XOR meet, no separating line exists."
why_zero_is_a_fake_optimum = ...
