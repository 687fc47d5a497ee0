"""The identity of a submission: whose it is and on which numbers it is marked; no doubt costs a point.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader import formatting, seeds
from grader.model import Finding
from grader.seeds import LECTURE, Numbers
from grader.submissions.answer_sheet import BLANK, AnswerSheet, UnreadableAnswer, WrittenValue

_ROW = re.compile(r"\s*row\s*[:#]?\s*(\d{1,9})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Identity:
    """The student, the numbers and their name (`row 137` or `lecture`), and the doubts that a person has to settle."""

    student: str
    numbers: Numbers
    label: str
    doubts: tuple[Finding, ...] = ()


def identify_student(  # noqa: PLR0913 - each is another fact about where a file comes from
    sheet: AnswerSheet,
    folder_student: str,
    fallback: str,
    *,
    assignment: str,
    rows: Sequence[Numbers],
    lecture: Numbers,
    lecture_for_all: bool,
    has_lms_id: bool = False,
    row_from_id: bool = False,
) -> Identity:
    """Return whose work this is, and on which numbers.

    `folder_student` is the student that folder or roster name ("" for none), `fallback` a name where the file has none.
    `lecture_for_all`: everybody was given the lecture's numbers.  `has_lms_id`: `folder_student` is a learning system's
    own id, from which neither the name in the file nor the row follows.  `row_from_id`: the file need not name its row.
    """
    declared = _declared(sheet, "STUDENT")
    doubts = []
    if folder_student and declared and not has_lms_id and not seeds.same_student(folder_student, declared):
        doubts.append(Finding("note.other_student", said=_clipped_id(declared), student=folder_student))
    student = folder_student or declared or fallback
    if not lecture:
        return Identity(student, {}, "", tuple(doubts))
    given_to = declared if has_lms_id else folder_student or declared
    numbers, label, more = _choose_numbers(sheet, given_to, assignment, rows, lecture, lecture_for_all=lecture_for_all)
    if row_from_id and given_to and "NUMBERS" not in sheet.assigned:
        more = []  # the file need not name its row
    doubts += more
    if has_lms_id and not declared and rows and not lecture_for_all:
        doubts.append(Finding("note.no_student"))
    other = changed_constant(sheet, numbers)
    if other:
        numbers_name = Finding("numbers.the_lecture") if label == LECTURE else label
        doubts.append(Finding("note.other_constant", name=other, numbers=numbers_name))
    return Identity(student, numbers, label, tuple(doubts))


def _choose_numbers(
    sheet: AnswerSheet,
    student: str,
    assignment: str,
    rows: Sequence[Numbers],
    lecture: Numbers,
    *,
    lecture_for_all: bool,
) -> tuple[Numbers, str, list[Finding]]:
    declared = _declared(sheet, "NUMBERS")
    given = seeds.row_of(student, assignment, len(rows)) if rows and student else None
    everybody = lecture_for_all or not rows
    found = _ROW.fullmatch(declared)
    if declared.strip().casefold() == LECTURE:
        other = Finding("note.lecture_not_row")
        return lecture, LECTURE, [] if everybody else [other]
    if found and 1 <= int(found[1]) <= len(rows):
        row = int(found[1])
        doubts = []
        if everybody:
            doubts = [Finding("note.row_not_lecture", row=row)]
        elif given is not None and row != given:
            doubts = [Finding("note.other_row", row=row, student=_clipped_id(student), given=given)]
        return rows[row - 1], f"row {row}", doubts
    doubt = Finding("note.no_numbers")
    if declared:
        doubt = Finding("note.no_row", text=_clipped_id(declared))
    if everybody:
        return lecture, LECTURE, [doubt] if declared else []
    if given is None:
        return lecture, LECTURE, [doubt]
    return rows[given - 1], f"row {given}", [doubt]


def _clipped_id(declared: str) -> str:
    """An id of any length in a file, cut: each check that waits for a person repeats it."""
    return formatting.clipped(declared, 60)


def _declared(sheet: AnswerSheet, name: str) -> str:
    try:
        value = sheet.read_answer(name)
    except KeyError:
        return ""
    if isinstance(value, WrittenValue):  # STUDENT = 20231234
        return value.text
    return value.strip() if isinstance(value, str) else ""


def changed_constant(sheet: AnswerSheet, numbers: Numbers) -> str:
    """Return the first constant of the handout that is different in the file, "" if none is."""
    for key, value in numbers.items():
        name = key.upper()
        try:
            read = _comparable(sheet.read_answer(name))
        except KeyError:
            continue
        if read is not None and read != _comparable(value):
            return name
    return ""


def _comparable(value: Any) -> Any:
    """Numbers and lists of numbers in one form; None for what cannot be compared."""
    if isinstance(value, (list, tuple)):
        items = [_comparable(v) for v in value]
        return None if any(v is None for v in items) else items
    if isinstance(value, WrittenValue):
        return value.value
    return None if value is BLANK or isinstance(value, (UnreadableAnswer, str)) or value is None else value
