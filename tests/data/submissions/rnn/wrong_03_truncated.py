"""Every loss goes back one step only; fails for T = 0; the sigmoid by hand."""
import numpy as np


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h = np.asarray(X, float), np.asarray(h0, float)
    b_h = 0 if b_h is None else np.asarray(b_h)
    b_y = 0 if b_y is None else np.asarray(b_y)
    hs, Y = [h], []
    for x in X:
        h = np.tanh(np.asarray(W_hh) @ h + np.asarray(W_xh) @ x + b_h)
        hs.append(h)
        Y.append(np.asarray(W_hy) @ h + b_y)
    return np.stack(hs), np.stack(Y)


def rnn_cell_concat(x, h, W):
    return np.tanh(np.asarray(W) @ np.concatenate([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - targets
    dz = (e @ W_hy) * (1 - hs[1:] ** 2)
    return {"loss": (e**2).sum() / 2, "dW_xh": dz.T @ X, "dW_hh": dz.T @ hs[:-1], "dW_hy": e.T @ hs[1:],
            "dh0": W_hh.T @ dz[0], "dX": dz @ W_xh}


h1 = (0.5572, 0.3612)
y1 = (0.1960, 0.3509)
h2 = (0.6388, 0.6101)
y2 = (0.0288, 0.4414)
count_W_hy = 3
count_W_hh = 3
count_W_xh = 6
