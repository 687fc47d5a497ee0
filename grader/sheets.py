"""Marks a sheet of steps with follow-through, and finds the mistakes that explain what is wrong.  Pure.

A step is a plain function whose parameters name the student's numbers and other steps.  A written number is an
interval, half a unit of its last digit; what that uncertainty does to the next step is allowed for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.answers import Written
from grader.followthrough import Mark, Space, parameters
from grader.model import Credit
from grader.variant import Numbers

_NOISE = 1e-11  # what floating-point arithmetic may add, relative to the larger of the number and 1
_SMALL = 0.05  # below this, digits are counted from the first that is not 0
_STILL = 1e-9  # a change smaller than this is none


@dataclass(frozen=True, slots=True)
class Target:
    """A value that a step may have: its numbers (or a word), and how far rounding of what it stands on moves each."""

    values: tuple[Any, ...]
    slack: tuple[float, ...]

    def met_by(self, written: Sequence[Any]) -> bool:
        """Return whether what was written is this value, rounded as written."""
        if len(written) != len(self.values):
            return False
        return all(_meets(w, v, s) for w, v, s in zip(written, self.values, self.slack, strict=True))


def _meets(written: Any, value: Any, slack: float) -> bool:
    if isinstance(value, str) or isinstance(written, str):
        return isinstance(written, str) and isinstance(value, str) and written.strip().casefold() == value
    if value is None or written is None:
        return value is None and written is None
    room = float(written.half) + slack + _NOISE * max(1.0, abs(float(value)))
    return abs(float(written.value - Fraction(value))) <= room


def flat(value: Any) -> tuple[Any, ...]:
    """Return a step's value as a flat tuple: rows of a matrix after one another."""
    if isinstance(value, (list, tuple)):
        return tuple(leaf for item in value for leaf in flat(item))
    return (value,)


class Sheet:
    """One student's sheet beside the exact one."""

    def __init__(
        self, steps: Sequence[str], space: Space, numbers: Numbers, written: Mapping[str, tuple[Any, ...]],
        wrong: Mapping[str, Space], digits: int | None = None,
    ) -> None:  # fmt: skip
        self.steps, self.space, self.numbers, self.written, self.wrong = steps, space, numbers, written, wrong
        self.digits = digits
        self._empty: set[str] = set()  # steps that test nothing any more

    @cached_property
    def exact(self) -> dict[str, Any]:
        """The value of every step by the exact chain."""
        return chain(self.steps, self.space, self.numbers)

    @cached_property
    def _own(self) -> dict[str, Any]:
        """The student's own value of every step, the exact one where there is none that can be computed with."""
        own = dict(self.numbers) | self.exact
        for name, cells in self.written.items():
            exact = flat(self.exact[name])
            if len(cells) == len(exact) and all(isinstance(c, Written) for c in cells):
                values = [c.value for c in cells]
                own[name] = _shaped(values, self.exact[name])
            elif len(cells) == 1 and isinstance(cells[0], str):
                own[name] = cells[0].strip().casefold()
        return own

    def marks(self) -> list[Mark]:
        """Return one mark for each step, in order."""
        made: dict[str, Mark] = {}
        for name in self.steps:
            made[name] = self._mark(name, made)
        return list(made.values())

    def _mark(self, name: str, before: Mapping[str, Mark]) -> Mark:
        exact = self.exact[name]
        cells = self.written.get(name)
        own = self._target(self.space, name)
        shown = None if own is None else _shown(own.values)
        if cells is None:
            return Mark(name, Credit.MISSING, None, shown, exact)
        chained = Target(flat(exact), (0.0,) * len(flat(exact)))
        written = _shown([c.value if isinstance(c, Written) else c for c in cells])
        for target, follows in ((chained, False), (own, True)):
            if target is None or not target.met_by(cells):
                continue
            if follows and self._idle(name):
                self._empty.add(name)
                break  # what this step should test has no effect on the student's own numbers
            if self._coarse(name, cells, own):
                doubt = f"`{name}` has too few digits to tell whether it is right; a person will look at it."
                return Mark(name, Credit.RIGHT, written, shown, exact, doubt=doubt)
            own_inputs = [before[p] for p in parameters(self.space[name]) if p in before and p in self.written]
            clean = all(mark.credit is Credit.RIGHT for mark in own_inputs)
            credit = Credit.FOLLOW_THROUGH if follows and not clean else Credit.RIGHT
            return Mark(name, credit, written, shown, exact, remark=self._coarser(cells, target))
        named = self._named(name)
        return Mark(name, Credit.NAMED if named else Credit.WRONG, written, shown, exact, named)

    def _target(self, space: Space, name: str) -> Target | None:
        """The step's value from the student's own earlier ones, and what their rounding can change in it."""
        function = space[name]
        values = _called(function, self._own)
        if values is None:
            return None
        slack = [0.0] * len(values)
        for parameter in parameters(function):
            for moved in self._moved(parameter):
                other = _called(function, {**self._own, parameter: moved})
                for i, (a, b) in enumerate(zip(values, other or values, strict=False)):
                    if _is_number(a) and _is_number(b):
                        slack[i] += abs(float(b) - float(a))
        return Target(values, tuple(slack))

    def _moved(self, parameter: str) -> list[Any]:
        """A written input moved up by half a unit of its last digit, component by component."""
        cells = self.written.get(parameter)
        if cells is None or parameter not in self.exact or not all(isinstance(c, Written) for c in cells):
            return []
        if len(cells) != len(flat(self.exact[parameter])):
            return []
        moved = []
        for i, cell in enumerate(cells):
            if cell.half:
                values = [c.value + (cell.half if j == i else 0) for j, c in enumerate(cells)]
                moved.append(_shaped(values, self.exact[parameter]))
        return moved

    def _idle(self, name: str) -> bool:
        """Whether an input that matters on the exact chain has no effect on the student's own numbers.

        So a zero that is carried on gains nothing, nor what stands on it.
        """
        function = self.space[name]
        if self._empty & set(parameters(function)):
            return True
        exact = dict(self.numbers) | self.exact
        return any(
            _sensitive(function, exact, p) and not _sensitive(function, self._own, p) for p in parameters(function)
        )

    def _coarse(self, name: str, cells: Sequence[Any], own: Target | None) -> bool:
        """Whether what was written could as well be a known mistake in this step."""
        wrongs = (self._target(space, name) for space in self._touching(name).values())
        return any(w is not None and w.met_by(cells) and not (own and _together(w, own)) for w in wrongs)

    def _coarser(self, cells: Sequence[Any], target: Target) -> str:
        """A remark where fewer digits were written than asked for."""
        pairs = zip(cells, target.values, strict=True)
        numbers = [(c, v) for c, v in pairs if isinstance(c, Written) and _is_number(v)]
        if self.digits is None:
            coarse = any(abs(float(c.value) - float(v)) > _NOISE * max(1.0, abs(float(v))) for c, v in numbers)
        else:
            coarse = any(c.half > _unit(v, self.digits) / 2 and float(c.value) != float(v) for c, v in numbers)
        return "It counts, although it is written with fewer digits than asked for." if coarse else ""

    def _touching(self, name: str) -> dict[str, Space]:
        return {m: space for m, space in self.wrong.items() if name in space}

    def _named(self, name: str) -> tuple[str, ...]:
        fitting = [m for m in self._touching(name) if self._explains(m, name)]
        best = max((self._weights[m] for m in fitting), default=0)
        return tuple(m for m in fitting if self._weights[m] == best)

    def _explains(self, misconception: str, name: str) -> bool:
        wrong, right = self._target(self.wrong[misconception], name), self._target(self.space, name)
        if wrong is None or (right is not None and _together(wrong, right)):
            return False
        return wrong.met_by(self.written[name])

    @cached_property
    def _weights(self) -> dict[str, int]:
        return {m: sum(self._explains(m, n) for n in self.written) for m in self.wrong}


