import numpy as np

STUDENT = "defined_twice_rolled_samples"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    x = np.asarray(x)
    if x.ndim == 1:
        return 1 if x.astype(float).dot(np.asarray(w, float)) >= theta else 0
    return [1 if row.astype(float).dot(np.asarray(w, float)) >= theta else 0 for row in x]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    d1 = 1 + np.shape(X)[1]
    rows = [tuple([1.0] + [float(v) for v in r]) for r in X]
    w = tuple([0.0] * d1) if w0 is None else tuple(float(v) for v in w0)
    trace, picked = (), ()
    i = clean = 0
    while clean < len(rows) and len(picked) < max_updates:
        s = sum(map(lambda p, q: p * q, w, rows[i]))
        y = float(t[i])
        wrong = s * y < 0 or (s == 0 and (tie == "err" or (tie == "neg") == (y > 0)))
        if wrong:
            w = tuple(p + eta * 2 * y * q for p, q in zip(w, rows[i]))
            trace += (w,)
            picked += (i,)
            clean = 0
        else:
            clean += 1
        i = i + 1 if i + 1 < len(rows) else 0
    return (trace if trace else np.empty((0, d1))), (picked if picked else np.empty(0, int)), clean == len(rows)


def perceptron_criterion(a, Y):
    s = [sum(float(p) * float(q) for p, q in zip(a, y)) for y in Y]
    return -sum(v for v in s if v <= 0), [-sum(float(y[k]) for y, v in zip(Y, s) if v <= 0) for k in range(len(a))]


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
