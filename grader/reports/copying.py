"""Signs of copied work, as lists to look at: another student's numbers, code that is nearly the same."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from grader.course.loader import Assignment
from grader.course.solution import Solution
from grader.errors import UsageError
from grader.followthrough.nodes import flatten
from grader.handwork.simulated_student import SimulatedStudent
from grader.model import ABSENT, CheckResult, Kind, Result, Status

_ENOUGH_STEPS = 4  # steps that are written
_OWN, _OTHERS = 0.5, 0.8  # at most this share fits the own numbers, at least that the other's
_ROW = re.compile(r"row (\d+)")


@dataclass(frozen=True)
class CopiedNumbers:
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
    steps: Mapping[str, Any]


def copied_numbers(assignment: Assignment, results: Iterable[Result]) -> Iterator[CopiedNumbers]:
    """Yield those whose worksheets fit the row of somebody else in the class far better than their own."""
    if assignment.solution is None or not assignment.rows:
        return
    everybody = [written for result in results if (written := _written_steps(result)) is not None]
    of_row: dict[int, list[str]] = {}
    for one in everybody:
        of_row.setdefault(one.row, []).append(one.student)
    right = {row: _right_steps(assignment, assignment.solution, row) for row in of_row}
    for one in everybody:
        own = _fitting_share(one.steps, right[one.row], right[one.row])
        if len(one.steps) < _ENOUGH_STEPS or own > _OWN:
            continue
        fits = {row: _fitting_share(one.steps, right[row], right[one.row]) for row in of_row if row != one.row}
        best = max(fits, key=lambda row: fits[row], default=None)
        if best is not None and fits[best] >= _OTHERS:
            yield CopiedNumbers(one.student, one.row, best, fits[best], own, tuple(of_row[best]))


def _written_steps(result: Result) -> _Written | None:
    row = _ROW.fullmatch(result.numbers)
    if row is None or result.error is not None:
        return None
    steps = {c.name: c.verdict.got for c in result.checks if c.kind is Kind.WORKSHEET and _is_written(c)}
    return _Written(result.student, int(row[1]), steps)


def _is_written(check: CheckResult) -> bool:
    return check.verdict.got is not ABSENT and check.verdict.status in (Status.PASSED, Status.FAILED)


def _right_steps(assignment: Assignment, solution: Solution, row: int) -> dict[str, Any]:
    """What stands in each step of somebody who gets everything right on a row."""
    pupil = SimulatedStudent(solution, assignment.tasks, assignment.rows[row - 1])
    text = "\n".join(f"{name} = {answer}" for name, answer in pupil.answer_texts().items())
    return {c.name: c.verdict.got for c in pupil.check_results(text) if c.kind is Kind.WORKSHEET}


def _fitting_share(steps: Mapping[str, Any], right: Mapping[str, Any], own: Mapping[str, Any]) -> float:
    """How many of the steps are as on a row, of those whose value is not the same on every row."""
    telling = [name for name in steps if right is own or not _same_numbers(right.get(name), own.get(name))]
    if not telling:
        return 0.0
    return sum(_same_numbers(steps[name], right.get(name)) for name in telling) / len(telling)


def _same_numbers(one: Any, other: Any) -> bool:
    a, b = _numbers(one), _numbers(other)
    return len(a) == len(b) and all(math.isclose(x, y, rel_tol=5e-3, abs_tol=5e-4) for x, y in zip(a, b, strict=True))


def _numbers(value: Any) -> list[float]:
    return [float(leaf) for leaf in flatten(value) if isinstance(leaf, (int, float, Fraction))]


# ---- code

_LENGTH, _WINDOW = 15, 10  # of a fingerprint in tokens; of how many neighbours one is kept
_ENOUGH_FINGERPRINTS = 20  # fingerprints in common, below which two files are not compared
_COMMON = 60  # students, as many as ever copy from each other: what more have is nobody's own
_NEAR = 0.7


@dataclass(frozen=True)
class SimilarCode:
    """Two students, and which share of each one's own code is in the other's."""

    one: str
    other: str
    share: float
    tokens: int


def similar_code(
    sources: Iterable[tuple[str, Sequence[str]]], skeleton: str, *, most: int = 50
) -> Iterator[SimilarCode]:
    """Yield pairs of students whose code is nearly the same beyond the skeleton, the nearest first.

    `sources` are students with the cells of their homework.  Raises UsageError without the extra.
    """
    try:
        import copydetect
        import numpy as np
    except ImportError:
        raise UsageError("--similar needs copydetect: pip install 'grader[similarity]'") from None

    def fingerprint(text: str, boilerplate: Any) -> Any:
        return copydetect.CodeFingerprint(
            "homework.py", _LENGTH, _WINDOW, np.array(list(boilerplate)), filter=True, fp=io.StringIO(text)
        )

    given = fingerprint(skeleton, []).hashes
    prints = {student: fingerprint("\n".join(cells), given) for student, cells in sources}
    found = [_pair(copydetect, prints, one, other) for one, other in _worth_comparing(prints)]
    near = sorted((pair for pair in found if pair.share >= _NEAR), key=lambda pair: (-pair.share, -pair.tokens))
    yield from near[:most]


def _worth_comparing(prints: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs that have enough in common which not too many have; so that a class of thousands is not squared."""
    having: dict[int, list[str]] = {}
    for student, one in prints.items():
        for number in set(one.hashes):
            having.setdefault(int(number), []).append(student)
    shared: Counter[tuple[str, str]] = Counter()
    for students in having.values():
        if 1 < len(students) <= _COMMON:
            shared.update(combinations(sorted(students), 2))
    return [pair for pair, count in shared.items() if count >= _ENOUGH_FINGERPRINTS]


def _pair(copydetect: Any, prints: dict[str, Any], one: str, other: str) -> SimilarCode:
    tokens, shares, _ = copydetect.compare_files(prints[one], prints[other])
    return SimilarCode(one, other, float(min(shares)), int(tokens))
