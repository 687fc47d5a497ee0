"""A check that looks at a part of a result is told by that part, whatever is wrong in the others."""

import pytest
from places import DATA

from grader import sandbox
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.submissions.submission import SubmissionFile, read_submission

COURSE = DATA / "courses" / "tuple_part"


@pytest.mark.parametrize("student", ["ada", "bob"])
def test_each_check_is_told_by_the_part_that_it_looks_at(student):
    path = COURSE / "class" / student / "sq.py"
    with sandbox.start(many=False) as box:
        grading = Grading(Course(COURSE).assignment("sq"), box, "public")
        result = grade(read_submission(SubmissionFile(path, path.name, student, "sq")), grading)
    places = {check.name: check.verdict.findings[0].values["place"].values["path"] for check in result.checks}
    assert places == {"loss": (0,), "gradient": (1,)}, "the entry stays hidden"
