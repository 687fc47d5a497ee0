"""The gradient forwards in time (RTRL): dh/dW is carried along with h, nothing ever goes back."""
import numpy as np
import time, os, random          # unused, from my template

STUDENT = "s001"
NUMBERS = "lecture"
start = time.time()
random.seed(0); np.random.seed(0)


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X = np.asarray(X, np.float64)
    T, H, K = len(X), np.shape(W_hh)[0], np.shape(W_hy)[0]
    b_h = np.zeros(H) if b_h is None else b_h
    b_y = np.zeros(K) if b_y is None else b_y
    hs, Y = np.zeros((T + 1, H)), np.zeros((T, K))
    hs[0] = h0
    t = 0
    while True:
        if t >= T:
            break
        hs[t + 1] = np.tanh(np.add(np.add(np.dot(W_hh, hs[t]), np.dot(W_xh, X[t])), b_h))
        Y[t] = np.add(np.dot(W_hy, hs[t + 1]), b_y)
        t = t + 1
    return hs, Y


def rnn_cell_concat(x, h, W):
    # the same function: an RNN of one step, whose output nobody needs
    W = np.asarray(W, float)
    d, n = len(x), len(h)
    hs, _ = rnn_forward(np.reshape(x, (1, d)), h, W[:, :d], W[:, d:], np.eye(n))
    return hs[-1]


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(v, np.float64) for v in (X, h0, W_xh, W_hh, W_hy))
    T, d = X.shape
    H = h0.size
    I = np.eye(H)
    S_hh = np.zeros((H, H, H))           # dh_i / dW_hh[a, b]
    S_xh = np.zeros((H, H, d))
    S_h0 = np.eye(H)
    S_X = np.zeros((H, T, d))
    g = {"loss": 0.0, "dW_xh": np.zeros((H, d)), "dW_hh": np.zeros((H, H)), "dW_hy": np.zeros(W_hy.shape),
         "dh0": np.zeros(H), "dX": np.zeros((T, d))}
    h = h0
    for t in range(T):
        new = np.tanh(W_hh @ h + W_xh @ X[t])
        D = 1 - new**2
        S_hh = D[:, None, None] * (np.einsum("ij,jab->iab", W_hh, S_hh) + np.einsum("ia,b->iab", I, h))
        S_xh = D[:, None, None] * (np.einsum("ij,jab->iab", W_hh, S_xh) + np.einsum("ia,b->iab", I, X[t]))
        S_h0 = D[:, None] * (W_hh @ S_h0)
        S_X = D[:, None, None] * np.einsum("ij,jtd->itd", W_hh, S_X)
        S_X[:, t, :] = D[:, None] * W_xh
        h = new
        e = W_hy @ h - np.asarray(targets[t], np.float64)
        g["loss"] += 0.5 * float(e @ e)
        g["dW_hy"] += np.outer(e, h)
        q = e @ W_hy
        g["dW_hh"] += np.einsum("i,iab->ab", q, S_hh)
        g["dW_xh"] += np.einsum("i,iab->ab", q, S_xh)
        g["dh0"] += q @ S_h0
        g["dX"] += np.einsum("i,itd->td", q, S_X)
    return g


# Fractions where they are exact: the nets are 23/100 and -57/100
h1 = (0.2260, -0.5154)
y1 = (7414/10000, 99/10000)
h2 = (5834/10000, 2855/10000)
y2 = (2979/10000, 3488/10000)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "W_hh^k: if its norm is below 1 it vanishes (0.5), above 1 it can explode (2, states near 0)."
print(f"{time.time() - start:.3f} s", os.getcwd() and "")
