"""The result of a notebook cell by cell, and its way into nbgrader's gradebook: points, pending, output, comment."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from nbgrader.api import Comment, Grade, SubmittedNotebook

from grader import formatting
from grader.model import Kind, Result, Status, rounded_points
from grader.nbgrader.cells import task_of_cell_id
from grader.nbgrader.notebook_repair import ReleasedCell
from grader.reports import wording
from grader.reports.wording import CheckView, phrase

_MOST_CHARACTERS = 1_000  # characters of one message, student's values among them
_MOST_ENTRIES = 12  # entries of a comment
_UNKNOWN = "No check of the course is about this cell: a person marks it."
_ELLIPSIS = " ..."


@dataclass(frozen=True)
class CellResult:
    """The result of a cell of points: no points where nothing is decided, `pending` where it waits for a person."""

    points: float | None
    pending: bool
    html: str = ""
    text: str = ""
    comment: str = ""  # Markdown

    def outputs(self) -> list[dict[str, Any]]:
        """Return the outputs that nbgrader reads the points from; never an error or stderr, which it takes for 0."""
        shown = {"text/html": self.html, "text/plain": self.text}
        points: dict[str, Any] = {"text/plain": repr(float(self.points or 0.0))}
        return [
            {"output_type": "display_data", "metadata": {}, "data": shown},
            {"output_type": "execute_result", "metadata": {}, "data": points, "execution_count": 1},
        ]


@dataclass(frozen=True)
class CellGrading:
    """How a result is spread over cells: the task of each cell, and whether hidden checks are shown."""

    tasks: Mapping[str, str]
    show_hidden: bool = False

    def cell_results(self, result: Result, cells: Iterable[tuple[str, float]]) -> dict[str, CellResult]:
        """Return the result of each cell of points; `cells` has their ids and points."""
        results: dict[str, CellResult] = {}
        notes = [wording.sentence(note) for note in result.notes]
        for grade_id, worth in cells:
            results[grade_id] = self._cell_result(result, grade_id, worth, notes)
            notes = []  # once is enough
        return results

    def _cell_result(self, result: Result, grade_id: str, worth: float, notes: Sequence[str]) -> CellResult:
        if result.error is not None:
            return _pending_result(f"This could not be graded: {_clipped(wording.sentence(result.error))}")
        task = self.tasks.get(grade_id) or task_of_cell_id(grade_id)
        checks = [check for check in result.checks if task in (check.task, *(former for former, _ in check.was))]
        if not checks:
            return _pending_result(_UNKNOWN)
        most = sum((check.max_points for check in checks), Fraction(0))
        scale = Fraction(worth) / most if most else Fraction(0)
        decided = sum((check.points for check in checks), Fraction(0)) * scale
        pending = any(check.pending for check in checks)
        points: float | None = min(float(rounded_points(decided)), worth)
        if pending and all(check.pending for check in checks):
            points = None if checks[0].kind is Kind.PROSE else 0.0
        rows = [self._row(wording.check_view(check, result.hints), scale) for check in checks]
        return CellResult(
            points, pending, _results_html(rows, notes), _results_text(rows, notes), _results_comment(rows, notes)
        )

    def _row(self, view: CheckView, scale: Fraction) -> _CheckRow:
        check, hidden = view.check, view.hidden and not self.show_hidden
        passed = view.status is Status.PASSED
        message = [] if hidden and not passed else [view.message, view.call and f"{phrase('Call')}: {view.call}"]
        texts = [*message, view.hint and f"{phrase('Hint:')} {view.hint}"]
        points = (
            "waits"
            if check.pending
            else f"{rounded_points(check.points * scale)} of {rounded_points(check.max_points * scale)}"
        )
        label = "a hidden check" if hidden else view.title
        text = _clipped(" ".join(filter(None, texts)))
        return _CheckRow(formatting.status_word(check.verdict), label, points, text, passed)


@dataclass(frozen=True)
class _CheckRow:
    status: str
    label: str
    points: str
    message: str
    passed: bool


def comments_by_answer(results: Mapping[str, CellResult], released: Mapping[str, ReleasedCell]) -> dict[str, str]:
    """Return the comment for each answer, by its cell's id: of the same task, else the answer before the cell."""
    texts: dict[str, list[str]] = {}
    before = ""
    for name, cell in released.items():
        before = name if cell.solution else before
        same = released.get(task_of_cell_id(name))
        answer = same.name if same is not None and same.solution else before
        if name in results and results[name].comment and answer:
            texts.setdefault(answer, []).append(results[name].comment)
    return {name: "\n\n".join(parts) for name, parts in texts.items()}


