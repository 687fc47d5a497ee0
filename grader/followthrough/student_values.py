"""A sheet's values from a student's own numbers, and what their rounding can change in these.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.followthrough.intervals import (
    NOISE,
    Target,
    as_it_is,
    called,
    chain,
    distance,
    exactly,
    flat,
    is_number,
    own_value,
    same,
    shaped,
    unit,
)
from grader.followthrough.precision import finely
from grader.followthrough.trace_table import Space, parameters
from grader.seeds import Numbers
from grader.submissions.answer_sheet import Written

_TOGETHER = 1.01  # several inputs moved together may change a step by a little more than each does by itself


class Own:
    """The steps of one student's sheet: what is exact, what was written, and what follows from what was written.

    `known` keeps what was worked out, for other sheets with the same steps on the same numbers.
    """

    def __init__(
        self,
        steps: Sequence[str],
        space: Space,
        numbers: Numbers,
        written: Mapping[str, tuple[Any, ...]],
        *,
        digits: int | None = None,
        exact: dict[str, Any] | None = None,
        known: dict[Any, Any] | None = None,
    ) -> None:
        self.steps, self.space, self.numbers, self.digits = steps, space, numbers, digits
        self.exact = chain(steps, space, numbers) if exact is None else exact  # the value of every step
        self.read = dict(written)
        self.written = finely(written, written, space, self.exact, numbers.values())
        self.known = {} if known is None else known
        self.bridged: dict[str, tuple[Any, ...]] = {}  # blanks that the student went over from own numbers
        self._values: dict[str, tuple[Any, ...] | None] = {}
        self._movings: dict[str, list[tuple[Any, Any]]] = {}
        self._whole: dict[str, bool] = {}  # whether a step is written as it is, not rounded

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """What each step is worked out with: the student's own value of every step, else the exact one."""
        return {**self.numbers, **self.exact, **self._own(self.written)}

    def _own(self, written: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
        own = {}
        for name, cells in written.items():
            exact = flat(self.exact[name])
            if len(cells) == 1 and not isinstance(self.exact[name], (tuple, list)):
                own[name] = own_value(cells[0], self.exact[name])
            elif len(cells) == len(exact):
                chained = name in parameters(self.space[name])  # there None says that it does not go on
                values = [own_value(c, None if chained and c is None else e) for c, e in zip(cells, exact, strict=True)]
                own[name] = shaped(values, self.exact[name])
        return own

    def otherwise(self, written: Mapping[str, tuple[Any, ...]]) -> Own:
        """Return the sheet of somebody who wrote something else in some steps."""
        other = Own(self.steps, self.space, self.numbers, {}, digits=self.digits, exact=self.exact, known=self.known)
        other.read = {**self.read, **written}
        fine = finely(written, other.read, self.space, self.exact, self.numbers.values())
        other.inputs, other.written = {**self.inputs, **self._own(fine)}, {**self.written, **fine}
        return other

    def value(self, name: str) -> tuple[Any, ...] | None:
        """Return a step's numbers given the student's own ones before it, None where these lead nowhere."""
        if name not in self._values:
            self._values[name] = called(self.space[name], self.inputs)
        return self._values[name]

    def value_in(self, space: Space, name: str) -> tuple[Any, ...] | None:
        """Return the same for somebody who holds a misconception, None also where it is not another value."""
        right, values = self.value(name), called(space[name], self.inputs)
        return None if values is None or (right is not None and same(values, right)) else values

    def values_in(self, spaces: Mapping[str, Space], name: str) -> dict[str, tuple[Any, ...]]:
        """Return these values, for all misconceptions that come into question for the step, by their names."""
        key = ("wrong", name, *(leaf for p in self._before(spaces, name) for leaf in flat(self.inputs[p])))
        if key not in self.known:
            made = {m: self.value_in(space, name) for m, space in spaces.items()}
            self.known[key] = {m: values for m, values in made.items() if values is not None}
        found: dict[str, tuple[Any, ...]] = self.known[key]
        return found

    def _before(self, spaces: Mapping[str, Space], name: str) -> list[str]:
        """The steps that a step stands on, or one that a mistake puts in its place."""
        key = ("before", name)
        if key not in self.known:
            every = [p for space in (self.space, *spaces.values()) for p in parameters(space[name])]
            self.known[key] = [p for p in dict.fromkeys(every) if p in self.exact]
        found: list[str] = self.known[key]
        return found

    def is_right(self, name: str) -> bool:
        """Return whether the very numbers of a step were written, the exact ones or those that follow from own ones."""
        own, cells = self.value(name), self.written[name]
        return exactly(cells, flat(self.exact[name])) or (own is not None and exactly(cells, own))

    def bridge(self, name: str) -> None:
        """Go over a blank with the student's own numbers, where these lead elsewhere than the exact ones."""
        target, exact = self.target(self.space, name), flat(self.exact[name])
        if target is None or len(target.values) != len(exact) or not all(map(is_number, (*target.values, *exact))):
            return
        halves = [unit(v, self.digits) / 2 if self.digits else 0 for v in target.values]  # rounded in the head
        pairs = zip(target.values, target.slack, halves, strict=True)
        reached = [Written(Fraction(value), Fraction(slack) + half, "") for value, slack, half in pairs]
        if not as_it_is(exact).met_by(reached):
            self.bridged[name] = tuple(reached)
            self.inputs[name] = shaped(list(target.values), self.exact[name])
            self._values.clear()

    def target(self, space: Space, name: str) -> Target | None:
        """Return the step's value from the student's own earlier ones, and what their rounding can change in it."""
        function = space[name]
        values = called(function, self.inputs)
        if values is None:
            return None
        slack = [0.0] * len(values)
        for parameter in parameters(function):
            if parameter not in self._movings:
                self._movings[parameter] = self._moved(parameter)
            for both in self._movings[parameter]:
                others = [called(function, {**self.inputs, parameter: moved}) or values for moved in both]
                for i, here in enumerate(values):
                    slack[i] += _TOGETHER * max(distance(here, other[i : i + 1]) for other in others)
        return Target(values, tuple(slack))

    def _moved(self, parameter: str) -> list[tuple[Any, Any]]:
        """A written input moved up and down by half a unit of its last digit, component by component."""
        cells = self.written.get(parameter, self.bridged.get(parameter))
        if cells is None or parameter not in self.exact or not all(isinstance(c, Written) for c in cells):
            return []
        if len(cells) != len(flat(self.exact[parameter])) or self._unrounded(parameter, cells):
            return []
        moved = []
        for i, cell in enumerate(cells):
            if cell.half > NOISE * max(1, abs(cell.value)):
                up, down = (
                    [c.value + (h if j == i else 0) for j, c in enumerate(cells)] for h in (cell.half, -cell.half)
                )
                moved.append((shaped(up, self.exact[parameter]), shaped(down, self.exact[parameter])))
        return moved

    def _unrounded(self, name: str, cells: Sequence[Any]) -> bool:
        """Whether a step is the very number that it should be.

        Given the student's own earlier numbers that counts only where exact ones are asked for; with rounded ones it
        may be chance, as -0.1000 is for (0.1 - 0.5000) 0.5000 (1 - 0.5000) where o was 0.50003.  What follows from a
        rounded number is rounded as well, though it follows exactly: the ReLU of 0.385, where that was 0.38512.
        """
        if name not in self._whole:
            own = self.value(name) if self.digits is None else None
            before = [(p, self.written[p]) for p in parameters(self.space[name]) if p in self.written and p != name]
            self._whole[name] = exactly(cells, flat(self.exact[name])) or (
                own is not None
                and exactly(cells, own)
                and not self.bridged.keys() & set(parameters(self.space[name]))
                and all(self._unrounded(p, said) for p, said in before)
            )
        return self._whole[name]
