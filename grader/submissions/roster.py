"""The class list: a CSV with one row a student, whose columns say what they are by their names."""

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


# A system's ids and the course's: a class list joins them where it has a column named after the system.

# Moodle's worksheet writes `Participant 7`, in its own language, where a download has 7.
_NUMBERED = {"moodle", "participant", "identifier"}
_PARTICIPANT = re.compile(r"\D+(\d+)")


@dataclass(frozen=True)
class Ids:
    """What the columns of a class list say about one system's ids in one assignment.

    The column `moodle softmax` counts before `moodle`: an id may belong to one assignment.
    """

    roster: Roster
    columns: Sequence[str]
    assignment: str

    def entry(self, theirs: str, *, own: bool) -> Entry | None:
        """Return the student that has this id in the system.

        Without a column for them, ids that are not the system's `own` are looked for among the course's.
        """
        return self._theirs.get(seeds.folded(theirs)) if own or self.mapped else self.roster.of(theirs)

    def theirs(self, student: str) -> str:
        """Return a student's id in the system as the class list writes it, "" where it has none."""
        entry = self.roster.of(student)
        return next(self._of(entry), "") if entry is not None else ""

    @property
    def mapped(self) -> bool:
        """Whether the class list has ids of this system."""
        return bool(self._theirs)

    @cached_property
    def _theirs(self) -> Mapping[str, Entry]:
        first: dict[str, Entry] = {}
        more: dict[str, list[Entry]] = {}
        for entry in self.roster:
            for place, theirs in enumerate(self._of(entry)):
                if place:
                    more.setdefault(seeds.folded(theirs), []).append(entry)
                elif (other := first.setdefault(seeds.folded(theirs), entry)) is not entry:
                    both = f"{other.student} and {entry.student} have the same {self.columns[0]} id {theirs}"
                    raise UsageError(f"{self.roster.path}: {both}; mend one")
        return {theirs: entries[0] for theirs, entries in more.items() if len(entries) == 1} | first

    def _of(self, entry: Entry) -> Iterator[str]:
        """What each of the columns says, the first one first: a system may write a number for one, mail for another."""
        for column in self.columns:
            names = (f"{column} {self.assignment}", f"{column}_{self.assignment}", column)
            said = next((text for name in names if (text := entry.columns.get(name.lower()))), "")
            found = _PARTICIPANT.fullmatch(said) if column in _NUMBERED else None
            if said:
                yield found[1] if found else said
