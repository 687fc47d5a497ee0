"""Reference for `five`."""

import numpy as np

from grader import misconception


def perceptron_update(w, x, t, eta):
    w, x = np.asarray(w, float), np.asarray(x, float)
    o = 1 if w @ x >= 0 else -1
    return w + eta * (t - o) * x


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def logsumexp(z):
    top = z.max(axis=1)
    return top + np.log(np.exp(z - top[:, None]).sum(axis=1))


def conv_output_size(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // stride + 1


def rnn_step(x, h, U, W, b):
    return np.tanh(x @ U.T + h @ W.T + b)


@misconception(of=perceptron_update)
def without_target_minus_output(w, x, t, eta):
    """You add eta t x; the lecture's rule has the difference (t - o)."""
    return np.asarray(w, float) + eta * t * np.asarray(x, float)


@misconception(of=softmax)
def unshifted(z):
    """You exponentiate before subtracting the maximum, so large logits overflow."""
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


@misconception(of=softmax)
def over_the_batch(z):
    """You normalise over the batch; each row is one sample's distribution."""
    e = np.exp(z - z.max(axis=0))
    return e / e.sum(axis=0)


@misconception(of=logsumexp)
def unshifted_sum(z):
    """You exponentiate before subtracting the maximum, so large logits overflow."""
    return np.log(np.exp(z).sum(axis=1))


@misconception(of=conv_output_size)
def without_the_last_one(n, kernel, stride, padding):
    """You count steps; there is one more position than steps."""
    return (n + 2 * padding - kernel) // stride


@misconception(of=conv_output_size)
def padded_once(n, kernel, stride, padding):
    """You pad on one side; padding is added on both."""
    return (n + padding - kernel) // stride + 1


@misconception(of=rnn_step)
def transposed(x, h, U, W, b):
    """You use W where its transpose belongs."""
    return np.tanh(x @ U.T + h @ W + b)
