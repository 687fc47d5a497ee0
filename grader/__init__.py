"""Graded neural-network homework and its auto-checker.

The names that checks and solutions are written with; each is imported when it is first used.
"""

from typing import Any

_HOME = {
    "check": "checks", "answer": "checks", "formula": "checks", "worksheet": "checks", "prose": "checks",
    "misconception": "checks", "step": "checks", "again": "checks", "trace": "checks", "numbers": "checks",
    "definition": "checks", "expected": "checks", "twin": "checks", "picture": "checks",
    "Picture": "drawing", "Panel": "drawing", "Dot": "drawing", "Line": "drawing", "Straight": "drawing",
    "Box": "drawing", "Words": "drawing",
    "close": "expect", "exact": "expect", "finite": "expect", "unchanged": "expect", "quiet": "expect",
    "integers": "expect",
    "raised": "homework", "derivatives": "symbolic", "compiled": "native",
}
__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'grader' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"grader.{_HOME[name]}"), name)
