"""Source that was written for an older Python or NumPy: what in it is not there any more, and what to write instead."""

from __future__ import annotations

import ast
import re
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from grader import version
from grader.model import Finding
from grader.submissions import surroundings

_MOST = 5  # notes
# What Python 3 says of the syntax of Python 2, what stands there, and what to write.
_SYNTAX = (
    (r"Missing parentheses in call to 'print'", r"", "print", "print(...)"),
    (r"Missing parentheses in call to 'exec'", r"", "exec", "exec(...)"),
    (r"multiple exception types must be parenthesized", r"", "except A, e", "except A as e"),
    (r"invalid decimal literal", r"\b\d+[lL]\b", "1L", "1"),
    (r"invalid syntax", r"<>", "<>", "!="),
    (r"invalid syntax", r"^\s*raise\s+\w+\s*,", "raise A, text", "raise A(text)"),
    (r"invalid syntax", r"`", "`x`", "repr(x)"),
    (r"invalid syntax", r"^\s*print\s+[^\s(=]", "print", "print(...)"),
)


def older_syntax(error: SyntaxError) -> Finding | None:
    """Return what a syntax error says of Python 2, None where it is none of that."""
    for said, stands, name, use in _SYNTAX:
        if re.match(said, error.msg or "") and re.search(stands, error.text or ""):
            return Finding("note.older_syntax", name=name, use=use, line=error.lineno, **version.running_with())
    return None


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("older_names.toml").read_text(encoding="utf-8"))


@cache
def _any_name() -> re.Pattern[str]:
    names = {kind: "|".join(table) for kind, table in _table().items()}
    of_numpy = rf"(?:np|numpy)\s*\.\s*(?:{names['numpy']})"
    return re.compile(rf"\b(?:{of_numpy}|{names['python']}|{names['methods']}|{names['keywords']})\b")


def replacement(kind: str, name: str) -> str:
    """Return what to write for a name of an older `numpy` or `python`, for a method or keyword; "" for any other."""
    use = _table()[kind].get(name, "")
    if use and kind == "numpy":
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some are on their way out
            return "" if hasattr(np, name) else use
    return use


def older_names(sources: Mapping[str, str]) -> list[Finding]:
    """Return a note for each name of an older Python or NumPy in these sources, by the names of their cells.

    What stands inside `try` has another way besides, and what a source sets itself is its own.
    """
    found: dict[str, Finding] = {}
    for cell, source in sources.items():
        tree = surroundings.parsed(source) if _any_name().search(source) else None
        for name, use, line in _names_in(tree) if tree is not None else ():
            found.setdefault(
                name, Finding("note.older_name", cell=cell, line=line, name=name, use=use, **version.running_with())
            )
    return list(found.values())[:_MOST]


def _names_in(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    nodes = [*ast.walk(tree)]
    own = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {(a.asname or a.name) for node in nodes for a in getattr(node, "names", ()) if hasattr(a, "asname")}
    own |= {one.name for one in surroundings.definitions(tree)}
    tried = {id(part) for node in nodes if isinstance(node, ast.Try) for part in ast.walk(node)}
    for node in nodes:
        if id(node) in tried:
            continue
        for kind, name, shown in _uses(node):
            if name not in own and (use := replacement(kind, name)):
                yield shown, use, node.lineno  # type: ignore[attr-defined]


def _uses(node: ast.AST) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy"):
            yield "numpy", node.attr, f"np.{node.attr}"
        else:
            yield "methods", node.attr, f".{node.attr}()"
    elif isinstance(node, ast.Name):
        yield "python", node.id, node.id
    elif isinstance(node, ast.Call) and surroundings.called_name(node) == "reshape":
        yield from (("keywords", part.arg, f"{part.arg}=") for part in node.keywords if part.arg)
