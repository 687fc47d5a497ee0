"""Functions that nobody has worked on: they return nothing but a placeholder, or are as they were given out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.model import Handle

Definition = ast.FunctionDef | ast.AsyncFunctionDef
_EMPTY = (None, ..., 0, "")


def definitions_in(body: Iterable[ast.stmt], *, in_force: bool = False) -> dict[str, Definition]:
    """Return the functions of a file and the methods of its classes, as `Network.forward`; the last one counts.

    Those `in_force` are without what something else is put in the place of, as by `Network.forward = forward`.
    """
    found: dict[str, Definition] = {}
    for node in body:
        if isinstance(node, Definition):
            found[node.name] = node
            continue
        replaced = set(_names_replaced(node)) if in_force else set[str]()
        found = {name: one for name, one in found.items() if not replaced & {name, name.partition(".")[0], "*"}}
        if isinstance(node, ast.ClassDef):
            methods = definitions_in(node.body, in_force=in_force)
            found |= {f"{node.name}.{name}": method for name, method in methods.items() if "." not in name}
    return found


def _names_replaced(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement sets, `*` for all, and methods of classes, wherever in it."""
    waiting: list[ast.AST] = [*statement.targets] if isinstance(statement, ast.Assign) else [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.ClassDef, Definition)):
            yield node.name
            continue
        if isinstance(node, ast.alias):
            yield node.asname or node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
            yield from (of.id for of in node.args[:1] if isinstance(of, ast.Name))
        waiting += ast.iter_child_nodes(node)


def is_nothing(value: object) -> bool:
    """Return whether a value is what a placeholder returns; of what stays where the code runs nothing is known."""
    if isinstance(value, (tuple, list)):
        return all(map(is_nothing, value))
    if isinstance(value, dict):
        return all(map(is_nothing, value.values()))
    if type(value) in (int, float, complex, str):
        return not value
    return value is None or isinstance(value, Handle) or getattr(value, "name", "") == "ellipsis"  # as it was sent


def is_placeholder(function: Definition) -> bool:
    """Return whether a function, comments and layout apart, sets and returns nothing, or raises NotImplementedError.

    Nothing is None, `...`, 0, an empty text, tuple, list or dictionary, and a name that was set to one of these.
    """
    return not function.decorator_list and _returns_nothing(_body(function))


def same_body(function: Definition, other: Definition) -> bool:
    """Return whether two functions have the same body, comments, docstring and layout apart."""
    try:
        return ast.dump(_all_lines(function)) == ast.dump(_all_lines(other))
    except RecursionError:  # a sum of a thousand terms, which no skeleton has
        return False


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
