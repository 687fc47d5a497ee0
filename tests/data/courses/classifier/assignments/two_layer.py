"""A network of two layers, and what trains it.

`data_utils.py` and `rings.npz` are given out with this file.  Import the first, and try your network on the second.
N samples, D inputs, H hidden units, C classes.
"""

import numpy as np
from data_utils import batches, numeric_gradient, read_points

STUDENT = ...


class TwoLayerNet:
    """scores = max(0, X W1 + b1) W2 + b2.

    W1 (D, H), b1 (H,), W2 (H, C) and b2 (C,) are attributes: the present parameters.
    """

    def __init__(self, W1, b1, W2, b2):
        raise NotImplementedError

    def scores(self, X):
        """The scores (N, C) for X (N, D)."""
        raise NotImplementedError

    def predict(self, X):
        """The class of the largest score for each sample: (N,) integers."""
        raise NotImplementedError

    def loss(self, X, y, reg=0.0):
        """The mean of -log softmax(scores)[n, y[n]], plus reg/2 times the sum of the squares of W1 and of W2."""
        raise NotImplementedError

    def gradients(self, X, y, reg=0.0):
        """The gradient of the loss: a dict with "W1", "b1", "W2" and "b2"."""
        raise NotImplementedError


class Solver:
    """Gradient descent with momentum on a network; `losses` is a list: the loss before each step."""

    def __init__(self, net, rate=0.1, momentum=0.0):
        raise NotImplementedError

    def step(self, X, y, reg=0.0):
        """One step on these samples, v = momentum v - rate gradient and w + v for each parameter; v is 0 at first."""
        raise NotImplementedError


def load(path):
    """(X, y) of a file like `rings.npz`, the columns of X with mean 0 and standard deviation 1 (1/N)."""
    raise NotImplementedError


def fit(X, y, seed):
    """A model that was trained on X (N, 2), y (N,) with classes 0, 1, 2, in any form; `seed` starts what you draw."""
    raise NotImplementedError


def classify(model, X):
    """The classes (N,) of X (N, 2) by a model of `fit`."""
    raise NotImplementedError
