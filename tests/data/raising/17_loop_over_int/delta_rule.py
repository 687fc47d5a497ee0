"""Delta rule and sigmoid unit.

Homework for the lecture on gradient descent.  Write the four functions, give the gradients as formulas, work the steps
out by hand, answer the questions.  Run `grader check delta_rule.py` as often as you like; hand in this one file.

NumPy and the standard library may be used.  Inputs must not be modified; new arrays are returned.  Lists, integers and
float32 are accepted.

N samples, m weights.  X (N, m) already has the column of ones; t (N,) are the targets, w (m,) the weights, eta the
learning rate.  E = 1/2 sum (t - o)^2, the sum over all samples.
"""

import numpy as np

STUDENT = "s017"
NUMBERS = "lecture"


def lms_error(X, t, w):
    """E of a linear unit, o = w.x: a float."""
    r = np.asarray(t, dtype=float) - np.asarray(X, dtype=float) @ np.asarray(w, dtype=float)
    return float(0.5 * np.sum(r ** 2))


def delta_batch_step(X, t, w, eta):
    """One step of gradient descent on E of a linear unit -> new w (m,).  The gradient is a sum over all samples."""
    X, t, w = np.asarray(X, dtype=float), np.asarray(t, dtype=float), np.asarray(w, dtype=float)
    return w + eta * X.T @ (t - X @ w)


def delta_incremental_epoch(X, t, w, eta):
    """One pass of the incremental delta rule -> new w (m,).

    Samples come in the order given; each changes the weights by its own gradient step before the next is looked at.
    """
    X = np.array(X)
    w_new = np.array(w, dtype=float)
    for i in X.shape[0]:
        error = t[i] - X[i] @ w_new
        w_new = w_new + eta * error * X[i]
    return w_new


def sigmoid_unit_step(X, t, w, eta):
    """One step of gradient descent on E of a sigmoid unit, o = 1 / (1 + exp(-w.x)) -> new w (m,)."""
    X, t, w = np.asarray(X, dtype=float), np.asarray(t, dtype=float), np.asarray(w, dtype=float)
    o = 1 / (1 + np.exp(-X @ w))
    return w + eta * X.T @ ((t - o) * o * (1 - o))


# dE/dw_i as a formula, for one sample: t is its target, o the unit's output, x_i its i-th input.
# Like this: some_gradient = "2*t*x_i + o^2"
linear_gradient = ...  # linear unit
sigmoid_gradient = ...  # sigmoid unit, in o as well


# By hand.  Three points with their targets and the learning rate; a linear unit with a bias: x = (1, x1, x2).
POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

# Weights as (bias, w1, w2), exact: write all decimals, fractions (1/3) or arithmetic (0.02 * 6).
# Two batch steps from (0, 0, 0): the weights after each.  Like this: batch_1 = (0.1, -0.25, 0.3)
batch_1 = ...
batch_2 = ...

# One incremental pass, again from (0, 0, 0): the weights after the first, second and third point.
incremental_1 = ...
incremental_2 = ...
incremental_3 = ...

# The learning rate below which E falls at every batch step on your points, wherever the weights start (as long as there
# is something to learn), rounded to four significant digits.
largest_stable_eta = ...


# In your own words, a few sentences each (text in triple quotes).
# The delta rule's formula looks like the perceptron's.  Is it the same rule?
same_rule_as_the_perceptron = ...

# Where do the weights end when batch steps go on for ever, and where with incremental passes, eta fixed in both?
incremental_or_batch_limit = ...
