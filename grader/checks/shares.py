"""Expectations that may leave a share of the points: how many labels are right, how far a number got, an own score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.checks.comparison import Difference, Expectation, Tolerance, as_array, compare
from grader.model import ABSENT, Finding, Outcome

Score = Callable[[Any, Any], Any]  # of what came back and what the reference gave: a share, or a share and a text


@dataclass(frozen=True)
class Accuracy(Expectation):
    """As many labels as the reference's: all points from `full` on, none up to `none`, and in between their share."""

    full: float
    none: float

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Count the labels that are the reference's."""
        mine, theirs = as_array(got.value), as_array(want.value)
        if mine is None or theirs is None or mine.shape != theirs.shape or not mine.size:
            return compare(got.value, want.value, Tolerance())
        right = int(np.count_nonzero(mine == theirs))
        share = _share(Fraction(right, mine.size), self)
        said = Finding("score.accuracy", right=right, count=mine.size, full=self.full, none=self.none)
        return None if share == 1 else Difference("score", (), got.value, want.value, share, said)


@dataclass(frozen=True)
class Reaching(Expectation):
    """A number that reaches `full`: none of the points where it is `none`, and in between their share."""

    full: float
    none: float

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look how far the number got."""
        number = as_array(got.value)
        if number is None or number.ndim:
            return compare(got.value, want.value, Tolerance()) or Difference("type", (), got.value, want.value)
        if not np.isfinite(float(number)):  # in 80 bits there are finite ones that float64 does not have
            return Difference("finite", (), got.value, Finding("form.finite"))
        share = _share(_as_written(float(number)), self)
        said = Finding("score.number", score=float(number), full=self.full, none=self.none)
        return None if share == 1 else Difference("score", (), ABSENT, ABSENT, share, said)


@dataclass(frozen=True)
class Scored(Expectation):
    """The share that an author's own function gives."""

    function: Score

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return what is missing of the whole; raises ValueError where the function gives no share."""
        found = self.function(got.value, want.value)
        number, text = found if isinstance(found, tuple) else (found, "")
        if not 0 <= number <= 1:  # nor NaN
            raise ValueError(f"a share is a number from 0 to 1, and not {number!r}")
        share = number if isinstance(number, Fraction) else _as_written(float(number))
        said = Finding("text", text=str(text)) if text else None
        return None if share == 1 else Difference("score", (), ABSENT, ABSENT, share, said)


def accuracy(*, full: float = 1.0, none: float = 0.0) -> Expectation:
    """Expect labels as the reference's: all points where a part `full` of them is right, none at `none`.

    In between it is the share in tenths.
    """
    if not 0 <= none < full <= 1:
        raise ValueError(f"accuracy() takes shares from 0 to 1, none= below full=, and not {none} and {full}")
    return Accuracy(*_bounds(full, none))


def reaching(full: float, *, none: float) -> Expectation:
    """Expect a number, worked out by the probe, that reaches `full`: none of the points at `none`.

    In between it is the share in tenths.  Of what should be small, `full` is below `none`.
    """
    return Reaching(*_bounds(full, none))


def scored(function: Score) -> Expectation:
    """Expect what a function of one's own scores: `function(got, want)` returns a share from 0 to 1.

    With a text beside it, (share, text), a public check says how the share was reached.  It counts in tenths.
    """
    if not callable(function):
        raise TypeError(f"scored() takes a function of what came back and what should have, and not {function!r}")
    return Scored(function)


def _bounds(full: float, none: float) -> tuple[float, float]:
    if full == none:
        raise ValueError(f"full= and none= are both {full}: say where all points are reached, and where none are")
    return float(full), float(none)


def _share(score: Fraction, bounds: Accuracy | Reaching) -> Fraction:
    full, none = _as_written(bounds.full), _as_written(bounds.none)
    return min(max((score - none) / (full - none), Fraction(0)), Fraction(1))


def _as_written(number: float) -> Fraction:
    """A number as people write it: 0.3 is three tenths, and what was computed so is that, too."""
    return Fraction(f"{number:.12g}")
