"""Homework that waits for a person, marked by `grader mark`; what the gradebook then says."""

import sqlite3
import subprocess
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import command
import small_course
from command import RIGHT, handed_in, run

from grader.course import student_copy
from grader.gradebook import pending, store
from grader.model import CheckResult, Kind, Status, Verdict
from grader.verification import demo

FACTS = 'prose("why", points=10, title="why twice", key_facts=(("sum", "add"), ("max",), ("减",)))'
AUTOTESTS = command.AUTOTESTS.replace('prose("why", points=10)', FACTS)
SKELETON = command.SKELETON.replace("why = ...", "# Why is that doubling?\n# A few words.\nwhy = ...")


def course(root: Path) -> Path:
    """Write a course whose one assignment has a discussion; return its folder."""
    small_course.written(root, AUTOTESTS, command.SOLUTION, SKELETON)
    return root


def wrote(text: str) -> str:
    """Right functions, and a text."""
    return f"{RIGHT}why = {text!r}\n"


def graded(root: Path, **texts: str) -> Path:
    """Hand in and grade a text of each student; return the folder."""
    folder = handed_in(root / "in", **{student: wrote(text) for student, text in texts.items()})
    assert run("grade", folder, cwd=root).returncode == 0
    return folder


def in_doubt(root: Path) -> Path:
    """Grade right homework of the perceptron that somebody else handed in than it says; return the course's folder."""
    assignment = small_course.perceptron(root / "course")
    text = demo.HomeworkWriter(assignment, "s001", student_copy.handout_text(assignment, "s001")).homework()
    (root / "in" / "s002").mkdir(parents=True)
    (root / "in" / "s002" / "perceptron.py").write_text(text.replace("one_update = ", "one_update = 0 if 1 else "))
    assert run("grade", root / "in", cwd=root / "course").returncode == 0
    return root / "course"


def mark(root: Path, said: str, *more: object, **settings: str) -> subprocess.CompletedProcess[str]:
    """Mark by lines of input."""
    return run("mark", *more, cwd=root, text=said, **settings)


def marks(root: Path) -> dict[str, tuple[float, float]]:
    """Each student's points, and what waits."""
    with store.open_existing(root / "grades.sqlite") as book:
        found = [result for name in store.assignment_names(book) for result in store.standing_results(book, name)]
    for result in found:
        assert 0 <= result.points <= result.max_points - result.pending
    return {result.student: (float(result.points), float(result.pending)) for result in found}


def kept(root: Path, what: str = "student, points, comment") -> list[tuple[str, ...]]:
    """What people decided, in order."""
    with closing(sqlite3.connect(root / "grades.sqlite")) as db:
        return db.execute(f"select {what} from decisions order by id").fetchall()


def case_of(most: Fraction | int = 10, text: str = "a text", **verdict: object) -> pending.Case:
    """Something that waits."""
    check = CheckResult("why", "why", Kind.PROSE, "", False, Verdict(Status.PENDING, **verdict), Fraction(most))
    return pending.Case("ann", "tiny", check, "d1", text)
