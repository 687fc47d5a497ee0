"""W_hh the wrong way round, forward and back; loses h0; wrong order in the cell."""
import numpy as np


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh.T @ hs[-1] + W_xh @ x + (0 if b_h is None else np.asarray(b_h))))
    hs = np.array(hs)
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y))


def rnn_cell_concat(x, h, W):
    return np.tanh(np.asarray(W) @ np.concatenate([h, x]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh.T, W_hy)
    e = Y - targets
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(h0)
    for t in reversed(range(len(X))):
        dz = (dh + W_hy.T @ e[t]) * (1 - hs[t + 1] ** 2)
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh @ dz
    return {"loss": (e**2).sum() / 2, "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = (0.1781, -0.5850)
y1 = (0.7631, -0.0280)
h2 = (0.3558, 0.1859)
y2 = (0.1699, 0.2151)
count_W_hy = 1
count_W_hh = 3
count_W_xh = 3
