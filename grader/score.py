"""Verdicts -> points: exact fractions, rounded only where a person or a file sees them.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from grader.model import CheckResult, Result, Status


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


def by_task(result: Result) -> dict[str, tuple[Fraction, Fraction, Fraction]]:
    """Return for each task, in order, the points that are decided, that are pending, and the most there are."""
    sums: dict[str, tuple[Fraction, Fraction, Fraction]] = {}
    for check in result.checks:
        points, pending, most = sums.get(check.task, (Fraction(0),) * 3)
        sums[check.task] = (points + check.points, pending + check.pending, most + check.max_points)
    return sums
