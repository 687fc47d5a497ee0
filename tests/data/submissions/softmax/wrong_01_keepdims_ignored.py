# expect: softmax=right
# expect: logsumexp=wrong -- only when keepdims=True: the flag is never used
# expect: log_softmax=wrong -- only when ndim >= 2: x - logsumexp(x, axis, True) broadcasts a result that lost its axis (error, or silently wrong for square arrays and axis=-1; a size-1 axis or axis=0 of 2-D happens to work)
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=wrong -- derivative of softmax, not of logsumexp
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=right

import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = np.max(x, axis=axis, keepdims=True)
    m = np.where(np.isneginf(m), 0.0, m)
    s = np.sum(np.exp(x - m), axis=axis)
    with np.errstate(divide="ignore"):
        return np.log(s) + np.squeeze(m, axis=axis)


def log_softmax(x, axis=-1):
    return np.asarray(x, dtype=np.float64) - logsumexp(x, axis, True)


def softmax_jacobian(x):
    s = _p(x)
    return np.diag(s) - np.outer(s, s)


def logsumexp_gradient(x):
    return _p(x)


def log_softmax_jacobian(x):
    s = _p(x)
    return np.eye(len(s)) - s


def softmax_vjp(x, v):
    s = _p(x)
    v = np.asarray(v, dtype=np.float64)
    return s * (v - np.dot(s, v))


def softmax_cross_entropy(logits, labels):
    z = np.array(logits, dtype=np.float64)
    n = z.shape[0]
    z -= z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    y = np.asarray(labels)
    loss = -logp[np.arange(n), y].mean()
    grad = np.exp(logp)
    grad[np.arange(n), y] -= 1.0
    return loss, grad / n

softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i * (1 - s_i)"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
