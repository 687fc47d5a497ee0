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

L = np.longdouble          # 80 bits on the lab machines

def _shift(x, axis):
    x = np.asarray(x).astype(L)
    m = x.max(axis=axis, keepdims=True)
    m = np.where(np.isfinite(m), m, L(0))
    return x, m, np.exp(x - m)

def softmax(x, axis=-1):
    _, _, e = _shift(x, axis)
    return (e / e.sum(axis=axis, keepdims=True)).astype(float)

def logsumexp(x, axis=-1, keepdims=False):
    x, m, e = _shift(x, axis)
    t = e.sum(axis=axis, keepdims=keepdims)
    if not keepdims:
        m = np.squeeze(m, axis)
    neg = t == 0
    return np.where(neg, -np.inf, m + np.log(np.where(neg, L(1), t))).astype(float)

def log_softmax(x, axis=-1):
    x, m, e = _shift(x, axis)
    return np.float64(x - m - np.log(e.sum(axis=axis, keepdims=True)))

def softmax_jacobian(x):
    _, _, e = _shift(x, -1)
    s = e / e.sum()
    J = -np.outer(s, s)
    for i in range(len(s)):
        J[i, i] = s[i] * (e.sum() - e[i]) / e.sum()
    return J.astype(np.float64)

def logsumexp_gradient(x):
    return softmax(x)

def log_softmax_jacobian(x):
    s = softmax(x)
    return np.vstack([np.eye(1, len(s), i)[0] - s for i in range(len(s))])

def softmax_vjp(x, v):
    _, _, e = _shift(x, -1)
    s = e / e.sum()
    v = np.asarray(v).astype(L)
    return (s * (v - (s * v).sum())).astype(np.float64)

def softmax_cross_entropy(logits, labels):
    x, m, e = _shift(logits, 1)
    N = x.shape[0]
    t = e.sum(axis=1, keepdims=True)
    lp = x - m - np.log(t)
    idx = (np.arange(N), np.asarray(labels))
    loss = float(-lp[idx].mean())
    g = e / t
    g[idx] -= 1
    return loss, (g / N).astype(np.float64)

softmax_derivative = "\\frac{\\partial s_i}{\\partial x_j} = s_i \\cdot (\\delta_{ij} - s_j)"
logsumexp_derivative = "s_{i}"
log_softmax_derivative = "\\delta_{ij}-s_{j}"
exp_overflow_float64 = 709.782712893383996843
exp_overflow_float32 = 88.722839111673
exp_overflow_float16 = 11.089866
largest_n = 2
overflow_discussion = ("one " "string " "in " "pieces")
