"""A course as many have one: layers with caches, a class, a module and data given out, a model judged by its accuracy.

`class/<assignment>/<student>/` of tests/data/courses/classifier is a homework. Right ones earn everything, whatever
they look like. What each wrong one should get its `expected.toml` says, on the public seed:

    points      all that it earns
    failed, raised, timed_out, crashed, not_attempted    how these checks end; those that no entry names are right
    named       what mistake is named, and where; nowhere else may one be named
    says        what the student reads, among more
    note        why

`relu_backward` stands for every check of that task.
"""

import tomllib
from dataclasses import replace
from functools import cache

import pytest
from places import DATA
from words import words

from grader import sandbox
from grader.course.loader import Course
from grader.course.release import write_release
from grader.gradebook import recorded_calls
from grader.grading.pipeline import Grading, grade, grade_with_calls
from grader.model import Status
from grader.reports import text_report
from grader.submissions.folders import find_files
from grader.submissions.submission import read_submission
from grader.verification.verify import verify

PACK = DATA / "courses" / "classifier"
NAMES = ["layers", "two_layer"]
FILES = [file for name in NAMES for file in find_files([PACK / "class" / name], name, NAMES)]
RIGHT = [file for file in FILES if file.student.startswith("right_")]
WRONG = [file for file in FILES if file.student.startswith("wrong_")]
TABLES = {name: PACK / "class" / name / "expected.toml" for name in NAMES}
EXPECTED = {name: tomllib.loads(path.read_text(encoding="utf-8")) for name, path in TABLES.items()}
ENDS = ("failed", "raised", "timed_out", "crashed", "not_attempted")
WORDS = {*ENDS, "points", "named", "says", "note"}


def _id(file):
    return f"{file.assignment}-{file.student}"


@pytest.fixture(scope="module")
def course():
    return Course(PACK)


@pytest.fixture(scope="module")
def home(course, tmp_path_factory):
    """What students have at home of both assignments."""
    folder = tmp_path_factory.mktemp("home")
    for name in NAMES:
        write_release(course.assignment(name), folder)
    return Course(folder)


@pytest.fixture(scope="module")
def running(course, home):
    with sandbox.start(folders=[*course.given_folders, *home.given_folders]) as running:
        yield running


@pytest.fixture(scope="module")
def gradings(course, running):
    return {name: Grading(course.assignment(name), running, "public") for name in NAMES}


@pytest.fixture(scope="module")
def graded(gradings):
    """What grades a homework, each once."""
    return cache(lambda file: grade_with_calls(read_submission(file), gradings[file.assignment]))


def _spelt_out(names, result):
    of_task = {name: {c.name for c in result.checks if c.task == name} for name in names}
    return {check for name in names for check in of_task[name] or {name}}


def _lost(result):
    return [(c.name, words(c.verdict).message) for c in result.checks if c.verdict.status is not Status.PASSED]


def _timeless(result):
    return [replace(check, seconds=0) for check in result.checks]


@pytest.mark.parametrize("name", NAMES)
def test_verify_finds_no_problem_and_every_mistake_is_named_by_itself(course, name):
    report = verify(course.assignment(name), seeds=1)
    assert report.problems == () and f"named at worst: {report.misconceptions} itself" in report.text()


def test_the_pack_is_whole():
    """No homework is passed over by the search for files, and none stands in a toml that is not there."""
    folders = {(name, path.name) for name in NAMES for path in (PACK / "class" / name).iterdir() if path.is_dir()}
    assert folders == {(file.assignment, file.student) for file in FILES}
    assert len(RIGHT) >= 20 and len(WRONG) >= 20
    assert {(file.assignment, file.student) for file in WRONG} == {(name, s) for name in NAMES for s in EXPECTED[name]}
    assert {word for name in NAMES for entry in EXPECTED[name].values() for word in entry} <= WORDS


@pytest.mark.parametrize("file", RIGHT, ids=_id)
def test_a_right_homework_earns_everything(graded, file):
    result = graded(file).result
    assert (result.error, _lost(result), result.points) == (None, [], 100)


@pytest.mark.parametrize("file", WRONG, ids=_id)
def test_a_wrong_homework_loses_what_it_should_and_its_mistake_is_named(graded, file):
    result, entry = graded(file).result, EXPECTED[file.assignment][file.student]
    want = {name: end for end in ENDS for name in _spelt_out(entry.get(end, ()), result)}
    got = {c.name: c.verdict.status.value for c in result.checks if c.verdict.status is not Status.PASSED}
    assert (got, result.points) == (want, entry["points"]) and result.points < 100
    said = " ".join(text_report.student_feedback(result, width=1000).split())
    assert [words for words in entry.get("says", ()) if words not in said] == []
    named = {c.name: " or ".join(c.verdict.misconceptions) for c in result.checks if c.verdict.misconceptions}
    assert named == {check: n for n, where in entry.get("named", {}).items() for check in _spelt_out(where, result)}


@pytest.mark.parametrize("file", FILES, ids=_id)
def test_from_what_was_kept_of_its_calls_it_gets_the_same_and_is_not_run(graded, gradings, file):
    first = graded(file)
    before = recorded_calls.unpack_calls(recorded_calls.pack_calls(first.calls))
    again = grade_with_calls(read_submission(file), gradings[file.assignment], before)
    assert not again.ran and _timeless(again.result) == _timeless(first.result)


@pytest.mark.parametrize("file", FILES[::4], ids=_id)
def test_at_home_public_checks_say_what_the_course_says(graded, home, running, file):
    grading = Grading(home.assignment(file.assignment), running, "public", public_only=True)
    public = [replace(check, seconds=0) for check in graded(file).result.checks if check.public]
    assert _timeless(grade(read_submission(file), grading)) == public != []
