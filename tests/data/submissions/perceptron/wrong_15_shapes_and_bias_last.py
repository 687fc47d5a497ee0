# expect: mp_neuron=wrong -- only for a single x: array of shape (1,) instead of an int
# expect: perceptron_fit=wrong -- bias is the last component, not the first (values otherwise right)
# expect: perceptron_criterion=wrong -- gradient has shape (m, 1)
# expect: trace_table=wrong -- columns in the order w1, w2, w0
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np


def mp_neuron(x, w, theta):
    X = np.atleast_2d(np.asarray(x, dtype=float))
    return (X @ np.asarray(w, dtype=float) >= theta).astype(int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    A = np.hstack([X, np.ones((len(X), 1))])
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    converged = False
    limit = False
    while not converged and not limit:
        errors = 0
        for i in range(len(A)):
            s = A[i] @ w
            if s > 0:
                o = 1
            elif s < 0:
                o = -1
            elif tie == "err":
                o = -t[i]
            elif tie == "neg":
                o = -1
            else:
                o = 1
            if o != t[i]:
                errors += 1
                if len(trace) >= max_updates:
                    limit = True
                    break
                w = w + eta * (t[i] - o) * A[i]
                trace.append(w)
                picked.append(i)
        converged = errors == 0
    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, dtype=int), converged


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float).reshape(-1, 1)
    Y = np.asarray(Y, dtype=float)
    wrong = (Y @ a <= 0).ravel()
    J = -(Y[wrong] @ a).sum()
    grad = -Y[wrong].T @ np.ones((wrong.sum(), 1))
    return J, grad

trace_table = [(1, 6, 6, 2), (3, 4, 4, 0), (3, 2, 2, -2), (3, 0, 0, -4), (1, 6, 6, -2), (3, 4, 4, -4), (3, 2, 2, -6)]

one_update = 0.16

number_of_updates = 7

why_xor_never_converges = "XOR is not linearly separable, so there is an error in every pass."
why_zero_is_a_fake_optimum = "J_p(0) = 0 though nothing is classified."
