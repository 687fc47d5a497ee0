# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
STUDENT = "s001"
NUMBERS = "lecture"

import numpy as np

try:
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
except ImportError:
    plt = None

try:
    from numba import njit
except ImportError:
    def njit(*args, **kwargs):
        if args and callable(args[0]):
            return args[0]
        return lambda f: f


@njit(cache=False)
def _scan(A, t, w, tie_code, start):
    """Index of the next wrong sample from `start` on (cyclic), or -1."""
    N = A.shape[0]
    for step in range(N):
        n = (start + step) % N
        s = 0.0
        for j in range(A.shape[1]):
            s += A[n, j] * w[j]
        if s * t[n] < 0:
            return n
        if s == 0.0 and (tie_code == 0 or tie_code == t[n]):
            return n
    return -1


@njit
def _net(x, w):
    s = 0.0
    for j in range(w.shape[0]):
        s += x[j] * w[j]
    return s


def mp_neuron(x, w, theta):
    x = np.ascontiguousarray(x, dtype=np.float64)
    w = np.ascontiguousarray(w, dtype=np.float64)
    if x.ndim == 1:
        return np.int64(_net(x, w) - theta >= 0)
    out = np.zeros(x.shape[0], dtype=np.int64)
    for n in range(x.shape[0]):
        if _net(x[n], w) - theta >= 0:
            out[n] = 1
    return out


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, dtype=np.float64)
    A = np.empty((X.shape[0], X.shape[1] + 1), dtype=np.float64)
    A[:, 0] = 1.0
    A[:, 1:] = X
    t = np.asarray(t, dtype=np.float64)
    w = np.zeros(A.shape[1])
    if w0 is not None:
        w += np.asarray(w0)
    # a tie answered -1 is wrong for t = +1, and the other way round
    tie_code = {"err": 0, "neg": 1, "pos": -1}[tie]

    room = 16
    trace = np.empty((room, A.shape[1]))
    picked = np.empty(room, dtype=np.int64)
    used = 0
    n = _scan(A, t, w, tie_code, 0)
    while n >= 0 and used < max_updates:
        if used == room:                       # double the buffers
            trace = np.concatenate([trace, np.empty_like(trace)])
            picked = np.concatenate([picked, np.empty_like(picked)])
            room *= 2
        w += eta * (2 * t[n]) * A[n]
        trace[used] = w
        picked[used] = n
        used += 1
        if used == max_updates:
            return trace[:used].copy(), picked[:used].copy(), False
        n = _scan(A, t, w, tie_code, n + 1)
    return trace[:used].copy(), picked[:used].copy(), bool(n < 0)


def perceptron_criterion(a, Y):
    a = np.ascontiguousarray(a, dtype=np.float64)
    Y = np.ascontiguousarray(Y, dtype=np.float64)
    J = 0.0
    grad = np.zeros(a.shape[0])
    for n in range(Y.shape[0]):
        s = _net(Y[n], a)
        if s <= 0.0:
            J -= s
            grad -= Y[n]
    return np.float64(J), grad


trace_table = [
    (1, 2, 6, 6),
    (3, 0, 4, 4),
    (3, -2, 2, 2),
    (3, -4, 0, 0),
    (1, -2, 6, 6),
    (3, -4, 4, 4),
    (3, -6, 2, 2),
]
one_update = 8/50
number_of_updates = 7
why_xor_never_converges = "see lecture: XOR is not linearly separable"
why_zero_is_a_fake_optimum = "see lecture"

if __name__ == "__main__" and plt is not None:
    tr, _, _ = perceptron_fit([[3, 3], [4, 3], [1, 1]], [1, 1, -1])
    plt.plot(tr)
    plt.savefig("trace.png")
