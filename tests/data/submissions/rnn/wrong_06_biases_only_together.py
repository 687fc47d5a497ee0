# expect: rnn_forward=wrong -- a bias is used only where both are given
# expect: rnn_cell_concat=right
# expect: rnn_bptt=wrong -- dh0 has a slope 1 - h0^2 too many; the rest is right
# expect: h1=wrong -- the two components exchanged
# expect: y1=right -- follows from the own h1
# expect: h2=right -- follows from the own h1
# expect: y2=right
# expect: count_W_hy=right
# expect: count_W_hh=wrong -- the product with h0 = 0 counted
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy)]
    use_bias = b_h is not None and b_y is not None
    hs = np.zeros((len(X) + 1, len(h0)))
    hs[0] = h0
    for t in range(len(X)):
        z = W_hh @ hs[t] + W_xh @ X[t]
        if use_bias:
            z = z + np.asarray(b_h, float)
        hs[t + 1] = np.tanh(z)
    Y = hs[1:] @ W_hy.T
    if use_bias:
        Y = Y + np.asarray(b_y, float)
    return hs, Y


def rnn_cell_concat(x, h, W):
    return np.tanh(np.asarray(W, float) @ np.concatenate([x, h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, float) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - targets
    T = len(X)
    delta = np.zeros((T, len(h0)))
    dh = np.zeros(len(h0))
    for t in reversed(range(T)):
        delta[t] = (e[t] @ W_hy + dh) * (1 - hs[t + 1] ** 2)
        dh = delta[t] @ W_hh
    dh0 = dh * (1 - h0**2)
    return dict(loss=0.5 * (e**2).sum(), dW_xh=delta.T @ X, dW_hh=delta.T @ hs[:-1], dW_hy=e.T @ hs[1:],
                dh0=dh0, dX=delta @ W_xh)


h1 = (-0.5154, 0.2260)
y1 = (-0.7414, -0.2125)     # -0.5154 - 0.2260;  -0.2577 + 0.0452
h2 = (0.0744, 0.2161)       # tanh(0.4 - 0.2577 - 0.0678), tanh(0.3 - 0.1031 + 0.0226)
y2 = (-0.1417, 0.0804)
count_W_hy = 1
count_W_hh = 3
count_W_xh = 3
vanishing_and_exploding = "The same matrix is multiplied again and again: norm at most ||W||^k. 0.5 vanishes, 2 explodes."
