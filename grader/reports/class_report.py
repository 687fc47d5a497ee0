"""A class as those who teach it read it: text for a terminal, plain data, and one page with charts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from grader import formatting
from grader.course.pictures import Box, Dot, Panel, Picture, Words
from grader.reports import pages
from grader.reports.class_statistics import (
    CheckStatistics,
    ClassStatistics,
    ErrorCluster,
    mistake_checks,
    mistake_counts,
)
from grader.reports.copying import CopiedNumbers, SimilarCode

_MOST = 12  # clusters that are shown


def as_dict(
    cohort: ClassStatistics, copies: Sequence[CopiedNumbers] = (), pairs: Sequence[SimilarCode] = ()
) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {**asdict(cohort), "copies": [asdict(one) for one in copies], "similar": [asdict(pair) for pair in pairs]}


def class_text(
    cohort: ClassStatistics, copies: Sequence[CopiedNumbers] = (), pairs: Sequence[SimilarCode] = (), *, width: int = 80
) -> str:
    """Return the cohort in words and tables."""
    parts = [*_head(cohort, width), *_items(cohort.items, width), *_mistakes(cohort.items, width)]
    parts += [*_clusters(cohort.clusters, width), *_blank(cohort.blank, width), *_waiting(cohort, width)]
    parts += _copies(copies, pairs, width)
    return formatting.visible("\n".join(parts))


def _head(cohort: ClassStatistics, width: int) -> Iterator[str]:
    yield f"{cohort.assignment}: {formatting.counted(cohort.students, 'submission')}, {cohort.graded:,} graded"
    if cohort.points:
        low, middle, high = _quartiles(cohort)
        yield from textwrap.wrap(f"Points decided: median {middle}, the middle half from {low} to {high}", width)


def _quartiles(cohort: ClassStatistics) -> Iterator[str]:
    return map(formatting.points_text, np.quantile(cohort.points, [0.25, 0.5, 0.75]))


def _items(items: Sequence[CheckStatistics], width: int) -> Iterator[str]:
    """One line a check, those that fewest have right first."""
    shown = [item for item in items if item.attempted]
    if not shown:
        return
    name = min(max(len(item.label) for item in shown), max(width - 37, 12))
    yield f"\n{'check':<{name}}  {'tried':>6} {'right':>6} {'tells':>6} {'named':>6} {'other':>6}"
    for item in sorted(shown, key=lambda item: (item.right, item.name)):
        label = item.label if len(item.label) <= name else f"{item.label[: name - 1]}…"
        tells = "" if item.discrimination is None else f"{item.discrimination:.2f}"
        numbers = (f"{item.right:.0%}", tells, item.named or "", item.other or "")
        yield f"{label:<{name}}  {item.attempted:>6} " + " ".join(f"{number:>6}" for number in numbers)
    how = "named: wrong, with the name of the mistake; other: wrong without one, an error, too slow; tells: how far "
    how += "the check goes with the rest of the marks (below 0.2 it tells little, below 0 look at the check itself)."
    yield from textwrap.wrap(how, width)


def _mistakes(items: Iterable[CheckStatistics], width: int) -> Iterator[str]:
    """How many checks each mistake was named in, most frequent first."""
    items = [*items]
    for number, (name, count) in enumerate(mistake_counts(items)):
        if number == 0:
            yield ""
            yield from textwrap.wrap("Mistakes by name, in the check that shows most of each:", width)
        line = f"{count:>6}  {name}, in {mistake_checks(items, name)}"
        yield from textwrap.wrap(line, width, subsequent_indent=" " * 8, break_on_hyphens=False)


def _clusters(clusters: Sequence[ErrorCluster], width: int) -> Iterator[str]:
    if not clusters:
        return
    yield ""
    how = "Alike and without a name (write one misconception, run grader verify, grade again: only they change):"
    yield from textwrap.wrap(how, width)
    for one in clusters[:_MOST]:
        line = f"{one.count:>6}  {one.label}: {one.what} (for example {one.example}: {one.path})"
        yield from textwrap.wrap(line, width, subsequent_indent=" " * 8, break_on_hyphens=False)
    if len(clusters) > _MOST:
        yield f"        and {len(clusters) - _MOST} more: all of them with --json"


def _blank(blank: Mapping[str, Sequence[str]], width: int) -> Iterator[str]:
    """How many have not attempted a task, which is no mistake."""
    if blank:
        line = "Not attempted: " + ", ".join(f"{len(who)} {task}" for task, who in blank.items())
        yield "\n" + textwrap.fill(line, width, subsequent_indent="  ", break_on_hyphens=False)


def _waiting(cohort: ClassStatistics, width: int) -> Iterator[str]:
    if cohort.pending:
        line = "Waiting for a person: " + ", ".join(f"{n} {task}" for task, n in cohort.pending.items())
        yield "\n" + textwrap.fill(line, width, subsequent_indent="  ", break_on_hyphens=False)
    for number, (why, who) in enumerate(cohort.errors.items()):
        yield from ["\nCould not be graded:"] if number == 0 else []
        line = f"{len(who):>6}  {why} ({', '.join(who[:3])}{', …' if len(who) > 3 else ''})"
        yield from textwrap.wrap(line, width, subsequent_indent=" " * 8, break_on_hyphens=False)


def _copies(copies: Sequence[CopiedNumbers], pairs: Sequence[SimilarCode], width: int) -> Iterator[str]:
    if copies:
        yield "\nHand work that fits another's numbers (look at it; it proves nothing):"
        for one in copies:
            line = (
                f"{one.student} (row {one.row}) fits row {one.fits_row} in {one.fits:.0%} of its steps, its own in "
                f"{one.own:.0%}; that row has {', '.join(one.students[:5])}"
            )
            yield from textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="    ")
    if pairs:
        yield "\nCode nearly the same beyond the skeleton (look at it; it proves nothing):"
        for pair in pairs:
            yield f"  {pair.share:>4.0%}  {pair.one}  {pair.other}  ({pair.tokens} tokens)"


# ---- the page

_BINS = 10
_ENOUGH = 10  # students who tried a check: what fewer did says nothing about it
_SOME = 5  # who got it wrong, as many: whether one or two are good elsewhere is chance
_LITTLE = 0.2  # a check that goes less with the others tells little


class CheckRow(NamedTuple):
    """One check over the class, its number in the table, and what is to be looked at, "" where nothing is."""

    number: int
    item: CheckStatistics
    look: str


@dataclass(frozen=True)
class ClassPart:
    """What the page says of one assignment, worth `most` points; `pairs` is None where nobody looked for any."""

    number: int
    cohort: ClassStatistics
    title: str
    most: Fraction
    copies: Sequence[CopiedNumbers] = ()
    pairs: Sequence[SimilarCode] | None = None

    @property
    def figures(self) -> Iterator[tuple[str, str]]:
        """How many there are, and the middle of their points."""
        yield from (("Submissions", str(self.cohort.students)), ("Graded", str(self.cohort.graded)))
        if self.cohort.points:
            low, middle, high = _quartiles(self.cohort)
            yield from (("Median", middle), ("Middle half", f"{low} to {high}"))

    @cached_property
    def bins(self) -> list[tuple[str, int]]:
        """Each tenth of the points, and how many students have so many."""
        edges = np.linspace(0, float(self.most) or 1, _BINS + 1)
        counts = np.histogram(np.clip(self.cohort.points, 0, edges[-1]), edges)[0]  # it was worth more once, perhaps
        under = [*["under "] * (_BINS - 1), ""]
        spans = zip(pairwise(edges.tolist()), under, strict=True)
        return [(f"{low:g} to {to}{high:g}", n) for ((low, high), to), n in zip(spans, counts.tolist(), strict=True)]

    @property
    def distribution(self) -> Picture | None:
        """The students by their points, None where nobody has any."""
        return _distribution([count for _, count in self.bins], float(self.most)) if self.cohort.points else None

    @cached_property
    def checks(self) -> list[CheckRow]:
        """The checks that somebody has tried, those that fewest have right first."""
        tried = sorted((i for i in self.cohort.items if i.attempted), key=lambda i: (i.right, i.task, i.name))
        return [CheckRow(number, item, _what_to_look_at(item)) for number, item in enumerate(tried, 1)]

    @property
    def scatter(self) -> Picture | None:
        """The checks by how many have them right and how well they tell, None where too few were tried."""
        return _scatter(self.checks)

    @property
    def mistakes(self) -> list[tuple[str, int, float]]:
        """The known mistakes, how many made each, and the share that this is of the most frequent."""
        counts = mistake_counts(self.cohort.items)
        return [(name.replace("_", " "), count, count / counts[0][1]) for name, count in counts]


def _distribution(counts: Sequence[int], most: float) -> Picture:
    top, width = max(counts), most / _BINS
    there = [(i, count) for i, count in enumerate(counts) if count]
    boxes = [Box(i * width, 0, width, count, "given") for i, count in there]
    words = [Words((i + 0.5) * width, count + top * 0.06, str(count)) for i, count in there]
    ticks = tuple(i * width for i in range(0, _BINS + 1, 2)), ()
    panel = Panel("students by points", (0, most), (0, top * 1.15), (*boxes, *words), ticks, height=0.5)
    said = "Points that are decided; what waits for a person is not in them. The table has the same numbers."
    return Picture("Points", said, (panel,))


def _what_to_look_at(item: CheckStatistics) -> str:
    if item.right == 0:
        return "nobody has it right: look at the check"
    if item.discrimination is None or item.attempted < _ENOUGH or item.attempted * (1 - item.right) < _SOME:
        return ""
    if item.discrimination < 0:
        return "who is good elsewhere gets it wrong: look at the check"
    return "tells little" if item.discrimination < _LITTLE else ""


def _scatter(checks: Sequence[CheckRow]) -> Picture | None:
    """Every check by how many have it right and how well it tells; what is to be looked at has its number."""
    dots = [
        Dot(row.item.right, tells, *(("cross", "wrong", str(row.number)) if row.look else ("disc", "given", "")))
        for row in checks
        if (tells := row.item.discrimination) is not None and row.item.attempted >= _ENOUGH
    ]
    if not dots:
        return None
    low = min(-0.2, *(dot.y for dot in dots)) - 0.1
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


def class_page_html(parts: Iterable[ClassPart]) -> str:
    """Return the page of the class, one part for each assignment; raises UsageError without the extra."""
    return pages.render_template("cohort.html", html=True, classes=list(parts))
