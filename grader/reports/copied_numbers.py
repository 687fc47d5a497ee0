"""Hand work that fits another student's numbers and not its own: a list for a person to look at, never a verdict."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from grader.course.loader import Assignment
from grader.handwork.simulated_student import Imitation
from grader.model import CheckResult, Kind, Result, Status

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ENOUGH = 4  # steps that are written
_OWN, _OTHERS = 0.5, 0.8  # at most this share fits the own numbers, at least that the other's
_ROW = re.compile(r"row (\d+)")


@dataclass(frozen=True)
class Copy:
    """A student whose hand work fits the numbers of another row, and who has that row."""

    student: str
    row: int
    fits_row: int
    fits: float
    own: float
    students: tuple[str, ...]


@dataclass(frozen=True)
class _Written:
    """A student's row, and the steps whose right value depends on it."""

    student: str
    row: int
    steps: Mapping[str, str]


def suspected(assignment: Assignment, results: Iterable[Result]) -> Iterator[Copy]:
    """Yield those whose worksheets fit the row of somebody else in the class far better than their own."""
    if assignment.solution is None or not assignment.rows:
        return
    everybody = [written for result in results if (written := _written(result)) is not None]
    of_row: dict[int, list[str]] = {}
    for one in everybody:
        of_row.setdefault(one.row, []).append(one.student)
    right = {row: _right(assignment, row) for row in of_row}
    for one in everybody:
        own = _share(one.steps, right[one.row], right[one.row])
        if len(one.steps) < _ENOUGH or own > _OWN:
            continue
        fits = {row: _share(one.steps, right[row], right[one.row]) for row in of_row if row != one.row}
        best = max(fits, key=lambda row: fits[row], default=None)
        if best is not None and fits[best] >= _OTHERS:
            yield Copy(one.student, one.row, best, fits[best], own, tuple(of_row[best]))


def _written(result: Result) -> _Written | None:
    row = _ROW.fullmatch(result.numbers)
    if row is None or result.error is not None:
        return None
    steps = {c.name: c.verdict.got for c in result.checks if c.kind is Kind.WORKSHEET and _is_written(c)}
    return _Written(result.student, int(row[1]), steps)


def _is_written(check: CheckResult) -> bool:
    return bool(check.verdict.got) and check.verdict.status in (Status.PASSED, Status.FAILED)


def _right(assignment: Assignment, row: int) -> dict[str, str]:
    """What stands in each step of somebody who gets everything right on a row."""
    assert assignment.solution is not None  # noqa: S101 - asked by suspected
    pupil = Imitation(assignment.solution, assignment.tasks, assignment.rows[row - 1])
    text = "\n".join(f"{name} = {answer}" for name, answer in pupil.texts().items())
    return {c.name: c.verdict.got for c in pupil.results(text) if c.kind is Kind.WORKSHEET}


def _share(steps: Mapping[str, str], right: Mapping[str, str], own: Mapping[str, str]) -> float:
    """How many of the steps are as on a row, of those whose value is not the same on every row."""
    telling = [name for name in steps if right is own or not _alike(right.get(name, ""), own.get(name, ""))]
    if not telling:
        return 0.0
    return sum(_alike(steps[name], right.get(name, "")) for name in telling) / len(telling)


def _alike(one: str, other: str) -> bool:
    a, b = _numbers(one), _numbers(other)
    return len(a) == len(b) and all(math.isclose(x, y, rel_tol=5e-3, abs_tol=5e-4) for x, y in zip(a, b, strict=True))


@lru_cache(maxsize=1 << 16)
def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(number) for number in _NUMBER.findall(text))
