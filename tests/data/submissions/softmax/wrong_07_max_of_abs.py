# expect: softmax=wrong -- only when the logits are very negative (e.g. all near -1000): max(|x|) is subtracted, everything underflows, 0/0 (also nan for -inf logits)
# expect: logsumexp=wrong -- only when the logits are very negative, e.g. all near -1000 (gives -inf and a divide warning), or -inf is among them (nan)
# expect: log_softmax=right
# expect: softmax_jacobian=wrong -- off-diagonal sign: +s_i s_j
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=wrong -- off-diagonal sign
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
    e = np.exp(x - np.abs(x).max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = np.abs(x).max(axis=axis, keepdims=True)
    r = m + np.log(np.exp(x - m).sum(axis=axis, keepdims=True))
    return r if keepdims else np.squeeze(r, axis)


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    z = x - np.max(x, axis=axis, keepdims=True)
    return z - np.log(np.sum(np.exp(z), axis=axis, keepdims=True))


def softmax_jacobian(x):
    s = _p(x)
    J = np.outer(s, s)
    np.fill_diagonal(J, s * (1 - s))
    return J


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

softmax_derivative = "s_i(1 - s_i) if i = j else s_i s_j"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
