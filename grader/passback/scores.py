"""Scores for a line item: which of them the platform does not have yet, sent one by one, each kept once it is taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader import score, variant
from grader.errors import UsageError
from grader.gradebook import Gradebook, now
from grader.marks import Mark
from grader.passback import ags
from grader.passback.ags import Platform, UnreachableError

KINDS = ("user_id", "lis_person_sourcedid", "ext_user_username", "email")
_ENOUGH = 3  # one after the other that found no answer


class Fate(StrEnum):
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
            "userId": self.user, "scoreGiven": self.mark.final, "scoreMaximum": score.rounded(self.mark.max_points),
            "timestamp": self.timestamp, "activityProgress": "Completed", "gradingProgress": "FullyGraded",
            "comment": self.comment,
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """A short name of all but the time."""
        said = {key: value for key, value in self.body.items() if key != "timestamp"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Sent:
    """A score, what became of it, and the platform's words where it was not taken."""

    score: Score
    fate: Fate
    why: str = ""


def waiting(
    marks: Mapping[str, Mark], comments: Mapping[str, str], moments: Mapping[str, str], taken: Mapping[str, str], *,
    overwrite: bool,
) -> list[Score]:  # fmt: skip
    """Return the scores that a platform does not have yet, or all with `overwrite`, from marks by its user id.

    A first score carries the time when it was found: one that a person gave there later stays.  A score that has
    changed since it was taken carries the time of now, as does each with `overwrite`.
    """
    found = []
    for user, mark in marks.items():
        if mark.final is None:
            continue
        who = variant.folded(mark.student)
        moment = now() if overwrite or user in taken else moments.get(who) or now()
        one = Score(mark, user, comments.get(who, ""), moment)
        if overwrite or taken.get(user) != one.digest:
            found.append(one)
    return found


def send(
    platform: Platform, lineitem: str, scores: Sequence[Score], keep: Callable[[Score], None]
) -> Iterator[Sent]:
    """Send scores and yield what became of each; `keep` is told at once of those that were taken.

    Raises UsageError where the platform allows none, or does not answer several times in a row: a later run goes on.
    """
    silent = 0
    for number, one in enumerate(scores):
        try:
            answer = platform.post_score(lineitem, one.body)
        except UnreachableError as error:
            silent += 1
            yield Sent(one, Fate.LOST, str(error))
            if silent == _ENOUGH:
                left = len(scores) - number - 1
                raise UsageError(f"the platform {error}; {left} more were not tried: run it again later") from None
            continue
        silent = 0
        if answer.status in (401, 403):
            raise UsageError(
                f"the platform does not let this tool send scores ({answer.status}{ags.said(answer)}): allow it to "
                "'use grade services', and compare --lineitem"
            )
        # Refused as no newer than itself: the answer to an earlier try was lost on the way.
        if 200 <= answer.status < 300 or (answer.status == 409 and answer.repeated):
            keep(one)
            yield Sent(one, Fate.TAKEN)
        elif answer.status == 409:
            yield Sent(one, Fate.OLDER)
        else:
            yield Sent(one, Fate.REFUSED, f"{answer.status}{ags.said(answer)}")


def ids(members: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return by kind of id the ids of a course's people."""
    people = list(members)
    return {kind: [str(member.get(kind) or "") for member in people] for kind in KINDS}


def taken(book: Gradebook, lineitem: str) -> dict[str, str]:
    """Return by user id what was last taken for a line item."""
    query = "select user, digest from sent where lineitem = ? order by id"
    return dict(book.db.execute(query, (lineitem,)).fetchall())


def keep(book: Gradebook, lineitem: str, one: Score) -> None:
    """Note that a score was taken, and that its mark is published."""
    mark = one.mark
    with book.writing():
        book.db.execute(
            "insert into sent (recorded, lineitem, assignment, user, digest) values (?, ?, ?, ?, ?)",
            (now(), lineitem, mark.assignment, one.user, one.digest),
        )
        book.db.execute(
            "insert into published (recorded, format, assignment, who, student, points) values (?, 'lti', ?, ?, ?, ?)",
            (now(), mark.assignment, variant.folded(mark.student), mark.student, mark.final),
        )


def moments(book: Gradebook, assignment: str) -> dict[str, str]:
    """Return by folded student when the newest result was found, as ISO time in UTC."""
    query = """select who, max(sightings.recorded) from sightings join results on results.id = seen
        where assignment = ? group by who"""
    return dict(book.db.execute(query, (assignment,)).fetchall())
