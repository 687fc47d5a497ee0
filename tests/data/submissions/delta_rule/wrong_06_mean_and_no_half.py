# expect: lms_error=wrong -- the half is missing
# expect: delta_batch_step=wrong -- divided by the number of samples
# expect: delta_incremental_epoch=wrong -- all outputs from the weights before the pass: that is a batch step
# expect: sigmoid_unit_step=wrong -- slope taken of the net input, not of the output
# expect: linear_gradient=wrong -- sign
# expect: sigmoid_gradient=wrong -- no slope
# expect: batch_1=wrong -- mean
# expect: batch_2=wrong -- mean again
# expect: incremental_1=right
# expect: incremental_2=wrong -- errors of the start
# expect: incremental_3=wrong -- errors of the start
# expect: largest_stable_eta=wrong -- 1/lambda
import numpy as np

STUDENT = "s206"
NUMBERS = "lecture"


def lms_error(X, t, w):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    return np.sum((t - X @ w) ** 2)


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    return w + eta * X.T @ (t - X @ w) / len(t)


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    errors = t - X @ w
    for x, e in zip(X, errors):
        w = w + eta * e * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    net = X @ w
    o = 1 / (1 + np.exp(-net))
    return w + eta * X.T @ ((t - o) * net * (1 - net))


linear_gradient = "(t - o)*x_i"
sigmoid_gradient = "-(t - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02 / 3, 0.12 / 3, 0.1 / 3)
batch_2 = (107/11250, 763/11250, 211/3750)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.04, 0.14, 0.12)
incremental_3 = (0.02, 0.12, 0.1)
largest_stable_eta = 0.02113

same_rule_as_the_perceptron = "Yes, the formulas are the same."
incremental_or_batch_limit = "Both in the minimum."
