# expect: rnn_forward=right
# expect: rnn_cell_concat=right
# expect: rnn_bptt=wrong -- one-sided differences with a step of 1e-4: good to three or four digits only
# expect: h1=wrong -- sigmoid
# expect: y1=right -- follows from the own h1
# expect: h2=wrong -- sigmoid
# expect: y2=right -- follows from the own h2
# expect: count_W_hy=wrong -- 0
# expect: count_W_hh=wrong -- 3 - 1 = 2 would be right, written 3 - 2
# expect: count_W_xh=right
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.array(a, float) for a in (X, h0, W_xh, W_hh, W_hy))
    hs = np.zeros((len(X) + 1, len(h0)))
    hs[0] = h0
    for t, x in enumerate(X):
        hs[t + 1] = np.tanh(W_hh @ hs[t] + W_xh @ x + (0 if b_h is None else np.array(b_h, float)))
    return hs, hs[1:] @ W_hy.T + (0 if b_y is None else np.array(b_y, float))


def rnn_cell_concat(x, h, W):
    return np.tanh(np.matmul(np.array(W, float), np.array([*x, *h], float)))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    args = [np.array(a, float) for a in (X, h0, W_xh, W_hh, W_hy)]
    targets = np.array(targets, float)

    def loss():
        return 0.5 * np.sum((rnn_forward(*args)[1] - targets) ** 2)

    base = loss()
    grads = []
    for a in args:
        g = np.zeros_like(a)
        for i in np.ndindex(a.shape):
            old = a[i]
            a[i] = old + 1e-4
            g[i] = (loss() - base) / 1e-4
            a[i] = old
        grads.append(g)
    return {"loss": base, **dict(zip(("dX", "dh0", "dW_xh", "dW_hh", "dW_hy"), grads))}


h1 = (0.5572, 0.3612)
y1 = (0.1960, 0.3508)
h2 = (0.6388, 0.6101)
y2 = (0.0287, 0.4414)
count_W_hy = 0
count_W_hh = 3 - 2
count_W_xh = 3
vanishing_and_exploding = "norm^k; 0.5 and 2"
