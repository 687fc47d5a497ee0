"""Statistics of a class: right and wrong by check, mistakes by name, groups of equal wrong outcomes.  Pure.

Figures: share right is the mean of the shares of a check's points; discrimination is the correlation of that share
with the rest of the student's points, over those who were given the check (a table may have fewer rows on other
numbers) and have it decided, a blank being nothing.  Few students or a check that all pass leave it empty.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from grader.followthrough.nodes import flatten
from grader.model import CheckResult, Kind, Result, Status
from grader.reports import wording

_FEW = 10  # students: below that a correlation is noise


@dataclass(frozen=True)
class CheckStatistics:
    """One check over the class."""

    name: str
    task: str
    title: str
    attempted: int
    right: float
    discrimination: float | None
    mistakes: Mapping[str, int]
    statuses: Mapping[str, int]

    @property
    def label(self) -> str:
        """The check's name, after its task's where that is another."""
        return self.name if self.name == self.task else f"{self.task}: {self.name}"

    @property
    def named(self) -> int:
        """How many were wrong with the name of their mistake."""
        return sum(self.mistakes.values())

    @property
    def other(self) -> int:
        """How many ended otherwise than right without a name."""
        wrong = (Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED)
        return sum(self.statuses.get(status, 0) for status in wrong) - self.named


@dataclass(frozen=True)
class ErrorCluster:
    """Wrong answers to one check that are alike and that no known mistake explains, with one of them as example."""

    check: str
    task: str
    count: int
    example: str  # a student
    path: str
    what: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClassStatistics:
    """What `grader cohort` shows of one assignment."""

    assignment: str
    students: int
    graded: int
    points: tuple[float, ...]
    items: tuple[CheckStatistics, ...]
    clusters: tuple[ErrorCluster, ...]
    pending: Mapping[str, int]
    errors: Mapping[str, tuple[str, ...]]
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task, the students


@dataclass
class _CheckTally:
    """One check while the class goes by: shares and points are kept as numbers, everything else as counts."""

    first: CheckResult
    attempted: int = 0
    rows: list[int] = field(default_factory=list)  # of those who have it decided, in the class
    shares: list[float] = field(default_factory=list)
    earned: list[float] = field(default_factory=list)
    mistakes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)


class _SharedError:
    """Students whose wrong answers are alike, each with their file; of the first, what was said."""

    def __init__(self, check: CheckResult) -> None:
        self.paths: dict[str, str] = {}
        words = wording.verdict_words(check.verdict, {}, check.name)
        self.what = words.message or f"{words.got} in place of {words.want}"


def summarize_class(assignment: str, results: Iterable[Result], *, smallest: int = 2) -> ClassStatistics:
    """Return the cohort of an assignment; `smallest` is the number of students from which a cluster is shown."""
    gathered: dict[str, _CheckTally] = {}
    alike: dict[tuple[str, str, str], _SharedError] = {}
    errors: dict[str, list[str]] = {}
    points: list[float] = []
    waiting: dict[str, list[str]] = {}
    count = 0
    for count, result in enumerate(results, 1):  # noqa: B007 - the last one says how many there were
        if result.error is not None:
            errors.setdefault(wording.sentence(result.error), []).append(result.student)
            continue
        points.append(float(result.points or 0))
        for task in dict.fromkeys(check.task for check in result.checks if check.pending):
            waiting.setdefault(task, []).append(result.student)
        for check in result.checks:
            _gather(gathered.setdefault(check.name, _CheckTally(check)), check, len(points) - 1)
            for key in _error_keys(check):
                same = alike.setdefault((check.name, check.task, key), _SharedError(check))
                same.paths[result.student] = result.path
    items = tuple(_check_statistics(gathered, points))
    return ClassStatistics(
        assignment,
        count,
        len(points),
        tuple(points),
        items,
        tuple(_clusters(alike, smallest)),
        {task: len(who) for task, who in waiting.items()},
        {why: tuple(who) for why, who in sorted(errors.items(), key=lambda item: -len(item[1]))},
        {task: tuple(who) for task, who in waiting.items()},
    )


def _gather(into: _CheckTally, check: CheckResult, row: int) -> None:
    into.statuses[check.verdict.status] += 1
    named = check.verdict.misconceptions
    into.mistakes[(" and " if check.verdict.together else " or ").join(named)] += bool(named)
    if not check.pending:
        into.attempted += check.verdict.status is not Status.NOT_ATTEMPTED
        into.rows.append(row)
        into.shares.append(float(check.verdict.share))
        into.earned.append(float(check.points))


def _check_statistics(gathered: Mapping[str, _CheckTally], points: Sequence[float]) -> Iterator[CheckStatistics]:
    totals = np.array(points)
    for one in gathered.values():
        if one.first.kind is Kind.PROSE:
            continue
        rest = totals[one.rows] - np.array(one.earned)
        yield CheckStatistics(
            one.first.name,
            one.first.task,
            wording.title_of(one.first),
            one.attempted,
            sum(one.shares) / max(one.attempted, 1),
            _correlation(np.array(one.shares), rest),
            dict(+one.mistakes),
            dict(one.statuses),
        )


def _correlation(one: Any, other: Any) -> float | None:
    if len(one) < _FEW or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _error_keys(check: CheckResult) -> list[str]:
    """Under which names a wrong answer may be like another; on numbers of one's own the relation to the right one."""
    verdict = check.verdict
    if verdict.misconceptions or verdict.by_hand or verdict.status not in (Status.FAILED, Status.RAISED):
        return []
    return [verdict.signature] if verdict.signature else error_patterns(verdict.got, verdict.want)


