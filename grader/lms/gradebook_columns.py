"""A system's own file as a place for marks: which rows are students, by which ids, and where the mark goes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import UsageError
from grader.lms.csv_edit import Table

_MANY = 12  # headings that a sentence names
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What is to be filled in: an assignment by its name and title, or the column that was asked for."""

    assignment: str
    title: str = ""
    column: str | None = None


@dataclass(frozen=True)
class Sheet:
    """Where marks belong in a file."""

    system: str
    table: Table
    rows: Sequence[int]  # of students
    ids: Mapping[str, Sequence[str]]  # by heading: each row's id; the system's own first
    place: int  # the column of the mark
    most: str = ""  # the highest mark that the system takes, as the file says it; "" where it does not
    comments: int | None = None  # the column of what a student is told
    form: int | None = None  # the column that says how comments are written
    comma: bool = False  # marks are written with a decimal comma
    columns: Sequence[str] = ()  # of a class list that may hold this system's ids
    left: Mapping[int, str] = field(default_factory=dict)  # rows that keep what they have, and why
    warnings: Sequence[str] = ()
    shown: int | None = None  # the column that shows the mark of before, where that is another one


def chosen(table: Table, titles: Mapping[int, tuple[str, str]], wanted: Wanted, system: str) -> int:
    """Return the column for an assignment, by `titles`: of each column its title and its id.

    Raises UsageError where none is meant, or where several could be: nothing is guessed.
    """
    asked = wanted.column
    if asked is not None:
        found = [i for i, names in titles.items() if asked in (table.headings[i], *names)]
    else:
        names = {_plain(wanted.assignment), _plain(wanted.title)}
        found = [i for i, (title, _) in titles.items() if _plain(title) in names]
        found = found or ([next(iter(titles))] if len(titles) == 1 else [])
    if len(found) == 1:
        return found[0]
    there = list(dict.fromkeys(table.headings[i] for i in (found or titles)))
    shown = ", ".join(map(repr, there[:_MANY])) + (", ..." if len(there) > _MANY else "")
    name = asked or wanted.assignment
    if not titles:
        raise UsageError(f"{table.path} has no column for marks: download it from {system} once more")
    if found and len({titles[i] for i in found}) == 1:
        raise UsageError(f"{table.path} has the column {shown} {len(found)} times: {system} would take one of them")
    if found:
        raise UsageError(f"{table.path} has several columns called {name!r}: choose one of {shown} with --column")
    raise UsageError(f"{table.path} has no column called {name!r}: choose one of {shown} with --column")


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def column_named(table: Table, *names: str) -> int | None:
    """Return the first column with one of these headings, in whatever case; None where there is none."""
    headings = [heading.casefold() for heading in table.headings]
    return next((headings.index(name.casefold()) for name in names if name.casefold() in headings), None)


def ids_in(table: Table, columns: Sequence[int], rows: Sequence[int]) -> dict[str, list[str]]:
    """Return by heading what stands in some columns."""
    return {table.headings[i]: table.column(i, rows) for i in columns}


def value_of(text: str) -> Fraction | None:
    """Return a number as a system writes it, with a point or a comma; None where it is none."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def decimals(text: str) -> int:
    """Return how many decimals a number is written with."""
    return len(re.sub(r"\s", "", text).replace(",", ".").partition(".")[2])


def refused(table: Table, system: str, why: str) -> UsageError:
    """Return what to say of a file that is not the system's."""
    return UsageError(f"{table.path} is no {system} ({why}): name the file as it was downloaded with --into")
