"""Follow-through marking of a worksheet's steps, and the mistakes that explain wrong ones.  Pure.

A step is a plain function whose parameters name the student's numbers and other steps.  A written number is an
interval of half a unit of its last digit either way, and the next step has the room that this leaves.  Each number of a
step that has several earns its part.  A step that names itself is a chain: called with its numbers so far, it returns
these and the next one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.followthrough.intervals import (
    NOISE,
    Namespace,
    StepMark,
    StepValue,
    agreement_in_digits,
    compute_steps,
    digit_unit,
    distance,
    fine_enough_to_earn,
    fine_enough_to_name,
    flatten,
    follow_through_agreement,
    holds_counts,
    is_number,
    nest,
    parameter_names,
    right_in_digits,
    same_values,
    sensitive_numbers,
    shake,
    student_value,
    try_step,
    unrounded_value,
    unwrap_single,
    with_precision,
    written_as_zero,
    written_exactly,
)
from grader.model import Credit, Finding
from grader.seeds import Numbers
from grader.submissions.answer_sheet import WrittenValue

_BLURRED = Finding("doubt.blurred")
_LAST = Finding("doubt.last_digit")
_COARSE = Finding("remark.coarse")
_TOGETHER = 1.01  # several inputs moved together may change a step by a little more than each does by itself

MistakenValues = Callable[[], Mapping[str, Any]]


class WorksheetMarking:
    """The marking of one student's worksheet against the exact one."""

    def __init__(self, student: StudentValues, wrong: Mapping[str, Mapping[str, Namespace]]) -> None:
        self.student, self.suspects = student, SuspectedMistakes(student, wrong)
        self._untesting_steps: set[str] = set()  # steps in which no number tests anything any more
        self._switched_off: set[str] = set()  # right steps that are 0: the student's own numbers switch a unit off
        self._untested_numbers: dict[str, set[int]] = {}  # positions of a step's numbers that test nothing

    def marks(self) -> list[StepMark]:
        """Return one mark for each step, in order."""
        for name in self.student.steps:
            if name not in self.student.written:
                self.student.bridge_blank(name)
        made: dict[str, StepMark] = {}
        for name in self.student.steps:
            made[name] = self._mark(name, made)
        return list(made.values())

    def earlier_steps(self, name: str) -> set[str]:
        """Return the steps that a step depends on, with the exact values or with the student's own."""
        own, function = self.student, self.student.space[name]
        before = {p for p in parameter_names(function) if p in own.exact and p != name}
        return {p for p in before if self._affected_numbers(name, p) or sensitive_numbers(function, own.inputs, p)}

    def _mark(self, name: str, before: Mapping[str, StepMark]) -> StepMark:
        exact = self.student.exact[name]
        cells = self.student.written.get(name)
        carried = self._untesting_steps & set(parameter_names(self.student.space[name]))
        # Most steps are exactly right: nothing else has to be computed for these.
        if cells is not None and not carried and written_exactly(cells, flatten(exact)):
            shown = unwrap_single([c.value if isinstance(c, WrittenValue) else c for c in cells])
            remarks = self._remarks(cells, StepValue(flatten(exact), ()))
            return StepMark(name, Credit.RIGHT, shown, shown, exact, remarks=remarks)
        own = self.student.step_value(self.student.space, name)
        shown = None if own is None else unwrap_single(own.values)
        if cells is None:
            return StepMark(name, Credit.MISSING, None, shown, exact)
        chained = unrounded_value(flatten(exact))
        written = unwrap_single([c.value if isinstance(c, WrittenValue) else c for c in cells])
        by_chain = agreement_in_digits(chained, cells, self.student.digits)
        right = self._right_numbers(name, cells, own, by_chain)
        if all(right) and not self._looks_mistaken(name, cells, (own, chained)):
            target = own if own is not None and _follows_own_numbers(cells, own, chained, by_chain) else chained
            if not written_exactly(cells, target.values) and self.suspects.could_be_mistake(name, cells):
                return StepMark(name, Credit.RIGHT, written, shown, exact, doubt=_BLURRED)
            used = self.student.written.keys() | self.student.bridged_blanks.keys()
            own_inputs = [before[p] for p in parameter_names(self.student.space[name]) if p in before and p in used]
            clean = target is chained or all(mark.credit is Credit.RIGHT for mark in own_inputs)
            credit = Credit.RIGHT if clean else Credit.FOLLOW_THROUGH
            by_rounding = chained.agreement(cells)
            rounded = zip(by_rounding, follow_through_agreement(own, cells, by_rounding, None), strict=True)
            whole = all(one or other for one, other in rounded)
            remarks = self._remarks(cells, target) if whole else (Finding("remark.cut"),)
            return StepMark(name, credit, written, shown, exact, remarks=remarks)
        named = self.suspects.misconceptions_for(name)
        credit = Credit.NAMED if named else Credit.WRONG
        if not named and (doubt := self._doubt(name, cells, right, (own, chained))):
            return StepMark(name, Credit.RIGHT if doubt is _LAST else credit, written, shown, exact, doubt=doubt)
        dues = [t.values for t in (chained, own) if t is not None and len(t.values) == len(right)]
        right = [fits and fine_enough_to_earn(cells[i], [due[i] for due in dues]) for i, fits in enumerate(right)]
        share = Fraction(sum(right), len(right))
        remark = _which_are_wrong(right, exact) if share else None
        if share and own is not None and len(own.values) == len(cells):  # what counts is not told otherwise
            pairs = zip(right, flatten(written), own.values, strict=True)
            shown = unwrap_single([mine if fits else due for fits, mine, due in pairs])
        if name in self._untesting_steps and not named:
            shown, remark = None, Finding("idle")
        elif remark is None and any(any(map(written_as_zero, cells, values)) for values in dues):
            remark = Finding("remark.written_as_zero")
        elif share and self._untested_numbers.get(name, set()) >= {i for i, fits in enumerate(right) if not fits}:
            remark = Finding("idle.rest", right=sum(right), count=len(right))
        remarks = () if remark is None else (remark,)
        return StepMark(name, credit, written, shown, exact, named, remarks, share=share)

    def _right_numbers(
        self, name: str, cells: Sequence[Any], own: StepValue | None, by_chain: list[bool]
    ) -> list[bool]:
        """Which numbers of a step are right: by the exact chain, or given the student's own earlier values.

        Where the student's own values make the step independent of what it should test, its numbers earn nothing.
        """
        fits = follow_through_agreement(own, cells, by_chain, self.student.digits)
        # After a step that tests nothing, a number that agrees both ways proves nothing, nor does a word.
        carried = self._untesting_steps & set(parameter_names(self.student.space[name]))
        doubtful = {
            i for i, fit in enumerate(fits) if fit and (carried or not by_chain[i] or self._is_own_value(name, i))
        }
        doubtful |= self._word_positions(name) if carried else set()
        idle = doubtful & self._idle_numbers(name) if doubtful else set()
        right = [(by_chain[i] or fit) and i not in idle for i, fit in enumerate(fits)]
        self._untested_numbers[name] = idle
        if idle and not any(right):
            self._untesting_steps.add(name)
        elif all(right) and self._is_zero(name) and self._is_switched_off(name):
            self._switched_off.add(name)
        return right

    def _is_own_value(self, name: str, place: int) -> bool:
        """Whether the number that follows from own values was written exactly, and the exact one only rounded."""
        own, cell = self.student.value(name), self.student.written[name][place : place + 1]
        exact = flatten(self.student.exact[name])[place : place + 1]
        return own is not None and written_exactly(cell, own[place : place + 1]) and not written_exactly(cell, exact)

    def _looks_mistaken(self, name: str, cells: Sequence[Any], targets: Sequence[StepValue | None]) -> bool:
        """Whether a known mistake explains the written numbers better than rounding does."""
        met = any(target is not None and target.agrees_with(cells) for target in targets)
        return not met and self.suspects.could_be_mistake(name, cells)

    def _doubt(
        self, name: str, cells: Sequence[Any], right: list[bool], targets: Sequence[StepValue | None]
    ) -> Finding | None:
        """Why a step that is not right waits for a person; None where it does not."""
        if len(cells) != len(right):
            given = Finding("form.one_value") if len(cells) == 1 else Finding("form.count", count=len(cells))
            return Finding("doubt.count", name=name, given=given, asked=len(right))
        digits, tested = self.student.digits, set(range(len(right))) - self._untested_numbers[name]
        if digits is None:
            return None
        due = [list(zip(t.values, t.slack, strict=True)) for t in targets if t and len(t.values) == len(right)]
        last = [
            i in tested and any(right_in_digits(cells[i], *d[i], digits, last=True) for d in due)
            for i in range(len(right))
        ]
        return _LAST if all(one or other for one, other in zip(right, last, strict=True)) else None

    def _idle_numbers(self, name: str) -> set[int]:
        """Positions of numbers that depend on an input on the exact chain, but not with the student's own values.

        So a zero that is carried on earns nothing, nor does a step whose inputs all test nothing.  A word cannot be
        moved a little: it tests nothing as soon as one of its inputs does not.  The end of a chain counts as tested,
        since it had to be found out, even where small moves do not make the chain longer.
        """
        function, own, words = self.student.space[name], self.student.inputs, self._word_positions(name)
        before = {p for p in parameter_names(function) if p in self.student.exact and p != name}
        carried = before & self._untesting_steps
        idle = set(words) if carried else set[int]()
        stands_on = (
            {p for p in before if self._affected_numbers(name, p) and not self._is_inert(p)} if carried else set[str]()
        )
        alone = bool(stands_on) and stands_on <= self._untesting_steps
        for p in parameter_names(function):
            if alone and p in before:
                idle |= self._affected_numbers(name, p)
            elif len(moving := sensitive_numbers(function, own, p)) < len(flatten(self.student.exact[name])):
                moved_inputs = self._moved_inputs(name)
                idle |= self._affected_numbers(name, p) - words - moving - sensitive_numbers(function, moved_inputs, p)
        links = flatten(own[name]) if name in parameter_names(function) else ()
        return idle - {i for i in range(1, len(links)) if links[i] is None and links[i - 1] is not None}

    def _moved_inputs(self, name: str) -> dict[str, Any]:
        """The inputs of a step, moved away from where an input has no effect by chance alone: errors that sum to 0.

        A unit that the student's own values switch off, which had to be found out, is on here as on the exact chain.
        Any other 0 stays 0, and a saturated unit stays saturated: so a zero that is carried on moves nothing.
        """
        own, exact, moved = self.student.inputs, self.student.exact, dict(self.student.inputs)
        if self._is_zero(name) and not self._is_switched_off(name):
            return own
        for p in parameter_names(self.student.space[name]):
            if p in self._switched_off:
                moved[p] = exact[p]
            elif p in exact and p != name and not holds_counts(own[p]):
                opposite = is_number(own[p]) and not isinstance(own[p], (tuple, list)) and own[p] * exact[p] < 0
                moved[p] = -own[p] if opposite else shake(own[p])
        return moved

    def _is_zero(self, name: str) -> bool:
        """Whether a step is a single 0 with the student's own values, and is not 0 on the exact chain."""
        return self.student.value(name) == (0,) and self.student.exact[name] != 0

    def _is_switched_off(self, name: str) -> bool:
        """Whether the sign of an input makes a step 0, as in ReLU and its slope."""
        function, own = self.student.space[name], self.student.inputs
        before = [p for p in parameter_names(function) if p in self.student.exact and is_number(own[p])]
        signed = [p for p in before if not isinstance(own[p], (tuple, list)) and own[p]]
        return any(try_step(function, {**own, p: -own[p]}) not in (None, (0,)) for p in signed)

    def _affected_numbers(self, name: str, parameter: str) -> set[int]:
        """Positions of a step's numbers that depend on an input on the exact chain."""
        cache, key = self.student.cache, ("matters", name, parameter)
        if key not in cache:
            cache[key] = sensitive_numbers(
                self.student.space[name], dict(self.student.numbers) | self.student.exact, parameter
            )
        found: set[int] = cache[key]
        return found

    def _is_inert(self, name: str) -> bool:
        """Whether a step depends on none of its input steps, as the output of a dead unit: it carries nothing on."""
        before = [p for p in parameter_names(self.student.space[name]) if p in self.student.exact and p != name]
        return bool(before) and not any(self._affected_numbers(name, p) for p in before)

    def _word_positions(self, name: str) -> set[int]:
        return {i for i, value in enumerate(flatten(self.student.exact[name])) if isinstance(value, str)}

    def _remarks(self, cells: Sequence[Any], target: StepValue) -> tuple[Finding, ...]:
        """The remark on a value with fewer digits than asked for."""
        return (_COARSE,) if self._is_coarse(cells, target) else ()

    def _is_coarse(self, cells: Sequence[Any], target: StepValue) -> bool:
        pairs = zip(cells, target.values, strict=True)
        numbers = [(c, v) for c, v in pairs if isinstance(c, WrittenValue) and is_number(v)]
        if self.student.digits is None:
            return any(abs(float(c.value) - float(v)) > NOISE * max(1.0, abs(float(v))) for c, v in numbers)
        plain = [(c, v) for c, v in numbers if not c.operands]  # in arithmetic all digits are there
        return any(
            c.half_unit > digit_unit(v, self.student.digits) / 2 and float(c.value) != float(v) for c, v in plain
        )


