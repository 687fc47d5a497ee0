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

class StableSoftmax:
    """everything about one axis of one array"""
    __slots__ = ("x", "axis", "m", "e", "total")

    def __init__(self, x, axis=-1):
        self.axis = axis
        self.x = np.array(x, dtype="float64")          # a copy
        m = np.amax(self.x, axis=axis, keepdims=True)
        m[m == -np.inf] = 0.0
        self.m = m
        self.e = np.exp(self.x - m)
        self.total = np.add.reduce(self.e, axis=axis, keepdims=True)

    @property
    def probabilities(self):
        return np.true_divide(self.e, self.total)

    @property
    def lse(self):
        out = np.full(self.total.shape, -np.inf)
        np.log(self.total, out=out, where=self.total > 0)
        return out + self.m

    @property
    def logp(self):
        return (self.x - self.m) - np.log(self.total)

    @classmethod
    def jac(cls, x):
        p = cls(x).probabilities
        J = -np.multiply.outer(p, p)
        J.flat[:: p.size + 1] += p
        return J

def softmax(x, axis=-1):
    return StableSoftmax(x, axis).probabilities

def logsumexp(x, axis=-1, keepdims=False):
    r = StableSoftmax(x, axis).lse
    if keepdims:
        return r
    return r.take(0, axis=axis)

def log_softmax(x, axis=-1):
    return StableSoftmax(x, axis).logp

softmax_jacobian = StableSoftmax.jac

def logsumexp_gradient(x):
    return StableSoftmax(x).probabilities

def log_softmax_jacobian(x):
    p = StableSoftmax(x).probabilities
    return np.subtract(np.eye(len(p)), np.tile(p, (len(p), 1)))

def softmax_vjp(x, v):
    return StableSoftmax.jac(x).T @ np.asarray(v, float)

def softmax_cross_entropy(logits, labels):
    S = StableSoftmax(logits, 1)
    y = np.asarray(labels, dtype=int).reshape(-1, 1)
    picked = np.take_along_axis(S.logp, y, axis=1)
    G = S.probabilities
    np.put_along_axis(G, y, np.take_along_axis(G, y, 1) - 1.0, axis=1)
    return -np.mean(picked), np.divide(G, y.shape[0])

softmax_derivative = "s_i δ_ij − s_i s_j"
logsumexp_derivative = "∂LSE/∂x_i = s_i"
log_softmax_derivative = "∂ log s_i / ∂x_j = δ_ij − s_j"
exp_overflow_float64 = 7.098e2
exp_overflow_float32 = 8.872e1
exp_overflow_float16 = 1.109e1
largest_n = 2
overflow_discussion = "see lecture"
