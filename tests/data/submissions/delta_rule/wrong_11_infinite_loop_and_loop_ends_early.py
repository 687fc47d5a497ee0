# expect: lms_error=wrong -- return inside the loop: the first sample only
# expect: delta_batch_step=wrong -- repeats until the weights stand still
# expect: delta_incremental_epoch=wrong -- return inside the loop: the first sample only
# expect: sigmoid_unit_step=wrong -- the index is never raised: no end
# expect: linear_gradient=wrong -- -o instead of minus (t - o)
# expect: sigmoid_gradient=wrong -- slope of tanh
# expect: batch_1=right
# expect: batch_2=wrong -- the step from the start is made again
# expect: incremental_1=right
# expect: incremental_2=wrong -- sign of the error
# expect: incremental_3=right -- carried on
# expect: largest_stable_eta=wrong -- smallest eigenvalue
import numpy as np

STUDENT = "s211"
NUMBERS = "lecture"


def lms_error(X, t, w):
    E = 0
    for n in range(len(t)):
        E += 0.5 * (t[n] - np.dot(X[n], w)) ** 2
        return E
    return E


def delta_batch_step(X, t, w, eta):
    X, t, w = np.asarray(X), np.asarray(t), np.asarray(w)
    for _ in range(2000):
        new = w + eta * X.T @ (t - X @ w)
        if np.allclose(new, w):
            break
        w = new
    return new


def delta_incremental_epoch(X, t, w, eta):
    for n in range(len(t)):
        w = np.asarray(w) + eta * (t[n] - np.dot(X[n], w)) * np.asarray(X[n])
        return w


def sigmoid_unit_step(X, t, w, eta):
    n = 0
    new = np.array(w, dtype=float)
    while n < len(t):
        o = 1 / (1 + np.exp(-np.dot(X[n], w)))
        new += eta * (t[n] - o) * o * (1 - o) * np.asarray(X[n])
    return new


linear_gradient = "-(t - -o)*x_i"
sigmoid_gradient = "-(t - o)*(1 - o^2)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.04, 0.24, 0.2)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0088, 0.0152, 0.0264)
incremental_3 = (-0.012208, -0.005808, 0.005392)
largest_stable_eta = 12.02

same_rule_as_the_perceptron = """no"""
incremental_or_batch_limit = """minimum, near"""
