"""Verdict on a formula, compared with the reference and with the misconceptions.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader import formatting
from grader.followthrough.intervals import parameter_names
from grader.handwork.formulas import equivalence, parser
from grader.handwork.formulas.equivalence import Comparison, Point
from grader.handwork.formulas.notation import FormulaError, Notation
from grader.model import Status, Verdict

_FEW = 2  # names that may be offered together
_HUGE = 10**30


def formula_verdict(
    text: str,
    symbols: Sequence[str],
    domain: Mapping[str, str],
    right: Callable[..., Any],
    wrong: Mapping[str, Callable[..., Any]],
) -> Verdict:
    """Return the verdict on a formula; one that cannot be read or decided waits for a person."""
    notation = Notation.from_symbols(symbols)
    try:
        *before, node = parser.read_sides(text, notation)
        found = _compared(node, right, notation, domain)
        if found.same is not None and any(_compared(n, right, notation, domain).same != found.same for n in before):
            return _waits(text, "What stands on the two sides of = is not the same")
        if found.same is False:
            other = parser.read_formula(text, notation, tight=True)
            if other != node and _compared(other, right, notation, domain).same:
                return _waits(text, "a / b c can be read in two ways: write brackets")
        named = _names(node, notation, domain, wrong) if found.same is False else ()
    except FormulaError as error:
        return _waits(text, f"Cannot be read: {error}")
    if found.same is None:
        return Verdict(Status.PENDING, message="Whether this is right could not be decided; a person will.", got=text)
    if found.same:
        return Verdict(Status.PASSED, Fraction(1), got=text)
    return Verdict(Status.FAILED, message=_example(found, notation), misconceptions=named, got=text)


def _waits(text: str, reason: str) -> Verdict:
    return Verdict(Status.PENDING, message=f"{reason}. A person will look at it.", got=text)


def _compared(
    node: parser.Node, function: Callable[..., Any], notation: Notation, domain: Mapping[str, str]
) -> Comparison:
    reference = equivalence.reference_from_function(function, parameter_names(function))
    return equivalence.compare_formula(node, reference, notation, domain)


def _names(
    node: parser.Node, notation: Notation, domain: Mapping[str, str], wrong: Mapping[str, Callable[..., Any]]
) -> tuple[str, ...]:
    fitting = tuple(name for name, function in wrong.items() if _compared(node, function, notation, domain).same)
    return fitting if len(fitting) <= _FEW else ()


def _example(found: Comparison, notation: Notation) -> str:
    """The sentence with one point at which the formula differs."""
    place = found.place
    if place is None:
        return "This is not the same."
    at = [f"{index} = {place.indices[index] + 1}" for index in sorted(notation.indices)]
    values = [f"{name} = {_rounded(place, name)}" for name in sorted(notation.scalars | notation.vectors)]
    where = ", ".join([*at, *values])
    return f"For example with {where} it gives {_number(found.mine)}, but should give {_number(found.theirs)}."


def _rounded(place: Point, name: str) -> str:
    value = place.values[name]
    return f"({', '.join(map(_number, value))})" if isinstance(value, list) else _number(value)


def _number(value: Any) -> str:
    return formatting.number_text(round(float(value), 4)) if abs(value) < _HUGE else "a number beyond all bounds"
