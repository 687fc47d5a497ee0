"""The ReLU's mask is taken from dout; the bias's gradient is a mean."""
from collections import namedtuple
from dataclasses import astuple, dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
Array = npt.NDArray[np.float64]


class AffineCache(NamedTuple):
    x: Array
    w: Array


class Passed(NamedTuple):
    out: Array
    cache: object


Gradients = namedtuple("Gradients", "dx dw db")
NormGradients = namedtuple("NormGradients", "dx dgamma dbeta")


@dataclass(frozen=True)
class NormCache:
    xhat: Array
    factor: Array


def affine_forward(x: Array, w: Array, b: Array) -> Passed:
    return Passed(np.vstack([w.T @ row.ravel() for row in x]) + b, AffineCache(x, w))


def affine_backward(dout: Array, cache: AffineCache) -> Gradients:
    match cache:
        case AffineCache(x=x, w=w):
            return Gradients(dx=np.matmul(dout, w.T).reshape(x.shape), dw=x.reshape(len(x), -1).T @ dout, db=np.add.reduce(dout) / len(dout))


def relu_forward(x: Array) -> Passed:
    return Passed(out=np.fmax(x, 0.0), cache=np.sign(x))


def relu_backward(dout: Array, cache: Array) -> Array:
    return np.select([dout > 0], [dout], default=0.0)


def batchnorm_forward(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Passed:
    factor = 1 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * factor
    return Passed(xhat * gamma + beta, NormCache(xhat, gamma * factor))


def batchnorm_backward(dout: Array, cache: NormCache) -> NormGradients:
    xhat, factor = astuple(cache)
    return NormGradients(
        dbeta=(dbeta := dout.sum(axis=0)),
        dgamma=(dgamma := (dout * xhat).sum(axis=0)),
        dx=factor * (dout - dbeta / len(dout) - xhat * dgamma / len(dout)),
    )


class Loss(NamedTuple):
    loss: float
    dscores: Array


def softmax_loss(scores: Array, y: npt.NDArray[np.int_]) -> Loss:
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    hot = np.arange(scores.shape[1]) == y[:, None]
    return Loss(float(-np.log(p[hot]).mean()), (p - hot) / len(y))


class State(NamedTuple):
    v: Array


def momentum_step(w: Array, dw: Array, state: State | None, rate: float = 0.1, momentum: float = 0.9) -> tuple[Array, State]:
    last = State(0 * w) if state is None else state
    state = last._replace(v=momentum * last.v - rate * dw)
    return w + state.v, state
