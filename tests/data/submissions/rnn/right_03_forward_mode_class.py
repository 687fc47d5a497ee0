"""Forward-mode derivatives: each parameter's derivative is carried along; classes and itertools.accumulate."""
from dataclasses import dataclass
from itertools import accumulate

import numpy as np


@dataclass
class Elman:
    W_xh: np.ndarray
    W_hh: np.ndarray
    W_hy: np.ndarray
    b_h: object = 0.0
    b_y: object = 0.0

    def __post_init__(self):
        for name in ("W_xh", "W_hh", "W_hy", "b_h", "b_y"):
            value = getattr(self, name)
            setattr(self, name, np.array(0.0 if value is None else value, float))

    def step(self, h, x):
        return np.tanh(self.W_hh @ h + self.W_xh @ x + self.b_h)

    def run(self, X, h0):
        hs = np.array(list(accumulate(X, self.step, initial=h0)))
        return hs, np.einsum("kh,th->tk", self.W_hy, hs[1:]) + self.b_y


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    return Elman(W_xh, W_hh, W_hy, b_h, b_y).run(np.array(X, float), np.array(h0, float))


def rnn_cell_concat(x, h, W):
    d = len(x)
    W = np.array(W, float)
    return Elman(W[:, :d], W[:, d:], np.zeros((1, len(h)))).step(np.array(h, float), np.array(x, float))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, targets = np.array(X, float), np.array(h0, float), np.array(targets, float)
    net = Elman(W_xh, W_hh, W_hy)
    hs, Y = net.run(X, h0)
    miss = Y - targets
    H, d, T = len(h0), X.shape[1], len(X)
    # derivatives of h with respect to everything before it, one column for each number
    sizes = np.cumsum([0, H * d, H * H, H, T * d])
    S = np.zeros((H, sizes[-1]))
    S[:, sizes[2]:sizes[3]] = np.eye(H)
    gradient = np.zeros(sizes[-1])
    for t in range(T):
        new = net.W_hh @ S
        for i in range(H):
            new[i, i * d:(i + 1) * d] += X[t]
            new[i, sizes[1] + i * H:sizes[1] + (i + 1) * H] += hs[t]
        new[:, sizes[3] + t * d:sizes[3] + (t + 1) * d] += net.W_xh
        S = (1 - hs[t + 1] ** 2)[:, None] * new
        gradient += miss[t] @ net.W_hy @ S
    parts = np.split(gradient, sizes[1:-1])
    return {
        "loss": float(np.vdot(miss, miss)) / 2, "dW_xh": parts[0].reshape(H, d), "dW_hh": parts[1].reshape(H, H),
        "dh0": parts[2], "dX": parts[3].reshape(T, d), "dW_hy": miss.T @ hs[1:],
    }

h1 = (0.2260, -0.5154)
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.2855)
y2 = (0.2979, 0.3488)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3

