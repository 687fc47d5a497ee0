import numpy as np


def loss(scores, y):
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    rows = np.arange(len(y))
    value = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    return value, p / len(y)
