"""Marks a sheet of steps with follow-through, and finds the mistakes that explain what is wrong.  Pure.

A step is a plain function whose parameters name the student's numbers and other steps.  A written number is an
interval, half a unit of its last digit; what that uncertainty does to the next step is allowed for.  Each number of a
step that has several earns its part.  A step that names itself is a chain: called with its numbers so far, it gives
these and the next, each worked out from those before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader.followthrough.explain import Suspects
from grader.followthrough.intervals import (
    NOISE,
    Target,
    as_it_is,
    called,
    counts,
    exactly,
    flat,
    given,
    is_number,
    near,
    sensitive,
    shaken,
    single,
    tells,
    unit,
    vanished,
    written_as,
)
from grader.followthrough.student_values import Own
from grader.followthrough.trace_table import Mark, Space, parameters
from grader.model import IDLE, Credit
from grader.submissions.answer_sheet import Written

_BLURRED = "Too few digits, here or in what it stands on, to tell whether it is right; a person will look at it."
_CUT = "It counts, although the last digit was cut off, or is not quite right."
_ZERO = "A written 0 says that it is exactly 0: write the first digits that are not."
_LAST = "Its last digit is not right, which rounding inside the step may do; a person will look at it."


class Sheet:
    """One student's sheet beside the exact one."""

    def __init__(self, own: Own, wrong: Mapping[str, Mapping[str, Space]]) -> None:
        self.own, self.suspects = own, Suspects(own, wrong)
        self._empty: set[str] = set()  # steps that test nothing any more
        self._off: set[str] = set()  # steps that are 0 as the student's own numbers switch a unit off
        self._untested: dict[str, set[int]] = {}  # numbers of a step that test nothing

    def marks(self) -> list[Mark]:
        """Return one mark for each step, in order."""
        for name in self.own.steps:
            if name not in self.own.written:
                self.own.bridge(name)
        made: dict[str, Mark] = {}
        for name in self.own.steps:
            made[name] = self._mark(name, made)
        return list(made.values())

    def stands_on(self, name: str) -> set[str]:
        """Return the steps that a step is worked out from, on the exact chain or on the student's own numbers."""
        own, function = self.own, self.own.space[name]
        before = {p for p in parameters(function) if p in own.exact and p != name}
        return {p for p in before if self._matters(name, p) or sensitive(function, own.inputs, p)}

    def _mark(self, name: str, before: Mapping[str, Mark]) -> Mark:
        exact = self.own.exact[name]
        cells = self.own.written.get(name)
        carried = self._empty & set(parameters(self.own.space[name]))
        if cells is not None and not carried and exactly(cells, flat(exact)):  # most are: no need to look further
            shown = single([c.value if isinstance(c, Written) else c for c in cells])
            return Mark(name, Credit.RIGHT, shown, shown, exact, remark=self._coarser(cells, Target(flat(exact), ())))
        own = self.own.target(self.own.space, name)
        shown = None if own is None else single(own.values)
        if cells is None:
            return Mark(name, Credit.MISSING, None, shown, exact)
        chained = as_it_is(flat(exact))
        written = single([c.value if isinstance(c, Written) else c for c in cells])
        by_chain = written_as(chained, cells, self.own.digits)
        right = self._followed(name, cells, own, by_chain)
        if all(right) and not self._mistaken(name, cells, (own, chained)):
            target = own if own is not None and _goes_on(cells, own, chained, by_chain) else chained
            if not exactly(cells, target.values) and self.suspects.blur(name, cells):
                return Mark(name, Credit.RIGHT, written, shown, exact, doubt=_BLURRED)
            used = self.own.written.keys() | self.own.bridged.keys()
            own_inputs = [before[p] for p in parameters(self.own.space[name]) if p in before and p in used]
            clean = target is chained or all(mark.credit is Credit.RIGHT for mark in own_inputs)
            credit = Credit.RIGHT if clean else Credit.FOLLOW_THROUGH
            by_rounding = chained.fits(cells)
            rounded = zip(by_rounding, given(own, cells, by_rounding, None), strict=True)
            remark = self._coarser(cells, target) if all(one or other for one, other in rounded) else _CUT
            return Mark(name, credit, written, shown, exact, remark=remark)
        named = self.suspects.named(name)
        credit = Credit.NAMED if named else Credit.WRONG
        if not named and (doubt := self._doubt(name, cells, right, (own, chained))):
            return Mark(name, Credit.RIGHT if doubt is _LAST else credit, written, shown, exact, doubt=doubt)
        dues = [t.values for t in (chained, own) if t is not None and len(t.values) == len(right)]
        right = [fits and tells(cells[i], [due[i] for due in dues]) for i, fits in enumerate(right)]
        share, remark = Fraction(sum(right), len(right)), _told(right, exact)
        if share and own is not None and len(own.values) == len(cells):  # what counts is not told otherwise
            pairs = zip(right, flat(written), own.values, strict=True)
            shown = single([mine if fits else due for fits, mine, due in pairs])
        if name in self._empty and not named:
            shown, remark = None, IDLE
        elif not remark and any(any(map(vanished, cells, values)) for values in dues):
            remark = _ZERO
        elif share and self._untested.get(name, set()) >= {i for i, fits in enumerate(right) if not fits}:
            remark = f"{sum(right)} of {len(right)} count. The rest {IDLE.partition(' ')[2]}"
        return Mark(name, credit, written, shown, exact, named, remark, share=share)

    def _followed(self, name: str, cells: Sequence[Any], own: Target | None, by_chain: list[bool]) -> list[bool]:
        """Which numbers of a step are right: by the exact chain, or given the student's own values before.

        What a step should test may have no effect on the student's own numbers: then these earn nothing.
        """
        fits = given(own, cells, by_chain, self.own.digits)
        carried = self._empty & set(parameters(self.own.space[name]))  # then what fits both, or a word, says nothing
        doubtful = {i for i, fit in enumerate(fits) if fit and (carried or not by_chain[i] or self._own_one(name, i))}
        doubtful |= self._words(name) if carried else set()
        idle = doubtful & self._idle(name) if doubtful else set()
        right = [(by_chain[i] or fit) and i not in idle for i, fit in enumerate(fits)]
        self._untested[name] = idle
        if idle and not any(right):
            self._empty.add(name)
        elif all(right) and self._is_zero(name) and self._switched(name):
            self._off.add(name)
        return right

    def _own_one(self, name: str, place: int) -> bool:
        """Whether the very number that follows from own ones was written, which rounds the exact one at most: 0.8."""
        own, cell = self.own.value(name), self.own.written[name][place : place + 1]
        exact = flat(self.own.exact[name])[place : place + 1]
        return own is not None and exactly(cell, own[place : place + 1]) and not exactly(cell, exact)

    def _mistaken(self, name: str, cells: Sequence[Any], targets: Sequence[Target | None]) -> bool:
        """Whether a known mistake gives what was written, and not only the digits that were asked for."""
        met = any(target is not None and target.met_by(cells) for target in targets)
        return not met and self.suspects.blur(name, cells)

    def _doubt(self, name: str, cells: Sequence[Any], right: list[bool], targets: Sequence[Target | None]) -> str:
        """Why a person has to look at a step that is not right, "" where nobody has to."""
        if len(cells) != len(right):
            values = "1 value" if len(cells) == 1 else f"{len(cells)} values"
            return f"`{name}` has {values} where {len(right)} are asked for; a person will look at it."
        digits, tested = self.own.digits, set(range(len(right))) - self._untested[name]
        if digits is None:
            return ""
        due = [list(zip(t.values, t.slack, strict=True)) for t in targets if t and len(t.values) == len(right)]
        last = [i in tested and any(near(cells[i], *d[i], digits, last=True) for d in due) for i in range(len(right))]
        return _LAST if all(one or other for one, other in zip(right, last, strict=True)) else ""

    def _idle(self, name: str) -> set[int]:
        """The numbers of a step that an input matters to on the exact chain, but not on the student's own numbers.

        So a zero that is carried on gains nothing, nor what stands on such numbers alone.  A word says too little to be
        moved: it tests nothing as soon as one of the steps before it does not.  That a chain ends after a number had to
        be found out, though a little moving may not make it go on.
        """
        function, own, words = self.own.space[name], self.own.inputs, self._words(name)
        before = {p for p in parameters(function) if p in self.own.exact and p != name}
        carried = before & self._empty
        idle = set(words) if carried else set[int]()
        stands_on = {p for p in before if self._matters(name, p) and not self._inert(p)} if carried else set[str]()
        alone = bool(stands_on) and stands_on <= self._empty
        for p in parameters(function):
            if alone and p in before:
                idle |= self._matters(name, p)
            elif len(moving := sensitive(function, own, p)) < len(flat(self.own.exact[name])):
                elsewhere = self._elsewhere(name)
                idle |= self._matters(name, p) - words - moving - sensitive(function, elsewhere, p)
        links = flat(own[name]) if name in parameters(function) else ()
        return idle - {i for i in range(1, len(links)) if links[i] is None and links[i - 1] is not None}

    def _elsewhere(self, name: str) -> dict[str, Any]:
        """What a step is worked out with, moved off where an input has no effect by chance alone: errors that sum to 0.

        A unit that the student's own numbers switch off, which had to be found out, is on there as on the exact chain.
        What is 0 without that stays 0, a saturated unit saturated: so a zero that is carried on moves nothing.
        """
        own, exact, moved = self.own.inputs, self.own.exact, dict(self.own.inputs)
        if self._is_zero(name) and not self._switched(name):
            return own
        for p in parameters(self.own.space[name]):
            if p in self._off:
                moved[p] = exact[p]
            elif p in exact and p != name and not counts(own[p]):
                opposite = is_number(own[p]) and not isinstance(own[p], (tuple, list)) and own[p] * exact[p] < 0
                moved[p] = -own[p] if opposite else shaken(own[p])
        return moved

    def _is_zero(self, name: str) -> bool:
        """Whether a step is a single 0 on the student's own numbers, and not on the exact chain."""
        return self.own.value(name) == (0,) and self.own.exact[name] != 0

    def _switched(self, name: str) -> bool:
        """Whether a step is 0 as the sign of an input has it, like ReLU and its slope."""
        function, own = self.own.space[name], self.own.inputs
        before = [p for p in parameters(function) if p in self.own.exact and is_number(own[p])]
        signed = [p for p in before if not isinstance(own[p], (tuple, list)) and own[p]]
        return any(called(function, {**own, p: -own[p]}) not in (None, (0,)) for p in signed)

    def _matters(self, name: str, parameter: str) -> set[int]:
        """The numbers of a step that an input matters to on the exact chain."""
        known, key = self.own.known, ("matters", name, parameter)
        if key not in known:
            known[key] = sensitive(self.own.space[name], dict(self.own.numbers) | self.own.exact, parameter)
        found: set[int] = known[key]
        return found

    def _inert(self, name: str) -> bool:
        """Whether nothing before a step matters to it, as to the output of a dead unit: it carries nothing on."""
        before = [p for p in parameters(self.own.space[name]) if p in self.own.exact and p != name]
        return bool(before) and not any(self._matters(name, p) for p in before)

    def _words(self, name: str) -> set[int]:
        return {i for i, value in enumerate(flat(self.own.exact[name])) if isinstance(value, str)}

    def _coarser(self, cells: Sequence[Any], target: Target) -> str:
        """A remark where fewer digits were written than asked for."""
        pairs = zip(cells, target.values, strict=True)
        numbers = [(c, v) for c, v in pairs if isinstance(c, Written) and is_number(v)]
        if self.own.digits is None:
            coarse = any(abs(float(c.value) - float(v)) > NOISE * max(1.0, abs(float(v))) for c, v in numbers)
        else:
            plain = [(c, v) for c, v in numbers if not c.parts]  # in arithmetic all digits are there
            coarse = any(c.half > unit(v, self.own.digits) / 2 and float(c.value) != float(v) for c, v in plain)
        return "It counts, although it is written with fewer digits than asked for." if coarse else ""


