"""The known mistakes that explain what is wrong on a sheet of steps.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from grader.followthrough.intervals import Target, exactly, telling
from grader.followthrough.student_values import Own
from grader.followthrough.trace_table import Space


class Suspects:
    """The mistakes that come into question for each step, `wrong`, held against what a student wrote."""

    def __init__(self, own: Own, wrong: Mapping[str, Mapping[str, Space]]) -> None:
        self.own, self.wrong = own, wrong

    def named(self, name: str) -> tuple[str, ...]:
        """Return the mistakes that give what was written in a step, of these those that explain the most steps.

        Of several the ones that another step speaks against are left out, unless that leaves none.
        """
        fitting = [m for m in self._touching(name) if m in self._explained[name]]
        best = max((self._weights[m] for m in fitting), default=0)
        equal = [m for m in fitting if self._weights[m] == best]
        held = [m for m in equal if not self._spoken_against(m)] if len(equal) > 1 else []
        return tuple(held or equal)

    def _spoken_against(self, misconception: str) -> bool:
        """Whether a step that is right, given the student's own numbers, would not be with this mistake."""
        for name, cells in self.own.written.items():
            space = self._touching(name).get(misconception)
            if space is None or self.own.value_in(space, name) is None:
                continue
            right, wrong = self.own.target(self.own.space, name), self.own.target(space, name)
            if right is not None and right.met_by(cells) and not (wrong is not None and wrong.met_by(cells)):
                return True
        return False

    def blur(self, name: str, cells: Sequence[Any]) -> bool:
        """Return whether what was written could as well be a known mistake in this step."""
        return any(target.met_by(cells) for target in self._targets(name).values())

    def _touching(self, name: str) -> Mapping[str, Space]:
        return self.wrong.get(name, {})

    @cached_property
    def _explained(self) -> dict[str, set[str]]:
        """The misconceptions that give what was written, for each step."""
        return {name: set() if self.own.is_right(name) else self._explaining(name) for name in self.own.written}

    def _explaining(self, name: str) -> set[str]:
        cells = self.own.written[name]
        values = self.own.values_in(self._touching(name), name)
        very = {m for m, value in values.items() if exactly(cells, value)}
        if very:  # then what rounding can change does not matter
            return very
        met = {m: wrong for m, wrong in self._targets(name).items() if wrong.met_by(cells)}
        return {m for m, wrong in met.items() if telling(cells, wrong)}

    def _targets(self, name: str) -> dict[str, Target]:
        """The step's value with each mistake that changes it, and what rounding can change in that."""
        wrongs = self._touching(name)
        found = {m: self.own.target(wrongs[m], name) for m in self.own.values_in(wrongs, name)}
        return {m: target for m, target in found.items() if target is not None}

    @cached_property
    def _weights(self) -> Counter[str]:
        return Counter(m for found in self._explained.values() for m in found)
