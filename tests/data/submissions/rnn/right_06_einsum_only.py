"""RNN homework. Everything is an einsum."""
import numpy as np

STUDENT = "s001"
NUMBERS = "lecture"


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = (np.asarray(a, dtype=np.float64) for a in (X, h0, W_xh, W_hh, W_hy))
    b_h = np.zeros(h0.shape[0]) if b_h is None else np.asarray(b_h, dtype=np.float64)
    b_y = np.zeros(W_hy.shape[0]) if b_y is None else np.asarray(b_y, dtype=np.float64)
    from_x = np.einsum("hd,td->th", W_xh, X) + b_h
    hs = np.empty((X.shape[0] + 1, h0.shape[0]))
    hs[0] = h0
    for t, u in enumerate(from_x):
        hs[t + 1] = np.tanh(np.einsum("ij,j->i", W_hh, hs[t]) + u)
    return hs, np.einsum("kh,th->tk", W_hy, hs[1:]) + b_y


def rnn_cell_concat(x, h, W):
    x, h, W = (np.asarray(a, dtype=np.float64) for a in (x, h, W))
    d = x.size
    return np.tanh(np.einsum("hd,d->h", W[:, :d], x) + np.einsum("hj,j->h", W[:, d:], h))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = (np.asarray(a, dtype=np.float64) for a in (X, h0, W_xh, W_hh, W_hy, targets))
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    err = Y - targets
    dz = np.zeros((len(X), len(h0)))
    back = np.zeros(len(h0))
    for t in range(len(X) - 1, -1, -1):
        dh = np.einsum("kh,k->h", W_hy, err[t]) + back
        dz[t] = dh * (1 - np.einsum("h,h->h", hs[t + 1], hs[t + 1]))
        back = np.einsum("ij,i->j", W_hh, dz[t])
    return {
        "loss": np.einsum("tk,tk->", err, err) / 2,
        "dW_xh": np.einsum("th,td->hd", dz, X),
        "dW_hh": np.einsum("ti,tj->ij", dz, hs[:-1]),
        "dW_hy": np.einsum("tk,th->kh", err, hs[1:]),
        "dh0": back,
        "dX": np.einsum("th,hd->td", dz, W_xh),
    }


W_XH = [(0.1, 0.4), (-0.6, 0.3)]
W_HH = [(0.5, -0.3), (0.2, 0.1)]
W_HY = [(1.0, -1.0), (0.5, 0.2)]
H_0 = (0.2, -0.1)
X_1 = (1.0, 0.0)
X_2 = (0.0, 1.0)

# all digits that Python printed
h1 = (0.22602835227867095, -0.5153592780074069)
y1 = (0.7413876302860779, 0.009942320537854091)
h2 = (0.5834134352049544, 0.28550893503165866)
y2 = (0.29790450017329574, 0.34880850460880896)

COUNT_T = 3
COUNT_LOSSES = [3]
COUNT_H0 = (0, 0)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3

vanishing_and_exploding = """
Going back one step multiplies the gradient by diag(1 - h^2) W_hh^T, so after k steps its norm is at most ||W_hh||^k.
With W_hh = 0.5 ten steps leave less than 0.001; with W_hh = 2 and small h three steps make it about 8 times larger.
"""
