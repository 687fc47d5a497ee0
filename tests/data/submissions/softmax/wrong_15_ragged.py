# expect: softmax=right
# expect: logsumexp=right
# expect: log_softmax=right
# expect: softmax_jacobian=wrong -- ragged list: only the lower triangle (row i has i + 1 entries); one class hides it
# expect: logsumexp_gradient=not_attempted
# expect: log_softmax_jacobian=wrong -- only the diagonal (C,) is returned
# expect: softmax_vjp=wrong -- shape (1, C)
# expect: softmax_cross_entropy=wrong -- gradient before loss
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=not_attempted

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
    # symmetric, so the lower triangle is enough
    return [[float(s[i] * ((i == j) - s[j])) for j in range(i + 1)] for i in range(len(s))]


def logsumexp_gradient(x):
    raise NotImplementedError("todo")


def log_softmax_jacobian(x):
    return 1 - _p(x)


def softmax_vjp(x, v):
    s = _p(x)
    J = np.diag(s) - np.outer(s, s)
    return np.array([v], dtype=float) @ J


def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits)
    i = np.arange(len(lp)), np.asarray(labels)
    g = np.exp(lp)
    g[i] -= 1
    return g / len(lp), -lp[i].mean()

softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = ...
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
