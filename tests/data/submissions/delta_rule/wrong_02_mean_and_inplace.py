import numpy as np

STUDENT = "s1"
NUMBERS = "lecture"


def lms_error(X, t, w):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    return 0.5 * ((t - X @ w) ** 2).sum()


def delta_batch_step(X, t, w, eta):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    return w + eta * (t - X @ w) @ X / len(t)


def delta_incremental_epoch(X, t, w, eta):
    X, t = np.asarray(X, float), np.asarray(t, float)
    w = np.asarray(w, float)
    for x, d in zip(X, t):
        w += eta * (d - w @ x) * x
    return w


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    o = 1 / (1 + np.exp(-(X @ w)))
    return w + eta * ((t - o) * o * (1 - o)) @ X


linear_gradient = "-(t - o) * x_i"
sigmoid_gradient = "-(t-o)*o*(1-o)*x_i"

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = "No: o is linear here, without a threshold, and it is gradient descent on E."
incremental_or_batch_limit = "Batch steps end in the minimum, the incremental rule cycles around it unless eta is small."
