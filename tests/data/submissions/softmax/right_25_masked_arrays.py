import numpy as np

STUDENT = "masked_arrays"
NUMBERS = "lecture"

def softmax(x, axis=-1):
    z = np.ma.masked_invalid(np.array(x, dtype=float))
    z = z - z.max(axis=axis, keepdims=True)
    e = np.ma.filled(np.ma.exp(z), 0.0)
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    z = np.array(x, dtype=float)
    z = np.moveaxis(z, axis, -1)
    out = np.array([np.max(r) if np.max(r) == -np.inf else np.max(r) + np.log(np.sum(np.exp(r - np.max(r))))
                    for r in z.reshape(-1, z.shape[-1])]).reshape(z.shape[:-1])
    return out[()] if not keepdims else np.expand_dims(out, axis)


def log_softmax(x, axis=-1):
    out = np.array(x, dtype=float)
    view = np.moveaxis(out, axis, -1)
    for idx in np.ndindex(view.shape[:-1]):
        row = view[idx]
        row -= row.max()
        row -= np.log(np.exp(row).sum())
    return out


def softmax_jacobian(x):
    s = softmax(x)
    return np.ma.array(np.diag(s) - np.outer(s, s))


def logsumexp_gradient(x):
    return [float(v) for v in softmax(x)]


def log_softmax_jacobian(x):
    return np.matrix(np.eye(len(x)) - softmax(x))


def softmax_vjp(x, v):
    return softmax_jacobian(x).data.T.dot(v)


def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits)
    g = np.exp(lp)
    for r, y in zip(g, labels):
        r[int(y)] -= 1
    return -sum(r[int(y)] for r, y in zip(lp, labels)) / len(lp), (g / len(lp)).tolist()


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
