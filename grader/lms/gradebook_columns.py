"""Columns of the gradebook files of Moodle, Canvas, Blackboard and Open edX: students' ids, the mark, the comment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader import formatting
from grader.errors import UsageError
from grader.lms.csv_edit import Table

_MOST_HEADINGS = 12  # headings that a sentence names
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True)
class ColumnRequest:
    """The column to fill in: of an assignment, by its name and title, or the one that the command line names."""

    assignment: str
    title: str = ""
    column: str | None = None


@dataclass(frozen=True)
class GradebookColumns:
    """The columns of a system's file: ids, mark, comment; and the rows that are students."""

    system: str
    table: Table
    rows: Sequence[int]  # of students
    ids: Mapping[str, Sequence[str]]  # by heading: each row's id; the system's own first
    grade_column: int
    max_points: str = ""  # the highest mark that the system takes, as text; "" where the file does not have it
    comment_column: int | None = None
    comment_format_column: int | None = None
    decimal_comma: bool = False
    roster_columns: Sequence[str] = ()  # of a class list: those that may hold this system's ids
    untouched_rows: Mapping[int, str] = field(default_factory=dict)  # rows that stay as they are, and why
    warnings: Sequence[str] = ()
    shown_column: int | None = None  # the column of the present mark, where it is another than grade_column


def choose_column(table: Table, titles: Mapping[int, tuple[str, str]], request: ColumnRequest, system: str) -> int:
    """Return the column of an assignment; `titles` has the title and the id of each column.

    Raises UsageError where no column or several could be meant: nothing is guessed.
    """
    asked = request.column
    if asked is not None:
        found = [i for i, names in titles.items() if asked in (table.headings[i], *names)]
    else:
        names = {_normalised(request.assignment), _normalised(request.title)}
        found = [i for i, (title, _) in titles.items() if _normalised(title) in names]
        found = found or ([next(iter(titles))] if len(titles) == 1 else [])
    if len(found) == 1:
        return found[0]
    there = list(dict.fromkeys(table.headings[i] for i in (found or titles)))
    shown = formatting.first_names([*map(repr, there)], _MOST_HEADINGS)
    name = asked or request.assignment
    if not titles:
        raise UsageError(f"{table.path} has no column for marks: download it from {system} once more")
    if found and len({titles[i] for i in found}) == 1:
        raise UsageError(f"{table.path} has the column {shown} {len(found)} times: {system} would take one of them")
    if found:
        raise UsageError(f"{table.path} has several columns called {name!r}: choose one of {shown} with --column")
    raise UsageError(f"{table.path} has no column called {name!r}: choose one of {shown} with --column")


def _normalised(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def find_column(table: Table, *names: str) -> int | None:
    """Return the first column with one of these headings, in whatever case; None where there is none."""
    headings = [heading.casefold() for heading in table.headings]
    return next((headings.index(name.casefold()) for name in names if name.casefold() in headings), None)


def ids_by_heading(table: Table, columns: Sequence[int], rows: Sequence[int]) -> dict[str, list[str]]:
    """Return by heading the cells of some columns."""
    return {table.headings[i]: table.column(i, rows) for i in columns}


def parse_number(text: str) -> Fraction | None:
    """Return a number as a system writes it, with a point or a comma; None where it is none."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def count_decimals(text: str) -> int:
    """Return how many decimals a number is written with."""
    return len(re.sub(r"\s", "", text).replace(",", ".").partition(".")[2])


def wrong_file_error(table: Table, system: str, why: str) -> UsageError:
    """Return the error for a file that is not of the system."""
    return UsageError(f"{table.path} is no {system} ({why}): name the file as it was downloaded with --into")
