# Exact arithmetic to the very end.
from decimal import Decimal
from fractions import Fraction as F
from math import exp

STUDENT = "s114"
NUMBERS = "lecture"


def exact(v):
    return [F(float(a)) for a in v]


def dot(a, b):
    return sum((p * q for p, q in zip(a, b)), F(0))


def lms_error(X, t, w):
    X, t, w = [exact(x) for x in X], exact(t), exact(w)
    return float(sum(((t[n] - dot(X[n], w)) ** 2 for n in range(len(t))), F(0)) / 2)


def delta_batch_step(X, t, w, eta):
    X, t, w, eta = [exact(x) for x in X], exact(t), exact(w), F(float(eta))
    r = [b - dot(a, w) for a, b in zip(X, t)]
    return [float(w[i] + eta * dot(r, [x[i] for x in X])) for i in range(len(w))]


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = [[float(a) for a in x] for x in X], [float(a) for a in t], exact(w)
    for x, b in zip(X, t):
        r = F(b) - dot(exact(x), w)
        w = [wi + F(float(eta)) * r * F(xi) for wi, xi in zip(w, x)]
        w = [wi.limit_denominator(10**30) for wi in w]
    return [float(a) for a in w]


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = [exact(x) for x in X], exact(t), exact(w)
    new = list(w)
    for x, b in zip(X, t):
        o = F(1 / (1 + exp(-dot(x, w))))
        for i, xi in enumerate(x):
            new[i] += F(float(eta)) * (b - o) * o * (1 - o) * xi
    return [float(a) for a in new]


linear_gradient = "o*x_i - t*x_i"
sigmoid_gradient = "(o-t)*x_i*o - (o-t)*x_i*o^2"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (F(1, 50), F(3, 25), F(1, 10))
batch_2 = (F(7, 1250), F(163, 1250), F(133, 1250))
incremental_1 = (Decimal("0.02"), Decimal("0.06"), Decimal("0.06"))
incremental_2 = (Decimal("0.0312"), Decimal("0.1048"), Decimal("0.0936"))
incremental_3 = (F(413, 62500), F(5013, 62500), F(4313, 62500))
largest_stable_eta = Decimal("0.04226")

same_rule_as_the_perceptron = "No. o is not thresholded."
incremental_or_batch_limit = "In the minimum; around the minimum."
