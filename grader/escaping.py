"""Text that anybody may have written, made fit for a page: nothing in it is live, and what is invisible is shown."""

from __future__ import annotations

import re
import unicodedata

LONG = 2000  # characters of one text that a page shows
# What turns the reading direction round would let a text look like another one.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&#!])")
_BEGINNING = re.compile(r"^(\d*)(?=[-+=.)]+(?:\s|$))")  # of a list, of a rule, of the line under a heading


def visible(text: str) -> str:
    """Return a text with control characters, bytes that are no text and turns of direction written out."""
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(c: str) -> str:
    if c in "\n\t" or (c not in _TURNING and unicodedata.category(c) not in ("Cc", "Cs")):
        return c
    return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}"


def clipped(text: str, most: int = LONG) -> str:
    """Return the beginning of a text that is too long to be read, and how much was left out."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} more characters)"


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return a message cut at its `backticks`: each piece, and whether it is code."""
    cut = text.split("`")
    even = len(cut) % 2 == 1
    return [(piece, even and i % 2 == 1) for i, piece in enumerate(cut) if piece] if even else [(text, False)]


def markdown(text: str) -> str:
    """Return a text for a place inside a line of Markdown, where it stands for itself."""
    line = " ".join(clipped(visible(text)).split())
    return _BEGINNING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", line))


def code(text: str) -> str:
    """Return a text as code inside a line of Markdown, whatever backticks it has."""
    shown = " ".join(clipped(visible(text)).split())
    fence = _fence(shown, 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}" if shown else ""


def block(text: str, most: int) -> str:
    """Return a text as a block of Markdown that is shown as it is."""
    shown = clipped(visible(text), most)
    fence = _fence(shown, 3)
    return f"{fence}text\n{shown}\n{fence}"


def _fence(text: str, least: int) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)
