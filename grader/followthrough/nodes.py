"""Numbers with their precision, and functions of them: compared, called, and moved to see what matters.  Pure.

A student's own value is a flat tuple of cells: rounded numbers, each an interval of half a unit of its last digit
either way (`WrittenValue`); plain numbers, which are exact; words; and None or a blank.  What follows from such cells
has the room that their rounding leaves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from types import NoneType
from typing import Any, TypeVar

from grader.model import Credit, Finding
from grader.seeds import Numbers
from grader.submissions.answer_sheet import Blank, WrittenValue

NOISE = 1e-11  # what floating-point arithmetic may add, relative to the larger of the number and 1
NAMING_PRECISION = 0.02  # the largest rounding, relative to a number, at which a number or a mistake is recognised
HUGE = 1e100
STEP_FAULTS = (ArithmeticError, LookupError, TypeError, ValueError)  # of a function, on values of a student's
_EXACT_NOISE = 1e-9  # what it may add to a number that is exact by hand
_EARNING_PRECISION = 0.05  # the largest at which a right number earns points beside wrong ones: two digits
_SMALL = 0.05  # below this, digits are counted from the first that is not 0
_NO_CHANGE = 1e-9  # a smaller change counts as none
_TOGETHER = 1.01  # several inputs moved together may change a step by a little more than each does by itself
_LAST_BIT = 2.0**-52
_NO_NUMBERS = (str, tuple, list, NoneType, Blank)
_BITS_BELOW_HUGE = 332  # 2 ** 332 is below HUGE

T = TypeVar("T")
Namespace = Mapping[str, Any]  # the names that a solution defines, its step functions among them


@dataclass(frozen=True, slots=True)
class StepMark:
    """The mark of one step, of one cell of a table, or of an answer."""

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


# ---- values and their parts


def flatten(value: Any) -> tuple[Any, ...]:
    """Return a step's value as a flat tuple, a matrix row by row."""
    if isinstance(value, (list, tuple)):
        return tuple(leaf for item in value for leaf in flatten(item))
    return (value,)


def nest(values: Sequence[Any], like: Any) -> Any:
    """Return flat values nested like the value `like`."""
    rest = iter(values)

    def fill(part: Any) -> Any:
        return tuple(fill(p) for p in part) if isinstance(part, (tuple, list)) else next(rest)

    return fill(like)


def unwrap_single(values: Sequence[Any]) -> Any:
    """Return a single number as itself, several as a tuple."""
    return values[0] if len(values) == 1 else tuple(values)


def is_number(value: Any) -> bool:
    """Return whether a value is a single number: no word, no blank and not several."""
    return not isinstance(value, _NO_NUMBERS)


def plain(cell: Any) -> Any:
    """Return the number of a cell without its precision; words and blanks as they are."""
    return cell.value if isinstance(cell, WrittenValue) else cell


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def holds_counts(value: Any) -> bool:
    """Return whether a value holds only counts: whole numbers, which nobody rounds."""
    return all(_is_count(v) for v in flatten(value))


def own_value(cell: Any, exact: Any) -> Any:
    """Return the value that a student goes on from: their own one, the exact one where that is blank."""
    if isinstance(cell, WrittenValue):
        if isinstance(exact, float):
            return float(cell.value)
        return int(cell.value) if cell.value.denominator == 1 and _is_count(exact) else cell.value
    if isinstance(cell, str):
        return cell.strip().casefold()
    return cell if is_number(cell) else exact


def digit_unit(value: Any, digits: int) -> Fraction:
    """Return one unit of the last digit asked for: of so many decimals, or significant digits of a small number."""
    size = math.floor(math.log10(abs(value))) + 1 if value and abs(value) < _SMALL else 0
    return Fraction(10) ** (size - digits)


# ---- compared


