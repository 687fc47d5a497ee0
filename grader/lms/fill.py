"""Marks into a system's own file: row for row by id, every other byte as it was, and what was done told in words."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader import seeds
from grader.errors import UsageError
from grader.gradebook.grades import Mark
from grader.lms import gradebook_columns, join_ids
from grader.lms.gradebook_columns import Sheet
from grader.lms.join_ids import Joined
from grader.model import rounded_points

_OURS = "<pre>"
_FORMULA = re.compile(r"([;\t\r\n]\s*)([=+@-]+)")


@dataclass(frozen=True)
class Order:
    """What was asked for: what the assignment is worth here and there, by which ids, and what students are told."""

    worth: Fraction
    out_of: Fraction | None = None
    by: str | None = None
    theirs: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)  # by folded student; empty to leave them as they are


@dataclass(frozen=True)
class Filled:
    """A filled-in file: its bytes, the marks that are in it, whose row is whose, and sentences about the rest."""

    data: bytes
    marks: Sequence[Mark]
    joined: Joined
    there: Mapping[str, float]  # by folded student: marks that the system had already, in our points
    said: Sequence[str]


def fill(place: Sheet, marks: Sequence[Mark], order: Order) -> Filled:
    """Return the file with the marks in it; raises UsageError where they would not mean there what they mean here."""
    found = join_ids.joined(marks, place.ids, order.theirs, by=order.by, where=place.table.path.name)
    if not found.places:
        raise UsageError(_nobody(place, marks, found))
    factor = _factor(place, order.worth, order.out_of)
    new: dict[tuple[int, int], str] = {}
    there: dict[str, float] = {}
    written: list[Mark] = []
    kept = 0
    for number, mark in sorted(found.places.items()):
        row = place.rows[number]
        before = _before(place, row, mark, factor)
        if before is not None:
            there[seeds.folded(mark.student)] = before
        if mark.final is None or row in place.left:
            continue
        new[row, place.place] = number_text(Fraction(str(mark.final)) * factor, comma=place.comma)
        written.append(mark)
        kept += not _comment(place, row, order.comments.get(seeds.folded(mark.student), ""), new)
    said = [*_said(place, found, written, order.worth, factor), *place.warnings]
    if kept:
        said.append(f"{kept} comments that somebody wrote stay as they are")
    return Filled(place.table.with_cells(new), written, found, there, said)


def _before(place: Sheet, row: int, mark: Mark, factor: Fraction) -> float | None:
    """The mark that the system shows, in our points; it is ours where ours looks like it, written as shortly."""
    text = place.table.rows[row][place.place if place.shown is None else place.shown].value
    value = gradebook_columns.value_of(text)
    if value is None:
        return None
    ours = None if mark.final is None else Fraction(str(mark.final)) * factor
    if ours is not None and abs(ours - value) * 2 <= Fraction(1, 10 ** gradebook_columns.decimals(text)):
        return mark.final
    return float(value / factor)


def number_text(value: Fraction, *, comma: bool = False) -> str:
    """Return points as a system reads them, with at most four decimals."""
    text = f"{rounded_points(value):.4f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def _comment(place: Sheet, row: int, text: str, new: dict[tuple[int, int], str]) -> bool:
    """Write what a student is told; a comment that is not ours stays.  Return False where that was so."""
    if place.comments is None or not text:
        return True
    before = place.table.rows[row][place.comments].value.strip()
    if before and not before.startswith(_OURS):
        return False
    new[row, place.comments] = as_html(text)
    if place.form is not None:
        new[row, place.form] = "SMART_TEXT"
    return True


def as_html(text: str) -> str:
    """Return a text as a piece of HTML that shows just that: nothing in it is a tag, a formula or a script.

    A spreadsheet that parts cells at other signs than the file does finds no formula either.
    """
    shown = _FORMULA.sub(lambda found: found[1] + "".join(f"&#{ord(c)};" for c in found[2]), html.escape(text))
    return f"{_OURS}{shown}</pre>"


def _factor(place: Sheet, ours: Fraction, out_of: Fraction | None) -> Fraction:
    """What our points are multiplied with."""
    most = gradebook_columns.value_of(place.most)
    if most is not None and most <= 0:
        raise UsageError(
            f"the assignment is worth {place.most} points in {place.system}: change it there, and "
            "download the file once more"
        )
    if out_of is not None and most is not None and out_of != most:
        raise UsageError(
            f"{place.system} says that the assignment is worth {place.most}, not {float(out_of):g}: "
            f"use --out-of {float(most):g}"
        )
    if out_of is None and most is not None and most != ours:
        raise UsageError(
            f"the assignment is worth {float(most):g} in {place.system} and {float(ours):g} here, and {place.system} "
            f"takes no mark above its own: convert with --out-of {float(most):g}, or change it there"
        )
    return (out_of if out_of is not None else ours) / ours


def _nobody(place: Sheet, marks: Sequence[Mark], found: Joined) -> str:
    examples = next(iter(place.ids.values()), [""])[:1]
    return (
        f"{place.table.path.name} has none of the {len(marks)} students by id (here {marks[0].student!r}, there by "
        f"{found.by!r} {''.join(examples)!r}): give a class list with a column {place.columns[0]!r} with --roster"
    )


def _said(place: Sheet, found: Joined, written: Sequence[Mark], worth: Fraction, factor: Fraction) -> list[str]:
    said = [f"{len(written)} marks filled in, joined by {found.by!r}, in column {place.table.headings[place.place]!r}"]
    if factor != 1:
        said.append(f"Marks are multiplied by {float(factor):g}: the assignment is worth {float(worth):g} here")
    empty = len(place.rows) - len(written)
    if empty:
        said.append(f"{empty} rows stay as they are: no mark" + _reasons(place, found))
    lost = [mark.student for mark in found.strangers if mark.final is not None]
    if lost:
        said.append(f"{len(lost)} students have a mark but no row: {join_ids.some(lost)}")
    waiting = [mark.student for mark in written if mark.pending]
    if waiting:
        said.append(f"{len(waiting)} marks leave out points that wait for a person: {join_ids.some(waiting)}")
    return said


def _reasons(place: Sheet, found: Joined) -> str:
    """Why rows of people with a mark were left alone."""
    why: dict[str, int] = {}
    for number, mark in found.places.items():
        if mark.final is not None and place.rows[number] in place.left:
            why[place.left[place.rows[number]]] = why.get(place.left[place.rows[number]], 0) + 1
    return "".join(f", {count} {reason}" for reason, count in why.items())
