import numpy as np
STUDENT = "s001"
NUMBERS = "lecture"

def mp_neuron(x, w, theta):
    net = np.asarray(x, float) @ np.asarray(w, float) - theta
    return (net >= 0).astype(int) if net.ndim else int(net >= 0)

def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.asarray(X, float); t = np.asarray(t, float)
    A = np.hstack([np.ones((len(X), 1)), X])
    w = np.zeros(A.shape[1]) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    if max_updates <= 0: return np.zeros((0, A.shape[1])), np.zeros(0, int), False
    while True:
        clean = True
        for i in range(len(A)):
            s = A[i] @ w
            o = 1 if s > 0 else -1 if s < 0 else {"err": -t[i], "neg": -1, "pos": 1}[tie]
            if o != t[i]:
                if len(trace) >= max_updates:
                    return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, int), False
                clean = False
                w = w + eta * (t[i] - o) * A[i]
                trace.append(w); picked.append(i)
        if clean:
            return np.array(trace).reshape(-1, A.shape[1]), np.array(picked, int), True

_c = {}
def perceptron_criterion(a, Y):
    k = tuple(a)
    if k not in _c:
        a, Y = np.asarray(a, float), np.asarray(Y, float)
        m = Y @ a
        _c[k] = (-m[m <= 0].sum(), -Y[m <= 0].sum(axis=0))
    return _c[k]

trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16

why_xor_never_converges = "There is no line that separates XOR, so some sample is always wrong."
why_zero_is_a_fake_optimum = """It classifies nothing; with <= there is a gradient."""
