"""Places of a discussion's key facts in a student's text.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

Span = tuple[int, int]  # first character, and the one after the last


def find_key_facts(text: str, facts: Sequence[Sequence[str]]) -> list[list[Span]]:
    """Return for each key fact the places of its words in a text, in order; capitals and line ends are ignored."""
    return [sorted({span for word in words for span in _spans(text, word)}) for words in facts]


def _spans(text: str, word: str) -> list[Span]:
    pattern = r"\s+".join(re.escape(part) for part in word.split())
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)] if pattern else []


def bracket_key_facts(text: str, found: Sequence[Sequence[Span]]) -> tuple[str, list[Span]]:
    """Return the text with each place in brackets after its fact's number, `[2:sum]`, and where the brackets stand.

    Of overlapping places the one that begins first is in brackets, the longest of several.
    """
    numbers: dict[Span, list[str]] = {}
    for number, spans in enumerate(found, 1):
        for span in spans:
            numbers.setdefault(span, []).append(str(number))
    parts: list[str] = []
    brackets: list[Span] = []
    done = length = 0
    for span in sorted(numbers, key=lambda span: (span[0], -span[1])):
        start, end = span
        if start < done:
            continue
        bracket = f"[{','.join(numbers[span])}:{text[start:end]}]"
        length += start - done
        brackets.append((length, length + len(bracket)))
        parts += [text[done:start], bracket]
        length += len(bracket)
        done = end
    return "".join([*parts, text[done:]]), brackets
