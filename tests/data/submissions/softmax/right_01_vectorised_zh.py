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

"""softmax 作业 —— 向量化写法"""
import numpy as np


def softmax(x, axis=-1):
    """减去最大值，防止 exp 上溢。"""
    x = np.asarray(x, dtype=np.float64)      # 先转成 float64，避免 uint8 回绕
    z = x - x.max(axis=axis, keepdims=True)  # 不修改原数组
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)


def logsumexp(x, axis=-1, keepdims=False):
    x = np.asarray(x, dtype=np.float64)
    m = x.max(axis=axis, keepdims=True)
    shift = np.where(np.isfinite(m), m, 0.0)   # 整行都是 -inf 时不能做 (-inf) - (-inf)
    s = np.exp(x - shift).sum(axis=axis, keepdims=True)
    with np.errstate(divide="ignore"):
        out = shift + np.log(s)
    return out if keepdims else np.squeeze(out, axis=axis)


def log_softmax(x, axis=-1):
    x = np.asarray(x, dtype=np.float64)
    z = x - x.max(axis=axis, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=axis, keepdims=True))


# ---- 雅可比 ----
def softmax_jacobian(x):
    s = softmax(x)
    return np.diag(s) - np.outer(s, s)


def logsumexp_gradient(x):
    return softmax(x)


def log_softmax_jacobian(x):
    s = softmax(x)
    return np.eye(s.size) - s        # 每一行都减去 s_j


def softmax_vjp(x, v):
    s = softmax(x)
    v = np.asarray(v, dtype=np.float64)
    return s * (v - s @ v)


def softmax_cross_entropy(logits, labels):
    labels = np.asarray(labels)
    lp = log_softmax(logits)
    n = lp.shape[0]
    rows = np.arange(n)
    loss = -lp[rows, labels].mean()
    g = np.exp(lp)
    g[rows, labels] -= 1
    return loss, g / n


softmax_derivative = "s_i * (delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = "减去最大值之后指数都不大于 0，所以 exp 不会上溢，分母至少为 1。"
