STUDENT = "s001"
NUMBERS = "lecture"

from numpy import *
import numpy as np


def mp_neuron(x, w, theta):
    return np.where(inner(array(x, "d"), array(w, "d")) < theta, 0, 1)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    t = array(t, "d"); Y = c_[t, array(X, "d") * t[:, None]]
    limit = {"err": zeros(len(t)), "neg": where(t > 0, 0, -finfo("d").tiny), "pos": where(t < 0, 0, -finfo("d").tiny)}[tie]
    W = [zeros(Y.shape[1]) if w0 is None else array(w0, "d")]
    picked, at = [], 0
    while (wrong := roll(Y @ W[-1] <= limit, -at)).any() and len(picked) < max_updates:
        at = (at + argmax(wrong)) % len(t)
        W.append(W[-1] + 2 * eta * Y[at])
        picked += [at]
        at += 1
    return vstack(W)[1:], array(picked, dtype="i8"), not wrong.any()


def perceptron_criterion(a, Y):
    Y = array(Y, "d")
    s = Y @ a
    return abs(minimum(s, 0)).sum(), -(Y * (s <= 0)[:, newaxis]).sum(0)


trace_table = ((1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2))
one_update = 2 * 0.8 / 10
number_of_updates = 0b111
