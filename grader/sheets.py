"""Marks a sheet of steps with follow-through, and finds the mistakes that explain what is wrong.  Pure.

A step is a plain function whose parameters name the student's numbers and other steps.  A written number is an
interval, half a unit of its last digit; what that uncertainty does to the next step is allowed for.  Each number of a
step that has several earns its part.  A step that names itself is a chain: called with its numbers so far, it gives
these and the next, each worked out from those before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.answers import Written
from grader.followthrough import Mark, Space, parameters
from grader.model import Credit
from grader.targets import (
    NOISE,
    Target,
    called,
    chain,
    distance,
    exactly,
    finely,
    flat,
    is_number,
    own_value,
    same,
    sensitive,
    shaped,
    single,
    telling,
    tells,
    told,
    unit,
)  # fmt: skip
from grader.variant import Numbers

_IDLE = "follows from your own numbers, but with these there is nothing left to work out."
_TOGETHER = 1.01  # several inputs moved together may change a step by a little more than each does by itself


class Sheet:
    """One student's sheet beside the exact one."""

    def __init__(
        self, steps: Sequence[str], space: Space, numbers: Numbers, written: Mapping[str, tuple[Any, ...]],
        wrong: Mapping[str, Mapping[str, Space]], digits: int | None = None,
        exact: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.steps, self.space, self.numbers, self.wrong = steps, space, numbers, wrong
        self.exact = chain(steps, space, numbers) if exact is None else exact  # the value of every step
        self.written = finely(written, space, self.exact, numbers.values())
        self.digits = digits
        self._empty: set[str] = set()  # steps that test nothing any more
        self._untested: dict[str, set[int]] = {}  # numbers of a step that test nothing
        self._bridged: dict[str, tuple[Any, ...]] = {}  # blanks that the student went over from own numbers
        self._movings: dict[str, list[tuple[Any, Any]]] = {}
        self._mattering: dict[tuple[str, str], set[int]] = {}
        self._whole: dict[str, bool] = {}  # whether a step is written as it is, not rounded

    @cached_property
    def _own(self) -> dict[str, Any]:
        """The student's own value of every step, the exact one where there is none that can be computed with."""
        own = dict(self.numbers) | self.exact
        for name, cells in self.written.items():
            exact = flat(self.exact[name])
            if len(cells) == len(exact):
                chained = name in parameters(self.space[name])  # there None says that it does not go on
                values = [own_value(c, None if chained and c is None else e) for c, e in zip(cells, exact, strict=True)]
                own[name] = shaped(values, self.exact[name])
        return own

    def marks(self) -> list[Mark]:
        """Return one mark for each step, in order."""
        for name in self.steps:
            if name not in self.written:
                self._bridge(name)
        made: dict[str, Mark] = {}
        for name in self.steps:
            made[name] = self._mark(name, made)
        return list(made.values())

    def _bridge(self, name: str) -> None:
        """Go over a blank with the student's own numbers, where these lead elsewhere than the exact ones."""
        target, exact = self._target(self.space, name), flat(self.exact[name])
        if target is None or len(target.values) != len(exact) or not all(map(is_number, (*target.values, *exact))):
            return
        halves = [unit(v, self.digits) / 2 if self.digits else 0 for v in target.values]  # rounded in the head
        pairs = zip(target.values, target.slack, halves, strict=True)
        reached = [Written(Fraction(value), Fraction(slack) + half, "") for value, slack, half in pairs]
        if not Target(exact, (0.0,) * len(exact)).met_by(reached):
            self._bridged[name] = tuple(reached)
            self._own[name] = shaped(list(target.values), self.exact[name])

    def stands_on(self, name: str) -> set[str]:
        """Return the steps that a step is worked out from, on the exact chain or on the student's own numbers."""
        before = {p for p in parameters(self.space[name]) if p in self.exact and p != name}
        return {p for p in before if self._matters(name, p) or sensitive(self.space[name], self._own, p)}

    def _mark(self, name: str, before: Mapping[str, Mark]) -> Mark:
        exact = self.exact[name]
        cells = self.written.get(name)
        carried = self._empty & set(parameters(self.space[name]))
        if cells is not None and not carried and exactly(cells, flat(exact)):  # most are: no need to look further
            shown = single([c.value if isinstance(c, Written) else c for c in cells])
            return Mark(name, Credit.RIGHT, shown, shown, exact, remark=self._coarser(cells, Target(flat(exact), ())))
        own = self._target(self.space, name)
        shown = None if own is None else single(own.values)
        if cells is None:
            return Mark(name, Credit.MISSING, None, shown, exact)
        chained = Target(flat(exact), (0.0,) * len(flat(exact)))
        written = single([c.value if isinstance(c, Written) else c for c in cells])
        by_chain = chained.fits(cells)
        right = self._followed(name, cells, own, by_chain)
        if all(right):
            carried_on = own is not None and (not all(by_chain) or exactly(cells, own.values))
            target = own if own is not None and carried_on else chained
            if not exactly(cells, target.values) and self._coarse(name, cells, own):
                doubt = f"`{name}` has too few digits to tell whether it is right; a person will look at it."
                return Mark(name, Credit.RIGHT, written, shown, exact, doubt=doubt)
            used = self.written.keys() | self._bridged.keys()
            own_inputs = [before[p] for p in parameters(self.space[name]) if p in before and p in used]
            clean = not carried_on or all(mark.credit is Credit.RIGHT for mark in own_inputs)
            credit = Credit.RIGHT if clean else Credit.FOLLOW_THROUGH
            return Mark(name, credit, written, shown, exact, remark=self._coarser(cells, target))
        named = self._named(name)
        credit = Credit.NAMED if named else Credit.WRONG
        if len(cells) != len(right) and not named:
            values = "1 value" if len(cells) == 1 else f"{len(cells)} values"
            doubt = f"`{name}` has {values} where {len(right)} are asked for; a person will look at it."
            return Mark(name, credit, written, shown, exact, doubt=doubt)
        dues = [t.values for t in (chained, own) if t is not None and len(t.values) == len(right)]
        right = [fits and tells(cells[i], [due[i] for due in dues]) for i, fits in enumerate(right)]
        share, remark = Fraction(sum(right), len(right)), told(right, exact)
        if share and own is not None and len(own.values) == len(cells):  # what counts is not told otherwise
            pairs = zip(right, flat(written), own.values, strict=True)
            shown = single([mine if fits else due for fits, mine, due in pairs])
        if name in self._empty and not named:
            shown, remark = None, f"This {_IDLE}"
        elif share and self._untested.get(name, set()) >= {i for i, fits in enumerate(right) if not fits}:
            remark = f"{sum(right)} of {len(right)} count; the rest {_IDLE}"
        return Mark(name, credit, written, shown, exact, named, remark, share=share)

    def _followed(self, name: str, cells: Sequence[Any], own: Target | None, by_chain: list[bool]) -> list[bool]:
        """Which numbers of a step are right: by the exact chain, or given the student's own values before.

        What a step should test may have no effect on the student's own numbers: then these earn nothing.
        """
        fits = by_chain if own is None or len(own.values) != len(by_chain) else own.fits(cells)
        carried = self._empty & set(parameters(self.space[name]))  # then what fits both, or a word, says nothing
        doubtful = {i for i, fit in enumerate(fits) if fit and (carried or not by_chain[i])}
        doubtful |= self._words(name) if carried else set()
        idle = doubtful & self._idle(name) if doubtful else set()
        right = [(by_chain[i] or fit) and i not in idle for i, fit in enumerate(fits)]
        self._untested[name] = idle
        if idle and not any(right):
            self._empty.add(name)
        return right

    def _target(self, space: Space, name: str) -> Target | None:
        """The step's value from the student's own earlier ones, and what their rounding can change in it."""
        function = space[name]
        values = called(function, self._own)
        if values is None:
            return None
        slack = [0.0] * len(values)
        for parameter in parameters(function):
            if parameter not in self._movings:
                self._movings[parameter] = self._moved(parameter)
            for both in self._movings[parameter]:
                others = [called(function, {**self._own, parameter: moved}) or values for moved in both]
                for i, here in enumerate(values):
                    slack[i] += _TOGETHER * max(distance(here, other[i : i + 1]) for other in others)
        return Target(values, tuple(slack))

    def _moved(self, parameter: str) -> list[tuple[Any, Any]]:
        """A written input moved up and down by half a unit of its last digit, component by component."""
        cells = self.written.get(parameter, self._bridged.get(parameter))
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
        may be chance, as -0.1000 is for (0.1 - 0.5000) 0.5000 (1 - 0.5000) where o was 0.50003.
        """
        if name not in self._whole:
            own = called(self.space[name], self._own) if self.digits is None else None
            self._whole[name] = exactly(cells, flat(self.exact[name])) or (own is not None and exactly(cells, own))
        return self._whole[name]

    def _idle(self, name: str) -> set[int]:
        """The numbers of a step that an input matters to on the exact chain, but not on the student's own numbers.

        So a zero that is carried on gains nothing, nor what stands on such numbers alone.  A word says too little to be
        moved: it tests nothing as soon as one of the steps before it does not.  That a chain ends after a number had to
        be found out, though a little moving may not make it go on.
        """
        function, own, words = self.space[name], self._own, self._words(name)
        before = {p for p in parameters(function) if p in self.exact and p != name}
        carried = before & self._empty
        idle = set(words) if carried else set[int]()
        stands_on = {p for p in before if self._matters(name, p) and not self._inert(p)} if carried else set[str]()
        alone = bool(stands_on) and stands_on <= self._empty
        for p in parameters(function):
            if alone and p in before:
                idle |= self._matters(name, p)
            elif len(moving := sensitive(function, own, p)) < len(flat(self.exact[name])):
                idle |= self._matters(name, p) - words - moving
        links = flat(own[name]) if name in parameters(function) else ()
        return idle - {i for i in range(1, len(links)) if links[i] is None and links[i - 1] is not None}

    def _matters(self, name: str, parameter: str) -> set[int]:
        """The numbers of a step that an input matters to on the exact chain."""
        if (name, parameter) not in self._mattering:
            values = dict(self.numbers) | self.exact
            self._mattering[name, parameter] = sensitive(self.space[name], values, parameter)
        return self._mattering[name, parameter]

    def _inert(self, name: str) -> bool:
        """Whether nothing before a step matters to it, as to the output of a dead unit: it carries nothing on."""
        before = [p for p in parameters(self.space[name]) if p in self.exact and p != name]
        return bool(before) and not any(self._matters(name, p) for p in before)

    def _words(self, name: str) -> set[int]:
        return {i for i, value in enumerate(flat(self.exact[name])) if isinstance(value, str)}

    def _coarse(self, name: str, cells: Sequence[Any], own: Target | None) -> bool:
        """Whether what was written could as well be a known mistake in this step."""
        right = None if own is None else own.values
        wrongs = (self._apart(space, name, right) for space in self._touching(name).values())
        return any(wrong is not None and wrong.met_by(cells) for wrong in wrongs)

    def _coarser(self, cells: Sequence[Any], target: Target) -> str:
        """A remark where fewer digits were written than asked for."""
        pairs = zip(cells, target.values, strict=True)
        numbers = [(c, v) for c, v in pairs if isinstance(c, Written) and is_number(v)]
        if self.digits is None:
            coarse = any(abs(float(c.value) - float(v)) > NOISE * max(1.0, abs(float(v))) for c, v in numbers)
        else:
            plain = [(c, v) for c, v in numbers if not c.parts]  # in arithmetic all digits are there
            coarse = any(c.half > unit(v, self.digits) / 2 and float(c.value) != float(v) for c, v in plain)
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
            right = called(self.space[name], self._own)
            if exactly(cells, flat(self.exact[name])) or (right is not None and exactly(cells, right)):
                found[name] = set()
                continue
            wrongs = {m: self._apart(space, name, right) for m, space in self._touching(name).items()}
            met = {m: wrong for m, wrong in wrongs.items() if wrong is not None and wrong.met_by(cells)}
            very = {m for m, wrong in met.items() if exactly(cells, wrong.values)}
            found[name] = very or {m for m, wrong in met.items() if telling(cells, wrong)}
        return found

    def _apart(self, space: Space, name: str, right: tuple[Any, ...] | None) -> Target | None:
        """The step's target with a known mistake, None where it gives the same as the right step."""
        values = called(space[name], self._own)
        if values is None or (right is not None and same(values, right)):
            return None
        return self._target(space, name)

    @cached_property
    def _weights(self) -> Counter[str]:
        return Counter(m for found in self._explained.values() for m in found)
