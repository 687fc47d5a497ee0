"""Scores for a line item: which of them the platform does not have yet, sent one by one, each kept once it is taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from grader import seeds
from grader.errors import UsageError
from grader.gradebook.grades import Mark
from grader.gradebook.store import Gradebook, now
from grader.lms import lti_client
from grader.lms.lti_client import Answer, Platform, UnreachableError
from grader.model import rounded_points

ID_KINDS = ("user_id", "lis_person_sourcedid", "ext_user_username", "email")
_MOST_UNANSWERED = 3  # one after the other that found no answer


class DeliveryStatus(StrEnum):
    """What became of a score."""

    TAKEN = "taken"
    OLDER = "older"  # the platform has one that is as new
    REFUSED = "refused"
    LOST = "lost"


@dataclass(frozen=True)
class Score:
    """One student's score as it is sent; `digest` says whether it is what was sent before."""

    mark: Mark
    user: str
    comment: str
    timestamp: str

    @property
    def body(self) -> dict[str, object]:
        """What the platform gets.  Points that wait for a person are said in the comment: Moodle would delete the
        score of a progress other than FullyGraded."""
        return {
            "userId": self.user,
            "scoreGiven": self.mark.final,
            "scoreMaximum": rounded_points(self.mark.max_points),
            "timestamp": _with_milliseconds(self.timestamp),
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
            "comment": self.comment,
        }

    @property
    def digest(self) -> str:
        """A short name of all but the time."""
        said = {key: value for key, value in self.body.items() if key != "timestamp"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _with_milliseconds(moment: str) -> str:
    """A time as the specification asks for it, finer than a second."""
    return datetime.fromisoformat(moment).isoformat(timespec="milliseconds")


def _timestamp_after(after: str | None) -> str:
    """Now, but later by a second than what was sent before: clocks are set back, and Moodle compares whole seconds."""
    moment = datetime.now(UTC)
    if after is not None:
        moment = max(moment, datetime.fromisoformat(after) + timedelta(seconds=1))
    return moment.isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class Delivery:
    """A score, what became of it, and the platform's words where it was not taken."""

    score: Score
    status: DeliveryStatus
    reason: str = ""


def scores_to_send(
    marks: Mapping[str, Mark],
    comments: Mapping[str, str],
    moments: Mapping[str, str],
    accepted: Mapping[str, tuple[str, str]],
    *,
    overwrite: bool,
) -> list[Score]:
    """Return the scores that a platform does not have yet, or all with `overwrite`, from marks by its user id.

    `taken` has the digest of what the platform took last, and when.
    A first score carries the time when it was found: one that a person gave there later stays.  A score that has
    changed since it was taken carries the time of now, as does each with `overwrite`.
    """
    found = []
    for user, mark in marks.items():
        if mark.final is None:
            continue
        who = seeds.folded(mark.student)
        digest, when = accepted.get(user, ("", None))
        first = None if overwrite or when else moments.get(who)
        one = Score(mark, user, comments.get(who, ""), first or _timestamp_after(when))
        if overwrite or digest != one.digest:
            found.append(one)
    return found


class DeliveryLog(Protocol):
    """Who remembers what was sent."""

    def begin(self, one: Score) -> bool:
        """Note that a score goes out now; return whether it did so before and no answer is known."""

    def end(self, one: Score, *, accepted: bool) -> None:
        """Note that the platform has answered."""


def send_scores(platform: Platform, lineitem: str, scores: Sequence[Score], ledger: DeliveryLog) -> Iterator[Delivery]:
    """Send scores and yield what became of each; the ledger is told before and after each.

    Raises UsageError where the platform allows none, or does not answer several times in a row: a later run goes on.
    """
    silent = 0
    for number, one in enumerate(scores):
        unanswered = ledger.begin(one)
        try:
            answer = platform.post_score(lineitem, one.body)
        except UsageError:  # without a token it was not sent
            ledger.end(one, accepted=False)
            raise
        except UnreachableError as error:
            silent += 1
            yield Delivery(one, DeliveryStatus.LOST, str(error))
            if silent == _MOST_UNANSWERED:
                left = len(scores) - number - 1
                raise UsageError(f"the platform {error}; {left} more were not tried: run it again later") from None
            continue
        silent = 0
        ended = _delivery(one, answer, unanswered or answer.may_have_arrived)
        ledger.end(one, accepted=ended.status is DeliveryStatus.TAKEN)
        if answer.status in (401, 403):
            raise UsageError(
                f"the platform does not let this tool send scores ({answer.status}{lti_client.answer_text(answer)}): "
                "allow it to 'use grade services', and compare --lineitem"
            )
        yield ended


def _delivery(one: Score, answer: Answer, sent_before: bool) -> Delivery:
    if answer.status == 200 and answer.body.lstrip().startswith(b"<"):  # perhaps to log in: no service answers so
        return Delivery(one, DeliveryStatus.REFUSED, "the answer is a page for people: compare --lineitem")
    # Refused as no newer than itself: the answer to an earlier try was lost on the way.
    if 200 <= answer.status < 300 or (answer.status == 409 and sent_before):
        return Delivery(one, DeliveryStatus.TAKEN)
    if answer.status == 409:
        return Delivery(one, DeliveryStatus.OLDER)
    return Delivery(one, DeliveryStatus.REFUSED, f"{answer.status}{lti_client.answer_text(answer)}")


def ids_by_kind(members: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return by kind of id the ids of a course's people."""
    people = list(members)
    return {kind: [str(member.get(kind) or "") for member in people] for kind in ID_KINDS}


@dataclass(frozen=True)
class GradebookDeliveryLog:
    """A ledger of one line item in the gradebook."""

    book: Gradebook
    lineitem: str

    def accepted(self) -> dict[str, tuple[str, str]]:
        """Return by user id the digest of what was last taken, and when."""
        query = "select user, digest, recorded from sent where lineitem = ? order by id"
        return {user: (digest, when) for user, digest, when in self.book.db.execute(query, (self.lineitem,))}

    def begin(self, one: Score) -> bool:
        """Note that a score goes out now; return whether it did so before and no answer is known."""
        key, said = (self.lineitem, one.user), f"{one.timestamp} {one.digest}"
        before = self.book.db.execute("select request from sending where lineitem = ? and user = ?", key).fetchone()
        with self.book.writing():
            self.book.db.execute(
                "insert or replace into sending (lineitem, user, request) values (?, ?, ?)", (*key, said)
            )
        return bool(before == (said,))

    def end(self, one: Score, *, accepted: bool) -> None:
        """Note that the platform has answered; that a mark is published, where it was taken."""
        mark = one.mark
        with self.book.writing():
            self.book.db.execute("delete from sending where lineitem = ? and user = ?", (self.lineitem, one.user))
            if not accepted:
                return
            self.book.db.execute(
                "insert into sent (recorded, lineitem, assignment, user, digest) values (?, ?, ?, ?, ?)",
                (max(now(), one.timestamp), self.lineitem, mark.assignment, one.user, one.digest),
            )
            self.book.db.execute(
                "insert into published (recorded, format, assignment, who, student, points) "
                "values (?, 'lti', ?, ?, ?, ?)",
                (now(), mark.assignment, seeds.folded(mark.student), mark.student, mark.final),
            )


def result_times(book: Gradebook, assignment: str) -> dict[str, str]:
    """Return by folded student when the newest result was found, as ISO time in UTC."""
    query = """select who, max(sightings.recorded) from sightings join results on results.id = seen
        where assignment = ? group by who"""
    return dict(book.db.execute(query, (assignment,)).fetchall())
