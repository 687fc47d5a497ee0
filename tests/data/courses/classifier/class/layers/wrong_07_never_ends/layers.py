"""The momentum step looks for its velocity for ever."""
import numpy as np


def affine_forward(x, w, b):
    """A linear layer is its own derivative: the gradient is found by asking it."""
    return np.dot(np.reshape(x, (len(x), int(np.prod(x.shape[1:])))), w) + b, [x, w, b]


def affine_backward(dout, cache):
    x, w, b = cache
    out, _ = affine_forward(x, w, b)
    assert out.shape == dout.shape
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i in np.ndindex(*x.shape[1:]):
        unit = np.zeros(x.shape)
        unit[(slice(None), *i)] = 1
        dx[(slice(None), *i)] = (dout * (affine_forward(unit, w, 0)[0])).sum(axis=1)
    for i in np.ndindex(*w.shape):
        unit = np.zeros(w.shape)
        unit[i] = 1
        dw[i] = (dout * affine_forward(x, unit, 0)[0]).sum()
    return dx, dw, (np.ones(len(dout)) @ dout)


def relu_forward(x):
    return (x + abs(x)) / 2, [x]


def relu_backward(dout, cache):
    out, _ = relu_forward(*cache)
    return dout * (out != 0)


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mean, square = x.sum(0) / len(x), (x * x).sum(0) / len(x)
    return gamma * (x - mean) / np.sqrt(square - mean * mean + eps) + beta, [x, gamma, beta, eps]


def batchnorm_backward(dout, cache):
    """By the complex step, one input at a time."""
    x, gamma, beta, eps = cache
    h = 1e-30

    def slope(x, gamma, beta):
        return (dout * batchnorm_forward(x, gamma, beta, eps)[0].imag / h).sum()

    gradients = []
    for which, value in enumerate((x, gamma, beta)):
        gradient = np.zeros(value.shape)
        for i in np.ndindex(*value.shape):
            moved = [a.astype(complex) for a in (x, gamma, beta)]
            moved[which][i] += 1j * h
            gradient[i] = slope(*moved)
        gradients.append(gradient)
    return gradients


def softmax_loss(scores, y):
    def loss(s):
        s = s - s.real.max(axis=1)[:, None]
        return (np.log(np.exp(s).sum(axis=1)) - s[range(len(y)), y]).mean()

    gradient = np.zeros(scores.shape)
    for i in np.ndindex(*scores.shape):
        moved = scores.astype(complex)
        moved[i] += 1e-30j
        gradient[i] = loss(moved).imag / 1e-30
    return loss(scores), gradient


def momentum_step(w, dw, state, rate=0.1, momentum=0.9):
    """The state is every gradient so far."""
    state = [*(state or []), -rate * dw]
    while len(state) > 0:
        v = momentum * state[0]
    return w + sum(momentum**k * step for k, step in enumerate(reversed(state))), state
