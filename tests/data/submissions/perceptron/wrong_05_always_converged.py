# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- only when max_updates ends the run: converged is True there
# expect: perceptron_criterion=not_attempted
# expect: trace_table=right
# expect: one_update=wrong -- sign, took o - t
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    net = np.asarray(x, dtype=float) @ np.asarray(w, dtype=float)
    fired = net - theta >= 0
    if np.ndim(fired) == 0:
        return 1 if fired else 0
    return np.where(fired, 1, 0)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    N, d = X.shape
    if w0 is None:
        w0 = np.zeros(d + 1)
    ws = [np.array(w0, dtype=float)]
    picked = []

    def out(x, target):
        s = x @ ws[-1]
        if s == 0:
            return -target if tie == "err" else (-1 if tie == "neg" else 1)
        return 1 if s > 0 else -1

    changed = True
    while changed and len(picked) < max_updates:
        changed = False
        for i in range(N):
            x = np.append(1.0, X[i])
            o = out(x, t[i])
            if o != t[i] and len(picked) < max_updates:
                ws.append(ws[-1] + eta * (t[i] - o) * x)
                picked.append(i)
                changed = True
    converged = len(picked) <= max_updates
    return np.array(ws[1:]).reshape(-1, d + 1), np.array(picked, dtype=int), converged


def perceptron_criterion(a, Y):
    raise NotImplementedError

trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]

one_update = 0.1 * (-1 - 1) * 0.8

number_of_updates = 7

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
