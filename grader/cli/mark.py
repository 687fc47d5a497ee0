"""`grader mark`: people mark what the machine cannot."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli import context
from grader.cli.report import assignments_in_course, gradebook_options, say_not_adopted
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course.loader import Course
    from grader.gradebook.pending import Case
    from grader.gradebook.store import Gradebook
    from grader.review.dialogue import Screen
    from grader.review.queue import Question, ReviewSession

_INTERRUPTED = 130
_file = click.Path(path_type=Path, dir_okay=False)


@click.command()
@gradebook_options
@click.option("--question", "task", help="One question only.")
@click.option("--student", help="One student only, with what is marked already.")
@click.option("--doubts", is_flag=True, help="What the machine left to a person, in place of texts.")
@click.option("--names", is_flag=True, help="Show whose the texts are.")
@click.option("--to", "target", type=_file, metavar="FILE", help="Write what waits to a CSV file.")
@click.option("--from", "source", type=_file, metavar="FILE", help="Read points and comments from such a file.")
@click.pass_context
def mark(
    ctx: click.Context,
    /,
    book: Path,
    assignment: str | None,
    task: str | None,
    student: str | None,
    doubts: bool,
    names: bool,
    **files: Path | None,
) -> None:
    """Mark the discussions, one after the other, by hand; several people may do so at once.

    Example: grader mark -a softmax
    """
    from grader.gradebook import store
    from grader.review import spreadsheet
    from grader.review.queue import ReviewSession

    target, source = files["target"], files["source"]
    if target and source:
        raise UsageError("--to and --from do not go together: write a file first, and read it when it is filled in")
    with store.open_existing(book) as opened:
        pile = _Marking(context.open_course(ctx), opened)
        session = ReviewSession(opened)
        meant = assignments_in_course(pile.course, opened, assignment)
        say_not_adopted(opened, meant)
        cases = pile.cases(meant)
        if source:
            new = spreadsheet.new_decisions(
                source, spreadsheet.read_rows(source), {one: case for case in cases for one in case.ids}, session
            )
            if taken_by_others := session.record(new):
                raise UsageError(
                    f"{taken_by_others[0][1].marker} marked some of {source} just now: the same command once more"
                )
            click.echo(f"Read {len(new)} marks from {source}; {_remaining_text(session, cases)}")
            return
        chosen = _choose_cases(cases, task, student, doubts=doubts)
        if target:
            waiting = [case for case in chosen if session.decision(case) is None]
            spreadsheet.write_cases(target, waiting, session, pile.question, pile.written, names=names)
            click.echo(f"Wrote {len(waiting)} to {target}; fill in points and comment: grader mark --from {target}")
            return
        _run_dialogue(pile, session, chosen, names=names, again=student is not None)
        if not doubts and (count := session.count_waiting(case for case in cases if not case.text)[0]):
            click.echo(f"Doubts that wait for a person: {count}; see grader mark --doubts")


@dataclass(frozen=True)
class _Marking:
    """The course and the gradebook whose cases are marked."""

    course: Course
    book: Gradebook

    def cases(self, names: Sequence[str]) -> list[Case]:
        from grader.review import queue

        orders = {name: [task.name for task in self.course.assignment(name).tasks] for name in names}
        return [case for name in names for case in queue.collect_cases(self.book, name, orders[name])]

    def question(self, case: Case) -> Question:
        from grader.review import queue

        return queue.question_of(self.course.assignment(case.assignment), case)

    def written(self, case: Case) -> str:
        from grader.review import queue

        return "" if case.text else queue.written_lines(self.book.source(case.submission), case)


def _choose_cases(cases: Sequence[Case], task: str | None, student: str | None, *, doubts: bool) -> list[Case]:
    from grader import seeds

    known = dict.fromkeys(case.check.task for case in cases)
    if task is not None and task not in known:
        raise UsageError(f"no question '{task}' waits or waited for a person; these do: {', '.join(known) or 'none'}")
    if student is not None and not any(seeds.same_student(case.student, student) for case in cases):
        raise UsageError(f"nothing of student '{student}' waits or waited for a person")
    return [
        case
        for case in cases
        if bool(case.text) != doubts
        and task in (None, case.check.task)
        and (student is None or seeds.same_student(case.student, student))
    ]


def _run_dialogue(pile: _Marking, session: ReviewSession, cases: Sequence[Case], *, names: bool, again: bool) -> None:
    from grader.review.dialogue import Dialogue

    dialogue = Dialogue(session, _make_screen(names=names), pile.question, pile.written)
    try:
        dialogue.run(cases, again=again)
    except KeyboardInterrupt:
        click.echo(f"\nStopped; marked {dialogue.marked}, and all of that is kept.", err=True)
        sys.exit(_INTERRUPTED)
    click.echo(f"\nMarked {dialogue.marked}; {_remaining_text(session, cases)}")


def _remaining_text(session: ReviewSession, cases: Sequence[Case]) -> str:
    left, held = session.count_waiting(cases)
    waits = "wait" if left > 1 else "waits"
    return f"{left or 'nothing'} still {waits}" + (f", {held} of it before others" if held else "")


def _make_screen(*, names: bool) -> Screen:
    from grader.review.dialogue import Screen

    with suppress(ImportError):
        import readline  # noqa: F401 - a line can be edited, and a paste of several lines stays one
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(errors="backslashreplace")
    return Screen(click.echo, _print_wrapped, input, context.text_width(), names)


def _print_wrapped(text: str, places: Sequence[tuple[int, int]]) -> None:
    """Print a text of any script, wrapped by the columns that it takes."""
    from rich.console import Console
    from rich.text import Text

    shown = Text(text, overflow="fold")
    for start, end in places:
        shown.stylize("bold", start, end)
    plain = not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR"))
    Console(width=context.text_width(), highlight=False, color_system=None if plain else "auto").print(shown)
