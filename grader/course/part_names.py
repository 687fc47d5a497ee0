"""The names of the parts of what a function returns: as its contract says them, or the reference's return statement."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from grader.submissions.placeholders import Definition
from grader.submissions.surroundings import own_nodes

_IN_BRACKETS = re.compile(r"(?:\A|\bReturns?:?|->)\s*\(")
_LISTED = re.compile(r"^\s*(?:[-*]\s*)?([A-Za-z_]\w*)\s*:(?=\s|$)", re.MULTILINE)
_NAMED = re.compile(r"([A-Za-z_]\w*)(?:\s*\(.*|\s+(?:int|float|bool|str|array|list|dict)s?\b.*)?", re.DOTALL)
_LONGEST = 60  # characters of words that stand for a name


def part_names(definitions: Mapping[str, Definition]) -> dict[str, tuple[str, ...]]:
    """Return the names of the parts that functions and methods return, of those that return several.

    The docstring says them: `Returns (dx, dw)`, `-> (h (n,), y)`, or a list of them; a part that is described in words
    has these words.  Where it says none, they are the plain names of the return statements.
    """
    documented = {name: _said_names(ast.get_docstring(node) or "") for name, node in definitions.items()}
    named = {name: documented[name] or _returned_names(node) for name, node in definitions.items()}
    return {name: parts for name, parts in named.items() if any(parts)}


def _said_names(text: str) -> tuple[str, ...]:
    found = _IN_BRACKETS.search(text)
    if found is not None:
        parts = _split(text[found.end() :])
        return tuple(map(_name, parts)) if len(parts) > 1 else ()
    below = re.search(r"\bReturns\b", text)
    listed = _LISTED.findall(text[below.end() :]) if below is not None else []
    return tuple(listed) if len(listed) > 1 else ()


def _split(text: str) -> list[str]:
    """The parts between commas up to the bracket that closes, [] where none does."""
    parts, depth = [""], 0
    for sign in text:
        if sign in "])}" and not depth:
            return parts
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return []


def _name(part: str) -> str:
    part = " ".join(part.split())
    named = _NAMED.fullmatch(part)
    words = part.partition(" (")[0]
    return named[1] if named is not None else words if len(words) <= _LONGEST and "`" not in words else ""


def _returned_names(function: Definition) -> tuple[str, ...]:
    """The plain names that all return statements of several values agree in."""
    values = [node.value for node in own_nodes(function.body) if isinstance(node, ast.Return)]
    returned = [value.elts for value in values if isinstance(value, ast.Tuple) and len(value.elts) > 1]
    if not returned or len(set(map(len, returned))) > 1:
        return ()
    names = [{part.id if isinstance(part, ast.Name) else "" for part in parts} for parts in zip(*returned, strict=True)]
    return tuple(one.pop() if len(one) == 1 else "" for one in names)
