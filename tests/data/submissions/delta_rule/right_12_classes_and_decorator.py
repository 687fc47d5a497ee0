"""One class per unit; a decorator turns what comes in into arrays of floats."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

import numpy as np

STUDENT = "s112"
NUMBERS = "lecture"


def floats(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*[np.array(a, float) for a in args], **{k: np.array(v, float) for k, v in kwargs.items()})

    return inner


@dataclass
class Unit(ABC):
    w: np.ndarray
    history: list = field(default_factory=list)

    @abstractmethod
    def __call__(self, X): ...

    @abstractmethod
    def slope(self, o): ...

    def error(self, X, t):
        return 0.5 * ((t - self(X)) ** 2).sum()

    def gradient(self, X, t):
        o = self(X)
        return -(((t - o) * self.slope(o))[:, None] * X).sum(axis=0)

    def step(self, X, t, eta):
        self.history.append(self.w)
        self.w = self.w - eta * self.gradient(X, t)
        return self


class Linear(Unit):
    def __call__(self, X):
        return X.dot(self.w)

    def slope(self, o):
        return np.ones_like(o)


class Sigmoid(Unit):
    def __call__(self, X):
        return 1 / (1 + np.exp(-X.dot(self.w)))

    def slope(self, o):
        return o * (1 - o)


@floats
def lms_error(X, t, w):
    return Linear(w).error(X, t)


@floats
def delta_batch_step(X, t, w, eta):
    return Linear(w).step(X, t, eta).w


@floats
def delta_incremental_epoch(X, t, w, eta):
    unit = Linear(w)
    for n in range(len(t)):
        unit.step(X[n : n + 1], t[n : n + 1], eta)
    return unit.w


@floats
def sigmoid_unit_step(X, t, w, eta):
    return Sigmoid(w).step(X, t, eta).w


linear_gradient = "dE/dw_i = -(t - o)*x_i"
sigmoid_gradient = "dE/dw_i = -(t - o)*o*(1 - o)*x_i"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (0.02, 0.12, 0.1)
batch_2 = (0.02 + 0.02 * (-0.72), 0.12 + 0.02 * 0.52, 0.1 + 0.02 * 0.32)
incremental_1 = (0 + 0.02 * 1, 0 + 0.02 * 3, 0 + 0.02 * 3)
incremental_2 = (0.02 + 0.02 * 0.56, 0.06 + 0.02 * 0.56 * 4, 0.06 + 0.02 * 0.56 * 3)
incremental_3 = (0.0312 + 0.02 * (-1.2296), 0.1048 - 0.02 * 1.2296, 0.0936 - 0.02 * 1.2296)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """Only by its looks: with a threshold in o there is no gradient to go down."""
incremental_or_batch_limit = """Batch: at the minimum. Incremental: on a cycle around it whose size goes with eta."""
