"""Verdicts -> points: exact fractions, rounded only where a person or a file sees them.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from grader.model import CheckResult, Status


def rounded(points: Fraction) -> float:
    """Return points as a number with at most four decimals, rounded half to even."""
    if points.denominator == 1:
        return points.numerator
    value = float(round(points, 4))
    return int(value) if value.is_integer() else value


def shared(points: Fraction, count: int) -> Fraction:
    """Return each one's part where `count` checks share the points of a task."""
    return points / count if count else Fraction(0)


def tally(checks: Iterable[CheckResult]) -> dict[Status, int]:
    """Return how many checks ended in which way."""
    counts: dict[Status, int] = {}
    for check in checks:
        counts[check.verdict.status] = counts.get(check.verdict.status, 0) + 1
    return counts


def by_task(checks: Iterable[CheckResult]) -> dict[str, list[CheckResult]]:
    """Return the checks of each task, tasks and checks in their order."""
    tasks: dict[str, list[CheckResult]] = {}
    for check in checks:
        tasks.setdefault(check.task, []).append(check)
    return tasks


def totals(checks: Iterable[CheckResult]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the points that are decided, that are pending, and the most there are."""
    points = pending = most = Fraction(0)
    for check in checks:
        points, pending, most = points + check.points, pending + check.pending, most + check.max_points
    return points, pending, most
