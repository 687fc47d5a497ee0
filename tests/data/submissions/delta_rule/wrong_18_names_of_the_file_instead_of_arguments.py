# expect: lms_error=wrong -- cut off at four decimals
# expect: delta_batch_step=wrong -- ETA of the file, not eta
# expect: delta_incremental_epoch=wrong -- the samples of the file, not X and t
# expect: sigmoid_unit_step=wrong -- starts from zero weights, not from w
# expect: linear_gradient=right
# expect: sigmoid_gradient=wrong -- derivative in w.x taken to be o
# expect: batch_1=right
# expect: batch_2=wrong -- forgot the third point
# expect: incremental_1=right
# expect: incremental_2=wrong -- used batch_1 before
# expect: incremental_3=wrong -- used batch_2
# expect: largest_stable_eta=wrong -- bound of one sample, 2/|x|^2
import numpy as np

STUDENT = "s218"
NUMBERS = "lecture"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02


def lms_error(X, t, w):
    return round(0.5 * np.sum((np.array(t) - np.array(X) @ np.array(w)) ** 2), 4)


def delta_batch_step(X, t, w, eta):
    X = np.array(X)
    return w + ETA * X.T @ (t - X @ np.array(w))


def delta_incremental_epoch(X, t, w, eta):
    w = np.array(w, dtype=float)
    for (x1, x2), target in zip(POINTS, TARGETS):
        x = np.array([1, x1, x2])
        w = w + eta * (target - x @ w) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    w = np.zeros(len(X[0]))
    X = np.array(X)
    o = 1 / (1 + np.exp(-X @ w))
    return w + eta * X.T @ ((t - o) * o * (1 - o))


linear_gradient = "-1.0*(t - o)*x_i"
sigmoid_gradient = "-(t - o)*o*x_i*(1 - x_i)"

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0304, 0.1552, 0.1312)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0240, 0.1360, 0.1120)
incremental_3 = (-0.019248, 0.105552, 0.081552)
largest_stable_eta = 2 / 26

same_rule_as_the_perceptron = """It is the same rule with another o."""
incremental_or_batch_limit = """They end at the same place if eta is small."""
