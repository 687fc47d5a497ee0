"""Everything annotated."""
from __future__ import annotations

import dataclasses
import enum
import typing as T
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

STUDENT: T.Final[str] = "s001"
NUMBERS: T.Final = "lecture"
Vector: T.TypeAlias = "npt.NDArray[np.float64]"


class Out(enum.IntEnum):
    SILENT = 0
    FIRES = 1


class HasTarget(T.Protocol):
    x: Vector
    target: float

    def wrong(self, w: Vector) -> bool: ...


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    x: Vector
    target: float
    tie: T.Literal["err", "neg", "pos"]

    def wrong(self, w: Vector) -> bool:
        match float(self.x @ w), self.tie:
            case 0.0, "err":
                return True
            case 0.0, "neg":
                return self.target > 0
            case 0.0, "pos":
                return self.target < 0
            case net, _:
                return (net > 0) is not (self.target > 0)


class Fit(T.NamedTuple):
    trace: Vector
    picked: Sequence[int]
    converged: bool


@T.overload
def mp_neuron(x: Sequence[float], w: Vector, theta: float) -> Out: ...
@T.overload
def mp_neuron(x: Sequence[Sequence[float]], w: Vector, theta: float) -> list[Out]: ...
def mp_neuron(x, w, theta):
    net = np.asarray(x, np.float64) @ np.asarray(w, np.float64)
    return [Out(int(v >= theta)) for v in net] if net.ndim else Out(int(net >= theta))


def _rounds(samples: Sequence[HasTarget]) -> Iterator[Iterator[tuple[int, HasTarget]]]:
    while True:
        yield iter(enumerate(samples))


def perceptron_fit(X: npt.ArrayLike, t: npt.ArrayLike, eta: float = 1.0, w0: npt.ArrayLike | None = None,
                   tie: T.Literal["err", "neg", "pos"] = "err", max_updates: int = 10_000) -> Fit:
    samples: list[HasTarget] = [
        Sample(x=np.hstack([1.0, np.asarray(x, float)]), target=float(v), tie=tie)
        for x, v in zip(T.cast(T.Any, X), T.cast(T.Any, t), strict=True)
    ]
    w: Vector = np.zeros(samples[0].x.shape) if w0 is None else np.array(w0, np.float64)
    rows: list[Vector] = []
    picked: list[int] = []
    done: bool | None = None
    for pass_ in _rounds(samples):
        before = len(rows)
        for n, sample in pass_:
            if not sample.wrong(w):
                continue
            if len(rows) >= max_updates:
                done = False
                break
            w = w + eta * 2 * sample.target * sample.x
            rows.append(w)
            picked.append(n)
        if done is None and len(rows) == before:
            done = True
        if done is not None:
            return Fit(np.reshape(rows, (len(rows), w.size)), picked, done)
    T.assert_never(done)  # type: ignore[arg-type]


def perceptron_criterion(a: npt.ArrayLike, Y: npt.ArrayLike) -> tuple[float, Vector]:
    pairs: list[tuple[float, Vector]] = [(float(np.dot(a, y)), np.asarray(y, float)) for y in T.cast(T.Any, Y)]
    errors = [p for p in pairs if p[0] <= 0]
    gradient: Vector = np.zeros(np.shape(a))
    for _, y in errors:
        gradient -= y
    return -sum(s for s, _ in errors), gradient


trace_table: list[tuple[int, tuple[int, int, int]]] = [
    (1, (2, 6, 6)), (3, (0, 4, 4)), (3, (-2, 2, 2)), (3, (-4, 0, 0)), (1, (-2, 6, 6)), (3, (-4, 4, 4)), (3, (-6, 2, 2)),
]
number_of_updates: int = 7
one_update: float = 0.160
why_xor_never_converges: str = ...
