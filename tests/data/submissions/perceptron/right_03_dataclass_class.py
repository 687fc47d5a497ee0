# expect: mp_neuron=right
# expect: perceptron_fit=right
# expect: perceptron_criterion=right
# expect: trace_table=right
# expect: one_update=right
# expect: number_of_updates=right
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Optional, Sequence, Union

import numpy as np
from numpy.typing import ArrayLike, NDArray

STUDENT: str = "s001"
NUMBERS: str = "lecture"

Tie = Literal["err", "neg", "pos"]


class FitResult(NamedTuple):
    trace: NDArray[np.float64]
    picked: NDArray[np.int64]
    converged: bool


@dataclass
class Perceptron:
    n_inputs: int
    eta: float = 1.0
    tie: Tie = "err"
    max_updates: int = 10_000
    w: NDArray[np.float64] = field(init=False, repr=False)
    history: list[NDArray[np.float64]] = field(default_factory=list, repr=False)
    culprits: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.w = np.zeros(self.n_inputs + 1, dtype=np.float64)

    def start_from(self, w0: ArrayLike) -> Perceptron:
        self.w = np.array(w0, dtype=np.float64, copy=True)
        return self

    def output(self, x: NDArray[np.float64], target: float) -> float:
        net = float(x @ self.w)
        if net != 0.0:
            return 1.0 if net > 0.0 else -1.0
        return {"err": -target, "neg": -1.0, "pos": 1.0}[self.tie]

    @property
    def exhausted(self) -> bool:
        return len(self.history) >= self.max_updates

    def learn(self, n: int, x: NDArray[np.float64], target: float) -> bool:
        """Show one sample; True when the weights had to change (or would have to)."""
        o = self.output(x, target)
        if o == target:
            return False
        if not self.exhausted:
            self.w = self.w + self.eta * (target - o) * x
            self.history.append(self.w)
            self.culprits.append(n)
        return True

    def fit(self, A: NDArray[np.float64], t: NDArray[np.float64]) -> bool:
        while True:
            clean = True
            for n, (x, target) in enumerate(zip(A, t)):
                if self.learn(n, x, float(target)):
                    clean = False
                    if self.exhausted:
                        return False
            if clean:
                return True


def mp_neuron(x: ArrayLike, w: ArrayLike, theta: float) -> Union[int, NDArray[np.int64]]:
    xx = np.asarray(x, dtype=np.float64)
    net = xx @ np.asarray(w, dtype=np.float64)
    if xx.ndim == 1:
        return int(net - theta >= 0)
    return np.where(net - theta >= 0, 1, 0)


def perceptron_fit(X: ArrayLike, t: ArrayLike, eta: float = 1.0,
                   w0: Optional[ArrayLike] = None, tie: Tie = "err",
                   max_updates: int = 10_000) -> FitResult:
    Xf = np.asarray(X, dtype=np.float64)
    A = np.hstack((np.ones((Xf.shape[0], 1)), Xf))
    machine = Perceptron(Xf.shape[1], eta=eta, tie=tie, max_updates=max_updates)
    if w0 is not None:
        machine.start_from(w0)
    ok = machine.fit(A, np.asarray(t, dtype=np.float64))
    trace = np.zeros((len(machine.history), Xf.shape[1] + 1))
    for k, row in enumerate(machine.history):
        trace[k] = row
    return FitResult(trace, np.array(machine.culprits, dtype=np.int64), ok)


def perceptron_criterion(a: ArrayLike, Y: ArrayLike) -> tuple[float, NDArray[np.float64]]:
    Yf = np.asarray(Y, dtype=np.float64)
    scores = Yf @ np.asarray(a, dtype=np.float64)
    bad = Yf[scores <= 0]
    return float(-scores[scores <= 0].sum()), -bad.sum(axis=0)


trace_table: list[tuple[int, int, int, int]] = [
    (1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
one_update: float = 4 / 25
number_of_updates: int = 7
why_xor_never_converges: str = "No line separates XOR; the perceptron changes w for ever."
why_zero_is_a_fake_optimum: str = ...
