"""`grader export lti`: scores and comments to a learning system, by LTI 1.3 Assignment and Grade Services."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import context, report
from grader.cli.export import (
    confirm_lower_grades,
    export,
    grade_options,
    grades_and_feedback,
    single_assignment,
)
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.gradebook.grades import Grade
    from grader.lms.lti_client import Platform
    from grader.lms.lti_scores import Delivery
    from grader.submissions.roster import Roster

EXIT_NOT_SENT = 4
_COLUMNS = ("lti", "lti user id")


@export.command()
@grade_options
@click.option("--lineitem", required=True, metavar="URL", help="The line item of the assignment there.")
@click.option("--client-id", required=True, help="What the platform calls this tool.")
@click.option("--token-url", required=True, metavar="URL", help="Where the platform gives out tokens.")
@click.option(
    "--key",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The tool's private RSA key, a PEM file that only you can read.",
)
@click.option("--key-id", help="The key's id, where the platform knows several.")
@click.option("--audience", help="Whom the claim is for, where that is not the address for tokens.")
@click.option("--memberships", metavar="URL", help="The course's names and roles: finds users by login or mail.")
@click.option("--by", help="The kind of id by which users are found.")
@click.option("--overwrite", is_flag=True, help="Also over marks that somebody gave there later.")
@click.pass_context
def lti(ctx: click.Context, /, **options: Any) -> None:
    """Send scores and comments by LTI 1.3.

    What the platform has taken is kept: the same command again sends only what has changed since.

    Example: grader export lti -a softmax --lineitem URL --client-id X --token-url URL --key tool.pem
    """
    from rich.console import Console
    from rich.progress import track

    from grader import formatting
    from grader.gradebook import grades, store
    from grader.lms import lti_client, lti_scores

    lineitem = lti_client.check_address(options["lineitem"], "--lineitem")
    token_url = lti_client.check_address(options["token_url"], "--token-url")
    who = lti_client.Registration(
        options["client_id"], token_url, options["key"], options["key_id"], options["audience"]
    )
    lti_client.read_private_key(who.key)
    course = context.open_course(ctx)
    with store.open_existing(options["book"]) as book:
        book.stand_still()
        name = single_assignment(book, options["assignment"])
        rules = grades.read_rules(course, options["roster"])
        marks, feedback = grades_and_feedback(book, course, rules, name, with_feedback=True)
        scopes = (lti_client.SCORES,) if options["memberships"] is None else (lti_client.SCORES, lti_client.MEMBERSHIPS)
        platform, log = lti_client.Platform(who, scopes), lti_scores.DeliveryLog(book, lineitem)
        users = _grades_by_user(platform, marks, rules.roster, name, options["memberships"], options["by"])
        before = store.published_points(book, name)
        found = lti_scores.scores_to_send(
            users, feedback, lti_scores.result_times(book, name), log.accepted(), overwrite=options["overwrite"]
        )
        confirm_lower_grades([score.mark for score in found], before, name, allow_lower=options["allow_lower"])
        have = sum(mark.final is not None for mark in users.values()) - len(found)
        click.echo(f"{len(found)} scores to send, {have} are there already", err=True)
        waiting = [score.mark.student for score in found if score.mark.pending]
        if waiting:
            click.echo(
                f"{len(waiting)} scores leave out points that wait for a person: {formatting.first_names(waiting)}",
                err=True,
            )
        ended: list[Delivery] = []
        try:
            sending = lti_scores.send_scores(platform, lineitem, found, log)
            console = Console(stderr=True)
            watched = sys.stderr.isatty()
            ended.extend(track(sending, "Sending", len(found), console=console, transient=True, disable=not watched))
        finally:
            _print_deliveries(ended)
            report.say_not_adopted(book, [name])
    if any(
        delivery.status in (lti_scores.DeliveryStatus.REFUSED, lti_scores.DeliveryStatus.LOST) for delivery in ended
    ):
        sys.exit(EXIT_NOT_SENT)


def _grades_by_user(
    platform: Platform, marks: list[Grade], roster: Roster, name: str, memberships: str | None, by: str | None
) -> dict[str, Grade]:
    """The marks by the platform's user id: as the class list or the platform says, else the id that we have."""
    from grader import formatting, seeds
    from grader.lms import join_ids, lti_scores

    system_ids = join_ids.system_ids(roster, _COLUMNS, name)
    if memberships is None:
        users = {system_ids.get(seeds.folded(mark.student), mark.student): mark for mark in marks}
        if len(users) < len(marks):
            raise UsageError(f"{roster.path}: two students have the same {_COLUMNS[0]} id; mend the class list")
        return users
    members = platform.list_members(memberships)
    ids = lti_scores.ids_by_kind(members)
    found = join_ids.join_grades(marks, ids, system_ids, by=by, where="the list of the platform's users")
    lost = [mark.student for mark in found.unmatched if mark.final is not None]
    if lost:
        click.echo(f"{len(lost)} students have a mark but are no user there: {formatting.first_names(lost)}", err=True)
    return {ids["user_id"][place]: mark for place, mark in found.grade_by_row.items()}


def _print_deliveries(ended: list[Delivery]) -> None:
    from grader import formatting
    from grader.lms.lti_scores import DeliveryStatus

    counts = Counter(delivery.status for delivery in ended)
    click.echo(f"{counts[DeliveryStatus.TAKEN]} scores were taken", err=True)
    if counts[DeliveryStatus.OLDER]:
        older = [delivery.score.mark.student for delivery in ended if delivery.status is DeliveryStatus.OLDER]
        students = formatting.first_names(older)
        what = f"{len(older)} stay as they are there, where the mark is newer (--overwrite): {students}"
        click.echo(what, err=True)
    for delivery in [
        delivery for delivery in ended if delivery.status in (DeliveryStatus.REFUSED, DeliveryStatus.LOST)
    ][:20]:
        what = "was not taken" if delivery.status is DeliveryStatus.REFUSED else "did not arrive: the platform"
        click.echo(f"{delivery.score.mark.student}: {what} {delivery.reason}", err=True)
    failed = counts[DeliveryStatus.REFUSED] + counts[DeliveryStatus.LOST]
    if failed:
        click.echo(f"{failed} did not arrive; the same command tries those again", err=True)
