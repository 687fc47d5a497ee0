STUDENT = "s001"
NUMBERS = "lecture"

from functools import partial, reduce, lru_cache, singledispatch
from itertools import accumulate, chain, cycle, islice, takewhile
from operator import mul

import numpy as np


@lru_cache(maxsize=None)
def _tie(policy):
    return {"err": lambda goal: -goal, "neg": lambda goal: -1, "pos": lambda goal: 1}[policy]


def _dot(u, v):
    return reduce(lambda s, p: s + p[0] * p[1], zip(u, v), 0.0)


def _neuron(theta, w, x):
    return 1 if _dot(w, x) >= theta else 0


def mp_neuron(x, w, theta):
    one = partial(_neuron, theta, w)
    return one(x) if np.ndim(x) < 2 else np.fromiter(map(one, x), int)


def _visit(eta, policy, limit, state, numbered):
    w, rows, who, quiet, full = state
    n, (x, goal) = numbered
    s = _dot(w, x)
    o = (1 if s > 0 else -1) if s else _tie(policy)(goal)
    if o == goal:
        return w, rows, who, quiet + 1, full
    if len(rows) >= limit:
        return w, rows, who, quiet, True
    w = tuple(u + eta * (goal - o) * v for u, v in zip(w, x))
    return w, rows + (w,), who + (n,), 0, False


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    samples = [((1.0, *map(float, x)), float(goal)) for x, goal in zip(X, t)]
    m = len(samples[0][0])
    start = (tuple(map(float, w0)) if w0 is not None else (0.0,) * m, (), (), 0, False)
    states = accumulate(cycle(enumerate(samples)), partial(_visit, eta, tie, max_updates), initial=start)
    last = next(s for s in states if s[4] or s[3] >= len(samples))
    return np.array(last[1]).reshape(len(last[1]), m), np.array(last[2], dtype=np.int16), not last[4]


def perceptron_criterion(a, Y):
    wrong = list(filter(lambda y: _dot(a, y) <= 0, Y))
    add = lambda u, v: [p - q for p, q in zip(u, v)]
    return reduce(lambda J, y: J - _dot(a, y), wrong, 0.0), reduce(add, wrong, [0.0] * len(a))


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = len(trace_table)
one_update = 1.6e-1
