"""tanh from exponentials; more keys in the dict than asked for; the answers stand above the functions."""
import numpy as np

STUDENT = ...
NUMBERS = "lecture"
STUDENT = "s001"

h1 = ...
y1 = ...
h2 = ...
y2 = ...
count_W_hy = ...
count_W_hh = ...
count_W_xh = ...
vanishing_and_exploding = ...

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
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = """ein Produkt aus k Matrizen; Norm <= ||W_hh||^k; 0.5 -> 0; 2 -> 2^k """


def _tanh(z):
    # never overflows: the exponent is never positive
    q = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - q) / (1 + q)


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    raise NotImplementedError


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):  # noqa: F811
    X = np.array(X, dtype="d", ndmin=2)
    W = np.block([np.array(W_hh, "d"), np.array(W_xh, "d")])
    T = X.shape[0]
    hs = np.full((T + 1, W.shape[0]), np.nan)
    hs[0] = h0
    for t in range(T):
        z = W @ np.concatenate([hs[t], X[t]])
        if b_h is not None:
            z += b_h
        hs[t + 1] = _tanh(z)
    Y = np.tensordot(hs[1:], np.array(W_hy, "d"), axes=(1, 1))
    if b_y is not None:
        Y += b_y
    return hs, Y


def rnn_cell_concat(x, h, W):
    return _tanh(np.inner(W, [*x, *h]))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    X, W_xh, W_hh, W_hy = (np.array(a, "d") for a in (X, W_xh, W_hh, W_hy))
    dY = Y - np.array(targets, "d")
    delta = np.zeros((len(X) + 1, len(W_hh)))
    for t in range(len(X), 0, -1):
        delta[t - 1] = (dY[t - 1] @ W_hy + delta[t] @ W_hh) * (1 - hs[t] ** 2)
    return {
        "hs": hs, "Y": Y, "dY": dY, "delta": delta[:-1],
        "loss": 0.5 * np.linalg.norm(dY) ** 2,
        "dW_xh": np.tensordot(delta[:-1], X, axes=(0, 0)),
        "dW_hh": np.tensordot(delta[:-1], hs[:-1], axes=(0, 0)),
        "dW_hy": np.tensordot(dY, hs[1:], axes=(0, 0)),
        "db_h": delta[:-1].sum(0), "db_y": dY.sum(0),
        "dh0": delta[0] @ W_hh,
        "dX": delta[:-1] @ W_xh,
    }
