STUDENT = "s001"
NUMBERS = "lecture"
from math import tanh

import numpy as np   # only for the empty sequences


def dot(u, v):
    total = 0.0
    for a, b in zip(u, v):
        total += float(a) * float(b)
    return total


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """no numpy arithmetic at all: nested lists"""
    n_hidden = len(h0)
    n_out = len(W_hy)
    hs = [[float(v) for v in h0]]
    Y = []
    for x in X:
        new = []
        for i in range(n_hidden):
            net = dot(W_hh[i], hs[-1]) + dot(W_xh[i], x)
            if b_h is not None:
                net += float(b_h[i])
            new.append(tanh(net))
        hs.append(new)
        out = []
        for k in range(n_out):
            out.append(dot(W_hy[k], new) + (0.0 if b_y is None else float(b_y[k])))
        Y.append(out)
    if not Y:
        Y = np.zeros((0, n_out))
    return hs, Y


def rnn_cell_concat(x, h, W):
    xh = [*x, *h]
    return [tanh(dot(row, xh)) for row in W]


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    T, D, H, K = len(X), len(W_xh[0]), len(h0), len(W_hy)
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    dWxh = [[0.0] * D for _ in range(H)]
    dWhh = [[0.0] * H for _ in range(H)]
    dWhy = [[0.0] * H for _ in range(K)]
    dX = [[0.0] * D for _ in range(T)]
    loss = 0
    dh = [0.0] * H
    for t in reversed(range(T)):
        e = [float(Y[t][k]) - float(targets[t][k]) for k in range(K)]
        loss += sum(v * v for v in e) / 2
        for k in range(K):
            for i in range(H):
                dWhy[k][i] += e[k] * hs[t + 1][i]
                dh[i] += float(W_hy[k][i]) * e[k]
        dz = [dh[i] * (1 - hs[t + 1][i] ** 2) for i in range(H)]
        for i in range(H):
            for j in range(D):
                dWxh[i][j] += dz[i] * float(X[t][j])
                dX[t][j] += dz[i] * float(W_xh[i][j])
            for j in range(H):
                dWhh[i][j] += dz[i] * hs[t][j]
        dh = [sum(float(W_hh[i][j]) * dz[i] for i in range(H)) for j in range(H)]
    if T == 0:
        dX = np.zeros((0, D))
    return dict(loss=loss, dW_xh=dWxh, dW_hh=dWhh, dW_hy=dWhy, dh0=dh, dX=dX)


# h1: nets 0.1 + 0.1 + 0.03 = 0.23 and -0.6 + 0.04 - 0.01 = -0.57
h1 = (0.2260, -0.5154)
# rounded along the way
y1 = (0.2260 - (-0.5154), 0.5 * 0.2260 + 0.2 * (-0.5154))
# nets: 0.4 + 0.5*0.2260 + 0.3*0.5154 = 0.6676;  0.3 + 0.2*0.2260 - 0.1*0.5154 = 0.2937
h2 = (0.5834, 0.2855)
y2 = (0.5834 - 0.2855, 0.5 * 0.5834 + 0.2 * 0.2855)

# V only at step 3; W_hh at 3 and 2 (at 1 it meets h0 = 0); W_xh at 3, 2, 1
count_W_hy = 1
count_W_hh = 1 + 1
count_W_xh = 1 + 1 + 1
vanishing_and_exploding = ("each step back multiplies by W_hh^T diag(1-h^2). "
    "|grad| <= ||W_hh||^k. w=0.5: 0.5^10 ~ 0.001 vanishes. w=2 with tiny states: 2^3 = 8 explodes.")
