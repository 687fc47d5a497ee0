# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- stops after N-1 right samples in a row, an error of the last one of the round is missed
# expect: perceptron_criterion=wrong -- only when no sample is wrong: the gradient is then the number 0 instead of m zeros (wrong shape)
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
    n = 0
    right_in_a_row = 0
    while right_in_a_row < N - 1:           # all the others are right -> done
        s = A[n] @ w
        if s == 0:
            o = {"err": -t[n], "neg": -1.0, "pos": 1.0}[tie]
        else:
            o = np.sign(s)
        if o == t[n]:
            right_in_a_row += 1
        else:
            if len(trace) >= max_updates:
                return np.array(trace).reshape(-1, d + 1), np.array(picked, dtype=int), False
            w = w + eta * (t[n] - o) * A[n]
            trace.append(w)
            picked.append(n)
            right_in_a_row = 0
        n = (n + 1) % N
    return np.array(trace).reshape(-1, d + 1), np.array(picked, dtype=int), True


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    wrong = [y for y in np.asarray(Y, dtype=float) if a @ y <= 0]
    return float(-sum(a @ y for y in wrong)), -sum(wrong)

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
