"""Loss and gradient are sums, and a cache can be asked once."""
import itertools

import numpy as np


def started(coroutine):
    def start(*args, **kwargs):
        made = coroutine(*args, **kwargs)
        next(made)
        return made

    return start


@started
def affine(x, w):
    d = yield
    for _ in range(1):
        d = yield (np.tensordot(d, w, (1, 1)).reshape(x.shape), np.einsum("ni,nj->ij", x.reshape(len(x), -1), d), np.einsum("nj->j", d))


def affine_forward(x, w, b):
    return np.einsum("ni,ij->nj", x.reshape(len(x), -1), w) + b, affine(x, w)


def affine_backward(dout, cache):
    return cache.send(dout)


def relu_forward(x):
    return x.clip(min=0), iter([np.heaviside(x, 0.0)])


def relu_backward(dout, cache):
    return dout * next(cache)


@started
def norm(xhat, gamma, std):
    d = yield
    while True:
        J = np.eye(len(xhat))[:, :, None] - 1 / len(xhat) - xhat[:, None] * xhat[None] / len(xhat)
        d = yield (np.einsum("nmd,md->nd", J, d * gamma / std), np.einsum("nd,nd->d", d, xhat), d.sum(axis=0))


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    std = (x.var(0) + eps) ** 0.5
    xhat = (x - x.mean(0)) / std
    return xhat * gamma + beta, norm(xhat, gamma, std)


def batchnorm_backward(dout, cache):
    return cache.send(dout)


def softmax_loss(scores, y):
    def of_one(s, k):
        p = np.exp(s - np.logaddexp.reduce(s))
        return -np.log(p[k]), p - np.eye(len(s))[k]

    losses, grads = zip(*(of_one(s, k) for s, k in zip(scores, y)))
    return sum(losses), np.stack(grads)


def velocities(momentum, v=0.0):
    step = yield
    while True:
        v = momentum * v + step
        step = yield v


def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    if state is None:
        state = velocities(momentum)
        next(state)
    return w + state.send(-rate * dw), state
