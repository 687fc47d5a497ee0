"""Numba twins beside the NumPy functions that they stand in for, with what the first call costs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measure import milliseconds, table
from options import Options

from grader.course import numba_twins
from grader.course.loader import Course
from grader.course.solution import Solution

REPOSITORY = Path(__file__).resolve().parents[1]
FAR = np.array([[10.0, 0.0], [11.0, 0.0]]), np.array([-1, 1])  # learnt in 445 updates


def network(T: int) -> tuple[Any, ...]:
    """X, h0, W_xh, W_hh, W_hy and targets of T steps."""
    rng = np.random.default_rng(0)
    return tuple(rng.normal(size=size) for size in ((T, 3), (3,), (3, 3), (3, 3), (2, 3), (T, 2)))


def image(n: int) -> tuple[Any, ...]:
    """An image of n x n and a kernel of 3 x 3."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, n)), rng.normal(size=(3, 3))


CALLS: list[tuple[str, str, str, tuple[Any, ...]]] = [
    ("perceptron", "perceptron_fit", "445 updates", FAR),
    ("rnn", "rnn_bptt", "4 steps", network(4)),
    ("rnn", "rnn_bptt", "100 steps", network(100)),
    ("conv_size", "correlate2d", "5 x 5", image(5)),
    ("conv_size", "correlate2d", "200 x 200", image(200)),
]


def run(_: Options) -> str:
    """Measure and return two tables."""
    if not numba_twins.is_numba_installed():
        return "twins: Numba is not installed"
    rows = []
    for name, function, size, given in CALLS:
        solution = Course(REPOSITORY).assignment(name).solution
        assert solution is not None
        slow, fast = solution.space[function], Solution(solution.space, fast=True).right_space[function]
        by_numpy, by_numba = least(slow, given), least(fast, given)
        ratio = f"{by_numpy / by_numba:.1f}"
        rows.append([f"{function}, {size}", milliseconds(by_numpy), milliseconds(by_numba), ratio])
    with tempfile.TemporaryDirectory() as cache:
        starts = [[name, *(milliseconds(first(name, cache)) for _ in range(2))] for name in ("perceptron", "rnn")]
    return "\n".join(
        [
            table(["a call, the least of 5", "NumPy", "Numba", "NumPy / Numba"], rows),
            "",
            table(["the first call, with Numba's import", "compiled", "kept on disk"], starts),
        ]
    )


def least(function: Callable[..., Any], given: tuple[Any, ...]) -> float:
    """Return the seconds of a call, the least of 5 measurements."""
    timer = timeit.Timer(lambda: function(*given))
    function(*given)  # what is compiled or read is not counted here
    number = max(1, int(0.05 / timer.timeit(1)))
    return min(timer.repeat(5, number)) / number


def first(name: str, cache: str) -> float:
    """Return the seconds of the first call in a fresh process; the twin's machine code is kept in `cache`."""
    function, given = next((i, call) for i, (of, call, *_) in enumerate(CALLS) if of == name)
    command = [sys.executable, __file__, str(function), name, given]
    environment = {**os.environ, "XDG_CACHE_HOME": cache}
    return float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    _, place, name, function = sys.argv
    solution = Course(REPOSITORY).assignment(name).solution
    assert solution is not None
    fast = Solution(solution.space, fast=True).right_space[function]
    print(timeit.timeit(lambda: fast(*CALLS[int(place)][3]), number=1))
