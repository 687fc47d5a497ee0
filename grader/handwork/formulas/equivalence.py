"""Equivalence of two formulas: both evaluated at random points, exactly where they are rational.

Indexed symbols are vectors, and every combination of the indices is tried, so delta_ij^2 = delta_ij and s_i = s_j where
i = j hold by themselves.  A comparison without a decision is undecided, never wrong.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

from grader.handwork.formulas.notation import FormulaError, Notation
from grader.handwork.formulas.parser import Node
from grader.model import Finding

LENGTH = 3  # entries of a vector: enough for i = j, i != j, and a third that a sum runs over
POINTS = 6
_MAX_POWER = 64
_MAX_BITS = 4000  # of a numerator or denominator
_NEAR = 1e-18  # of 30 digits
Value = Any  # a Fraction, or an mpmath number where a function made it irrational


class UndefinedError(Exception):
    """A formula has no value at a point."""


@dataclass(frozen=True)
class Point:
    """A point to evaluate formulas at: the values of the symbols and of the indices."""

    values: Mapping[str, Any]
    indices: Mapping[str, int]


@dataclass(frozen=True)
class Comparison:
    """A comparison with the reference: the same, not the same (at a point, with both values), or None, undecided."""

    same: bool | None
    place: Point | None = None
    mine: Value = None
    theirs: Value = None


def evaluate(node: Node, place: Point) -> Value:  # noqa: PLR0911 - one line a kind of node
    """Return the value of an expression at a point; raises UndefinedError, or FormulaError beyond the bounds."""
    kind, parts = node.kind, node.parts
    if kind == "number":
        return parts[0]
    if kind == "symbol":
        name, index = parts
        return place.values[name][place.indices[index]] if index else place.values[name]
    if kind == "delta":
        return Fraction(place.indices[parts[0]] == place.indices[parts[1]])
    if kind == "sum":
        index, inner = parts
        terms = [evaluate(inner, Point(place.values, {**place.indices, index: k})) for k in range(LENGTH)]
        return reduce(lambda one, other: _operate("+", one, other), terms)
    if kind == "choice":
        one, other, equal, unequal = parts
        return evaluate(equal if place.indices[one] == place.indices[other] else unequal, place)
    if kind == "call":
        return _function(parts[0], evaluate(parts[1], place))
    return _operate(kind, evaluate(parts[0], place), evaluate(parts[1], place))


def _operate(sign: str, one: Value, other: Value) -> Value:
    if isinstance(one, Fraction) is not isinstance(other, Fraction) and sign != "^":
        one, other = _real(one), _real(other)
    if sign == "+":
        return _bounded(one + other)
    if sign == "-":
        return _bounded(one - other)
    if sign == "*":
        return _bounded(one * other)
    if sign == "/":
        if not other:
            raise UndefinedError
        return _bounded(one / other)
    return _power(one, other)


def _power(base: Value, exponent: Value) -> Value:
    if not base and exponent < 0:
        raise UndefinedError
    if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) <= _MAX_POWER:
        if isinstance(base, Fraction) and _bits(base) * abs(exponent) > _MAX_BITS:
            base = _real(base)
        return _bounded(base ** int(exponent))
    if abs(exponent) > _MAX_POWER:
        raise FormulaError(Finding("formula.power"))
    import mpmath

    if base < 0:
        raise UndefinedError
    return _bounded(mpmath.power(_real(base), _real(exponent)))


def _bounded(value: Value) -> Value:
    if isinstance(value, Fraction):
        return value if _bits(value) < _MAX_BITS else _real(value)
    return value


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _real(value: Value) -> Value:
    import mpmath

    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def _function(name: str, x: Value) -> Value:
    import mpmath

    if name == "abs":
        return abs(x)
    x = _real(x)
    if abs(x) > 1000:
        raise UndefinedError
    if name == "sigmoid":
        return 1 / (1 + mpmath.exp(-x))
    if name in ("log", "sqrt") and x <= 0:
        raise UndefinedError
    return getattr(mpmath, name)(x)


def random_points(notation: Notation, domain: Mapping[str, str], seed: int = 0) -> Iterator[Point]:
    """Yield random points: first with values between 0 and 1, then of both signs; every combination of the indices.

    `domain` says of a symbol that it is always `positive`, or that a vector holds `probabilities` (which sum to 1).
    """
    rng = random.Random(seed)  # noqa: S311 - points to compare at, no secret
    for number in range(POINTS):
        values: dict[str, Any] = {}
        for name in sorted(notation.scalars):
            values[name] = _draw(rng, number, domain.get(name, ""))
        for name in sorted(notation.vectors):
            drawn = [_draw(rng, number, domain.get(name, "")) for _ in range(LENGTH)]
            values[name] = [v / sum(drawn) for v in drawn] if domain.get(name) == "probabilities" else drawn
        for combination in itertools.product(range(LENGTH), repeat=len(notation.indices)):
            yield Point(values, dict(zip(sorted(notation.indices), combination, strict=True)))


def _draw(rng: random.Random, number: int, domain: str) -> Fraction:
    size = Fraction(rng.randint(10, 90), 97)
    signed = number >= POINTS // 2 and domain not in ("positive", "probabilities")
    return -size if signed and rng.random() < 0.5 else size


def compare_formula(
    node: Node, reference: Callable[[Point], Value], notation: Notation, domain: Mapping[str, str]
) -> Comparison:
    """Return whether a formula has the reference's values; undecided where it has no value at many points."""
    import mpmath

    seen: Counter[tuple[int, ...]] = Counter()  # how often there was a value, for each combination of the indices
    with mpmath.workdps(30):
        for place in random_points(notation, domain):
            at = tuple(place.indices.values())
            seen[at] += 0
            try:
                mine, theirs = evaluate(node, place), reference(place)
            except UndefinedError:
                continue
            seen[at] += 1
            if not _same(mine, theirs):
                return Comparison(False, place, mine, theirs)
    return Comparison(True if min(seen.values()) > POINTS // 2 else None)


def _same(mine: Value, theirs: Value) -> bool:
    if isinstance(mine, Fraction) and isinstance(theirs, Fraction):
        return mine == theirs
    one, other = _real(mine), _real(theirs)
    return bool(abs(one - other) <= _NEAR * max(1, abs(one), abs(other)))


def reference_from_function(function: Callable[..., Any], symbols: Sequence[str]) -> Callable[[Point], Value]:
    """Return a reference that calls a function with the values of its symbols, such as `s_i` or `delta_ij`."""

    def at(place: Point) -> Value:
        try:
            return function(**{symbol: _symbol(symbol, place) for symbol in symbols})
        except ZeroDivisionError:
            raise UndefinedError from None

    return at


def _symbol(symbol: str, place: Point) -> Value:
    base, _, sub = symbol.partition("_")
    if base == "delta" and len(sub) == 2:
        return Fraction(place.indices[sub[0]] == place.indices[sub[1]])
    return place.values[base][place.indices[sub]] if sub else place.values[base]