def _clusters(alike: Mapping[tuple[str, str, str], _SharedError], smallest: int) -> Iterator[ErrorCluster]:
    """The largest first; who is in a larger cluster of a check is in no smaller one of the same check."""
    told: set[tuple[str, str]] = set()
    for (check, task, key), same in sorted(alike.items(), key=lambda item: -len(item[1].paths)):
        left = [student for student in same.paths if (check, student) not in told]
        if len(left) < smallest:
            continue
        told |= {(check, student) for student in left}
        shown = pattern_words(key) or same.what
        yield ErrorCluster(check, task, len(left), left[0], same.paths[left[0]], shown, tuple(left))


def mistake_counts(items: Iterable[CheckStatistics]) -> list[tuple[str, int]]:
    """Return each mistake with its count in the check that shows most of it, most frequent first."""
    counts: dict[str, int] = {}
    for item in items:
        for name, count in item.mistakes.items():
            counts[name] = max(counts.get(name, 0), count)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


# ---- how a wrong number stands to the right one

_TIMES, _PLUS = "times ", "plus "


def error_patterns(got: Any, want: Any) -> list[str]:
    """Return names for what leads from `want` to `got`: a factor, a difference.

    Where there is neither, as with one wrong number of five or with words, the value itself is the name.
    """
    one, other = _numbers(got), _numbers(want)
    shown = " ".join(wording.shown_value(got).split())
    itself = [f"is {shown}"] if shown else []
    if not one or not other or len(one) != len(other):
        return itself
    found = []
    if all(want for want in other):
        ratios = [a / b for a, b in zip(one, other, strict=True)]
        if _nearly_equal(ratios):
            found.append(f"{_TIMES}{ratios[0]:.3g}")
    differences = [a - b for a, b in zip(one, other, strict=True)]
    if _nearly_equal(differences):
        found.append(f"{_PLUS}{differences[0]:.3g}")
    return found or itself


def pattern_words(name: str) -> str:
    """Return a name in words, "" where it is a digest or a text that speaks for itself."""
    for start, words in ((_TIMES, "the right number times"), (_PLUS, "the right number plus")):
        if name.startswith(start):
            return f"{words} {name.removeprefix(start)}"
    return ""


def _numbers(value: Any) -> list[float]:
    """The numbers of a value; none where it has anything else."""
    leaves = flatten(value)
    plain = all(isinstance(v, (int, float, Fraction)) and math.isfinite(v) for v in leaves)
    return [float(v) for v in leaves] if plain else []


def _nearly_equal(values: list[float]) -> bool:
    return all(math.isclose(value, values[0], rel_tol=2e-3, abs_tol=1e-9) for value in values)
