# expect: softmax=wrong -- only when ndim >= 2 with more than one slice: sum() without axis, the whole array sums to 1
# expect: logsumexp=wrong -- only when ndim >= 2 and keepdims=False: sum without the axis + max with the axis broadcast to a wrong shape
# expect: log_softmax=wrong -- sign: returns -log_softmax
# expect: softmax_jacobian=wrong -- diagonal only: s * (1 - s) on the diagonal, zeros elsewhere
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=wrong -- returns s_j - delta_ij
# expect: softmax_vjp=wrong -- returns s * (s.v - v)
# expect: softmax_cross_entropy=wrong -- gradient with the sign reversed (Y - p)/N, loss right
# expect: softmax_derivative=wrong -- missing parentheses: s_i delta_ij - s_j
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=wrong -- sign reversed
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
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum()


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = x.max(axis=axis, keepdims=True)
    m0 = np.where(m == -np.inf, 0.0, m)
    with np.errstate(divide="ignore"):
        r = np.log(np.exp(x - m0).sum(axis=axis, keepdims=keepdims)) + m0
    return r if x.ndim > 1 or keepdims else r[0]


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    return np.logaddexp.reduce(x, axis=axis, keepdims=True) - x


def softmax_jacobian(x):
    s = _p(x)
    return np.diag(s * (1 - s))


def logsumexp_gradient(x):
    return _p(x)


def log_softmax_jacobian(x):
    s = _p(x)
    return s - np.eye(len(s))


def softmax_vjp(x, v):
    s = _p(x)
    return s * (s @ np.asarray(v, dtype=float) - np.asarray(v, dtype=float))


def softmax_cross_entropy(logits, labels):
    z = np.array(logits, dtype=np.float64)
    n = len(z)
    m = z.max(axis=1)
    lse = m + np.log(np.exp(z - m[:, None]).sum(axis=1))
    Y = np.eye(z.shape[1])[np.asarray(labels)]
    return (lse - (Y * z).sum(axis=1)).mean(), (Y - np.exp(z - lse[:, None])) / n

softmax_derivative = "s_i delta_ij - s_j"
logsumexp_derivative = "s_i"
log_softmax_derivative = "s_j - delta_ij"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
