import numpy as np

STUDENT = "fractions_sign_of_bools"
NUMBERS = "lecture"


import itertools


def mp_neuron(x, w, theta):
    def sums(v):
        return sum(itertools.starmap(lambda a, b: float(a) * float(b), zip(v, w)))

    x = np.asarray(x)
    if x.ndim > 1:
        return np.fromiter((sums(v) >= theta for v in x), dtype=np.int8, count=len(x))
    return bool(sums(x) >= theta)


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    X, t = np.asarray(X, dtype=np.float64), np.asarray(t, dtype=np.float64)
    N, d = X.shape
    w = np.zeros(d + 1) if w0 is None else np.array(w0, dtype=np.float64)
    count = 0

    def visit():
        nonlocal w, count
        silent = 0
        for i in itertools.cycle(range(N)):
            if silent == N or count == max_updates:
                return
            s = w[0] + X[i].dot(w[1:])
            o = np.copysign(1.0, s) if s else {"err": -t[i], "neg": -1.0, "pos": 1.0}[tie]
            silent += 1
            if o * t[i] < 0:
                w = w.copy()
                w[0] += eta * (t[i] - o)
                w[1:] += eta * (t[i] - o) * X[i]
                silent, count = 0, count + 1
                yield i, w
        
    pairs = [*visit()]
    picked = np.array([i for i, _ in pairs], dtype=np.int64)
    trace = np.array([v for _, v in pairs]) if pairs else np.empty((0, d + 1))
    return trace, picked, len(pairs) < max_updates


def perceptron_criterion(a, Y):
    def walk(rows):
        if not len(rows):
            return 0.0, np.zeros(len(a))
        J, g = walk(rows[1:])
        s = float(rows[0] @ np.asarray(a, float))
        return (J - s, g - rows[0]) if s <= 0 else (J, g)

    return walk(np.asarray(Y, float))


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
