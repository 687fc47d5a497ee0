"""`grader show`: why a student lost points, with all that is known of each check.  For staff."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli import context


@click.command()
@click.argument("student")
@click.argument("assignment")
@click.argument("check", required=False)
@context.gradebook_option
@click.option("--attempt", type=click.IntRange(1), help="Of several attempts this one, the first being 1.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, with every value whole.")
@click.pass_context
def show(
    ctx: click.Context, student: str, assignment: str, check: str | None, book: Path, attempt: int | None, as_json: bool
) -> None:
    """Show why a student lost points: inputs, what came back, what should have, which mistakes were considered.

    Without CHECK, what lost points, and one check in full of those of a task that have the same cause; CHECK is a check
    or a task.  No code of the student's is run.  It shows hidden checks: give it to nobody.

    Example: grader show s001 softmax
    """
    import json

    from grader.gradebook import store
    from grader.grading import evidence as gathering
    from grader.reports import evidence, evidence_text

    opened = context.open_course(ctx)
    with store.open_existing(book) as kept:
        found = gathering.student_evidence(kept, opened.assignment(assignment), student, attempt)
    shown = gathering.chosen_checks(found, check) if check else evidence_text.losing_checks(found)
    if as_json:
        data = evidence.as_dict(found, shown)
        click.echo(json.dumps(data, ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
        return
    width, paint = context.text_width(), context.painter()
    click.echo(evidence_text.evidence_text(found, shown, alone=check is not None, width=width, paint=paint))
