"""Deadlines and late policies: the share of the points that is lost for handing in late.  Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from grader.errors import AuthorError

_NUMBER = r"(\d{1,4}(?:\.\d{1,4})?)"
_PER_UNIT = re.compile(rf"{_NUMBER} ?% (?:a|an|per|each) (hour|day|week)")
_AT_MOST = re.compile(rf"at most {_NUMBER} ?%")
_CUTOFF = re.compile(rf"nothing after {_NUMBER} (hour|day|week)s?")
_GRACE = re.compile(rf"{_NUMBER} (minute|hour|day)s? free")
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_HELP = 'write for example late = "10% a day, at most 50%", "nothing after 3 days" or "15 minutes free, 5% an hour"'


@dataclass(frozen=True)
class LatePolicy:
    """The share lost: `per_unit` for each `unit` begun, up to `at_most`; all after `cutoff`, nothing within `grace`."""

    per_unit: Fraction = Fraction(0)
    unit: timedelta = timedelta(days=1)
    at_most: Fraction = Fraction(1)
    cutoff: timedelta | None = None
    grace: timedelta = timedelta(0)

    @classmethod
    def parse(cls, text: str) -> LatePolicy:
        """Return the policy in a line of words (`late` in [tool.grader]); raises AuthorError where it has none."""
        per_unit, unit, at_most, cutoff, grace = Fraction(0), timedelta(days=1), Fraction(1), None, timedelta(0)
        kinds = set()
        for clause in (" ".join(part.lower().split()) for part in text.split(",") if part.strip()):
            if found := _PER_UNIT.fullmatch(clause):
                per_unit, unit = Fraction(found[1]) / 100, _UNITS[found[2]]
            elif found := _AT_MOST.fullmatch(clause):
                at_most = Fraction(found[1]) / 100
            elif found := _CUTOFF.fullmatch(clause):
                cutoff = float(found[1]) * _UNITS[found[2]]
            elif found := _GRACE.fullmatch(clause):
                grace = float(found[1]) * _UNITS[found[2]]
            if found is None or found.re in kinds:
                why = "cannot be read" if found is None else "says once more what stands before it"
                raise AuthorError(f"late in [tool.grader]: '{clause}' {why}; {_HELP}")
            kinds.add(found.re)
        return cls(per_unit, unit, min(at_most, Fraction(1)), cutoff, grace)

    def lost_share(self, late: timedelta) -> Fraction:
        """Return the share of the points, from 0 to 1, that is lost for handing in so late."""
        if late <= self.grace:
            return Fraction(0)
        if self.cutoff is not None and late > self.cutoff:
            return Fraction(1)
        return min(self.per_unit * math.ceil(late / self.unit), self.at_most)


def parse_time(text: str) -> datetime:
    """Return a written time, in UTC; a time without a zone is the machine's own.  Raises ValueError."""
    try:
        return datetime.fromisoformat(text.strip().replace(" UTC", "+00:00")).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def parse_due_time(text: str) -> datetime:
    """Return until when something may be handed in, in UTC; a date without a time lasts all day.  Raises ValueError."""
    try:
        day = date.fromisoformat(text.strip())
        return parse_time(f"{day}T23:59:59") + timedelta(seconds=1)
    except ValueError:
        return parse_time(text)


def lateness(submitted: str, due: datetime | None) -> timedelta:
    """Return how late something was handed in, zero where either time is not known."""
    if not submitted or due is None:
        return timedelta(0)
    return max(parse_time(submitted) - due, timedelta(0))
