# expect: rnn_forward=wrong -- one step too few: the last input is never read, its row stays 0
# expect: rnn_cell_concat=wrong -- tanh on the recurrent part alone
# expect: rnn_bptt=wrong -- dX in the order of the backward pass (last step first); all else right
# expect: h1=wrong -- X_1 and X_2 exchanged
# expect: y1=right -- follows from the own h1
# expect: h2=wrong -- X_1 and X_2 exchanged
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = np.zeros((len(X) + 1, len(h0)))
    hs[0] = h0
    for t in range(1, len(X)):
        hs[t] = np.tanh(W_hh @ hs[t - 1] + W_xh @ X[t - 1] + (0 if b_h is None else np.asarray(b_h, float)))
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))


def rnn_cell_concat(x, h, W):
    W = np.asarray(W, float)
    d = len(x)
    return W[:, :d] @ np.asarray(x, float) + np.tanh(W[:, d:] @ np.asarray(h, float))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x))
    hs = np.array(hs)
    e = hs[1:] @ W_hy.T - targets
    gx, gh, dh, dX = 0 * W_xh, 0 * W_hh, 0 * h0, []
    for t in reversed(range(len(X))):
        dz = (W_hy.T @ e[t] + dh) * (1 - hs[t + 1] ** 2)
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX.append(W_xh.T @ dz)
        dh = W_hh.T @ dz
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": e.T @ hs[1:], "dh0": dh,
            "dX": np.array(dX).reshape(X.shape)}


h1 = (0.4854, 0.3185)       # tanh(0.53), tanh(0.33)
y1 = (0.1669, 0.3064)
h2 = (0.2422, -0.4391)
y2 = (0.6813, 0.0333)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "norm^k; 0.5 and 2"
