import numpy as np

STUDENT = "vectorized_signatures"
NUMBERS = "lecture"

@lambda f: np.vectorize(f, signature="(n)->(n)", otypes=[float])
def _soft_row(r):
    r = r.astype(float)
    e = np.exp(r - r.max())
    return e / e.sum()


@lambda f: np.vectorize(f, signature="(n)->()", otypes=[float])
def _lse_row(r):
    r = np.sort(r.astype(float))[::-1]
    if r[0] == float("-inf"):
        return r[0]
    return r[0] + np.log1p(sum(float(np.exp(v - r[0])) for v in r[1:]))


def softmax(x, axis=-1):
    x = np.asarray(x)
    if x.size == 0:
        return np.zeros(x.shape)
    return np.moveaxis(_soft_row(np.moveaxis(x, axis, -1)), -1, axis)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x)
    if x.size == 0:
        shape = list(x.shape)
        shape[axis] = 1
        r = np.zeros(shape)
        return r if keepdims else r.squeeze(axis)
    r = _lse_row(np.moveaxis(x, axis, -1))
    return np.expand_dims(r, axis) if keepdims else r


def log_softmax(x, axis=-1):
    return np.asarray(x, float) - logsumexp(x, axis=axis, keepdims=True)


def _jac_entries(s):
    for i, si in enumerate(s):
        for j, sj in enumerate(s):
            yield si * (1 - si) if i == j else -si * sj


def softmax_jacobian(x):
    s = softmax(x)
    return np.fromiter(_jac_entries(s), float, len(s) ** 2).reshape(len(s), len(s))


def logsumexp_gradient(x):
    x = np.asarray(x, float)
    return np.exp(x - logsumexp(x))


def log_softmax_jacobian(x):
    s = softmax(x)
    return np.stack([row - s for row in np.eye(len(s))])


def softmax_vjp(x, v):
    s = softmax(x)
    d = np.dot(s, v)
    return np.array([si * (vi - d) for si, vi in zip(s, v)])


def softmax_cross_entropy(logits, labels):
    logits = np.asarray(logits, float)
    rows = [(log_softmax(z), int(y)) for z, y in zip(logits, labels)]
    loss = sum(-lp[y] for lp, y in rows) / len(rows)
    grad = np.vstack([np.exp(lp) - np.eye(len(lp))[y] for lp, y in rows]) / len(rows)
    return loss, grad


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
