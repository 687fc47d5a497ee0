"""Marks a sheet of steps with follow-through, and finds the mistakes that explain what is wrong.  Pure.

A step is a plain function whose parameters name the student's numbers and other steps.  A written number is an
interval, half a unit of its last digit; what that uncertainty does to the next step is allowed for.  Each number of a
step that has several earns its part.  A step that names itself is a chain: called with its numbers so far, it gives
these and the next, each worked out from those before it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
        return all(self.fits(written))

    def fits(self, written: Sequence[Any]) -> list[bool]:
        """Return for each number of this value whether it was written; for none where there are more or fewer."""
        if len(written) != len(self.values):
            return [False] * len(self.values)
        return [_meets(w, v, s) for w, v, s in zip(written, self.values, self.slack, strict=True)]


def _meets(written: Any, value: Any, slack: float) -> bool:
    if isinstance(value, str) or isinstance(written, str):
        return isinstance(written, str) and isinstance(value, str) and written.strip().casefold() == value
    if value is None or not isinstance(written, Written):
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
        wrong: Mapping[str, Mapping[str, Space]], digits: int | None = None,
    ) -> None:  # fmt: skip
        self.steps, self.space, self.numbers, self.wrong = steps, space, numbers, wrong
        self.written = {name: _counted(cells, self.exact[name]) for name, cells in written.items()}
        self.digits = digits
        self._empty: set[str] = set()  # steps that test nothing any more
        self._whole: dict[str, bool] = {}  # whether a step is written as it is, not rounded

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
            if len(cells) == len(exact):
                own[name] = _shaped([_own(c, e) for c, e in zip(cells, exact, strict=True)], self.exact[name])
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
        by_chain = chained.fits(cells)
        right = self._followed(name, cells, own, by_chain)
        if all(right):
            target = own if own is not None and not all(by_chain) else chained
            if not _exactly(cells, target.values) and self._coarse(name, cells, own):
                doubt = f"`{name}` has too few digits to tell whether it is right; a person will look at it."
                return Mark(name, Credit.RIGHT, written, shown, exact, doubt=doubt)
            own_inputs = [before[p] for p in parameters(self.space[name]) if p in before and p in self.written]
            clean = all(by_chain) or all(mark.credit is Credit.RIGHT for mark in own_inputs)
            credit = Credit.RIGHT if clean else Credit.FOLLOW_THROUGH
            return Mark(name, credit, written, shown, exact, remark=self._coarser(cells, target))
        named = self._named(name)
        credit = Credit.NAMED if named else Credit.WRONG
        if len(cells) != len(right) and not named:
            doubt = f"`{name}` has {len(cells)} values where {len(right)} are asked for; a person will look at it."
            return Mark(name, credit, written, shown, exact, doubt=doubt)
        share, remark = Fraction(sum(right), len(right)), _told(right, exact)
        return Mark(name, credit, written, shown, exact, named, remark, share=share)

    def _followed(self, name: str, cells: Sequence[Any], own: Target | None, by_chain: list[bool]) -> list[bool]:
        """Which numbers of a step are right: by the exact chain, or given the student's own values before.

        What a step should test may have no effect on the student's own numbers: then these earn nothing.
        """
        fits = by_chain if own is None or len(own.values) != len(by_chain) else own.fits(cells)
        doubtful = {i for i, fit in enumerate(fits) if fit and not by_chain[i]}
        idle = doubtful & self._idle(name) if doubtful else set()
        if idle:
            self._empty.add(name)
        return [chained or (fit and i not in idle) for i, (chained, fit) in enumerate(zip(by_chain, fits, strict=True))]

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
        if len(cells) != len(flat(self.exact[parameter])) or self._unrounded(parameter, cells):
            return []
        moved = []
        for i, cell in enumerate(cells):
            if cell.half:
                values = [c.value + (cell.half if j == i else 0) for j, c in enumerate(cells)]
                moved.append(_shaped(values, self.exact[parameter]))
        return moved

    def _unrounded(self, name: str, cells: Sequence[Any]) -> bool:
        """Whether a step is the very number that it should be, exactly or given the student's own earlier ones."""
        if name not in self._whole:
            own = _called(self.space[name], self._own)
            self._whole[name] = _exactly(cells, flat(self.exact[name])) or (own is not None and _exactly(cells, own))
        return self._whole[name]

    def _idle(self, name: str) -> set[int]:
        """The numbers of a step that an input matters to on the exact chain, but not on the student's own numbers.

        So a zero that is carried on gains nothing, nor what stands on it.  Of a word only the latter can be said.
        """
        function, exact, own = self.space[name], dict(self.numbers) | self.exact, self._own
        words = {i for i, value in enumerate(flat(self.exact[name])) if isinstance(value, str)}
        idle = set[int]()
        for p in parameters(function):
            matters = _sensitive(function, exact, p)
            idle |= matters | words if p in self._empty else matters - words - _sensitive(function, own, p)
        return idle

    def _coarse(self, name: str, cells: Sequence[Any], own: Target | None) -> bool:
        """Whether what was written could as well be a known mistake in this step."""
        right = None if own is None else own.values
        wrongs = (self._apart(space, name, right) for space in self._touching(name).values())
        return any(wrong is not None and wrong.met_by(cells) for wrong in wrongs)

    def _coarser(self, cells: Sequence[Any], target: Target) -> str:
        """A remark where fewer digits were written than asked for."""
        pairs = zip(cells, target.values, strict=True)
        numbers = [(c, v) for c, v in pairs if isinstance(c, Written) and _is_number(v)]
        if self.digits is None:
            coarse = any(abs(float(c.value) - float(v)) > _NOISE * max(1.0, abs(float(v))) for c, v in numbers)
        else:
            coarse = any(c.half > _unit(v, self.digits) / 2 and float(c.value) != float(v) for c, v in numbers)
        return "It counts, although it is written with fewer digits than asked for." if coarse else ""

    def _touching(self, name: str) -> Mapping[str, Space]:
        return self.wrong.get(name, {})

    def _named(self, name: str) -> tuple[str, ...]:
        fitting = [m for m in self._touching(name) if m in self._explained[name]]
        best = max((self._weights[m] for m in fitting), default=0)
        return tuple(m for m in fitting if self._weights[m] == best)

    @cached_property
    def _explained(self) -> dict[str, set[str]]:
        """The misconceptions that give what was written, for each step."""
        found: dict[str, set[str]] = {}
        for name, cells in self.written.items():
            right = _called(self.space[name], self._own)
            wrongs = {m: self._apart(space, name, right) for m, space in self._touching(name).items()}
            found[name] = {m for m, wrong in wrongs.items() if wrong is not None and wrong.met_by(cells)}
        return found

    def _apart(self, space: Space, name: str, right: tuple[Any, ...] | None) -> Target | None:
        """The step's target with a known mistake, None where it gives the same as the right step."""
        values = _called(space[name], self._own)
        if values is None or (right is not None and _same(values, right)):
            return None
        return self._target(space, name)

    @cached_property
    def _weights(self) -> Counter[str]:
        return Counter(m for found in self._explained.values() for m in found)


