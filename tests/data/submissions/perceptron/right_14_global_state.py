# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"

# ---------------------------------------------------------------
# answers: fill in!
trace_table = ...
one_update = ...
number_of_updates = ...
why_xor_never_converges = ...
why_zero_is_a_fake_optimum = ...
# ---------------------------------------------------------------

W = None
TRACE = []
PICKED = []
SEEN_OK = 0


def reset(m, w0):
    global W, TRACE, PICKED, SEEN_OK
    W = np.zeros(m)
    TRACE = []
    PICKED = []
    SEEN_OK = 0
    if w0 is not None:
        for j in range(m):
            W[j] = w0[j]


def mp_neuron(x, w, theta):
    x = np.asarray(x, dtype=float)
    if len(x.shape) == 1:
        x = x.reshape(1, -1)
        out = mp_neuron(x, w, theta)
        return int(out[0])
    w = np.asarray(w, dtype=float).reshape(-1, 1)
    out = x @ w - theta
    return (out >= 0).astype(int).ravel()


def update(n, x, target, o, eta):
    global W, SEEN_OK
    W = W + eta * (target - o) * x
    TRACE.append(list(W))
    PICKED.append(n)
    SEEN_OK = 0


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    global SEEN_OK
    X = np.asarray(X, dtype=float)
    t = np.asarray(t, dtype=float)
    N = X.shape[0]
    m = X.shape[1] + 1
    reset(m, w0)
    n = 0
    converged = True
    while SEEN_OK < N:
        x = np.ones(m)
        x[1:] = X[n]
        s = W @ x
        if s > 0:
            o = 1
        if s < 0:
            o = -1
        if s == 0:
            o = dict(err=-t[n], neg=-1, pos=1)[tie]
        if o == t[n]:
            SEEN_OK += 1
        else:
            if len(PICKED) >= max_updates:
                converged = False
                break
            update(n, x, t[n], o, eta)
        n = (n + 1) % N
    return np.array(TRACE).reshape(len(TRACE), m), np.array(PICKED, dtype=int), converged


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    J = 0
    g = np.zeros(Y.shape[1])
    for k in range(Y.shape[0]):
        ay = np.sum(a * Y[k])
        if not ay > 0:
            J += -ay
            g += -Y[k]
    return float(J), g


# my answers
trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0),
               (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
one_update = 0.16
number_of_updates = 7
why_xor_never_converges = "Keine Gerade trennt XOR."
