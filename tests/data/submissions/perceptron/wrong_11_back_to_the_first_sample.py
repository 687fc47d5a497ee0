# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- starts again from the first sample after an update (same on the lecture's data)
# expect: perceptron_criterion=wrong -- mean over the wrong samples instead of the sum (same where 0 or 1 are wrong)
# expect: trace_table=right
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
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    N, d = X.shape
    A = np.hstack([np.ones((N, 1)), X])
    w = np.zeros(d + 1) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    i = 0
    while i < N:
        s = A[i] @ w
        o = 1.0 if s > 0 else -1.0 if s < 0 else {"err": -t[i], "neg": -1.0, "pos": 1.0}[tie]
        if o == t[i]:
            i += 1
            continue
        if len(trace) >= max_updates:
            return np.array(trace).reshape(-1, d + 1), np.array(picked, dtype=int), False
        w = w + eta * (t[i] - o) * A[i]
        trace.append(w)
        picked.append(i)
        i = 0
    return np.array(trace).reshape(-1, d + 1), np.array(picked, dtype=int), True


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    wrong = s <= 0
    if not wrong.any():
        return 0.0, np.zeros_like(a)
    return float(-s[wrong].mean()), -Y[wrong].mean(axis=0)

trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]

one_update = 0.16

number_of_updates = 7

why_xor_never_converges = "XOR is not linearly separable, so there is an error in every pass."
why_zero_is_a_fake_optimum = "J_p(0) = 0 though nothing is classified."
