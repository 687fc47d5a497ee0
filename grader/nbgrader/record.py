"""Marks into nbgrader's gradebook: points, what waits for a person, comments.  A person's own words and points stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.nbgrader.mend import Known
from grader.nbgrader.outcome import CellMark, comments


def enter(handed_in: Any, marks: Mapping[str, CellMark], released: Mapping[str, Known]) -> None:
    """Put the marks into a SubmittedNotebook of nbgrader's gradebook; the caller commits."""
    for grade in handed_in.grades:
        mark = marks.get(grade.name)
        if mark is not None:
            grade.auto_score = mark.points
            grade.needs_manual_grade = mark.waits or mark.points is None or grade.manual_score is not None
    said = comments(marks, released)
    for comment in handed_in.comments:
        comment.auto_comment = said.get(comment.name, comment.auto_comment)
