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
# expect: exp_overflow_float64=pending
# expect: exp_overflow_float32=pending
# expect: exp_overflow_float16=right
# expect: largest_n=right

"""Exact arithmetic: decimal's exp does not overflow at 10000, so the textbook formula just works."""
from decimal import Decimal, getcontext
from fractions import Fraction
import numpy as np

getcontext().prec = 40

def _dec(v):
    return Decimal(float(v))          # exact; Decimal('-Infinity').exp() is 0

def _lines(x, axis):
    x = np.asarray(x)
    y = np.moveaxis(x, axis, -1)
    return y.shape, [[_dec(v) for v in r] for r in y.reshape(-1, y.shape[-1])]

def _back(rows, shape, axis):
    return np.moveaxis(np.array([[float(v) for v in r] for r in rows], dtype=float).reshape(shape), -1, axis)

def softmax(x, axis=-1):
    shape, rows = _lines(x, axis)
    out = []
    for r in rows:
        e = [v.exp() for v in r]
        t = sum(e)
        out.append([v / t for v in e])
    return _back(out, shape, axis)

def logsumexp(x, axis=-1, keepdims=False):
    shape, rows = _lines(x, axis)
    res = np.array([float(sum(v.exp() for v in r).ln()) for r in rows]).reshape(shape[:-1])
    return np.expand_dims(res, axis) if keepdims else res

def log_softmax(x, axis=-1):
    shape, rows = _lines(x, axis)
    out = []
    for r in rows:
        l = sum(v.exp() for v in r).ln()
        out.append([v - l for v in r])
    return _back(out, shape, axis)

def softmax_jacobian(x):
    s = [Fraction(float(p)) for p in softmax(x)]
    return [[float(p * ((i == j) - q)) for j, q in enumerate(s)] for i, p in enumerate(s)]

def logsumexp_gradient(x):
    return [float(p) for p in softmax(x)]

def log_softmax_jacobian(x):
    s = [Fraction(float(p)) for p in softmax(x)]
    return [[float((i == j) - q) for j, q in enumerate(s)] for i in range(len(s))]

def softmax_vjp(x, v):
    s = [Fraction(float(p)) for p in softmax(x)]
    v = [Fraction(float(w)) for w in v]
    d = sum(p * w for p, w in zip(s, v))
    return [float(p * (w - d)) for p, w in zip(s, v)]

def softmax_cross_entropy(logits, labels):
    logits = np.asarray(logits)
    n = len(logits)
    lp = log_softmax(logits, -1)
    loss = -float(sum(_dec(lp[k, labels[k]]) for k in range(n))) / n
    g = softmax(logits, -1)
    for k in range(n):
        g[k, labels[k]] -= 1
    return loss, g / n

# exact: ln(2**1024 * (1 - 2**-54)) and so on
softmax_derivative = "s_i (1[i=j] - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "[i=j] - s_j"
exp_overflow_float64 = Fraction("709.782712893384")
exp_overflow_float32 = 128 * 0.6931471805599453
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "with decimal there is no overflow"
