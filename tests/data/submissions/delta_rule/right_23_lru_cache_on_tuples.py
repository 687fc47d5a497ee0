import math
from collections import namedtuple
from functools import lru_cache

STUDENT = "s123"
NUMBERS = "lecture"

Result = namedtuple("Result", "weights outputs")


def key(v):
    return tuple(key(a) for a in v) if hasattr(v, "__len__") else float(v)


@lru_cache(maxsize=None)
def net(x, w):
    return math.fsum(a * b for a, b in zip(x, w))


@lru_cache(maxsize=None)
def _batch(X, t, w, eta, kind):
    if kind == "sigmoid":
        outputs = tuple(0.5 * (1 + math.tanh(net(x, w) / 2)) for x in X)
        slopes = [o * (1 - o) for o in outputs]
    else:
        outputs = tuple(net(x, w) for x in X)
        slopes = [1.0] * len(X)
    new = tuple(
        w[i] + eta * math.fsum((t[n] - outputs[n]) * slopes[n] * X[n][i] for n in range(len(X))) for i in range(len(w))
    )
    return Result(new, outputs)


def lms_error(X, t, w):
    X, t, w = key(X), key(t), key(w)
    return math.fsum((b - net(x, w)) ** 2 for x, b in zip(X, t)) / 2


def delta_batch_step(X, t, w, eta):
    return _batch(key(X), key(t), key(w), float(eta), "linear").weights


def delta_incremental_epoch(X, t, w, eta):
    w = key(w)
    for x, b in zip(key(X), key(t)):
        w = _batch((x,), (b,), w, float(eta), "linear").weights
    return w


def sigmoid_unit_step(X, t, w, eta):
    return _batch(key(X), key(t), key(w), float(eta), kind="sigmoid").weights


linear_gradient = "-(t - o)*x[i]"
sigmoid_gradient = "-(t - o)*o*(1 - o)*x[i]"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.0056, 0.1304, 0.1064)
incremental_1 = (0.02, 0.06, 0.06)
incremental_2 = (0.0312, 0.1048, 0.0936)
incremental_3 = (0.006608, 0.080208, 0.069008)
largest_stable_eta = 2 / 47.325619

same_rule_as_the_perceptron = "Nope."
incremental_or_batch_limit = "Batch at the bottom; incremental walks round it."
