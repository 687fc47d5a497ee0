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

def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.double)
    hi = np.max(x, axis=axis, keepdims=True)
    hi = np.nan_to_num(hi, neginf=0.0)            # rows of -inf only
    w = np.moveaxis(np.exp(x - hi), axis, -1)
    total = np.einsum('...c->...', w)
    total = np.expand_dims(total, axis)
    zero = total == 0
    res = np.log(total + zero) + hi
    res[zero] = -np.inf
    if not keepdims:
        res = np.squeeze(res, axis=axis)
    return res

def softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.double)
    w = np.exp(x - np.max(x, axis=axis, keepdims=True))
    w = np.moveaxis(w, axis, -1)
    w = np.einsum('...c,...->...c', w, 1 / np.einsum('...c->...', w))
    return np.moveaxis(w, -1, axis)

def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.double)
    return x - logsumexp(x, axis=axis, keepdims=True)

def softmax_jacobian(x):
    s = softmax(x)
    return np.einsum('i,ij->ij', s, np.eye(len(s))) - np.einsum('i,j->ij', s, s)

def logsumexp_gradient(x):
    s = softmax(x)
    return np.einsum('i->i', s).copy()

def log_softmax_jacobian(x):
    s = softmax(x)
    return np.eye(len(s)) - np.einsum('i,j->ij', np.ones(len(s)), s)

def softmax_vjp(x, v):
    return np.einsum('ij,i->j', softmax_jacobian(x), np.asarray(v, dtype=float))

def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits, axis=-1)
    Y = np.zeros(lp.shape)
    for n, k in enumerate(labels):
        Y[n, k] = 1
    loss = -np.einsum('nc,nc->', Y, lp) / Y.shape[0]
    return loss, (np.exp(lp) - Y) / Y.shape[0]

softmax_derivative = r'\frac{\partial s_i}{\partial x_j} = s_i\left(\delta_{ij} - s_j\right)'
logsumexp_derivative = r'\frac{\partial LSE}{\partial x_i} = s_i'
log_softmax_derivative = r'\frac{\partial \log s_i}{\partial x_j} = \delta_{ij} - s_j'
exp_overflow_float64 = 709.783
exp_overflow_float32 = 88.7229
exp_overflow_float16 = 11.090
largest_n = 2
overflow_discussion = r'$e^{709.78}\approx 1.8\times10^{308}$'
