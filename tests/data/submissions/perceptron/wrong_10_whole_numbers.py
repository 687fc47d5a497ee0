# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- only when weights are not whole numbers: trace is cut to int
# expect: perceptron_criterion=wrong -- only when J_p has more than 2 decimals: J_p is rounded
# expect: trace_table=right
# expect: one_update=pending -- the right value as a string
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
    return np.array(trace, dtype=int).reshape(-1, A.shape[1]), np.array(picked, dtype=int), converged


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    J = 0
    for v in s:
        if v <= 0:
            J += -v
    return round(float(J), 2), -Y[s <= 0].sum(axis=0)

trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]

one_update = "0.16"

number_of_updates = 7

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
