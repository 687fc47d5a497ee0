# expect: softmax=wrong -- only when the input is integer: zeros_like / integer buffer truncates every probability to 0 or 1
# expect: logsumexp=wrong -- only when the input is uint8/int8: x - max wraps around, and exp of small integers is float16
# expect: log_softmax=wrong -- only when the input is uint8/int8: -(max - x) wraps around in 8-bit arithmetic
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=wrong -- only when the input is integer: empty_like keeps the integer dtype (lists of floats work)
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=wrong -- log of the largest int16, not of the largest float16
# expect: largest_n=right

import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax(x, axis=-1):
    x = np.asarray(x)
    out = np.zeros_like(x)
    src = np.moveaxis(x, axis, -1)
    dst = np.moveaxis(out, axis, -1)
    for k in np.ndindex(src.shape[:-1]):
        dst[k] = _p(src[k])
    return out


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x)
    m = x.max(axis=axis, keepdims=True)
    d = x - np.where(m == -np.inf, np.zeros_like(m), m)
    with np.errstate(divide="ignore"):
        r = m + np.log(np.exp(d).sum(axis=axis, keepdims=True))
    return r if keepdims else r.squeeze(axis)


def log_softmax(x, axis=-1):
    x = np.asarray(x)
    z = -(x.max(axis=axis, keepdims=True) - x)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def softmax_jacobian(x):
    s = _p(x)
    return np.diag(s) - np.outer(s, s)


def logsumexp_gradient(x):
    x = np.asarray(x)
    g = np.empty_like(x)
    g[:] = _p(x)
    return g


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
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 10.40
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
