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

def _in(x):
    """float32 stays float32, everything else becomes float64"""
    x = np.asarray(x)
    return x if x.dtype == np.float32 else x.astype(np.float64)

def softmax(x, axis=-1):
    x = _in(x)
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)

def logsumexp(x, axis=-1, keepdims=False):
    x = _in(x)
    m = x.max(axis, keepdims=True)
    m = np.where(m == -np.inf, m.dtype.type(0), m)
    with np.errstate(divide='ignore'):
        y = m + np.log(np.exp(x - m).sum(axis, keepdims=True))
    return y if keepdims else y.squeeze(axis)

def log_softmax(x, axis=-1):
    x = _in(x)
    z = x - x.max(axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis, keepdims=True))

def softmax_jacobian(x):
    s = softmax(x)
    return s[:, np.newaxis] * (np.eye(s.size, dtype=s.dtype) - s)

def logsumexp_gradient(x):
    return softmax(x)

def log_softmax_jacobian(x):
    s = softmax(x)
    return np.eye(s.size, dtype=s.dtype) - s[np.newaxis, :]

def softmax_vjp(x, v):
    v = _in(v)
    if v.dtype != np.float32:
        x = np.asarray(x, dtype=np.float64)     # mixed -> float64 throughout
    s = softmax(x)
    return s * (v - np.dot(s, v))

def softmax_cross_entropy(logits, labels):
    # the labels are never float32, so always float64 here
    z = np.asarray(logits, dtype=np.float64)
    n = len(z)
    i = np.arange(n), np.asarray(labels)
    lp = log_softmax(z)
    g = softmax(z)
    g[i] -= 1
    g /= n
    return -lp[i].sum() / n, g

softmax_derivative = "s_i(1-s_j) - s_i(1-delta_ij)"
logsumexp_derivative = "(s_i)"
log_softmax_derivative = "-s_j + delta_ij"
exp_overflow_float64 = 709.7827128933841
exp_overflow_float32 = 88.72284
exp_overflow_float16 = 11.0901
largest_n = 2
overflow_discussion = "float32 overflows much earlier"
