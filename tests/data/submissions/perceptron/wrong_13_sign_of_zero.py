# expect: mp_neuron=right
# expect: perceptron_fit=wrong -- only at ties: o = np.sign(0) = 0, so half a step is made and tie is not used (w0 = 0 makes the first sample a tie)
# expect: perceptron_criterion=right
# expect: trace_table=wrong -- first step at the tie taken as half a step, everything after it differs
# expect: one_update=right
# expect: number_of_updates=wrong -- 6, from the wrong table
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    net = np.asarray(x, dtype=float) @ np.asarray(w, dtype=float)
    fired = net - theta >= 0
    if np.ndim(fired) == 0:
        return 1 if fired else 0
    return np.where(fired, 1, 0)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    A = np.column_stack((np.ones(X.shape[0]), X))
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    while True:
        n_errors = 0
        for i, x in enumerate(A):
            o = np.sign(w @ x)
            if o != t[i]:
                n_errors += 1
                if len(trace) >= max_updates:
                    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), False
                w = w + eta * (t[i] - o) * x
                trace.append(w)
                picked.append(i)
        if n_errors == 0:
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
    (1, 1, 3, 3),
    (3, -1, 1, 1),
    (3, -3, -1, -1),
    (1, -1, 5, 5),
    (3, -3, 3, 3),
    (3, -5, 1, 1),
]

one_update = 0.16

number_of_updates = 6

why_xor_never_converges = "XOR is not linearly separable, so there is an error in every pass."
why_zero_is_a_fake_optimum = "J_p(0) = 0 though nothing is classified."
