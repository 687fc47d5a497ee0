# expect: rnn_forward=right
# expect: rnn_cell_concat=wrong -- a bias of 1 added
# expect: rnn_bptt=wrong -- two steps at a time: never ends where T is even, wrong where it is odd
# expect: h1=pending -- only one number
# expect: y1=right
# expect: h2=pending -- three numbers
# expect: y2=right
# expect: count_W_hy=right -- True is 1
# expect: count_W_hh=right -- "2" in quotes
# expect: count_W_xh=right -- 3.0
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = np.zeros((len(X) + 1, len(h0)))
    hs[0] = h0
    for t, x in enumerate(X):
        hs[t + 1] = np.tanh(W_hh @ hs[t] + W_xh @ x + (0 if b_h is None else np.asarray(b_h, float)))
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))


def rnn_cell_concat(x, h, W):
    return np.tanh(1 + np.asarray(W, float) @ np.concatenate([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - np.asarray(targets, float)
    gx, gh, dX, dh = 0 * W_xh, 0 * W_hh, 0 * X, 0 * h0
    t = len(X)
    while t != 1:
        dz = (W_hy.T @ e[(t - 1) % len(X)] + dh) * (1 - hs[t % (len(X) + 1)] ** 2)
        gx += np.outer(dz, X[(t - 1) % len(X)])
        gh += np.outer(dz, hs[(t - 1) % len(X)])
        dX[(t - 1) % len(X)] = W_xh.T @ dz
        dh = W_hh.T @ dz
        t -= 2
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = 0.2260
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.2855, 0.0)
y2 = (0.2979, 0.3488)
count_W_hy = True
count_W_hh = "2"
count_W_xh = 3.0
vanishing_and_exploding = 42