def near(one: Any, other: Any, room: float, noise: float = NOISE) -> bool:
    """Return whether two numbers differ by at most `room` and the noise; exactly where floats cannot tell."""
    first, second = float(one), float(other)
    room += noise * max(1.0, abs(second))
    apart, doubt = abs(first - second), 4 * _LAST_BIT * (abs(first) + abs(second) + room)
    if abs(apart - room) > doubt:
        return apart <= room
    return abs(float(Fraction(one) - Fraction(other))) <= room


def same_cells(one: Any, other: Any) -> bool:
    """Return whether two cells of tables hold the same number or numbers, exactly but for a computer's rounding."""
    if one is None or other is None:
        return False
    if isinstance(one, tuple) or isinstance(other, tuple):
        same = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        return same and all(map(same_cells, one, other))
    return bool(one == other) or near(one, other, _EXACT_NOISE, noise=0.0)


def _agrees(cell: Any, value: Any, room: float = 0.0) -> bool:
    """Whether a cell has a number, within `room` and the noise, or a word."""
    number = cell.value if isinstance(cell, WrittenValue) else cell
    if isinstance(number, _NO_NUMBERS) or isinstance(value, _NO_NUMBERS):
        if isinstance(cell, str) and isinstance(value, str):
            return cell.strip().casefold() == value
        return cell is None and value is None
    return near(number, value, room)


def holds_exactly(cells: Sequence[Any], values: Sequence[Any]) -> bool:
    """Return whether cells have exactly these numbers, without any rounding."""
    return len(cells) == len(values) and all(map(_agrees, cells, values))


@dataclass(frozen=True, slots=True)
class StepValue:
    """A value that a step may have: its numbers (or a word), and how far the rounding of its inputs moves each."""

    values: tuple[Any, ...]
    slack: tuple[float, ...]

    def agrees_with(self, cells: Sequence[Any]) -> bool:
        """Return whether cells have this value, rounded as they are."""
        return all(self.agreement(cells))

    def agreement(self, cells: Sequence[Any], digits: int | None = None) -> list[bool]:
        """Return for each number of this value whether the cells have it; False for all where their count differs.

        With `digits`, it may also be right in the digits asked for, or be cut off there instead of rounded.
        """
        if len(cells) != len(self.values):
            return [False] * len(self.values)
        return [
            _agrees(cell, value, (float(cell.half_unit) if isinstance(cell, WrittenValue) else 0.0) + slack)
            or (
                digits is not None
                and (right_in_digits(cell, value, slack, digits) or _is_cut_off(cell, value, slack, digits))
            )
            for cell, value, slack in zip(cells, self.values, self.slack, strict=True)
        ]


def unrounded_value(values: tuple[Any, ...]) -> StepValue:
    """Return a step value whose inputs are all exact."""
    return StepValue(values, (0.0,) * len(values))


def agreements(
    chained: StepValue, own: StepValue | None, written: Sequence[Any], digits: int | None
) -> tuple[list[bool], list[bool]]:
    """Return for each number whether it agrees with the exact chain, and with the value from the student's own inputs.

    Where there is no such value, the agreement with the chain stands for it.
    """
    by_chain = chained.agreement(written, digits)
    if own is None or len(own.values) != len(by_chain):
        return by_chain, by_chain
    return by_chain, own.agreement(written, digits)


def right_in_digits(cell: Any, value: Any, slack: float, digits: int, *, last: bool = False) -> bool:
    """Return whether a number is right in the digits that were asked for, whatever its further digits are.

    Rounding inside a step makes the last written digit wrong; `last` forgives that in the last digit asked for, too.
    """
    if not is_number(value) or not value or not isinstance(cell, WrittenValue):
        return False
    place = digit_unit(value, digits)
    room = place / 2 + (cell.half_unit if last else 0)
    return 2 * cell.half_unit <= place and near(cell.value, value, float(room) + slack)


