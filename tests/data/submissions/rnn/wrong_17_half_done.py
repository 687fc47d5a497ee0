# expect: rnn_forward=right
# expect: rnn_cell_concat=not_attempted
# expect: rnn_bptt=wrong -- loss and dW_hy only, the others None
# expect: h1=wrong -- the sign of the second component lost
# expect: y1=right -- right, although it does not follow from the own h1
# expect: h2=not_attempted
# expect: y2=not_attempted
# expect: count_W_hy=not_attempted
# expect: count_W_hh=not_attempted
# expect: count_W_xh=not_attempted
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    """The states and the outputs of a sequence."""
    hs = np.zeros((len(X) + 1, len(h0)))
    Y = np.zeros((len(X), len(W_hy)))
    hs[0] = h0
    for t in range(len(X)):
        hs[t + 1] = np.tanh(np.matmul(W_hh, hs[t]) + np.matmul(W_xh, X[t]) + (0 if b_h is None else np.array(b_h)))
        Y[t] = np.matmul(W_hy, hs[t + 1]) + (0 if b_y is None else np.array(b_y))
    return hs, Y


def rnn_cell_concat(x, h, W):
    """One step with a single matrix: x (d,), h (H,), W (H, d+H) applied to [x, h] -> the new state (H,).  No bias."""
    raise NotImplementedError


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - np.asarray(targets, float)
    # TODO the rest
    return {"loss": 0.5 * np.sum(e**2), "dW_xh": None, "dW_hh": None, "dW_hy": e.T @ hs[1:], "dh0": None, "dX": None}


W_XH = [(0.1, 0.4), (-0.6, 0.3)]
W_HH = [(0.5, -0.3), (0.2, 0.1)]
W_HY = [(1.0, -1.0), (0.5, 0.2)]
H_0 = (0.2, -0.1)
X_1 = (1.0, 0.0)
X_2 = (0.0, 1.0)
h1 = (0.2260, 0.5154)
y1 = (0.7414, 0.0099)
h2 = ...
y2 = ...

COUNT_T = 3
COUNT_LOSSES = [3]
COUNT_H0 = (0, 0)
count_W_hy = ...
count_W_hh = ...
count_W_xh = ...
vanishing_and_exploding = ...
