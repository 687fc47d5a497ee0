"""Values and calls as a student reads them: short, on one line, numbers with six significant digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np

from grader.model import Call

_LONG = 8  # entries of one row before the middle is left out
_READABLE = 24  # characters of an exact number; what is longer is rounded


def value(x: Any, limit: int = 100) -> str:
    """Return `x` in words that fit on a line; what does not fit ends in its shape or in an ellipsis."""
    text = _text(x, limit)
    if len(text) <= limit:
        return text
    if isinstance(x, np.ndarray):
        return f"an array of shape {shape(x.shape)}, beginning {text[: max(20, limit - 40)].rstrip()}…"
    return text[: limit - 1] + "…"


def shape(dimensions: tuple[int, ...]) -> str:
    """Return a shape as it is written in Python."""
    return str(tuple(int(n) for n in dimensions))


def number(x: Any) -> str:
    """Return a number with at most six significant digits; exact ones as they are, unless nobody would read them."""
    if isinstance(x, (bool, np.bool_)):
        return str(bool(x))
    if isinstance(x, Fraction):
        return written if len(written := exact(x)) <= _READABLE else f"{float(x):.12g}"
    if isinstance(x, (int, np.integer)):
        return str(int(x))
    if isinstance(x, (complex, np.complexfloating)):
        return f"{x:.6g}"
    x = float(x)
    return str(int(x)) if x.is_integer() and abs(x) < 1e6 else f"{x:.6g}"


def exact(x: Fraction) -> str:
    """Return a fraction as a decimal where it ends within fifteen places, else as p/q."""
    for places in range(16):
        scaled = x * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).zfill(places + 1)
            sign = "-" if x < 0 else ""
            return f"{sign}{digits[: len(digits) - places]}{'.' if places else ''}{digits[len(digits) - places :]}"
    return f"{x.numerator}/{x.denominator}"


def _text(x: Any, room: int) -> str:
    """What `x` looks like; what takes more than `room` characters may be cut anywhere beyond it."""
    if isinstance(x, (bool, int, float, complex, np.generic, Fraction)) and not isinstance(x, (np.str_, np.bytes_)):
        return number(x) if not isinstance(x, (np.datetime64, np.timedelta64)) else str(x)
    if isinstance(x, np.ndarray):
        return _array(x, room)
    if isinstance(x, list):
        return f"[{_joined(x, room)}]"
    if isinstance(x, tuple):
        return f"({_joined(x, room)}{',' if len(x) == 1 else ''})"
    if isinstance(x, dict):
        pairs = list(x.items())[:_LONG]
        return "{" + _within((f"{_text(k, room)}: {_text(v, room)}" for k, v in pairs), room) + "}"
    plain = str(x) if isinstance(x, str) else x
    return repr(plain[: room + 1] if type(plain) in (str, bytes) else x)


def _within(parts: Iterable[str], room: int) -> str:
    """The parts with commas between them, until there is no room for more: an array may have millions."""
    taken: list[str] = []
    for part in parts:
        taken.append(part)
        room -= len(part) + 2
        if room < 0:
            break
    return ", ".join(taken)


def _joined(items: Sequence[Any], room: int) -> str:
    if len(items) <= 2 * _LONG:
        return _within((_text(v, room) for v in items), room)
    first, last = (_text(v, room) for v in items[:_LONG]), (_text(v, room) for v in items[-1:])
    return _within(chain(first, ["…"], last), room)


def _array(x: np.ndarray[Any, Any], room: int) -> str:
    if x.ndim == 0:
        return _text(x[()], room)
    if x.size == 0:
        return f"an empty array of shape {shape(x.shape)}"
    many = len(x) > 2 * _LONG
    rows = (_text(v, room) for v in (x[:_LONG] if many else x))
    return f"[{_within(chain(rows, ['…'] if many else []), room)}]"


def call(made: Call, limit: int = 160) -> str:
    """Return a call as it would be typed: with all of its arguments where they fit, else with the long ones cut."""
    *whole, short = (f"{made.function}({', '.join(_arguments(made, width))})" for width in (limit, 60, 24))
    return next((text for text in whole if len(text) <= limit), short)


def _arguments(made: Call, width: int) -> list[str]:
    return [value(a, width) for a in made.args] + [f"{k}={value(v, width)}" for k, v in made.kwargs.items()]
