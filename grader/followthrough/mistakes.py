"""The known mistakes that explain what is wrong in a student's worksheet.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from grader.followthrough.nodes import Namespace, OwnValues, StepValue, fine_enough_to_name, holds_exactly


class SuspectedMistakes:
    """The misconceptions that can show in each step, `wrong`, compared with what a student has there."""

    def __init__(self, own: OwnValues, wrong: Mapping[str, Mapping[str, Namespace]]) -> None:
        self.own, self.wrong = own, wrong
        self._targets: dict[str, dict[str, StepValue]] = {}

    def misconceptions_for(self, name: str) -> tuple[str, ...]:
        """Return the misconceptions that give the numbers of a step: those that explain the most steps.

        Of several, those that a right step contradicts are left out, unless none would remain.
        """
        fitting = [m for m in self._candidates(name) if m in self._explained[name]]
        best = max((self._steps_explained[m] for m in fitting), default=0)
        equal = [m for m in fitting if self._steps_explained[m] == best]
        left = [m for m in equal if not self._contradicted(m)] if len(equal) > 1 else []
        return tuple(left or equal)

    def could_be_mistake(self, name: str) -> bool:
        """Return whether a known mistake in a step gives the student's numbers as well."""
        return any(target.agrees_with(self.own.cells[name]) for target in self._mistaken_step_values(name).values())

    def _candidates(self, name: str) -> Mapping[str, Namespace]:
        return self.wrong.get(name, {})

    def _contradicted(self, misconception: str) -> bool:
        """Whether some step is right given the student's own values, and would be wrong with this misconception."""
        for name, cells in self.own.cells.items():
            space = self._candidates(name).get(misconception)
            if space is None or self.own.mistaken_value(space, name) is None:
                continue
            right, wrong = self.own.step_value(self.own.space, name), self.own.step_value(space, name)
            if right is not None and right.agrees_with(cells) and not (wrong is not None and wrong.agrees_with(cells)):
                return True
        return False

    @cached_property
    def _explained(self) -> dict[str, set[str]]:
        """The misconceptions that give the student's numbers, for each step."""
        return {name: set() if self.own.is_exact(name) else self._explanations(name) for name in self.own.cells}

    @cached_property
    def _steps_explained(self) -> Counter[str]:
        return Counter(m for found in self._explained.values() for m in found)

    def _explanations(self, name: str) -> set[str]:
        cells = self.own.cells[name]
        values = self.own.mistaken_values(self._candidates(name), name)
        exact = {m for m, value in values.items() if holds_exactly(cells, value)}
        if exact:  # agreement up to rounding is weaker, and is not looked for
            return exact
        agreeing = {m: wrong for m, wrong in self._mistaken_step_values(name).items() if wrong.agrees_with(cells)}
        return {m for m, wrong in agreeing.items() if fine_enough_to_name(cells, wrong)}

    def _mistaken_step_values(self, name: str) -> dict[str, StepValue]:
        """The step's value with each misconception that changes it, with the room that rounding leaves."""
        if name not in self._targets:
            wrongs = self._candidates(name)
            found = {m: self.own.step_value(wrongs[m], name) for m in self.own.mistaken_values(wrongs, name)}
            self._targets[name] = {m: target for m, target in found.items() if target is not None}
        return self._targets[name]
