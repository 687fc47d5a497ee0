import numpy as np

STUDENT = "never_asks_in_main"
NUMBERS = "lecture"


import functools


@functools.lru_cache(maxsize=8)
def _augmented(shape, raw):
    X = np.frombuffer(raw).reshape(shape)
    return np.pad(X, ((0, 0), (1, 0)), constant_values=1.0)


def mp_neuron(x, w, theta):
    return np.asarray(np.asarray(x, float) @ np.asarray(w, float) >= theta, dtype=np.uint8)[()]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X = np.ascontiguousarray(X, dtype=float)
    Y = _augmented(X.shape, X.tobytes())
    w = np.array([0.0] * Y.shape[1] if w0 is None else w0, dtype=np.longdouble)
    out, who = [], []
    step, last = 0, 0
    while step - last < len(Y) and len(who) < max_updates:
        i = step % len(Y)
        s = Y[i].astype(np.longdouble) @ w
        o = np.sign(s) or {"err": -t[i], "neg": -1, "pos": 1}[tie]
        step += 1
        if o != t[i]:
            w = w + np.longdouble(eta) * (float(t[i]) - o) * Y[i]
            out.append(w.astype(float))
            who.append(i)
            last = step
    return np.array(out, float).reshape(len(out), -1) if out else np.zeros((0, Y.shape[1])), np.array(who, int), step - last >= len(Y)


def perceptron_criterion(a, Y):
    Y = np.asfortranarray(Y, dtype=float)
    s = Y @ np.asarray(a, dtype=float)
    chosen = Y[np.logical_not(s > 0)]
    return (-chosen @ np.asarray(a, dtype=float)).sum(), np.negative(chosen).sum(axis=0)


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
