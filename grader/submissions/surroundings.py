"""What stands around a line of a student's file, or around a function that is not where it should be."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection, Iterator
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from grader.submissions.placeholders import Definition

_MOST_NODES = 1_000  # of a line: more than anybody writes, little enough to look at again and again
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class Line:
    """A line of source: the statements that it is in, the innermost last, and the expressions that stand on it."""

    def __init__(self, tree: ast.Module, number: int) -> None:
        self.tree, self.number = tree, number
        self.statements = [*_statements_at(tree.body, number)]
        found = (
            node
            for statement in self.statements
            for part in ast.iter_child_nodes(statement)
            if not isinstance(part, (ast.stmt, ast.ExceptHandler))
            for node in ast.walk(part)
            if isinstance(node, ast.expr) and node.lineno <= number <= (node.end_lineno or 0)
        )
        self.nodes = [*islice(found, _MOST_NODES)]

    @property
    def function(self) -> Definition | None:
        """The function that the line is in."""
        return next((one for one in reversed(self.statements) if isinstance(one, Definition)), None)

    @property
    def calls(self) -> list[ast.Call]:
        """The calls on the line."""
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @property
    def names(self) -> set[str]:
        """The names that are read on the line."""
        return {node.id for node in self.nodes if isinstance(node, ast.Name)}

    @cached_property
    def _origins(self) -> dict[str, list[ast.expr]]:
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.function or self.tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    found.setdefault(getattr(target, "id", ""), []).append(node.value)
        return found

    def origins(self, name: str) -> list[ast.expr]:
        """Return what the function sets a name to, or the file where the line is in none."""
        return self._origins.get(name, [])

    @cached_property
    def _definitions(self) -> dict[str, Definition | ast.ClassDef]:
        return {one.name: one for one in definitions(self.tree)}

    def definition(self, name: str) -> Definition | ast.ClassDef | None:
        """Return the function, the method or the class of a name, the last of them."""
        return self._definitions.get(name)


@lru_cache(maxsize=4)
def definitions(tree: ast.AST) -> tuple[Definition | ast.ClassDef, ...]:
    """Return the functions, methods and classes in a file, wherever they stand."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, (Definition, ast.ClassDef)))


def called_name(call: ast.expr) -> str:
    """Return the name that a call calls, of a method its own; "" of anything else."""
    called = getattr(call, "func", None)
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def may_give_nothing(function: ast.AST | None) -> bool:
    """Return whether a function can come to its end without a `return` that has a value; what yields has one."""
    if not isinstance(function, Definition):
        return False
    inside = [*own_nodes(function.body)]
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in inside):
        return False
    return any(isinstance(node, ast.Return) and node.value is None for node in inside) or _may_end(function.body)


def _may_end(body: list[ast.stmt]) -> bool:
    """Whether what stands after these statements can be reached; no recursion: an `elif` may have a thousand others."""
    waiting = [body]
    while waiting:
        last = next(reversed(waiting.pop()), None)
        if isinstance(last, (ast.With, ast.AsyncWith)):
            waiting.append(last.body)
        elif isinstance(last, ast.If):
            waiting += last.body, last.orelse
        elif isinstance(last, ast.While):
            endless = isinstance(last.test, ast.Constant) and bool(last.test.value)
            if not endless or any(isinstance(node, ast.Break) for node in ast.walk(last)):
                return True
        elif not isinstance(last, (ast.Return, ast.Raise, ast.Try, ast.Match)):
            return True
    return False


def own_nodes(body: Collection[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body, without those inside of functions in it; no recursion: sums may be long."""
    waiting = [*body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


@lru_cache(maxsize=128)  # of a file with tens of thousands of statements, whose checks all ask
def names_set(scope: ast.AST) -> frozenset[str]:
    """Return the names that a function or a file sets itself, parameters and imports among them."""
    found = {arg.arg for arg in ast.walk(scope.args) if isinstance(arg, ast.arg)} if hasattr(scope, "args") else set()
    for node in own_nodes(getattr(scope, "body", ())):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (Definition, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return frozenset(found)


def _statements_at(body: Collection[ast.AST], line: int) -> Iterator[ast.stmt]:
    """The statements that a line is in, the innermost last."""
    waiting = [*body]
    while waiting:
        node = waiting.pop()
        inside = isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
        if isinstance(node, ast.stmt) and inside:
            yield node
        if inside or isinstance(node, (ast.ExceptHandler, ast.match_case)):
            waiting += (part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.expr))


@lru_cache(maxsize=32)  # the checks of a submission mostly stop at the same line
def find_line(source: str, number: int) -> Line | None:
    """Return a line of a source, None where that is not Python."""
    tree = parsed(source)
    return None if tree is None else Line(tree, number)


@lru_cache(maxsize=4)
def parsed(source: str) -> ast.Module | None:
    """Return the syntax tree of a source, None where it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


# ---- functions that are not where they should be


class Misplaced(NamedTuple):
    """Where a function stands that is not at the top level of a file: its line, and what it is inside of."""

    line: int
    inside: str  # class, function, main or outside: not in its class
    of: str  # its name


@lru_cache(maxsize=64)  # each check of a function that is not there asks
def find_misplaced(tree: ast.Module, function: str) -> Misplaced | None:
    """Return where a function, or a method `CLASS.METHOD`, stands in place of the top level of a file or its class."""
    own_class, _, name = function.rpartition(".")
    found = sorted(_places(tree, name))
    if own_class:
        found = [Misplaced(one.line, one.inside or "outside", one.of or own_class) for one in found]
    return next((one for one in reversed(found) if one.inside and (one.inside, one.of) != ("class", own_class)), None)


def _places(tree: ast.Module, name: str) -> Iterator[Misplaced]:
    """Where the functions and classes of a name stand; one at the top level is inside of nothing."""
    waiting: list[tuple[ast.AST, str, str]] = [(node, "", "") for node in tree.body]
    while waiting:
        node, inside, of = waiting.pop()
        if isinstance(node, (Definition, ast.ClassDef)):
            if node.name == name:
                yield Misplaced(node.lineno, inside, of)
            inside, of = "class" if isinstance(node, ast.ClassDef) else "function", node.name
        elif isinstance(node, ast.If) and "__name__" in {getattr(part, "id", "") for part in ast.walk(node.test)}:
            waiting += ((part, inside, of) for part in node.orelse)
            waiting += ((part, inside or "main", of) for part in node.body)
            continue
        if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            waiting += ((part, inside, of) for part in ast.iter_child_nodes(node))