def _follows_own_numbers(cells: Sequence[Any], own: StepValue, chained: StepValue, by_chain: list[bool]) -> bool:
    """Whether the written numbers follow from the student's own values rather than from the exact chain."""
    if not all(by_chain) or written_exactly(cells, own.values):
        return not written_exactly(cells, chained.values)
    return own.agrees_with(cells) and not chained.agrees_with(cells)


def _which_are_wrong(right: Sequence[bool], exact: Any) -> Finding:
    """The remark that says which of several numbers are wrong, a matrix row by row."""
    wide = isinstance(exact, tuple) and bool(exact) and isinstance(exact[0], tuple)
    width = len(exact[0]) if wide else len(right)
    rows = [right[i : i + width] for i in range(0, len(right), width)]
    places = [[column for column, fits in enumerate(row, 1) if not fits] for row in rows]
    wrong = [
        Finding(_place_key(wide, columns), row=number, columns=columns)
        for number, columns in enumerate(places, 1)
        if columns
    ]
    key = "remark.one_is_right" if sum(right) == 1 else "remark.some_are_right"
    return Finding(key, right=sum(right), count=len(right), wrong=wrong)


def _place_key(wide: bool, columns: Sequence[int]) -> str:
    return f"places.{'row_' if wide else ''}{'one' if len(columns) == 1 else 'several'}"


