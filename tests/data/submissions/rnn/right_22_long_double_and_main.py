#!/usr/bin/env python3
"""Extended precision throughout; run me to see a gradient check."""
import sys

import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"
L = np.longdouble


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = [np.asarray(a).astype(L) for a in [X, h0, W_xh, W_hh, W_hy]]
    hs = [h0]
    for x in X:
        z = W_hh.dot(hs[-1]) + W_xh.dot(x)
        z = z if b_h is None else z + np.asarray(b_h).astype(L)
        hs += [np.tanh(z)]
    hs = np.asarray(hs)
    Y = hs[1:].dot(W_hy.T)
    return hs, Y if b_y is None else Y + np.asarray(b_y).astype(L)


def rnn_cell_concat(x, h, W):
    xh = np.concatenate([np.asarray(x), np.asarray(h)]).astype(L)
    return np.tanh(np.asarray(W).astype(L).dot(xh))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    X, W_xh, W_hh, W_hy = [np.asarray(a).astype(L) for a in [X, W_xh, W_hh, W_hy]]
    e = Y - np.asarray(targets).astype(L)
    out = {"loss": (e**2).sum() / 2, "dW_hy": e.T.dot(hs[1:])}
    carry, dW_xh, dW_hh, dX = np.zeros(len(hs[0]), L), np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X)
    try:
        t = len(X) - 1
        while t >= 0:
            dz = (W_hy.T.dot(e[t]) + carry) * (1 - hs[t + 1] ** 2)
            dW_hh += np.outer(dz, hs[t])
            dW_xh += np.outer(dz, X[t])
            dX[t] = W_xh.T.dot(dz)
            carry = W_hh.T.dot(dz)
            t -= 1
    finally:
        out.update(dW_xh=dW_xh, dW_hh=dW_hh, dX=dX, dh0=carry)
    return out


W_XH = [(0.1, 0.4), (-0.6, 0.3)]
W_HH = [(0.5, -0.3), (0.2, 0.1)]
W_HY = [(1.0, -1.0), (0.5, 0.2)]
H_0 = (0.2, -0.1)
X_1 = (1.0, 0.0)
X_2 = (0.0, 1.0)

# Taschenrechner mit 3 Stellen hinter dem Komma war mir zu wenig, daher 5
h1 = (0.22603, -0.51536)
# from the rounded states above
y1 = (0.74139, 0.009943)
h2 = (0.58341, 0.28551)
y2 = (0.29790, 0.348807)

count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = """\
k steps back means k factors, each of norm <= ||W_hh||. 0.5: gone after ten steps. 2: eightfold after three."""

if __name__ == "__main__":
    rng = np.random.default_rng(0)
    W = [rng.normal(size=s) for s in [(4, 3), (2,), (2, 3), (2, 2), (1, 2)]]
    t = rng.normal(size=(4, 1))
    g = rnn_bptt(*W, t)
    for i, name in enumerate(["dX", "dh0", "dW_xh", "dW_hh", "dW_hy"]):
        for j in np.ndindex(W[i].shape):
            W[i][j] += 1e-6
            up = rnn_bptt(*W, t)["loss"]
            W[i][j] -= 2e-6
            down = rnn_bptt(*W, t)["loss"]
            W[i][j] += 1e-6
            assert abs((up - down) / 2e-6 - g[name][j]) < 1e-6, (name, j)
    sys.exit("all gradients agree")
