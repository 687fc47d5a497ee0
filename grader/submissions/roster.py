"""The class list: a CSV with one row a student, whose columns say what they are by their names."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from grader import seeds
from grader.errors import UsageError
from grader.submissions import deadlines

_ID = (
    "student",
    "student_id",
    "student id",
    "id",
    "username",
    "user",
    "login",
    "sis user id",
    "sis login id",
    "matriculation",
)
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Entry:
    """One student: their id as the course writes it, and whatever else the list says, by the name of its column."""

    student: str
    columns: Mapping[str, str]

    def moment(self, column: str, assignment: str) -> datetime | None:
        """Return the time in `<column> <assignment>`, else in `column`; None where the list has none."""
        for name in (f"{column} {assignment}", f"{column}_{assignment}", column):
            if self.columns.get(name):
                return _time(column)(self.columns[name])
        return None


def _time(column: str) -> Callable[[str], datetime]:
    """How a column's times are read: what is due is so until its end."""
    return deadlines.end if column.startswith("due") else deadlines.moment


@dataclass(frozen=True)
class Roster:
    """The students of a course by their folded ids; empty where there is no list."""

    path: Path | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def of(self, student: str) -> Entry | None:
        """Return what the list says of a student."""
        return self.entries.get(seeds.folded(student))


def read(path: Path) -> Roster:
    """Return the class list in a file; raises UsageError with the line where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be opened ({error.strerror}): name a CSV file with --roster") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}): save it as CSV in UTF-8") from None
    head = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=lambda one: (_place(_names(head.split(one))) is not None, head.count(one)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = _names(next(rows, []))
        place = _place(names)
        if place is None:
            raise UsageError(f"{path}: no column says who is who; name one of them 'student'")
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice is not None:
            raise UsageError(f"{path}: two columns are named '{twice}'; rename one")
        return Roster(path, dict(_entries(path, rows, names, place)))
    except csv.Error as error:
        raise UsageError(f"{path}, line {rows.line_num}: {error}; save it once more as CSV") from None


def _names(cells: list[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _place(names: list[str]) -> int | None:
    return next((names.index(name) for name in _ID if name in names), None)


def _entries(path: Path, rows: Any, names: list[str], place: int) -> Iterator[tuple[str, Entry]]:
    seen: dict[str, int] = {}
    start = rows.line_num + 1  # a cell may go over several lines
    for row in rows:
        line, start = start, rows.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise UsageError(f"{path}, line {line}: {len(row)} cells under {len(names)} headings; mend the line")
        columns = {name: cell.strip() for name, cell in zip(names, row, strict=True)}
        student = columns[names[place]]
        if not student:
            raise UsageError(f"{path}, line {line}: a student without an id; write one, or take the line out")
        key = seeds.folded(student)
        if key in seen:
            raise UsageError(f"{path}, lines {seen[key]} and {line}: {student} twice; take one out")
        seen[key] = line
        for name in names:
            if name.startswith(("due", "submitted")) and columns[name]:
                _check_moment(path, line, name, columns[name])
        yield key, Entry(student, columns)


def _check_moment(path: Path, line: int, name: str, text: str) -> None:
    try:
        _time(name)(text)
    except ValueError:
        raise UsageError(f"{path}, line {line}: {name} '{text}' is no time; write 2026-11-30 23:59+01:00") from None
