import numpy as np

STUDENT = "state_and_lru_cache"
NUMBERS = "lecture"

from functools import lru_cache


@lru_cache(maxsize=None)
def eye(n):
    e = np.eye(n)
    e.setflags(write=False)
    return e


def softmax(x, axis=-1):
    a = np.asarray(x, dtype=float).swapaxes(axis, 0)
    b = np.exp(a - a.max(0))
    return (b / b.sum(0)).swapaxes(axis, 0)


def logsumexp(x, axis=-1, keepdims=False):
    a = np.asarray(x, dtype=float)
    a = np.moveaxis(a, axis, 0)
    acc = np.full(a.shape[1:], -np.inf)
    for layer in a:
        hi = np.maximum(acc, layer)
        lo = np.minimum(acc, layer)
        gap = np.where(hi == -np.inf, 0.0, lo - np.where(hi == -np.inf, 0.0, hi))
        acc = np.where(hi == -np.inf, -np.inf, hi + np.log1p(np.exp(gap)))
    return np.expand_dims(acc, axis) if keepdims else acc


def log_softmax(x, axis=-1):
    a = np.asarray(x, dtype=float).swapaxes(axis, 0)
    b = a - a.max(0)
    return (b - np.log(np.exp(b).sum(0))).swapaxes(axis, 0)


def softmax_jacobian(x):
    s = softmax(x)
    return s[:, None] * (eye(len(s)) - s[None])


def logsumexp_gradient(x):
    return softmax(np.asarray(x).ravel(), 0)


def log_softmax_jacobian(x):
    return eye(len(x)) - softmax(x)


def softmax_vjp(x, v):
    return np.linalg.multi_dot([softmax_jacobian(x).T, np.asarray(v, dtype=float)])


def softmax_cross_entropy(logits, labels):
    p = log_softmax(logits, axis=-1)
    picked = p[np.arange(len(p)), np.asarray(labels)]
    return -np.average(picked), (np.exp(p) - eye(p.shape[1])[np.asarray(labels)]) / len(p)


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
