# expect: rnn_forward=wrong -- called RNN_forward
# expect: rnn_cell_concat=wrong -- called rnn_concat_cell
# expect: rnn_bptt=wrong -- the keys are dWxh, dWhh, dWhy, the loss is missing
# expect: h1=wrong -- W_hh transposed
# expect: y1=right -- follows from the own h1
# expect: h2=wrong -- W_hh transposed
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=not_attempted -- called count_Why
# expect: count_W_hh=not_attempted
# expect: count_W_xh=not_attempted
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def RNN_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x + (0 if b_h is None else np.asarray(b_h, float))))
    hs = np.array(hs)
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.asarray(b_y, float))


def rnn_concat_cell(x, h, W):
    return np.tanh(np.asarray(W, float) @ np.concatenate([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs, Y = RNN_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - np.asarray(targets, float)
    gx, gh, dX, dh = 0 * W_xh, 0 * W_hh, 0 * X, 0 * h0
    for t in reversed(range(len(X))):
        dz = (W_hy.T @ e[t] + dh) * (1 - hs[t + 1] ** 2)
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        dh = W_hh.T @ dz
    return {"dWxh": gx, "dWhh": gh, "dWhy": e.T @ hs[1:], "dh0": dh, "dX": dX}


h1 = (0.1781, -0.5850)
y1 = (0.7631, -0.0280)
h2 = (0.3558, 0.1859)
y2 = (0.1699, 0.2151)
count_Why = 1
count_Whh = 2
count_Wxh = 3
vanishing_and_explodeing = "norm^k; 0.5 and 2"
