"""nbgrader's export as a CSV file: quoted, with the LMS's id, and no cell is a formula."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from grader import files
from grader.csv_text import csv_text

COLUMNS = tuple(
    (
        "assignment duedate timestamp student_id lms_user_id last_name first_name email raw_score "
        "late_submission_penalty score max_score needs_manual_grade"
    ).split()
)


class QuotedCsv(ExportPlugin):  # type: ignore[misc]  # nbgrader has no types
    """An exporter for `c.ExportApp.plugin_class`: nbgrader's columns, and two more."""

    def export(self, gradebook: Any) -> None:
        """Write the table to `--to`, `grades.csv` by default; `--student` and `--assignment` choose."""
        dest = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", dest)
        rows = ([row[name] for name in COLUMNS] for row in self._rows(gradebook))
        files.write_whole(dest, csv_text([COLUMNS, *rows]), remedy="name another file with --to")

    def _rows(self, gradebook: Any) -> Iterator[dict[str, Any]]:
        students, assignments = set(map(str, self.student)), set(map(str, self.assignment))
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                chosen = not assignments or assignment.name in assignments
                if chosen and (not students or student.id in students):
                    yield _row(gradebook, assignment, student)


def _row(gradebook: Any, assignment: Any, student: Any) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "lms_user_id": student.lms_user_id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
        "timestamp": None,
        "raw_score": 0.0,
        "late_submission_penalty": None,
        "score": 0.0,
        "needs_manual_grade": False,
    }
    try:
        handed_in = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row
    penalty = handed_in.late_submission_penalty
    return row | {
        "timestamp": handed_in.timestamp,
        "raw_score": handed_in.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, handed_in.score - (penalty or 0.0)),
        "needs_manual_grade": handed_in.needs_manual_grade,
    }
