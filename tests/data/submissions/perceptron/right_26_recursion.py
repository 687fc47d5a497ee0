STUDENT = "s001"
NUMBERS = "lecture"

import sys

import numpy as np

sys.setrecursionlimit(15_000)


def mp_neuron(x, w, theta):
    def fold(u, v):
        return 0 if len(u) == 0 else u[0] * v[0] + fold(u[1:], v[1:])
    if np.ndim(x) == 2:
        return [mp_neuron(x[0], w, theta)] + (mp_neuron(x[1:], w, theta) if len(x) > 1 else [])
    return int(fold(list(map(float, x)), list(map(float, w))) - theta >= 0)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    A = [np.array([1.0, *row], dtype=float) for row in X]
    m = len(A[0])

    def wrong(w, n):
        s = t[n] * float(A[n] @ w)
        return s < 0 or (s == 0 and (tie == "err" or (tie == "neg") == (t[n] > 0)))

    def following(w, n, seen):
        if seen == len(A):
            return None
        return n if wrong(w, n) else following(w, (n + 1) % len(A), seen + 1)

    def learn(w, n, left):
        bad = following(w, n, 0)
        if bad is None:
            return [], [], True
        if not left:
            return [], [], False
        new = w + 2 * eta * t[bad] * A[bad]
        rows, who, done = learn(new, (bad + 1) % len(A), left - 1)
        return [new] + rows, [bad] + who, done

    rows, who, done = learn(np.zeros(m) if w0 is None else np.array(w0, float), 0, max_updates)
    return np.array(rows, float).reshape(-1, m), np.array(who, int), done


def perceptron_criterion(a, Y):
    if len(Y) == 0:
        return 0.0, np.zeros(len(a))
    J, gradient = perceptron_criterion(a, Y[1:])
    s = float(np.dot(a, Y[0]))
    return (J - s, gradient - Y[0]) if s <= 0 else (J, gradient)


trace_table = [(1, 2, 6, 6)] + [(3, 0, 4, 4), (3, -2, 2, 2)] + [(3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = int(7)
one_update = (0.1) * (1 - (-1)) * (0.8)
