# expect: rnn_forward=wrong -- hs is (T, H), the start is left out
# expect: rnn_cell_concat=wrong -- the new state is a column (H, 1)
# expect: rnn_bptt=wrong -- dX as (d, T), dh0 as a column; the weights' gradients are right
# expect: h1=wrong -- tan instead of tanh
# expect: y1=right -- follows from the own h1
# expect: h2=wrong -- tan instead of tanh
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=right
# expect: count_W_hh=wrong -- one too few
# expect: count_W_xh=wrong -- one too few
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    h = np.array(h0, float)
    b_h = np.zeros(len(W_hh)) if b_h is None else np.array(b_h, float)
    b_y = np.zeros(len(W_hy)) if b_y is None else np.array(b_y, float)
    hs = np.zeros((len(X), len(W_hh)))
    Y = np.zeros((len(X), len(W_hy)))
    for t in range(len(X)):
        h = np.tanh(np.array(W_hh) @ h + np.array(W_xh) @ np.array(X[t]) + b_h)
        hs[t] = h
        Y[t] = np.array(W_hy) @ h + b_y
    return hs, Y


def rnn_cell_concat(x, h, W):
    x = np.array(x, float).reshape(-1, 1)
    h = np.array(h, float).reshape(-1, 1)
    return np.tanh(np.array(W, float) @ np.vstack([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X = np.array(X, float).T
    W_xh, W_hh, W_hy = np.array(W_xh, float), np.array(W_hh, float), np.array(W_hy, float)
    D = np.array(targets, float).T
    T = X.shape[1]
    h = {-1: np.array(h0, float).reshape(-1, 1)}
    y = {}
    loss = 0.0
    for t in range(T):
        h[t] = np.tanh(W_xh @ X[:, [t]] + W_hh @ h[t - 1])
        y[t] = W_hy @ h[t]
        loss += 0.5 * np.sum((y[t] - D[:, [t]]) ** 2)
    gx, gh, gy = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hy)
    dX = np.zeros_like(X)
    dnext = np.zeros_like(h[-1])
    for t in range(T - 1, -1, -1):
        dy = y[t] - D[:, [t]]
        gy += dy @ h[t].T
        dz = (W_hy.T @ dy + dnext) * (1 - h[t] ** 2)
        gx += dz @ X[:, [t]].T
        gh += dz @ h[t - 1].T
        dX[:, [t]] = W_xh.T @ dz
        dnext = W_hh.T @ dz
    return {"loss": loss, "dW_xh": gx, "dW_hh": gh, "dW_hy": gy, "dh0": dnext, "dX": dX}


h1 = (0.2341, -0.6410)
y1 = (0.8751, -0.0112)
h2 = (0.8584, 0.2905)       # tan(0.4 + 0.1171 + 0.1923), tan(0.3 + 0.0468 - 0.0641)
y2 = (0.5679, 0.4873)
count_W_hy = 1
count_W_hh = 1
count_W_xh = 2
vanishing_and_exploding = "tan is steep, tanh is flat"
