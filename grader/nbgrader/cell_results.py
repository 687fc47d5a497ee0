"""A result, cell by cell: points, whether a person has to look, what is shown below the cell, what is said about it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nbgrader.api import Comment, Grade, SubmittedNotebook

from grader import formatting
from grader.model import CheckResult, Kind, Result, Status, rounded_points
from grader.nbgrader.autograded_notebook import Known
from grader.nbgrader.cells import task_named

_LONGEST = 1_000  # characters of one message, student's values among them
_MOST = 12  # entries of a comment
_UNKNOWN = "No check of the course is about this cell: a person marks it."
_CUT = " ..."


@dataclass(frozen=True)
class CellMark:
    """What a cell of points gets: None where nothing is decided; `waits` for a person."""

    points: float | None
    waits: bool
    shown: str = ""  # HTML
    text: str = ""
    comment: str = ""  # Markdown

    def outputs(self) -> list[dict[str, Any]]:
        """Return the outputs that nbgrader reads the points from; never an error or stderr, which it takes for 0."""
        shown = {"text/html": self.shown, "text/plain": self.text}
        points: dict[str, Any] = {"text/plain": repr(float(self.points or 0.0))}
        return [
            {"output_type": "display_data", "metadata": {}, "data": shown},
            {"output_type": "execute_result", "metadata": {}, "data": points, "execution_count": 1},
        ]


@dataclass(frozen=True)
class Marking:
    """How a result is given out: which cell is about which task, and what of hidden checks is told."""

    tasks: Mapping[str, str]
    show_hidden: bool = False

    def marks(self, result: Result, cells: Iterable[tuple[str, float]]) -> dict[str, CellMark]:
        """Return a mark for each cell of points, given by its id and what it is worth."""
        marks: dict[str, CellMark] = {}
        notes = list(result.notes)
        for grade_id, worth in cells:
            marks[grade_id] = self._mark(result, grade_id, worth, notes)
            notes = []  # once is enough
        return marks

    def _mark(self, result: Result, grade_id: str, worth: float, notes: Sequence[str]) -> CellMark:
        if result.error is not None:
            return _waiting(f"This could not be graded: {_cut(result.error)}")
        task = self.tasks.get(grade_id) or task_named(grade_id)
        checks = [check for check in result.checks if check.task == task]
        if not checks:
            return _waiting(_UNKNOWN)
        most = sum((check.max_points for check in checks), Fraction(0))
        scale = Fraction(worth) / most if most else Fraction(0)
        decided = sum((check.points for check in checks), Fraction(0)) * scale
        waits = any(check.pending for check in checks)
        points: float | None = min(float(rounded_points(decided)), worth)
        if waits and all(check.pending for check in checks):
            points = None if checks[0].kind is Kind.PROSE else 0.0
        rows = [self._row(check, scale) for check in checks]
        return CellMark(points, waits, _shown(rows, notes), _text(rows, notes), _comment(rows, notes))

    def _row(self, check: CheckResult, scale: Fraction) -> _Row:
        verdict = check.verdict
        hidden = check.kind is Kind.CODE and not check.public and not self.show_hidden
        said = [] if hidden else [verdict.message, verdict.call and f"Call: {verdict.call}"]
        if verdict.status is Status.PASSED:
            said = [verdict.message]
        told = [*said, verdict.hint and f"Hint: {verdict.hint}"]
        points = "waits" if check.pending else f"{_number(check.points * scale)} of {_number(check.max_points * scale)}"
        label = "a hidden check" if hidden else check.title or check.name
        passed = verdict.status is Status.PASSED
        return _Row(formatting.STATUS_WORDS[verdict.status], label, points, _cut(" ".join(filter(None, told))), passed)


@dataclass(frozen=True)
class _Row:
    word: str
    label: str
    points: str
    said: str
    passed: bool


def comments(marks: Mapping[str, CellMark], released: Mapping[str, Known]) -> dict[str, str]:
    """Return what is said about each answer, by its cell's id: of the same task, else the one before or that itself."""
    found: dict[str, list[str]] = {}
    before = ""
    for name, one in released.items():
        before = name if one.solution else before
        same = released.get(task_named(name))
        answer = same.name if same is not None and same.solution else before
        if name in marks and marks[name].comment and answer:
            found.setdefault(answer, []).append(marks[name].comment)
    return {name: "\n\n".join(said) for name, said in found.items()}


def _waiting(why: str) -> CellMark:
    return CellMark(None, True, f"<div>{html.escape(why)}</div>", why, _verbatim([why]))


def _cut(text: str) -> str:
    plain = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - len(_CUT)] + _CUT


def _number(points: Fraction) -> str:
    return f"{rounded_points(points):g}"


def _shown(rows: Sequence[_Row], notes: Sequence[str]) -> str:
    """A list in HTML, of what nbconvert lets through where it cleans: of tables it shows the tags."""
    above = "".join(f"<div>{html.escape(_cut(note))}</div>" for note in notes)
    items = [
        f"<li><b>{html.escape(r.word)}</b>: {html.escape(r.label)}, {r.points}<div>{html.escape(r.said)}</div></li>"
        for r in rows
    ]
    return f"{above}<ul>{''.join(items)}</ul>"


def _text(rows: Sequence[_Row], notes: Sequence[str]) -> str:
    lines = [f"{r.word}: {r.label} ({r.points}) {r.said}".rstrip() for r in rows]
    return "\n".join([*map(_cut, notes), *lines])


def _comment(rows: Sequence[_Row], notes: Sequence[str]) -> str:
    said = [f"{r.word}: {r.label} ({r.points}). {r.said}".rstrip() for r in rows if not r.passed]
    left = len(said) - _MOST
    more = [f"... and {left} more" if left > 0 else ""]
    return _verbatim([*map(_cut, notes), *dict.fromkeys(said[:_MOST]), *filter(None, more)])


def _verbatim(lines: Sequence[str]) -> str:
    """Lines as a block in which Markdown shows everything as it is: what a student wrote is no markup."""
    return "\n".join(f"    {part}" for line in lines for part in line.split("\n"))


def submitted_notebook(handed_in: Any, name: str) -> Any:
    """Return a notebook of a SubmittedAssignment; it is put there where it was released after somebody handed in."""
    found = next((one for one in handed_in.notebooks if one.name == name), None)
    if found is not None:
        return found
    released = next(one for one in handed_in.assignment.notebooks if one.name == name)
    notebook = SubmittedNotebook(notebook=released)
    for cell in (*released.grade_cells, *released.task_cells):
        notebook.grades.append(Grade(cell=cell))
    for cell in (*released.solution_cells, *released.task_cells):
        notebook.comments.append(Comment(cell=cell))
    handed_in.notebooks.append(notebook)  # and with it into the session
    return notebook


def enter(handed_in: Any, marks: Mapping[str, CellMark], released: Mapping[str, Known], *, again: bool = False) -> None:
    """Put the marks into a SubmittedNotebook of nbgrader's gradebook; the caller commits.

    Where the same marks are entered `again`, a person who has looked at them meanwhile is not asked once more.
    """
    for grade in handed_in.grades:
        mark = marks.get(grade.name)
        if mark is None:
            continue
        seen = again and grade.auto_score == mark.points
        grade.auto_score = mark.points
        if not seen:
            grade.needs_manual_grade = mark.waits or mark.points is None or grade.manual_score is not None
    said = comments(marks, released)
    for comment in handed_in.comments:
        comment.auto_comment = said.get(comment.name, comment.auto_comment)
