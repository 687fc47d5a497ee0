"""How a wrong number stands to the right one: on numbers of one's own that is what the same mistake has in common."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Any

_TIMES, _PLUS = "times ", "plus "


def names(got: str, want: str) -> list[str]:
    """Return names for what leads from `want` to `got`, both as they are shown: a factor, a difference.

    Where they are no numbers, the text itself is the name.
    """
    one, other = _numbers(got), _numbers(want)
    if not one or not other or len(one) != len(other):
        return [f"is {' '.join(got.split())}"] if got else []
    found = []
    if all(want for want in other):
        ratios = [a / b for a, b in zip(one, other, strict=True)]
        if _same(ratios):
            found.append(f"{_TIMES}{ratios[0]:.3g}")
    differences = [a - b for a, b in zip(one, other, strict=True)]
    if _same(differences):
        found.append(f"{_PLUS}{differences[0]:.3g}")
    return found


def said(name: str) -> str:
    """Return a name in words, "" where it is a digest or a text that speaks for itself."""
    for start, words in ((_TIMES, "the right number times"), (_PLUS, "the right number plus")):
        if name.startswith(start):
            return f"{words} {name.removeprefix(start)}"
    return ""


def _numbers(text: str) -> list[float]:
    try:
        return list(_flat(ast.literal_eval(text)))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return []


def _flat(value: Any) -> Iterator[float]:
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _flat(part)
    elif isinstance(value, (int, float)) and math.isfinite(value):
        yield float(value)
    else:
        raise ValueError(value)


def _same(values: list[float]) -> bool:
    return all(math.isclose(value, values[0], rel_tol=2e-3, abs_tol=1e-9) for value in values)
