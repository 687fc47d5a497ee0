# Works in float32 when everything that comes in is float32, in float64 otherwise.
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def _common(*arrays):
    arrays = [np.asarray(a) for a in arrays]
    kind = np.float32 if all(a.dtype == np.float32 for a in arrays) else np.float64
    return [a.astype(kind) for a in arrays], kind


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    given = [b for b in (b_h, b_y) if b is not None]
    (X, h0, W_xh, W_hh, W_hy, *_), kind = _common(X, h0, W_xh, W_hh, W_hy, *given)
    b_h = np.zeros(h0.shape, kind) if b_h is None else np.asarray(b_h).astype(kind)
    b_y = np.zeros(W_hy.shape[0], kind) if b_y is None else np.asarray(b_y).astype(kind)
    hs = np.empty((len(X) + 1, len(h0)), kind)
    hs[0] = h0
    for t in range(len(X)):
        hs[t + 1] = np.tanh(W_hh @ hs[t] + W_xh @ X[t] + b_h)
    return hs, hs[1:] @ W_hy.T + b_y


def rnn_cell_concat(x, h, W):
    (x, h, W), kind = _common(x, h, W)
    return np.tanh(W @ np.concatenate([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    (X, h0, W_xh, W_hh, W_hy, targets), kind = _common(X, h0, W_xh, W_hh, W_hy, targets)
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - targets
    dH = e @ W_hy
    dZ = np.zeros((len(X), len(h0)), kind)
    dh = np.zeros(len(h0), kind)
    for t in range(len(X) - 1, -1, -1):
        dZ[t] = (dH[t] + dh) * (1 - hs[t + 1] ** 2)
        dh = dZ[t] @ W_hh
    return {
        "loss": kind(0.5) * (e * e).sum(),
        "dW_xh": dZ.T @ X,
        "dW_hh": dZ.T @ hs[:-1],
        "dW_hy": e.T @ hs[1:],
        "dh0": dh,
        "dX": dZ @ W_xh,
    }


# what float32 prints
h1 = (0.22602835, -0.51535928)
y1 = (0.74138763, 0.0099423)
h2 = (0.58341344, 0.28550894)
y2 = (0.2979045, 0.3488085)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "Norm <= ||W_hh||^k times the slope of tanh. 0.5 vanishes (0.5**10 = 0.001), 2 explodes (2**10 = 1024)."
