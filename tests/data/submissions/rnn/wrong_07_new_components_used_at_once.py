# expect: rnn_forward=wrong -- component i already sees the new components before it
# expect: rnn_cell_concat=wrong -- `x + h` concatenates lists, but adds arrays
# expect: rnn_bptt=wrong -- gradients cut to [-1, 1]; its own forward pass is right
# expect: h1=right
# expect: y1=right
# expect: h2=wrong -- the second component uses the new first one
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=wrong -- one for each step
# expect: count_W_hh=right
# expect: count_W_xh=right
import math

import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    H, K = len(h0), len(W_hy)
    h = [float(v) for v in h0]
    hs, Y = [list(h)], []
    for x in X:
        for i in range(H):
            s = sum(W_hh[i][j] * h[j] for j in range(H)) + sum(W_xh[i][j] * x[j] for j in range(len(x)))
            if b_h is not None:
                s += b_h[i]
            h[i] = math.tanh(s)
        hs.append(list(h))
        Y.append([sum(W_hy[k][i] * h[i] for i in range(H)) + (b_y[k] if b_y is not None else 0) for k in range(K)])
    return np.array(hs), np.array(Y, float).reshape(-1, K)


def rnn_cell_concat(x, h, W):
    return np.tanh(np.dot(W, x + h))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x))
    hs = np.array(hs)
    e = hs[1:] @ W_hy.T - targets
    g = {"loss": 0.5 * np.sum(e**2), "dW_xh": np.zeros(W_xh.shape), "dW_hh": np.zeros(W_hh.shape),
         "dW_hy": e.T @ hs[1:], "dh0": np.zeros(len(h0)), "dX": np.zeros(X.shape)}
    for t in reversed(range(len(X))):
        dz = (W_hy.T @ e[t] + g["dh0"]) * (1 - hs[t + 1] ** 2)
        g["dW_xh"] += np.outer(dz, X[t])
        g["dW_hh"] += np.outer(dz, hs[t])
        g["dX"][t] = W_xh.T @ dz
        g["dh0"] = W_hh.T @ dz
    for name in ["dW_xh", "dW_hh", "dW_hy", "dh0", "dX"]:
        np.clip(g[name], -1, 1, out=g[name])      # clip to mitigate exploding gradients
    return g


h1 = (0.2260, -0.5154)
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.3503)        # 0.3 + 0.2*0.5834 - 0.1*0.5154 = 0.3651, tanh = 0.3497?  calculator says 0.3503
y2 = (0.2331, 0.3618)
count_W_hy = 3
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "Clipping helps. The factor W_hh^k is at most ||W_hh||^k."
