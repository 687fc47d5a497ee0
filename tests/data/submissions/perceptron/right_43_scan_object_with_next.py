import numpy as np

STUDENT = "scan_object_with_next"
NUMBERS = "lecture"


from fractions import Fraction as F


def mp_neuron(x, w, theta):
    exact = lambda v: F(float(v))
    one = lambda row: +(sum(exact(a) * exact(b) for a, b in zip(row, w)) >= exact(theta))
    return one(x) if np.ndim(x) == 1 else [one(row) for row in x]


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    samples = [[F(1)] + [F(float(v)) for v in row] for row in X]
    targets = [int(v) for v in t]
    w = [F(0)] * len(samples[0]) if w0 is None else [F(float(v)) for v in w0]
    trace, picked = [], []
    position, right_in_a_row = 0, 0
    while right_in_a_row != len(samples) and len(trace) != max_updates:
        y, target = samples[position], targets[position]
        s = sum(p * q for p, q in zip(w, y))
        output = (s > 0) - (s < 0) or {"err": -target, "neg": -1, "pos": +1}[tie]
        right_in_a_row += 1
        if output - target:
            right_in_a_row = 0
            w = [p + F(float(eta)) * (target - output) * q for p, q in zip(w, y)]
            trace.append(w)
            picked.append(position)
        position = (position + 1) % len(samples)
    rows = np.array([[float(v) for v in row] for row in trace]).reshape(len(trace), len(w))
    return rows, np.array(picked, dtype=int), right_in_a_row == len(samples)


def perceptron_criterion(a, Y):
    a = [F(float(v)) for v in a]
    bad = [y for y in ([F(float(v)) for v in row] for row in Y) if sum(p * q for p, q in zip(a, y)) <= 0]
    gradient = [float(-sum(column)) for column in zip(*bad)] or [0.0] * len(a)
    return float(sum(-sum(p * q for p, q in zip(a, y)) for y in bad)), gradient


trace_table = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
number_of_updates = 7
one_update = 0.16
why_xor_never_converges = """No line separates the classes, so in every pass there is an error, and w goes round in a cycle."""
why_zero_is_a_fake_optimum = """It classifies nothing and has no gradient: count a.y <= 0, or ask for a margin."""
