"""The source notebooks of all assignments: what the instructor reads as the answer earns everything."""

import re

import pytest
import small_course
from homeworks import Homeworks
from places import DATA, ROOT

from grader import sandbox
from grader.course.loader import Course
from grader.errors import AuthorError
from grader.grading.pipeline import Grading, grade
from grader.model import Kind
from grader.nbgrader.cells import points_cell_id, task_of_cell_id
from grader.nbgrader.source_notebook import SourceNotebook
from grader.submissions.submission import SubmissionFile, read_submission


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


def test_a_class_is_one_cell_with_a_region_in_each_method(tmp_path):
    """A release takes the regions out: what is left is a class whose methods are not written."""
    assignment = Course(DATA / "courses" / "classes").assignment("knn")
    cells = SourceNotebook(assignment).cells()
    (made,) = [cell["source"] for cell in cells if cell["source"].startswith("class Nearest:")]
    assert made.count("### BEGIN SOLUTION") == made.count("### END SOLUTION") == 2
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    assert [mark["points"] for mark in marks if mark.get("grade")] == [100]
    stripped = re.sub("(?s)### BEGIN SOLUTION.*?### END SOLUTION", "raise NotImplementedError()", made)
    with sandbox.start() as running:
        grading = Grading(assignment, running, "public")
        for source, points, status in ((made, 100, "passed"), (stripped, 0, "not_attempted")):
            path = small_course.put(tmp_path / "knn.py", f"import numpy as np\n\n{source}\n")
            result = grade(read_submission(SubmissionFile(path, path.name, "s001", "knn")), grading)
            assert (result.points, result.checks[0].verdict.status) == (points, status)


def test_a_class_with_more_than_the_skeleton_has_makes_no_notebook(tmp_path):
    skeleton = '"""A."""\n\n\nclass A:\n    def f(self):\n        """f"""\n        raise NotImplementedError\n'
    solution = (
        "class A:\n    k = 2\n\n    def f(self):\n        return self.g()\n\n    def g(self):\n        return 1\n"
    )
    checks = "from grader import check\n\n@check(points=100)\ndef one(hw, rng):\n    'one'\n    return hw.A().f()\n"
    assignment = small_course.written(tmp_path, checks, solution, skeleton)
    with pytest.raises(AuthorError, match="`A` has g, k = 2 in the solution alone"):
        SourceNotebook(assignment).cells()


@pytest.mark.parametrize("task", ["softmax", "Layer.forward", "Layer.__init__"])
def test_a_cell_of_points_has_an_id_that_nbgrader_takes_and_tells_its_task(task):
    made = points_cell_id(task)
    assert re.fullmatch(r"[\w-]+", made) and task_of_cell_id(made) == task
