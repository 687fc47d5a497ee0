# expect: softmax=wrong -- only when a row is far apart (e.g. [2000, -2000, 1000]: overflow) or -inf is among the logits: the MEAN is subtracted, not the maximum
# expect: logsumexp=wrong -- only when a row is -inf alone: nan_to_num makes 0 or -1.8e308 of it (and the divide warning is there)
# expect: log_softmax=wrong -- only when -inf is among the logits: nan_to_num returns -1.797e308 in place of -inf
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=wrong -- 0 * -inf: -(Y * log p).sum() gives nan, only when a probability underflows (large logits)
# expect: softmax_derivative=wrong -- holds for i = j only
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
    e = np.exp(x - np.mean(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = np.nan_to_num(x.max(axis=axis, keepdims=True))
    r = np.nan_to_num(np.log(np.exp(x - m).sum(axis=axis, keepdims=True)) + m)
    return r if keepdims else r.squeeze(axis)


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    z = x - x.max(axis=axis, keepdims=True)
    return np.nan_to_num(z - np.log(np.exp(z).sum(axis=axis, keepdims=True)))


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
    P = np.array([_p(r) for r in logits])
    Y = np.zeros_like(P)
    Y[np.arange(len(P)), labels] = 1
    with np.errstate(all="ignore"):
        loss = -(Y * np.log(P)).sum(axis=1).mean()
    return loss, (P - Y) / len(P)

softmax_derivative = "s_i (1 - s_i)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
