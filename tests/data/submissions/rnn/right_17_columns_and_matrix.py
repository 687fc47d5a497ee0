import numpy as np
import warnings
warnings.simplefilter("ignore")        # np.matrix complains

STUDENT = "s001"
NUMBERS = "lecture"
M = lambda a: np.matrix(np.array(a, dtype=float))
col = lambda a: M(a).T


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    Wx, Wh, Wy = M(W_xh), M(W_hh), M(W_hy)
    h = col(h0)
    bh = 0 * h if b_h is None else col(b_h)
    by = np.matrix(np.zeros((Wy.shape[0], 1))) if b_y is None else col(b_y)
    H = h
    O = np.matrix(np.zeros((Wy.shape[0], 0)))
    for x in X:
        h = np.matrix(np.tanh(Wh * h + Wx * col(x) + bh))
        H = np.hstack([H, h])
        O = np.hstack([O, Wy * h + by])
    return H.T, O.T                    # (T+1, H) and (T, K) matrices


def rnn_cell_concat(x, h, W):
    z = np.vstack([col(x), col(h)])
    return np.tanh(M(W) * z).A1


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    Hm, Ym = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    Wx, Wh, Wy = M(W_xh), M(W_hh), M(W_hy)
    dWx, dWh, dWy = 0 * Wx, 0 * Wh, 0 * Wy
    T, d = len(X), Wx.shape[1]
    dX = np.zeros((T, d))
    dh = 0 * col(h0)
    L = 0.0
    for t in range(T - 1, -1, -1):
        e = Ym[t].T - col(targets[t])
        L += (e.T * e).item() / 2
        h, hp = Hm[t + 1].T, Hm[t].T
        dWy += e * h.T
        dz = np.multiply(Wy.T * e + dh, 1 - np.power(h, 2))
        dWh += dz * hp.T
        dWx += dz * col(X[t]).T
        dX[t] = (Wx.T * dz).A1
        dh = Wh.T * dz
    return {"loss": L, "dW_xh": dWx, "dW_hh": dWh, "dW_hy": dWy, "dh0": dh.A1, "dX": dX}


h1 = np.array([0.2260, -0.5154])
y1 = np.array([0.7414, 0.0099])
h2 = np.array([0.5834, 0.2855])
y2 = np.array([0.2979, 0.3488])
count_W_hy = 1
count_W_hh = 2
count_W_xh = 3
vanishing_and_exploding = "Product of the W_hh^T diag(1-h^2): at most ||W_hh||^k. 0.5 -> 0, 2 -> 2^k at small h."
