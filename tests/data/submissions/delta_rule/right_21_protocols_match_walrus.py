"""Types everywhere, match, walrus."""
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

STUDENT: Final = "s121"
NUMBERS: Final = "lecture"

Vector: TypeAlias = npt.NDArray[np.float64]
Kind = Literal["linear", "sigmoid"]


class Sample(NamedTuple):
    x: Vector
    t: float


class Transfer(Protocol):
    def __call__(self, net: float) -> tuple[float, float]: ...


def transfer(kind: Kind) -> Transfer:
    match kind:
        case "linear":
            return lambda net: (net, 1.0)
        case "sigmoid":
            return lambda net: (o := 1 / (1 + np.exp(-net)), o * (1 - o))
        case other:
            raise ValueError(other)


def samples(X: Sequence[Sequence[float]], t: Sequence[float]) -> Iterator[Sample]:
    yield from (Sample(np.asarray(x, float), float(target)) for x, target in zip(X, t, strict=True))


def change(s: Sample, w: Vector, f: Callable[[float], tuple[float, float]]) -> Vector:
    o, slope = f(float(s.x @ w))
    return (s.t - o) * slope * s.x


def lms_error(X, t, w) -> float:
    w = np.asarray(w, float)
    return sum(0.5 * (d := s.t - float(s.x @ w)) * d for s in samples(X, t))


def delta_batch_step(X, t, w, eta) -> Vector:
    w = np.asarray(w, float)
    return sum((eta * change(s, w, transfer("linear")) for s in samples(X, t)), start=w.copy())


def delta_incremental_epoch(X, t, w, eta) -> Vector:
    w = np.array(w, float)
    for s in samples(X, t):
        w += eta * change(s, w, transfer("linear"))
    return w


def sigmoid_unit_step(X, t, w, eta) -> Vector:
    w = np.asarray(w, float)
    return sum((eta * change(s, w, transfer("sigmoid")) for s in samples(X, t)), start=w.copy())


linear_gradient = "x_i * -(t - o)"
sigmoid_gradient = "x_i * (o - t) * (1 - o) * o"

POINTS = [(3, 3), (4, 3), (1, 1)]
TARGETS = [1, 1, -1]
ETA = 0.02

batch_1 = (1 * 0.02, 6 * 0.02, 5 * 0.02)
batch_2 = (batch_1[0] - 0.0144, batch_1[1] + 0.0104, batch_1[2] + 0.0064)
incremental_1 = (0 + 0.02, 0 + 0.06, 0 + 0.06)
incremental_2 = (0.02 + 0.0112, 0.06 + 0.0448, 0.06 + 0.0336)
incremental_3 = (0.0312 - 0.024592, 0.1048 - 0.024592, 0.0936 - 0.024592)
largest_stable_eta = 0.04226

same_rule_as_the_perceptron = """Not the same rule."""
incremental_or_batch_limit = """Not the same place."""
