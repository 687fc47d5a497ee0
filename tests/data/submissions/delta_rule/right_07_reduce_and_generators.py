"""functools and itertools instead of loops; tuples go back.  By hand I kept fractions."""
from functools import reduce
from itertools import accumulate
from math import exp
from operator import mul

STUDENT = 's107'
NUMBERS = 'lecture'


def dot(a, b):
    return sum(map(mul, a, b))


def errors(X, t, w, f=lambda net: net):
    for x, target in zip(X, t):
        yield x, target, f(dot(x, w))


def lms_error(X, t, w):
    return sum((target - o) ** 2 for _, target, o in errors(X, t, w)) / 2


def delta_batch_step(X, t, w, eta):
    change = ([eta * (target - o) * x_i for x_i in x] for x, target, o in errors(X, t, w))
    return tuple(reduce(lambda a, b: [p + q for p, q in zip(a, b)], change, w))


def delta_incremental_epoch(X, t, w, eta):
    def one(w, sample):
        x, target = sample
        d = eta * (target - dot(x, w))
        return tuple(w_i + d * x_i for w_i, x_i in zip(w, x))

    *_, last = accumulate(zip(X, t), one, initial=tuple(w))
    return last


def sigmoid_unit_step(X, t, w, eta):
    s = lambda net: 1 / (1 + exp(-net))
    rows = [(x, (target - o) * o * (1 - o)) for x, target, o in errors(X, t, w, s)]
    return tuple(w[i] + eta * sum(d * x[i] for x, d in rows) for i in range(len(w)))


linear_gradient = 'x_i*(o-t)'
sigmoid_gradient = 'x_i*(o-t)*o*(1-o)'

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (1/50, 6/50, 5/50)
batch_2 = (7/1250, 163/1250, 133/1250)
incremental_1 = (1/50, 3/50, 3/50)
incremental_2 = (1/50 + 28/2500, 3/50 + 4*28/2500, 3/50 + 3*28/2500)
incremental_3 = (413/62500, 5013/62500, 4313/62500)
largest_stable_eta = 2/47.33

same_rule_as_the_perceptron = 'The same letters, but another o: linear, so there is a gradient, and it goes on when all are right.'
incremental_or_batch_limit = 'batch -> minimum of E; incremental -> a cycle near the minimum, off by something like eta'