def _pending_result(why: str) -> CellResult:
    return CellResult(None, True, f"<div>{html.escape(why)}</div>", why, _markdown_block([why]))


def _clipped(text: str) -> str:
    plain = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
    return plain if len(plain) <= _MOST_CHARACTERS else plain[: _MOST_CHARACTERS - len(_ELLIPSIS)] + _ELLIPSIS


def _results_html(rows: Sequence[_CheckRow], notes: Sequence[str]) -> str:
    """A list in HTML that nbconvert's cleaning lets through: of tables it would show the tags."""
    above = "".join(f"<div>{html.escape(_clipped(note))}</div>" for note in notes)
    items = [
        f"<li><b>{html.escape(r.status)}</b>: {html.escape(r.label)}, {r.points}"
        f"<div>{html.escape(r.message)}</div></li>"
        for r in rows
    ]
    return f"{above}<ul>{''.join(items)}</ul>"


def _results_text(rows: Sequence[_CheckRow], notes: Sequence[str]) -> str:
    lines = [f"{r.status}: {r.label} ({r.points}) {r.message}".rstrip() for r in rows]
    return "\n".join([*map(_clipped, notes), *lines])


def _results_comment(rows: Sequence[_CheckRow], notes: Sequence[str]) -> str:
    lines = [f"{r.status}: {r.label} ({r.points}). {r.message}".rstrip() for r in rows if not r.passed]
    left = len(lines) - _MOST_ENTRIES
    more = [f"... and {left} more" if left > 0 else ""]
    return _markdown_block([*map(_clipped, notes), *dict.fromkeys(lines[:_MOST_ENTRIES]), *filter(None, more)])


def _markdown_block(lines: Sequence[str]) -> str:
    """Lines as a block that Markdown shows as they are: what a student wrote is no markup."""
    return "\n".join(f"    {part}" for line in lines for part in line.split("\n"))


def find_or_add_notebook(handed_in: Any, name: str) -> Any:
    """Return a notebook of a SubmittedAssignment, added where it was released after the student handed in."""
    found = next((notebook for notebook in handed_in.notebooks if notebook.name == name), None)
    if found is not None:
        return found
    released = next(notebook for notebook in handed_in.assignment.notebooks if notebook.name == name)
    notebook = SubmittedNotebook(notebook=released)
    for cell in (*released.grade_cells, *released.task_cells):
        notebook.grades.append(Grade(cell=cell))
    for cell in (*released.solution_cells, *released.task_cells):
        notebook.comments.append(Comment(cell=cell))
    handed_in.notebooks.append(notebook)  # and with it into the session
    return notebook


def store_results(
    handed_in: Any, results: Mapping[str, CellResult], released: Mapping[str, ReleasedCell], *, again: bool = False
) -> None:
    """Store the results in a SubmittedNotebook of nbgrader's gradebook; the caller commits.

    Points and comments of a person stay.  Results that are stored `again` ask nobody who has looked at them already.
    """
    for grade in handed_in.grades:
        result = results.get(grade.name)
        if result is None:
            continue
        seen = again and grade.auto_score == result.points
        grade.auto_score = result.points
        if not seen:
            grade.needs_manual_grade = result.pending or result.points is None or grade.manual_score is not None
    texts = comments_by_answer(results, released)
    for comment in handed_in.comments:
        comment.auto_comment = texts.get(comment.name, comment.auto_comment)
