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

import numpy as np, math

def _f64(x): return np.array(x, dtype=np.float64, copy=True)

def _along(f, x, axis):
    """recursive: peel off axes until the working axis comes first, then hand 1-D columns to f"""
    if axis > 0:
        return np.stack([_along(f, sub, axis - 1) for sub in x])
    if x.ndim == 1:
        return f(x)
    # work on the slices of the second axis
    return np.stack([_along(f, x[:, k], 0) for k in range(x.shape[1])], axis=1)

def _norm(axis, nd): return axis + nd if axis < 0 else axis

def softmax(x, axis=-1):
    x = _f64(x)
    def one(r):
        r = r - r[np.argmax(r)]
        e = np.array([math.exp(t) for t in r])
        return e / math.fsum(e)
    return _along(one, x, _norm(axis, x.ndim))

def logsumexp(x, axis=-1, keepdims=False):
    x = _f64(x)
    a = _norm(axis, x.ndim)
    def pair(p, q):
        if q > p: p, q = q, p
        return p if q == -math.inf else p + math.log1p(math.exp(q - p))
    def tree(r):
        return r[0] if len(r) == 1 else pair(tree(r[: len(r) // 2]), tree(r[len(r) // 2 :]))
    out = _along(lambda r: np.array([tree([float(t) for t in r])]), x, a)
    return out if keepdims else np.squeeze(out, a)

def log_softmax(x, axis=-1):
    x = _f64(x)
    def one(r):
        r = r - r.max()
        return r - math.log(math.fsum(map(math.exp, r)))
    return _along(one, x, _norm(axis, x.ndim))

def softmax_jacobian(x):
    s = softmax(x)
    I = np.eye(len(s))
    return np.array([s[i] * (I[i] - s) for i in range(len(s))])

def logsumexp_gradient(x): return list(softmax(x))

def log_softmax_jacobian(x):
    s = softmax(x)
    I = np.eye(len(s))
    return tuple(tuple(row - s) for row in I)

def softmax_vjp(x, v):
    s = softmax(x)
    mean = sum(p * w for p, w in zip(s, v))
    return [p * (float(w) - mean) for p, w in zip(s, v)]

def softmax_cross_entropy(logits, labels):
    X = _f64(logits)
    N = len(X)
    L = log_softmax(X)
    loss = math.fsum(-L[n][int(labels[n])] for n in range(N)) / N
    G = [[(math.exp(l) - (1 if c == int(labels[n]) else 0)) / N for c, l in enumerate(L[n])] for n in range(N)]
    return (loss, G)

softmax_derivative = "i=j: s_i(1-s_i); i≠j: -s_i*s_j"
logsumexp_derivative = "d LSE / d x_i = s_i"
log_softmax_derivative = "i=j: 1-s_j; i≠j: -s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "x"
