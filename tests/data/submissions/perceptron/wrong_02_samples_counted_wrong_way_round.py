# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- picked counts from 1
# expect: perceptron_criterion=right
# expect: trace_table=partial -- weights right, samples numbered from 0
# expect: one_update=right
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
                picked.append(i + 1)      # samples are numbered from 1
        converged = errors == 0
    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), converged


def perceptron_criterion(a, Y):
    a = np.array(a, dtype=float)
    J = 0.0
    grad = np.zeros(len(a))
    for y in np.array(Y, dtype=float):
        if np.dot(a, y) <= 0:
            J -= np.dot(a, y)
            grad -= y
    return J, grad

trace_table = [
    (0, 2, 6, 6),
    (2, 0, 4, 4),
    (2, -2, 2, 2),
    (2, -4, 0, 0),
    (0, -2, 6, 6),
    (2, -4, 4, 4),
    (2, -6, 2, 2),
]

one_update = 0.16

number_of_updates = 7

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
