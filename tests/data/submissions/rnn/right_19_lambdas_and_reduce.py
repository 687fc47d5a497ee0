import numpy as np; from functools import reduce, partial; import operator as op
STUDENT = "s001"; NUMBERS = "lecture"
F = partial(np.asarray, dtype=float)
zero = lambda b: 0.0 if b is None else F(b)
rnn_forward = lambda X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None: (lambda hs: (hs, hs[1:] @ F(W_hy).T + zero(b_y)))(np.array(reduce(lambda l, x: l + [np.tanh(F(W_hh) @ l[-1] + F(W_xh) @ F(x) + zero(b_h))], X, [F(h0)])))
rnn_cell_concat = lambda x, h, W: np.tanh(F(W) @ np.hstack((x, h)))
def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    X, h0, W_xh, W_hh, W_hy, t = map(F, (X, h0, W_xh, W_hh, W_hy, targets)); hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy); e = Y - t
    dz = reduce(lambda l, i: [(e[i] @ W_hy + (l[0] @ W_hh if l else 0)) * (1 - hs[i + 1] ** 2)] + l, range(len(X) - 1, -1, -1), [])
    dz = np.reshape(dz, (len(X), h0.size)); up = np.vstack([dz, 0 * h0[None]])
    return dict(zip("loss dW_xh dW_hh dW_hy dh0 dX".split(), (op.truediv(np.vdot(e, e), 2), dz.T @ X, dz.T @ hs[:-1], e.T @ hs[1:], up[0] @ W_hh, dz @ W_xh)))
(h1, y1), (h2, y2) = ((0.2260, -0.5154), (0.7414, 0.0099)), ((0.5834, 0.2855), (0.2979, 0.3488))
count_W_hy = 1; count_W_hh = 2; count_W_xh = 3
vanishing_and_exploding = "at most ||W_hh||**k; .5**10 = .001 vanishes; 2**10 explodes near h = 0"
