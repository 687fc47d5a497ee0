"""Functions that nobody has worked on: they return nothing but a placeholder, or are as they were given out."""

from __future__ import annotations

import ast
from collections.abc import Iterable

Definition = ast.FunctionDef | ast.AsyncFunctionDef
_EMPTY = (None, ..., 0, "")


def definitions_in(body: Iterable[ast.stmt]) -> dict[str, Definition]:
    """Return the functions of a file and the methods of its classes, as `Network.forward`; the last one counts."""
    found: dict[str, Definition] = {}
    for node in body:
        if isinstance(node, Definition):
            found[node.name] = node
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{method.name}": method for method in node.body if isinstance(method, Definition)}
    return found


def is_placeholder(function: Definition) -> bool:
    """Return whether a function, comments and layout apart, sets and returns nothing, or raises NotImplementedError.

    Nothing is None, `...`, 0, an empty text, tuple, list or dictionary, and a name that was set to one of these.
    """
    return not function.decorator_list and _returns_nothing(_body(function))


def same_body(function: Definition, other: Definition) -> bool:
    """Return whether two functions have the same body, comments, docstring and layout apart."""
    return ast.dump(_all_lines(function)) == ast.dump(_all_lines(other))


def _all_lines(function: Definition) -> ast.Module:
    return ast.Module([*(ast.Expr(made) for made in function.decorator_list), *_body(function)], [])


def _body(function: Definition) -> list[ast.stmt]:
    return function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body


def _returns_nothing(body: list[ast.stmt]) -> bool:
    """Whether every statement passes, raises NotImplementedError, or sets or returns nothing."""
    empty: set[str] = set()
    for statement in body:
        if isinstance(statement, ast.Raise):
            raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
            if not isinstance(raised, ast.Name) or raised.id != "NotImplementedError":
                return False
        elif isinstance(statement, (ast.Assign, ast.Return, ast.Expr)):
            names = _names(statement.targets) if isinstance(statement, ast.Assign) else set[str]()
            if names is None or not _is_nothing(statement.value, empty):
                return False
            empty |= names
        elif not isinstance(statement, ast.Pass):
            return False
    return True


def _names(targets: list[ast.expr]) -> set[str] | None:
    """The names that an assignment sets, None where it sets anything else."""
    flat = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple) else [t])]
    names = {part.id for part in flat if isinstance(part, ast.Name)}
    return names if all(isinstance(part, ast.Name) for part in flat) else None


def _is_nothing(value: ast.expr | None, empty: set[str]) -> bool:
    if isinstance(value, ast.Constant):
        return type(value.value) is not bool and value.value in _EMPTY
    if isinstance(value, (ast.Tuple, ast.List)):
        return all(_is_nothing(part, empty) for part in value.elts)
    if isinstance(value, ast.Dict):
        return all(_is_nothing(part, empty) for part in value.values)
    return value is None or (isinstance(value, ast.Name) and value.id in empty)
