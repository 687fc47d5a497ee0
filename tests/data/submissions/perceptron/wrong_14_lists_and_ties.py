# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- only for lists: X.shape, AttributeError
# expect: perceptron_criterion=wrong -- only at ties (a'y == 0): those y are missing in the gradient
# expect: trace_table=not_attempted
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    x = np.asarray(x, dtype=float)
    w = np.asarray(w, dtype=float)
    if x.ndim == 1:
        return int(np.dot(x, w) - theta >= 0)
    return (np.dot(x, w) - theta >= 0).astype(int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    N, d = X.shape
    A = np.ones((N, d + 1))
    A[:, 1:] = X
    t = [float(v) for v in t]
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
    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), converged


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    wrong = s < 0
    return float(-np.sum(s[wrong])), -np.sum(Y[wrong], axis=0)

trace_table = ...

one_update = 0.16

number_of_updates = 7

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
