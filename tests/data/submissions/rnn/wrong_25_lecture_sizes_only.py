# expect: rnn_forward=wrong -- two of everything, and four steps
# expect: rnn_cell_concat=wrong -- for d = H = 2 only
# expect: rnn_bptt=wrong -- gradients of a truncated sum: three steps back at most, dh0 only from the first steps
# expect: h1=right
# expect: y1=wrong -- tanh on the output
# expect: h2=wrong -- starts from h0 again instead of h1
# expect: y2=wrong -- tanh on the output, and the sign of the first component lost
# expect: count_W_hy=pending -- a list of three
# expect: count_W_hh=wrong -- -2
# expect: count_W_xh=wrong -- 3 and a half
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    hs = np.zeros((5, 2))
    Y = np.zeros((4, len(W_hy)))
    hs[0] = h0
    for t in range(4):
        for i in range(2):
            z = W_hh[i][0] * hs[t][0] + W_hh[i][1] * hs[t][1] + W_xh[i][0] * X[t][0] + W_xh[i][1] * X[t][1]
            if b_h is not None:
                z += b_h[i]
            hs[t + 1][i] = np.tanh(z)
        for k in range(len(W_hy)):
            Y[t][k] = W_hy[k][0] * hs[t + 1][0] + W_hy[k][1] * hs[t + 1][1] + (b_y[k] if b_y is not None else 0)
    return hs, Y


def rnn_cell_concat(x, h, W):
    (x1, x2), (h1, h2) = x, h
    return np.tanh([a * x1 + b * x2 + c * h1 + d * h2 for a, b, c, d in W])


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs = [h0]
    for x in X:
        hs.append(np.tanh(W_hh @ hs[-1] + W_xh @ x))
    hs = np.array(hs)
    e = hs[1:] @ W_hy.T - targets
    gx, gh, dX, dh0 = 0 * W_xh, 0 * W_hh, 0 * X, 0 * h0
    for t in range(len(X)):
        d = W_hy.T @ e[t]
        for s in range(t, max(-1, t - 3), -1):
            dz = d * (1 - hs[s + 1] ** 2)
            gx += np.outer(dz, X[s])
            gh += np.outer(dz, hs[s])
            dX[s] += W_xh.T @ dz
            d = W_hh.T @ dz
            if s == 0:
                dh0 += d
    return {"loss": 0.5 * (e**2).sum(), "dW_xh": gx, "dW_hh": gh, "dW_hy": e.T @ hs[1:], "dh0": dh0, "dX": dX}


h1 = (0.2260, -0.5154)
y1 = (0.6300, 0.0099)
h2 = (0.4854, 0.3185)
y2 = (-0.1654, 0.2972)
count_W_hy = [1, 2, 3]
count_W_hh = -2
count_W_xh = 3.5
vanishing_and_exploding = "norm^k; 0.5 and 2"
