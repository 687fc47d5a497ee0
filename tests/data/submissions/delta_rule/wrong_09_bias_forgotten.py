# expect: lms_error=right
# expect: delta_batch_step=wrong -- the bias stays
# expect: delta_incremental_epoch=wrong -- the bias stays
# expect: sigmoid_unit_step=wrong -- slope not on the bias
# expect: linear_gradient=right
# expect: sigmoid_gradient=wrong -- (1 - o) forgotten
# expect: batch_1=wrong -- bias 0
# expect: batch_2=wrong -- bias 0
# expect: incremental_1=wrong -- bias 0
# expect: incremental_2=wrong -- bias 0
# expect: incremental_3=wrong -- bias 0
# expect: largest_stable_eta=wrong -- of the points without the column of ones
import numpy as np

STUDENT = "s209"
NUMBERS = "lecture"


def lms_error(X, t, w):
    return np.sum((np.asarray(t) - np.asarray(X) @ np.asarray(w)) ** 2) / 2


def delta_batch_step(X, t, w, eta):
    X, t, w = np.asarray(X, float), np.asarray(t, float), np.array(w, float)
    e = t - X @ w
    for i in range(1, len(w)):
        w[i] += eta * e @ X[:, i]
    return w


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = np.asarray(X, float), np.asarray(t, float), np.array(w, float)
    for x, target in zip(X, t):
        w[1:] += eta * (target - x @ w) * x[1:]
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.asarray(X, float), np.asarray(t, float), np.array(w, float)
    o = 1 / (1 + np.exp(-X @ w))
    d = (t - o) * o * (1 - o)
    w[0] += eta * np.sum(t - o)
    w[1:] += eta * d @ X[:, 1:]
    return w


linear_gradient = "(o - t)*x_i"
sigmoid_gradient = "-(t - o)*o*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0, 0.12, 0.1)
batch_2 = (0, 0.1336, 0.1092)
incremental_1 = (0, 0.06, 0.06)
incremental_2 = (0, 0.1064, 0.0948)
incremental_3 = (0, 0.082376, 0.070776)
largest_stable_eta = 0.04466

same_rule_as_the_perceptron = """Not the same."""
incremental_or_batch_limit = """(-2, 0, 1)"""
