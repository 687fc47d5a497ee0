"""Whose homework it is and on which numbers it is marked; every doubt is said, and none costs a point.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader import formatting, seeds
from grader.seeds import LECTURE, Numbers
from grader.submissions.answer_sheet import BLANK, AnswerSheet, UnreadableAnswer, WrittenValue

_ROW = re.compile(r"\s*row\s*[:#]?\s*(\d{1,9})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Identity:
    """The student, the numbers and their name (`row 137` or `lecture`), and what a person has to settle."""

    student: str
    numbers: Numbers
    label: str
    doubts: tuple[str, ...] = ()


def establish(  # noqa: PLR0913 - each says another thing about where a file comes from
    sheet: AnswerSheet,
    placed: str,
    fallback: str,
    *,
    assignment: str,
    rows: Sequence[Numbers],
    lecture: Numbers,
    for_all: bool,
    own_id: bool = False,
    by_id: bool = False,
) -> Identity:
    """Return whose work this is.

    `placed` is the student as the folder or roster says ("" where it does not), `fallback` a name for want of any;
    `for_all` that everybody was given the lecture's numbers, `own_id` that `placed` is a learning system's own id,
    which says nothing about whom the file names and which row that student was given; `by_id` that the file need not
    say which row it works on, as the id does.
    """
    declared = _text(sheet, "STUDENT")
    doubts = []
    if placed and declared and not own_id and not seeds.same_student(placed, declared):
        doubts.append(f"The file says that it is {_short(declared)}'s, but it was handed in by {placed}.")
    student = placed or declared or fallback
    if not lecture:
        return Identity(student, {}, "", tuple(doubts))
    given_to = declared if own_id else placed or declared
    numbers, label, more = _numbers(sheet, given_to, assignment, rows, lecture, for_all=for_all)
    if by_id and given_to and "NUMBERS" not in sheet.assigned:
        more = []  # it was not asked to say
    doubts += more
    if own_id and not declared and rows and not for_all:
        doubts.append("The file does not say whose it is, so that nobody can tell whether its numbers are theirs.")
    other = changed_constant(sheet, numbers)
    if other:
        doubts.append(f"{other} in the file is not what {_called(label)} says.")
    return Identity(student, numbers, label, tuple(doubts))


def _numbers(
    sheet: AnswerSheet, student: str, assignment: str, rows: Sequence[Numbers], lecture: Numbers, *, for_all: bool
) -> tuple[Numbers, str, list[str]]:
    declared = _text(sheet, "NUMBERS")
    given = seeds.row_of(student, assignment, len(rows)) if rows and student else None
    everybody = for_all or not rows
    found = _ROW.fullmatch(declared)
    if declared.strip().casefold() == LECTURE:
        other = "The file works on the lecture's numbers, but the course gives each student a row."
        return lecture, LECTURE, [] if everybody else [other]
    if found and 1 <= int(found[1]) <= len(rows):
        row = int(found[1])
        doubt = []
        if everybody:
            doubt = [f"The file works on row {row}, but everybody was given the lecture's numbers."]
        elif given is not None and row != given:
            doubt = [f"The file works on row {row}, but {_short(student)} was given row {given}."]
        return rows[row - 1], f"row {row}", doubt
    said = "The file does not say which numbers it works on."
    if declared:
        said = f"NUMBERS says {_short(declared)!r}, which is no row of the table."
    if everybody:
        return lecture, LECTURE, [said] if declared else []
    if given is None:
        return lecture, LECTURE, [said]
    return rows[given - 1], f"row {given}", [said]


def _short(declared: str) -> str:
    """What a file says of itself may be of any length, and each check that waits for it repeats it."""
    return formatting.clipped(declared, 60)


def _called(label: str) -> str:
    return "the lecture" if label == LECTURE else label


def _text(sheet: AnswerSheet, name: str) -> str:
    try:
        value = sheet.read(name)
    except KeyError:
        return ""
    if isinstance(value, WrittenValue):  # STUDENT = 20231234
        return value.text
    return value.strip() if isinstance(value, str) else ""


def changed_constant(sheet: AnswerSheet, numbers: Numbers) -> str:
    """Return the first constant of the handout that is another in the file, "" if none is."""
    for key, value in numbers.items():
        name = key.upper()
        try:
            read = _plain(sheet.read(name))
        except KeyError:
            continue
        if read is not None and read != _plain(value):
            return name
    return ""


def _plain(value: Any) -> Any:
    """Numbers and lists of them in one form; None for what cannot be compared."""
    if isinstance(value, (list, tuple)):
        items = [_plain(v) for v in value]
        return None if any(v is None for v in items) else items
    if isinstance(value, WrittenValue):
        return value.value
    return None if value is BLANK or isinstance(value, (UnreadableAnswer, str)) or value is None else value
