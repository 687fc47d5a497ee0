import numpy as np

STUDENT = "longer_floats_and_arrays_mixed_up"
NUMBERS = "lecture"


def _s(x):
    z = np.asarray(x, dtype=np.float64)
    e = np.exp(z - z.max())
    return e / e.sum()


def softmax(x, axis=-1):
    e = np.exp(np.asarray(x, dtype=np.longdouble))
    return (e / e.sum(axis=axis, keepdims=True)).astype(float)


def logsumexp(x, axis=-1, keepdims=False):
    with np.errstate(divide="ignore"):
        return np.log(np.exp(np.asarray(x, dtype=np.longdouble)).sum(axis=axis, keepdims=keepdims)).astype(float)


def log_softmax(x, axis=-1):
    z = np.asarray(x, dtype=np.float64)
    z -= z.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


def softmax_jacobian(x):
    s = _s(x)
    return np.diag(s) - s * s


def logsumexp_gradient(x):
    return _s(x)


def log_softmax_jacobian(x):
    s = _s(x)
    return (np.diag(s) - np.outer(s, s)) / s[:, None]


def softmax_vjp(x, v):
    s = _s(x)
    return s * (1 - s) * np.asarray(v, float)


def softmax_cross_entropy(logits, labels):
    z = np.asarray(logits, dtype=np.float64)
    n = len(z)
    z = z - z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    g = np.exp(logp)
    g[:, labels] -= 1
    return -logp[np.arange(n), labels].mean(), g / n


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
