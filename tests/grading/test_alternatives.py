"""A second right reference: accepted over a whole task, mixed with the first by none, and told by the nearer one."""

import shutil
from fractions import Fraction

import pytest
from places import DATA

from grader import sandbox
from grader.cli.check import FileChecker
from grader.course.loader import Course
from grader.course.release import write_release
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.reports.wording import message_of
from grader.submissions.submission import SubmissionFile, read_submission
from grader.verification.verify import verify

COURSE = DATA / "courses" / "either_convention"
CHECKS = '''
from grader import check


@check(points=40, public=True)
def both(hw, rng):
    """loss and gradient"""
    return hw.penalty(rng.normal(size=3), 0.7)


@check(points=30)
def loss(hw, rng):
    """the loss"""
    return hw.penalty(rng.normal(size=4), 0.3)[0]


@check(points=30)
def gradient(hw, rng):
    """the gradient"""
    return hw.penalty(rng.normal(size=4), 0.3)[1]
'''
ALTERNATIVE = '''

@alternative(of=penalty)
def without_the_half(w, reg):
    """Without it, the gradient has a 2."""
    return reg * (w * w).sum(), 2 * slope(w, reg)
'''
HALVED_IN_EITHER = '''
from grader import alternative, misconception


def scale():
    return 0.5


def penalty(w, reg):
    return scale() * reg * (w * w).sum(), 2 * scale() * reg * w


@alternative(of=scale)
def whole():
    return 1.0


@misconception(of=penalty)
def halved(w, reg):
    """Half of what it should be."""
    return scale() / 2 * reg * (w * w).sum(), scale() * reg * w
'''
SLIPS = {
    "slip_by_the_half": "reg / 2 * (w * w).sum(), 2 * reg * w",
    "slip_without_it": "reg * (w * w).sum(), 4 * reg * w",
    "neither": "reg / 3 * (w * w).sum(), 3 * reg * w",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return written(tmp_path_factory.mktemp("course"), ALTERNATIVE, CHECKS)


def written(root, more, checks=""):
    shutil.copytree(COURSE, root, dirs_exist_ok=True)
    solution = root / "solutions" / "ridge.py"
    text = solution.read_text(encoding="utf-8").replace("import misc", "import alternative, misc")
    solution.write_text(text + more, encoding="utf-8")
    if checks:
        (root / "autotests" / "ridge.py").write_text(checks, encoding="utf-8")
    for name, value in SLIPS.items():
        (root / "class" / name).mkdir()
        (root / "class" / name / "ridge.py").write_text(f"def penalty(w, reg):\n    return {value}\n", encoding="utf-8")
    return Course(root)


def graded(course, student):
    path = course.root / "class" / student / "ridge.py"
    with sandbox.start(many=False) as box:
        grading = Grading(course.assignment("ridge"), box, "public")
        return grade(read_submission(SubmissionFile(path, path.name, student, "ridge")), grading)


@pytest.mark.parametrize("student", ["half", "whole"])
def test_either_convention_is_right(course, student):
    assert graded(course, student).points == 100


def test_who_mixes_them_is_told_by_the_part_that_is_wrong_given_the_other(course):
    result = graded(course, "mixed")
    assert [check.verdict.status for check in result.checks] == [Status.FAILED, Status.PASSED, Status.FAILED]
    both, _, gradient = result.checks
    assert message_of(both.verdict).startswith("`gradient[0]` of `penalty` is ")
    assert both.verdict.got[0] == both.verdict.want[0], "the loss that was chosen is right"
    assert message_of(gradient.verdict) == "`gradient` of `penalty` has another value than it should."
    assert result.points == 30


@pytest.mark.parametrize("student", ["slip_by_the_half", "slip_without_it"])
def test_a_mistake_is_known_in_either_convention(course, student):
    result = graded(course, student)
    named = {check.name: check.verdict.misconceptions for check in result.checks}
    assert named == {"both": ("factor_forgotten",), "loss": (), "gradient": ("factor_forgotten",)}


def test_a_check_that_takes_either_convention_itself_is_told_by_the_nearer_one(tmp_path):
    course = written(tmp_path / "course", ALTERNATIVE)
    assert [graded(course, student).points for student in ("half", "whole", "mixed")] == [100, 100, 0]
    (check,) = graded(course, "mixed").checks
    assert message_of(check.verdict).startswith("`gradient[0]` of `penalty` is ")


def test_who_is_near_to_none_is_told_by_the_reference(course):
    both, *_ = graded(course, "neither").checks
    w = both.verdict.call.args[0]
    want = Fraction(both.verdict.want[0])
    assert abs(want - Fraction(0.7 / 2 * sum(x * x for x in w.entries))) < Fraction(1, 10**9)


def test_at_home_it_is_the_same(course, tmp_path):
    write_release(course.assignment("ridge"), tmp_path)
    home = Course(tmp_path)
    for student in ("half", "whole", "mixed", *SLIPS):
        path = course.root / "class" / student / "ridge.py"
        with FileChecker(tmp_path, path, "ridge") as at_home:
            (check,) = at_home.check().checks
        there = graded(course, student).checks[0].verdict
        assert (check.verdict.status, check.verdict.findings, check.verdict.misconceptions) == (
            there.status,
            there.findings,
            there.misconceptions,
        )
    assert home.assignment("ridge").solution is None


def test_verify_proves_that_it_passes(course, tmp_path):
    assert "no problems" in verify(course.assignment("ridge"), seeds=2).text()
    other_form = ALTERNATIVE.replace("return reg * (w * w).sum(),", "return [reg * (w * w).sum()],")
    text = verify(written(tmp_path / "form", other_form, CHECKS).assignment("ridge"), seeds=2).text(200)
    assert "the alternative without_the_half does not pass both" in text
    assert "has the reference's form" in " ".join(text.split())
    raising = ALTERNATIVE.replace("2 * slope(w, reg)", "slope(w)")
    text = verify(written(tmp_path / "raising", raising, CHECKS).assignment("ridge"), seeds=2).text(200)
    assert (
        "without_the_half does not pass both (`penalty` ended in TypeError" in text and "reference's form" not in text
    )
    hidden = written(tmp_path / "hidden", "", CHECKS)
    (hidden.root / "solutions" / "ridge.py").write_text(HALVED_IN_EITHER, encoding="utf-8")
    text = verify(hidden.assignment("ridge"), seeds=2).text(200)
    assert "who holds the misconception halved and goes by whole loses nothing" in text
