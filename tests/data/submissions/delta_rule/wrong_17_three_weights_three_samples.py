# expect: lms_error=wrong -- exactly three samples
# expect: delta_batch_step=wrong -- exactly three weights
# expect: delta_incremental_epoch=wrong -- range(1, N): the first sample is left out
# expect: sigmoid_unit_step=wrong -- sum over one axis too many: the same change for every weight
# expect: linear_gradient=wrong -- half of it
# expect: sigmoid_gradient=right
# expect: batch_1=right
# expect: batch_2=wrong -- slip in the bias
# expect: incremental_1=wrong -- nothing happens at the first point
# expect: incremental_2=right -- carried on from zero
# expect: incremental_3=right -- carried on
# expect: largest_stable_eta=wrong -- mean instead of sum
import numpy as np

STUDENT = "s217"
NUMBERS = "lecture"


def lms_error(X, t, w):
    total = 0
    for n in range(3):
        total += (t[n] - np.dot(X[n], w)) ** 2
    return total / 2


def delta_batch_step(X, t, w, eta):
    w0, w1, w2 = w
    d0 = d1 = d2 = 0
    for (x0, x1, x2), target in zip(X, t):
        e = target - (w0 * x0 + w1 * x1 + w2 * x2)
        d0 += e * x0
        d1 += e * x1
        d2 += e * x2
    return np.array([w0 + eta * d0, w1 + eta * d1, w2 + eta * d2])


def delta_incremental_epoch(X, t, w, eta):
    new = np.array(w) * 1.0
    for n in range(1, len(t)):
        new += eta * (t[n] - np.dot(X[n], new)) * np.array(X[n])
    return new


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    o = 1 / (1 + np.exp(-X @ w))
    delta = (t - o) * o * (1 - o)
    return w + eta * np.sum(delta[:, None] * X)


linear_gradient = "-(t - o)*x_i/2"
sigmoid_gradient = "o*(1 - o)*(o - t)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0344, 0.1304, 0.1064)
incremental_1 = (0, 0, 0)
incremental_2 = (0.02, 0.08, 0.06)
incremental_3 = (-0.0032, 0.0568, 0.0368)
largest_stable_eta = 0.1268

same_rule_as_the_perceptron = """No: see page 198."""
incremental_or_batch_limit = """Near each other."""
