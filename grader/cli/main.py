"""The command line: parse, call one function, print, exit.  Everything heavy is imported where it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import context
from grader.course.watchdog import EndlessError
from grader.errors import AuthorError, GraderError

if TYPE_CHECKING:
    from grader.grading.run import GradeRequest
    from grader.model import Result

# By command, the module that has it: imported for this command, and for the list of all.
_ELSEWHERE = {
    "report": "report",
    "export": "lti",  # which adds one to its commands
    "diff": "report",
    "cohort": "report",
    "show": "show",
    "mark": "mark",
    "nbgrader": "nbgrader",
}
EXIT_FAILURES, EXIT_USAGE, EXIT_NOT_GRADED, EXIT_INTERRUPTED = 1, 2, 4, 130


class Group(click.Group):
    """The group of all commands: an error is one sentence on stderr and exit code 2, Ctrl-C a quiet end."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our arrays are small: threads cost time
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")  # a name that this terminal cannot show costs no result
        try:
            return super().invoke(ctx)
        except AuthorError as error:
            click.echo(f"Error in the course: {error}", err=True)
        except GraderError as error:
            from grader.reports import wording

            click.echo(f"Error: {wording.error_text(error)}", err=True)
        except EndlessError as error:
            click.echo(f"Error in the course: {error}", err=True)
        except BrokenPipeError:  # `grader report | head`: click ends quietly
            raise
        except OSError as error:
            if error.filename is None:
                raise
            what = f"{error.filename} cannot be read or written ({error.strerror})"
            click.echo(f"Error: {what}: name another, or look at its permissions", err=True)
        except KeyboardInterrupt:
            click.echo("", err=True)
            ctx.exit(EXIT_INTERRUPTED)
        return ctx.exit(EXIT_USAGE)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of their definition, those of other modules last."""
        del ctx
        return [*(name for name in self.commands if name not in _ELSEWHERE), *_ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, None where there is none of that name."""
        if cmd_name in _ELSEWHERE and cmd_name not in self.commands:
            self.add_command(getattr(import_module(f"grader.cli.{_ELSEWHERE[cmd_name]}"), cmd_name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--course", "root", type=click.Path(path_type=Path, file_okay=False, exists=True), help="Folder of the course."
)
@click.option("--language", envvar="GRADER_LANGUAGE", help="Language of feedback, such as de; English without it.")
@click.version_option(package_name="grader")
@click.pass_context
def main(ctx: click.Context, root: Path | None, language: str | None) -> None:
    """Graded neural-network homework and its auto-checker.

    Students start and check; teaching assistants grade, verify and release.
    """
    ctx.obj = root
    if language:
        context.use_language(ctx, language)


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per assignment.")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Show the assignments, their tasks and points.

    Example: grader list
    """
    import json

    from grader.course import loader

    opened, wrong = context.open_course(ctx), []
    for name in opened.names:
        try:
            row = loader.summary(opened.assignment(name))
        except AuthorError as error:  # the others are shown all the same
            wrong.append(str(error))
            continue
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else loader.summary_text(row))
    if wrong:
        raise AuthorError("\n".join(wrong))


@main.command()
@click.argument("name")
@click.argument("dest", required=False, type=click.Path(path_type=Path))
@click.option("--student", help="The student's id: picks the row of numbers.")
@click.option("--numbers", type=click.Choice(["lecture"]), help="The lecture's own numbers in place of the student's.")
@click.pass_context
def start(ctx: click.Context, name: str, dest: Path | None, student: str | None, numbers: str | None) -> None:
    """Write the skeleton NAME.py with the student's own numbers.

    Example: grader start perceptron --student s001
    """
    from grader.course import loader, student_copy

    assignment = context.open_course(ctx).assignment(name)
    path = student_copy.write_handout(assignment, dest, student, lecture_for_all=numbers is not None)
    click.echo(f"Wrote {path}. Work in it, and run: grader check {path}")
    if assignment.graded_with:
        click.echo(loader.graded_with_sentence(assignment.graded_with))


@main.command()
@click.argument("file", type=context.NonEmptyPath(path_type=Path))
@click.option("-a", "--assignment", help="The assignment, where the file's name does not say it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--watch", is_flag=True, help="Check again whenever the file changes.")
@click.pass_context
def check(ctx: click.Context, file: Path, assignment: str | None, as_json: bool, watch: bool) -> None:
    """Check your own homework: the public checks, with hints.

    Example: grader check softmax.py
    """
    import gc

    gc.disable()  # imports make nothing that could be collected, and looking for it takes a tenth of the time
    from grader.cli import check as cli_check

    with cli_check.FileChecker(context.course_root(ctx, file), file, assignment) as at_home:
        result = at_home.check()
        _show_check(result, as_json)
        gc.enable()
        while watch:
            result = at_home.wait_and_check()
            click.echo("" if as_json else "\n" + "-" * 40)
            _show_check(result, as_json)
    sys.exit(cli_check.exit_code(result))


def _show_check(result: Result, as_json: bool) -> None:
    if as_json:
        from grader.reports import records

        click.echo(records.as_json(result, sys.stdout.encoding))
    else:
        from grader.reports import text_report

        click.echo(
            text_report.student_feedback(result, width=context.text_width(), paint=context.painter(), at_home=True)
        )


@main.command()
@click.argument("paths", nargs=-1, required=True, type=context.NonEmptyPath(path_type=Path))
@click.option("-a", "--assignment", help="The assignment, where the file's name does not say it.")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes (default: one per core).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per submission.")
@context.gradebook_option
@click.option("--numbers", type=click.Choice(["lecture"]), help="Everybody was given the lecture's own numbers.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The class list, a CSV: joins a learning system's ids to the course's.",
)
@click.option("--again", is_flag=True, help="Grade also what is graded already, from the start.")
@click.option("--scheduler", help="Grade on a Dask cluster: its scheduler's address, or its scheduler file.")
@click.option("--allow-weak", is_flag=True, help="Grade although this machine cannot protect itself well.")
@click.pass_context
def grade(ctx: click.Context, /, paths: tuple[Path, ...], book: Path, numbers: str | None, **options: Any) -> None:
    """Grade files, a folder of them, or a learning system's download.

    In a folder each student has a folder, <student>/<name>.py, or a file, <student>__<name>.py (or .ipynb).

    A download of Moodle, Canvas, Blackboard, Gradescope or nbgrader is known by its form, zipped or unpacked.

    What the gradebook holds already is not graded again: an interrupted run goes on where it stopped.

    Example: grader grade submissions/ -j 2
    """
    from grader.grading import run

    lecture_for_all = numbers is not None
    order = run.GradeRequest(
        paths, book, lecture_for_all, width=context.text_width(), paint=context.painter(), **options
    )
    try:
        not_graded = _grade_paths(ctx, order)
    except KeyboardInterrupt:
        click.echo(f"\nStopped. What was graded is kept in {book}; the same command goes on from there.", err=True)
        sys.exit(EXIT_INTERRUPTED)
    sys.exit(EXIT_NOT_GRADED if not_graded else 0)


def _grade_paths(ctx: click.Context, order: GradeRequest) -> int:
    """Grade and return how many could not be graded; results of an nbgrader course go to its own gradebook too."""
    from grader.grading import run
    from grader.nbgrader import configuration

    if len(order.paths) == 1 and configuration.is_nbgrader_course(order.paths[0]):
        from grader.nbgrader import pool_grading

        return pool_grading.grade_nbgrader_course(order.paths[0], order, ctx.obj)
    return run.run_grade(context.open_course(ctx, order.paths[0]), order)


@main.command()
@click.argument("name", required=False)
@click.option("--seeds", default=5, show_default=True, type=click.IntRange(1, 1000), help="Seeds to try.")
@click.option("--rows", type=click.IntRange(1), help="Rows of numbers to try (default: a sample).")
@click.option("--quick", is_flag=True, help="One seed and one row of numbers: each known mistake is still tried once.")
@click.pass_context
def verify(ctx: click.Context, name: str | None, seeds: int, rows: int | None, quick: bool) -> None:
    """Check the checks: what is wrong with an assignment's three files.

    Example: grader verify perceptron
    """
    from grader.verification import verify as verifying

    if quick:
        seeds, rows = verifying.QUICK_SEEDS, verifying.QUICK_ROWS
    opened = context.open_course(ctx)
    problems = 0
    for one in [name] if name else opened.names:
        report = verifying.verify(opened.assignment(one), seeds=seeds, rows=rows)
        click.echo(report.text(context.text_width()))
        problems += len(report.problems)
    if problems:
        sys.exit(EXIT_FAILURES)


@main.command()
@click.argument("folder", type=context.NonEmptyPath(path_type=Path))
def init(folder: Path) -> None:
    """Make a course of one's own, with a first assignment, in a new folder.

    Example: grader init nn101
    """
    from grader.course import scaffold

    for path in scaffold.write_course(folder):
        click.echo(f"Wrote {path}")
    click.echo(f"Go there, and run: grader verify.  {folder / 'README.md'} says what is next.")


@main.command()
@click.argument("name")
@click.pass_context
def new(ctx: click.Context, name: str) -> None:
    """Scaffold the three files of an assignment.

    Example: grader new momentum
    """
    from grader.course import scaffold

    for path in scaffold.write_assignment(context.open_course(ctx), name):
        click.echo(f"Wrote {path}")
    click.echo(f"Change them, and run: grader verify {name}")


@main.command()
@click.argument("name")
@click.option("--rows", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="How many to draw.")
@click.option("--force", is_flag=True, help="Replace a table that is there.")
@click.pass_context
def draw(ctx: click.Context, name: str, rows: int, force: bool) -> None:
    """Draw the table of numbers that students work on by hand.

    Example: grader draw perceptron --rows 1000
    """
    from grader.verification.draw_numbers import draw_table

    opened = context.open_course(ctx)
    path = draw_table(opened.assignment(name), rows, seed=opened.secret, force=force)
    click.echo(f"Wrote {rows} rows to {path}")


@main.command()
@click.argument("name")
@click.argument("dest", type=context.NonEmptyPath(path_type=Path, file_okay=False))
@click.option("--numbers", type=click.Choice(["lecture"]), help="Everybody gets the lecture's own numbers.")
@click.pass_context
def release(ctx: click.Context, name: str, dest: Path, numbers: str | None) -> None:
    """Write what students get: skeleton, numbers, public checks and their recorded answers.

    Example: grader release perceptron handout/
    """
    from grader.course.release import write_release

    for path in write_release(context.open_course(ctx).assignment(name), dest, lecture_for_all=numbers is not None):
        click.echo(f"Wrote {path}")


@main.command()
@click.argument("dest", required=False, type=click.Path(path_type=Path, file_okay=False), default=Path("demo"))
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Processes (default: one per core).")
@click.pass_context
def demo(ctx: click.Context, dest: Path, jobs: int | None) -> None:
    """Write a class of forty, grade it, and show what came out.

    Example: grader demo
    """
    from grader.verification import demo as demonstration

    demonstration.run_demo(context.open_course(ctx), dest, jobs, width=context.text_width(), paint=context.painter())


if __name__ == "__main__":
    main()
