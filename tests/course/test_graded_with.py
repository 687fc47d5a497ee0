"""The Python that homework is graded with stands in what students are given, and a newer one at home is told."""

import json

import pytest
import small_course
from command import run
from small_course import put

from grader import sandbox, seeds, version
from grader.course import loader, release
from grader.course.loader import Course
from grader.course.student_copy import handout_text
from grader.grading.pipeline import Grading, grade
from grader.reports import wording
from grader.submissions.submission import SubmissionFile, read_submission

CHECKS = "from grader import check\n\n\n@check(points=1, public=True)\ndef doubles(hw, rng):\n    return hw.double(3)\n"
SAID = "Graded with Python {python} and NumPy {numpy}.".format(**version.running_with())


@pytest.fixture
def home(tmp_path):
    release.write_release(small_course.written(tmp_path / "course", CHECKS), tmp_path / "home")
    return tmp_path / "home"


def graded_elsewhere(home, python):
    """The release of somebody who grades with another Python."""
    path = home / "answers" / "tiny.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "graded_with": {"python": python, "numpy": "2.0"}}))
    return Course(home).assignment("tiny")


def notes_of(assignment, file):
    with sandbox.start() as box:
        read = read_submission(SubmissionFile(str(file), "tiny.py", "", "tiny"))
        result = grade(read, Grading(assignment, box, seeds.PUBLIC_SEED, public_only=True))
    return [wording.sentence(note) for note in result.notes]


def test_start_list_and_the_file_say_it(home):
    told = run("start", "tiny", "--student", "s001", cwd=home)
    assert told.stdout.splitlines()[-1] == SAID
    assert f"# {SAID}\nSTUDENT = 's001'" in (home / "tiny.py").read_text()
    assert SAID in run("list", cwd=home).stdout


def test_a_release_says_what_its_course_is_graded_with(home):
    assert Course(home).assignment("tiny").answers["graded_with"] == version.running_with()
    elsewhere = graded_elsewhere(home, "3.2")
    assert "# Graded with Python 3.2 and NumPy 2.0.\nSTUDENT" in handout_text(elsewhere, "s001")
    assert loader.summary(elsewhere)["graded_with"] == {"python": "3.2", "numpy": "2.0"}


def test_a_newer_python_at_home_is_told(home, tmp_path):
    file = put(tmp_path / "tiny.py")
    assert notes_of(Course(home).assignment("tiny"), file) == []
    assert notes_of(graded_elsewhere(home, "3.99"), file) == []
    (note,) = notes_of(graded_elsewhere(home, "3.2"), file)
    assert "homework is graded with Python 3.2" in note