def _is_cut_off(cell: Any, value: Any, slack: float, digits: int) -> bool:
    """Whether a number has all digits that were asked for and was cut off behind them instead of rounded."""
    if not is_number(value) or not isinstance(cell, WrittenValue) or cell.operands or cell.value * Fraction(value) <= 0:
        return False
    place, short = 2 * cell.half_unit, abs(float(value)) - abs(float(cell.value))
    return place <= digit_unit(value, digits) and -slack <= short < float(place) + slack


def fine_enough_to_name(written: Sequence[Any], wrong: StepValue) -> bool:
    """Return whether cells are fine enough to name a mistake by them, so that chance is ruled out."""
    pairs = ((c, s) for c, s in zip(written, wrong.slack, strict=True) if isinstance(c, WrittenValue) and c.value)
    return all(float(c.half_unit) + s <= NAMING_PRECISION * abs(float(c.value)) for c, s in pairs)


def fine_enough_to_earn(written: Any, dues: Sequence[Any]) -> bool:
    """Return whether a right number earns points beside wrong ones: 0.1 agrees with everything from 0.05 to 0.15."""
    if not isinstance(written, WrittenValue):
        return True
    if float(written.half_unit) <= _EARNING_PRECISION * abs(float(written.value)):
        return True
    return any(holds_exactly([written], (due,)) for due in dues)


def written_as_zero(written: Any, due: Any) -> bool:
    """Return whether a small number was written as 0.00, to which it rounds."""
    if not isinstance(written, WrittenValue) or written.value or not is_number(due) or not due:
        return False
    return "." in written.text and 2 * abs(float(due)) <= 10.0 ** -len(written.text.partition(".")[2])


# ---- functions of numbers


def parameter_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of a step's parameters, which are its inputs."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def call_step(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """Call a step with the values that its parameters name; raises KeyError where one is missing."""
    return function(**{name: values[name] for name in parameter_names(function)})


def compute_step(function: Callable[..., Any], values: Mapping[str, Any], name: str) -> Any:
    """Return a step's value; a step that names itself is computed number by number until it adds no further one."""
    inputs = {p: values[p] for p in parameter_names(function) if p != name}
    if name not in parameter_names(function):
        return function(**inputs)
    links: tuple[Any, ...] = ()
    while len(longer := function(**inputs, **{name: links})) > len(links):
        links = longer[: len(links) + 1]
    return links


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


