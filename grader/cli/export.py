"""`grader export`: marks as files of our own, and into the files of learning systems.  What is exported counts as
published: before a mark goes down, somebody is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import context, report
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.gradebook.grades import Mark, Rules
    from grader.gradebook.store import Gradebook

_SHOWN = 20
_FILE = click.Path(path_type=Path, dir_okay=False)


class InOrder(click.Group):
    """Shows its commands in the order in which they are written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the formats as they are written."""
        del ctx
        return list(self.commands)


@click.group(cls=InOrder)
def export() -> None:
    """Write the marks, or send them.  What is written counts as published.

    Example: grader export moodle -a softmax --into worksheet.csv -o upload.csv
    """


def of_marks(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that all have that give out marks."""
    roster = click.option("--roster", type=_FILE, help="The class list, a CSV file.")
    lower = click.option("--allow-lower", is_flag=True, help="Give out marks that are below what was given out before.")
    return report.of_a_book(roster(lower(command)))


_output = click.option("-o", "--output", type=_FILE, help="A file in place of the screen.")


@export.command()
@of_marks
@_output
@click.pass_context
def csv(ctx: click.Context, /, **options: Any) -> None:
    """Marks as CSV, for people and spreadsheets.

    A name that a spreadsheet would take for a formula gets an apostrophe; jsonl has every name as it is.

    Example: grader export csv -a softmax -o softmax.csv
    """
    from grader.gradebook import export as exports

    _own(ctx, "csv", lambda _book, _rules, marks: iter([exports.as_csv(marks)]), **options)


@export.command()
@of_marks
@_output
@click.pass_context
def jsonl(ctx: click.Context, /, **options: Any) -> None:
    """One JSON object a line for each result, with every check: for programs.

    Example: grader export jsonl -o results.jsonl
    """
    from grader.gradebook import export as exports, queries

    def lines(book: Gradebook, rules: Rules, marks: Sequence[Mark]) -> Iterator[str]:
        return exports.as_json_lines(
            (result, rules.mark(result, submitted))
            for name in dict.fromkeys(mark.assignment for mark in marks)
            for result, submitted in queries.standings(book, name)
        )

    _own(ctx, "jsonl", lines, **options)


def _own(
    ctx: click.Context,
    form: str,
    lines: Callable[[Gradebook, Rules, Sequence[Mark]], Iterator[str]],
    *,
    book: Path,
    assignment: str | None,
    roster: Path | None,
    output: Path | None,
    allow_lower: bool,
) -> None:
    from grader.gradebook import queries

    course = context.course(ctx)
    rules = queries.rules(course, roster)
    with queries.existing(book) as opened:
        marks: list[Mark] = []
        for name in report.names(opened, assignment):
            theirs = list(rules.marks(queries.standings(opened, name), name, course.assignment(name).points))
            ask(theirs, queries.published(opened, name), name, allow_lower=allow_lower)
            marks += theirs
        _write(lines(opened, rules, marks), output)
        queries.publish(opened, marks, form)


def ask(marks: Sequence[Mark], before: Mapping[str, float | None], name: str, *, allow_lower: bool) -> None:
    """Ask before a mark that was published goes down; where nobody answers, say how to allow it."""
    from grader import seeds

    lower = [
        (mark, was)
        for mark in marks
        if (was := before.get(seeds.folded(mark.student))) is not None and (mark.final is None or mark.final < was)
    ]
    if not lower or allow_lower:
        return
    for mark, was in lower[:_SHOWN]:
        click.echo(f"{mark.student}: {was:g} was published, now {'-' if mark.final is None else mark.final}", err=True)
    if len(lower) > _SHOWN:
        click.echo(f"and {len(lower) - _SHOWN} more", err=True)
    what = f"{name}: {len(lower)} published marks go down"
    if not context.somebody_there():
        raise UsageError(f"{what}: see grader diff --published, then add --allow-lower")
    if not click.confirm(f"{what}. Publish them?", err=True):
        raise UsageError("nothing was written")


def _write(lines: Iterator[str], output: Path | None) -> None:
    from grader.lms import atomic_write

    if output is None:
        for line in lines:
            click.echo(line, nl=False)
        return
    atomic_write.write(output, lambda file: file.writelines(line.encode() for line in lines))
    click.echo(f"Wrote {output}", err=True)
