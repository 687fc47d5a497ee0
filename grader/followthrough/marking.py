"""Follow-through marking: a value is right by the exact chain, or by the student's own earlier values.  Pure.

Values stand at nodes, functions whose parameters name the student's numbers and other nodes: steps of a worksheet,
links of a chain (a step that names itself is called with its numbers so far and returns these and the next one), rows
of a table, and answers that read a table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from grader.followthrough.idle import IdleNumbers
from grader.followthrough.mistakes import SuspectedMistakes
from grader.followthrough.nodes import (
    Namespace,
    OwnValues,
    StepMark,
    StepValue,
    agreements,
    digit_unit,
    fine_enough_to_earn,
    flatten,
    holds_exactly,
    is_number,
    near,
    plain,
    right_in_digits,
    same_cells,
    sensitive_numbers,
    unrounded_value,
    unwrap_single,
    written_as_zero,
)
from grader.model import Credit, Finding
from grader.submissions.answer_sheet import WrittenValue

_BLURRED = Finding("doubt.blurred")
_LAST = Finding("doubt.last_digit")
_COARSE = Finding("remark.coarse")

MistakenValues = Callable[[], Mapping[str, Any]]


class WorksheetMarking:
    """The marking of one student's steps against the exact ones; `wrong` has for each step what mistakes make of it."""

    def __init__(self, own: OwnValues, wrong: Mapping[str, Mapping[str, Namespace]]) -> None:
        self.own, self.idle, self.suspects = own, IdleNumbers(own), SuspectedMistakes(own, wrong)

    def marks(self) -> list[StepMark]:
        """Return one mark for each step, in order."""
        for name in self.own.steps:
            if name not in self.own.cells:
                self.own.bridge_blank(name)
        made: dict[str, StepMark] = {}
        for name in self.own.steps:
            made[name] = self._mark(name, made)
        return list(made.values())

    def earlier_steps(self, name: str) -> set[str]:
        """Return the steps that a step depends on, with the exact values or with the student's own."""
        own, function = self.own, self.own.space[name]
        return {
            p
            for p in own.inputs_of(name)
            if own.affected_numbers(name, p) or sensitive_numbers(function, own.inputs, p)
        }

    def _mark(self, name: str, before: Mapping[str, StepMark]) -> StepMark:
        exact, cells = self.own.exact[name], self.own.cells.get(name)
        chained = unrounded_value(flatten(exact))
        written = None if cells is None else unwrap_single([plain(cell) for cell in cells])
        # Most steps are exactly right: nothing else has to be computed for these.
        if cells is not None and not self.idle.carried_to(name) and holds_exactly(cells, chained.values):
            return StepMark(name, Credit.RIGHT, written, written, exact, remarks=self._remarks(cells, chained))
        following = self.own.step_value(self.own.space, name)
        due = None if following is None else unwrap_single(following.values)
        mark = partial(StepMark, name, written=written, expected=due, exact=exact)
        if cells is None:
            return mark(Credit.MISSING)
        by_chain, by_own = agreements(chained, following, cells, self.own.digits)
        right = self.idle.earning_numbers(name, by_chain, by_own)
        met = chained.agrees_with(cells) or (following is not None and following.agrees_with(cells))
        # Where rounding does not explain the numbers, a known mistake may.
        if not all(right) or not (met or not self.suspects.could_be_mistake(name)):
            return self._mark_wrong(mark, name, right, chained, following)
        follows = following is not None and _follows_own_numbers(cells, following, chained, by_chain)
        target = following if follows and following is not None else chained
        if not holds_exactly(cells, target.values) and self.suspects.could_be_mistake(name):
            return mark(Credit.RIGHT, doubt=_BLURRED)
        used = [before[p] for p in self.own.inputs_of(name) if p in before and self.own.is_given(p)]
        clean = not follows or all(one.credit is Credit.RIGHT for one in used)
        rounded = zip(*agreements(chained, following, cells, None), strict=True)
        remarks = self._remarks(cells, target) if all(map(any, rounded)) else (Finding("remark.cut"),)
        return mark(Credit.RIGHT if clean else Credit.FOLLOW_THROUGH, remarks=remarks)

    def _mark_wrong(
        self, mark: partial[StepMark], name: str, right: list[bool], chained: StepValue, following: StepValue | None
    ) -> StepMark:
        """The mark of a step whose numbers are not all `right`, or are rather those of a known mistake."""
        cells = self.own.cells[name]
        targets = [t for t in (chained, following) if t is not None and len(t.values) == len(right)]
        named = self.suspects.misconceptions_for(name)
        credit = Credit.NAMED if named else Credit.WRONG
        if not named and (doubt := self._doubt(name, cells, right, targets)):
            return mark(Credit.RIGHT if doubt is _LAST else credit, doubt=doubt)
        right = [fits and fine_enough_to_earn(cells[i], [t.values[i] for t in targets]) for i, fits in enumerate(right)]
        mark = partial(mark, credit, misconceptions=named, share=Fraction(sum(right), len(right)))
        if name in self.idle.steps and not named:
            return mark(expected=None, remarks=(Finding("idle"),))
        if not any(right):
            zero = any(any(map(written_as_zero, cells, target.values)) for target in targets)
            return mark(remarks=(Finding("remark.written_as_zero"),) if zero else ())
        if following is not None and len(following.values) == len(cells):  # what counts is not told otherwise
            values = zip(right, cells, following.values, strict=True)
            mark = partial(mark, expected=unwrap_single([plain(cell) if fits else due for fits, cell, due in values]))
        if {i for i, fits in enumerate(right) if not fits} <= self.idle.numbers[name]:
            return mark(remarks=(Finding("idle.rest", right=sum(right), count=len(right)),))
        return mark(remarks=(_which_are_wrong(right, self.own.exact[name]),))

    def _doubt(self, name: str, cells: Sequence[Any], right: list[bool], targets: list[StepValue]) -> Finding | None:
        """Why a step that is not right waits for a person; None where it does not."""
        if len(cells) != len(right):
            given = Finding("form.one_value") if len(cells) == 1 else Finding("form.count", count=len(cells))
            return Finding("doubt.count", name=name, given=given, asked=len(right))
        digits = self.own.digits
        if digits is None:
            return None
        last = (
            i not in self.idle.numbers[name]
            and any(right_in_digits(cell, t.values[i], t.slack[i], digits, last=True) for t in targets)
            for i, cell in enumerate(cells)
        )
        return _LAST if all(one or other for one, other in zip(right, last, strict=True)) else None

    def _remarks(self, cells: Sequence[Any], target: StepValue) -> tuple[Finding, ...]:
        """The remark on a value with fewer digits than asked for."""
        return (_COARSE,) if any(map(self._is_coarse, cells, target.values)) else ()

    def _is_coarse(self, cell: Any, value: Any) -> bool:
        if not isinstance(cell, WrittenValue) or not is_number(value):
            return False
        if self.own.digits is None:
            return not near(cell.value, value, 0.0)
        if cell.operands:
            return False  # in arithmetic all digits are there
        return cell.half_unit > digit_unit(value, self.own.digits) / 2 and float(cell.value) != float(value)