def chain(steps: Sequence[str], space: Space, numbers: Numbers) -> dict[str, Any]:
    """Return every step's value from the numbers, each step after those that it names."""
    values: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in values:
            function = space[name]
            inputs = {p: numbers[p] if p in numbers else value(p) for p in parameters(function) if p != name}
            values[name] = _linked(function, inputs, name) if name in parameters(function) else function(**inputs)
        return values[name]

    for name in steps:
        value(name)
    return values


def _linked(function: Callable[..., Any], inputs: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """A chain from its first number on, until none is added any more."""
    links: tuple[Any, ...] = ()
    while len(longer := function(**inputs, **{name: links})) > len(links):
        links = longer[: len(links) + 1]
    return links


def _called(function: Callable[..., Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    try:
        return flat(function(**{p: values[p] for p in parameters(function)}))
    except (ArithmeticError, ValueError, TypeError, KeyError):
        return None  # the student's own numbers lead nowhere


def _sensitive(function: Callable[..., Any], values: Mapping[str, Any], parameter: str) -> set[int]:
    """The numbers of a step that change where an input is moved."""
    here = _called(function, values)
    found = set[int]()
    for moved in _nudged(values[parameter]):
        there = _called(function, {**values, parameter: moved})
        if here is None or there is None:
            found |= set() if here is there else set(range(len(here or there or ())))
            continue
        for i, (a, b) in enumerate(zip(here, there, strict=False)):
            if abs(float(a) - float(b)) > _STILL if _is_number(a) and _is_number(b) else a != b:
                found.add(i)
    return found


def _nudged(value: Any) -> list[Any]:
    """A value moved a little; counts by one and more too, since they may be rounded on the way."""
    steps = range(1, 9) if _counts(value) else ()
    return [_moved_by(value, Fraction(11, 10), Fraction(1, 100)), *(_moved_by(value, Fraction(1), k) for k in steps)]


def _moved_by(value: Any, factor: Fraction, more: Fraction | int) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(_moved_by(v, factor, more) for v in value)
    if not _is_number(value):
        return value
    exact = isinstance(value, (int, Fraction))
    return value * factor + more if exact else value * float(factor) + float(more)


def _own(cell: Any, exact: Any) -> Any:
    """What a student goes on from: what is written, the exact value where there is nothing to compute with."""
    if isinstance(cell, Written):
        return int(cell.value) if cell.value.denominator == 1 and _is_count(exact) else cell.value
    return cell.strip().casefold() if isinstance(cell, str) else exact


def _counted(cells: tuple[Any, ...], exact: Any) -> tuple[Any, ...]:
    """Where counts are asked for, what is written is exact: nothing was rounded."""
    if not _counts(exact):
        return cells
    return tuple(replace(c, half=Fraction(0)) if isinstance(c, Written) else c for c in cells)


def _told(right: Sequence[bool], exact: Any) -> str:
    """Which of several numbers are wrong."""
    if not any(right):
        return ""
    width = len(exact[0]) if isinstance(exact, tuple) and isinstance(exact[0], tuple) else 0
    places = [f"row {i // width + 1}, column {i % width + 1}" if width else str(i + 1) for i in range(len(right))]
    wrong = [place for place, fits in zip(places, right, strict=True) if not fits]
    return f"{sum(right)} of {len(right)} are right; look again at {'' if width else 'number '}{'; '.join(wrong)}."


def _shaped(values: list[Any], like: Any) -> Any:
    """Flat values in the nesting of `like`."""
    rest = iter(values)

    def fill(part: Any) -> Any:
        return tuple(fill(p) for p in part) if isinstance(part, (tuple, list)) else next(rest)

    return fill(like)


def _is_number(value: Any) -> bool:
    return value is not None and not isinstance(value, str)


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _counts(value: Any) -> bool:
    return all(_is_count(v) for v in flat(value))


def _unit(value: Any, digits: int) -> Fraction:
    """A unit of the last of so many decimals; of so many significant digits for numbers that decimals say little of."""
    size = math.floor(math.log10(abs(value))) + 1 if value and abs(value) < _SMALL else 0
    return Fraction(10) ** (size - digits)


def _same(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))


def _exactly(cells: Sequence[Any], values: tuple[Any, ...]) -> bool:
    """Whether the very numbers were written, not some that may have been rounded."""
    plain = [replace(c, half=Fraction(0)) if isinstance(c, Written) else c for c in cells]
    return Target(values, (0.0,) * len(values)).met_by(plain)


def _alike(one: Any, other: Any) -> bool:
    if not (_is_number(one) and _is_number(other)):
        return bool(one == other)
    return abs(float(one) - float(other)) <= _NOISE * max(1.0, abs(float(one)))


def _shown(values: Sequence[Any]) -> Any:
    return values[0] if len(values) == 1 else tuple(values)
