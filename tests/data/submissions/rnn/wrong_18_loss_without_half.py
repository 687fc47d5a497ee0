# expect: rnn_forward=right -- only |net| > 354 would be nan (exp(2z) overflows)
# expect: rnn_cell_concat=wrong -- sigmoid
# expect: rnn_bptt=wrong -- the loss without 1/2; the gradients are those with 1/2
# expect: h1=wrong -- the nets, tanh forgotten
# expect: y1=right -- follows from the own h1
# expect: h2=wrong -- tanh forgotten
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=right
# expect: count_W_hh=wrong
# expect: count_W_xh=wrong
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def tanh(z):
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = np.zeros((len(X) + 1, len(h0)))
    hs[0] = h0
    for t, x in enumerate(X):
        hs[t + 1] = tanh(W_hh @ hs[t] + W_xh @ x + (0 if b_h is None else np.asarray(b_h, float)))
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))


def rnn_cell_concat(x, h, W):
    return 1 / (1 + np.exp(-np.asarray(W, float) @ np.concatenate([x, h])))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    X, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, W_xh, W_hh, W_hy))
    e = Y - np.asarray(targets, float)
    d = np.zeros((len(X) + 1, len(W_hh)))
    for t in range(len(X) - 1, -1, -1):
        d[t] = (e[t] @ W_hy + d[t + 1] @ W_hh) * (1 - hs[t + 1] ** 2)
    return {"loss": np.sum(e**2), "dW_xh": d[:-1].T @ X, "dW_hh": d[:-1].T @ hs[:-1], "dW_hy": e.T @ hs[1:],
            "dh0": d[0] @ W_hh, "dX": d[:-1] @ W_xh}


h1 = (0.2300, -0.5700)
y1 = (0.8000, 0.0010)
h2 = (0.6860, 0.2890)
y2 = (0.3970, 0.4008)
count_W_hy = 1
count_W_hh = 1
count_W_xh = 1
vanishing_and_exploding = "norm^k; 0.5 and 2"
