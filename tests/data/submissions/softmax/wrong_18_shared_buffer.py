# expect: softmax=wrong -- not a new array: a module-level buffer per shape is reused, so a second call with the same shape overwrites the first result
# expect: logsumexp=wrong -- only when -inf row: (-inf) - (-inf) gives nan and a RuntimeWarning
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=wrong -- VJP of log_softmax: v - s * sum(v)
# expect: softmax_cross_entropy=wrong -- sum of the losses, gradient of the sum (N = 1 hides it)
# expect: softmax_derivative=pending
# expect: logsumexp_derivative=pending
# expect: log_softmax_derivative=pending
# expect: exp_overflow_float64=wrong -- 709 alone is 3 digits (exp(709) is still finite)
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=right

import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


_buffers = {}

def softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    out = _buffers.setdefault(x.shape, np.empty(x.shape))
    np.subtract(x, x.max(axis=axis, keepdims=True), out=out)
    np.exp(out, out=out)
    out /= out.sum(axis=axis, keepdims=True)
    return out


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = x.max(axis=axis, keepdims=True)
    r = m + np.log(np.exp(x - m).sum(axis=axis, keepdims=True))
    return r if keepdims else r.squeeze(axis=axis)


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    z = x - np.max(x, axis=axis, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))


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
    v = np.asarray(v, dtype=float)
    return v - s * v.sum()


def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits)
    i = np.arange(len(lp)), np.asarray(labels)
    g = np.exp(lp)
    g[i] -= 1
    return -lp[i].sum(), g

softmax_derivative = "diag(s) - s s^T"
logsumexp_derivative = "softmax(x)"
log_softmax_derivative = "I - 1 s^T"
exp_overflow_float64 = 709
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
