"""Limits of a check's own: kept while it is graded, told to students and staff, and the same at home."""

import pytest
from small_course import put, written
from words import words

from grader import sandbox
from grader.course import loader, release
from grader.course.loader import Course, summary_text
from grader.course.student_copy import handout_text
from grader.errors import AuthorError
from grader.grading.pipeline import Grading, grade
from grader.model import Status
from grader.nbgrader.source_notebook import SourceNotebook
from grader.submissions.submission import SubmissionFile, read_submission

AUTOTESTS = '''
from grader import check


@check(points=50, public=True, seconds={seconds}, memory="1 GB")
def doubles(hw, rng):
    """a number"""
    return hw.double(3)


@check(points=50)
def again(hw, rng):
    """another"""
    return hw.double(4)
'''
SLOW = """
import time


def double(x):
    time.sleep(2.5 if x == 3 else 0)
    bytearray(7 * 10**8 if x == 3 else 1)
    return 2 * x
"""


def graded(assignment, tmp_path, text, **more):
    path = put(tmp_path / "tiny.py", text)
    with sandbox.start() as box:
        grading = Grading(assignment, box, "public", **more)
        result = grade(read_submission(SubmissionFile(path, path.name, "s001", "tiny")), grading)
        return {check.name: check.verdict for check in result.checks}, grading


def test_a_check_has_the_time_and_the_memory_that_it_says(tmp_path):
    assignment = written(tmp_path / "course", AUTOTESTS.format(seconds=30))
    verdicts, grading = graded(assignment, tmp_path, SLOW)
    assert {verdict.status for verdict in verdicts.values()} == {Status.PASSED}
    assert grading.limits.submission == sandbox.Limits().submission + 30


def test_a_check_may_have_less_than_usual_and_the_student_reads_how_much(tmp_path):
    assignment = written(tmp_path / "course", AUTOTESTS.format(seconds=0.25))
    verdicts, _ = graded(assignment, tmp_path, SLOW)
    assert verdicts["doubles"].status is Status.TIMED_OUT and verdicts["again"].status is Status.PASSED
    assert "did not finish in time (0.25 s)" in words(verdicts["doubles"]).message


def test_a_source_notebook_tells_the_limits_above_the_function(tmp_path):
    assignment = written(tmp_path, AUTOTESTS.format(seconds=30))
    cells = SourceNotebook(assignment).cells()
    place = next(i for i, cell in enumerate(cells) if cell["source"].startswith("def double"))
    assert cells[place - 1]["source"] == "A call may take 30 s and 1 GB while it is graded."


def test_list_handout_and_release_tell_the_limits(tmp_path):
    assignment = written(tmp_path / "course", AUTOTESTS.format(seconds=30))
    release.write_release(assignment, tmp_path / "out")
    for told in (assignment, Course(tmp_path / "out").assignment("tiny")):
        assert "double (code; a call may take 30 s and 1 GB)" in summary_text(loader.summary(told))
        text = handout_text(told, None)
        assert "\n# A call may take 30 s and 1 GB while it is graded.\ndef double(x):" in text
        assert (told.checks[0].seconds, told.checks[0].memory) == (30, 10**9)


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("seconds=0", "seconds= takes the seconds of one call"),
        ("seconds=9999", "up to 3600"),
        ('seconds="10"', "and not '10'"),
        ('memory="1"', 'such as "1 GB"'),
        ('memory="1 kB"', "64 MB or more"),
    ],
)
def test_limits_that_are_none_are_told_with_their_line(tmp_path, said, remedy):
    with pytest.raises(AuthorError, match=r"autotests/tiny\.py, line 5: ValueError") as told:
        written(tmp_path, AUTOTESTS.replace('seconds={seconds}, memory="1 GB"', said))
    assert remedy in str(told.value)


def test_a_homework_is_loaded_once_for_each_bound_of_memory(tmp_path, monkeypatch):
    checks = "from grader import check\n" + "".join(
        f"\n\n@check(points=10{more})\ndef c{i}(hw, rng):\n    return hw.double({i})\n"
        for i, more in enumerate(["", ', memory="1 GB"'] * 5)
    )
    assignment = written(tmp_path / "course", checks)
    path, started = put(tmp_path / "tiny.py", "def double(x):\n    return 2 * x\n"), []
    with sandbox.start() as box:
        start = box.host.start
        monkeypatch.setattr(box.host, "start", lambda limits, folder: started.append(limits) or start(limits, folder))
        read = read_submission(SubmissionFile(path, path.name, "s001", "tiny"))
        result = grade(read, Grading(assignment, box, "public"))
    assert {check.verdict.status for check in result.checks} == {Status.PASSED}
    assert len(started) == 2
