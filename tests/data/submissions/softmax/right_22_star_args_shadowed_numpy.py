import numpy as np

STUDENT = "star_args_shadowed_numpy"
NUMBERS = "lecture"

exp, log, max_, sum_ = np.exp, np.log, np.max, np.sum


def where(c, a, b):
    return np.where(c, a, b)


def dot(a, b):
    return sum_(np.multiply(a, b))


def softmax(x, *args, **kw):
    axis = args[0] if args else kw.get("axis", -1)
    x = np.array(x, np.float64, order="F")
    e = exp(x - max_(x, axis=axis, keepdims=1))
    e /= sum_(e, axis=axis, keepdims=1)
    return e


def logsumexp(x, *args, **kw):
    axis, keepdims = ((list(args) + [kw.get("axis", -1), kw.get("keepdims", False)][len(args):]))
    x = np.array(x, np.float64, order="F")
    m = max_(x, axis=axis, keepdims=1)
    m = where(np.isfinite(m), m, 0.0)
    t = sum_(exp(x - m), axis=axis, keepdims=1)
    with np.errstate(all="ignore"):
        t = log(t)
    t = t + m
    return t if keepdims else t.reshape([k for i, k in enumerate(t.shape) if i != axis % t.ndim])


def log_softmax(x, *args, **kw):
    axis = args[0] if args else kw.get("axis", -1)
    return np.array(x, np.float64) - logsumexp(x, axis, True)


def softmax_jacobian(x):
    s = softmax(x)
    return np.array([[s[i] * ((i == j) - s[j]) for j in range(s.size)] for i in range(s.size)]).view()


def logsumexp_gradient(x):
    s = softmax(x)
    s.flags.writeable = False
    return s


def log_softmax_jacobian(x):
    s = softmax(x)
    return (np.eye(s.size).T - s[:, None]).T


def softmax_vjp(x, v):
    s = softmax(x)
    return s * (np.asarray(v, float) - dot(s, v))


def softmax_cross_entropy(logits, labels):
    z = np.array(logits, np.float64)
    y = np.array(labels, dtype=np.int64)
    lse = logsumexp(z, 1)
    loss = (lse - z[np.arange(y.size), y]).mean(dtype=np.float64)
    d = softmax(z, 1)
    np.subtract.at(d, (np.arange(y.size), y), 1.0)
    return (loss, d / y.size)


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
