# expect: rnn_forward=wrong -- the outputs go through a softmax
# expect: rnn_cell_concat=wrong -- returns (state, [x, h])
# expect: rnn_bptt=wrong -- tanh' as 1 - h, not 1 - h^2 (loss and dW_hy right)
# expect: h1=right -- two decimals, coarser than asked
# expect: y1=right -- two decimals
# expect: h2=right -- two decimals
# expect: y2=right -- two decimals
# expect: count_W_hy=right
# expect: count_W_hh=right
# expect: count_W_xh=wrong -- four: h0 counted as a step
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def softmax(z):
    z = np.exp(z - np.max(z))
    return z / z.sum()


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    h = np.asarray(h0, float)
    hs, Y = [h], []
    for x in X:
        h = np.tanh(np.dot(W_xh, x) + np.dot(W_hh, h) + (0 if b_h is None else np.asarray(b_h)))
        hs.append(h)
        Y.append(softmax(np.dot(W_hy, h) + (0 if b_y is None else np.asarray(b_y))))
    return np.array(hs), np.array(Y).reshape(len(X), len(W_hy))


def rnn_cell_concat(x, h, W):
    z = np.concatenate([x, h])
    return np.tanh(np.asarray(W, float) @ z), z


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs, _ = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = hs[1:] @ W_hy.T - targets
    gx, gh, dX, dh = 0 * W_xh, 0 * W_hh, 0 * X, 0 * h0
    for t in reversed(range(len(X))):
        dz = (W_hy.T @ e[t] + dh) * (1 - hs[t + 1])
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = (0.23, -0.52)
y1 = (0.74, 0.01)
h2 = (0.58, 0.29)
y2 = (0.30, 0.35)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 4
vanishing_and_exploding = "norm^k; 0.5 and 2"
