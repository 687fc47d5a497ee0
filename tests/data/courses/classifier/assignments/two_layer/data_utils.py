"""What the homework needs around the network: reading, scaling, cutting into batches, a numeric gradient."""

import numpy as np


def read_points(path):
    """X (N, 2) and y (N,) of a file like `rings.npz`."""
    with np.load(path) as data:
        return data["X"].astype(float), data["y"].astype(int)


def batches(order, size):
    """The pieces of an order: `size` indices each, the last one may be smaller."""
    return [order[start : start + size] for start in range(0, len(order), size)]


def numeric_gradient(f, w, h=1e-5):
    """The gradient of f() by the array w, which is moved and put back in place."""
    gradient = np.zeros_like(w)
    for at in np.ndindex(w.shape):
        before = w[at]
        w[at] = before + h
        above = f()
        w[at] = before - h
        gradient[at] = (above - f()) / (2 * h)
        w[at] = before
    return gradient
