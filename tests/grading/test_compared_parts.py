"""A check that looks at a part of a result is told by that part, whatever is wrong in the others."""

import pytest
from places import DATA

from grader import sandbox
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.reports.wording import sentence
from grader.submissions.submission import SubmissionFile, read_submission

COURSES = DATA / "courses"


def graded(course, name, student):
    path = COURSES / course / "class" / student / f"{name}.py"
    with sandbox.start(many=False) as box:
        grading = Grading(Course(COURSES / course).assignment(name), box, "public")
        return grade(read_submission(SubmissionFile(path, path.name, student, name)), grading)


@pytest.mark.parametrize(("student", "named"), [("ada", ("halved",)), ("bob", ())])
def test_each_check_is_told_by_the_part_that_it_looks_at(student, named):
    result = graded("tuple_part", "sq", student)
    places = {check.name: check.verdict.findings[0].values["place"] for check in result.checks}
    assert {name: place.values["path"] for name, place in places.items()} == {"loss": (0,), "gradient": (1,)}
    assert sentence(places["gradient"]) == "its gradient (`[1]`)"
    mistakes = {check.name: check.verdict.misconceptions for check in result.checks}
    assert mistakes == {"loss": named, "gradient": ("two_forgotten",)}


@pytest.mark.parametrize(("student", "points"), [("half", 100), ("whole", 100), ("mixed", 0)])
def test_a_check_that_takes_either_convention_blames_none(student, points):
    result = graded("either_convention", "ridge", student)
    assert result.points == points
    if not points:
        told = sentence(result.checks[0].verdict.findings[0])
        assert told.startswith("`[1][0]` of what this check works out from the result of `penalty` is")
