# A step is an affine map w -> M w + b, an epoch is their composition.
import numpy as np

STUDENT = "s124"
NUMBERS = "lecture"


def as_map(x, t, eta):
    M = np.zeros((len(x) + 1, len(x) + 1))
    M[:-1, :-1] = np.eye(len(x)) - eta * np.outer(x, x)
    M[:-1, -1] = eta * t * np.asarray(x)
    M[-1, -1] = 1
    return M


def lms_error(X, t, w):
    X = np.atleast_2d(X)
    Z = np.column_stack([X, t])
    v = np.append(w, -1)
    return 0.5 * v @ (Z.T @ Z) @ v


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    A, b = X.T @ X, X.T @ t
    return (np.identity(len(w)) - eta * A) @ w + eta * b


def delta_incremental_epoch(X, t, w, eta):
    v = np.append(w, 1.0)
    M = np.eye(len(v))
    for x, target in zip(X, t):
        M = as_map(x, target, eta) @ M
    return (M @ v)[:-1]


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    o = 0.5 + 0.5 * np.tanh(0.5 * np.einsum("ni,i->n", X, w))
    slope = 0.25 / np.cosh(0.5 * X.dot(w)) ** 2
    return w - np.einsum("n,n,ni,->i", o - t, slope, X, np.float64(eta))


linear_gradient = "−(t − o)·xᵢ"
sigmoid_gradient = "−(t − o)·o·(1 − o)·xᵢ"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = ((0.02), (0.12), (0.1))
batch_2 = (+0.0056, +0.1304, +0.1064)
incremental_1 = (1 / 50, 3 / 50, 3 / 50)
incremental_2 = (39 / 1250, 131 / 1250, 117 / 1250)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """No."""
incremental_or_batch_limit = """Fixed point of (I - eta A) w + eta b, which is A w = b. With passes: fixed point of the product."""