def chain(steps: Sequence[str], space: Space, numbers: Numbers) -> dict[str, Any]:
    """Return every step's value from the numbers, each step after those that it names."""
    values: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in values:
            function = space[name]
            inputs = {p: numbers[p] if p in numbers else value(p) for p in parameters(function)}
            values[name] = function(**inputs)
        return values[name]

    for name in steps:
        value(name)
    return values


def _called(function: Callable[..., Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    try:
        return flat(function(**{p: values[p] for p in parameters(function)}))
    except (ArithmeticError, ValueError, TypeError, KeyError):
        return None  # the student's own numbers lead nowhere


def _sensitive(function: Callable[..., Any], values: Mapping[str, Any], parameter: str) -> bool:
    here = _called(function, values)
    moved = _called(function, {**values, parameter: _nudged(values[parameter])})
    if here is None or moved is None:
        return here is not moved
    pairs = zip(here, moved, strict=False)
    return any(abs(float(a) - float(b)) > _STILL if _is_number(a) and _is_number(b) else a != b for a, b in pairs)


def _nudged(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(_nudged(v) for v in value)
    if not _is_number(value):
        return value
    exact = isinstance(value, (int, Fraction))
    return value * Fraction(11, 10) + Fraction(1, 100) if exact else value * 1.1 + 0.01


def _shaped(values: list[Any], like: Any) -> Any:
    """Flat values in the nesting of `like`."""
    rest = iter(values)

    def fill(part: Any) -> Any:
        return tuple(fill(p) for p in part) if isinstance(part, (tuple, list)) else next(rest)

    return fill(like)


def _is_number(value: Any) -> bool:
    return value is not None and not isinstance(value, str)


def _unit(value: Any, digits: int) -> Fraction:
    """A unit of the last of so many decimals; of so many significant digits for numbers that decimals say little of."""
    size = math.floor(math.log10(abs(value))) + 1 if value and abs(value) < _SMALL else 0
    return Fraction(10) ** (size - digits)


def _together(one: Target, other: Target) -> bool:
    same = len(one.values) == len(other.values)
    return same and all(_alike(a, b) for a, b in zip(one.values, other.values, strict=True))


def _alike(one: Any, other: Any) -> bool:
    if not (_is_number(one) and _is_number(other)):
        return bool(one == other)
    return abs(float(one) - float(other)) <= _NOISE * max(1.0, abs(float(one)))


def _shown(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)
