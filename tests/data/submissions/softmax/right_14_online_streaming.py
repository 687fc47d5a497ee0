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

"""Online (single pass) softmax as in flash attention: running maximum m and running sum d."""
import numpy as np

def _stream(x, axis):
    """x float64; returns m, d with the axis removed; sum exp(x) = d * exp(m)"""
    it = iter(np.moveaxis(x, axis, 0))
    first = next(it)
    m = np.array(first, dtype=float)
    d = np.where(m == -np.inf, 0.0, 1.0)
    for a in it:
        new = np.maximum(m, a)
        safe = np.where(new == -np.inf, 0.0, new)
        d = d * np.exp(m - safe) + np.exp(a - safe)
        m = new
    return m, d

def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m, d = _stream(x, axis)
    out = m + np.log(np.maximum(d, 1.0))       # d >= 1 unless everything was -inf
    if keepdims:
        return np.expand_dims(out, axis)
    return out

def softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    m, d = _stream(x, axis)
    m, d = np.expand_dims(m, axis), np.expand_dims(d, axis)
    return np.exp(x - m) / d

def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    m, d = _stream(x, axis)
    m, d = np.expand_dims(m, axis), np.expand_dims(d, axis)
    return (x - m) - np.log(d)

def softmax_jacobian(x):
    # columns by hand: J[:, j] = s * (e_j - s_j)
    s = softmax(x)
    cols = []
    for j in range(len(s)):
        ej = np.zeros(len(s)); ej[j] = 1
        cols.append(s * (ej - s[j]))
    return np.column_stack(cols)

def logsumexp_gradient(x):
    # complex step derivative, exact to machine precision
    x = np.asarray(x, dtype=float)
    h = 1e-30
    g = np.empty(len(x))
    for k in range(len(x)):
        z = (x - x.max()).astype(complex)
        z[k] += 1j * h
        g[k] = np.log(np.exp(z).sum()).imag / h
    return g

def log_softmax_jacobian(x):
    s = softmax(x)
    n = len(s)
    return np.fromfunction(lambda i, j: (i == j) - s[j.astype(int)], (n, n))

def softmax_vjp(x, v):
    # J^T v = d/dx (v . softmax(x)), column by column
    J = softmax_jacobian(x)
    return np.array([np.dot(J[:, j], np.asarray(v, float)) for j in range(J.shape[1])])

def softmax_cross_entropy(logits, labels):
    z = np.asarray(logits, dtype=np.float64)
    N, C = z.shape
    flat = np.arange(N) * C + np.asarray(labels, dtype=np.int64)
    lp = log_softmax(z)
    G = np.exp(lp)
    G.flat[flat] -= 1.0
    return np.average(-lp.ravel()[flat]), G * (1.0 / N)

softmax_derivative = "δ_ij*s_i*(1-s_j) + (1-δ_ij)*(-s_i*s_j)"
logsumexp_derivative = "s_i * 1"
log_softmax_derivative = "δ_ij*(1 - s_j) - (1 - δ_ij)*s_j"
exp_overflow_float64 = 709.782_712_893
exp_overflow_float32 = 88.722_839
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "online"
