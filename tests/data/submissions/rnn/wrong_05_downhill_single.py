"""Gradients downhill and without the start; single precision whatever comes in; too few digits."""
import numpy as np


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, np.float32) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = np.zeros((len(X) + 1, len(h0)), np.float32)
    hs[0] = h0
    for t in range(len(X)):
        hs[t + 1] = np.tanh(W_hh @ hs[t] + W_xh @ X[t] + (0 if b_h is None else b_h))
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y))


def rnn_cell_concat(x, h, W):
    return np.tanh(np.asarray(W) @ np.concatenate([x, h]))[None, :]


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h, W_xh, W_hh, W_hy, targets = (np.array(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets))
    hs = [h]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x))
    hs = np.array(hs)
    e = targets - hs[1:] @ W_hy.T
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(h)
    for t in reversed(range(len(X))):
        dz = (dh + W_hy.T @ e[t]) * (1 - hs[t + 1] ** 2)
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"loss": (e**2).sum() / 2, "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = (0.2, -0.5)
y1 = (0.7, 0.01)
h2 = (0.5774, 0.2856)
y2 = (0.2918, 0.3458)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 9
