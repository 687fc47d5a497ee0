# expect: rnn_forward=wrong -- X.shape: lists raise; else right
# expect: rnn_cell_concat=wrong -- bare slices at H instead of at d: right only where d = H
# expect: rnn_bptt=wrong -- lists raise; dX goes through W_xh instead of its transpose
# expect: h1=right -- text instead of numbers, but it says what is right
# expect: y1=right
# expect: h2=wrong -- the input forgotten: h2 = tanh(W_hh h1)
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    T, d = X.shape
    H = h0.shape[0]
    K = W_hy.shape[0]
    hs = np.zeros((T + 1, H))
    hs[0] = h0
    Y = np.zeros((T, K))
    for t in range(T):
        hs[t + 1] = np.tanh(W_hh.dot(hs[t]) + W_xh.dot(X[t]) + (0 if b_h is None else b_h))
        Y[t] = W_hy.dot(hs[t + 1]) + (0 if b_y is None else b_y)
    return hs, Y


def rnn_cell_concat(x, h, W):
    W = np.asarray(W, float)
    H = len(h)
    return np.tanh(W[:, :H] @ np.asarray(x, float) + W[:, H:] @ np.asarray(h, float))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    T = X.shape[0]
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - targets
    dW_xh, dW_hh = np.zeros(W_xh.shape), np.zeros(W_hh.shape)
    dX = np.zeros((T, h0.shape[0]))
    dh = np.zeros(h0.shape[0])
    for t in range(T - 1, -1, -1):
        dz = (W_hy.T @ e[t] + dh) * (1 - hs[t + 1] ** 2)
        dW_xh += np.outer(dz, X[t])
        dW_hh += np.outer(dz, hs[t])
        dX[t] = W_xh[:, : len(dz)] @ dz if W_xh.shape[0] == W_xh.shape[1] else dz
        dh = W_hh.T @ dz
    return {"loss": 0.5 * np.sum(e**2), "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = ("0.2260", "-0.5154")
y1 = (0.7414, 0.0099)
h2 = (0.2614, -0.0063)
y2 = (0.2677, 0.1294)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "See Bengio 1994: norms multiply, 0.5^k and 2^k."
