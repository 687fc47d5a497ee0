"""Layers.

Each layer goes forward and back.  What a forward function returns as `cache` is your own: whatever your backward
function needs, in any form.  It is handed on to that one function, perhaps several times, perhaps late.
Inputs must not be modified.  N samples, D inputs, M outputs, C classes.
"""

import numpy as np

STUDENT = ...


def affine_forward(x, w, b):
    """out = x w + b and a cache: x (N, d1, ..., dk) with D numbers in each sample, w (D, M), b (M,), out (N, M)."""
    raise NotImplementedError


def affine_backward(dout, cache):
    """(dx, dw, db), of the shapes of x, w and b, for the gradient dout (N, M) of a loss by out."""
    raise NotImplementedError


def relu_forward(x):
    """out = max(0, x), of any shape, and a cache."""
    raise NotImplementedError


def relu_backward(dout, cache):
    """dx of the shape of x.  The slope at 0 is 0."""
    raise NotImplementedError


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    """out = gamma xhat + beta and a cache: xhat is x (N, D) minus its mean, divided by sqrt(variance + eps).

    Mean and variance (1/N) are those of each column; gamma and beta (D,).
    """
    raise NotImplementedError


def batchnorm_backward(dout, cache):
    """(dx, dgamma, dbeta) for dout (N, D): mean and variance depend on x, too."""
    raise NotImplementedError


def softmax_loss(scores, y):
    """(loss, dscores): the mean over the samples of -log softmax(scores)[n, y[n]], and its gradient.

    scores (N, C) may be as large as 1000; y (N,) has the right classes, integers.
    """
    raise NotImplementedError


def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    """(w, state) after one step: v = momentum v - rate dw, and w + v.

    state is None at first, where v is 0.  After that it is what your last step returned, whatever you keep in it.
    """
    raise NotImplementedError
