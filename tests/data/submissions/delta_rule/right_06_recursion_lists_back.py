# Everything by recursion over the samples; what comes back is a plain list.
import math

STUDENT = "s106"
NUMBERS = "lecture"


def net(row, w):
    if len(row) == 0:
        return 0.0
    return float(row[0]) * float(w[0]) + net(row[1:], w[1:])


def lms_error(X, t, w):
    if len(t) == 0:
        return 0.0
    return 0.5 * (float(t[0]) - net(X[0], w)) ** 2 + lms_error(X[1:], t[1:], w)


def plus(a, b):
    return [] if not a else [a[0] + b[0]] + plus(a[1:], b[1:])


def delta_batch_step(X, t, w, eta):
    def go(X, t):
        if len(t) == 0:
            return [0.0] * len(w)
        d = eta * (float(t[0]) - net(X[0], w))
        return plus([d * float(x) for x in X[0]], go(X[1:], t[1:]))

    return plus([float(v) for v in w], go(X, t))


def delta_incremental_epoch(X, t, w, eta):
    w = [float(v) for v in w]
    if len(t) == 0:
        return w
    d = eta * (float(t[0]) - net(X[0], w))
    return delta_incremental_epoch(X[1:], t[1:], plus(w, [d * float(x) for x in X[0]]), eta)


def sigmoid_unit_step(X, t, w, eta):
    def go(n):
        if n < 0:
            return [float(v) for v in w]
        o = 1 / (1 + math.exp(-net(X[n], w)))
        d = eta * (float(t[n]) - o) * o * (1 - o)
        return plus(go(n - 1), [d * float(x) for x in X[n]])

    return go(len(t) - 1)


linear_gradient = "-(t - o) * x_i"
sigmoid_gradient = "-(t - o) * o * (1 - o) * x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """No. It looks the same, but o is w.x itself here and a thresholded w.x there."""
incremental_or_batch_limit = """Batch: the least squares solution. Incremental: it circles close by, the closer the smaller eta."""
