"""What goes into the books: each student's points, what being late took of them, and where nothing came in.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from grader import seeds
from grader.model import Result, rounded_points
from grader.submissions import deadlines
from grader.submissions.deadlines import Policy
from grader.submissions.roster import Roster


@dataclass(frozen=True)
class Mark:
    """One student's mark for one assignment.

    `points` are decided and `pending` wait for a person, both as marked; `lost` is the share that being late costs.
    `points` is None where nothing was handed in or nothing could be graded: `why` says which.
    """

    student: str
    assignment: str
    points: Fraction | None
    max_points: Fraction
    pending: Fraction = Fraction(0)
    submitted: str = ""
    days_late: float = 0.0
    lost: Fraction = Fraction(0)
    why: str = ""
    known: bool = True  # the roster has this student, or there is no roster

    @property
    def final(self) -> float | None:
        """Points that count, to four decimals."""
        return None if self.points is None else rounded_points(self.points * (1 - self.lost))


@dataclass(frozen=True)
class Rules:
    """What a course has agreed on: when things are due, what being late costs, who is in it."""

    policy: Policy = field(default_factory=Policy)
    due: Mapping[str, datetime] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)

    def mark(self, result: Result, submitted: str) -> Mark:
        """Return the mark of a result that was handed in at `submitted` ("" where nobody knows)."""
        entry = self.roster.of(result.student)
        due = (entry.moment("due", result.assignment) if entry else None) or self.due.get(result.assignment)
        if not submitted and entry is not None and (said := entry.moment("submitted", result.assignment)):
            submitted = said.isoformat(timespec="seconds")
        by = deadlines.after(submitted, due)
        return Mark(
            entry.student if entry else result.student,
            result.assignment,
            result.points,
            result.max_points,
            result.pending,
            submitted,
            by.total_seconds() / 86400,
            self.policy.lost(by),
            result.error or "",
            known=entry is not None or not self.roster,
        )

    def marks(self, standings: Iterable[tuple[Result, str]], assignment: str, most: Fraction) -> Iterator[Mark]:
        """Yield the marks of an assignment, and after them those of the roster who handed in nothing."""
        seen = set()
        for result, submitted in standings:
            seen.add(seeds.folded(result.student))
            mark = self.mark(result, submitted)
            yield mark if result.error is None else replace(mark, max_points=most)
        for entry in self.roster:
            if seeds.folded(entry.student) not in seen:
                yield Mark(entry.student, assignment, None, most, why="nothing was handed in")
