import numpy as np
from numpy import longdouble as real

STUDENT = "s118"
NUMBERS = "lecture"


def wide(*values):
    return tuple(np.array(v, dtype=real, order="F") for v in values)


def lms_error(X, t, w):
    X, t, w = wide(X, t, w)
    return float(real(0.5) * np.linalg.norm(t - X.dot(w)) ** 2)


def delta_batch_step(X, t, w, eta):
    X, t, w = wide(X, t, w)
    G = (X.dot(w) - t)[:, np.newaxis] * X
    return (w - real(eta) * np.add.reduce(G, axis=0)).astype(float)


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = wide(X, t, w)
    for n in np.ndindex(len(t)):
        w -= real(eta) * (X[n].dot(w) - t[n]) * X[n]
    return w.astype("f8")


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = wide(X, t, w)
    net = X.dot(w)
    o = np.empty_like(net)
    up = net >= 0
    o[up] = 1 / (1 + np.exp(-net[up]))
    o[~up] = np.exp(net[~up]) / (1 + np.exp(net[~up]))
    return np.float64(w + real(eta) * X.T.dot((t - o) * o * (1 - o)))


linear_gradient = "-[t - o]*x_i"
sigmoid_gradient = "-[t - o]*[o*(1 - o)]*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.00660800, 0.08020800, 0.06900800)
largest_stable_eta = 0.0422604083

same_rule_as_the_perceptron = """Different: see the picture of the two outputs in the lecture."""
incremental_or_batch_limit = """Least squares for batch. For incremental it depends on the order as well."""
