"""The context of every command: its course, the terminal's width and colours, whether a question can be answered."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course.loader import Course

_COLOURS: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "task": {"bold": True},
    "passed": {"fg": "green"},
    "failed": {"fg": "red"},
    "raised": {"fg": "red"},
    "timed_out": {"fg": "red"},
    "crashed": {"fg": "red"},
    "not_attempted": {"fg": "yellow"},
    "pending": {"fg": "cyan"},
    "broken": {"fg": "magenta"},
    "hint": {"bold": True},
}
gradebook_option = click.option(
    "--gradebook",
    "book",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("grades.sqlite"),
    show_default=True,
    help="Where results are kept.",
)


class NonEmptyPath(click.Path):
    """A path on the command line; an empty one, as of a variable that is not set, is not the working folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path; ends the command where it is empty."""
        if value == "":
            self.fail("the name is empty: name a file or a folder", param, ctx)
        return super().convert(value, param, ctx)


def course_root(ctx: click.Context, near: Path | None = None) -> Path:
    """Return the course named with --course, else the one around a file, else the one around the working folder."""
    from grader import config

    if ctx.obj is not None:
        return config.find_root(ctx.obj)
    if near is not None:
        try:
            return config.find_root(near.resolve() if near.is_dir() else near.resolve().parent)
        except UsageError:
            pass
    return config.find_root()


def open_course(ctx: click.Context, near: Path | None = None) -> Course:
    """Return the course of the command."""
    from grader.course import watchdog
    from grader.course.loader import Course

    folder = course_root(ctx, near)
    watchdog.start_watchdog(folder)
    course = Course(folder)
    if language := course.settings.get("language"):
        use_language(ctx, str(language))
    return course


def use_language(ctx: click.Context, name: str) -> None:
    """Say what is said of verdicts in another language, until the command ends; one that is set already stays."""
    from grader.reports import wording

    if not wording.current_language():
        ctx.find_root().with_resource(wording.language(name))


def open_course_if_any(ctx: click.Context) -> Course | None:
    """Return the course, None where there is none: a gradebook can be read without."""
    try:
        return open_course(ctx)
    except UsageError:
        if ctx.obj is not None:  # one was named
            raise
        return None


def text_width() -> int:
    """Return the number of columns that a text may take."""
    import shutil

    return min(shutil.get_terminal_size((80, 24)).columns, 100)


def painter() -> Callable[[str, str], str]:
    """Return a function that colours a text by its role; on a terminal alone, and not with NO_COLOR."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return lambda text, _: text
    return lambda text, role: click.style(text, **_COLOURS.get(role, {}))


def is_interactive() -> bool:
    """Return whether a question would be read and answered."""
    return sys.stdin.isatty() and sys.stderr.isatty()
