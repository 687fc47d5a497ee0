"""The class on one page, for those who teach: figures beside their charts, and whom each line is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from grader.course.figures import Box, Dot, Panel, Picture, Words
from grader.reports import text_report
from grader.reports.class_statistics import Cluster, Cohort, Item
from grader.reports.code_similarity import Pair
from grader.reports.copied_numbers import Copy

_BINS = 10
_ENOUGH = 10  # students who tried a check: what fewer did says nothing about it
_SOME = 5  # who got it wrong, as many: whether one or two are good elsewhere is chance
_LITTLE = 0.2  # a check that goes less with the others tells little


@dataclass(frozen=True)
class Bin:
    """A tenth of the points, and how many students have so many."""

    label: str
    count: int
    share: float  # of the fullest


@dataclass(frozen=True)
class CheckRow:
    """One check over the class."""

    number: int
    name: str
    title: str
    tried: int
    right: str
    share: float
    tells: str
    named: int
    other: int
    look: str  # what is to be looked at, "" where nothing is


@dataclass(frozen=True)
class Mistake:
    """A known mistake, and how many made it in the check that shows most of it."""

    name: str
    count: int
    share: float  # of the most frequent


@dataclass(frozen=True)
class ClassPart:
    """One assignment on the page of the class."""

    anchor: str
    cohort: Cohort
    title: str
    most: str
    figures: tuple[tuple[str, str], ...]
    bins: tuple[Bin, ...]
    distribution: Picture | None
    checks: tuple[CheckRow, ...]
    scatter: Picture | None
    mistakes: tuple[Mistake, ...]
    clusters: tuple[Cluster, ...]
    copies: tuple[Copy, ...] = ()
    pairs: tuple[Pair, ...] = ()
    looked_at_code: bool = False


def part(
    number: int, cohort: Cohort, title: str, most: Fraction, copies: Sequence[Copy], pairs: Sequence[Pair] | None
) -> ClassPart:
    """Return what the page says of one assignment, worth `most` points; `pairs` is None where nobody looked."""
    bins = _bins(cohort.points, float(most))
    checks = _checks(cohort.items)
    return ClassPart(
        f"a{number}",
        cohort,
        title,
        text_report.number(most),
        tuple(_figures(cohort)),
        bins,
        _distribution(bins, float(most)) if cohort.points else None,
        checks,
        _scatter(checks),
        _mistakes(cohort.items),
        cohort.clusters,
        tuple(copies),
        tuple(pairs or ()),
        pairs is not None,
    )


def _figures(cohort: Cohort) -> list[tuple[str, str]]:
    figures = [("Submissions", str(cohort.students)), ("Graded", str(cohort.graded))]
    if cohort.points:
        low, middle, high = (text_report.number(q) for q in np.quantile(cohort.points, [0.25, 0.5, 0.75]))
        figures += [("Median", middle), ("Middle half", f"{low} to {high}")]
    return figures


def _bins(points: Sequence[float], most: float) -> tuple[Bin, ...]:
    edges = np.linspace(0, most or 1, _BINS + 1)
    counts = np.histogram(np.clip(points, 0, edges[-1]), edges)[0].tolist()  # it was worth more once, perhaps
    labels = [
        f"{low:g} to {'' if i == _BINS - 1 else 'under '}{high:g}"
        for i, (low, high) in enumerate(pairwise(edges.tolist()))
    ]
    fullest = max(*counts, 1)
    return tuple(Bin(label, count, count / fullest) for label, count in zip(labels, counts, strict=True))


def _distribution(bins: Sequence[Bin], most: float) -> Picture:
    top = max(b.count for b in bins)
    width = most / _BINS
    boxes = [Box(i * width, 0, width, b.count, "given") for i, b in enumerate(bins) if b.count]
    counts = [Words((i + 0.5) * width, b.count + top * 0.06, str(b.count)) for i, b in enumerate(bins) if b.count]
    ticks = tuple(i * width for i in range(0, _BINS + 1, 2)), ()
    panel = Panel("students by points", (0, most), (0, top * 1.15), (*boxes, *counts), ticks, height=0.5)
    said = "Points that are decided; what waits for a person is not in them. The table has the same numbers."
    return Picture("Points", said, (panel,))


def _checks(items: Sequence[Item]) -> tuple[CheckRow, ...]:
    tried = sorted((item for item in items if item.attempted), key=lambda item: (item.right, item.task, item.name))
    return tuple(
        CheckRow(
            number,
            item.name if item.name == item.task else f"{item.task}: {item.name}",
            "" if item.title == item.name else item.title,
            item.attempted,
            f"{item.right:.0%}",
            item.right,
            "" if item.discrimination is None else f"{item.discrimination:.2f}",
            item.named,
            item.other,
            _look(item),
        )
        for number, item in enumerate(tried, 1)
    )


def _look(item: Item) -> str:
    if item.right == 0:
        return "nobody has it right: look at the check"
    if item.discrimination is None or item.attempted < _ENOUGH or item.attempted * (1 - item.right) < _SOME:
        return ""
    if item.discrimination < 0:
        return "who is good elsewhere gets it wrong: look at the check"
    return "tells little" if item.discrimination < _LITTLE else ""


def _scatter(checks: Sequence[CheckRow]) -> Picture | None:
    """Every check by how many have it right and how well it tells; what is to be looked at has its number."""
    places = [(row.share, float(row.tells), row) for row in checks if row.tells and row.tried >= _ENOUGH]
    if not places:
        return None
    dots = [
        Dot(
            x, y, "cross" if row.look else "disc", "wrong" if row.look else "given", str(row.number) if row.look else ""
        )
        for x, y, row in places
    ]
    low = min(-0.2, *(y for _, y, _ in places)) - 0.1
    panel = Panel(
        "share right, and how the check goes with the others",
        (-0.05, 1.05),
        (low, 1.1),
        tuple(dots),
        ((0, 0.25, 0.5, 0.75, 1), (0, 0.5, 1)),
        height=0.6,
    )
    said = (
        "To the right: the share of the class that has a check right. Upwards: how far it goes with the rest of the "
        "marks. A cross with its number in the table is a check to look at."
    )
    return Picture("Which checks tell", said, (panel,))


def _mistakes(items: Sequence[Item]) -> tuple[Mistake, ...]:
    counts: dict[str, int] = {}
    for item in items:
        for name, count in item.mistakes.items():
            counts[name] = max(counts.get(name, 0), count)
    most = max(counts.values(), default=1)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Mistake(name.replace("_", " "), count, count / most) for name, count in ordered)
