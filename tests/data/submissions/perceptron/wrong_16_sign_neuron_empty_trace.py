# expect: mp_neuron=wrong -- np.sign: gives -1/0/1 instead of 0/1 (right only where w.x > theta)
# expect: perceptron_fit=wrong -- only when there is no update: trace has shape (0,) instead of (0, d+1)
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=pending -- right value, computed from names instead of a literal
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    x = np.asarray(x, dtype=float)
    s = np.sign(x @ np.asarray(w, dtype=float) - theta)
    return int(s) if x.ndim == 1 else s.astype(int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    A = np.hstack([np.ones((len(X), 1)), X])
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    converged = False
    limit = False
    while not converged and not limit:
        errors = 0
        for i in range(len(A)):
            s = A[i] @ w
            if s > 0:
                o = 1
            elif s < 0:
                o = -1
            elif tie == "err":
                o = -t[i]
            elif tie == "neg":
                o = -1
            else:
                o = 1
            if o != t[i]:
                errors += 1
                if len(trace) >= max_updates:
                    limit = True
                    break
                w = w + eta * (t[i] - o) * A[i]
                trace.append(w)
                picked.append(i)
        converged = errors == 0
    return np.array(trace), np.array(picked, dtype=int), converged


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    wrong = s <= 0
    return float(-np.sum(s[wrong])), -np.sum(Y[wrong], axis=0)

trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]

eta, x_i, t, o = 0.1, 0.8, +1, -1
one_update = eta * (t - o) * x_i

number_of_updates = 7

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
