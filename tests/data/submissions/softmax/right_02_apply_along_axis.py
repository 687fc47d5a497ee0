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

def _row_lse(r):
    r = r.astype(float)
    top = max(r)
    if top == -np.inf:
        return -np.inf
    return top + np.log(sum(np.exp(v - top) for v in r))

def _row_softmax(r):
    r = r.astype(float)
    e = np.exp(r - max(r))
    return e / sum(e)

def _row_log_softmax(r):
    r = r.astype(float)
    d = r - max(r)
    return d - np.log(np.exp(d).sum())

def softmax(x, axis=-1):
    return np.apply_along_axis(_row_softmax, axis, np.array(x))

def logsumexp(x, axis=-1, keepdims=False):
    out = np.apply_along_axis(_row_lse, axis, np.array(x))
    if keepdims:
        out = np.expand_dims(out, axis)
    return out

def log_softmax(x, axis=-1):
    return np.apply_along_axis(_row_log_softmax, axis, np.array(x))

def softmax_jacobian(x):
    s = softmax(x)
    C = len(s)
    J = np.zeros((C, C))
    for i in range(C):
        for j in range(C):
            if i == j:
                J[i, j] = s[i] * (1 - s[i])
            else:
                J[i, j] = -s[i] * s[j]
    return J

def logsumexp_gradient(x):
    return softmax(x)

def log_softmax_jacobian(x):
    s = softmax(x)
    C = len(s)
    J = np.zeros((C, C))
    for i in range(C):
        for j in range(C):
            J[i, j] = (i == j) - s[j]
    return J

def softmax_vjp(x, v):
    # the softmax Jacobian is symmetric so J^T v = J v
    return softmax_jacobian(x).dot(v)

def softmax_cross_entropy(logits, labels):
    logits = np.array(logits, dtype=float)
    N, C = logits.shape
    loss = 0.0
    grad = np.zeros((N, C))
    for n in range(N):
        loss += logsumexp(logits[n]) - logits[n][labels[n]]
        grad[n] = softmax(logits[n])
        grad[n][labels[n]] -= 1
    return loss / N, grad / N

softmax_derivative = "sᵢ(δᵢⱼ − sⱼ)"
logsumexp_derivative = "sᵢ"
log_softmax_derivative = "δᵢⱼ − sⱼ"
exp_overflow_float64 = 709.7827
exp_overflow_float32 = 88.7228
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows above 709.78; subtract the maximum first.
Shift invariance: softmax(x + c) = softmax(x)."""
