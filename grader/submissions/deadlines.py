"""What being late costs: one line of words under [tool.grader] -> the share of the points that is lost.  Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from grader.errors import AuthorError

_NUMBER = r"(\d{1,4}(?:\.\d{1,4})?)"
_EACH = re.compile(rf"{_NUMBER} ?% (?:a|an|per|each) (hour|day|week)")
_MOST = re.compile(rf"at most {_NUMBER} ?%")
_NOTHING = re.compile(rf"nothing after {_NUMBER} (hour|day|week)s?")
_FREE = re.compile(rf"{_NUMBER} (minute|hour|day)s? free")
_UNIT = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_HELP = 'write for example late = "10% a day, at most 50%", "nothing after 3 days" or "15 minutes free, 5% an hour"'


@dataclass(frozen=True)
class Policy:
    """A share is lost for each `unit` that is begun, up to `most`; after `last` all is lost; within `free` nothing."""

    each: Fraction = Fraction(0)
    unit: timedelta = timedelta(days=1)
    most: Fraction = Fraction(1)
    last: timedelta | None = None
    free: timedelta = timedelta(0)

    @classmethod
    def read(cls, text: str) -> Policy:
        """Return what a line of words says; raises AuthorError where it cannot be read."""
        each, unit, most, last, free = Fraction(0), timedelta(days=1), Fraction(1), None, timedelta(0)
        kinds = set()
        for clause in (" ".join(part.lower().split()) for part in text.split(",") if part.strip()):
            if found := _EACH.fullmatch(clause):
                each, unit = Fraction(found[1]) / 100, _UNIT[found[2]]
            elif found := _MOST.fullmatch(clause):
                most = Fraction(found[1]) / 100
            elif found := _NOTHING.fullmatch(clause):
                last = float(found[1]) * _UNIT[found[2]]
            elif found := _FREE.fullmatch(clause):
                free = float(found[1]) * _UNIT[found[2]]
            if found is None or found.re in kinds:
                why = "cannot be read" if found is None else "says once more what stands before it"
                raise AuthorError(f"late in [tool.grader]: '{clause}' {why}; {_HELP}")
            kinds.add(found.re)
        return cls(each, unit, min(most, Fraction(1)), last, free)

    def lost(self, late: timedelta) -> Fraction:
        """Return the share of the points, from 0 to 1, that is lost for handing in so late."""
        if late <= self.free:
            return Fraction(0)
        if self.last is not None and late > self.last:
            return Fraction(1)
        return min(self.each * math.ceil(late / self.unit), self.most)


def moment(text: str) -> datetime:
    """Return a time as text in UTC; one that names no zone is taken for the machine's own.  Raises ValueError."""
    try:
        return datetime.fromisoformat(text.strip().replace(" UTC", "+00:00")).astimezone(UTC)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def end(text: str) -> datetime:
    """Return until when something may be handed in, in UTC: a date without a time lasts all day.  Raises ValueError."""
    try:
        day = date.fromisoformat(text.strip())
        return moment(f"{day}T23:59:59") + timedelta(seconds=1)
    except ValueError:
        return moment(text)


def after(submitted: str, due: datetime | None) -> timedelta:
    """Return how late something was handed in; nothing where either time is not known."""
    if not submitted or due is None:
        return timedelta(0)
    return max(moment(submitted) - due, timedelta(0))
