"""Scores for a line item: those that the platform lacks are sent one by one, and what it takes is recorded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from grader import seeds
from grader.errors import UsageError
from grader.gradebook import store
from grader.gradebook.grades import Grade
from grader.gradebook.store import Gradebook, now
from grader.lms import lti_client
from grader.lms.lti_client import Answer, Platform, UnreachableError
from grader.model import rounded_points

ID_KINDS = ("user_id", "lis_person_sourcedid", "ext_user_username", "email")
_MOST_UNANSWERED = 3  # scores in a row without an answer


class DeliveryStatus(StrEnum):
    """What a platform did with a score."""

    TAKEN = "taken"
    OLDER = "older"  # the platform has a score that is as new
    REFUSED = "refused"
    LOST = "lost"


@dataclass(frozen=True)
class Score:
    """One student's score as it is sent."""

    mark: Grade
    user: str
    comment: str
    timestamp: str

    @property
    def body(self) -> dict[str, object]:
        """The body of the request.  Only the comment says which points wait for a person: Moodle would delete the
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
        """A digest of all but the time, to see whether a score has changed."""
        content = {key: value for key, value in self.body.items() if key != "timestamp"}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _with_milliseconds(moment: str) -> str:
    """A time with milliseconds, as the specification asks for."""
    return datetime.fromisoformat(moment).isoformat(timespec="milliseconds")


def _timestamp_after(after: str | None) -> str:
    """Now, at least a second after the time before: clocks are set back, and Moodle compares whole seconds."""
    moment = datetime.now(UTC)
    if after is not None:
        moment = max(moment, datetime.fromisoformat(after) + timedelta(seconds=1))
    return moment.isoformat(timespec="milliseconds")


@dataclass(frozen=True)
class Delivery:
    """A score that was sent, what the platform did with it, and its reason where it did not take it."""

    score: Score
    status: DeliveryStatus
    reason: str = ""


def scores_to_send(
    marks: Mapping[str, Grade],
    comments: Mapping[str, str],
    moments: Mapping[str, str],
    accepted: Mapping[str, tuple[str, str]],
    *,
    overwrite: bool,
) -> list[Score]:
    """Return the scores that a platform lacks, or all with `overwrite`, from marks by its user id.

    `accepted` has the digest of each user's last score, and its time.
    A first score carries the time of its result, so that a later score of a person there stays.  A score that has
    changed since, and each with `overwrite`, carries the present time.
    """
    found = []
    for user, mark in marks.items():
        if mark.final is None:
            continue
        who = seeds.folded(mark.student)
        digest, when = accepted.get(user, ("", None))
        first = None if overwrite or when else moments.get(who)
        score = Score(mark, user, comments.get(who, ""), first or _timestamp_after(when))
        if overwrite or digest != score.digest:
            found.append(score)
    return found


@dataclass(frozen=True)
class DeliveryLog:
    """The delivery log of one line item, in the gradebook."""

    book: Gradebook
    lineitem: str
    adopted: set[str] = field(default_factory=set)  # assignments

    def accepted(self) -> dict[str, tuple[str, str]]:
        """Return by user id the digest and the time of the last score that was taken."""
        query = "select user, digest, recorded from sent where lineitem = ? order by id"
        return {user: (digest, when) for user, digest, when in self.book.db.execute(query, (self.lineitem,))}

    def begin(self, score: Score) -> bool:
        """Record that a score is sent now; return whether it was sent before without a known answer."""
        key, request = (self.lineitem, score.user), f"{score.timestamp} {score.digest}"
        before = self.book.db.execute("select request from sending where lineitem = ? and user = ?", key).fetchone()
        with self.book.transaction():
            self.book.db.execute(
                "insert or replace into sending (lineitem, user, request) values (?, ?, ?)", (*key, request)
            )
        return bool(before == (request,))

    def end(self, score: Score, *, accepted: bool) -> None:
        """Record the platform's answer; a mark that was taken is published."""
        mark = score.mark
        with self.book.transaction():
            self.book.db.execute("delete from sending where lineitem = ? and user = ?", (self.lineitem, score.user))
            if not accepted:
                return
            self.book.db.execute(
                "insert into sent (recorded, lineitem, assignment, user, digest) values (?, ?, ?, ?, ?)",
                (max(now(), score.timestamp), self.lineitem, mark.assignment, score.user, score.digest),
            )
            store.add_published(self.book, mark, "lti")
            if mark.assignment not in self.adopted:
                store.adopt_standings(self.book, mark.assignment)
                self.adopted.add(mark.assignment)


def send_scores(platform: Platform, lineitem: str, scores: Sequence[Score], log: DeliveryLog) -> Iterator[Delivery]:
    """Send scores and yield what became of each; the log records each before and after.

    Raises UsageError where the platform allows none, or does not answer several times in a row: a later run goes on.
    """
    silent = 0
    for number, score in enumerate(scores):
        unanswered = log.begin(score)
        try:
            answer = platform.post_score(lineitem, score.body)
        except UsageError:  # without a token it was not sent
            log.end(score, accepted=False)
            raise
        except UnreachableError as error:
            silent += 1
            yield Delivery(score, DeliveryStatus.LOST, str(error))
            if silent == _MOST_UNANSWERED:
                left = len(scores) - number - 1
                raise UsageError(f"the platform {error}; {left} more were not tried: run it again later") from None
            continue
        silent = 0
        ended = _delivery(score, answer, unanswered or answer.may_have_arrived)
        log.end(score, accepted=ended.status is DeliveryStatus.TAKEN)
        if answer.status in (401, 403):
            raise UsageError(
                f"the platform does not let this tool send scores ({answer.status}{lti_client.answer_text(answer)}): "
                "allow it to 'use grade services', and compare --lineitem"
            )
        yield ended


def _delivery(score: Score, answer: Answer, sent_before: bool) -> Delivery:
    if answer.status == 200 and answer.body.lstrip().startswith(b"<"):  # perhaps to log in: no service answers so
        return Delivery(score, DeliveryStatus.REFUSED, "the answer is a page for people: compare --lineitem")
    # Refused as no newer than itself: the answer to an earlier try was lost on the way.
    if 200 <= answer.status < 300 or (answer.status == 409 and sent_before):
        return Delivery(score, DeliveryStatus.TAKEN)
    if answer.status == 409:
        return Delivery(score, DeliveryStatus.OLDER)
    return Delivery(score, DeliveryStatus.REFUSED, f"{answer.status}{lti_client.answer_text(answer)}")


def ids_by_kind(members: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the ids of a course's members by kind of id."""
    people = list(members)
    return {kind: [str(member.get(kind) or "") for member in people] for kind in ID_KINDS}


def result_times(book: Gradebook, assignment: str) -> dict[str, str]:
    """Return by folded student the time of the newest result, as ISO time in UTC."""
    query = """select who, max(sightings.recorded) from sightings join results on results.id = seen
        where assignment = ? group by who"""
    return dict(book.db.execute(query, (assignment,)).fetchall())
