"""Delta rule, written out with loops and lists."""
import math

STUDENT = "s001"
NUMBERS = "lecture"


def output(x, w):
    return sum(float(a) * float(b) for a, b in zip(w, x))


def lms_error(X, t, w):
    E = 0.0
    for x, target in zip(X, t):
        E += (target - output(x, w)) ** 2
    return E / 2


def delta_batch_step(X, t, w, eta):
    change = [0.0] * len(w)
    for x, target in zip(X, t):
        o = output(x, w)
        for i in range(len(w)):
            change[i] += (target - o) * float(x[i])
    return [float(wi) + eta * c for wi, c in zip(w, change)]


def delta_incremental_epoch(X, t, w, eta):
    w = [float(wi) for wi in w]
    for x, target in zip(X, t):
        o = output(x, w)
        w = [wi + eta * (target - o) * float(xi) for wi, xi in zip(w, x)]
    return w


def sigmoid_unit_step(X, t, w, eta):
    new = [float(wi) for wi in w]
    for x, target in zip(X, t):
        o = 1 / (1 + math.exp(-output(x, w)))
        for i in range(len(new)):
            new[i] += eta * (target - o) * o * (1 - o) * float(x[i])
    return new


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
