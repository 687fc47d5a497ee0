"""Checks its arguments, computes once, hands out copies."""
import numpy as np
import hashlib

STUDENT = "s001"
NUMBERS = "lecture"
_seen = {}


def _key(*arrays):
    digest = hashlib.sha256()
    for a in arrays:
        a = None if a is None else np.ascontiguousarray(a, dtype=np.float64)
        digest.update(repr(None if a is None else a.shape).encode() + (b"" if a is None else a.tobytes()))
    return digest.hexdigest()


def remember(f):
    def inner(*args, **named):
        key = f.__name__, _key(*args), tuple(named), _key(*named.values())
        if key not in _seen:
            _seen[key] = f(*args, **named)
        found = _seen[key]
        if isinstance(found, dict):
            return {k: np.copy(v) for k, v in found.items()}
        return tuple(map(np.copy, found)) if isinstance(found, tuple) else np.copy(found)
    return inner


@remember
def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    X, h0, W_xh, W_hh, W_hy = [np.asarray(a, dtype=np.float64) for a in (X, h0, W_xh, W_hh, W_hy)]
    T, d = X.shape
    H, = h0.shape
    K = W_hy.shape[0]
    assert W_xh.shape == (H, d), f"W_xh is {W_xh.shape}"
    assert W_hh.shape == (H, H)
    assert W_hy.shape == (K, H)
    hs = np.zeros([T + 1, H], order="F")
    hs[0] = h0
    for before, after, x in zip(hs, hs[1:], X):
        after[:] = np.tanh(W_hh @ before + W_xh @ x + (b_h if b_h is not None else np.zeros(H)))
    Y = hs[1:] @ W_hy.T + (b_y if b_y is not None else np.zeros(K))
    assert hs.shape == (T + 1, H) and Y.shape == (T, K)
    return hs, Y


@remember
def rnn_cell_concat(x, h, W):
    return np.tanh(np.sum(np.asarray(W) * np.concatenate([x, h])[np.newaxis, :], axis=1))


source = """
@remember
def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, targets = [np.asarray(a, dtype=np.float64) for a in (X, h0, W_xh, W_hh, W_hy, targets)]
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    e = Y - targets
    dz = np.zeros_like(hs)                  # one row too many: nothing comes from beyond the end
    for t in range(len(X) - 1, -1, -1):
        dz[t] = (e[t] @ W_hy + dz[t + 1] @ W_hh) * (1.0 - hs[t + 1] ** 2)
    dh0 = dz[0] @ W_hh
    dz = dz[:len(X)]
    return {"loss": (e * e).sum() / 2, "dh0": dh0, "dX": dz @ W_xh,
            "dW_xh": sum((np.outer(a, b) for a, b in zip(dz, X)), np.zeros(W_xh.shape)),
            "dW_hh": sum((np.outer(a, b) for a, b in zip(dz, hs)), np.zeros(W_hh.shape)),
            "dW_hy": sum((np.outer(a, b) for a, b in zip(e, hs[1:])), np.zeros(W_hy.shape))}
"""
exec(source)

h1 = (0.2260, -0.5154)    # 0.22603, -0.51536
y1 = (0.7414, 0.0099)
h2 = (0.5834, 0.2855)
y2 = (0.2979, 0.3488)
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = """norm(product) <= norm(W_hh) ** k.   0.5 ** 10 < 0.001, 2 ** 10 = 1024."""
