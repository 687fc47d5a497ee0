"""What a long run says while it goes on, and at its end."""

import time
from fractions import Fraction
from pathlib import Path

import command
import pytest
from command import RIGHT, WRONG, Terminal, handed_in, run

from grader.grading.batch import GradedFile, Origin
from grader.grading.progress import Progress
from grader.model import CheckResult, Finding, Kind, Result, Status, Verdict
from grader.submissions.submission import SubmissionFile

LOOP = "def double(x):\n    while True:\n        pass\n"


def graded(student="ann", status=Status.PASSED, seconds=0.01, how=Origin.GRADED, **more):
    check = CheckResult("c", "softmax", Kind.CODE, "", True, Verdict(status), Fraction(1), seconds)
    result = Result(student, "softmax", f"{student}/softmax.py", checks=(check,), **more)
    return GradedFile(SubmissionFile(Path(result.path), result.path, student, "softmax"), result, how)


def counted(*results, total=100, ago=2.0):
    progress = Progress(total, started=time.monotonic() - ago)
    for result in results:
        progress.count(result)
    return progress


def test_it_says_how_many_how_fast_and_how_long_still():
    assert counted(*[graded()] * 40).line == "40 of 100, 20 a second, 3 s left"
    assert counted(graded(), ago=100, total=1000).line == "1 of 1000, 0.0 a second, 27.8 h left"
    assert counted(*[graded()] * 100).line == "100 of 100, 50 a second"


def test_what_was_graded_before_makes_no_run_faster():
    kept = [graded(how=Origin.KEPT)] * 50
    assert counted(*kept).line == "50 of 100"
    assert counted(*kept, graded(), graded()).line == "52 of 100, 1.0 a second, 48 s left"


def test_the_slowest_is_named_with_its_reason():
    slow = graded("ben", Status.TIMED_OUT, 9.8), graded("cem", seconds=3.0), graded("dee", Status.CRASHED, 2.5)
    assert counted(*slow).slow == "slowest ben/softmax.py: 10 s (too slow in softmax)"
    assert counted(slow[1]).slow == "slowest cem/softmax.py: 3 s"
    assert counted(*slow[1:]).slow == "slowest cem/softmax.py: 3 s"
    assert counted(slow[2]).slow == "slowest dee/softmax.py: 2 s (crashed in softmax)"
    assert counted(graded(), graded("eve", Status.TIMED_OUT, 9.8, Origin.KEPT)).slow == ""


def test_a_name_moves_nothing_on_the_terminal():
    slow = graded("\x1b]0;title\x07two\nlines", Status.TIMED_OUT, 9.8)
    assert counted(slow).line == f"1 of 100, 0.5 a second, 3 min left; {counted(slow).slow}"
    assert counted(slow).slow.isprintable() and "two\\nlines/softmax.py: 10 s" in counted(slow).slow


def test_the_summary_counts_how_submissions_ended():
    ends = [
        *[graded()] * 3,
        *[graded(status=Status.FAILED)] * 2,
        graded(status=Status.TIMED_OUT),
        graded(status=Status.NOT_ATTEMPTED),
        graded(status=Status.BROKEN),
        graded(status=Status.PENDING),
        graded(error=Finding("text", text="the file is empty")),
    ]
    assert counted(*ends).summary == (
        "3 all right, 3 with mistakes, 1 too slow or crashed in part, 1 blank, 1 with a doubt for a person, "
        "1 could not be graded"
    )


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


def test_a_run_tells_who_was_slow_and_why(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG, cem=LOOP)
    said = run("grade", folder, cwd=course).stderr
    assert "1 right as far as it goes, 1 with mistakes, 1 too slow or crashed in part\n" in said
    assert "slowest cem/tiny.py: 4 s (too slow in double)\n" in said


def test_a_terminal_shows_it_while_it_goes_on(course, tmp_path):
    folder = handed_in(tmp_path / "in", **{f"s{i}": RIGHT if i else LOOP for i in range(6)})
    terminal = Terminal("grade", str(folder), "-j", "1", cwd=course)
    terminal.wait_for("of 6, ")
    assert terminal.end() == 0
    assert "5 right as far as it goes, 1 too slow or crashed in part" in terminal.text
