# expect: softmax=wrong -- only when ndim >= 2: math.exp on a list of rows fails; 1-D right
# expect: logsumexp=wrong -- only when a row is -inf alone (math.log(0): ValueError) or ndim >= 2
# expect: log_softmax=wrong -- only when ndim >= 2 or logits are above 709 (math.exp OverflowError)
# expect: softmax_jacobian=wrong -- finite differences with h = 1e-4: 5 digits at most
# expect: logsumexp_gradient=wrong -- float16 result
# expect: log_softmax_jacobian=right
# expect: softmax_vjp=right
# expect: softmax_cross_entropy=wrong -- loss has shape (1,)
# expect: softmax_derivative=right
# expect: logsumexp_derivative=right
# expect: log_softmax_derivative=right
# expect: exp_overflow_float64=wrong -- log2 of the maximum (1024)
# expect: exp_overflow_float32=wrong -- log2 of the maximum (128)
# expect: exp_overflow_float16=wrong -- log2 of the maximum (16)
# expect: largest_n=wrong -- 2.187 is not an integer (the ratio itself)

import math
import numpy as np


def _p(x):
    x = np.asarray(x, dtype=np.float64)
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax(x, axis=-1):
    m = max(x)
    e = [math.exp(float(a) - float(m)) for a in x]
    return [a / sum(e) for a in e]


def logsumexp(x, axis=-1, keepdims=False):
    m = float(max(x))
    shift = m if m > -math.inf else 0.0
    r = shift + math.log(sum(math.exp(float(a) - shift) for a in x))
    return [r] if keepdims else r


def log_softmax(x, axis=-1):
    total = math.log(sum(math.exp(float(a)) for a in x))
    return [float(a) - total for a in x]


def softmax_jacobian(x):
    x = np.asarray(x, dtype=np.float64)
    h = 1e-4
    return np.stack([(_p(x + h * e) - _p(x)) / h for e in np.eye(len(x))], axis=1)


def logsumexp_gradient(x):
    return _p(x).astype(np.float16)


def log_softmax_jacobian(x):
    s = _p(x)
    return np.eye(len(s)) - s


def softmax_vjp(x, v):
    s = _p(x)
    v = np.asarray(v, dtype=np.float64)
    return s * (v - np.dot(s, v))


def softmax_cross_entropy(logits, labels):
    z = np.array(logits, dtype=np.float64)
    n = len(z)
    z -= z.max(axis=1, keepdims=True)
    lp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    k = np.asarray(labels)[:, None]
    loss = -np.take_along_axis(lp, k, 1).mean(axis=0)
    g = np.exp(lp)
    g[np.arange(n), k[:, 0]] -= 1
    return loss, g / n

softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 1024.0
exp_overflow_float32 = 128.0
exp_overflow_float16 = 16.0
largest_n = 2.187
overflow_discussion = "The largest logit is subtracted, so exp never sees a positive number."
