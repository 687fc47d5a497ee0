"""Sixty homeworks that raise, written by somebody who had not seen the causes: each is told what it comes from."""

import pytest
from places import DATA, ROOT

from grader import sandbox, seeds
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.submissions.submission import SubmissionFile, read_submission

FOLDER = DATA / "raising"
EXPECTED = dict(line.split("\t")[:2] for line in (FOLDER / "causes.tsv").read_text(encoding="utf-8").splitlines())


@pytest.fixture(scope="module")
def gradings():
    course = Course(ROOT)
    with sandbox.start(packages=course.packages, folders=course.given_folders) as box:
        yield {
            name: Grading(course.assignment(name), box, seeds.PUBLIC_SEED, lecture_for_all=True)
            for name in course.names
        }


def told(result):
    """The keys of what is said of exceptions and of functions that are not where they should be, in their order."""
    if result.error is not None:
        return [getattr(result.error.values.get("what"), "key", result.error.key)]
    found = [finding.key for check in result.checks for finding in check.verdict.findings]
    return [key for key in found if key.startswith(("cause.", "fault.misplaced."))]


def test_each_homework_has_its_cause():
    assert sorted(EXPECTED) == sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
    assert len(EXPECTED) == 60


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_homework_that_raises_is_told_what_it_comes_from(name, gradings):
    (path,) = (FOLDER / name).glob("*.py")
    file = SubmissionFile(str(path), path.name, "", path.stem)
    result = grade(read_submission(file), gradings[path.stem])
    assert told(result)[:1] == [EXPECTED[name]]
