# expect: lms_error=wrong -- printed, not returned
# expect: delta_batch_step=wrong -- the function has another name
# expect: delta_incremental_epoch=wrong -- w comes first
# expect: sigmoid_unit_step=wrong -- five arguments needed
# expect: linear_gradient=wrong -- the update rule, not the gradient
# expect: sigmoid_gradient=wrong -- t(1 - t)
# expect: batch_1=right -- as text in one string: or waits for a person
# expect: batch_2=pending -- a name that is nowhere
# expect: incremental_1=right
# expect: incremental_2=pending -- only one of three is there
# expect: incremental_3=right
# expect: largest_stable_eta=right -- in three digits, or it waits for a person
import numpy as np

STUDENT = "s221"
NUMBERS = "lecture"


def lms_error(X, t, w):
    print(0.5 * np.sum((np.array(t) - np.array(X) @ np.array(w)) ** 2))


def delta_batch_update(X, t, w, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    return w + eta * X.T @ (t - X @ w)


def delta_incremental_epoch(w, X, t, eta):
    w = np.array(w, float)
    for x, target in zip(np.array(X), t):
        w += eta * (target - x @ w) * x
    return w


def sigmoid_unit_step(X, t, w, b, eta):
    X, t, w = np.array(X), np.array(t), np.array(w)
    o = 1 / (1 + np.exp(-(X @ w + b)))
    d = (t - o) * o * (1 - o)
    return w + eta * X.T @ d, b + eta * d.sum()


linear_gradient = "eta*(t - o)*x_i"
sigmoid_gradient = "-(t - o)*t*(1 - t)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = "0.02, 0.12, 0.1"
batch_2 = (0.0056, 0.1304, w2_new)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, ..., ...)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.0423

same_rule_as_the_perceptron = """No."""
incremental_or_batch_limit = """LS and near."""
