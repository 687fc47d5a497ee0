"""Verdict on a formula, compared with the reference and with the misconceptions.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from grader.followthrough.nodes import parameter_names
from grader.handwork.formulas import equivalence, parser
from grader.handwork.formulas.equivalence import Comparison
from grader.handwork.formulas.notation import FormulaError, Notation
from grader.model import Finding, Status, Verdict

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
            return _waits(text, Finding("formula.sides"))
        if found.same is False:
            other = parser.read_formula(text, notation, tight=True)
            if other != node and _compared(other, right, notation, domain).same:
                return _waits(text, Finding("formula.two_ways"))
        named = _names(node, notation, domain, wrong) if found.same is False else ()
    except FormulaError as error:
        return _waits(text, Finding("formula.unreadable", why=error.finding))
    written = Finding("text", text=text)
    if found.same is None:
        return Verdict(Status.PENDING, findings=(Finding("formula.undecided"),), got=written)
    if found.same:
        return Verdict(Status.PASSED, Fraction(1), got=written)
    return Verdict(Status.FAILED, findings=(_example(found, notation),), misconceptions=named, got=written)


def _waits(text: str, why: Finding) -> Verdict:
    finding = Finding("formula.waits", why=why)
    return Verdict(Status.PENDING, findings=(finding,), got=Finding("text", text=text))


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


def _example(found: Comparison, notation: Notation) -> Finding:
    """One point at which the formula differs, and both values there."""
    place = found.place
    if place is None:
        return Finding("formula.differs")
    at = [Finding("equation", name=index, value=place.indices[index] + 1) for index in sorted(notation.indices)]
    values = [
        Finding("equation", name=name, value=_rounded(place.values[name]))
        for name in sorted(notation.scalars | notation.vectors)
    ]
    return Finding("formula.example", where=[*at, *values], got=_rounded(found.mine), want=_rounded(found.theirs))


def _rounded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_rounded, value))
    return round(float(value), 4) if abs(value) < _HUGE else Finding("beyond_all_bounds")