def _follows_own_numbers(cells: Sequence[Any], own: StepValue, chained: StepValue, by_chain: list[bool]) -> bool:
    """Whether the written numbers follow from the student's own values rather than from the exact chain."""
    if not all(by_chain) or holds_exactly(cells, own.values):
        return not holds_exactly(cells, chained.values)
    return own.agrees_with(cells) and not chained.agrees_with(cells)


def _which_are_wrong(right: Sequence[bool], exact: Any) -> Finding:
    """The remark that says which of several numbers are wrong, a matrix row by row."""
    wide = isinstance(exact, tuple) and bool(exact) and isinstance(exact[0], tuple)
    width = len(exact[0]) if wide else len(right)
    wrong = []
    for row in range(0, len(right), width):
        columns = [column for column, fits in enumerate(right[row : row + width], 1) if not fits]
        key = f"places.{'row_' if wide else ''}{'one' if len(columns) == 1 else 'several'}"
        wrong += [Finding(key, row=row // width + 1, columns=columns)] if columns else []
    key = "remark.one_is_right" if sum(right) == 1 else "remark.some_are_right"
    return Finding(key, right=sum(right), count=len(right), wrong=wrong)


# ---- a value that is exactly right or not


def mark_value(
    step: str,
    written: Any,
    exact: Any,
    following: Any,
    mistaken: MistakenValues,
    *,
    digits: int | None = None,
    row: int = 0,
    column: str = "",
) -> StepMark:
    """Return the mark of an answer or of a cell of a table, in which no rounding of earlier values has to be forgiven.

    `following` is the value given the student's own earlier ones (None where these earn nothing), `mistaken` returns
    the value for each misconception.  With `digits`, that many significant ones are asked for.  A number too coarse to
    tell it from a mistake waits for a person.
    """
    mark = partial(StepMark, step, written=plain(written), expected=following, exact=exact, row=row, column=column)
    if written is None:
        return mark(Credit.MISSING)
    met = None
    for target, credit in ((exact, Credit.RIGHT), (following, Credit.FOLLOW_THROUGH)):
        if target is not None and _is_right(written, target, digits):
            return mark(credit)
        if target is not None and _covers(written, target):
            met = credit
            break
    values = {name: value for name, value in mistaken().items() if value not in (None, exact, following)}
    named = tuple(name for name, value in values.items() if _covers(written, value))
    if met is not None and named:
        return mark(met, doubt=Finding("doubt.too_few_digits", text=written.text))
    if met is not None:
        return mark(met, remarks=(_COARSE,))
    return mark(Credit.NAMED if named else Credit.WRONG, misconceptions=named)


def _is_right(written: Any, target: Any, digits: int | None) -> bool:
    """Whether a value is exact, or right in its first significant digits, as many as were asked for and written."""
    if not isinstance(written, WrittenValue):
        return same_cells(written, target)
    exact = Fraction(target)
    if digits is not None:
        unit = Fraction(10) ** (math.floor(math.log10(abs(exact))) + 1 - digits) if exact else Fraction(0)
        if abs(written.value - exact) <= unit / 2 and 2 * written.half_unit <= unit:
            return True
    return WrittenValue(written.value, Fraction(0), "").covers(exact)


def _covers(written: Any, value: Any) -> bool:
    return written.covers(Fraction(value)) if isinstance(written, WrittenValue) else same_cells(written, value)
