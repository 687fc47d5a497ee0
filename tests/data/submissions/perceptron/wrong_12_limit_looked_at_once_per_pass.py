# expect: mp_neuron=wrong -- only for a batch: sums over everything and returns one number
# expect: perceptron_fit=wrong -- only when max_updates is reached inside a pass: looks at the limit at the end of a pass, too many updates; max_updates=0 is never converged
# expect: perceptron_criterion=wrong -- sign of J_p (negative where it should be positive), gradient right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=pending -- a string with a word in it
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    s = np.sum(np.asarray(w, dtype=float) * np.asarray(x, dtype=float))
    if s - theta >= 0:
        return 1
    return 0


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    N, d = X.shape
    w = np.zeros(d + 1) if w0 is None else np.array(w0, dtype=float)
    trace = np.zeros((0, d + 1))
    picked = np.zeros(0, dtype=int)
    while len(trace) < max_updates:
        mistakes = 0
        for n in range(N):
            x = np.concatenate([[1.0], X[n]])
            net = w @ x
            if net == 0:
                o = {"err": -t[n], "neg": -1, "pos": 1}[tie]
            else:
                o = 1 if net > 0 else -1
            if o != t[n]:
                w = w + eta * (t[n] - o) * x
                trace = np.vstack([trace, w])
                picked = np.append(picked, n)
                mistakes += 1
        if mistakes == 0:
            return trace, picked, True
    return trace, picked, False


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    wrong = s <= 0
    return float(np.sum(s[wrong])), -np.sum(Y[wrong], axis=0)

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

number_of_updates = "7 updates"

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
