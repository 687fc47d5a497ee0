"""Which names a statement at the top level of a homework sets, seen without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

_CHANGING = {"append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear", "update", "__setitem__"}


def settings(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names that a statement sets, with what it sets them to; None where only running it would tell."""
    if isinstance(statement, ast.AnnAssign):
        if statement.value is not None:
            yield from _set(statement.target, statement.value)
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _set(target, statement.value)
    elif isinstance(statement, ast.ImportFrom):
        for known in statement.names:
            if known.asname:
                yield known.asname, ast.copy_location(ast.Name(known.name, ast.Load()), statement)
    else:
        for name in _changed(statement):
            yield name, None


def _set(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Starred):
        yield from _set(target.value, None)
    elif isinstance(target, ast.Subscript):
        if isinstance(target.value, ast.Name):
            yield target.value.id, None
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts: list[Any] = [None] * len(target.elts)
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(parts):
            spread = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
            parts = parts if spread else list(value.elts)
        for one, part in zip(target.elts, parts, strict=True):
            yield from _set(one, part)


def _changed(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement changes otherwise than by assigning a literal at the top level."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False)]
    while waiting:
        node, inner = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            continue  # names in there are its own
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)) and not inner:
            yield node.id
        else:
            yield from _part_changed(node)
        # So are the names that a comprehension goes through, but not the lists that it changes.
        own = inner or isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))
        waiting += [(child, own) for child in ast.iter_child_nodes(node)]


def _part_changed(node: ast.AST) -> Iterator[str]:
    """The name whose parts are changed by `name[...] = `, `del name[...]` or `name.append(...)`."""
    part = None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        part = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        part = node.func.value
    if isinstance(part, ast.Name):
        yield part.id
