"""A small tape: each cache is a node of an own class that will not be compared, printed or copied."""
import numpy as np


class Node:
    __slots__ = ("saved", "gradients")

    def __init__(self, *saved):
        self.saved = saved

    def __repr__(self):
        raise RuntimeError("not to be printed")

    __eq__ = __bool__ = __len__ = __iter__ = __copy__ = __deepcopy__ = __reduce__ = __repr__
    __hash__ = None


class Affine(Node):
    __slots__ = ()

    def back(self, d):
        x, w = self.saved
        return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


class Relu(Node):
    __slots__ = ()

    def back(self, d):
        (mask,) = self.saved
        return np.multiply(d, mask)


class Norm(Node):
    __slots__ = ()

    @property
    def xhat(self):
        return self.saved[0]

    def back(self, d):
        _, gamma, std = self.saved
        dgamma, dbeta = (d * self.xhat).sum(axis=0), d.sum(axis=0)
        return gamma * (d - (dbeta + self.xhat * dgamma) / len(d)) / std, dgamma, dbeta


def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, Affine(x, w)


def relu_forward(x):
    out = x.copy()
    out[out < 0] = 0
    return out, Relu(x > 0)


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    std = np.sqrt(np.var(x, axis=0) + eps)
    node = Norm((x - np.mean(x, axis=0)) / std, gamma, std)
    return gamma * node.xhat + beta, node


def affine_backward(dout, cache):
    return cache.back(dout)


relu_backward = batchnorm_backward = affine_backward


def softmax_loss(scores, y):
    z = scores - scores.max(axis=1)[:, np.newaxis]
    p = np.exp(z)
    p = p / p.sum(axis=1)[:, np.newaxis]
    one_hot = np.zeros(p.shape)
    one_hot[range(len(y)), y] = 1
    return np.float64(-(one_hot * np.log(p)).sum() / len(y)), (p - one_hot) / len(y)


class Momentum(Node):
    __slots__ = ("v",)


def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    if state is None:
        state = Momentum()
        state.v = np.zeros(w.shape)
    state.v = momentum * state.v - rate * dw
    return w + state.v, state
