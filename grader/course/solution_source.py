"""The source of a solution's functions, also of those that stand in tables, with all that each of them needs."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Set
from typing import cast

from grader.checks import tables
from grader.course.loader import Assignment
from grader.errors import AuthorError

_TABLES = ("misconceptions", "part")


class SolutionSource:
    """The functions of a solution by name, and the imports and constants around them; raises AuthorError without one.

    Classes and their methods, `CLASS.METHOD`, stand beside them.  A row of a table is given as a definition, which has
    no place in the file.
    """

    def __init__(self, assignment: Assignment, purpose: str) -> None:
        path = assignment.path_in("solutions")
        if assignment.solution is None:
            raise AuthorError(f"{path} is not there: {purpose} the whole course, not a release")
        self.solution = assignment.solution
        self.text = path.read_text(encoding="utf-8-sig")
        self.functions = definitions_in(self.text)
        self.classes = {n.name: n for n in ast.parse(self.text).body if isinstance(n, ast.ClassDef)}
        members = ((name, n) for name, kind in self.classes.items() for n in kind.body)
        self.methods = {f"{name}.{n.name}": n for name, n in members if isinstance(n, ast.FunctionDef)}
        around = (n for n in ast.parse(self.text).body if isinstance(n, (ast.Import, ast.ImportFrom, ast.Assign)))
        self._around = [n for n in around if not _imports_grader(n) and not bound_names(n) & self.functions.keys()]

    def code(self, name: str) -> str:
        """Return the definition of a function or a class, as it is written where it stands in the file by itself."""
        if name in self.classes:
            return self._class_code(self.classes[name])
        node = self.functions[name]
        return ast.get_source_segment(self.text, node) or ast.unparse(node)

    def body(self, name: str) -> str:
        """Return the body of a function or a method without its docstring, not indented."""
        node = self.functions.get(name) or self.methods[name]
        if node.end_lineno is None:
            return "\n".join(map(ast.unparse, body_of(node)))
        return textwrap.dedent("\n".join(self.text.split("\n")[first_line_of_body(node) - 1 : node.end_lineno]))

    def helpers(self, names: Iterable[str], without: Set[str]) -> list[str]:
        """Return the functions that these use, but for those that are left out."""
        used = frozenset().union(*map(self.solution.uses, names)) - without
        return [name for name in (*self.functions, *self.classes) if name in used]

    def _class_code(self, node: ast.ClassDef) -> str:
        """A class without the tags of this package, which stand above methods."""
        tags = [tag for n in node.body if isinstance(n, ast.FunctionDef) for tag in n.decorator_list if _is_tag(tag)]
        left_out = {line for tag in tags for line in range(tag.lineno, (tag.end_lineno or tag.lineno) + 1)}
        numbered = enumerate(self.text.split("\n")[node.lineno - 1 : node.end_lineno], node.lineno)
        return "\n".join(line for number, line in numbered if number not in left_out)

    def needed(self, text: str, bound: Set[str] = frozenset()) -> list[str]:
        """Return the imports and constants that a text needs, in their order, but for names that are bound already."""
        needed: list[str] = []
        for node in reversed(self._around):
            tree = ast.parse("\n".join([*needed, text]))
            used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            if bound_names(node) & used - set(bound).union(*map(bound_names, tree.body)):
                needed.insert(0, ast.get_source_segment(self.text, node) or "")
        return needed


def definitions_in(source: str) -> dict[str, ast.FunctionDef]:
    """Return the functions of a solution by name, as definitions: also those that stand in tables."""
    body = ast.parse(source).body
    functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    for node in body:
        call = node.value if isinstance(node, (ast.Expr, ast.Assign)) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _TABLES:
            rows = [(row.arg, row.value) for row in call.keywords if row.arg not in (None, "of", "along")]
            rows += [(name, call.args[0]) for name in bound_names(node) if call.args]
            functions |= {name: _as_definition(name, value, functions) for name, value in rows if name}
    return functions


def _as_definition(name: str, value: ast.expr, functions: dict[str, ast.FunctionDef]) -> ast.FunctionDef:
    """A row of a table; where a function of the file is it or makes it, with that function inside."""
    if isinstance(value, ast.Tuple) and len(value.elts) == 2:
        hint, version = value.elts
        value = version if isinstance(hint, ast.Constant) and isinstance(hint.value, str) else value
    makers = [functions[n.id] for n in ast.walk(value) if isinstance(n, ast.Name) and n.id in functions][:1]
    if isinstance(value, ast.Lambda):
        text = f"def {name}({ast.unparse(value.args)}):\n    return {ast.unparse(value.body)}"
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        text = f"def {name}({', '.join(tables.formula_symbols(value.value))}):\n    return ({value.value})"
    elif isinstance(value, ast.Call) or makers:
        inside = textwrap.indent("\n".join(map(ast.unparse, makers)), "    ")
        text = f"def {name}(*args, **named):\n{inside}\n    return {ast.unparse(value)}(*args, **named)"
    else:
        text = f"def {name}(*args, **named):\n    return {ast.unparse(value)}"
    (made,) = ast.parse(text).body
    for node in ast.walk(made):
        node.__dict__.pop("end_lineno", None)  # its lines are none of the file's
    return cast(ast.FunctionDef, made)


def _is_tag(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "opaque"


def first_line_of_body(function: ast.FunctionDef) -> int:
    """Return the line after a function's head, which its docstring belongs to."""
    if ast.get_docstring(function) is None:
        return function.body[0].lineno
    return (function.body[0].end_lineno or function.lineno) + 1


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return the statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def bound_names(node: ast.stmt) -> set[str]:
    """Return the names that an import or an assignment sets."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}


def _imports_grader(node: ast.stmt) -> bool:
    """Whether a statement imports this package, which a homework does without."""
    return isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "grader"
