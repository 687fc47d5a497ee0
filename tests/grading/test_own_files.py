"""Homework that needs more than its own file: what can be had is, what cannot is told once, and the rest is graded."""

import pytest
from small_course import GOOD, PLAIN, written
from words import sentence_of, words

from grader import sandbox
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.submissions.submission import SubmissionFile, read_submission

HALF = (
    PLAIN
    + '''
@check(points=1, public=True)
def halves(hw, rng):
    """half"""
    return hw.half(3)
'''
)
BOTH = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"


@pytest.fixture(scope="module")
def box():
    with sandbox.start(namespaces=False) as running:
        yield running


@pytest.fixture
def graded(tmp_path, box):
    """The result of a homework, by its text."""
    assignment = written(tmp_path / "course", HALF, BOTH, BOTH)
    grading = Grading(assignment, box, "public")

    def graded(text):
        path = tmp_path / "tiny.py"
        path.write_text(text, encoding="utf-8")
        return grade(read_submission(SubmissionFile(str(path), "tiny.py", "s001", "tiny")), grading)

    return graded


def _passed(result):
    return [check.verdict.status is Status.PASSED for check in result.checks]


def _notes(result):
    return [sentence_of(note) for note in result.notes]


def test_imports_that_nothing_needs_are_one_remark(graded):
    imports = "from .layers import *\nfrom cs231n.fast_layers import conv\nimport numpy.no_such_part\n"
    result = graded(imports + BOTH)
    assert _passed(result) == [True, True]
    (said,) = _notes(result)
    assert said.startswith("Lines 1 and 3 cannot be run while grading (layers was not handed in; No module named")
    assert said.endswith("and were passed over; all else is graded.")


def test_a_function_that_needs_what_is_not_there_says_so_and_the_others_are_graded(graded):
    result = graded("from .utils import sign\n" + GOOD + "def half(x):\n    return sign(x) * x / 2\n")
    assert _passed(result) == [True, False]
    assert "utils was not handed in, so utils.sign cannot be used here" in words(result.checks[1].verdict).message
    (said,) = _notes(result)
    assert said.startswith("Line 1 cannot be run while grading (ModuleNotFoundError: utils was not handed in) and was")


def test_the_command_line_is_missed_as_the_keyboard_is(graded):
    result = graded("import sys\nDEBUG = sys.argv[1]\nname = input()\n" + BOTH)
    assert _passed(result) == [True, True] and len(result.notes) == 2
