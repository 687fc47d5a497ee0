"""The cohort as a teaching assistant reads it in a terminal, and as plain data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from grader import formatting
from grader.reports import text_report
from grader.reports.class_statistics import Cluster, Cohort, Item
from grader.reports.code_similarity import Pair
from grader.reports.copied_numbers import Copy

_MOST = 12  # clusters that are shown


def as_dict(cohort: Cohort, copies: Sequence[Copy] = (), pairs: Sequence[Pair] = ()) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {**asdict(cohort), "copies": [asdict(one) for one in copies], "similar": [asdict(pair) for pair in pairs]}


def text(cohort: Cohort, copies: Sequence[Copy] = (), pairs: Sequence[Pair] = (), *, width: int = 80) -> str:
    """Return the cohort in words and tables."""
    parts = [*_head(cohort, width), *_items(cohort.items, width), *_mistakes(cohort.items, width)]
    parts += [*_clusters(cohort.clusters, width), *_waiting(cohort, width), *_copies(copies, pairs, width)]
    return formatting.visible("\n".join(parts))


def _head(cohort: Cohort, width: int) -> Iterator[str]:
    many = "" if cohort.students == 1 else "s"
    yield f"{cohort.assignment}: {cohort.students} submission{many}, {cohort.graded} graded"
    if cohort.points:
        low, middle, high = map(text_report.number, np.quantile(cohort.points, [0.25, 0.5, 0.75]))
        yield from textwrap.wrap(f"Points decided: median {middle}, the middle half from {low} to {high}", width)


def _items(items: Sequence[Item], width: int) -> Iterator[str]:
    """One line a check, those that fewest have right first."""
    shown = [item for item in items if item.attempted]
    if not shown:
        return
    name = min(max(len(_name(item)) for item in shown), max(width - 37, 12))
    yield f"\n{'check':<{name}}  {'tried':>6} {'right':>6} {'tells':>6} {'named':>6} {'other':>6}"
    for item in sorted(shown, key=lambda item: (item.right, item.name)):
        label = _name(item) if len(_name(item)) <= name else f"{_name(item)[: name - 1]}…"
        tells = "" if item.discrimination is None else f"{item.discrimination:.2f}"
        numbers = (f"{item.right:.0%}", tells, item.named or "", item.other or "")
        yield f"{label:<{name}}  {item.attempted:>6} " + " ".join(f"{number:>6}" for number in numbers)
    how = "named: wrong, with the name of the mistake; other: wrong without one, an error, too slow; tells: how far "
    how += "the check goes with the rest of the marks (below 0.2 it tells little, below 0 look at the check itself)."
    yield from textwrap.wrap(how, width)


def _name(item: Item) -> str:
    return item.name if item.name == item.task else f"{item.task}: {item.name}"


def _mistakes(items: Iterable[Item], width: int) -> Iterator[str]:
    """How many checks each mistake was named in, most frequent first."""
    counts: dict[str, int] = {}
    for item in items:
        for name, count in item.mistakes.items():
            counts[name] = max(counts.get(name, 0), count)
    if counts:
        yield "\nMistakes by name, in the check that shows most of each:"
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield from textwrap.wrap(f"{count:>6}  {name}", width, subsequent_indent=" " * 8)


def _clusters(clusters: Sequence[Cluster], width: int) -> Iterator[str]:
    if not clusters:
        return
    yield ""
    how = "Alike and without a name (write one misconception, run grader verify, grade again: only they change):"
    yield from textwrap.wrap(how, width)
    for one in clusters[:_MOST]:
        label = one.check if one.check == one.task else f"{one.task}: {one.check}"
        line = f"{one.count:>6}  {label}: {one.what} (for example {one.example}: {one.path})"
        yield from textwrap.wrap(line, width, subsequent_indent=" " * 8, break_on_hyphens=False)
    if len(clusters) > _MOST:
        yield f"        and {len(clusters) - _MOST} more: all of them with --json"


def _waiting(cohort: Cohort, width: int) -> Iterator[str]:
    if cohort.pending:
        line = "Waiting for a person: " + ", ".join(f"{n} {task}" for task, n in cohort.pending.items())
        yield "\n" + textwrap.fill(line, width, subsequent_indent="  ", break_on_hyphens=False)
    for number, (why, who) in enumerate(cohort.errors.items()):
        yield from ["\nCould not be graded:"] if number == 0 else []
        line = f"{len(who):>6}  {why} ({', '.join(who[:3])}{', …' if len(who) > 3 else ''})"
        yield from textwrap.wrap(line, width, subsequent_indent=" " * 8, break_on_hyphens=False)


def _copies(copies: Sequence[Copy], pairs: Sequence[Pair], width: int) -> Iterator[str]:
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
