"""CSV as text, in which no cell is a formula to a spreadsheet, whoever wrote what stands in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also as wide as Chinese characters are
_INSIDE = re.compile(r"(?<=[;\t\r\n])([\s\"']*)([=+@＝＋＠-]+)")


def csv_text(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows of cells as CSV; texts that a spreadsheet would take for a formula begin with an apostrophe."""
    file = io.StringIO(newline="")
    safe = ((spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)
    csv.writer(file).writerows(safe)
    return file.getvalue()


def spreadsheet_safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, also where it parts cells at other signs than we do.

    Anything else stays as it is.
    """
    inside = guard_inside(text, lambda signs: f"'{signs}")
    return f"'{inside}" if text.startswith(_FORMULA) else inside


def guard_inside(text: str, guarded: Callable[[str], str]) -> str:
    """Return a text with other signs where it could begin a formula if it were parted: at `;`, tabs and line ends."""
    return _INSIDE.sub(lambda found: found[1] + guarded(found[2]), text)
