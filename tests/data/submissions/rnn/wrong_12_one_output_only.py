# expect: rnn_forward=wrong -- np.squeeze: (T,) for one output, and (K,) for one step
# expect: rnn_cell_concat=wrong -- squeezed too: a number for H = 1; else right
# expect: rnn_bptt=wrong -- targets flattened: only right for K = 1
# expect: h1=right
# expect: y1=not_attempted
# expect: h2=right
# expect: y2=not_attempted
# expect: count_W_hy=right
# expect: count_W_hh=not_attempted
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy)]
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x + (0 if b_h is None else np.asarray(b_h, float))))
    hs = np.array(hs)
    Y = hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))
    return np.squeeze(hs), np.squeeze(Y)


def rnn_cell_concat(x, h, W):
    return np.squeeze(np.tanh(np.asarray(W, float) @ np.concatenate([x, h])))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy)]
    d = np.asarray(targets, float).ravel()
    T = len(X)
    hs = np.zeros((T + 1, len(h0)))
    hs[0] = h0
    y = np.zeros(T)
    for t in range(T):
        hs[t + 1] = np.tanh(W_hh @ hs[t] + W_xh @ X[t])
        y[t] = W_hy[0] @ hs[t + 1]
    loss = 0.5 * sum((y[t] - d[t]) ** 2 for t in range(T))
    gx, gh, gy, dX, dh = 0 * W_xh, 0 * W_hh, 0 * W_hy, 0 * X, 0 * h0
    for t in reversed(range(T)):
        e = y[t] - d[t]
        gy += e * hs[t + 1]
        dz = (W_hy[0] * e + dh) * (1 - hs[t + 1] ** 2)
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"loss": loss, "dW_xh": gx, "dW_hh": gh, "dW_hy": gy, "dh0": dh, "dX": dX}


h1 = (0.2260, -0.5154)
y1 = ...
h2 = (0.5834, 0.2855)
y2 = (..., ...)
count_W_hy = 1
count_W_hh = ...
count_W_xh = 3
vanishing_and_exploding = ...
