"""Homework in files through the real sandbox: what each should get, beside what it gets."""

from pathlib import Path

from grader import course, sandbox, submission
from grader.grade import Grading, grade
from grader.model import Kind, Status
from grader.submission import Found

ROOT = Path(__file__).parent.parent


def graded(name):
    """Every file of tests/submissions/NAME, marked on the lecture's numbers and the public seed."""
    assignment = course.find(ROOT).assignment(name)
    paths = sorted((ROOT / "tests" / "submissions" / name).glob("*.py"))
    with sandbox.start() as running:
        grading = Grading(assignment, assignment.key("public"), running, "public", lecture_for_all=True)
        return {p.stem: grade(submission.read(Found(p, p.name, "", name)), grading) for p in paths}


def lost(result):
    """The checks that a homework does not pass, with how they ended."""
    return {
        c.name: c.verdict.status.value for c in result.checks
        if c.kind is not Kind.PROSE and c.verdict.status is not Status.PASSED
    }  # fmt: skip


def named(result):
    """The mistakes that a homework is told of, each with where."""
    found = {}
    for check in result.checks:
        for mistake in check.verdict.misconceptions:
            found.setdefault(mistake, set()).add(check.name)
    return found


def of(result, task):
    """The names of the checks of one task."""
    return {c.name for c in result.checks if c.task == task}
