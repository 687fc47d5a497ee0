# expect: mp_neuron=not_attempted
# expect: perceptron_fit=wrong -- error counter is never set back to 0: loops for ever after at least one update, unless max_updates is reached (then values are right)
# expect: perceptron_criterion=wrong -- the two results are swapped (gradient, J_p)
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    raise NotImplementedError("later")


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    A = np.hstack([np.ones((len(X), 1)), X])
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    errors = 0
    while True:
        for i in range(len(A)):
            s = A[i] @ w
            o = np.sign(s) if s != 0 else {"err": -t[i], "neg": -1, "pos": 1}[tie]
            if o != t[i]:
                errors += 1
                if len(trace) >= max_updates:
                    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), False
                w = w + eta * (t[i] - o) * A[i]
                trace.append(w)
                picked.append(i)
        if errors == 0:
            return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), True


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    s = Y @ a
    wrong = s <= 0
    return -np.sum(Y[wrong], axis=0), float(-np.sum(s[wrong]))

trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]

one_update = 4/25

number_of_updates = 7

why_xor_never_converges = "XOR is not linearly separable, so there is an error in every pass."
why_zero_is_a_fake_optimum = "J_p(0) = 0 though nothing is classified."
