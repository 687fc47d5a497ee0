# expect: softmax=right
# expect: logsumexp=right
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=wrong -- one-hot of the argmax
# expect: log_softmax_jacobian=wrong -- 1 - s_j everywhere (np.ones for np.eye)
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=wrong -- sign reversed: s_i(s_j - delta_ij)
# expect: logsumexp_derivative=wrong -- s_j: index is not the one of x_i
# expect: log_softmax_derivative=wrong -- 1 - s_j also for i != j
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=wrong -- confuses the factor 2.187 with its square

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
    g = np.zeros(len(x))
    g[np.argmax(x)] = 1.0
    return g


def log_softmax_jacobian(x):
    s = _p(x)
    return np.ones((len(s), len(s))) - s


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

softmax_derivative = "s_i (s_j - δ_ij)"
logsumexp_derivative = "s_j"
log_softmax_derivative = "1 - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 4
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
