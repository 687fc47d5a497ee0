"""Plain loops over lists, math.tanh, arrays only at the end."""
import math

import numpy as np


def _matrix_times(W, v):
    return [sum(w * x for w, x in zip(row, v)) for row in W]


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    H, K = len(W_hh), len(W_hy)
    b_h = [0.0] * H if b_h is None else b_h
    b_y = [0.0] * K if b_y is None else b_y
    hs, Y = [[float(v) for v in h0]], []
    for x in X:
        a, b = _matrix_times(W_hh, hs[-1]), _matrix_times(W_xh, x)
        hs.append([math.tanh(float(p) + float(q) + float(r)) for p, q, r in zip(a, b, b_h)])
        Y.append([float(p) + float(q) for p, q in zip(_matrix_times(W_hy, hs[-1]), b_y)])
    return np.array(hs), np.array(Y).reshape(len(Y), K)


def rnn_cell_concat(x, h, W):
    return np.array([math.tanh(float(v)) for v in _matrix_times(W, [*x, *h])])


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    T, H, K, d = len(X), len(W_hh), len(W_hy), len(W_xh[0])
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    dW_xh, dW_hh, dW_hy = np.zeros((H, d)), np.zeros((H, H)), np.zeros((K, H))
    dX, carry, loss = np.zeros((T, d)), [0.0] * H, 0.0
    for t in range(T - 1, -1, -1):
        dy = [float(Y[t][k]) - float(targets[t][k]) for k in range(K)]
        loss += sum(e * e for e in dy) / 2
        dz = []
        for i in range(H):
            back = carry[i] + sum(float(W_hy[k][i]) * dy[k] for k in range(K))
            dz.append(back * (1 - hs[t + 1][i] ** 2))
        for i in range(H):
            for j in range(H):
                dW_hh[i, j] += dz[i] * hs[t][j]
            for j in range(d):
                dW_xh[i, j] += dz[i] * float(X[t][j])
                dX[t, j] += dz[i] * float(W_xh[i][j])
        for k in range(K):
            for j in range(H):
                dW_hy[k, j] += dy[k] * hs[t + 1][j]
        carry = [sum(float(W_hh[i][j]) * dz[i] for i in range(H)) for j in range(H)]
    return {"loss": loss, "dW_xh": dW_xh, "dW_hh": dW_hh, "dW_hy": dW_hy, "dh0": np.array(carry), "dX": dX}

h1 = (0.2260, -0.5154)
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.2855)
y2 = (0.2979, 0.3488)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3

