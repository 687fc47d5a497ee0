"""The class list, a CSV with one row a student, and the ids of learning systems in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import seeds
from grader.errors import UsageError
from grader.submissions import deadlines

_ID_HEADINGS = tuple(
    "student,student_id,student id,id,username,user,login,sis user id,sis login id,matriculation".split(",")
)
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Entry:
    """One student: the id as the course writes it, and the cells of the row by the names of their columns."""

    student: str
    columns: Mapping[str, str]

    def time_in(self, column: str, assignment: str) -> datetime | None:
        """Return the time in `<column> <assignment>`, else in `column`; None where the list has none."""
        for name in (f"{column} {assignment}", f"{column}_{assignment}", column):
            if self.columns.get(name):
                return _time_parser(column)(self.columns[name])
        return None


def _time_parser(column: str) -> Callable[[str], datetime]:
    """The parser of a column's times: a date when something is due lasts until its end."""
    return deadlines.parse_due_time if column.startswith("due") else deadlines.parse_time


@dataclass(frozen=True)
class Roster:
    """The students of a course by their folded ids; empty where there is no list."""

    path: Path | None = None
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def find_student(self, student: str) -> Entry | None:
        """Return a student's row, None where the list has none."""
        return self.entries.get(seeds.folded(student))


def read_roster(path: Path) -> Roster:
    """Return the class list in a file; raises UsageError with the line where it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be opened ({error.strerror}): name a CSV file with --roster") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 (byte {error.start}): save it as CSV in UTF-8") from None
    head = text.split("\n", 1)[0]
    delimiter = max(
        _DELIMITERS, key=lambda sign: (_id_column(_column_names(head.split(sign))) is not None, head.count(sign))
    )
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = _column_names(next(rows, []))
        id_column = _id_column(names)
        if id_column is None:
            raise UsageError(f"{path}: no column says who is who; name one of them 'student'")
        twice = next((name for name in names if name and names.count(name) > 1), None)
        if twice is not None:
            raise UsageError(f"{path}: two columns are named '{twice}'; rename one")
        return Roster(path, dict(_read_entries(path, rows, names, id_column)))
    except csv.Error as error:
        raise UsageError(f"{path}, line {rows.line_num}: {error}; save it once more as CSV") from None


def _column_names(cells: list[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _id_column(names: list[str]) -> int | None:
    return next((names.index(name) for name in _ID_HEADINGS if name in names), None)


def _read_entries(path: Path, rows: Any, names: list[str], id_column: int) -> Iterator[tuple[str, Entry]]:
    seen: dict[str, int] = {}
    start = rows.line_num + 1  # a cell may go over several lines
    for row in rows:
        line, start = start, rows.line_num + 1
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise UsageError(f"{path}, line {line}: {len(row)} cells under {len(names)} headings; mend the line")
        columns = {name: cell.strip() for name, cell in zip(names, row, strict=True)}
        student = columns[names[id_column]]
        if not student:
            raise UsageError(f"{path}, line {line}: a student without an id; write one, or take the line out")
        key = seeds.folded(student)
        if key in seen:
            raise UsageError(f"{path}, lines {seen[key]} and {line}: {student} twice; take one out")
        seen[key] = line
        for name in names:
            if name.startswith(("due", "submitted")) and columns[name]:
                _check_time(path, line, name, columns[name])
        yield key, Entry(student, columns)


def _check_time(path: Path, line: int, name: str, text: str) -> None:
    try:
        _time_parser(name)(text)
    except ValueError:
        raise UsageError(f"{path}, line {line}: {name} '{text}' is no time; write 2026-11-30 23:59+01:00") from None


# Moodle's worksheet writes `Participant 7`, in its own language, where a download has 7.
_NUMBERED_COLUMNS = {"moodle", "participant", "identifier"}
_PARTICIPANT = re.compile(r"\D+(\d+)")


@dataclass(frozen=True)
class SystemIds:
    """The ids of one system in the columns of a class list, for one assignment.

    The column `moodle softmax` counts before `moodle`: an id may belong to one assignment.
    """

    roster: Roster
    columns: Sequence[str]
    assignment: str

    def student_with_id(self, system_id: str, *, own: bool) -> Entry | None:
        """Return the student with this id in the system, None where the class list has none.

        Without a column for them, ids that are not the system's `own` are looked for among the course's.
        """
        return (
            self._entries.get(seeds.folded(system_id)) if own or self.has_ids else self.roster.find_student(system_id)
        )

    def id_of_student(self, student: str) -> str:
        """Return a student's id in the system as the class list writes it, "" where it has none."""
        entry = self.roster.find_student(student)
        return next(self._ids_of(entry), "") if entry is not None else ""

    @property
    def has_ids(self) -> bool:
        """Whether the class list has ids of this system."""
        return bool(self._entries)

    @cached_property
    def _entries(self) -> Mapping[str, Entry]:
        first: dict[str, Entry] = {}
        more: dict[str, list[Entry]] = {}
        for entry in self.roster:
            for place, system_id in enumerate(self._ids_of(entry)):
                if place:
                    more.setdefault(seeds.folded(system_id), []).append(entry)
                elif (other := first.setdefault(seeds.folded(system_id), entry)) is not entry:
                    both = f"{other.student} and {entry.student} have the same {self.columns[0]} id {system_id}"
                    raise UsageError(f"{self.roster.path}: {both}; mend one")
        return {name: entries[0] for name, entries in more.items() if len(entries) == 1} | first

    def _ids_of(self, entry: Entry) -> Iterator[str]:
        """The ids in the columns, in order: a system may write a number for one student, a mail address for another."""
        for column in self.columns:
            names = (f"{column} {self.assignment}", f"{column}_{self.assignment}", column)
            text = next((cell for name in names if (cell := entry.columns.get(name.lower()))), "")
            numbered = _PARTICIPANT.fullmatch(text) if column in _NUMBERED_COLUMNS else None
            if text:
                yield numbered[1] if numbered else text
