STUDENT = "s001"
NUMBERS = "lecture"

from decimal import Decimal, getcontext

getcontext().prec = 60


def D(v):
    return Decimal(float(v))


def mp_neuron(x, w, theta):
    if hasattr(x[0], "__len__"):
        return [mp_neuron(row, w, theta) for row in x]
    return int(sum((D(p) * D(q) for p, q in zip(x, w)), Decimal(0)) >= D(theta))


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    import numpy as np  # only for the shape of nothing
    A = [[Decimal(1)] + [D(v) for v in row] for row in X]
    T = [int(v) for v in t]
    w = [Decimal(0)] * len(A[0]) if w0 is None else [D(v) for v in w0]
    trace, picked, done = [], [], False
    while not done:
        done = True
        for n in range(len(A)):
            s = sum(p * q for p, q in zip(w, A[n]))
            o = {True: 1, False: -1}[s > 0] if s != 0 else {"err": -T[n], "neg": -1, "pos": 1}[tie]
            if o == T[n]:
                continue
            if len(picked) >= max_updates:
                return trace or np.zeros((0, len(w))), picked, False
            done = False
            w = [p + D(eta) * (T[n] - o) * q for p, q in zip(w, A[n])]
            trace.append(w)
            picked.append(n)
    return trace if trace else np.zeros((0, len(w))), picked, True


def perceptron_criterion(a, Y):
    J, g = Decimal(0), [Decimal(0) for _ in a]
    for y in Y:
        s = sum(D(p) * D(q) for p, q in zip(a, y))
        if s <= 0:
            J, g = J - s, [p - D(q) for p, q in zip(g, y)]
    return J, g


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = .160_0
