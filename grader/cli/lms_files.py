"""`grader export moodle | canvas | blackboard | openedx`: marks into the file that the system itself gave out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import context, export, report
from grader.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

    from grader.course.loader import Course
    from grader.gradebook.grades import Mark, Rules
    from grader.gradebook.store import Gradebook
    from grader.lms.fill import Filled
    from grader.lms.gradebook_columns import Sheet
    from grader.model import Result

_FILE = click.Path(path_type=Path, dir_okay=False)


def _points(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
    """A number above zero."""
    from fractions import Fraction

    del ctx
    if value is None:
        return None
    try:
        number = Fraction(value.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        number = Fraction(0)
    if number <= 0:
        raise click.BadParameter(f"'{value}' is no number above zero", param=parameter)
    return number


def into_a_file(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that all have that fill in a system's own file."""
    options = (
        click.option("--into", type=_FILE, required=True, help="The file as it was downloaded."),
        click.option("-o", "--output", type=_FILE, required=True, help="The file to upload."),
        click.option("--out-of", callback=_points, help="What the assignment is worth there: marks are converted."),
        click.option("--by", help="The heading of the column of ids, where several fit."),
    )
    for option in reversed(options):
        command = option(command)
    return export.of_marks(command)


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line."""

    book: Path
    assignment: str | None
    roster: Path | None
    allow_lower: bool
    into: Path
    output: Path
    out_of: Fraction | None
    by: str | None
    column: str | None = None
    comments: bool = False
    feedback: Path | None = None


_feedback = click.option("--feedback", type=_FILE, metavar="ZIP", help="Also each student's page, to upload there.")
_column = click.option("--column", help="The assignment's heading, title or id there, where ours does not say it.")
_comments = click.option("--comments", is_flag=True, help="Also fill in what each student is told.")


@click.command()
@into_a_file
@_comments
@_feedback
@click.pass_context
def moodle(ctx: click.Context, /, **options: Any) -> None:
    """Fill in Moodle's offline grading worksheet, in any language.

    Upload it under 'Upload grading worksheet'.

    Example: grader export moodle -a softmax --into worksheet.csv -o upload.csv
    """
    _fill(ctx, "moodle", Asked(**options))


@click.command()
@into_a_file
@_column
@_feedback
@click.pass_context
def canvas(ctx: click.Context, /, **options: Any) -> None:
    """Fill in Canvas's gradebook export.

    Example: grader export canvas -a softmax --into gradebook.csv -o upload.csv --column 1234
    """
    _fill(ctx, "canvas", Asked(**options))


@click.command()
@into_a_file
@_column
@_comments
@click.pass_context
def blackboard(ctx: click.Context, /, **options: Any) -> None:
    """Fill in Blackboard's file for working offline.

    Example: grader export blackboard -a softmax --into gc.xls -o upload.xls
    """
    _fill(ctx, "blackboard", Asked(**options))


@click.command()
@into_a_file
@_column
@click.pass_context
def openedx(ctx: click.Context, /, **options: Any) -> None:
    """Fill in Open edX's grades of subsections, or the points of a staff graded block.

    Example: grader export openedx -a softmax --into grades.csv -o upload.csv --column hw1
    """
    _fill(ctx, "openedx", Asked(**options))


def _fill(ctx: click.Context, form: str, asked: Asked) -> None:
    from importlib import import_module

    from grader.gradebook import queries
    from grader.lms import atomic_write, csv_edit, fill, gradebook_columns, join_ids

    if asked.output.resolve() == asked.into.resolve():
        raise UsageError(f"{asked.into} is the download itself: name another file with -o, and keep it")
    if asked.feedback is not None and asked.feedback.resolve() in (asked.into.resolve(), asked.output.resolve()):
        raise UsageError(f"{asked.feedback} is the file of the marks: name another one with --feedback")
    course = context.course(ctx)
    with queries.existing(asked.book) as book:
        name = only(book, asked.assignment)
        rules = queries.rules(course, asked.roster)
        marks, told = of(book, course, rules, name, told=asked.comments)
        known = course.assignment(name)
        wanted = gradebook_columns.Wanted(name, known.skeleton.title, asked.column)
        place = import_module(f"grader.lms.{form}").find(csv_edit.read(asked.into), wanted)
        if asked.comments and place.comments is None:
            raise UsageError(f"{asked.into} has no column for comments: leave out --comments")
        theirs = join_ids.theirs(rules.roster, place.columns, name)
        filled = fill.fill(place, marks, fill.Order(known.points, asked.out_of, asked.by, theirs, told))
        before = {**queries.published(book, name), **filled.there}
        export.ask(filled.marks, before, name, allow_lower=asked.allow_lower)
        pages = _files(course, book, name, form, place, filled, asked.feedback) if asked.feedback else []
        atomic_write.write(asked.output, lambda file: file.write(filled.data))
        queries.publish(book, filled.marks, form)
    for sentence in [f"Wrote {asked.output}", *filled.said, *pages]:
        click.echo(f"{sentence}.", err=True)


def _files(
    course: Course, book: Gradebook, name: str, form: str, place: Sheet, filled: Filled, output: Path
) -> list[str]:
    """Write each student's page into a zip that the system takes; say how many, and who has none."""
    from grader.lms import atomic_write, feedback_zip
    from grader.reports import student_pages

    made = student_pages.of(course, book, [name], lambda text: click.echo(text, err=True))
    without: list[str] = []
    named = (
        feedback_zip.moodle(place, filled.joined, made)
        if form == "moodle"
        else feedback_zip.canvas(place, filled.joined, made, without)
    )
    counts: list[int] = []
    atomic_write.write(output, lambda file: counts.append(feedback_zip.write(named, file)))
    said = [f"Wrote {output} with {counts[0]} pages of feedback"]
    if without:
        said.append(f"{len(without)} have no page in it: they were not graded from a file that Canvas gave out")
    return said


COMMANDS = (moodle, canvas, blackboard, openedx)


def only(book: Gradebook, assignment: str | None) -> str:
    """Return the one assignment that is meant; raises UsageError where it could be several."""
    there = report.names(book, assignment)
    if len(there) > 1:
        raise UsageError(f"{book.path} has results of {', '.join(there)}: choose one with -a")
    return there[0]


def of(book: Gradebook, course: Course, rules: Rules, name: str, *, told: bool) -> tuple[list[Mark], dict[str, str]]:
    """Return the marks of an assignment, and by folded student the feedback where it is asked for."""
    from grader import seeds
    from grader.gradebook import queries
    from grader.reports import text_report

    most = course.assignment(name).points
    texts: dict[str, str] = {}

    def seen(result: Result, submitted: str) -> tuple[Result, str]:
        if told:
            texts[seeds.folded(rules.mark(result, submitted).student)] = text_report.feedback(result)
        return result, submitted

    marks = list(rules.marks((seen(*standing) for standing in queries.standings(book, name)), name, most))
    return marks, texts
