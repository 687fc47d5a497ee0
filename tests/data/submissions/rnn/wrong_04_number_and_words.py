"""Returns a number in place of a dict; states without the start; outputs of the old state; words for numbers."""
import numpy as np


def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None):
    h, hs, Y = np.asarray(h0, float), [], []
    for x in np.asarray(X, float):
        h = np.tanh(np.asarray(W_hh) @ h + np.asarray(W_xh) @ x + (0 if b_h is None else np.asarray(b_h)))
        hs.append(h)
        Y.append(np.asarray(W_hy) @ h + (0 if b_y is None else np.asarray(b_y)))
    return np.array(hs).reshape(len(hs), len(W_hh)), np.array(Y).reshape(len(Y), len(W_hy))


def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets):
    hs, Y = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    return ((Y - np.asarray(targets)) ** 2).sum() / 2


h1 = (0.2260, -0.5154)
y1 = (0.3, 0.08)
h2 = (0.5834, 0.2855)
y2 = (0.7414, 0.0099)
count_W_hy = "once"
count_W_hh = 2
count_W_xh = ...
