import numpy as np

STUDENT = "decimal_matrices"
NUMBERS = "lecture"

from fractions import Fraction


class Vec(np.ndarray):
    """An array that remembers that it is a distribution."""


def softmax(x, axis=-1):
    z = np.asarray(x, dtype=np.float64)
    e = np.exp(z - np.max(z, axis=axis, keepdims=True))
    return (e / np.sum(e, axis=axis, keepdims=True)).view(Vec)


def logsumexp(x, axis=-1, keepdims=False):
    z = np.asarray(x, dtype=np.float64)
    m = z.max(axis=axis, keepdims=True)
    shift = np.where(np.isneginf(m), np.float64(0), m)
    with np.errstate(divide="ignore"):
        r = np.log(np.exp(z - shift).sum(axis=axis, keepdims=True)) + shift
    return r if keepdims else r[tuple(0 if k == axis % z.ndim else slice(None) for k in range(z.ndim))]


def log_softmax(x, axis=-1):
    z = np.asarray(x, dtype=np.float64)
    z = z - z.max(axis=axis, keepdims=True)
    return (z - np.log(np.exp(z).sum(axis=axis, keepdims=True))).view(Vec)


def softmax_jacobian(x):
    s = [Fraction(float(v)) for v in softmax(x)]
    return [[float(a * ((i == j) - b)) for j, b in enumerate(s)] for i, a in enumerate(s)]


def logsumexp_gradient(x):
    return softmax(x)


def log_softmax_jacobian(x):
    s = [Fraction(float(v)) for v in softmax(x)]
    return [[(i == j) - b for j, b in enumerate(s)] for i in range(len(s))]


def softmax_vjp(x, v):
    s = np.matrix(softmax(x))
    J = np.matrix(np.diagflat(s)) - s.T * s
    return np.asarray(J.T * np.matrix(v, dtype=float).T).reshape(-1)


def softmax_cross_entropy(logits, labels):
    z = np.asarray(logits, dtype=np.float64)
    lp = np.asarray(log_softmax(z))
    rows = np.indices((len(lp),))[0]
    g = np.exp(lp).view(Vec)
    g[rows, labels] -= 1
    return np.array(-lp[rows, labels].mean()), g / len(lp)


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
