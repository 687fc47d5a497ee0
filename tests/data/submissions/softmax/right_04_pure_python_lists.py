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

# no numpy at all: nested lists in, nested lists out
import math
from math import fsum, exp, log, inf


def _tolist(x):
    if hasattr(x, "tolist"):
        return x.tolist()
    if isinstance(x, (list, tuple)):
        return [_tolist(e) for e in x]
    return x


def _depth(x):
    d = 0
    while isinstance(x, list):
        d, x = d + 1, x[0]
    return d


def _swap_in(cols, depth):
    """cols: list of C nested lists of the same shape -> one nested list whose leaves are lists of length C"""
    if depth == 0:
        return [float(c) for c in cols]
    return [_swap_in([c[k] for c in cols], depth - 1) for k in range(len(cols[0]))]


def _swap_out(nest, depth, C):
    """inverse of _swap_in: pull the last index to the front"""
    if depth == 0:
        return list(nest)
    parts = [_swap_out(n, depth - 1, C) for n in nest]
    return [[p[c] for p in parts] for c in range(C)]


def _rowwise(x, axis, f):
    """apply f: list -> list along the axis"""
    if axis == 0:
        rest = _depth(x) - 1
        leaves = _swap_in(x, rest)
        done = _leafmap(leaves, rest, f)
        C = len(_firstleaf(done, rest))
        return _swap_out(done, rest, C)
    return [_rowwise(e, axis - 1, f) for e in x]


def _leafmap(n, depth, f):
    return f(n) if depth == 0 else [_leafmap(e, depth - 1, f) for e in n]


def _firstleaf(n, depth):
    return n if depth == 0 else _firstleaf(n[0], depth - 1)


def _drop(x, axis):
    return x[0] if axis == 0 else [_drop(e, axis - 1) for e in x]


def _lse(r):
    m = max(r)
    if m == -inf:
        return -inf
    return m + log(fsum(exp(a - m) for a in r))


def _sm(r):
    m = max(r)
    e = [exp(a - m) for a in r]
    t = fsum(e)
    return [a / t for a in e]


def _lsm(r):
    m = max(r)
    t = log(fsum(exp(a - m) for a in r))
    return [a - m - t for a in r]


def softmax(x, axis=-1):
    x = _tolist(x)
    return _rowwise(x, axis % _depth(x), _sm)


def logsumexp(x, axis=-1, keepdims=False):
    x = _tolist(x)
    axis %= _depth(x)
    out = _rowwise(x, axis, lambda r: [_lse(r)])
    return out if keepdims else _drop(out, axis)


def log_softmax(x, axis=-1):
    x = _tolist(x)
    return _rowwise(x, axis % _depth(x), _lsm)


def softmax_jacobian(x):
    s = softmax(x)
    return [[si * ((i == j) - sj) for j, sj in enumerate(s)] for i, si in enumerate(s)]


def logsumexp_gradient(x):
    return tuple(softmax(x))


def log_softmax_jacobian(x):
    s = softmax(x)
    return [[(i == j) - sj for j, sj in enumerate(s)] for i in range(len(s))]


def softmax_vjp(x, v):
    s = softmax(x)
    v = [float(a) for a in _tolist(v)]
    dot = fsum(a * b for a, b in zip(s, v))
    return [a * (b - dot) for a, b in zip(s, v)]


def softmax_cross_entropy(logits, labels):
    rows = _tolist(logits)
    labels = [int(l) for l in _tolist(labels)]
    n = len(rows)
    loss = fsum(_lse([float(a) for a in r]) - r[l] for r, l in zip(rows, labels)) / n
    grad = [[(p - (c == l)) / n for c, p in enumerate(_sm([float(a) for a in r]))] for r, l in zip(rows, labels)]
    return [loss, grad]


softmax_derivative = 's_i (1 - s_i) if i = j else -s_i s_j'
logsumexp_derivative = 'dLSE/dx_i = s_i'
log_softmax_derivative = '1 - s_j if i = j else -s_j'
exp_overflow_float64 = 709.782712893384
exp_overflow_float32 = 88.72283905206835
exp_overflow_float16 = 11.089866488461016
largest_n = 2
overflow_discussion = '...'
