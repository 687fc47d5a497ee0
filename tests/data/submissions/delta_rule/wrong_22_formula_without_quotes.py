# expect: lms_error=right
# expect: delta_batch_step=wrong -- fails for one sample: squeeze makes a number of the vector
# expect: delta_incremental_epoch=wrong -- every row of the trace
# expect: sigmoid_unit_step=wrong -- 1 / 1 + exp(-net)
# expect: linear_gradient=pending -- Python, not text
# expect: sigmoid_gradient=pending -- Python, not text
# expect: batch_1=right
# expect: batch_2=wrong -- slip in the last digit of w2
# expect: incremental_1=right
# expect: incremental_2=right
# expect: incremental_3=wrong -- bias is added, not subtracted
# expect: largest_stable_eta=right
import numpy as np

STUDENT = "s222"
NUMBERS = "lecture"


def lms_error(X, t, w):
    return np.sum(np.power(np.subtract(t, np.dot(X, w)), 2)) / 2


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    e = np.squeeze(t - X @ w)
    return w + eta * X.T @ e


def delta_incremental_epoch(X, t, w, eta):
    trace = [np.array(w, float)]
    for x, target in zip(np.array(X, float), t):
        trace.append(trace[-1] + eta * (target - x @ trace[-1]) * x)
    return np.array(trace[1:])


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    o = 1 / 1 + np.exp(-X @ w)
    return w + eta * X.T @ ((t - o) * o * (1 - o))


linear_gradient = -(t - o) * x_i
sigmoid_gradient = -(t - o) * o * (1 - o) * x_i

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1065)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.055792, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """No."""
incremental_or_batch_limit = """LS."""
