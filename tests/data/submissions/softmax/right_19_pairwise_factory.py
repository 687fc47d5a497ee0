# expect: softmax=right
# expect: logsumexp=right
# expect: log_softmax=right
# expect: softmax_jacobian=right
# expect: logsumexp_gradient=right
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=right
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=right
# expect: exp_overflow_float32=right
# expect: exp_overflow_float16=right
# expect: largest_n=right

import numpy as np
from functools import partial

print("loading homework ...")          # students leave prints in
rng = np.random.default_rng(0)

def _pairwise(X):
    """softmax without any maximum: s_i = 1 / sum_k exp(x_k - x_i), made safe by chopping the differences"""
    D = X[..., None, :] - X[..., :, None]            # D[..., i, k] = x_k - x_i
    D = np.where(np.isnan(D), -np.inf, D)
    with np.errstate(over="ignore"):
        return 1.0 / np.exp(D).sum(-1)

def softmax(x, axis=-1):
    X = np.moveaxis(np.asarray(x, dtype=float), axis, -1)
    with np.errstate(invalid="ignore"):
        s = _pairwise(X)
    return np.moveaxis(s, -1, axis)

def _make(kind):
    def f(x, axis=-1, keepdims=False):
        x = np.asarray(x, float)
        m = x.max(axis=axis, keepdims=True)
        hard = np.isneginf(m)
        m = np.where(hard, 0.0, m)
        with np.errstate(divide="ignore"):
            l = np.log(np.exp(x - m).sum(axis=axis, keepdims=True))
        if kind == "log_softmax":
            return x - m - l
        return (m + l) if keepdims else np.squeeze(m + l, axis)
    return f

logsumexp = _make("logsumexp")
log_softmax = partial(_make("log_softmax"))

def softmax_jacobian(x):
    s = softmax(x)
    J = np.zeros((len(s),) * 2)
    i, j = np.triu_indices(len(s), 1)
    J[i, j] = J[j, i] = -s[i] * s[j]
    J[np.diag_indices_from(J)] = -J.sum(axis=1)      # rows sum to zero
    return J

def logsumexp_gradient(x):
    return softmax(x)

def log_softmax_jacobian(x):
    J = np.array([softmax(x)] * len(x)) * -1
    J += np.eye(len(x))
    return J

def softmax_vjp(x, v):
    return softmax_jacobian(x).T.dot(np.array(v, dtype=float).reshape(-1, 1)).ravel()

def softmax_cross_entropy(logits, labels):
    logits = np.array(logits, dtype=float)
    N = logits.shape[0]
    losses, grads = [], []
    for z, y in zip(logits, labels):
        onehot = np.zeros_like(z)
        onehot[y] = 1
        losses.append(-log_softmax(z)[y])
        grads.append((softmax(z) - onehot) / N)
    return sum(losses) / N, grads

softmax_derivative = "∂s_i/∂x_j = s_i（δ_ij－s_j）"
logsumexp_derivative = "∂LSE/∂x_i = s_i"
log_softmax_derivative = "(1/s_i) * s_i*(delta_ij - s_j)"
exp_overflow_float64 = 709.78271
exp_overflow_float32 = 88.72284
exp_overflow_float16 = 11.08987
largest_n = 2
overflow_discussion = '''multi
line'''
