# expect: mp_neuron=wrong -- returns the strings '1' and '0'
# expect: perceptron_fit=wrong -- order of the samples is shuffled at random in every pass
# expect: perceptron_criterion=right
# expect: trace_table=partial -- stops after 5 of 7 updates, those are right
# expect: one_update=pending -- decimal comma, Python reads the tuple (0, 16)
# expect: number_of_updates=wrong -- 5, the table stops early
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    if np.ndim(x) == 2:
        return [mp_neuron(row, w, theta) for row in x]
    if np.dot(np.asarray(x, dtype=float), np.asarray(w, dtype=float)) - theta >= 0:
        return "1"
    return "0"


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    A = np.hstack([np.ones((len(X), 1)), X])
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    rng = np.random.default_rng()
    trace, picked = [], []
    while True:
        clean = True
        for i in rng.permutation(len(A)):        # shuffling helps SGD
            s = A[i] @ w
            o = np.sign(s) if s != 0 else {"err": -t[i], "neg": -1, "pos": 1}[tie]
            if o != t[i]:
                clean = False
                if len(trace) >= max_updates:
                    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), False
                w = w + eta * (t[i] - o) * A[i]
                trace.append(w)
                picked.append(i)
        if clean:
            return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), True


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
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
]

one_update = 0,16

number_of_updates = 5

why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
