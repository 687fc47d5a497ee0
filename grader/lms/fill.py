"""Grades filled into a system's own file: row by row, joined by id; all other bytes stay."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader import csv_text, formatting, seeds
from grader.errors import UsageError
from grader.gradebook.grades import Grade
from grader.lms import gradebook_columns, join_ids
from grader.lms.gradebook_columns import GradebookColumns
from grader.lms.join_ids import JoinedGrades
from grader.model import rounded_points

_OUR_COMMENT = "<pre>"


@dataclass(frozen=True)
class FillOptions:
    """What the assignment is worth there, which ids join, and the comments for students."""

    out_of: Fraction | None = None
    by: str | None = None
    system_ids: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)  # by folded student; empty: comments stay as they are


@dataclass(frozen=True)
class FilledFile:
    """A filled-in file: its bytes, the marks in it, the rows of the students, and messages for the user."""

    data: bytes
    marks: Sequence[Grade]
    joined: JoinedGrades
    points_there: Mapping[str, float]  # by folded student: marks that were in the file before, in our points
    messages: Sequence[str]


def fill_grades(columns: GradebookColumns, marks: Sequence[Grade], options: FillOptions) -> FilledFile:
    """Return the file with the marks in it; raises UsageError where points there mean something else than here."""
    joined = join_ids.join_grades(marks, columns.ids, options.system_ids, by=options.by, where=columns.table.path.name)
    if not joined.grade_by_row:
        raise UsageError(_no_student_text(columns, marks, joined))
    # Marks that were given out before the assignment changed are out of what it was worth then.
    worths = sorted({mark.max_points for mark in joined.grade_by_row.values() if mark.final is not None})
    factors = {worth: _points_factor(columns, worth, options.out_of) for worth in worths}
    new: dict[tuple[int, int], str] = {}
    points_there: dict[str, float] = {}
    written: list[Grade] = []
    comments_left = 0
    for number, mark in sorted(joined.grade_by_row.items()):
        row = columns.rows[number]
        factor = factors.get(mark.max_points, Fraction(1))
        before = _points_there(columns, row, mark, factor)
        if before is not None:
            points_there[seeds.folded(mark.student)] = before
        if mark.final is None or row in columns.untouched_rows:
            continue
        text = str(rounded_points(Fraction(str(mark.final)) * factor))
        new[row, columns.grade_column] = text.replace(".", ",") if columns.decimal_comma else text
        written.append(mark)
        comments_left += not _write_comment(columns, row, options.comments.get(seeds.folded(mark.student), ""), new)
    messages = [*_messages(columns, joined, written, factors), *columns.warnings]
    if comments_left:
        messages.append(f"{comments_left} comments that somebody wrote stay as they are")
    return FilledFile(columns.table.with_cells(new), written, joined, points_there, messages)


def _points_there(columns: GradebookColumns, row: int, mark: Grade, factor: Fraction) -> float | None:
    """The mark that the file shows, in our points; exactly ours where ours rounds to it."""
    text = columns.table.rows[row][columns.grade_column if columns.shown_column is None else columns.shown_column].value
    value = gradebook_columns.parse_number(text)
    if value is None:
        return None
    ours = None if mark.final is None else Fraction(str(mark.final)) * factor
    if ours is not None and abs(ours - value) * 2 <= Fraction(1, 10 ** gradebook_columns.count_decimals(text)):
        return mark.final
    return float(value / factor)


def _write_comment(columns: GradebookColumns, row: int, text: str, new: dict[tuple[int, int], str]) -> bool:
    """Write a student's comment; a comment of somebody else stays, and False is returned."""
    if columns.comment_column is None or not text:
        return True
    before = columns.table.rows[row][columns.comment_column].value.strip()
    if before and not before.startswith(_OUR_COMMENT):
        return False
    new[row, columns.comment_column] = comment_html(text)
    if columns.comment_format_column is not None:
        new[row, columns.comment_format_column] = "SMART_TEXT"
    return True


def comment_html(text: str) -> str:
    """Return a text as HTML that shows it as it is, without a live tag, formula or script.

    A spreadsheet that splits cells at other characters than the file does finds no formula either.
    """
    shown = csv_text.guard_inside(html.escape(text), lambda signs: "".join(f"&#{ord(c)};" for c in signs))
    return f"{_OUR_COMMENT}{shown}</pre>"


def _points_factor(columns: GradebookColumns, ours: Fraction, out_of: Fraction | None) -> Fraction:
    """The factor from our points to the system's."""
    most = gradebook_columns.parse_number(columns.max_points)
    if most is not None and most <= 0:
        raise UsageError(
            f"the assignment is worth {columns.max_points} points in {columns.system}: change it there, and "
            "download the file once more"
        )
    if out_of is not None and most is not None and out_of != most:
        raise UsageError(
            f"{columns.system} says that the assignment is worth {columns.max_points}, not {float(out_of):g}: "
            f"use --out-of {float(most):g}"
        )
    if out_of is None and most is not None and most != ours:
        raise UsageError(
            f"the assignment is worth {float(most):g} in {columns.system} and {float(ours):g} here, and "
            f"{columns.system} takes no mark above its own: convert with --out-of {float(most):g}, or change it there"
        )
    return (out_of if out_of is not None else ours) / ours


def _no_student_text(columns: GradebookColumns, marks: Sequence[Grade], joined: JoinedGrades) -> str:
    examples = next(iter(columns.ids.values()), [""])[:1]
    return (
        f"{columns.table.path.name} has none of the {len(marks)} students by id (here {marks[0].student!r}, there by "
        f"{joined.by!r} {''.join(examples)!r}): give a class list with a column "
        f"{columns.roster_columns[0]!r} with --roster"
    )


def _messages(
    columns: GradebookColumns, joined: JoinedGrades, written: Sequence[Grade], factors: Mapping[Fraction, Fraction]
) -> list[str]:
    heading = columns.table.headings[columns.grade_column]
    messages = [f"{len(written)} marks filled in, joined by {joined.by!r}, in column {heading!r}"]
    messages += [
        f"Marks are multiplied by {float(factor):g}: the assignment is worth {float(worth):g} here"
        for worth, factor in factors.items()
        if factor != 1
    ]
    empty = len(columns.rows) - len(written)
    if empty:
        messages.append(f"{empty} rows stay as they are: no mark" + _untouched_reasons(columns, joined))
    lost = [mark.student for mark in joined.unmatched if mark.final is not None]
    if lost:
        messages.append(f"{len(lost)} students have a mark but no row: {formatting.first_names(lost)}")
    waiting = [mark.student for mark in written if mark.pending]
    if waiting:
        messages.append(
            f"{len(waiting)} marks leave out points that wait for a person: {formatting.first_names(waiting)}"
        )
    return messages


def _untouched_reasons(columns: GradebookColumns, joined: JoinedGrades) -> str:
    """Why rows of students with a mark stay as they are."""
    why: dict[str, int] = {}
    for number, mark in joined.grade_by_row.items():
        if mark.final is not None and columns.rows[number] in columns.untouched_rows:
            why[columns.untouched_rows[columns.rows[number]]] = (
                why.get(columns.untouched_rows[columns.rows[number]], 0) + 1
            )
    return "".join(f", {count} {reason}" for reason, count in why.items())
