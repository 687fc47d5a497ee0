STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np
from contextlib import suppress


def _learner(w, eta):
    """Is sent wrong samples, yields new weights."""
    change = yield
    while True:
        w = w + eta * change
        change = yield w


def _scan(A, t, state, at_zero):
    n, quiet = 0, 0
    while quiet < len(A):
        s = float(A[n] @ state["w"])
        o = 1.0 if s > 0 else -1.0 if s < 0 else at_zero(t[n])
        if o == t[n]:
            quiet += 1
        else:
            quiet = 0
            yield n, (t[n] - o) * A[n]
        n = (n + 1) % len(A)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    A = np.pad(np.asarray(X, dtype=float), ((0, 0), (1, 0)), constant_values=1)
    t = [float(v) for v in t]
    state = {"w": np.zeros(A.shape[1]) if w0 is None else np.asarray(w0, dtype=float) + 0}
    brain = _learner(state["w"], float(eta))
    brain.send(None)
    trace, picked = np.zeros((0, A.shape[1])), np.zeros(0, np.int64)
    errors = _scan(A, t, state, {"err": lambda v: -v, "neg": lambda v: -1.0, "pos": lambda v: 1.0}[tie])
    for n, change in errors:
        if len(picked) >= max_updates:
            return trace, picked, False
        state["w"] = brain.send(change)
        trace, picked = np.r_[trace, [state["w"]]], np.r_[picked, n]
    return trace, picked, True


def mp_neuron(x, w, theta):
    def answers(rows):
        for row in rows:
            yield int(np.dot(row, w) >= theta)
    return tuple(answers(x)) if np.ndim(x) > 1 else next(answers([x]))


def perceptron_criterion(a, Y):
    def wrong():
        yield from (np.asarray(y, float) for y in Y if np.dot(y, a) <= 0)
    J = sum(-float(y @ a) for y in wrong())
    gradient = np.zeros(np.size(a))
    with suppress(StopIteration):
        it = wrong()
        while True:
            gradient = gradient - next(it)
    return J, gradient


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
