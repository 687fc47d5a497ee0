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
from numpy.typing import ArrayLike, NDArray


def logsumexp(x: ArrayLike, axis: int = -1, keepdims: bool = False):
    """np.logaddexp is already stable (also for -inf), so just reduce with it."""
    return np.logaddexp.reduce(np.asarray(x, dtype=float), axis=axis, keepdims=keepdims)


def log_softmax(x: ArrayLike, axis: int = -1) -> NDArray:
    x = np.asarray(x, dtype=float)
    x = x - np.max(x, axis=axis, keepdims=True)
    return x - logsumexp(x, axis, True)


def softmax(x: ArrayLike, axis: int = -1) -> NDArray:
    return np.exp(log_softmax(x, axis=axis))


def softmax_jacobian(x: ArrayLike) -> NDArray:
    s = softmax(x)
    return s[:, None] * (np.identity(len(s)) - s[None, :])


logsumexp_gradient = lambda x: softmax(x)


def log_softmax_jacobian(x: ArrayLike) -> NDArray:
    s = softmax(x)
    return np.identity(len(s)) - np.ones_like(s)[:, None] @ s[None, :]


def softmax_vjp(x: ArrayLike, v: ArrayLike) -> NDArray:
    return np.asarray(v, dtype=float) @ softmax_jacobian(x)


def softmax_cross_entropy(logits: ArrayLike, labels: ArrayLike) -> tuple[float, NDArray]:
    logp = log_softmax(logits, axis=1)
    onehot = np.eye(logp.shape[1])[np.asarray(labels)]
    loss = -np.where(onehot == 1, logp, 0).sum(axis=1).mean()
    return float(loss), (np.exp(logp) - onehot) / len(logp)


softmax_derivative: str = r"$s_i(\delta_{ij} - s_j)$"
logsumexp_derivative: str = r"$s_i$"
log_softmax_derivative: str = r"$\delta_{ij} - s_j$"
exp_overflow_float64: float = 709.78
exp_overflow_float32: float = 88.723
exp_overflow_float16: float = 11.0899
largest_n: int = 2
overflow_discussion: str = (
    "Without the shift exp(710) is inf and inf/inf is nan. "
    "With it the largest term is exp(0) = 1."
)
