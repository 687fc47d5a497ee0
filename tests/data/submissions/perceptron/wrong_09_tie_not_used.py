# expect: mp_neuron=wrong -- only for a batch: w @ x instead of x @ w (error, or wrong numbers where N == n)
# expect: perceptron_fit=wrong -- only for tie 'neg'/'pos': every tie is an error
# expect: perceptron_criterion=right
# expect: trace_table=pending -- right values, but np.array([...]) instead of a literal
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    o = np.asarray(w, dtype=float) @ np.asarray(x, dtype=float) - theta >= 0
    return o.astype(int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    N, d = X.shape
    Y = t[:, np.newaxis] * np.c_[np.ones(N), X]
    w = np.zeros(d + 1) if w0 is None else np.array(w0, dtype=float)
    trace, picked, n, ok = [], [], 0, 0
    while ok < N:
        if Y[n] @ w <= 0:
            if len(trace) == max_updates:
                break
            w = w + 2 * eta * Y[n]
            trace.append(w)
            picked.append(n)
            ok = 0
        else:
            ok += 1
        n = (n + 1) % N
    return np.array(trace).reshape(-1, d + 1), np.array(picked, dtype=int), ok == N


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    wrong = s <= 0
    return float(-np.sum(s[wrong])), -np.sum(Y[wrong], axis=0)

trace_table = np.array([[1, 2, 6, 6], [3, 0, 4, 4], [3, -2, 2, 2], [3, -4, 0, 0],
                        [1, -2, 6, 6], [3, -4, 4, 4], [3, -6, 2, 2]])

one_update = 0.16

number_of_updates = 7

why_xor_never_converges = "XOR is not linearly separable, so there is an error in every pass."
why_zero_is_a_fake_optimum = "J_p(0) = 0 though nothing is classified."
