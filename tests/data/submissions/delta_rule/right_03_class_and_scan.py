from dataclasses import dataclass
from functools import reduce

import numpy as np

STUDENT = "s003"
NUMBERS = "lecture"


@dataclass(frozen=True)
class Unit:
    w: np.ndarray

    def net(self, x):
        return np.asarray(x, float).dot(self.w)

    def moved(self, change):
        return Unit(self.w + change)


def unit(w):
    return Unit(np.array(w, float))


def lms_error(X, t, w):
    return float(np.linalg.norm(np.asarray(t, float) - unit(w).net(X)) ** 2 / 2)


def delta_batch_step(X, t, w, eta):
    u = unit(w)
    return u.moved(eta * (np.asarray(t, float) - u.net(X)) @ np.asarray(X, float)).w


def delta_incremental_epoch(X, t, w, eta):
    def one(u, sample):
        x, target = sample
        return u.moved(eta * (float(target) - u.net(x)) * np.asarray(x, float))

    return reduce(one, zip(X, t), unit(w)).w


def sigmoid_unit_step(X, t, w, eta):
    u = unit(w)
    o = 1.0 / (1.0 + np.exp(-u.net(X)))
    return u.moved(eta * np.asarray(X, float).T @ ((np.asarray(t, float) - o) * o * (1 - o))).w


linear_gradient = "dE/dw_i = -(t - o)*x_i"
sigmoid_gradient = "-(t - o) * (o - o^2) * x_i"

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = "No: o is linear here, without a threshold, and it is gradient descent on E."
incremental_or_batch_limit = "Batch steps end in the minimum, the incremental rule cycles around it unless eta is small."
