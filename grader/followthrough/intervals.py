"""Values of worksheet steps as intervals: computed, compared with written values, and moved to see what matters.  Pure.

A written value is an interval of half a unit of its last digit either way; a step's value has the room that the
rounding of its inputs leaves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from grader.model import Credit, Finding
from grader.seeds import Numbers
from grader.submissions.answer_sheet import WrittenValue

NOISE = 1e-11  # what floating-point arithmetic may add, relative to the larger of the number and 1
NAMING_PRECISION = 0.02  # the largest rounding, relative to a number, at which a number or a mistake is recognised
_EARNING_PRECISION = 0.05  # the largest at which a right number earns points beside wrong ones: two digits
_SMALL = 0.05  # below this, digits are counted from the first that is not 0
HUGE = 1e100
_NO_CHANGE = 1e-9  # a smaller change counts as none
_LAST_BIT = 2.0**-52
_BITS_BELOW_HUGE = 332  # 2 ** 332 is below HUGE
_FOUR_DIGITS = 0.0005  # half a unit of the last of four digits, relative to the smallest such number

Namespace = Mapping[str, Any]  # the names that a solution defines, its step functions among them


@dataclass(frozen=True, slots=True)
class StepMark:
    """The mark of one step, or of one cell of a table."""

    step: str
    credit: Credit
    written: Any = None
    expected: Any = None  # given the student's own earlier values
    exact: Any = None
    misconceptions: tuple[str, ...] = ()
    remarks: tuple[Finding, ...] = ()
    doubt: Finding | None = None  # why a person has to look
    row: int = 0  # of a table, from 1; 0 where it ends, and of a step
    column: str = ""
    share: Fraction = Fraction(0)  # of what is not right as a whole: the part of its numbers that is


@dataclass(frozen=True, slots=True)
class StepValue:
    """A value that a step may have: its numbers (or a word), and how far the rounding of its inputs moves each."""

    values: tuple[Any, ...]
    slack: tuple[float, ...]

    def agrees_with(self, written: Sequence[Any]) -> bool:
        """Return whether the written numbers are this value, rounded as they are written."""
        return all(self.agreement(written))

    def agreement(self, written: Sequence[Any]) -> list[bool]:
        """Return for each number of this value whether it was written; False for all where their count differs."""
        if len(written) != len(self.values):
            return [False] * len(self.values)
        return [_agrees(w, v, s) for w, v, s in zip(written, self.values, self.slack, strict=True)]


def unrounded_value(values: tuple[Any, ...]) -> StepValue:
    """Return a step value whose inputs are all exact."""
    return StepValue(values, (0.0,) * len(values))


def follow_through_agreement(
    following: StepValue | None, written: Sequence[Any], by_chain: list[bool], digits: int | None = None
) -> list[bool]:
    """Return for each number whether it agrees with `following`, the value from the student's own inputs.

    Without such a value, the agreement with the exact chain, `by_chain`, is returned.
    """
    if following is None or len(following.values) != len(by_chain):
        return by_chain
    return agreement_in_digits(following, written, digits)


def agreement_in_digits(target: StepValue, written: Sequence[Any], digits: int | None) -> list[bool]:
    """Return for each number whether it was written: rounded, right in the digits asked for, or cut off there."""
    fits = target.agreement(written)
    if digits is None or len(written) != len(target.values):
        return fits
    cells = zip(fits, written, target.values, target.slack, strict=True)
    return [
        fit or right_in_digits(cell, value, slack, digits) or _is_cut_off(cell, value, slack, digits)
        for fit, cell, value, slack in cells
    ]


def right_in_digits(cell: Any, value: Any, slack: float, digits: int, *, last: bool = False) -> bool:
    """Return whether a number is right in the digits that were asked for, whatever its further digits are.

    Rounding inside a step makes the last written digit wrong; `last` forgives that in the last digit asked for, too.
    """
    if not is_number(value) or not value or not isinstance(cell, WrittenValue):
        return False
    place = digit_unit(value, digits)
    room = place / 2 + (cell.half_unit if last else 0)
    return 2 * cell.half_unit <= place and _within(cell.value, value, float(room) + slack)


def _agrees(written: Any, value: Any, slack: float) -> bool:
    if isinstance(value, str) or isinstance(written, str):
        return isinstance(written, str) and isinstance(value, str) and written.strip().casefold() == value
    if value is None or not isinstance(written, WrittenValue):
        return value is None and written is None
    return _within(written.value, value, float(written.half_unit) + slack)


def _within(written: Fraction, value: Any, room: float) -> bool:
    """Whether two numbers differ by at most `room` and the noise; computed exactly where floats cannot tell."""
    one, other = float(written), float(value)
    room += NOISE * max(1.0, abs(other))
    apart, doubt = abs(one - other), 4 * _LAST_BIT * (abs(one) + abs(other) + room)
    if abs(apart - room) > doubt:
        return apart <= room
    return abs(float(written - Fraction(value))) <= room


def flatten(value: Any) -> tuple[Any, ...]:
    """Return a step's value as a flat tuple, a matrix row by row."""
    if isinstance(value, (list, tuple)):
        return tuple(leaf for item in value for leaf in flatten(item))
    return (value,)


