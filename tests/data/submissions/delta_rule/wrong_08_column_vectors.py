# expect: lms_error=wrong -- t as a column minus o as a row: an N x N table is summed
# expect: delta_batch_step=wrong -- (m, 1)
# expect: delta_incremental_epoch=wrong -- (1, m)
# expect: sigmoid_unit_step=wrong -- returns the change, not the weights
# expect: linear_gradient=wrong -- t and o the wrong way round in x
# expect: sigmoid_gradient=wrong -- only the slope of the unit
# expect: batch_1=wrong -- bias counts +3
# expect: batch_2=right -- carried on
# expect: incremental_1=right
# expect: incremental_2=wrong -- slip in w2
# expect: incremental_3=right -- carried on
# expect: largest_stable_eta=wrong -- 2 / trace
import numpy as np

STUDENT = "s208"
NUMBERS = "lecture"


def lms_error(X, t, w):
    t = np.reshape(t, (-1, 1))
    return float(0.5 * ((t - np.array(X) @ np.array(w)) ** 2).sum())


def delta_batch_step(X, t, w, eta):
    t, w = np.reshape(t, (-1, 1)), np.reshape(w, (-1, 1))
    return w + eta * np.transpose(X) @ (t - np.array(X) @ w)


def delta_incremental_epoch(X, t, w, eta):
    w = np.reshape(w, (1, -1)) * 1.0
    for x, target in zip(np.array(X), t):
        w = w + eta * (target - w @ x) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    o = 1 / (1 + np.exp(-X.dot(w)))
    return eta * X.T.dot((t - o) * o * (1 - o))


linear_gradient = "(t - x_i)*o"
sigmoid_gradient = "o*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.06, 0.12, 0.1)
batch_2 = (0.0432, 0.1240, 0.1008)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0836)
incremental_3 = (0.006808, 0.080408, 0.059208)
largest_stable_eta = 0.04167

same_rule_as_the_perceptron = """No."""
incremental_or_batch_limit = """The minimum."""