def _agrees(written: WrittenValue, target: Fraction, digits: int) -> bool:
    """Whether a number is right in its first significant digits, as many as were asked for and written."""
    unit = Fraction(10) ** (math.floor(math.log10(abs(target))) + 1 - digits) if target else Fraction(0)
    return abs(written.value - target) <= unit / 2 and 2 * written.half_unit <= unit


def mark_single_value(
    step: str, written: WrittenValue, exact: Any, own: Any, wrongs: MistakenValues, digits: int | None = None
) -> StepMark:
    """Return the mark of a single number; with `digits`, that many significant ones are asked for.

    `own` is the step's value given the student's own earlier ones (None where these earn nothing), `wrongs` returns
    the value for each misconception.  A number too coarse to tell it from a mistake waits for a person.
    """
    for target, credit in ((exact, Credit.RIGHT), (own, Credit.FOLLOW_THROUGH)):
        if target is None:
            continue
        if digits is not None and _agrees(written, Fraction(target), digits):
            return StepMark(step, credit, written.value, own, exact)
        if not written.covers(Fraction(target)):
            continue
        if WrittenValue(written.value, Fraction(0), "").covers(Fraction(target)):
            return StepMark(step, credit, written.value, own, exact)
        if any(written.covers(Fraction(value)) and value != target for value in wrongs().values()):
            doubt = Finding("doubt.too_few_digits", text=written.text)
            return StepMark(step, credit, written.value, own, exact, doubt=doubt)
        return StepMark(step, credit, written.value, own, exact, remarks=(_COARSE,))
    named = tuple(name for name, value in wrongs().items() if written.covers(Fraction(value)))
    return StepMark(step, Credit.NAMED if named else Credit.WRONG, written.value, own, exact, named)


