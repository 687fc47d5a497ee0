"""The class that is made up from an assignment's own three files: its right homework is right, its wrong is not."""

from pathlib import Path

import pytest
from places import ROOT

from grader import sandbox
from grader.course import loader, student_copy
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile
from grader.verification.demo import sample_class

COURSE = loader.Course(ROOT)
QUICK = ("perceptron", "softmax")  # with and without tables; a class of the others' takes minutes
NAMES = [name if name in QUICK else pytest.param(name, marks=pytest.mark.long) for name in COURSE.names]


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_every_pupil_is_what_the_list_of_the_class_says(name, box):
    assignment = COURSE.assignment(name)
    grading = Grading(assignment, assignment.answer_key("public"), box, "public")
    for sample in sample_class(assignment, lambda student: student_copy.handout_text(assignment, student)):
        if not sample.kind.startswith(("right", "wrong")):
            continue
        found = SubmissionFile(Path(f"{name}{sample.suffix}"), name, sample.student, name)
        result = grade(submission.read_submission(found, sample.content), grading)
        decided = [check for check in result.checks if check.verdict.status is not Status.PENDING]
        lost = [check.name for check in decided if check.points < check.max_points]
        assert result.error is None and bool(lost) == sample.kind.startswith("wrong"), (sample.kind, lost)
