"""Marks into nbgrader's gradebook: points, what waits for a person, comments.  A person's own words and points stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.api import Comment, Grade, SubmittedNotebook

from grader.nbgrader.cell_results import CellMark, comments
from grader.nbgrader.repair import Known


def of_notebook(handed_in: Any, name: str) -> Any:
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
