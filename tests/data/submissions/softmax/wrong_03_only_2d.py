# expect: softmax=wrong -- only when ndim >= 3 (each 2-D sub-array is normalised as one row, or .T reverses all the axes)
# expect: logsumexp=wrong -- only when ndim >= 3, or 2-D with axis=-2 (compared with 0 only)
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=wrong -- gradient is not divided by N (N = 1 hides it)
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=wrong -- 11.1 has 3 digits
# expect: largest_n=right

import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    if x.ndim == 1:
        return _p(x)
    if axis in (0, -2):
        return softmax(x.T).T
    return np.array([_p(row) for row in x])


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    if x.ndim == 1:
        m = x.max()
        r = m if m == -np.inf else m + np.log(np.exp(x - m).sum())
        return np.array([r]) if keepdims else r
    if axis == 0:
        x = x.T
    r = np.array([logsumexp(row) for row in x])
    if not keepdims:
        return r
    return r[None, :] if axis == 0 else r[:, None]


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
    v = np.asarray(v, dtype=np.float64)
    return s * (v - np.dot(s, v))


def softmax_cross_entropy(logits, labels):
    z = np.array(logits, dtype=np.float64)
    n = z.shape[0]
    z -= z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    y = np.asarray(labels)
    grad = np.exp(logp)
    grad[np.arange(n), y] -= 1.0
    return -logp[np.arange(n), y].mean(), grad

softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.1
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
