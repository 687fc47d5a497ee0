"""`grader export`: marks as files of our own, into the files of learning systems, and an autograder for Gradescope.

What is exported counts as published: before a published mark goes down, the user is request.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from grader.cli import context, report
from grader.errors import UsageError
from grader.lms import formats

if TYPE_CHECKING:
    from fractions import Fraction

    from grader.course.loader import Course
    from grader.gradebook.grades import Grade, GradeRules
    from grader.gradebook.store import Gradebook
    from grader.lms.fill import FilledFile
    from grader.lms.gradebook_columns import GradebookColumns
    from grader.model import Result
    from grader.reports.pages import StudentPage


_SHOWN = 20
_OTHER_FILE = "name another file with -o"
_FILE = click.Path(path_type=Path, dir_okay=False)


class ExportGroup(click.Group):
    """The commands that are defined here, and one for each file of grader/lms/formats."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the formats, sorted."""
        del ctx
        return sorted({*self.commands, *(module.name for module in pkgutil.iter_modules(formats.__path__))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a format, None where there is none of that name."""
        if cmd_name in self.list_commands(ctx) and cmd_name not in self.commands:
            self.add_command(_format_command(import_module(f"{formats.__name__}.{cmd_name}"), cmd_name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=ExportGroup)
def export() -> None:
    """Write the marks, or send them.  What is written counts as published.

    Example: grader export moodle -a softmax --into worksheet.csv -o upload.csv
    """


def grade_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of all commands that give out marks."""
    roster = click.option("--roster", type=_FILE, help="The class list, a CSV file.")
    lower = click.option("--allow-lower", is_flag=True, help="Give out marks that are below what was given out before.")
    return report.gradebook_options(roster(lower(command)))


def _format_command(module: ModuleType, name: str) -> click.Command:
    """The command of a format: it fills in a system's file, or writes lines of its own."""
    fills = hasattr(module, "find_columns")
    if not fills and not hasattr(module, "lines"):
        raise UsageError(f"{module.__file__} has neither `lines` nor `find_columns`: see CONTRIBUTING.md")

    @click.pass_context
    def run(ctx: click.Context, /, **options: Any) -> None:
        if fills:
            _fill_file(ctx, module, FillRequest(name, **options))
        else:
            _export_own_format(ctx, module, name, **options)

    command: Callable[..., Any] = run
    for option in reversed(getattr(module, "OPTIONS", ())):
        command = _OPTIONS[option](command)
    command = filled_file_options(command) if fills else grade_options(_OUTPUT(command))
    return click.command(name, help=module.__doc__)(command)


_OUTPUT = click.option("-o", "--output", type=_FILE, help="A file in place of the screen.")
_OPTIONS = {
    "column": click.option("--column", help="The assignment's heading, title or id there, where ours does not say it."),
    "comments": click.option("--comments", is_flag=True, help="Also fill in what each student is told."),
    "feedback": click.option(
        "--feedback", type=_FILE, metavar="ZIP", help="Also each student's page, to upload there."
    ),
}


def _export_own_format(
    ctx: click.Context,
    module: ModuleType,
    name: str,
    *,
    book: Path,
    assignment: str | None,
    roster: Path | None,
    output: Path | None,
    allow_lower: bool,
) -> None:
    from grader.gradebook import grades, store

    course = context.open_course(ctx)
    rules = grades.read_rules(course, roster)
    with store.open_existing(book) as opened:
        opened.stand_still()
        marks: list[Grade] = []
        there = report.assignment_names(opened, assignment)
        for one in there:
            of_assignment = list(rules.grades(store.standings(opened, one), one, course.assignment(one).points))
            confirm_lower_grades(of_assignment, store.published_points(opened, one), one, allow_lower=allow_lower)
            marks += of_assignment
        standings = (standing for one in there for standing in store.standings(opened, one))
        results = ((result, rules.grade(result, submitted)) for result, submitted in standings)
        _write_lines(module.lines(marks, results), output)
        store.record_published(opened, marks, name)
        report.say_not_adopted(opened, dict.fromkeys(mark.assignment for mark in marks))


def confirm_lower_grades(
    marks: Sequence[Grade], before: Mapping[str, float | None], name: str, *, allow_lower: bool
) -> None:
    """Ask before a published mark goes down; raises UsageError where the answer is no, or nobody can answer."""
    from grader import seeds

    lower = [
        (mark, was)
        for mark in marks
        if (was := before.get(seeds.folded(mark.student))) is not None
        and not mark.waits
        and (mark.final is None or mark.final < was)
    ]
    if not lower or allow_lower:
        return
    for mark, was in lower[:_SHOWN]:
        click.echo(f"{mark.student}: {was:g} was published, now {'-' if mark.final is None else mark.final}", err=True)
    if len(lower) > _SHOWN:
        click.echo(f"and {len(lower) - _SHOWN} more", err=True)
    what = f"{name}: {len(lower)} published marks go down"
    if not context.is_interactive():
        raise UsageError(f"{what}: see grader diff --published, then add --allow-lower")
    if not click.confirm(f"{what}. Publish them?", err=True):
        raise UsageError("nothing was written")


def _write_lines(lines: Iterator[str], output: Path | None) -> None:
    from grader import files

    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    files.write_whole(output, lambda file: file.writelines(line.encode() for line in lines), remedy=_OTHER_FILE)
    click.echo(f"Wrote {output}", err=True)


def _parse_points(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
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


def filled_file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of all commands that fill in a system's own file."""
    options = (
        click.option("--into", type=_FILE, required=True, help="The file as it was downloaded."),
        click.option("-o", "--output", type=_FILE, required=True, help="The file to upload."),
        click.option(
            "--out-of", callback=_parse_points, help="What the assignment is worth there: marks are converted."
        ),
        click.option("--by", help="The heading of the column of ids, where several fit."),
    )
    for option in reversed(options):
        command = option(command)
    return grade_options(command)


@dataclass(frozen=True)
class FillRequest:
    """The options of a command that fills in a file of a format."""

    form: str
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


def _fill_file(ctx: click.Context, module: ModuleType, request: FillRequest) -> None:
    from grader import files
    from grader.gradebook import grades, store
    from grader.lms import csv_edit, fill, gradebook_columns, join_ids
    from grader.reports import page_files

    if request.output.resolve() == request.into.resolve():
        raise UsageError(f"{request.into} is the download itself: name another file with -o, and keep it")
    if request.feedback is not None and request.feedback.resolve() in (
        request.into.resolve(),
        request.output.resolve(),
    ):
        raise UsageError(f"{request.feedback} is the file of the marks: name another one with --feedback")
    course = context.open_course(ctx)
    with store.open_existing(request.book) as book:
        book.stand_still()
        name = single_assignment(book, request.assignment)
        rules = grades.read_rules(course, request.roster)
        marks, feedback = grades_and_feedback(book, course, rules, name, with_feedback=request.comments)
        wanted = gradebook_columns.ColumnRequest(name, course.assignment(name).skeleton.title, request.column)
        columns: GradebookColumns = module.find_columns(csv_edit.read_table(request.into), wanted)
        if request.comments and columns.comment_column is None:
            raise UsageError(f"{request.into} has no column for comments: leave out --comments")
        system_ids = join_ids.system_ids(rules.roster, columns.roster_columns, name)
        options = fill.FillOptions(request.out_of, request.by, system_ids, feedback)
        filled = fill.fill_grades(columns, marks, options)
        before = {**store.published_points(book, name), **filled.points_there}
        confirm_lower_grades(filled.marks, before, name, allow_lower=request.allow_lower)
        pages = []
        if request.feedback:
            made = page_files.student_pages(course, book, [name], lambda text: click.echo(text, err=True))
            pages = _write_feedback_zip(module.feedback_names(columns), filled, made, request.feedback, columns.system)
        files.write_whole(request.output, filled.data, remedy=_OTHER_FILE)
        store.record_published(book, filled.marks, request.form)
        report.say_not_adopted(book, [name])
    for sentence in [f"Wrote {request.output}", *filled.messages, *pages]:
        click.echo(f"{sentence}.", err=True)


def _write_feedback_zip(
    name_of: Callable[[int, Result], str], filled: FilledFile, made: Iterable[StudentPage], output: Path, system: str
) -> list[str]:
    """Write each student's page into a zip that the system takes; return messages for the user."""
    from grader import files
    from grader.lms import feedback_zip

    without: list[str] = []
    named = feedback_zip.feedback_files(name_of, filled.joined, made, without)
    counts: list[int] = []
    files.write_whole(output, lambda file: counts.append(files.write_zip(named, file)), remedy=_OTHER_FILE)
    messages = [f"Wrote {output} with {counts[0]} pages of feedback"]
    if without:
        messages.append(f"{len(without)} have no page in it: they were not graded from a file that {system} gave out")
    return messages


def single_assignment(book: Gradebook, assignment: str | None) -> str:
    """Return the assignment that is meant; raises UsageError where it could be several."""
    there = report.assignment_names(book, assignment)
    if len(there) > 1:
        raise UsageError(f"{book.path} has results of {', '.join(there)}: choose one with -a")
    return there[0]


def grades_and_feedback(
    book: Gradebook, course: Course, rules: GradeRules, name: str, *, with_feedback: bool
) -> tuple[list[Grade], dict[str, str]]:
    """Return the marks of an assignment, and by folded student the feedback where it is asked for."""
    from grader import seeds
    from grader.gradebook import store
    from grader.reports import text_report

    most = course.assignment(name).points
    texts: dict[str, str] = {}

    def seen(result: Result, submitted: str) -> tuple[Result, str]:
        if with_feedback:
            texts[seeds.folded(rules.grade(result, submitted).student)] = text_report.student_feedback(result)
        return result, submitted

    marks = list(rules.grades((seen(*standing) for standing in store.standings(book, name)), name, most))
    return marks, texts


_VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


@export.command()
@click.argument("name")
@click.option("-o", "--output", type=_FILE, default=Path("autograder.zip"), show_default=True, help="The zip.")
@click.option(
    "--unseen",
    type=click.Choice(_VISIBILITIES),
    default="after_published",
    show_default=True,
    help="When students see all but the public checks.",
)
@click.option("--numbers", type=click.Choice(["lecture"]), help="Everybody was given the lecture's own numbers.")
@click.option("--allow-weak", is_flag=True, help="Grade there although it may not protect itself well.")
@click.option("--roster", type=_FILE, help="The class list, a CSV file: joins mail addresses to the course's ids.")
@click.pass_context
def gradescope(
    ctx: click.Context, name: str, output: Path, unseen: str, numbers: str | None, allow_weak: bool, roster: Path | None
) -> None:
    """Write an autograder for Gradescope: this package, the assignment with its solutions, two scripts.

    It holds the course's secret: upload it, and give it to nobody.

    Example: grader export gradescope softmax -o autograder.zip
    """
    from grader import files, seeds
    from grader.gradebook import grades
    from grader.lms import gradescope_autograder as autograder

    course = context.open_course(ctx)
    assignment = course.assignment(name)
    about = autograder.AutograderSettings(name, unseen, allow_weak, numbers is not None)
    people = grades.read_rules(course, roster).roster
    if course.secret == seeds.PUBLIC_SEED:
        click.echo("Warning: no secret_file in [tool.grader]: the hidden inputs can be foreseen", err=True)
    members = autograder.archive_members(assignment, about, people)
    files.write_whole(output, lambda file: files.write_zip(members, file, autograder.PROGRAMS), remedy=_OTHER_FILE)
    click.echo(f"Wrote {output}. It holds the solutions: give it to Gradescope alone.", err=True)
    waiting = sum(task.points for task in assignment.tasks if task.kind == "prose")
    if waiting:
        points = float(assignment.points - waiting)
        click.echo(
            f"{float(waiting):g} points wait for a person: set 'Autograder points' to {points:g}, and add a "
            f"question of {float(waiting):g} points that is graded by hand.",
            err=True,
        )
