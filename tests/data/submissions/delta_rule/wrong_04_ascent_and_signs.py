import numpy as np

STUDENT = "s1"
NUMBERS = "lecture"


def lms_error(X, t, w):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    return 0.5 * ((t - X @ w) ** 2).sum()


def delta_batch_step(X, t, w, eta):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    return w - eta * (t - X @ w) @ X


def delta_incremental_epoch(X, t, w, eta):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    for x, d in list(zip(X, t))[::-1]:
        w = w + eta * (d - w @ x) * x
    return w + 0


def sigmoid_unit_step(X, t, w, eta):
    X, t, w = (np.asarray(a, float) for a in (X, t, w))
    o = 1 / (1 + np.exp(-(X @ w)))
    return w + eta * ((t - o) * o * (1 - o)) @ X


linear_gradient = "(t - o) * x_i"
sigmoid_gradient = "-(t-o)*o*x_i"

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.02113

same_rule_as_the_perceptron = "No: o is linear here, without a threshold, and it is gradient descent on E."
incremental_or_batch_limit = "Batch steps end in the minimum, the incremental rule cycles around it unless eta is small."
