"""Forward-mode differentiation with dual numbers: E is written once, its slope comes by itself."""
import math

STUDENT = "s115"
NUMBERS = "lecture"


class Dual:
    __slots__ = ("re", "eps")

    def __init__(self, re, eps=0.0):
        self.re, self.eps = re, eps

    def __add__(self, other):
        other = lift(other)
        return Dual(self.re + other.re, self.eps + other.eps)

    __radd__ = __add__

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.re * other.re, self.re * other.eps + self.eps * other.re)

    __rmul__ = __mul__

    def __neg__(self):
        return Dual(-self.re, -self.eps)


def lift(v):
    return v if isinstance(v, Dual) else Dual(float(v))


def logistic(net):
    o = 1 / (1 + math.exp(-net.re))
    return Dual(o, o * (1 - o) * net.eps)


def error(X, t, w, f):
    total = Dual(0.0)
    for x, target in zip(X, t):
        net = Dual(0.0)
        for xi, wi in zip(x, w):
            net = net + float(xi) * wi
        d = float(target) + -f(net)
        total = total + 0.5 * d * d
    return total


def descend(X, t, w, eta, f):
    new = []
    for i, wi in enumerate(w):
        seeded = [Dual(float(v), 1.0 if j == i else 0.0) for j, v in enumerate(w)]
        new.append(float(wi) - eta * error(X, t, seeded, f).eps)
    return new


def identity(net):
    return net


def lms_error(X, t, w):
    return error(X, t, [lift(v) for v in w], identity).re


def delta_batch_step(X, t, w, eta):
    return descend(X, t, w, eta, identity)


def delta_incremental_epoch(X, t, w, eta):
    for x, target in zip(X, t):
        w = descend([x], [target], w, eta, identity)
    return [float(v) for v in w]


def sigmoid_unit_step(X, t, w, eta):
    return descend(X, t, w, eta, logistic)


linear_gradient = "-x_i*(t-o)"
sigmoid_gradient = "-x_i*(t-o)*o*(1-o)"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.005600, 0.130400, 0.106400)
incremental_1 = (0.020000, 0.060000, 0.060000)
incremental_2 = (0.031200, 0.104800, 0.093600)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.042260

same_rule_as_the_perceptron = """It is not: a threshold has no useful derivative."""
incremental_or_batch_limit = """At the least-squares solution, and near it."""
