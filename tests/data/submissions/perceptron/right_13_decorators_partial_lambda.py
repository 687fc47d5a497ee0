# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

trace_table = [
    (1,  2, 6, 6),
    (3,  0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2)
]
one_update = 1.6e-1
number_of_updates = 7
why_xor_never_converges = "no separating hyperplane -> no fixed point of the rule"
why_zero_is_a_fake_optimum = "J_p is a cone with its tip at 0; the tip is not a classifier"

import functools
import operator

import numpy as np


def as_float(*positions):
    """Promote the given positional arguments to fresh float64 arrays."""
    def wrap(f):
        @functools.wraps(f)
        def g(*args, **kwargs):
            args = [np.array(v, dtype=np.float64) if k in positions and v is not None else v
                    for k, v in enumerate(args)]
            return f(*args, **kwargs)
        return g
    return wrap


SIGN = {
    "err": lambda s, c: -c if s == 0 else (1.0 if s > 0 else -1.0),
    "neg": lambda s, c: 1.0 if s > 0 else -1.0,
    "pos": lambda s, c: 1.0 if s >= 0 else -1.0,
}

_fire = as_float(0, 1)(lambda x, w, theta: np.dot(x, w) - theta >= 0)

mp_neuron = lambda x, w, theta: (lambda r: r.astype(int) if np.ndim(r) else int(r))(_fire(x, w, theta))


@as_float(0, 1)
def _core(X, t, eta, w0, sign, max_updates):
    X = np.concatenate((np.ones((len(X), 1)), X), axis=1)
    w = functools.reduce(operator.add, [] if w0 is None else [np.asarray(w0, dtype=np.float64)], np.zeros(X.shape[1]))
    log = []
    while True:
        mark = len(log)
        for k, (x, c) in enumerate(zip(X, t)):
            if (o := sign(float(x @ w), float(c))) != c:
                if len(log) >= max_updates:
                    return X.shape[1], log, False
                w = w + eta * (c - o) * x
                log.append((k, w))
        if len(log) == mark:
            return X.shape[1], log, True


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    m, log, converged = _core(X, t, eta, w0, SIGN[tie], max_updates)
    trace = np.empty((len(log), m))
    picked = np.empty(len(log), dtype=int)
    for row, (k, w) in enumerate(log):
        trace[row], picked[row] = w, k
    return trace, picked, converged


def _criterion(a, Y, compare):
    a, Y = np.asarray(a, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    keep = compare(Y @ a, 0)
    return float(-(Y @ a)[keep].sum()), -Y[keep].sum(axis=0)


perceptron_criterion = functools.partial(_criterion, compare=operator.le)
