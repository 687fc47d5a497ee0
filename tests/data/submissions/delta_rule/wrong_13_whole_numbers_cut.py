# expect: lms_error=wrong -- // 2 cuts
# expect: delta_batch_step=wrong -- zeros_like an integer w cuts; right for floats
# expect: delta_incremental_epoch=wrong -- with lists as inputs it fails (list + array in place), and float32 is kept though X is float64
# expect: sigmoid_unit_step=wrong -- o rounded to three places
# expect: linear_gradient=right
# expect: sigmoid_gradient=wrong -- x_i twice
# expect: batch_1=right
# expect: batch_2=pending -- two places only: may be read as wrong or too coarse
# expect: incremental_1=right
# expect: incremental_2=right
# expect: incremental_3=wrong -- a digit slipped
# expect: largest_stable_eta=wrong -- last digit off
import numpy as np

STUDENT = "s213"
NUMBERS = "lecture"


def lms_error(X, t, w):
    return sum((a - np.dot(x, w)) ** 2 for x, a in zip(X, t)) // 2


def delta_batch_step(X, t, w, eta):
    w = np.asarray(w)
    new = np.zeros_like(w)
    for i in range(len(w)):
        new[i] = w[i] + eta * sum((a - np.dot(x, w)) * x[i] for x, a in zip(X, t))
    return new


def delta_incremental_epoch(X, t, w, eta):
    w = np.array(w, dtype=np.float32)
    for x, a in zip(X, t):
        w += eta * (a - np.dot(x, w)) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    o = np.round(1 / (1 + np.exp(-X.dot(w))), 3)
    return w + eta * X.T.dot((t - o) * o * (1 - o))


linear_gradient = "-x_i*(t - o)"
sigmoid_gradient = "-x_i*(t - o)*o*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.01, 0.13, 0.11)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080280, 0.069008)
largest_stable_eta = 0.04262

same_rule_as_the_perceptron = """Same formula, other output."""
incremental_or_batch_limit = """?"""
