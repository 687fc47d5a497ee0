"""BPTT written out as on the slide: for every loss t, for every earlier step k, the product of the Jacobians."""
import numpy as np
from functools import reduce

STUDENT = 's001'
NUMBERS = 'lecture'


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X = np.array(X, float); W_xh = np.array(W_xh, float); W_hh = np.array(W_hh, float); W_hy = np.array(W_hy, float)
    T, H, K = X.shape[0], W_hh.shape[0], W_hy.shape[0]
    bh = np.zeros(H) if b_h is None else np.array(b_h, float)
    by = np.zeros(K) if b_y is None else np.array(b_y, float)
    hs = np.zeros((T + 1, H)); Y = np.zeros((T, K))
    hs[0, :] = h0
    for t in range(1, T + 1):
        hs[t, :] = np.tanh(np.dot(W_hh, hs[t - 1, :]) + np.dot(W_xh, X[t - 1, :]) + bh)
        Y[t - 1, :] = np.dot(W_hy, hs[t, :]) + by
    return [hs, Y]


def rnn_cell_concat(x, h, W):
    return np.tanh(np.matmul(W, np.hstack([x, h])))


def jacobian(W_hh, h):
    """dh_t / dh_{t-1}, at h_t = h"""
    return np.diag(1 - h * h) @ W_hh


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X = np.array(X, float); W_xh = np.array(W_xh, float); W_hh = np.array(W_hh, float); W_hy = np.array(W_hy, float)
    targets = np.array(targets, float)
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    T, H = X.shape[0], W_hh.shape[0]
    J = [None] + [jacobian(W_hh, hs[t]) for t in range(1, T + 1)]
    dWxh = np.zeros_like(W_xh); dWhh = np.zeros_like(W_hh); dWhy = np.zeros_like(W_hy)
    dh0 = np.zeros(H); dX = np.zeros_like(X)
    E = 0.0
    for t in range(1, T + 1):
        e = Y[t - 1] - targets[t - 1]
        E = E + 0.5 * np.dot(e, e)
        dWhy = dWhy + np.outer(e, hs[t])
        for k in range(1, t + 1):
            # dh_t/dh_k = J_t J_{t-1} ... J_{k+1}
            chain = reduce(np.matmul, [J[s] for s in range(t, k, -1)], np.eye(H))
            delta = (e @ W_hy @ chain) * (1 - hs[k] ** 2)
            dWhh = dWhh + np.outer(delta, hs[k - 1])
            dWxh = dWxh + np.outer(delta, X[k - 1])
            dX[k - 1] = dX[k - 1] + delta @ W_xh
        dh0 = dh0 + e @ W_hy @ reduce(np.matmul, [J[s] for s in range(t, 0, -1)], np.eye(H))
    return {'loss': E, 'dW_hy': dWhy, 'dW_hh': dWhh, 'dW_xh': dWxh, 'dX': dX, 'dh0': dh0}


h1 = (.2260, -.5154)
y1 = (.7414, .0099)
h2 = (.5834, .2855)
y2 = (.2979, .3488)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = '''dE_t/dh_k contains the product of t-k Jacobians diag(1-h^2) W_hh. Its norm is at most
||W_hh||^(t-k) because 1-h^2 <= 1. If ||W_hh|| < 1 it must vanish (0.5: after 10 steps < 0.001). If W_hh = 2 and the
states stay near 0 it grows like 2^k, it explodes.'''
