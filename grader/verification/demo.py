"""`grader demo`: writes a class of forty, grades it, shows the table, one student's feedback and the files."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import click

from grader.course.loader import Assignment, Course
from grader.errors import UsageError
from grader.grading import run as grading_run
from grader.grading.run import Order
from grader.model import Result
from grader.reports import text_report
from grader.submissions import submission
from grader.verification import sample_class

_LIST = "CLASS.txt"  # who handed in what; its presence says that the folder is ours to write anew
_SHOWN = "one slip in the table, carried on"


def run(course: Course, dest: Path, jobs: int | None, *, width: int, paint: text_report.Paint) -> None:
    """Make, grade and show the class; raises UsageError where `dest` holds something else."""
    assignment = _assignment(course)
    manners = write(assignment, dest)
    click.echo(f"Wrote {len(manners)} submissions of {assignment.name} to {dest / 'submissions'}.")
    order = Order((dest / "submissions",), dest / "grades.sqlite", assignment=assignment.name, jobs=jobs)
    started = time.monotonic()
    founds = submission.find(list(order.paths), assignment.name, course.names)
    results = [graded.result for graded in grading_run.grading(course, order, founds)]
    seconds = time.monotonic() - started
    results.sort(key=lambda result: result.student)
    click.echo(f"Graded them in {seconds:.1f} seconds; [in brackets] what each was made to be.\n")
    click.echo(text_report.table(list(map(text_report.row, results)), width=width, beside=manners))
    _show_one(results, manners, width, paint)
    click.echo(f"\nThe submissions: {dest / 'submissions'}")
    click.echo(f"What each is:    {dest / _LIST}")
    click.echo(f"The gradebook:   {dest / 'grades.sqlite'}")
    click.echo(f"Grade it again:  grader grade {dest / 'submissions'} --gradebook {dest / 'grades.sqlite'}")


def write(assignment: Assignment, dest: Path) -> dict[str, str]:
    """Write a class into `dest`/submissions and return for each student what kind of homework it is."""
    _clear(dest)
    from grader.course.handout import handout

    manners = {}
    for pupil in sample_class.make(assignment, lambda student: handout(assignment, student)):
        folder = dest / "submissions" / pupil.student
        folder.mkdir(parents=True)
        (folder / f"{assignment.name}{pupil.suffix}").write_bytes(pupil.content)
        manners[pupil.student] = pupil.manner
    lines = [f"{student}  {manner}\n" for student, manner in manners.items()]
    (dest / _LIST).write_text("".join(lines), encoding="utf-8")
    return manners


def _assignment(course: Course) -> Assignment:
    names = [n for n in course.names if (course.root / "solutions" / f"{n}.py").exists()]
    if not names:
        raise UsageError(f"{course.root} has no solutions, so no class can be made up: run this in the whole course")
    return course.assignment("perceptron" if "perceptron" in names else names[0])


def _clear(dest: Path) -> None:
    if dest.exists() and any(dest.iterdir()) and not (dest / _LIST).exists():
        raise UsageError(f"{dest} holds something else: name another folder")
    shutil.rmtree(dest / "submissions", ignore_errors=True)
    for kept in dest.glob("grades.sqlite*"):
        kept.unlink()
    dest.mkdir(parents=True, exist_ok=True)


def _show_one(results: list[Result], manners: dict[str, str], width: int, paint: text_report.Paint) -> None:
    shown = next((r for r in results if manners[r.student] == _SHOWN), None)
    if shown is not None:
        click.echo(f"\nWhat {shown.student} reads ({_SHOWN}):\n")
        click.echo(text_report.feedback(shown, width=width, paint=paint))
