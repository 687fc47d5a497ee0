# expect: lms_error=wrong -- one number for each sample
# expect: delta_batch_step=wrong -- X @ e instead of X.T @ e: an exception unless X is square
# expect: delta_incremental_epoch=right
# expect: sigmoid_unit_step=wrong -- X.reshape instead of X.T
# expect: linear_gradient=pending -- w_i is no symbol of the task
# expect: sigmoid_gradient=pending -- sigma(net) cannot be read
# expect: batch_1=wrong -- bias last
# expect: batch_2=wrong -- bias last
# expect: incremental_1=wrong -- bias last
# expect: incremental_2=wrong -- bias last
# expect: incremental_3=wrong -- bias last
# expect: largest_stable_eta=wrong -- found by trying, not four digits
import numpy as np

STUDENT = "s212"
NUMBERS = "lecture"


def lms_error(X, t, w):
    return 0.5 * (np.array(t) - np.array(X) @ np.array(w)) ** 2


def delta_batch_step(X, t, w, eta):
    X, t, w = map(np.array, (X, t, w))
    return w + eta * (X @ (t - X @ w))


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = map(np.array, (X, t, w))
    for n in range(X.shape[0]):
        w = w + eta * (t[n] - X[n] @ w) * X[n]
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = map(np.array, (X, t, w))
    o = 1 / (1 + np.exp(-(X @ w)))
    return w + eta * X.reshape(X.shape[1], X.shape[0]) @ ((t - o) * o * (1 - o))


linear_gradient = "-(t - w_i*x_i)*x_i"
sigmoid_gradient = "-(t - sigma(net))*sigma(net)*(1 - sigma(net))*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.12, 0.1, 0.02)
batch_2 = (0.1304, 0.1064, 0.0056)
incremental_1 = (0.06, 0.06, 0.02)
incremental_2 = (0.1048, 0.0936, 0.0312)
incremental_3 = (0.080208, 0.069008, 0.006608)
largest_stable_eta = 0.043

same_rule_as_the_perceptron = """It is not the same because the output is linear."""
incremental_or_batch_limit = """See my plot."""
