# expect: lms_error=wrong -- absolute errors
# expect: delta_batch_step=wrong -- each weight is changed before the output for the next weight is computed
# expect: delta_incremental_epoch=wrong -- within a sample the output is computed anew for each weight
# expect: sigmoid_unit_step=wrong -- exp(+net)
# expect: linear_gradient=wrong -- squared error left in
# expect: sigmoid_gradient=right
# expect: batch_1=right
# expect: batch_2=wrong -- E instead of the weights, a single number
# expect: incremental_1=wrong -- output anew for each weight
# expect: incremental_2=wrong -- output anew for each weight
# expect: incremental_3=wrong -- output anew for each weight
# expect: largest_stable_eta=wrong -- a text
STUDENT = "s215"
NUMBERS = "lecture"

import numpy as np


def out(x, w):
    s = 0.0
    for i in range(len(w)):
        s += x[i] * w[i]
    return s


def lms_error(X, t, w):
    return sum(abs(t[n] - out(X[n], w)) for n in range(len(t))) / 2


def delta_batch_step(X, t, w, eta):
    w = [float(v) for v in w]
    for i in range(len(w)):
        w[i] += eta * sum((t[n] - out(X[n], w)) * X[n][i] for n in range(len(t)))
    return w


def delta_incremental_epoch(X, t, w, eta):
    w = [float(v) for v in w]
    for n in range(len(t)):
        for i in range(len(w)):
            w[i] += eta * (t[n] - out(X[n], w)) * X[n][i]
    return w


def sigmoid_unit_step(X, t, w, eta):
    new = [float(v) for v in w]
    for n in range(len(t)):
        o = 1 / (1 + np.exp(out(X[n], w)))
        for i in range(len(w)):
            new[i] += eta * (t[n] - o) * o * (1 - o) * X[n][i]
    return new


linear_gradient = "-(t - o)^2*x_i"
sigmoid_gradient = "-(t - o)*o*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = 0.84
incremental_1 = (0.02, 0.0588, 0.048216)
incremental_2 = (0.032003, 0.105852, 0.072212)
incremental_3 = (0.007802, 0.082135, 0.048970)
largest_stable_eta = "about 0.0423"

same_rule_as_the_perceptron = """no"""
incremental_or_batch_limit = """no"""
