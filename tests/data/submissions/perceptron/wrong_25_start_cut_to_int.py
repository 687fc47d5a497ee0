STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    net = np.asarray(x, float) @ np.asarray(w, float) - theta
    return (net >= 0).astype(int) if net.ndim else int(net >= 0)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X, t = np.asarray(X, float), np.asarray(t, float)
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, int)
    trace, picked, clean, n = [], [], 0, 0
    while clean < len(A):
        net = A[n] @ w
        o = np.sign(net) if net else {"err": -t[n], "neg": -1.0, "pos": 1.0}[tie]
        if o == t[n]:
            clean += 1
        elif len(trace) == max_updates:
            break
        else:
            w = w + eta * (t[n] - o) * A[n]
            trace.append(w)
            picked.append(n)
            clean = 0
        n = (n + 1) % len(A)
    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, int), clean == len(A)


def perceptron_criterion(a, Y):
    a, Y = np.asarray(a, float), np.asarray(Y, float)
    wrong = Y @ a <= 0
    return float(-(Y @ a)[wrong].sum()), -Y[wrong].sum(axis=0)

trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
