"""Values as a student would write them, and as they are read where they have been written so.  Pure."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.submissions import answer_sheet, exact_arithmetic
from grader.submissions.answer_sheet import Unread, Written

_DECIMAL = re.compile(r"(-?)(\d{1,20})(?:\.(\d{1,20}))?")
_RATIO = re.compile(r"(-?)(\d{1,29})/(\d{1,29})")  # a longer text is shortened where it is read


def literal(value: Any) -> str:
    """Return a value as a student would write it; fractions that do not end as p/q."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join(literal(v) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if inner else "()"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        places = _places(value.denominator)
        return f"{value.numerator}/{value.denominator}" if places is None else f"{float(value):.{places}f}"
    return repr(float(value)) if hasattr(value, "dtype") and value.dtype.kind == "f" else str(value)


@lru_cache(maxsize=1024)
def _places(denominator: int) -> int | None:
    """The decimals that a fraction ends after; None where it goes on."""
    return next((p for p in range(1, 16) if 10**p % denominator == 0), None)


def as_read(value: Any) -> Any:
    """Return what is read where a value has been written; for plain numbers without going through the parser."""
    if isinstance(value, (list, tuple)):
        parts = [as_read(v) for v in value]
        return next((part for part in parts if isinstance(part, Unread)), parts)
    if value is None or isinstance(value, str):
        return value
    text = literal(value)
    found = _DECIMAL.fullmatch(text)
    if found is not None:
        sign, whole, decimals = found[1], found[2], found[3] or ""
        number, unit = int(whole + decimals), 10 ** len(decimals)
        half = Fraction(1, 2 * unit) if number else Fraction(0)
        return Written(Fraction(-number if sign else number, unit), half, text)
    found = _RATIO.fullmatch(text)
    if found is not None:
        above, below = _whole(found[1], found[2]), _whole("", found[3])
        return Written(Fraction(value), Fraction(0), text, exact_arithmetic.parts(above, ast.Div(), below))
    return answer_sheet.parse(f"x = {text}\n").read("x")


def _whole(sign: str, digits: str) -> Written:
    number = int(digits)
    return Written(Fraction(-number if sign else number), Fraction(1, 2) if number else Fraction(0), sign + digits)
