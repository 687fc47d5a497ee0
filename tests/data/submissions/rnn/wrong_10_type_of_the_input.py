# expect: rnn_forward=wrong -- hs has the dtype of h0: whole numbers cut the states; else right
# expect: rnn_cell_concat=right
# expect: rnn_bptt=wrong -- np.zeros_like(W) of whole-number weights, and everything in float16
# expect: h1=pending -- decimal commas
# expect: y1=pending -- decimal commas
# expect: h2=pending -- decimal commas
# expect: y2=pending -- decimal commas
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=wrong -- as often as W_hh
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    h0 = np.asarray(h0)
    X, W_xh, W_hh, W_hy = np.asarray(X), np.asarray(W_xh), np.asarray(W_hh), np.asarray(W_hy)
    hs = np.zeros((len(X) + 1, len(h0)), dtype=h0.dtype)
    hs[0] = h0
    for t in range(len(X)):
        z = W_hh @ hs[t] + W_xh @ X[t]
        if b_h is not None:
            z = z + np.asarray(b_h)
        hs[t + 1] = np.tanh(z)
    Y = hs[1:] @ W_hy.T
    if b_y is not None:
        Y = Y + np.asarray(b_y)
    return hs, Y


def rnn_cell_concat(x, h, W):
    return np.tanh(np.asarray(W) @ np.concatenate((x, h)))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, dtype=np.float16) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - targets
    g = {"dW_xh": np.zeros_like(W_xh), "dW_hh": np.zeros_like(W_hh), "dX": np.zeros_like(X)}
    dh = np.zeros_like(h0)
    for t in range(len(X) - 1, -1, -1):
        dz = (e[t] @ W_hy + dh) * (1 - hs[t + 1] ** 2)
        g["dW_xh"] += np.outer(dz, X[t])
        g["dW_hh"] += np.outer(dz, hs[t])
        g["dX"][t] = dz @ W_xh
        dh = dz @ W_hh
    return {"loss": (e**2).sum() / 2, "dW_hy": e.T @ hs[1:], "dh0": dh, **g}


h1 = (0,226, -0,5154)
y1 = (0,7414, 0,99)
h2 = (0,5834, 0,2855)
y2 = (0,2979, 0,3488)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 2
vanishing_and_exploding = "Schranke ||W||^k. Beispiel 0,5 und 2."
