"""The class as a whole: per check who is right, mistakes by name, and wrong answers that no mistake explains.  Pure.

Figures: share right is the mean of the shares of a check's points; discrimination is the correlation of a check with
all the others together (the check itself left out, and who waits for a person there), which few points or a check that
all pass leave empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader import relation
from grader.model import CheckResult, Kind, Result, Status

_FEW = 10  # students: below that a correlation is noise


@dataclass(frozen=True)
class Item:
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
    def named(self) -> int:
        """How many were wrong with the name of their mistake."""
        return sum(self.mistakes.values())

    @property
    def other(self) -> int:
        """How many ended otherwise than right without a name."""
        wrong = (Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED)
        return sum(self.statuses.get(status, 0) for status in wrong) - self.named


@dataclass(frozen=True)
class Cluster:
    """Wrong answers to one check that are alike and that no known mistake explains, with one of them as example."""

    check: str
    task: str
    count: int
    example: str  # a student
    path: str
    what: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Cohort:
    """What `grader cohort` shows of one assignment."""

    assignment: str
    students: int
    graded: int
    points: tuple[float, ...]
    items: tuple[Item, ...]
    clusters: tuple[Cluster, ...]
    pending: Mapping[str, int]
    errors: Mapping[str, tuple[str, ...]]
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task, the students


@dataclass
class _Gathering:
    """One check while the class goes by: shares are kept as numbers, everything else as counts."""

    first: CheckResult
    shares: dict[int, float] = field(default_factory=dict)
    waits: set[int] = field(default_factory=set)
    mistakes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)


class _Alike:
    """Students whose wrong answers are alike, each with their file; of the first, what was said."""

    def __init__(self, check: CheckResult) -> None:
        self.paths: dict[str, str] = {}
        verdict = check.verdict
        self.what = verdict.message or f"{verdict.got} in place of {verdict.want}"


def of(assignment: str, results: Iterable[Result], *, smallest: int = 2) -> Cohort:
    """Return the cohort of an assignment; `smallest` is the number of students from which a cluster is shown."""
    gathered: dict[str, _Gathering] = {}
    alike: dict[tuple[str, str, str], _Alike] = {}
    errors: dict[str, list[str]] = {}
    points: list[float] = []
    waiting: dict[str, list[str]] = {}
    count = 0
    for count, result in enumerate(results, 1):  # noqa: B007 - the last one says how many there were
        if result.error is not None:
            errors.setdefault(result.error, []).append(result.student)
            continue
        points.append(float(result.points or 0))
        for task in dict.fromkeys(check.task for check in result.checks if check.pending):
            waiting.setdefault(task, []).append(result.student)
        for check in result.checks:
            _gather(gathered.setdefault(check.name, _Gathering(check)), check, len(points) - 1)
            for key in _likeness(check):
                same = alike.setdefault((check.name, check.task, key), _Alike(check))
                same.paths[result.student] = result.path
    items = tuple(_items(gathered, len(points)))
    return Cohort(
        assignment, count, len(points), tuple(points), items, tuple(_clusters(alike, smallest)),
        {task: len(who) for task, who in waiting.items()},
        {why: tuple(who) for why, who in sorted(errors.items(), key=lambda item: -len(item[1]))},
        {task: tuple(who) for task, who in waiting.items()},
    )  # fmt: skip


def _gather(into: _Gathering, check: CheckResult, row: int) -> None:
    into.statuses[check.verdict.status] += 1
    into.mistakes[" or ".join(check.verdict.misconceptions)] += bool(check.verdict.misconceptions)
    if check.pending:
        into.waits.add(row)
    elif check.verdict.status is not Status.NOT_ATTEMPTED:
        into.shares[row] = float(check.verdict.share)


def _items(gathered: Mapping[str, _Gathering], students: int) -> Iterator[Item]:
    earned = np.zeros((students, len(gathered)))
    for column, one in enumerate(gathered.values()):
        rows = list(one.shares)
        earned[rows, column] = np.fromiter(one.shares.values(), float) * float(one.first.max_points)
    totals = earned.sum(axis=1)
    for column, one in enumerate(gathered.values()):
        if one.first.kind is Kind.PROSE:
            continue
        shares, decided = list(one.shares.values()), [row for row in range(students) if row not in one.waits]
        mine = earned[decided, column]
        yield Item(
            one.first.name, one.first.task, one.first.title, len(shares), float(np.mean(shares)) if shares else 0.0,
            _correlation(mine, totals[decided] - mine), dict(+one.mistakes), dict(one.statuses),
        )  # fmt: skip


def _correlation(one: Any, other: Any) -> float | None:
    if len(one) < _FEW or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _likeness(check: CheckResult) -> list[str]:
    """Under which names a wrong answer may be like another; on numbers of one's own the relation to the right one."""
    verdict = check.verdict
    if verdict.misconceptions or verdict.by_hand or verdict.status not in (Status.FAILED, Status.RAISED):
        return []
    return [verdict.alike] if verdict.alike else relation.names(verdict.got, verdict.want)


def _clusters(alike: Mapping[tuple[str, str, str], _Alike], smallest: int) -> Iterator[Cluster]:
    """The largest first; who is in a larger cluster of a check is in no smaller one of the same check."""
    told: set[tuple[str, str]] = set()
    for (check, task, key), same in sorted(alike.items(), key=lambda item: -len(item[1].paths)):
        left = [student for student in same.paths if (check, student) not in told]
        if len(left) < smallest:
            continue
        told |= {(check, student) for student in left}
        shown = relation.said(key) or same.what
        yield Cluster(check, task, len(left), left[0], same.paths[left[0]], shown, tuple(left))
