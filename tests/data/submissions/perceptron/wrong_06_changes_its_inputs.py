# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- only purity: w0 is changed in place when it is a float64 array (values right)
# expect: perceptron_criterion=wrong -- only purity: zeroes the right rows of Y in place when Y is an array (values right)
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
    A = np.c_[np.ones(len(X)), X]
    t = np.asarray(t, dtype=float)
    if w0 is None:
        w0 = np.zeros(A.shape[1])
    w = np.asarray(w0, dtype=float)
    trace, picked = [], []
    while True:
        ok = True
        for i in range(len(A)):
            s = w @ A[i]
            o = np.sign(s)
            if s == 0:
                o = {"err": -t[i], "neg": -1, "pos": 1}[tie]
            if o != t[i]:
                if len(trace) >= max_updates:
                    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), False
                ok = False
                w += eta * (t[i] - o) * A[i]
                trace.append(w.copy())
                picked.append(i)
        if ok:
            return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), True


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y)
    Y[Y @ a > 0] = 0             # only the wrong ones count
    return float(-(Y @ a).sum()), -Y.sum(axis=0, dtype=float)

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