def _goes_on(cells: Sequence[Any], own: Target, chained: Target, by_chain: list[bool]) -> bool:
    """Whether what was written stands on the student's own numbers rather than on the exact chain."""
    if not all(by_chain) or exactly(cells, own.values):
        return not exactly(cells, chained.values)
    return own.met_by(cells) and not chained.met_by(cells)


def _told(right: Sequence[bool], exact: Any) -> str:
    """Which of several numbers are wrong."""
    if not any(right):
        return ""
    wide = isinstance(exact, tuple) and bool(exact) and isinstance(exact[0], tuple)
    width = len(exact[0]) if wide else len(right)
    rows = [right[i : i + width] for i in range(0, len(right), width)]
    places = [_places("columns" if wide else "numbers", row) for row in rows]
    wrong = [f"row {i}, {place}" if wide else place for i, place in enumerate(places, 1) if place]
    return f"{sum(right)} of {len(right)} {'is' if sum(right) == 1 else 'are'} right; look again at {'; '.join(wrong)}."


def _places(what: str, right: Sequence[bool]) -> str:
    """Which are wrong, "" where none is."""
    wrong = [str(i) for i, fits in enumerate(right, 1) if not fits]
    if len(wrong) < 2:
        return f"{what.removesuffix('s')} {wrong[0]}" if wrong else ""
    return f"{what} {', '.join(wrong[:-1])} and {wrong[-1]}"
