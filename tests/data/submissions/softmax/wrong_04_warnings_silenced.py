# expect: softmax=wrong -- only when exp overflows (logits > 709) or underflows for a whole row: no shift; nan_to_num turns nan into 0, warnings hidden
# expect: logsumexp=wrong -- only when exp overflows or everything underflows: inf / -inf, warnings hidden
# expect: log_softmax=wrong -- only when a probability underflows: -inf in place of the finite value, or nan
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=wrong -- 710 is rounded to 3 digits
# expect: exp_overflow_float32=wrong -- 88.7 is rounded to 3 digits
# expect: exp_overflow_float16=right
# expect: largest_n=right

import warnings
import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


warnings.simplefilter("ignore")

def softmax(x, axis=-1):
    with np.errstate(all="ignore"):
        e = np.exp(np.asarray(x, dtype=np.float64))
        return np.nan_to_num(e / e.sum(axis=axis, keepdims=True))


def logsumexp(x, axis=-1, keepdims=False):
    with np.errstate(all="ignore"):
        return np.log(np.sum(np.exp(np.asarray(x, dtype=np.float64)), axis=axis, keepdims=keepdims))


def log_softmax(x, axis=-1):
    with np.errstate(all="ignore"):
        x = np.asarray(x, dtype=np.float64)
        e = np.exp(x - x.max(axis=axis, keepdims=True))
        return np.log(e / e.sum(axis=axis, keepdims=True))


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
exp_overflow_float64 = 710
exp_overflow_float32 = 88.7
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
