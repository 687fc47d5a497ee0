# expect: rnn_forward=wrong -- the same array is appended again and again: every row is the last state
# expect: rnn_cell_concat=wrong -- W is applied to [h, x], the other way round
# expect: rnn_bptt=wrong -- the slope is in the gradients, but not in what goes back to the step before
# expect: h1=right
# expect: y1=wrong -- the second row of W_hy read as a column: 1*0.2260 + 0.5*(-0.5154)
# expect: h2=right
# expect: y2=wrong -- the same
# expect: count_W_hy=right
# expect: count_W_hh=wrong
# expect: count_W_xh=wrong
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, W_xh, W_hh, W_hy = (np.asarray(a, float) for a in (X, W_xh, W_hh, W_hy))
    h = np.array(h0, float)
    hs, Y = [h], []
    for x in X:
        h[:] = np.tanh(W_hh @ h + W_xh @ x + (0 if b_h is None else b_h))
        hs.append(h)
        Y.append(W_hy @ h + (0 if b_y is None else b_y))
    return np.array(hs), np.array(Y).reshape(len(X), len(W_hy))


def rnn_cell_concat(x, h, W):
    return np.tanh(np.concatenate([h, x]) @ np.transpose(W))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x))
    hs = np.array(hs)
    e = hs[1:] @ W_hy.T - targets
    gx, gh, dX, carried = 0 * W_xh, 0 * W_hh, 0 * X, 0 * h0
    for t in reversed(range(len(X))):
        dh = W_hy.T @ e[t] + carried
        dz = dh * (1 - hs[t + 1] ** 2)
        gx += np.outer(dz, X[t])
        gh += np.outer(dz, hs[t])
        dX[t] = W_xh.T @ dz
        carried = W_hh.T @ dh
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": e.T @ hs[1:], "dh0": carried, "dX": dX}


h1 = (0.2260, -0.5154)
y1 = (-0.0317, -0.3291)     # 0.2260 - 0.2577;  -0.2260 - 0.1031
h2 = (0.5834, 0.2855)
y2 = (0.7262, -0.5263)
count_W_hy = 1
count_W_hh = 3
count_W_xh = 6
vanishing_and_exploding = "norm^k; 0.5 and 2"
