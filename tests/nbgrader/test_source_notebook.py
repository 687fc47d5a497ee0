"""The source notebooks of all assignments: what the instructor reads as the answer earns everything."""

import pytest
from homeworks import Homeworks
from places import ROOT

from grader.course.loader import Course
from grader.model import Kind
from grader.nbgrader.source_notebook import SourceNotebook


@pytest.mark.parametrize("name", Course(ROOT).names)
def test_the_reference_in_the_cells_is_right(name, tmp_path):
    homeworks = Homeworks(name)
    cells = SourceNotebook(homeworks.assignment, lecture_for_all=True).cells()
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    marks = [cell["metadata"].get("nbgrader", {}) for cell in code]
    written = [cell["source"] for cell, mark in zip(code, marks, strict=True) if mark.get("solution") or not mark]
    path = tmp_path / f"{name}.py"
    path.write_text("\n\n".join([*written, 'NUMBERS = "lecture"']), encoding="utf-8")
    for grading in homeworks.grading():
        checks = [check for check in homeworks.graded(path, grading).checks if check.kind is not Kind.PROSE]
        assert checks and all(check.points == check.max_points for check in checks)
