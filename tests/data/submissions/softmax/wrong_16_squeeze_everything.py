# expect: softmax=wrong -- only when axis <= -2: the axis is put back one place too far to the right (axis >= -1 right)
# expect: logsumexp=wrong -- only when another axis has length 1: np.squeeze without axis removes all of them (value right, shape wrong); keepdims right
# expect: log_softmax=wrong -- only when an axis has length 1: result is squeezed
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=wrong -- J[i, j] / s_j in place of / s_i (broadcast over columns), which gives delta_ij - s_i; one class hides it; 0/0 for tiny s
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
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
    y = np.moveaxis(x, axis, 0)
    e = np.exp(y - y.max(axis=0))
    s = e / e.sum(axis=0)
    # insert the axis again
    return np.moveaxis(s, 0, axis if axis >= -1 else axis + 1)


def logsumexp(x, axis=-1, keepdims=False):
    r = np.logaddexp.reduce(np.asarray(x, dtype=np.float64), axis=axis, keepdims=True)
    return r if keepdims else np.squeeze(r)


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    return np.squeeze(x - np.logaddexp.reduce(x, axis=axis, keepdims=True))


def softmax_jacobian(x):
    s = _p(x)
    return np.diag(s) - np.outer(s, s)


def logsumexp_gradient(x):
    return _p(x)


def log_softmax_jacobian(x):
    s = _p(x)
    J = np.diag(s) - np.outer(s, s)
    return J / s


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
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
