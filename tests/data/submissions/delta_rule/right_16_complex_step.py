import numpy as np

STUDENT = "s116"
NUMBERS = "lecture"

TINY = 1e-30


def half_squares(o, t):
    return ((t - o) ** 2).sum() / 2


def complex_step(E, w):
    """the gradient of E at w, by the complex step: no cancellation, so it is exact"""
    w = np.asarray(w, dtype=complex)
    directions = TINY * 1j * np.eye(len(w))
    return np.array([E(w + d).imag / TINY for d in directions])


def lms_error(X, t, w):
    return half_squares(np.asarray(X) @ np.asarray(w), np.asarray(t))


def delta_batch_step(X, t, w, eta):
    E = lambda v: half_squares(np.asarray(X) @ v, np.asarray(t))
    return np.asarray(w) - eta * complex_step(E, w)


def delta_incremental_epoch(X, t, w, eta):
    for n in range(len(t)):
        w = delta_batch_step(X[n : n + 1], t[n : n + 1], w, eta)
    return w * 1.0 if isinstance(w, np.ndarray) else np.array(w, float)


def sigmoid_unit_step(X, t, w, eta):
    E = lambda v: half_squares(1 / (1 + np.exp(-np.asarray(X) @ v)), np.asarray(t))
    return np.asarray(w) - eta * complex_step(E, w)


linear_gradient = "(o - t)*x_i"
sigmoid_gradient = "(o - t)*(o - o**2)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = 0.02, 0.12, 0.1
batch_2 = 0.0056, 0.1304, 0.1064
incremental_1 = 0.02, 0.06, 0.06
incremental_2 = 0.0312, 0.1048, 0.0936
incremental_3 = 0.006608, 0.080208, 0.069008
largest_stable_eta = 2 / 47.3256

same_rule_as_the_perceptron = "no"
incremental_or_batch_limit = "I think that one is in the valley and the other wanders about in it."
