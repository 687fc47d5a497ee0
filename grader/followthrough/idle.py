"""Numbers that test nothing, as the student's own values make a step independent of what it should test.  Pure."""

from __future__ import annotations

from typing import Any

from grader.followthrough.nodes import (
    OwnValues,
    flatten,
    holds_counts,
    holds_exactly,
    is_number,
    sensitive_numbers,
    shake,
    try_step,
)


class IdleNumbers:
    """The numbers of one student's worksheet that test nothing, found step by step in order."""

    def __init__(self, own: OwnValues) -> None:
        self.own = own
        self.numbers: dict[str, set[int]] = {}  # their positions in each step
        self.steps: set[str] = set()  # those in which no number tests anything any more
        self._switched_off: set[str] = set()  # right steps that are 0: the student's own numbers switch a unit off

    def carried_to(self, name: str) -> set[str]:
        """Return the inputs of a step that test nothing."""
        return self.steps.intersection(self.own.inputs_of(name))

    def earning_numbers(self, name: str, by_chain: list[bool], by_own: list[bool]) -> list[bool]:
        """Return which numbers of a step are right and test something.

        They agree with the exact chain, or with the value from the student's own inputs.
        """
        # After a step that tests nothing, a number that agrees both ways proves nothing, nor does a word.
        carried = self.carried_to(name)
        doubtful = {
            i for i, fit in enumerate(by_own) if fit and (carried or not by_chain[i] or self._is_own_value(name, i))
        }
        doubtful |= self._words(name) if carried else set()
        idle = doubtful & self._idle_numbers(name) if doubtful else set()
        right = [(one or other) and i not in idle for i, (one, other) in enumerate(zip(by_chain, by_own, strict=True))]
        self.numbers[name] = idle
        if idle and not any(right):
            self.steps.add(name)
        elif all(right) and self._is_zero(name) and self._is_switched_off(name):
            self._switched_off.add(name)
        return right

    def _is_own_value(self, name: str, place: int) -> bool:
        """Whether the number that follows from own values was written exactly, and the exact one only rounded."""
        following, cell = self.own.value(name), self.own.cells[name][place : place + 1]
        exact = flatten(self.own.exact[name])[place : place + 1]
        return (
            following is not None
            and holds_exactly(cell, following[place : place + 1])
            and not holds_exactly(cell, exact)
        )

    def _idle_numbers(self, name: str) -> set[int]:
        """Positions of numbers that depend on an input on the exact chain, but not with the student's own values.

        A word cannot be moved a little: it tests nothing as soon as one of its inputs does not.  The end of a chain
        counts as tested, since it had to be found out, even where small moves do not make the chain longer.
        """
        own, words, carried = self.own, self._words(name), self.carried_to(name)
        idle = set(words) if carried else set[int]()
        before = own.inputs_of(name)
        stands_on = {p for p in before if own.affected_numbers(name, p) and not self._is_inert(p)} if carried else set()
        alone = bool(stands_on) and stands_on <= self.steps
        for p in own.parameters(name):
            if alone and p in before:
                idle |= own.affected_numbers(name, p)
            elif len(moving := sensitive_numbers(own.space[name], own.inputs, p)) < len(flatten(own.exact[name])):
                moving |= sensitive_numbers(own.space[name], self._moved_inputs(name), p)
                idle |= own.affected_numbers(name, p) - words - moving
        links = flatten(own.inputs[name]) if name in own.parameters(name) else ()
        return idle - {i for i in range(1, len(links)) if links[i] is None and links[i - 1] is not None}

    def _moved_inputs(self, name: str) -> dict[str, Any]:
        """The inputs of a step, moved away from where an input has no effect by chance alone: errors that sum to 0.

        A unit that the student's own values switch off, which had to be found out, is on here as on the exact chain.
        Any other 0 stays 0, and a saturated unit stays saturated: so a zero that is carried on moves nothing.
        """
        own, exact, moved = self.own.inputs, self.own.exact, dict(self.own.inputs)
        if self._is_zero(name) and not self._is_switched_off(name):
            return own
        for p in self.own.parameters(name):
            if p in self._switched_off:
                moved[p] = exact[p]
            elif p in exact and p != name and not holds_counts(own[p]):
                opposite = is_number(own[p]) and own[p] * exact[p] < 0
                moved[p] = -own[p] if opposite else shake(own[p])
        return moved

    def _is_zero(self, name: str) -> bool:
        """Whether a step is a single 0 with the student's own values, and is not 0 on the exact chain."""
        return self.own.value(name) == (0,) and self.own.exact[name] != 0

    def _is_switched_off(self, name: str) -> bool:
        """Whether the sign of an input makes a step 0, as in ReLU and its slope."""
        function, own = self.own.space[name], self.own.inputs
        numbers = [p for p in self.own.inputs_of(name) if is_number(own[p]) and own[p]]
        return any(try_step(function, {**own, p: -own[p]}) not in (None, (0,)) for p in numbers)

    def _is_inert(self, name: str) -> bool:
        """Whether a step depends on none of its input steps, as the output of a dead unit: it carries nothing on."""
        before = self.own.inputs_of(name)
        return bool(before) and not any(self.own.affected_numbers(name, p) for p in before)

    def _words(self, name: str) -> set[int]:
        return {i for i, value in enumerate(flatten(self.own.exact[name])) if isinstance(value, str)}
