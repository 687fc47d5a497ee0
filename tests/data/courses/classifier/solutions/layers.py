"""Reference for `layers`."""

import numpy as np

from grader import misconception, misconceptions, opaque


def flat(x):
    """A row for each sample."""
    return x.reshape(len(x), -1)


@opaque(1)
def affine_forward(x, w, b):
    """The inputs are all that the way back needs."""
    return flat(x) @ w + b, (x, w)


def affine_backward(dout, cache):
    """dx gets the shape of x again."""
    x, w = cache
    return (dout @ w.T).reshape(x.shape), flat(x).T @ dout, dout.sum(axis=0)


@opaque(1)
def relu_forward(x):
    """Kept is where x was positive."""
    return np.maximum(x, 0), x


def open_at(dout, x):
    """Where the gradient goes through."""
    return x > 0


def relu_backward(dout, cache):
    """Only there."""
    return dout * open_at(dout, cache)


def spread(x, eps):
    """What x is divided by."""
    return np.sqrt(x.var(axis=0) + eps)


@opaque(1)
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    """In a wrong version of `spread` the cache is wrong with it."""
    deviation = spread(x, eps)
    xhat = (x - x.mean(axis=0)) / deviation
    return gamma * xhat + beta, (xhat, gamma, deviation)


def batchnorm_backward(dout, cache):
    """The mean takes the mean of the gradient away, the variance what is along xhat."""
    xhat, gamma, deviation = cache
    inner = dout - dout.mean(axis=0) - xhat * (dout * xhat).mean(axis=0)
    return gamma / deviation * inner, (dout * xhat).sum(axis=0), dout.sum(axis=0)


def shifted(scores):
    """The largest score is 0."""
    return scores - scores.max(axis=1, keepdims=True)


def average(values, samples):
    """The mean over the samples."""
    return values / samples


def target(y, shape):
    """1 at the right class."""
    return np.eye(shape[1])[y]


def softmax_loss(scores, y):
    """From the logarithm, which stays finite."""
    log_p = shifted(scores)
    log_p = log_p - np.log(np.exp(log_p).sum(axis=1, keepdims=True))
    loss = -average(log_p[np.arange(len(y)), y].sum(), len(y))
    return float(loss), average(np.exp(log_p) - target(y, scores.shape), len(y))


def velocity(v, dw, rate, momentum):
    """What is left of it, and a step downhill."""
    return momentum * v - rate * dw


@opaque(1)
def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    """The state is v."""
    v = velocity(0.0 if state is None else state, dw, rate, momentum)
    return w + v, v


@misconception(of=affine_forward)
def bias_left_out(x, w, b):
    """You leave the bias out: b is added to each row of x w."""
    return flat(x) @ w, (x, w)


@misconception(of=affine_backward)
def dx_left_flat(dout, cache):
    """Your dx is flat. Each entry of x has a derivative of its own, so dx has the shape of x."""
    dx, dw, db = affine_backward(dout, cache)
    return flat(dx), dw, db


@misconception(of=affine_backward)
def bias_gradient_averaged(dout, cache):
    """You average the gradient of the bias. The bias acts on every sample, so what comes from each is added."""
    dx, dw, _ = affine_backward(dout, cache)
    return dx, dw, dout.mean(axis=0)


@misconception(of=open_at)
def slope_one_at_zero(dout, x):
    """You let the gradient through at 0, where the slope is taken to be 0."""
    return x >= 0


@misconception(of=open_at)
def mask_of_dout(dout, x):
    """You look at the sign of dout. Whether a unit is open was decided on the way forward, by the sign of x."""
    return dout > 0


@misconception(of=spread)
def unbiased_variance(x, eps):
    """You divide by N - 1. The variance of a batch is the mean over its N samples."""
    return np.sqrt(x.var(axis=0, ddof=1) + eps)


@misconception(of=spread)
def eps_outside_the_root(x, eps):
    """You add eps to the standard deviation. It belongs to the variance, below the root."""
    return x.std(axis=0) + eps


@misconception(of=batchnorm_backward)
def statistics_held_fixed(dout, cache):
    """You treat mean and variance as constants. Each of them depends on all samples, and passes gradient on to x."""
    xhat, gamma, deviation = cache
    return dout * gamma / deviation, (dout * xhat).sum(axis=0), dout.sum(axis=0)


@misconception(of=shifted)
def unshifted(scores):
    """exp overflows for large scores. Take the largest score of each row off first: the softmax stays the same."""
    return scores


@misconception(of=softmax_loss)
def unshifted_shares(scores, y):
    """exp overflows for large scores, and inf / inf is no number. Take the largest score of each row off first."""
    p = np.exp(scores)
    p = p / p.sum(axis=1, keepdims=True)
    return float(-average(np.log(p[np.arange(len(y)), y]).sum(), len(y))), average(p - target(y, p.shape), len(y))


misconceptions(
    of=average,
    summed=("You sum over the samples. Loss and gradient are means, so that a rate suits any size of batch.", lambda values, samples: values),
)


@misconception(of=softmax_loss)
def gradient_not_averaged(scores, y):
    """Your loss is a mean and your gradient is not: divide it by the number of samples as well."""
    loss, dscores = softmax_loss(scores, y)
    return loss, dscores * len(y)


misconceptions(
    of=velocity,
    velocity_forgotten=(
        "You start each step from rest. What your last step returned as its state has the velocity to go on with.",
        lambda v, dw, rate, momentum: -rate * dw,
    ),
    damped=(
        "You weigh the gradient by 1 - momentum. Here it counts whole, beside what is left of the velocity.",
        lambda v, dw, rate, momentum: momentum * v - (1 - momentum) * rate * dw,
    ),
)