def compute_steps(steps: Sequence[str], space: Namespace, numbers: Numbers) -> dict[str, Any]:
    """Return the value of every step, computed from the student's numbers; a step comes after its inputs."""
    values: dict[str, Any] = {}

    def value(name: str) -> Any:
        if name not in values:
            before = {p: numbers[p] if p in numbers else value(p) for p in parameter_names(space[name]) if p != name}
            values[name] = compute_step(space[name], before, name)
        return values[name]

    for name in steps:
        value(name)
    return values


def call_step(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """Call a step with the values that its parameters name; raises KeyError where one is missing."""
    return function(**{name: values[name] for name in parameter_names(function)})


def parameter_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a step's parameters, which are its inputs."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def compute_step(function: Callable[..., Any], values: Mapping[str, Any], name: str) -> Any:
    """Return a step's value; a step that names itself is computed number by number."""
    inputs = {p: values[p] for p in parameter_names(function) if p != name}
    return _compute_links(function, inputs, name) if name in parameter_names(function) else function(**inputs)


def _compute_links(function: Callable[..., Any], inputs: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    """The numbers of a step that names itself, until it adds no further one."""
    links: tuple[Any, ...] = ()
    while len(longer := function(**inputs, **{name: links})) > len(links):
        links = longer[: len(links) + 1]
    return links


def try_step(function: Callable[..., Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return a step's numbers flat; None where it fails on a student's own values, or goes beyond all bounds."""
    try:
        made = flatten(function(**{p: values[p] for p in parameter_names(function)}))
    except (ArithmeticError, ValueError, TypeError, LookupError):
        return None
    return made if all(_bounded(v) for v in made if is_number(v)) else None


def _bounded(value: Any) -> bool:
    if isinstance(value, Fraction) and value.numerator.bit_length() - value.denominator.bit_length() < _BITS_BELOW_HUGE:
        return True
    return bool(abs(value) < HUGE)


def distance(one: Any, other: Sequence[Any]) -> float:
    """Return the distance of two numbers; 0 where one of them is no number."""
    return abs(float(other[0]) - float(one)) if other and is_number(one) and is_number(other[0]) else 0.0


def sensitive_numbers(function: Callable[..., Any], values: Mapping[str, Any], parameter: str) -> set[int]:
    """Return the positions of a step's numbers that change when the input `parameter` is moved."""
    here = try_step(function, values)
    found = set[int]()
    for moved in _nudge(values[parameter]):
        if here is not None and len(found) == len(here):
            break  # all of them
        there = try_step(function, {**values, parameter: moved})
        if here is None or there is None:
            found |= set() if here is there else set(range(len(here or there or ())))
            continue
        for i, (a, b) in enumerate(zip(here, there, strict=False)):
            if abs(float(a) - float(b)) > _NO_CHANGE if is_number(a) and is_number(b) else a != b:
                found.add(i)
    return found


def _nudge(value: Any) -> Iterator[Any]:
    """Values near a value: two small moves, as each single one leaves some number where it is; more for counts.

    A step may round counts, so these are moved by whole numbers too.
    """
    yield _move(value, Fraction(11, 10), Fraction(1, 100))
    yield _move(value, Fraction(9, 10), Fraction(-1, 77))
    if holds_counts(value):
        for more in range(1, 9):
            yield _move(value, Fraction(1), more)


def shake(value: Any) -> Any:
    """Return a value with every number moved by a different part of itself; 0 and 1 stay."""
    cells = [
        v * (1 + Fraction(1, 16 + 3 * i)) if is_number(v) and v not in (0, 1) else v
        for i, v in enumerate(flatten(value))
    ]
    return nest(cells, value)


def _move(value: Any, factor: Fraction, more: Fraction | int) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(_move(v, factor, more) for v in value)
    if not is_number(value):
        return value
    exact = isinstance(value, (int, Fraction))
    return value * factor + more if exact else value * float(factor) + float(more)


def student_value(cell: Any, exact: Any) -> Any:
    """Return the value that a student goes on from: the written one, the exact one where that is blank."""
    if isinstance(cell, WrittenValue):
        if isinstance(exact, float):
            return float(cell.value)
        return int(cell.value) if cell.value.denominator == 1 and _is_count(exact) else cell.value
    return cell.strip().casefold() if isinstance(cell, str) else exact


def nest(values: list[Any], like: Any) -> Any:
    """Return flat values nested like the value `like`."""
    rest = iter(values)

    def fill(part: Any) -> Any:
        return tuple(fill(p) for p in part) if isinstance(part, (tuple, list)) else next(rest)

    return fill(like)


def is_number(value: Any) -> bool:
    """Return whether a value is a number, not a word or None."""
    return value is not None and not isinstance(value, str)


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def holds_counts(value: Any) -> bool:
    """Return whether a value holds only counts: whole numbers, which nobody rounds."""
    return all(_is_count(v) for v in flatten(value))


def digit_unit(value: Any, digits: int) -> Fraction:
    """Return one unit of the last digit asked for: of so many decimals, or significant digits of a small number."""
    size = math.floor(math.log10(abs(value))) + 1 if value and abs(value) < _SMALL else 0
    return Fraction(10) ** (size - digits)


def same_values(one: Sequence[Any], other: Sequence[Any]) -> bool:
    """Return whether two values are equal up to the noise of floating-point arithmetic."""
    return len(one) == len(other) and all(_same_number(a, b) for a, b in zip(one, other, strict=True))


def written_exactly(cells: Sequence[Any], values: tuple[Any, ...]) -> bool:
    """Return whether exactly these numbers were written, without any rounding."""
    if len(cells) != len(values):
        return False
    for cell, value in zip(cells, values, strict=True):
        plain = isinstance(cell, WrittenValue) and is_number(value)
        if not (_within(cell.value, value, 0.0) if plain else _agrees(cell, value, 0.0)):
            return False
    return True


def _same_number(one: Any, other: Any) -> bool:
    if not (is_number(one) and is_number(other)):
        return bool(one == other)
    return abs(float(one) - float(other)) <= NOISE * max(1.0, abs(float(one)))


def unwrap_single(values: Sequence[Any]) -> Any:
    """Return a single number as itself, several as a tuple."""
    return values[0] if len(values) == 1 else tuple(values)


def fine_enough_to_name(written: Sequence[Any], wrong: StepValue) -> bool:
    """Return whether numbers are written finely enough to name a mistake by them, so that chance is ruled out."""
    pairs = ((c, s) for c, s in zip(written, wrong.slack, strict=True) if isinstance(c, WrittenValue) and c.value)
    return all(float(c.half_unit) + s <= NAMING_PRECISION * abs(float(c.value)) for c, s in pairs)


def fine_enough_to_earn(written: Any, dues: Sequence[Any]) -> bool:
    """Return whether a right number earns points beside wrong ones: 0.1 agrees with everything from 0.05 to 0.15."""
    if not isinstance(written, WrittenValue):
        return True
    if float(written.half_unit) <= _EARNING_PRECISION * abs(float(written.value)):
        return True
    return any(written_exactly([written], (due,)) for due in dues)


def written_as_zero(written: Any, due: Any) -> bool:
    """Return whether a small number was written as 0.00, to which it rounds."""
    if not isinstance(written, WrittenValue) or written.value or not is_number(due) or not due:
        return False
    return "." in written.text and 2 * abs(float(due)) <= 10.0 ** -len(written.text.partition(".")[2])


def _is_cut_off(cell: Any, value: Any, slack: float, digits: int) -> bool:
    """Whether a number has all digits that were asked for and was cut off behind them instead of rounded."""
    if not is_number(value) or not isinstance(cell, WrittenValue) or cell.operands or cell.value * Fraction(value) <= 0:
        return False
    place, short = 2 * cell.half_unit, abs(float(value)) - abs(float(cell.value))
    return place <= digit_unit(value, digits) and -slack <= short < float(place) + slack


# ---- how fine a written number is


def with_precision(
    names: Iterable[str],
    written: Mapping[str, tuple[Any, ...]],
    space: Namespace,
    exact: Mapping[str, Any],
    numbers: Collection[Any],
) -> dict[str, tuple[Any, ...]]:
    """Return written values with their precision: counts are exact, arithmetic is as fine as the numbers in it."""
    made: dict[str, tuple[Any, ...]] = {}
    for name in names:
        cells = made[name] = _exact_counts(written[name], exact[name])
        if any(isinstance(cell, WrittenValue) and cell.operands for cell in cells):
            before = [v for p in parameter_names(space[name]) if p in exact for v in written.get(p, flatten(exact[p]))]
            made[name] = tuple(_arithmetic_precision(cell, before, numbers) for cell in cells)
    return made


def _exact_counts(cells: tuple[Any, ...], exact: Any) -> tuple[Any, ...]:
    """The written values, whole numbers exact where counts are asked for."""
    if not holds_counts(exact):
        return cells
    whole = [isinstance(c, WrittenValue) and c.value.denominator == 1 for c in cells]
    return tuple(replace(c, half_unit=Fraction(0)) if w else c for c, w in zip(cells, whole, strict=True))


def _arithmetic_precision(cell: Any, before: Sequence[Any], given: Collection[Any]) -> Any:
    """The written value; arithmetic has the precision of the rounded numbers in it.

    Rounded are numbers of four digits, and coarser ones that round one of the student's own values, `before`; numbers
    that were `given` are exact.  Signs are ignored: a subtracted 0.0027 is a rounded -0.002654 all the same.
    """
    if not isinstance(cell, WrittenValue) or not cell.operands:
        return cell
    own = [abs(v.value if isinstance(v, WrittenValue) else v) for v in before if is_number(v)]
    room = sum(
        abs(slope) * float(part.half_unit)
        for part, slope in cell.operands
        if abs(part.value) not in given and _rounded(part, own)
    )
    return replace(cell, half_unit=cell.half_unit + Fraction(room)) if 0 < room < HUGE else cell


def _rounded(part: WrittenValue, own: Sequence[Any]) -> bool:
    if part.half_unit <= _FOUR_DIGITS * abs(part.value):
        return True
    return part.half_unit <= NAMING_PRECISION * abs(part.value) and any(
        0 < abs(abs(part.value) - v) <= part.half_unit for v in own
    )
