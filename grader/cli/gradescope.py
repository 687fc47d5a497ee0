"""`grader export gradescope`: an assignment as an autograder for Gradescope."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli import context

_VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
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
    ctx: click.Context,
    name: str,
    output: Path,
    unseen: str,
    numbers: str | None,
    allow_weak: bool,
    roster: Path | None,
) -> None:
    """Write an autograder for Gradescope: this package, the assignment with its solutions, two scripts.

    It holds the course's secret: upload it, and give it to nobody.

    Example: grader export gradescope softmax -o autograder.zip
    """
    from grader import seeds
    from grader.gradebook import queries
    from grader.lms import atomic_write, gradescope_autograder as autograder

    course = context.course(ctx)
    assignment = course.assignment(name)
    about = autograder.About(name, unseen, allow_weak, numbers is not None)
    people = queries.rules(course, roster).roster
    if course.secret == seeds.PUBLIC_SEED:
        click.echo("Warning: no secret_file in [tool.grader]: the hidden inputs can be foreseen", err=True)
    atomic_write.write(output, lambda file: autograder.write(assignment, about, people, file))
    click.echo(f"Wrote {output}. It holds the solutions: give it to Gradescope alone.", err=True)
    waiting = sum(task.points for task in assignment.tasks if task.kind == "prose")
    if waiting:
        points = float(assignment.points - waiting)
        click.echo(
            f"{float(waiting):g} points wait for a person: set 'Autograder points' to {points:g}, and add a "
            f"question of {float(waiting):g} points that is graded by hand.",
            err=True,
        )
