# expect: lms_error=wrong -- adds weight decay
# expect: delta_batch_step=wrong -- returns (w, E)
# expect: delta_incremental_epoch=wrong -- eta gets smaller with each sample
# expect: sigmoid_unit_step=wrong -- adds the ones column again
# expect: linear_gradient=pending -- a sum over n cannot be read
# expect: sigmoid_gradient=pending -- no text but a function
# expect: batch_1=pending -- computed by code
# expect: batch_2=pending -- computed by code
# expect: incremental_1=wrong -- two numbers only
# expect: incremental_2=pending -- a dictionary
# expect: incremental_3=right
# expect: largest_stable_eta=pending -- an interval
import numpy as np

STUDENT = "s220"
NUMBERS = "lecture"


def lms_error(X, t, w, decay=0.001):
    e = np.array(t) - np.array(X) @ np.array(w)
    return 0.5 * e @ e + 0.5 * decay * np.dot(w, w)


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    e = t - X @ w
    return w + eta * X.T @ e, 0.5 * e @ e


def delta_incremental_epoch(X, t, w, eta):
    w = np.array(w, float)
    for n, x in enumerate(np.array(X), start=1):
        w += eta / n * (t[n - 1] - x @ w) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X = np.column_stack([np.ones(len(t)), X])
    o = 1 / (1 + np.exp(-X @ w))
    return w + eta * X.T @ ((t - o) * o * (1 - o))


linear_gradient = "-sum_n (t_n - o_n)*x_in"
sigmoid_gradient = lambda t, o, x: -(t - o) * o * (1 - o) * x

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

X = [(1, 3, 3), (1, 4, 3), (1, 1, 1)]
batch_1 = tuple(delta_batch_step(X, TARGETS, [0, 0, 0], ETA)[0])
batch_2 = tuple(delta_batch_step(X, TARGETS, batch_1, ETA)[0])
incremental_1 = (0.06, 0.06)
incremental_2 = {"bias": 0.0312, "w1": 0.1048, "w2": 0.0936}
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = (0, 0.04226)

same_rule_as_the_perceptron = """No."""
incremental_or_batch_limit = """LS, near LS."""
