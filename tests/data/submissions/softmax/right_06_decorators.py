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

import functools
import numpy as np


def promote(*names):
    """turn the first len(names) positional arguments into float64 arrays"""
    def deco(f):
        @functools.wraps(f)
        def g(*args, **kw):
            args = list(args)
            for k, name in enumerate(names):
                if k < len(args):
                    args[k] = np.asarray(args[k]).astype(np.float64)
                elif name in kw:
                    kw[name] = np.asarray(kw[name]).astype(np.float64)
            return f(*args, **kw)
        return g
    return deco


def last_axis(f):
    """move the working axis to the end and back again"""
    @functools.wraps(f)
    def g(x, axis=-1):
        return np.moveaxis(f(np.moveaxis(x, axis, -1)), -1, axis)
    return g


@promote("x")
@last_axis
def softmax(x):
    e = np.exp(x - x.max(-1)[..., None])
    return e / e.sum(-1)[..., None]


@promote("x")
def logsumexp(x, axis=-1, keepdims=False):
    y = np.moveaxis(x, axis, -1)
    m = y.max(-1)
    ok = m > -np.inf
    r = np.where(ok, m, 0)
    t = np.exp(y - r[..., None]).sum(-1)
    r = r + np.log(np.where(ok, t, 1.0))
    r = np.where(ok, r, -np.inf)
    return np.expand_dims(r, axis) if keepdims else r


@promote("x")
@last_axis
def log_softmax(x):
    d = x - x.max(-1)[..., None]
    return d - np.log(np.exp(d).sum(-1))[..., None]


@promote("x")
def softmax_jacobian(x):
    p = softmax(x)
    return np.diagflat(p) - p.reshape(-1, 1) * p.reshape(1, -1)


@promote("x")
def logsumexp_gradient(x):
    return np.exp(x - logsumexp(x))


@promote("x")
def log_softmax_jacobian(x):
    return np.eye(x.shape[0]) - np.broadcast_to(softmax(x), (x.shape[0],) * 2)


@promote("x", "v")
def softmax_vjp(x, v):
    p = softmax(x)
    return p * v - p * np.dot(p, v)


@promote("logits")
def softmax_cross_entropy(logits, labels):
    n, c = logits.shape
    hot = (np.arange(c)[None, :] == np.asarray(labels)[:, None]).astype(float)
    loss = np.sum(logsumexp(logits, axis=1) - (hot * logits).sum(1)) / n
    return loss, (softmax(logits, axis=1) - hot) / n


softmax_derivative = "s[i] * (delta[i,j] - s[j])"
logsumexp_derivative = "s[i]"
log_softmax_derivative = "(i==j) - s[j]"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "subtract max"
