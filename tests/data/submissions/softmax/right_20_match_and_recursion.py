"""Old-school lists, recursion over the axes, match."""
from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

import numpy as np

STUDENT = "right-lists"
NUMBERS = "lecture"


def _row(kind: str, row: list[float]) -> list[float] | float:
    top = max(row)
    match kind:
        case "lse" if top == -math.inf:
            return top
        case "lse":
            return top + math.log(math.fsum(math.exp(v - top) for v in row))
        case "soft":
            total = math.fsum(es := [math.exp(v - top) for v in row])
            return [e / total for e in es]
        case "log":
            l = math.log(math.fsum(math.exp(v - top) for v in row))
            return [(v - top) - l for v in row]
        case _:
            raise KeyError(kind)


def _walk(kind, nested, depth):
    if depth == 0:
        return _row(kind, [float(v) for v in nested])
    return [_walk(kind, part, depth - 1) for part in nested]


def _along(kind: str, x: ArrayLike, axis: int) -> "ndarray":
    a = np.moveaxis(np.array(x), axis, -1)
    got = np.array(_walk(kind, a.tolist(), a.ndim - 1), dtype=float)
    if kind == "lse":
        return got.reshape(a.shape[:-1])
    return np.moveaxis(got.reshape(a.shape), -1, axis)


def softmax(x: ArrayLike, axis: int = -1) -> "ndarray":
    return _along("soft", x, axis)


def logsumexp(x: ArrayLike, axis: int = -1, keepdims: bool = False) -> "ndarray | float":
    r = _along("lse", x, axis)
    if keepdims:
        return np.expand_dims(r, axis)
    return float(r) if r.ndim == 0 else r


def log_softmax(x, axis=-1):
    return _along("log", x, axis)


def softmax_jacobian(x):
    s = _row("soft", list(map(float, x)))
    return [[a * ((i == j) - b) for j, b in enumerate(s)] for i, a in enumerate(s)]


def logsumexp_gradient(x):
    return tuple(_row("soft", [float(v) for v in x]))


def log_softmax_jacobian(x):
    s = _row("soft", [float(v) for v in x])
    return tuple(tuple(float(i == j) - b for j, b in enumerate(s)) for i in range(len(s)))


def softmax_vjp(x, v):
    J = softmax_jacobian(x)
    return [sum(J[i][j] * float(v[i]) for i in range(len(v))) for j in range(len(v))]


def softmax_cross_entropy(logits, labels):
    n = len(logits)
    loss, grad = 0.0, []
    for row, y in zip(logits, labels):
        lp = _row("log", [float(v) for v in row])
        loss -= lp[int(y)]
        grad.append([(math.exp(l) - (k == int(y))) / n for k, l in enumerate(lp)])
    return [loss / n, grad]


softmax_derivative = "s_i*(delta_ij - s_j)"
logsumexp_derivative = "s_i"
log_softmax_derivative = "delta_ij - s_j"
exp_overflow_float64 = 709.8
exp_overflow_float32 = 88.72
exp_overflow_float16 = 11.09
largest_n = 2
overflow_discussion = """exp overflows, the shift by the maximum cancels, the log of an underflowed softmax is -inf."""
