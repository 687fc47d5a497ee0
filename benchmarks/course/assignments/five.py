"""Five functions.

The homework that graders are compared on: small, and of the kind that a course on neural networks gives.
"""

import numpy as np

STUDENT = ...


def perceptron_update(w, x, t, eta):
    """w (d,) after a look at the sample x (d,) with target t: w + eta (t - o) x, o the sign of w.x, 0 as +1."""
    raise NotImplementedError


def softmax(z):
    """Softmax of each row of z (N, K), also for logits near 1000."""
    raise NotImplementedError


def logsumexp(z):
    """log(sum(exp(z))) of each row of z (N, K), also for logits near 1000."""
    raise NotImplementedError


def conv_output_size(n, kernel, stride, padding):
    """The length of what a convolution makes of n inputs."""
    raise NotImplementedError


def rnn_step(x, h, U, W, b):
    """tanh(U x + W h + b) for x (N, d), h (N, k), U (k, d), W (k, k), b (k,): the next state (N, k)."""
    raise NotImplementedError
