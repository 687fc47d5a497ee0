"""Final grades: points after the late policy, and rows for those who handed nothing in.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from grader import seeds
from grader.course.loader import Course
from grader.errors import AuthorError
from grader.model import Finding, Result, rounded_points
from grader.near_names import unknown_name
from grader.submissions import deadlines, roster
from grader.submissions.deadlines import LatePolicy
from grader.submissions.roster import Roster


@dataclass(frozen=True)
class Grade:
    """One student's grade for one assignment.

    `points` are decided and `pending` wait for a person, both before the late policy; `lost_share` is the share that
    being late costs.  `points` is None where nothing was handed in or nothing could be graded: `reason` says which.
    """

    student: str
    assignment: str
    points: Fraction | None
    max_points: Fraction
    pending: Fraction = Fraction(0)
    submitted: str = ""
    days_late: float = 0.0
    lost_share: Fraction = Fraction(0)
    reason: Finding | None = None
    in_roster: bool = True  # the roster has this student, or there is no roster
    waits: bool = False  # it does not count yet, for `reason`

    @property
    def final(self) -> float | None:
        """Points that count, to four decimals."""
        return None if self.points is None else rounded_points(self.points * (1 - self.lost_share))


@dataclass(frozen=True)
class GradeRules:
    """What a course has agreed on: when things are due, what being late costs, who is in it."""

    policy: LatePolicy = field(default_factory=LatePolicy)
    due: Mapping[str, datetime] = field(default_factory=dict)
    roster: Roster = field(default_factory=Roster)

    def grade(self, result: Result, submitted: str) -> Grade:
        """Return the mark of a result that was handed in at `submitted` ("" where nobody knows)."""
        entry = self.roster.find_student(result.student)
        due = (entry.time_in("due", result.assignment) if entry else None) or self.due.get(result.assignment)
        if not submitted and entry is not None and (said := entry.time_in("submitted", result.assignment)):
            submitted = said.isoformat(timespec="seconds")
        by = deadlines.lateness(submitted, due)
        return Grade(
            entry.student if entry else result.student,
            result.assignment,
            None if result.waits else result.points,
            result.max_points,
            Fraction(0) if result.waits else result.pending,
            submitted,
            by.total_seconds() / 86400,
            self.policy.lost_share(by),
            result.waits or result.error,
            in_roster=entry is not None or not self.roster,
            waits=result.waits is not None,
        )

    def grades(self, standings: Iterable[tuple[Result, str]], assignment: str, most: Fraction) -> Iterator[Grade]:
        """Yield the marks of an assignment, and after them those of the roster who handed in nothing."""
        seen = set()
        for result, submitted in standings:
            seen.add(seeds.folded(result.student))
            mark = self.grade(result, submitted)
            yield mark if result.error is None else replace(mark, max_points=most)
        for entry in self.roster:
            if seeds.folded(entry.student) not in seen:
                yield Grade(entry.student, assignment, None, most, reason=Finding("note.nothing_handed_in"))


def read_rules(course: Course, roster_path: Path | None = None) -> GradeRules:
    """Return what stands under [tool.grader]: `late`, `due` and `roster`; raises AuthorError where it is no good."""
    said = course.settings
    try:
        due = {name: _due_moment(course, name, when) for name, when in _due_table(said.get("due", {})).items()}
        policy = LatePolicy.parse(str(said.get("late", "")))
    except AuthorError as error:
        raise AuthorError(f"{course.root / 'pyproject.toml'}, {error}") from None
    if roster_path is None and "roster" in said:
        roster_path = course.root / str(said["roster"])
    listed = roster.read_roster(roster_path) if roster_path is not None else roster.Roster()
    return GradeRules(policy, due, listed)


_DUE = "softmax = 2026-11-30T23:59:00+01:00"


def _due_table(said: object) -> dict[str, object]:
    if not isinstance(said, dict):
        raise AuthorError(f"due in [tool.grader]: '{said}' does not say what is due; write due.{_DUE}")
    return said


def _due_moment(course: Course, name: str, when: object) -> datetime:
    if name not in course.names:
        raise AuthorError(f"due in [tool.grader]: {unknown_name('assignment', name, course.names)}")
    try:
        return deadlines.parse_due_time(str(when))
    except ValueError:
        raise AuthorError(f"due in [tool.grader]: '{when}' is no time; write {_DUE}") from None
