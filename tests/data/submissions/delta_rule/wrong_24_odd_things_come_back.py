# expect: lms_error=wrong -- text
# expect: delta_batch_step=wrong -- an array of objects
# expect: delta_incremental_epoch=wrong -- a generator
# expect: sigmoid_unit_step=wrong -- float32 though everything came in as float64
# expect: linear_gradient=wrong -- an unclosed parenthesis: cannot be read, or waits
# expect: sigmoid_gradient=wrong -- the output is squared once too often
# expect: batch_1=right
# expect: batch_2=right
# expect: incremental_1=wrong -- percent
# expect: incremental_2=right
# expect: incremental_3=right
# expect: largest_stable_eta=wrong -- negative
import numpy as np

STUDENT = "s224"
NUMBERS = "lecture"


def lms_error(X, t, w):
    e = np.array(t) - np.array(X) @ np.array(w)
    return f"{0.5 * e @ e:.6f}"


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X, dtype=object), np.array(t, dtype=object), np.array(w, dtype=object)
    return w + eta * X.T.dot(t - X.dot(w))


def delta_incremental_epoch(X, t, w, eta):
    for x, target in zip(np.array(X), t):
        w = np.array(w) + eta * (target - x @ w) * x
        yield w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X, dtype=np.float32), np.array(t, dtype=np.float32), np.array(w, dtype=np.float32)
    o = 1 / (1 + np.exp(-X @ w))
    return w + np.float32(eta) * (X.T @ ((t - o) * o * (1 - o)))


linear_gradient = "-(t - o*x_i"
sigmoid_gradient = "-(t - o)*o^2*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (2, 6, 6)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = -0.04226

same_rule_as_the_perceptron = """Same update, another o."""
incremental_or_batch_limit = """The smallest E; about there."""
