"""No tanh'; writes into h0; the biases are forgotten; a slip in h1 that is carried on."""
import numpy as np


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    hs, Y, h = [np.array(h0, float)], [], h0
    for x in X:
        new = np.tanh(np.dot(W_hh, h) + np.dot(W_xh, x))
        if isinstance(h, np.ndarray) and h.dtype == new.dtype:
            h[:] = new
        else:
            h = new
        hs.append(new)
        Y.append(np.dot(W_hy, new))
    return np.array(hs), np.array(Y).reshape(len(Y), len(W_hy))


def rnn_cell_concat(x, h, W):
    return np.dot(W, np.concatenate([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = (np.array(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets))
    hs, Y = rnn_forward(X, h0.copy(), W_xh, W_hh, W_hy)
    e = Y - targets
    dW_xh, dW_hh, dX, dh = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(X), np.zeros_like(h0)
    for t in reversed(range(len(X))):
        dz = dh + W_hy.T @ e[t]
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"loss": (e**2).sum() / 2, "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = (0.2620, -0.5154)
y1 = (0.7774, 0.0279)
h2 = (0.5952, 0.2921)
y2 = (0.3031, 0.3560)
count_W_hy = 1
count_W_hh = 1
count_W_xh = 1
