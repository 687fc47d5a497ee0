# expect: softmax=wrong -- only when |logit| > 700: clipped, 1000 and 999 become equal (also -inf gets weight among very negative logits)
# expect: logsumexp=wrong -- only when a logit is beyond +-700 (and three times 709: clipped to 700)
# expect: log_softmax=wrong -- only when a logit is more than 50 below the maximum: clipped at -50
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=wrong -- 3 * exp(709) already overflows

import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax(x, axis=-1):
    x = np.clip(np.asarray(x, dtype=np.float64), -700, 700)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.clip(np.asarray(x, dtype=np.float64), -700, 700)
    return np.log(np.exp(x).sum(axis=axis, keepdims=keepdims))


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    z = np.clip(x - x.max(axis=axis, keepdims=True), -50, 0)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


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
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 3
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
