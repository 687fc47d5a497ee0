"""Source that only a newer Python reads: found by writing what is new in it in an older way, and parsing it again."""

from __future__ import annotations

import ast
import re
import sys
import warnings

Version = tuple[int, int]
# What is new, the Python that brought it, and what an older one reads in its place.
_NEW: tuple[tuple[Version, re.Pattern[str], str], ...] = (
    ((3, 12), re.compile(r"^([ \t]*)type[ \t]+(\w+)[ \t]*(?:\[[^\]\n]*\])?[ \t]*=(?!=)", re.MULTILINE), r"\1\2 ="),
    ((3, 12), re.compile(r"^([ \t]*(?:async[ \t]+def|def|class)[ \t]+\w+)\[[^\]\n]*\]", re.MULTILINE), r"\1"),
    # Of classes: `except ValueError, e` is Python 2.
    (
        (3, 14),
        re.compile(r"^([ \t]*except[ \t]+)([A-Z]\w*(?:[ \t]*,[ \t]*[A-Z]\w*)+) *:", re.MULTILINE),
        r"\1(\2):",
    ),
)
_TOKEN = re.compile(r"#[^\n]*|(?P<prefix>\b[A-Za-z]{1,2})?(?P<quote>\"\"\"|'''|\"|')")
_IN_FIELD = re.compile(r"(?P<prefix>\b[A-Za-z]{1,2})?(?P<quote>\"\"\"|'''|\"|')|[{}\\\n]")
_DEEPEST = 10  # f-strings inside f-strings


def version_needed(source: str) -> Version | None:
    """Return the Python that source needs which this one cannot parse; None where it is Python of no version."""
    older, needed = _without_nested_strings(source)
    for version, new, old in _NEW:
        if version > sys.version_info[:2]:
            older, count = new.subn(old, older)
            needed = max(needed, version) if count else needed
    if needed <= sys.version_info[:2]:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(older)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return needed


def _without_nested_strings(source: str) -> tuple[str, Version]:
    """The source with an empty text for each f-string that only Python 3.12 reads, and the version that it needs."""
    parts, done, at, needed = list[str](), 0, 0, (0, 0)
    while (token := _TOKEN.search(source, at)) is not None:
        at = token.end()
        if token["quote"] is None:
            continue
        formatted = "f" in (token["prefix"] or "").lower()
        ended = _end_of_string(source, at, token["quote"], formatted, 0)
        if ended is None:
            break
        at, is_new = ended
        if is_new and sys.version_info < (3, 12):
            parts += [source[done : token.start()], '""']
            done, needed = at, (3, 12)
    return "".join([*parts, source[done:]]), needed


def _end_of_string(text: str, at: int, quote: str, formatted: bool, depth: int) -> tuple[int, bool] | None:
    """Where a string ends that begins at `at`, and whether it needs Python 3.12; None where it has no end."""
    is_new = False
    while at < len(text):
        if text.startswith(quote, at):
            return at + len(quote), is_new
        if text[at] == "\n" and len(quote) == 1:
            return None
        if formatted and text[at] == "{" and not text.startswith("{{", at):
            field = _end_of_field(text, at + 1, quote, depth)
            if field is None:
                return None
            at, is_new = field[0], is_new or field[1]
        else:
            at += 2 if text[at] == "\\" or (formatted and text.startswith("{{", at)) else 1
    return None


def _end_of_field(text: str, at: int, quote: str, depth: int) -> tuple[int, bool] | None:
    """Where the braces around an expression end, and whether what stands in them needs Python 3.12."""
    is_new, braces = False, 1
    while (token := _IN_FIELD.search(text, at)) is not None and depth < _DEEPEST:
        at = token.end()
        if token["quote"] is not None:
            ended = _end_of_string(text, at, token["quote"], "f" in (token["prefix"] or "").lower(), depth + 1)
            if ended is None:
                return None
            at, is_new = ended[0], is_new or ended[1] or (token["quote"][0] == quote[0] and len(quote) == 1)
        elif token[0] in "{}":
            braces += 1 if token[0] == "{" else -1
            if not braces:
                return at, is_new
        else:
            is_new = is_new or token[0] == "\\" or len(quote) == 1
    return None
