# -*- coding: gbk -*-
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

# 作者：王小明   学号：2021001
import numpy as np

def 稳定指数(x, axis):
    """返回 (减去最大值后的数, 它们的指数)"""
    x = np.asarray(x, dtype=float)
    差 = x - np.max(x, axis=axis, keepdims=True)
    return 差, np.exp(差)

def softmax(x, axis=-1):
    _, e = 稳定指数(x, axis)
    return e / e.sum(axis=axis, keepdims=True)

def log_softmax(x, axis=-1):
    差, e = 稳定指数(x, axis)
    return 差 - np.log(e.sum(axis=axis, keepdims=True))

def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=float)
    x = np.moveaxis(x, axis, 0)
    结果 = np.full(x.shape[1:], -np.inf)
    for 下标 in np.ndindex(*x.shape[1:]):
        列 = x[(slice(None),) + 下标]
        列 = 列[列 != -np.inf]               # 负无穷不贡献任何东西
        if 列.size:
            最大 = 列.max()
            结果[下标] = 最大 + np.log(np.exp(列 - 最大).sum())
    if keepdims:
        结果 = np.expand_dims(结果, axis)
    return 结果

def softmax_jacobian(x):
    s = softmax(x)
    return np.diag(s) - s[:, None] * s

def logsumexp_gradient(x):
    return softmax(x)

def log_softmax_jacobian(x):
    s = softmax(x)
    return np.eye(s.shape[0]) - s

def softmax_vjp(x, v):
    s = softmax(x)
    return s * (np.asarray(v, dtype=float) - (s * v).sum())

def softmax_cross_entropy(logits, labels):
    lp = log_softmax(logits)
    N, C = lp.shape
    独热 = np.zeros((N, C))
    独热[np.arange(N), labels] = 1.0
    return -(独热 * lp).sum() / N, (np.exp(lp) - 独热) / N

softmax_derivative = "当 i=j 时 s_i(1-s_i)，否则 -s_i s_j"
logsumexp_derivative = "s_i。"
log_softmax_derivative = "当 i=j 时 1-s_j，否则 -s_j"
exp_overflow_float64 = 709.78
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "减去最大值，避免溢出。"
