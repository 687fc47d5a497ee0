"""Arithmetic as students write it: what two numbers give, exactly, and how far each moves it.  Pure."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

LARGEST = 10**300  # what is below it is a float as well
WHOLE: dict[str, Callable[[Fraction], int]] = {  # what makes a number whole
    "int": math.trunc,
    "int64": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
}
_MAX_BITS = 2_000  # of a number that arithmetic may give
_MAX_FOLLOWED = 50  # numbers in arithmetic whose rounding is followed
_MAX_DIGITS = _MAX_POWER = 300
_NO_SIZE = "this number is too large or too small to be one that is asked for"


def literal(text: str) -> tuple[Fraction, Fraction]:
    """Return a number as it is written in Python, and half a unit of its last digit; a written 0 is exactly 0.

    Raises ValueError with a sentence where nobody would write such a number.
    """
    plain = text.replace("_", "").strip("()").strip()
    if not plain or len(plain) > _MAX_DIGITS:
        raise ValueError("this number is too long to be one that is asked for")
    if plain[:2].lower() in ("0x", "0o", "0b"):
        value, half = Fraction(int(plain, 0)), Fraction(0)
    else:
        value, half = _decimal(plain.lower())
    if value > LARGEST:
        raise ValueError(_NO_SIZE)
    return value, half


def _decimal(text: str) -> tuple[Fraction, Fraction]:
    mantissa, _, exponent = text.partition("e")
    power = int(exponent or 0)
    if abs(power) > _MAX_POWER:
        raise ValueError(_NO_SIZE)
    value, decimals = Fraction(mantissa) * Fraction(10) ** power, len(mantissa.partition(".")[2])
    return value, Fraction(10) ** (power - decimals) / 2 if value else Fraction(0)


def combined(one: Fraction, op: ast.operator, other: Fraction) -> Fraction:
    """Return the exact result; raises ValueError with a sentence where there is none of a size to be read."""
    size = max(one.numerator.bit_length(), one.denominator.bit_length())
    value = None
    if isinstance(op, ast.Add):
        value = one + other
    elif isinstance(op, ast.Sub):
        value = one - other
    elif isinstance(op, ast.Mult):
        value = one * other
    elif isinstance(op, (ast.Div, ast.FloorDiv)):
        if not other:
            raise ValueError("this divides by zero")
        value = one / other if isinstance(op, ast.Div) else Fraction(one // other)
    elif isinstance(op, ast.Pow) and other.denominator == 1 and abs(other) * size <= _MAX_BITS:
        value = Fraction(one ** int(other)) if one or other >= 0 else None
    if value is None or abs(value) > LARGEST or value.denominator.bit_length() > _MAX_BITS:
        raise ValueError("this arithmetic cannot be read; write the number that it gives")
    return value


def slopes(one: Fraction, op: ast.operator, other: Fraction) -> tuple[float, float]:
    """Return how far each of two numbers moves the result, but for the sign; raises ArithmeticError if too far."""
    a, b = float(one), float(other)
    if isinstance(op, (ast.Add, ast.Sub)):
        return 1.0, 1.0
    if isinstance(op, ast.Mult):
        return b, a
    if isinstance(op, ast.Div):
        return 1 / b, a / b**2
    return (b * a ** (b - 1) if isinstance(op, ast.Pow) else 0.0), 0.0


def parts(one: Any, op: ast.operator, other: Any) -> tuple[tuple[Any, float], ...]:
    """Return the numbers in arithmetic and how far each moves it; none where these are too many or too large."""
    try:
        pairs = zip((one, other), slopes(one.value, op, other.value), strict=True)
    except ArithmeticError:
        return ()
    found = tuple((part, by * slope) for number, by in pairs for part, slope in number.parts or ((number, 1.0),))
    return found if len(found) <= _MAX_FOLLOWED else ()


def is_power_of_ten(node: ast.BinOp) -> bool:
    """Return whether a number is written as so much times a power of ten: -2.65 * 10**-3."""
    power = node.right
    if not (isinstance(node.op, ast.Mult) and isinstance(power, ast.BinOp) and isinstance(power.op, ast.Pow)):
        return False
    return isinstance(power.left, ast.Constant) and power.left.value == 10
