"""The cache is the way back itself."""
import numpy as np


def affine_forward(inputs, weights, bias):
    flat = inputs.reshape(inputs.shape[0], -1)

    def back(d):
        return (d @ weights.T).reshape(inputs.shape), flat.T @ d, d.sum(0)

    return flat @ weights + bias, back


affine_backward = lambda upstream, back: back(upstream)
relu_forward = lambda values: (np.where(values > 0, values, 0), lambda d: np.where(values > 0, d, 0))
relu_backward = affine_backward


def batchnorm_forward(values, scale, shift, eps=1e-5):
    centred = values - values.mean(0)
    std = np.sqrt((centred**2).mean(0) + eps)
    hat = centred / std

    def back(d):
        by_hat = d * scale
        by_std = -(by_hat * centred).sum(0) / std**2
        by_centred = by_hat / std + by_std * centred / std / len(values)
        return by_centred - by_centred.mean(0), (d * hat).sum(0), d.sum(0)

    return scale * hat + shift, back


def batchnorm_backward(upstream, back):
    return back(upstream)


def softmax_loss(logits, labels):
    n = np.arange(len(labels))
    top = logits.max(1, keepdims=True)
    lse = top + np.log(np.exp(logits - top).sum(1, keepdims=True))
    grad = np.exp(logits - lse)
    grad[n, labels] -= 1
    return (lse[:, 0] - logits[n, labels]).mean(), grad / len(n)


def momentum_step(weights, grad, go_on, rate=0.1, momentum=0.9):
    v = -rate * grad + (momentum * go_on() if go_on else 0)
    return weights + v, lambda: v
