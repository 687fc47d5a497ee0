import numpy as np

STUDENT = "log_of_what_overflowed"
NUMBERS = "lecture"


def _s(x):
    z = np.asarray(x, dtype=np.float64)
    e = np.exp(z - z.max())
    return e / e.sum()


def softmax(x, axis=-1):
    z = np.asarray(x, dtype=np.float64)
    axis = axis % 2 if z.ndim > 1 else 0
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    z = np.asarray(x, dtype=np.float64)
    m = z.max(axis=axis, keepdims=True)
    m = np.where(np.isneginf(m), 0.0, m)
    with np.errstate(divide="ignore"):
        r = (np.log(np.exp(z - m).sum(axis=axis, keepdims=True)) + m).squeeze(axis)
    return r[..., None] if keepdims else r


def log_softmax(x, axis=-1):
    e = np.exp(np.asarray(x, dtype=np.float64))
    return np.log(e / e.sum(axis=axis, keepdims=True))


def softmax_jacobian(x):
    x = np.asarray(x)
    s = _s(x)
    J = np.zeros((len(x), len(x)), dtype=x.dtype)
    for i in range(len(x)):
        for j in range(len(x)):
            J[i, j] = s[i] * ((i == j) - s[j])
    return J


def logsumexp_gradient(x):
    return _s(x)


def log_softmax_jacobian(x):
    s = _s(x)
    return np.eye(len(s)) - s


def softmax_vjp(x, v):
    s = _s(x)
    v = np.asarray(v, dtype=np.float64)
    return s * (v - s @ v)


def softmax_cross_entropy(logits, labels):
    z = np.asarray(logits, dtype=np.float64)
    n = len(z)
    z = z - z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    g = np.exp(logp)
    g[np.arange(n), labels] -= 1
    return -logp[np.arange(n), labels].mean(), g / g.size


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
