"""The class that is made up from an assignment's own three files: its right homework is right, its wrong is not."""

from pathlib import Path

import pytest
import small_course
from places import DATA, ROOT

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
    assert graded_kinds(COURSE.assignment(name), box)


@pytest.mark.parametrize("name", ["layers", pytest.param("two_layer", marks=pytest.mark.long)])
def test_a_class_of_caches_and_networks_is_what_its_list_says(name):
    course = loader.Course(DATA / "courses" / "classifier")
    with sandbox.start(folders=course.given_folders) as box:
        assert graded_kinds(course.assignment(name), box)


def test_a_known_mistake_may_stand_in_a_table_in_any_way(tmp_path, box):
    small_course.written(tmp_path, small_course.PLAIN, SOLUTION)
    kinds = graded_kinds(loader.Course(tmp_path).assignment("tiny"), box)
    mistakes = ("kept", "tripled", "as_text", "by_name", "made", "always", "with_hint", "half_kept")
    assert {f"wrong: {mistake}" for mistake in mistakes} <= kinds


SOLUTION = """from grader import misconceptions, part


def double(x):
    return 4 * half(x)


def squared(x):
    return x * x


def times(n):
    return lambda x: n * x


half = part(lambda x: x / 2, half_kept=("Half.", lambda x: x))

misconceptions(
    of=double, kept=lambda x: x, tripled=("Three times.", lambda x: 3 * x), as_text="4 * x", by_name=squared,
    made=times(5), always=7, with_hint=("Always.", 8),
)
"""


def graded_kinds(assignment, box):
    """The kinds of right and wrong homework in the sample class, each of which was marked as it says."""
    grading = Grading(assignment, box, "public")
    kinds = set()
    for sample in sample_class(assignment, lambda student: student_copy.handout_text(assignment, student)):
        if not sample.kind.startswith(("right", "wrong")):
            continue
        found = SubmissionFile(
            Path(f"{assignment.name}{sample.suffix}"), assignment.name, sample.student, assignment.name
        )
        result = grade(submission.read_submission(found, sample.content), grading)
        decided = [check for check in result.checks if check.verdict.status is not Status.PENDING]
        lost = [check.name for check in decided if check.points < check.max_points]
        assert result.error is None and bool(lost) == sample.kind.startswith("wrong"), (sample.kind, lost)
        kinds.add(sample.kind)
    return kinds
