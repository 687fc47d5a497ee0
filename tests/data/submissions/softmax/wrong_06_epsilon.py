# expect: softmax=wrong -- 1e-6 is added to the denominator: off by up to 1e-6 everywhere
# expect: logsumexp=wrong -- log(sum + 1e-300): only when a row is -inf alone (-690.8 in place of -inf)
# expect: log_softmax=wrong -- log(softmax + 1e-12): only when a probability is small; -27.6 where -2000 (or -inf) is right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=wrong -- log(p + 1e-12) in the loss: only when the probability of the label is small (large logits); gradient right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=wrong -- the derivative of softmax
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
    return e / (e.sum(axis=axis, keepdims=True) + 1e-6)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = np.maximum(x.max(axis=axis, keepdims=True), -1e300)
    m = np.where(m <= -1e300, 0.0, m)
    r = m + np.log(np.exp(x - m).sum(axis=axis, keepdims=True) + 1e-300)
    return r if keepdims else r.squeeze(axis)


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.log(e / e.sum(axis=axis, keepdims=True) + 1e-12)


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
    p = np.array([_p(r) for r in logits])
    n = len(p)
    i = (np.arange(n), np.asarray(labels))
    loss = -np.log(p[i] + 1e-12).mean()
    p[i] -= 1
    return loss, p / n

softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "s_i (delta_ij - s_j)"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
