# expect: rnn_forward=wrong -- T = 0 raises (nothing to stack), else right
# expect: rnn_cell_concat=right
# expect: rnn_bptt=wrong -- T = 0 raises, else right
# expect: h1=right -- cut off, not rounded: -0.5153 for -0.51536
# expect: y1=right -- follows from the own h1
# expect: h2=right -- 0.5834, 0.2855
# expect: y2=wrong -- 0.2970 for 0.2979, a slip in writing; the second is right
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    W_xh, W_hh, W_hy = np.asarray(W_xh, float), np.asarray(W_hh, float), np.asarray(W_hy, float)
    hs, Y = [np.asarray(h0, float)], []
    for x in np.asarray(X, float):
        z = W_hh @ hs[-1] + W_xh @ x
        hs.append(np.tanh(z if b_h is None else z + b_h))
        Y.append(W_hy @ hs[-1] + (0 if b_y is None else np.asarray(b_y)))
    return np.stack(hs), np.stack(Y)


def rnn_cell_concat(x, h, W):
    return np.tanh(np.asarray(W, float) @ np.hstack([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    X, W_xh, W_hh, W_hy = np.asarray(X, float), np.asarray(W_xh, float), np.asarray(W_hh, float), np.asarray(W_hy, float)
    e = Y - np.asarray(targets, float)
    dz = [(e[-1] @ W_hy) * (1 - hs[-1] ** 2)]
    for t in range(len(X) - 2, -1, -1):
        dz.insert(0, (e[t] @ W_hy + dz[0] @ W_hh) * (1 - hs[t + 1] ** 2))
    dz = np.stack(dz)
    return {"loss": 0.5 * np.sum(e * e), "dW_xh": dz.T @ X, "dW_hh": dz.T @ hs[:-1], "dW_hy": e.T @ hs[1:],
            "dh0": dz[0] @ W_hh, "dX": dz @ W_xh}


h1 = (0.2260, -0.5153)
y1 = (0.7413, 0.0099)
h2 = (0.5834, 0.2855)
y2 = (0.2970, 0.3488)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "0.5^10 = 0.00098 vanishes; 2^k explodes; bound: norm of W_hh to the power k."
