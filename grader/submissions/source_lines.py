"""Lines of a submission's source: those of a place, of a function or an answer, and a line without its own names."""

from __future__ import annotations

import ast
import io
import keyword
import re
import tokenize
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_LINE_ENDS = re.compile("\r\n|\r|\n")


class SourceLines(NamedTuple):
    """Lines of a file one below the other: which file or cell, "" in the submission's own file; none are not kept."""

    place: str
    first: int  # its number
    lines: tuple[str, ...] = ()
    function: str = ""  # in which an exception passed them


def line_at(sources: Mapping[str, str], place: str, number: int) -> str:
    """Return a line of a source, by the name of its file or cell, "" where that is not there."""
    lines = split_lines(sources.get(place, ""))
    return lines[number - 1] if number <= len(lines) else ""


def split_lines(text: str) -> list[str]:
    """Return the lines of source as Python counts them."""
    return _LINE_ENDS.split(text)


def defining_lines(cells: Sequence[str], *names: str) -> SourceLines | None:
    """Return the lines that define the first of these names that a submission defines at its top level, else None.

    The last definition counts; of a method, `CLASS.METHOD`, they are its own.
    """
    there = _definitions(cells)
    return next((there[name].source for name in names if name in there), None)


def lines_behind(cells: Sequence[str], name: str) -> list[SourceLines]:
    """Return the lines by which a submission defines a name, and those of all of its own that it uses there."""
    there = _definitions(cells)
    found: dict[str, SourceLines] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop(0)
        if one in there and one not in found:
            found[one] = there[one].source
            waiting += there[one].uses
    return list(dict.fromkeys(found.values()))


def names_used(node: ast.AST) -> list[str]:
    """Return the names that a statement takes from outside of it, in the order in which they stand there."""
    names = [one for one in ast.walk(node) if isinstance(one, ast.Name)]
    within = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    own = {one.id for one in names if within and isinstance(one.ctx, ast.Store)}
    own |= {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
    return list(dict.fromkeys(one.id for one in names if isinstance(one.ctx, ast.Load) and one.id not in own))


class _Definition(NamedTuple):
    source: SourceLines
    uses: list[str]  # names, in the order in which they stand there


def _definitions(cells: Sequence[str]) -> dict[str, _Definition]:
    """The definitions at the top level of a submission, and the methods of its classes."""
    found: dict[str, _Definition] = {}
    for number, cell in enumerate(cells, 1):
        place = f"cell {number}" if len(cells) > 1 else ""
        lines = split_lines(cell)
        for node, names in _statements(cell):
            first = min([node.lineno, *(made.lineno for made in getattr(node, "decorator_list", ()))])
            source = SourceLines(place, first, tuple(lines[first - 1 : node.end_lineno]))
            found |= dict.fromkeys(names, _Definition(source, names_used(node)))
    return found


def _statements(cell: str) -> list[tuple[ast.stmt, list[str]]]:
    """The statements of a cell, each with the names that it defines."""
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it is told elsewhere
        return []
    made: list[tuple[ast.stmt, list[str]]] = []
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            made.append((node, [node.name]))
            inside = node.body if isinstance(node, ast.ClassDef) else []
            made += [(one, [f"{node.name}.{one.name}"]) for one in inside if isinstance(one, ast.FunctionDef)]
        else:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            made.append((node, [target.id for target in targets if isinstance(target, ast.Name)]))
    return made


def line_of_thought(line: str) -> str:
    """Return a line of code without what another student would call or write otherwise: names, numbers and texts.

    `a[i + 1]` and `row[k + 1]` are one thought.  Attributes, functions that are called, and words of Python stay.
    """
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(line.strip()).readline))
    except (tokenize.TokenError, SyntaxError):
        return " ".join(line.split())
    own: dict[str, str] = {}
    pieces: list[str] = []
    for place, token in enumerate(tokens):
        if token.type in (tokenize.COMMENT, tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER, tokenize.ERRORTOKEN):
            continue
        stays = (
            keyword.iskeyword(token.string) or tokens[place - 1].string == "." or tokens[place + 1].string in (".", "(")
        )
        if token.type == tokenize.NAME and not stays:
            pieces.append(own.setdefault(token.string, f"_{len(own)}"))
        else:
            pieces.append("''" if token.type == tokenize.STRING else token.string)
    return " ".join(pieces)