# ---- a student's values


class StudentValues:
    """The values of one student's worksheet: exact ones, written ones, and those that follow from the written ones.

    `cache` keeps computed values, for other worksheets with the same steps on the same numbers.
    """

    def __init__(
        self,
        steps: Sequence[str],
        space: Namespace,
        numbers: Numbers,
        written: Mapping[str, tuple[Any, ...]],
        *,
        digits: int | None = None,
        exact: dict[str, Any] | None = None,
        cache: dict[Any, Any] | None = None,
    ) -> None:
        self.steps, self.space, self.numbers, self.digits = steps, space, numbers, digits
        self.exact = compute_steps(steps, space, numbers) if exact is None else exact  # the value of every step
        self.as_written = dict(written)
        self.written = with_precision(written, written, space, self.exact, numbers.values())
        self.cache = {} if cache is None else cache
        self.bridged_blanks: dict[str, tuple[Any, ...]] = {}  # blanks that the student's next steps went over
        self._values: dict[str, tuple[Any, ...] | None] = {}
        self._moved: dict[str, list[tuple[Any, Any]]] = {}
        self._exact_steps: dict[str, bool] = {}  # whether a step is written exactly, not rounded

    @cached_property
    def inputs(self) -> dict[str, Any]:
        """The inputs of all steps: the student's own value of each step, the exact one where it is blank."""
        return {**self.numbers, **self.exact, **self._own_values(self.written)}

    def _own_values(self, written: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
        own = {}
        for name, cells in written.items():
            exact = flatten(self.exact[name])
            if len(cells) == 1 and not isinstance(self.exact[name], (tuple, list)):
                own[name] = student_value(cells[0], self.exact[name])
            elif len(cells) == len(exact):
                chained = name in parameter_names(self.space[name])  # there None says that it does not go on
                values = [
                    student_value(c, None if chained and c is None else e) for c, e in zip(cells, exact, strict=True)
                ]
                own[name] = nest(values, self.exact[name])
        return own

    def with_written(self, written: Mapping[str, tuple[Any, ...]]) -> StudentValues:
        """Return the values of a student who wrote something else in some steps."""
        other = StudentValues(
            self.steps, self.space, self.numbers, {}, digits=self.digits, exact=self.exact, cache=self.cache
        )
        other.as_written = {**self.as_written, **written}
        fine = with_precision(written, other.as_written, self.space, self.exact, self.numbers.values())
        other.inputs, other.written = {**self.inputs, **self._own_values(fine)}, {**self.written, **fine}
        return other

    def value(self, name: str) -> tuple[Any, ...] | None:
        """Return a step's numbers given the student's own inputs; None where it fails on these."""
        if name not in self._values:
            self._values[name] = try_step(self.space[name], self.inputs)
        return self._values[name]

    def mistaken_value(self, space: Namespace, name: str) -> tuple[Any, ...] | None:
        """Return the numbers that a misconception gives instead; None where it fails or changes nothing."""
        right, values = self.value(name), try_step(space[name], self.inputs)
        return None if values is None or (right is not None and same_values(values, right)) else values

    def mistaken_values(self, spaces: Mapping[str, Namespace], name: str) -> dict[str, tuple[Any, ...]]:
        """Return the numbers that each misconception gives for a step, by its name, where it changes them."""
        key = ("wrong", name, *(leaf for p in self._input_steps(spaces, name) for leaf in flatten(self.inputs[p])))
        if key not in self.cache:
            made = {m: self.mistaken_value(space, name) for m, space in spaces.items()}
            self.cache[key] = {m: values for m, values in made.items() if values is not None}
        found: dict[str, tuple[Any, ...]] = self.cache[key]
        return found

    def _input_steps(self, spaces: Mapping[str, Namespace], name: str) -> list[str]:
        """The input steps of a step, and of the versions that mistakes put in its place."""
        key = ("before", name)
        if key not in self.cache:
            every = [p for space in (self.space, *spaces.values()) for p in parameter_names(space[name])]
            self.cache[key] = [p for p in dict.fromkeys(every) if p in self.exact]
        found: list[str] = self.cache[key]
        return found

    def is_written_exactly(self, name: str) -> bool:
        """Return whether a step was written without rounding, as on the exact chain or as follows from own values."""
        own, cells = self.value(name), self.written[name]
        return written_exactly(cells, flatten(self.exact[name])) or (own is not None and written_exactly(cells, own))

    def bridge_blank(self, name: str) -> None:
        """Fill a blank step with the value from the student's own inputs, where that differs from the exact one."""
        target, exact = self.step_value(self.space, name), flatten(self.exact[name])
        if target is None or len(target.values) != len(exact) or not all(map(is_number, (*target.values, *exact))):
            return
        halves = [
            digit_unit(v, self.digits) / 2 if self.digits else 0 for v in target.values
        ]  # as a student's head rounds
        pairs = zip(target.values, target.slack, halves, strict=True)
        reached = [WrittenValue(Fraction(value), Fraction(slack) + half, "") for value, slack, half in pairs]
        if not unrounded_value(exact).agrees_with(reached):
            self.bridged_blanks[name] = tuple(reached)
            self.inputs[name] = nest(list(target.values), self.exact[name])
            self._values.clear()

    def step_value(self, space: Namespace, name: str) -> StepValue | None:
        """Return a step's value from the student's own inputs, with the room that their rounding leaves."""
        function = space[name]
        values = try_step(function, self.inputs)
        if values is None:
            return None
        slack = [0.0] * len(values)
        for parameter in parameter_names(function):
            if parameter not in self._moved:
                self._moved[parameter] = self._move_by_rounding(parameter)
            for both in self._moved[parameter]:
                others = [try_step(function, {**self.inputs, parameter: moved}) or values for moved in both]
                for i, here in enumerate(values):
                    slack[i] += _TOGETHER * max(distance(here, other[i : i + 1]) for other in others)
        return StepValue(values, tuple(slack))

    def _move_by_rounding(self, parameter: str) -> list[tuple[Any, Any]]:
        """A written input moved up and down by half a unit of its last digit, number by number."""
        cells = self.written.get(parameter, self.bridged_blanks.get(parameter))
        if cells is None or parameter not in self.exact or not all(isinstance(c, WrittenValue) for c in cells):
            return []
        if len(cells) != len(flatten(self.exact[parameter])) or self._unrounded(parameter, cells):
            return []
        moved = []
        for i, cell in enumerate(cells):
            if cell.half_unit > NOISE * max(1, abs(cell.value)):
                up, down = (
                    [c.value + (h if j == i else 0) for j, c in enumerate(cells)]
                    for h in (cell.half_unit, -cell.half_unit)
                )
                moved.append((nest(up, self.exact[parameter]), nest(down, self.exact[parameter])))
        return moved

    def _unrounded(self, name: str, cells: Sequence[Any]) -> bool:
        """Whether a step is written exactly and was not rounded.

        Agreement with the student's own inputs proves it only where exact numbers are asked for; with rounded ones it
        may be chance, as -0.1000 is for (0.1 - 0.5000) 0.5000 (1 - 0.5000) where o was 0.50003.  A number that follows
        exactly from a rounded one is rounded as well: the ReLU of 0.385, where that was 0.38512.
        """
        if name not in self._exact_steps:
            own = self.value(name) if self.digits is None else None
            before = [
                (p, self.written[p]) for p in parameter_names(self.space[name]) if p in self.written and p != name
            ]
            self._exact_steps[name] = written_exactly(cells, flatten(self.exact[name])) or (
                own is not None
                and written_exactly(cells, own)
                and not self.bridged_blanks.keys() & set(parameter_names(self.space[name]))
                and all(self._unrounded(p, cell) for p, cell in before)
            )
        return self._exact_steps[name]


# ---- mistakes that explain what is wrong


class SuspectedMistakes:
    """The misconceptions that can show in each step, `wrong`, compared with what a student wrote."""

    def __init__(self, student: StudentValues, wrong: Mapping[str, Mapping[str, Namespace]]) -> None:
        self.student, self.wrong = student, wrong

    def misconceptions_for(self, name: str) -> tuple[str, ...]:
        """Return the misconceptions that give the written numbers of a step: those that explain the most steps.

        Of several, those that a right step contradicts are left out, unless none would remain.
        """
        fitting = [m for m in self._candidates(name) if m in self._explained[name]]
        best = max((self._steps_explained[m] for m in fitting), default=0)
        equal = [m for m in fitting if self._steps_explained[m] == best]
        left = [m for m in equal if not self._contradicted(m)] if len(equal) > 1 else []
        return tuple(left or equal)

    def _contradicted(self, misconception: str) -> bool:
        """Whether some step is right given the student's own values, and would be wrong with this misconception."""
        for name, cells in self.student.written.items():
            space = self._candidates(name).get(misconception)
            if space is None or self.student.mistaken_value(space, name) is None:
                continue
            right, wrong = self.student.step_value(self.student.space, name), self.student.step_value(space, name)
            if right is not None and right.agrees_with(cells) and not (wrong is not None and wrong.agrees_with(cells)):
                return True
        return False

    def could_be_mistake(self, name: str, cells: Sequence[Any]) -> bool:
        """Return whether a known mistake in this step gives the written numbers as well."""
        return any(target.agrees_with(cells) for target in self._mistaken_step_values(name).values())

    def _candidates(self, name: str) -> Mapping[str, Namespace]:
        return self.wrong.get(name, {})

    @cached_property
    def _explained(self) -> dict[str, set[str]]:
        """The misconceptions that give the written numbers, for each step."""
        return {
            name: set() if self.student.is_written_exactly(name) else self._explanations(name)
            for name in self.student.written
        }

    def _explanations(self, name: str) -> set[str]:
        cells = self.student.written[name]
        values = self.student.mistaken_values(self._candidates(name), name)
        exact = {m for m, value in values.items() if written_exactly(cells, value)}
        if exact:  # agreement up to rounding is weaker, and is not looked for
            return exact
        agreeing = {m: wrong for m, wrong in self._mistaken_step_values(name).items() if wrong.agrees_with(cells)}
        return {m for m, wrong in agreeing.items() if fine_enough_to_name(cells, wrong)}

    def _mistaken_step_values(self, name: str) -> dict[str, StepValue]:
        """The step's value with each misconception that changes it, with the room that rounding leaves."""
        wrongs = self._candidates(name)
        found = {m: self.student.step_value(wrongs[m], name) for m in self.student.mistaken_values(wrongs, name)}
        return {m: target for m, target in found.items() if target is not None}

    @cached_property
    def _steps_explained(self) -> Counter[str]:
        return Counter(m for found in self._explained.values() for m in found)
