from fractions import Fraction

import numpy as np

STUDENT = "s005"
NUMBERS = "lecture"


def _kind(*arrays):
    return np.float32 if all(getattr(a, "dtype", None) == np.float32 for a in arrays) else np.float64


def lms_error(X, t, w):
    X, t, w = (np.asarray(a, _kind(X, t, w)) for a in (X, t, w))
    return 0.5 * ((t - X.dot(w)) ** 2).sum()


def delta_batch_step(X, t, w, eta):
    X, t, w = (np.asarray(a, _kind(X, t, w)) for a in (X, t, w))
    return w + X.dtype.type(eta) * (X.T @ (t - X @ w))


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = (np.asarray(a, _kind(X, t, w)) for a in (X, t, w))
    w = w.copy()
    for x, d in zip(X, t):
        w = w + x.dtype.type(eta) * (d - w @ x) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = (np.asarray(a, _kind(X, t, w)) for a in (X, t, w))
    o = 1 / (1 + np.exp(-(X @ w)))
    return w + X.dtype.type(eta) * (X.T @ ((t - o) * o * (1 - o)))


eta = Fraction(1, 50)
linear_gradient = "o*x_i - t*x_i"
sigmoid_gradient = "o^2*x_i*(o-t)/o*(1-o)"
batch_1 = (eta, 6 * eta, 5 * eta)
batch_2 = np.array([0.0056, 0.1304, 0.1064])
incremental_1 = (Fraction(1, 50), Fraction(3, 50), Fraction(3, 50))
incremental_2 = (Fraction(39, 1250), Fraction(131, 1250), Fraction(117, 1250))
incremental_3 = (0.00661, 0.08021, 0.06901)
largest_stable_eta = 0.0422604
same_rule_as_the_perceptron = """No."""
incremental_or_batch_limit = """Batch: the minimum."""
