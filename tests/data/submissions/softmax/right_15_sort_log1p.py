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

def _lse_parts(x, axis):
    """(maximum, log of the shifted sum) with log1p: 1 + (all others)"""
    y = np.sort(np.asarray(x, dtype=np.float64), axis=axis)      # np.sort copies
    top = np.take(y, [-1], axis=axis)
    rest = np.delete(y, -1, axis=axis)
    ref = np.where(np.isneginf(top), 0.0, top)
    return top, np.log1p(np.exp(rest - ref).sum(axis=axis, keepdims=True))

def logsumexp(x, axis=-1, keepdims=False):
    top, l1p = _lse_parts(x, axis)
    out = top + l1p
    return out if keepdims else out.squeeze(axis=axis)

def log_softmax(x, axis=-1):
    top, l1p = _lse_parts(x, axis)
    return (np.asarray(x, dtype=np.float64) - top) - l1p

def softmax(x, axis=-1):
    return np.exp(log_softmax(x, axis))

def softmax_jacobian(x):
    # via the log-softmax Jacobian: ds_i = s_i dlog s_i
    return softmax(x)[:, None] * log_softmax_jacobian(x)

def logsumexp_gradient(x):
    return softmax(x)

def log_softmax_jacobian(x):
    s = softmax(x)
    return np.eye(s.size) - s.reshape((1, s.size))

def softmax_vjp(x, v):
    return np.tensordot(softmax_jacobian(x), np.asarray(v), axes=([0], [0]))

def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits)
    N = lp.shape[0]
    labels = np.array(labels, dtype=np.int64)
    loss = -sum(lp[n, c] for n, c in zip(range(N), labels)) / N
    G = softmax(logits)
    np.subtract.at(G, (np.arange(N), labels), 1)
    return loss, np.true_divide(G, N)

softmax_derivative = "s_j δ_ij - s_j s_i"
logsumexp_derivative = "1 - (1 - s_i)"
log_softmax_derivative = "s_i (delta_ij - s_j) / s_i"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "sorted"
