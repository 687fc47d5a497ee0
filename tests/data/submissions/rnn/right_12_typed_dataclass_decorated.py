from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

STUDENT: str = "s001"
NUMBERS: str = "lecture"

Array = NDArray[np.float64]


class Run(NamedTuple):
    states: Array
    outputs: Array


def floats(f: Callable[..., object]) -> Callable[..., object]:
    """every argument becomes a fresh float array"""

    @functools.wraps(f)
    def inner(*args: ArrayLike | None, **named: ArrayLike | None) -> object:
        new = lambda a: None if a is None else np.array(a, dtype=np.float64, order="C")
        return f(*map(new, args), **{k: new(v) for k, v in named.items()})

    return inner


@dataclass(frozen=True, slots=True)
class Weights:
    xh: Array
    hh: Array
    hy: Array
    b_h: Array | float = 0.0
    b_y: Array | float = 0.0

    def step(self, h: Array, x: Array) -> Array:
        return np.tanh(self.hh @ h + self.xh @ x + self.b_h)

    def read(self, h: Array) -> Array:
        return self.hy @ h + self.b_y


@dataclass
class Gradients:
    xh: Array
    hh: Array
    hy: Array
    carried: Array
    inputs: list[Array] = field(default_factory=list)

    def add(self, w: Weights, before: Array, after: Array, x: Array, error: Array) -> None:
        self.hy += np.outer(error, after)
        delta = (w.hy.T @ error + self.carried) * (1 - after**2)
        self.hh += np.outer(delta, before)
        self.xh += np.outer(delta, x)
        self.inputs.append(w.xh.T @ delta)
        self.carried = w.hh.T @ delta


def _states(w: Weights, h: Array, X: Array) -> Iterator[Array]:
    yield h
    for x in X:
        yield (h := w.step(h, x))


@floats
def rnn_forward(X, h0, W_xh, W_hh, W_hy, b_h=None, b_y=None) -> Run:
    w = Weights(W_xh, W_hh, W_hy, 0.0 if b_h is None else b_h, 0.0 if b_y is None else b_y)
    hs = np.vstack([*_states(w, h0, X)])
    Y = np.array([w.read(h) for h in hs[1:]]).reshape(X.shape[0], W_hy.shape[0])
    return Run(states=hs, outputs=Y)


@floats
def rnn_cell_concat(x, h, W) -> Array:
    return np.tanh(W.dot(np.append(x, h)))


@floats
def rnn_bptt(X, h0, W_xh, W_hh, W_hy, targets) -> OrderedDict[str, object]:
    w = Weights(W_xh, W_hh, W_hy)
    run = rnn_forward(X, h0, W_xh, W_hh, W_hy)
    errors = run.outputs - targets
    g = Gradients(np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(W_hy), np.zeros_like(h0))
    for t in range(len(X))[::-1]:
        g.add(w, run.states[t], run.states[t + 1], X[t], errors[t])
    dX = np.array(g.inputs[::-1]).reshape(X.shape)
    return OrderedDict(
        dh0=g.carried, dX=dX, dW_hy=g.hy, dW_hh=g.hh, dW_xh=g.xh, loss=np.float64(0.5 * np.vdot(errors, errors))
    )


h1: tuple[float, float] = (+0.2260, -0.5154)
y1: tuple[float, float] = (+0.7414, +0.0099)
h2: tuple[float, float] = (+0.5834, +0.2855)
y2: tuple[float, float] = (+0.2979, +0.3488)
count_W_hy: int = 1
count_W_hh: int = 2
count_W_xh: int = 3
vanishing_and_exploding: str = """
A product of k Jacobians: norm <= ||W_hh||^k. 0.5^10 = 0.00098: it vanishes. 2^10 = 1024 while tanh is linear: explodes.
"""
