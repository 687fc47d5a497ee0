from numpy import *
from math import *            # tanh is now math's
import numpy, math

STUDENT = "s001"
NUMBERS = "lecture"
DEBUG = True
calls = 0
last = None

print("loading", __name__)


def log(*a):
    if DEBUG:
        print("[rnn]", *a)


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    global calls, last
    calls += 1
    T, H, K = len(X), len(h0), len(W_hy)
    hs = zeros((T + 1, H))
    Y = zeros((T, K))
    for i in range(H):
        hs[0][i] = h0[i]
    for t in range(T):
        net = array(W_hh, float) @ hs[t] + array(W_xh, float) @ array(X[t], float)
        if b_h is not None: net = net + array(b_h, float)
        hs[t + 1] = [tanh(n) for n in net]
        Y[t] = array(W_hy, float) @ hs[t + 1]
        if b_y is not None: Y[t] += b_y
        log("step", t, "h =", hs[t + 1], "y =", Y[t])
    last = hs.copy(), Y.copy()
    return hs, Y


def rnn_cell_concat(x, h, W):
    v = list(x) + list(h)
    out = []
    for row in W:
        s = 0
        for a, b in zip(row, v):
            s += a * b
        out.append(tanh(s))
    log("cell", out)
    return out


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    rnn_forward(X, h0, W_xh, W_hh, W_hy)
    hs, Y = last
    X, W_xh, W_hh, W_hy = array(X, float), array(W_xh, float), array(W_hh, float), array(W_hy, float)
    g = {}
    g["loss"] = 0
    g["dW_xh"] = zeros(W_xh.shape); g["dW_hh"] = zeros(W_hh.shape); g["dW_hy"] = zeros(W_hy.shape)
    g["dX"] = zeros(X.shape); g["dh0"] = zeros(len(h0))
    for t in range(len(X))[::-1]:
        e = Y[t] - array(targets[t], float)
        g["loss"] += sum(e**2) / 2
        g["dW_hy"] += outer(e, hs[t + 1])
        dz = (W_hy.T @ e + g["dh0"]) * (1 - hs[t + 1] ** 2)
        g["dW_hh"] += outer(dz, hs[t])
        g["dW_xh"] += outer(dz, X[t])
        g["dX"][t] = W_xh.T @ dz
        g["dh0"] = W_hh.T @ dz
    log("loss", g["loss"], "after", calls, "calls")
    return g


W_XH = [(0.1, 0.4), (-0.6, 0.3)]
W_HH = [(0.5, -0.3), (0.2, 0.1)]
W_HY = [(1.0, -1.0), (0.5, 0.2)]
H_0 = (0.2, -0.1)
X_1 = (1.0, 0.0)
X_2 = (0.0, 1.0)
h1 = (0.2260, -0.5154)
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.2855)
y2 = (0.2979, 0.3488)

log(rnn_forward([X_1, X_2], H_0, W_XH, W_HH, W_HY))
log("by hand", h1, y1, h2, y2)

count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "||W_hh||^k bounds it; 0.5 vanishes, 2 explodes while the states are small."