def try_step(function: Callable[..., Any], values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return a step's numbers flat; None where it fails on a student's own values, or goes beyond all bounds."""
    try:
        made = flatten(call_step(function, values))
    except STEP_FAULTS:
        return None
    return made if all(_bounded(v) for v in made if is_number(v)) else None


def _bounded(value: Any) -> bool:
    if isinstance(value, Fraction) and value.numerator.bit_length() - value.denominator.bit_length() < _BITS_BELOW_HUGE:
        return True
    return bool(abs(value) < HUGE)


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


def _move(value: Any, factor: Fraction, more: Fraction | int) -> Any:
    if isinstance(value, (tuple, list)):
        return tuple(_move(v, factor, more) for v in value)
    if not is_number(value):
        return value
    exact = isinstance(value, (int, Fraction))
    return value * factor + more if exact else value * float(factor) + float(more)


def shake(value: Any) -> Any:
    """Return a value with every number moved by a different part of itself; 0 and 1 stay."""
    cells = [
        v * (1 + Fraction(1, 16 + 3 * i)) if is_number(v) and v not in (0, 1) else v
        for i, v in enumerate(flatten(value))
    ]
    return nest(cells, value)


# ---- a student's values


class OwnValues:
    """One student's values at the steps of a sheet: exact ones, own ones, and those that follow from own ones.

    `cells` are the numbers and words of each step that has any, flat.  `cache` keeps computed values, for the sheets of
    others on the same numbers.
    """

    def __init__(
        self,
        steps: Sequence[str],
        space: Namespace,
        numbers: Numbers,
        cells: Mapping[str, tuple[Any, ...]],
        *,
        digits: int | None = None,
        exact: dict[str, Any] | None = None,
        cache: dict[Any, Any] | None = None,
    ) -> None:
        self.steps, self.space, self.numbers, self.digits, self.cells = steps, space, numbers, digits, cells
        self.exact = compute_steps(steps, space, numbers) if exact is None else exact  # the value of every step
        # The inputs of all steps: own values, exact ones where these are blank.
        self.inputs = {**numbers, **self.exact, **self._own_inputs(cells)}
        self.bridged_blanks: dict[str, tuple[Any, ...]] = {}  # blanks that the student's next steps went over
        self.cache = {} if cache is None else cache
        self._values: dict[str, tuple[Any, ...] | None] = {}
        self._moved: dict[str, list[tuple[Any, Any]]] = {}
        self._unrounded: dict[str, bool] = {}

    def _own_inputs(self, cells: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
        inputs: dict[str, Any] = {}
        for name, own in cells.items():
            exact = self.exact[name]
            if not isinstance(exact, (tuple, list)):
                inputs |= {name: own_value(own[0], exact)} if len(own) == 1 else {}
            elif len(own) == len(flat := flatten(exact)):
                chained = name in self.parameters(name)  # there None says that it does not go on
                values = [None if chained and c is None else own_value(c, e) for c, e in zip(own, flat, strict=True)]
                inputs[name] = nest(values, exact)
        return inputs

    def with_cells(self, cells: Mapping[str, tuple[Any, ...]]) -> OwnValues:
        """Return the values of a student who has something else in some steps."""
        other = copy(self)
        other.cells, other.inputs = {**self.cells, **cells}, {**self.inputs, **self._own_inputs(cells)}
        other.bridged_blanks, other._values, other._moved, other._unrounded = {}, {}, {}, {}
        return other

    def parameters(self, name: str) -> tuple[str, ...]:
        """Return the parameters of a step, numbers and steps."""
        return parameter_names(self.space[name])

    def inputs_of(self, name: str) -> list[str]:
        """Return the other steps among the parameters of a step."""
        return [p for p in self.parameters(name) if p in self.exact and p != name]

    def is_given(self, name: str) -> bool:
        """Return whether there is an own value of a step, or one that was gone over in the student's head."""
        return name in self.cells or name in self.bridged_blanks

    def value(self, name: str) -> tuple[Any, ...] | None:
        """Return a step's numbers given the student's own inputs; None where it fails on these."""
        if name not in self._values:
            self._values[name] = try_step(self.space[name], self.inputs)
        return self._values[name]

    def mistaken_value(self, space: Namespace, name: str) -> tuple[Any, ...] | None:
        """Return the numbers that a misconception gives instead; None where it fails or changes nothing."""
        right, values = self.value(name), try_step(space[name], self.inputs)
        return None if values is None or (right is not None and holds_exactly(values, right)) else values

    def mistaken_values(self, spaces: Mapping[str, Namespace], name: str) -> dict[str, tuple[Any, ...]]:
        """Return the numbers that each misconception gives for a step, by its name, where it changes them."""
        before = kept(self.cache, ("before", name), lambda: self._possible_inputs(spaces, name))
        key = ("wrong", name, *(leaf for p in before for leaf in flatten(self.inputs[p])))
        made = ((m, self.mistaken_value(space, name)) for m, space in spaces.items())
        return kept(self.cache, key, lambda: {m: values for m, values in made if values is not None})

    def _possible_inputs(self, spaces: Mapping[str, Namespace], name: str) -> list[str]:
        """The input steps of a step, and of the versions that mistakes put in its place."""
        every = [p for space in (self.space, *spaces.values()) for p in parameter_names(space[name])]
        return [p for p in dict.fromkeys(every) if p in self.exact]

    def affected_numbers(self, name: str, parameter: str) -> set[int]:
        """Return the positions of a step's numbers that depend on an input on the exact chain."""
        key, function = ("affected", name, parameter), self.space[name]
        return kept(self.cache, key, lambda: sensitive_numbers(function, {**self.numbers, **self.exact}, parameter))

    def is_exact(self, name: str) -> bool:
        """Return whether a step has exactly the value of the exact chain, or the one that follows from own values."""
        following, cells = self.value(name), self.cells[name]
        return holds_exactly(cells, flatten(self.exact[name])) or (
            following is not None and holds_exactly(cells, following)
        )

    def bridge_blank(self, name: str) -> None:
        """Fill a blank step with the value from the student's own inputs, where that differs from the exact one."""
        target, exact = self.step_value(self.space, name), flatten(self.exact[name])
        if target is None or len(target.values) != len(exact) or not all(map(is_number, (*target.values, *exact))):
            return
        # As a student's head rounds.
        halves = [digit_unit(v, self.digits) / 2 if self.digits else 0 for v in target.values]
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
            for both in self._moves(parameter):
                others = [try_step(function, {**self.inputs, parameter: moved}) or values for moved in both]
                for i, here in enumerate(values):
                    slack[i] += _TOGETHER * max(_distance(here, other[i : i + 1]) for other in others)
        return StepValue(values, tuple(slack))

    def _moves(self, parameter: str) -> list[tuple[Any, Any]]:
        """An own input moved up and down by half a unit of its last digit, number by number."""
        if parameter not in self._moved:
            cells = self.cells.get(parameter, self.bridged_blanks.get(parameter, ()))
            moves = ((i, cell.half_unit) for i, cell in enumerate(cells if self._is_rounded(parameter, cells) else ()))
            self._moved[parameter] = [
                (self._moved_value(parameter, cells, i, half), self._moved_value(parameter, cells, i, -half))
                for i, half in moves
                if half > NOISE * max(1, abs(cells[i].value))
            ]
        return self._moved[parameter]

    def _moved_value(self, name: str, cells: Sequence[Any], place: int, by: Fraction) -> Any:
        return nest([c.value + (by if i == place else 0) for i, c in enumerate(cells)], self.exact[name])

    def _is_rounded(self, name: str, cells: Sequence[Any]) -> bool:
        """Whether own cells are the numbers of a step, and rounded."""
        if name not in self.exact or len(cells) != len(flatten(self.exact[name])):
            return False
        return all(isinstance(c, WrittenValue) for c in cells) and not self._is_unrounded(name, cells)

    def _is_unrounded(self, name: str, cells: Sequence[Any]) -> bool:
        """Whether a step is exact and was not rounded.

        Agreement with the student's own inputs proves it only where exact numbers are asked for; with rounded ones it
        may be chance, as -0.1000 is for (0.1 - 0.5000) 0.5000 (1 - 0.5000) where o was 0.50003.  A number that follows
        exactly from a rounded one is rounded as well: the ReLU of 0.385, where that was 0.38512.
        """
        if name not in self._unrounded:
            following = self.value(name) if self.digits is None else None
            before = [(p, self.cells[p]) for p in self.inputs_of(name) if p in self.cells]
            self._unrounded[name] = holds_exactly(cells, flatten(self.exact[name])) or (
                following is not None
                and holds_exactly(cells, following)
                and self.bridged_blanks.keys().isdisjoint(self.parameters(name))
                and all(self._is_unrounded(p, own) for p, own in before)
            )
        return self._unrounded[name]


def _distance(one: Any, other: Sequence[Any]) -> float:
    """The distance of two numbers; 0 where one of them is no number."""
    return abs(float(other[0]) - float(one)) if other and is_number(one) and is_number(other[0]) else 0.0


def kept(cache: dict[Any, Any], key: Any, make: Callable[[], T]) -> T:
    """Return what `cache` has under a key, made where it is not there yet."""
    if key not in cache:
        cache[key] = make()
    found: T = cache[key]
    return found
