# expect: lms_error=wrong -- an array with one element
# expect: delta_batch_step=wrong -- eta twice
# expect: delta_incremental_epoch=wrong -- two passes
# expect: sigmoid_unit_step=wrong -- the slope is squared
# expect: linear_gradient=wrong -- constant 0
# expect: sigmoid_gradient=wrong -- 2o in the slope
# expect: batch_1=wrong -- eta twice
# expect: batch_2=wrong -- eta twice
# expect: incremental_1=wrong -- only one weight is changed
# expect: incremental_2=wrong -- only one weight is changed
# expect: incremental_3=wrong -- only one weight is changed
# expect: largest_stable_eta=wrong -- root of the eigenvalue
import numpy as np

STUDENT = "s223"
NUMBERS = "lecture"


def lms_error(X, t, w):
    e = np.reshape(t, (-1, 1)) - np.array(X) @ np.reshape(w, (-1, 1))
    return (e.T @ e)[0] / 2


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    dw = 0
    for x, target in zip(X, t):
        dw = dw + eta * (target - x @ w) * x
    return w + eta * dw


def delta_incremental_epoch(X, t, w, eta):
    for _ in range(2):
        for x, target in zip(np.array(X), t):
            w = np.array(w) + eta * (target - x @ w) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    o = 1 / (1 + np.exp(-X @ w))
    return w + eta * X.T @ ((t - o) * (o * (1 - o)) ** 2)


linear_gradient = "0"
sigmoid_gradient = "-(t - o)*o*(1 - 2*o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.0004, 0.0024, 0.002)
batch_2 = (0.000786, 0.004756, 0.003963)
incremental_1 = (0.02, 0, 0)
incremental_2 = (0.02, 0.0784, 0)
incremental_3 = (0.02, 0.0784, -0.021968)
largest_stable_eta = 0.2907

same_rule_as_the_perceptron = """?"""
incremental_or_batch_limit = """?"""
