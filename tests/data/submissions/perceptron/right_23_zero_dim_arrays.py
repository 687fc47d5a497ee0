STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    """Everything stays an array, also the single number."""
    return np.asarray(np.heaviside(np.tensordot(np.array(x, float), np.array(w, float), 1) - theta, 1.0), int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X, t = np.array(X, float), np.array(t, float)
    A = np.insert(X, 0, 1.0, axis=1)
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, float)
    trace, picked, n, quiet = [], [], 0, 0
    policy = dict(err=-t, neg=-np.ones_like(t), pos=np.ones_like(t))[tie]
    while quiet < len(t) and len(trace) <= max_updates:
        net = A[n] @ w
        if (np.sign(net) or policy[n]) == t[n]:
            quiet += 1
        else:
            if len(trace) == max_updates:
                break
            w = w + eta * 2 * t[n] * A[n]
            trace.append([np.array(v) for v in w])
            picked.append(np.array(n))
            quiet = 0
        n = (n + 1) % len(t)
    done = np.array(quiet >= len(t))
    return [trace if trace else np.zeros([0, A.shape[1]]), picked, done]


def perceptron_criterion(a, Y):
    a, Y = np.array(a, float), np.array(Y, float)
    net = Y @ a
    return np.array(np.abs(net[net <= 0]).sum()), [np.float64(-v) for v in Y[net <= 0].sum(0)]


trace_table = np.array([
    [1, 2, 6, 6], [3, 0, 4, 4], [3, -2, 2, 2], [3, -4, 0, 0], [1, -2, 6, 6], [3, -4, 4, 4], [3, -6, 2, 2],
], dtype=float)
number_of_updates = 7.0
one_update = np.float64(0.16)
