"""Expectations: small frozen objects that judge an outcome against the reference's; combine them with `&`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks import compare
from grader.checks.compare import Difference, Tolerance
from grader.model import Outcome


class Expectation:
    """Judges what came back from a submission against what came back from the reference."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first difference that matters, or None."""
        raise NotImplementedError

    def __and__(self, other: Expectation) -> Expectation:
        return All((self, other))


@dataclass(frozen=True)
class All(Expectation):
    """Every part must hold; the first that does not is told."""

    parts: tuple[Expectation, ...]

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first difference of the first part that has one."""
        return next((d for part in self.parts if (d := part.differ(got, want)) is not None), None)

    def __and__(self, other: Expectation) -> Expectation:
        return All((*self.parts, other))


@dataclass(frozen=True)
class Close(Expectation):
    """The same value within a tolerance; by default that of its dtype, and integers exactly."""

    rtol: float | None = None
    atol: float | None = None

    def __call__(self, *, rtol: float | None = None, atol: float | None = None) -> Close:
        """Return the same with other tolerances."""
        return Close(rtol, atol)

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Compare the values."""
        return compare.compare(got.value, want.value, Tolerance(self.rtol, self.atol, single=_single(got)))


@dataclass(frozen=True)
class Exact(Expectation):
    """The same value, bit for bit as numbers."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Compare the values."""
        return compare.compare(got.value, want.value, Tolerance(exact=True, single=_single(got)))


@dataclass(frozen=True)
class Finite(Expectation):
    """No infinity and no NaN anywhere."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at every number of the value."""
        del want
        for path, leaf in _leaves(got.value, ""):
            array = compare.as_array(leaf)
            if array is not None and not np.all(np.isfinite(array)):
                bad = array[~np.isfinite(array)].flat[0]
                return Difference("finite", path, f"{bad}", "finite")
        return None


@dataclass(frozen=True)
class Integers(Expectation):
    """An integer wherever the reference has one: 3.0 is equal to 3, but no size."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at the kinds of numbers, not at their values."""
        for (path, leaf), (_, due) in zip(_leaves(got.value, ""), _leaves(want.value, ""), strict=False):
            mine, theirs = compare.as_array(leaf), compare.as_array(due)
            if mine is not None and theirs is not None and mine.dtype.kind == "f" and theirs.dtype.kind in "iu":
                return Difference("type", path, "a float", "an integer")
        return None


IN_PLACE = "left as it was: `x -= 1` changes the caller's array, `x = x - 1` makes a new one"


@dataclass(frozen=True)
class Unchanged(Expectation):
    """The inputs are what they were before the call, the result is no part of them, and the next call leaves it so."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at what was seen around each call."""
        del want
        for number, call in enumerate(got.calls):
            if call.changed:
                return Difference("input", "", "changed by the call", IN_PLACE)
            if call.shared:
                return Difference("input", "", "shared with the result", "left alone: return a new array")
            if number and call.overwrote:
                return Difference("earlier", "", "changed", "left as it was")
        return None


@dataclass(frozen=True)
class Quiet(Expectation):
    """No warning but of underflow."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at what was said during each call."""
        del want
        said = [w for call in got.calls for w in call.warnings]
        first = next((w for w in said if w.startswith("RuntimeWarning") and "underflow" not in w), None)
        return None if first is None else Difference("warning", "", first.partition(": ")[2], "no warning")


def _single(outcome: Outcome) -> bool:
    """Single precision may come out where every array that went in had it."""
    arrays = [a for call in outcome.calls for a in (*call.args, *call.kwargs.values()) if isinstance(a, np.ndarray)]
    return all(a.dtype == np.float32 for a in arrays)


def _leaves(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for k, v in value.items() for leaf in _leaves(v, f"{path}[{k!r}]")]
    if isinstance(value, (list, tuple)) and compare.as_array(value) is None:
        return [leaf for i, v in enumerate(value) for leaf in _leaves(v, f"{path}[{i}]")]
    return [(path, value)]


close = Close()
exact = Exact()
finite = Finite()
integers = Integers()
unchanged = Unchanged()
quiet = Quiet()
