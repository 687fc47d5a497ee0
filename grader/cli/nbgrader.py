"""`grader nbgrader`: source notebooks from assignments, and nbgrader's configuration."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import context


@click.group()
def nbgrader() -> None:
    """Grade an nbgrader course with these checks."""


@nbgrader.command()
@click.argument("name")
@click.argument("folder", metavar="COURSE", type=click.Path(path_type=Path, file_okay=False))
@click.option("--numbers", type=click.Choice(["lecture"]), help="Everybody gets the lecture's own numbers.")
@click.option("--force", is_flag=True, help="Write a notebook anew that is there.")
@click.pass_context
def source(ctx: click.Context, name: str, folder: Path, numbers: str | None, force: bool) -> None:
    """Write COURSE/source/NAME/NAME.ipynb, for nbgrader generate_assignment.

    Example: grader nbgrader source perceptron ~/nn101
    """
    from grader.nbgrader.source_notebook import write_source_notebook

    assignment = context.open_course(ctx).assignment(name)
    for path in write_source_notebook(assignment, folder, lecture_for_all=numbers is not None, force=force):
        click.echo(f"Wrote {path}")
    click.echo(f"Look at it, and run in {folder}: nbgrader generate_assignment {name}")


@nbgrader.command()
@click.argument("folder", metavar="COURSE", type=click.Path(path_type=Path, file_okay=False))
@click.option("--numbers", type=click.Choice(["lecture"]), help="Everybody was given the lecture's own numbers.")
@click.pass_context
def configure(ctx: click.Context, folder: Path, numbers: str | None) -> None:
    """Write what nbgrader needs to grade with these checks into COURSE/nbgrader_config.py.

    Example: grader nbgrader configure ~/nn101
    """
    from grader.nbgrader.configuration import write_configuration

    path, changed = write_configuration(folder, context.course_root(ctx), lecture_for_all=numbers is not None)
    click.echo(f"Wrote our lines into {path}" if changed else f"{path} has our lines already")
