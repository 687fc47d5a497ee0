"""Arithmetic as students write it: what two numbers give, exactly, and how far each moves it.  Pure."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from fractions import Fraction

LARGEST = 10**300  # what is below it is a float as well
WHOLE: dict[str, Callable[[Fraction], int]] = {  # what makes a number whole
    "int": math.trunc, "int64": math.trunc, "floor": math.floor, "ceil": math.ceil, "round": round,
}  # fmt: skip
_MAX_BITS = 2_000  # of a number that arithmetic may give


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
