# expect: rnn_forward=wrong -- h0 is written over (where it is a float array), values are right
# expect: rnn_cell_concat=wrong -- W is written over with the product, the value is right
# expect: rnn_bptt=wrong -- takes a step of gradient descent in the arguments
# expect: h1=wrong -- h0 taken as zero
# expect: y1=right -- follows from the own h1
# expect: h2=right -- follows from the own h1
# expect: y2=right
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, W_xh, W_hh, W_hy))
    h = np.asarray(h0, float)
    hs = np.zeros((len(X) + 1, len(h)))
    hs[0] = h
    for t in range(len(X)):
        h[:] = np.tanh(W_hh @ h + W_xh @ X[t] + (0 if b_h is None else np.asarray(b_h, float)))
        hs[t + 1] = h
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))


def rnn_cell_concat(x, h, W):
    W = np.asarray(W, float)
    W *= np.concatenate([x, h])
    return np.tanh(W.sum(axis=1))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets, lr=0.1):
    X, W_xh, W_hh, W_hy, targets = (np.asarray(a, float) for a in (X, W_xh, W_hh, W_hy, targets))
    hs, Y = rnn_forward(X, np.array(h0, float), W_xh, W_hh, W_hy)
    e = Y - targets
    gx, gh, gy, dX, dh = 0 * W_xh, 0 * W_hh, e.T @ hs[1:], 0 * X, 0 * hs[0]
    for t in reversed(range(len(X))):
        dz = (W_hy.T @ e[t] + dh) * (1 - hs[t + 1] ** 2)
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    W_xh -= lr * gx
    W_hh -= lr * gh
    W_hy -= lr * gy
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": gy, "dh0": dh, "dX": dX}


h1 = (0.0997, -0.5370)
y1 = (0.6367, -0.0576)      # 0.04985 - 0.1074
h2 = (0.5448, 0.2601)       # tanh(0.4 + 0.04985 + 0.1611), tanh(0.3 + 0.01994 - 0.0537)
y2 = (0.2847, 0.3244)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "W^k, bound norm^k. Example 0.5, 2."
