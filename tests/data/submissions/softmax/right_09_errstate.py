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

# I let numpy do what it wants on the -inf rows and repair afterwards.

def logsumexp(x, axis=-1, keepdims=False):
    with np.errstate(all="ignore"):
        x = np.asarray(x, dtype=float)
        m = x.max(axis=axis, keepdims=True)
        r = m + np.log(np.sum(np.exp(x - m), axis=axis, keepdims=True))   # nan for rows of -inf
        r = np.where(np.isneginf(m), -np.inf, r)
    if keepdims:
        return r
    shape = list(r.shape)
    del shape[axis]
    return r.reshape(shape)

@np.errstate(over="raise", invalid="raise", divide="raise", under="ignore")
def softmax(x, axis=-1):
    x = np.asarray(x, dtype=float)
    u = np.exp(np.subtract(x, np.max(x, axis=axis, keepdims=True)))
    return u / np.sum(u, axis=axis, keepdims=True)

def log_softmax(x, axis=-1):
    with np.errstate(under="ignore"):
        x = np.asarray(x, dtype=float)
        x = x - np.max(x, axis=axis, keepdims=True)
        return x - np.log(np.sum(np.exp(x), axis=axis, keepdims=True))

def softmax_jacobian(x):
    s = softmax(x).reshape(-1, 1)
    return np.diagflat(s) - np.dot(s, s.T)

def logsumexp_gradient(x):
    return softmax(x, 0)

def log_softmax_jacobian(x):
    """d log s_i = d s_i / s_i would be 0/0 for tiny s_i, hence directly"""
    s = softmax(x)
    J = np.repeat(-s[None], s.shape[0], axis=0)
    np.fill_diagonal(J, 1.0 - s)
    return J

def softmax_vjp(x, v):
    return np.matmul(np.transpose(softmax_jacobian(x)), np.asarray(v))

def softmax_cross_entropy(logits, labels):
    logits = np.asarray(logits, dtype=float)
    labels = np.asarray(labels).astype(np.intp)
    N = logits.shape[0]
    nll = logsumexp(logits, axis=1) - logits[range(N), labels]
    dlogits = softmax(logits, axis=1) / N
    dlogits[range(N), labels] -= 1 / N
    return nll.mean(), dlogits

softmax_derivative = "s_i(1-s_i), i=j; -s_i s_j, i≠j"
logsumexp_derivative = "+s_i"
log_softmax_derivative = "1-s_j, i=j; -s_j, i≠j"
exp_overflow_float64 = +709.78
exp_overflow_float32 = +88.72
exp_overflow_float16 = +11.09
largest_n = +2
overflow_discussion = ""
