# expect: lms_error=wrong -- only misclassified samples count
# expect: delta_batch_step=wrong -- does not take a step after which E is larger
# expect: delta_incremental_epoch=wrong -- only misclassified samples change the weights
# expect: sigmoid_unit_step=wrong -- cross-entropy: no slope
# expect: linear_gradient=wrong -- the perceptron's sign in words
# expect: sigmoid_gradient=right
# expect: batch_1=wrong -- one half of it
# expect: batch_2=wrong -- one half again
# expect: incremental_1=right
# expect: incremental_2=wrong -- stays: the second point is classified right
# expect: incremental_3=right -- carried on
# expect: largest_stable_eta=wrong -- cut after three digits
import numpy as np

STUDENT = "s219"
NUMBERS = "lecture"


def lms_error(X, t, w):
    o = np.array(X) @ np.array(w)
    bad = np.array(t) * o <= 0
    return 0.5 * np.sum((np.array(t) - o)[bad] ** 2)


def half_squares(X, t, w):
    return 0.5 * np.sum((t - X @ w) ** 2)


def delta_batch_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    new = w + eta * X.T @ (t - X @ w)
    return new if half_squares(X, t, new) <= half_squares(X, t, w) else w


def delta_incremental_epoch(X, t, w, eta):
    w = np.array(w, float)
    for x, target in zip(np.array(X, float), t):
        o = x @ w
        if target * o <= 0:
            w = w + eta * (target - o) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = np.array(X, float), np.array(t, float), np.array(w, float)
    o = 1 / (1 + np.exp(-X @ w))
    return w + eta * X.T @ (t - o)


linear_gradient = "-(t - sign(o))*x_i"
sigmoid_gradient = "-x_i*(1 - o)*o*(t - o)"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.01, 0.06, 0.05)
batch_2 = (0.0114, 0.0926, 0.0766)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.02, 0.06, 0.06)
incremental_3 = (-0.0028, 0.0372, 0.0372)
largest_stable_eta = 0.0422

same_rule_as_the_perceptron = """Yes."""
incremental_or_batch_limit = """Both stop when all points are right."""
