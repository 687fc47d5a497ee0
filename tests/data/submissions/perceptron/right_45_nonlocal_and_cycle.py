import numpy as np

STUDENT = "nonlocal_and_cycle"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    z = np.append(np.asarray(x, float), -np.ones(np.shape(x)[:-1] + (1,)), axis=-1) @ np.append(np.asarray(w, float), theta)
    return np.where(z < 0, 0, 1)[()]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000, /):
    raise NotImplementedError


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000, **unused):
    t = np.asarray(t, float).ravel()
    Z = np.c_[np.ones(len(t)), np.asarray(X, float)] * t[:, None]
    w = np.zeros(Z.shape[1]) if w0 is None else 1.0 * np.asarray(w0)
    tie_is_error = {"err": np.full(len(t), True), "neg": t > 0, "pos": t < 0}[tie]
    W, K = [w], []
    at = 0
    for _ in range(max_updates):
        m = np.roll(Z @ W[-1], -at)
        bad = (m < 0) | ((m == 0) & np.roll(tie_is_error, -at))
        if not bad.any():
            return np.vstack(W)[1:], np.array(K, int), np.True_
        k = (at + int(np.flatnonzero(bad)[0])) % len(t)
        W.append(W[-1] + 2 * eta * Z[k])
        K.append(k)
        at = k + 1
    return np.vstack(W)[1:], np.array(K, int), np.False_


def perceptron_criterion(a, Y):
    Y = np.ma.masked_array(np.asarray(Y, float))
    s = np.asarray(Y.data @ np.asarray(a, float))
    keep = s <= 0
    return np.float64(abs(s[keep]).sum()), Y.data.T.dot(-keep.astype(float))


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
