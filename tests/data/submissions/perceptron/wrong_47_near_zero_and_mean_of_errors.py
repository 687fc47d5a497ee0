import numpy as np

STUDENT = "near_zero_and_mean_of_errors"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    net = np.asarray(x, dtype=float) @ np.asarray(w, dtype=float) - theta
    return int(net >= 0) if net.ndim == 0 else (net >= 0).astype(int)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    return _fit3(X, t, eta, w0, tie, max_updates, lambda s, y, tie: (0 if abs(s) < 1e-2 else np.sign(s)) or {"err": -y, "neg": -1, "pos": 1}[tie])
def _fit3(X, t, eta, w0, tie, max_updates, out):
    Y = np.hstack([np.ones((len(X), 1)), np.asarray(X, float)])
    t = np.asarray(t, float)
    w = np.zeros(Y.shape[1]) if w0 is None else np.array(w0, float)
    trace, picked, i, clean = [], [], 0, 0
    while clean < len(Y) and len(picked) < max_updates:
        o = out(Y[i] @ w, t[i], tie)
        if o != t[i]:
            w = w + eta * (t[i] - o) * Y[i]
            trace.append(w)
            picked.append(i)
            clean = 0
        else:
            clean += 1
        i = (i + 1) % len(Y)
    return np.array(trace).reshape(-1, Y.shape[1]), np.array(picked, dtype=int), clean >= len(Y)


def perceptron_criterion(a, Y):
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    wrong = Y[Y @ a <= 0]
    return float(-(wrong @ a).sum() / max(len(wrong), 1)), -wrong.sum(axis=0) / max(len(wrong), 1)


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
