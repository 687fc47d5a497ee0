"""Perceptron.

Homework for the lecture on M-P neurons and the perceptron.  Write the three functions, work the table out by hand,
answer the questions.  Run `grader check perceptron.py` as often as you like; hand in this one file.

NumPy and the standard library may be used.  Inputs must not be modified; new arrays are returned.  Lists, integers and
float32 are accepted.
"""

import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def mp_neuron(x, w, theta):
    """M-P neuron (threshold logic unit).

    x is one input (n,) or a batch (N, n); w (n,) are the weights, theta the threshold.
    Returns 1 where w.x - theta >= 0 and 0 elsewhere: an int for one input, an int array (N,) for a batch.
    """
    net = np.dot(x, w) - theta
    if net >= 0:
        return 1
    else:
        return 0


def perceptron_fit(X, t, eta=1.0, w0=None, tie="err", max_updates=10_000):
    """Perceptron learning.

    X (N, d) are the samples, t (N,) their targets +1 or -1.  The weights are augmented, bias first, and start at w0
    (zeros if None).  Samples are visited in the order given, cyclically.  A sample whose output o differs from its
    target t changes the weights, w <- w + eta (t - o) (1, x), and the scan goes on with the next sample.
    tie says what w.x = 0 counts as: "err" always an error (o = -t), "neg" o = -1, "pos" o = +1.
    Stops after a pass without error (converged) or at max_updates updates (not converged).

    Returns (trace, picked, converged): trace (U, d+1), row k is w after update k+1; picked (U,) int, the index from 0
    of the sample that caused it; converged True or False.
    """
    X = np.asarray(X, dtype=float)
    N, d = X.shape
    Xa = np.hstack([np.ones((N, 1)), X])
    w = np.zeros(d + 1) if w0 is None else np.array(w0, dtype=float)
    trace, picked = [], []
    good = 0
    i = 0
    while good < N and len(picked) < max_updates:
        net = Xa[i] @ w
        if net > 0:
            o = 1
        elif net < 0:
            o = -1
        else:
            o = {"err": -t[i], "neg": -1, "pos": 1}[tie]
        if o != t[i]:
            w = w + eta * (t[i] - o) * Xa[i]
            trace.append(w)
            picked.append(i)
            good = 0
        else:
            good += 1
        i = (i + 1) % N
    return np.array(trace).reshape(-1, d + 1), np.array(picked, dtype=int), good >= N


def perceptron_criterion(a, Y):
    """Perceptron criterion J_p and its gradient.

    a (m,) are the augmented weights, Y (N, m) the normalised augmented samples: the rows t (1, x).
    A row with a.y <= 0 counts as an error.  J_p is the sum of -a.y over the errors.

    Returns (J_p, gradient (m,)).
    """
    a = np.asarray(a, dtype=float)
    Y = np.asarray(Y, dtype=float)
    scores = Y @ a
    wrong = scores <= 0
    return float(-scores[wrong].sum()), -Y[wrong].sum(axis=0)


# By hand.  Samples 1, 2, ... with their labels; eta = 1, weights (bias, w1, w2) from (0, 0, 0), w.x = 0 is an error.
POINTS = [(3, 3), (4, 3), (1, 1)]
LABELS = [1, 1, -1]

# One row for each update: (number of the sample that caused it, bias, w1, w2 after it).  Samples are numbered from 1.
# Like this, for the lecture's samples: trace_table = [(1, 2, 6, 6), (3, 0, 4, 4)]
trace_table = ...

# How many updates until no sample is wrong any more?
number_of_updates = ...

# One component of a sample is X_I; its output was OUTPUT where TARGET is right.
# By how much does the weight of this component change in one perceptron update?
X_I = 0.8
LEARNING_RATE = 0.1
TARGET = 1
OUTPUT = -1
one_update = ...


# In your own words, a few sentences each (text in triple quotes).
# Why does perceptron learning never converge on XOR?
why_xor_never_converges = ...

# With J_p counting only a.y < 0 as an error, a = 0 gives J_p = 0.  Why is this minimum a fake, and what does it need?
why_zero_is_a_fake_optimum = ...
