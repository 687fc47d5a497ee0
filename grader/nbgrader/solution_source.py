"""The reference as it stands in a source notebook: each function with the helpers that it stands on inside it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from functools import cached_property

from grader.course.loader import Assignment
from grader.course.solution import Solution
from grader.errors import AuthorError

_INDENT = "    "


class Reference:
    """The functions of a solution, as source."""

    def __init__(self, assignment: Assignment) -> None:
        if assignment.solution is None:
            place = assignment.course.root / "solutions" / f"{assignment.name}.py"
            raise AuthorError(f"{place} is not there: a source notebook is made in the whole course, not in a release")
        self.solution: Solution = assignment.solution
        self.asked = assignment.skeleton.functions
        self.known = _bound(ast.parse(assignment.skeleton.text).body)
        path = assignment.course.root / "solutions" / f"{assignment.name}.py"
        self.text = path.read_text(encoding="utf-8-sig")

    def function(self, node: ast.FunctionDef, skeleton: str) -> str:
        """Return the skeleton of a function with the reference's body in the region that a release leaves out."""
        head = skeleton.split("\n")[: _docstring_end(node) - node.lineno + 1]
        lines = [*self._beneath(node.name), *self._body(node.name)]
        region = ["### BEGIN SOLUTION", *lines, "### END SOLUTION"]
        return "\n".join([*head, *(textwrap.indent(line, _INDENT) for line in region)])

    def _body(self, name: str) -> list[str]:
        node = self._functions[name]
        body = textwrap.dedent("\n".join(self._lines[_docstring_end(node) : node.end_lineno]))
        return body.split("\n")

    def _beneath(self, name: str) -> Iterator[str]:
        """What the body uses of the solution's top level: imports, constants, and its own helpers."""
        helpers = [h for h in self._functions if h in self.solution.uses(name) and h not in self.asked]
        nodes: list[ast.stmt] = [self._functions[h] for h in (*helpers, name)]
        used = {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}
        for node in self._tree.body:
            if not isinstance(node, ast.FunctionDef) and (_bound([node]) & used) - self.known and not _ours(node):
                yield from (ast.get_source_segment(self.text, node) or "").split("\n")
        for helper in helpers:
            yield from (ast.get_source_segment(self.text, self._functions[helper]) or "").split("\n")
            yield ""

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _functions(self) -> dict[str, ast.FunctionDef]:
        return {node.name: node for node in self._tree.body if isinstance(node, ast.FunctionDef)}


def _docstring_end(node: ast.FunctionDef) -> int:
    """The last line of a function's head: its docstring's, or its signature's."""
    if ast.get_docstring(node) is not None:
        return node.body[0].end_lineno or node.lineno
    return node.body[0].lineno - 1


def _bound(nodes: list[ast.stmt]) -> set[str]:
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Assign):
            names |= {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return names


def _ours(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "grader"
