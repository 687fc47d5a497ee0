# expect: softmax=right
# expect: logsumexp=right
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=wrong -- modifies v in place (v -= s.v), only when v is a float64 array; value right
# expect: softmax_cross_entropy=wrong -- mean over N*C entries in the loss (gradient right); one class hides it
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=wrong -- swapped with float16
# expect: exp_overflow_float16=wrong -- swapped with float32
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
    return np.logaddexp.reduce(x, axis=axis, keepdims=keepdims)


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
    v -= s @ v
    return s * v


def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits, axis=1)
    Y = np.eye(lp.shape[1])[np.asarray(labels)]
    loss = -np.mean(Y * lp)
    return loss, (np.exp(lp) - Y) / len(lp)

softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 11.09
exp_overflow_float16 = 88.72
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
