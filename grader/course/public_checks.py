"""The public checks of an autotests file as a file of their own, with only the definitions that they use."""

from __future__ import annotations

import ast
import builtins
import symtable
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.checks.declarations import Check, Task
from grader.course.loader import Assignment
from grader.errors import AuthorError

_DECLARATIONS = {"answer", "worksheet", "prose", "formula"}
_STUDENTS_PACKAGES = {"grader", "numpy", "sympy"}  # what a student has who has installed this package
_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def public_checks_source(assignment: Assignment) -> str:
    """Return the source of the public checks with the definitions that they use, and of handwork its name and points.

    Raises AuthorError, with the file, the line and the remedy, where a public check cannot stand on its own.
    """
    path = assignment.course.root / "autotests" / f"{assignment.name}.py"
    picked = _PublicChecks(path, path.read_text(encoding="utf-8-sig"), assignment)
    head = f'"""Public checks for `{assignment.name}`: grader check {assignment.name}.py runs them."""'
    imports = [ast.unparse(node) for node in picked.imports()]
    return "\n".join([head, "", *imports, *picked.body()]) + "\n"


@dataclass(frozen=True)
class _PublicChecks:
    """The statements of an autotests file that its public checks need."""

    path: Path
    text: str
    assignment: Assignment

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def checks(self) -> dict[str, ast.stmt]:
        """The definitions of the public checks, by name."""
        return {check.name: self._definition(check) for check in self.assignment.checks if check.public}

    def _definition(self, check: Check) -> ast.stmt:
        code = getattr(check.probe, "__code__", None)  # any object that can be called may be a probe
        place = (code.co_filename, code.co_firstlineno) if code else None
        functions = [n for n in self.tree.body if isinstance(n, ast.FunctionDef) and n.name == check.name]
        for node in functions:
            if place == (str(self.path), min([node.lineno, *(d.lineno for d in node.decorator_list)])):
                return node
        raise AuthorError(
            f"{self.path}: the public check `{check.name}` is not written as a function of that name at the top level, "
            "so it cannot be given to students; write it so, or make it hidden"
        )

    @cached_property
    def defined(self) -> dict[str, list[ast.stmt]]:
        """The statements of the top level that define a name and do nothing else, without the checks."""
        definitions: dict[str, list[ast.stmt]] = {}
        hidden = {check.name for check in self.assignment.checks}
        for node in self.tree.body:
            for name in _bound_names(node):
                if not (isinstance(node, ast.FunctionDef) and name in hidden):
                    definitions.setdefault(name, []).append(node)
        return definitions

    @cached_property
    def needed(self) -> list[ast.stmt]:
        """The public checks and the definitions that they use, in the order of the file."""
        needed: dict[int, ast.stmt] = {}
        waiting = [(node, name) for name, node in self.checks.items()]
        while waiting:
            node, check = waiting.pop()
            if id(node) in needed:
                continue
            needed[id(node)] = node
            for name in sorted(self.uses(node)):
                waiting += [(used, check) for used in self._definitions_behind(name, check, node)]
        in_order = [node for node in self.tree.body if id(node) in needed]
        self._refuse_changed(in_order)
        return in_order

    def uses(self, node: ast.stmt) -> set[str]:
        """The names of the top level that a statement refers to."""
        return set() if isinstance(node, (ast.Import, ast.ImportFrom)) else _global_names(self.source(node))

    def _definitions_behind(self, name: str, check: str, node: ast.stmt) -> list[ast.stmt]:
        if name in self.defined:
            return self.defined[name]
        if name in self.checks:
            return [self.checks[name]]
        if hasattr(builtins, name):
            return []
        raise AuthorError(
            f"{self.path}, line {node.lineno}: the public check `{check}` uses `{name}`, which no import, assignment, "
            "def or class at the top level defines for students; write it so, or make the check hidden"
        )

    def _refuse_changed(self, needed: list[ast.stmt]) -> None:
        """Raise AuthorError where a needed name is changed by a statement that would be left out."""
        names = {name for node in needed if not _is_import(node) for name in _bound_names(node)}
        for node in self.tree.body:
            if any(_bound_names(node)) or _changes_nothing(node):
                continue
            touched = names & {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            if touched:
                raise AuthorError(
                    f"{self.path}, line {node.lineno}: this changes `{min(touched)}`, which a public check uses; "
                    "put it into one assignment, so that it can be given to students"
                )

    def imports(self) -> Iterator[ast.stmt]:
        """The imports that the needed statements use, each with only the names that are used."""
        used = {name for node in self.needed for name in self.uses(node)}
        declared = {task.kind.value for task in self.assignment.tasks}
        home = {*_STUDENTS_PACKAGES, *sys.stdlib_module_names, *self.assignment.course.packages}
        for node in self.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                yield node
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias for alias in node.names if _alias_name(alias) in used]
                strange = {_top_package(node, alias) for alias in names} - home
                if strange:
                    raise AuthorError(
                        f"{self.path}, line {node.lineno}: a public check uses `{min(strange)}`, which students do not "
                        "have; keep to NumPy, grader and the standard library, or make the check hidden"
                    )
                if names:
                    yield _import_of(node, names)
        if declared:
            yield ast.ImportFrom("grader", [ast.alias(name) for name in sorted(declared - used)], 0)

    def body(self) -> Iterator[str]:
        """The needed statements and the declarations of handwork, in the order of declaration."""
        waiting = [node for node in self.needed if not _is_import(node)]
        ready: list[ast.stmt | Task] = []
        for item in self.assignment.declared:
            if isinstance(item, Task):
                ready.append(item)
            elif item.public and self.checks[item.name] in waiting:
                upto = waiting.index(self.checks[item.name]) + 1
                ready += waiting[:upto]
                del waiting[:upto]
        before: ast.stmt | Task | None = None
        for part in [*ready, *waiting]:
            wide = isinstance(part, _DEFINITION) or isinstance(before, _DEFINITION)
            gap = "\n\n" if wide else "" if type(part) is type(before) else "\n"
            yield gap + (_declaration_source(part) if isinstance(part, Task) else self.source(part))
            before = part

    def source(self, node: ast.stmt) -> str:
        """The text of a statement as it is written, with its decorators."""
        assert node.end_lineno is not None  # noqa: S101 - set for all that was parsed
        assert node.end_col_offset is not None  # noqa: S101
        decorators = node.decorator_list if isinstance(node, _DEFINITION) else []
        first, column = (decorators[0].lineno, 0) if decorators else (node.lineno, node.col_offset)
        lines = [line.encode() for line in _source_lines(self.text)[first - 1 : node.end_lineno]]
        lines[-1] = lines[-1][: node.end_col_offset]
        lines[0] = lines[0][column:]
        return b"\n".join(lines).decode()


def _source_lines(text: str) -> list[str]:
    """Lines as Python counts them: a form feed ends none."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _alias_name(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _top_package(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    if isinstance(node, ast.Import):
        return alias.name.partition(".")[0]
    return "." * node.level + (node.module or "").partition(".")[0]


def _import_of(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> ast.stmt:
    return ast.Import(names) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, names, node.level)


def _bound_names(node: ast.stmt) -> Iterable[str]:
    """The names that a statement defines and does nothing else."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [_alias_name(alias) for alias in node.names]
    if isinstance(node, _DEFINITION):
        return [node.name]
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        return [node.target.id]
    if not isinstance(node, ast.Assign):
        return []
    several = (ast.Tuple, ast.List)
    flat = [t for target in node.targets for t in (target.elts if isinstance(target, several) else [target])]
    names = [t.id for t in flat if isinstance(t, ast.Name)]
    return names if len(names) == len(flat) else []


def _changes_nothing(node: ast.stmt) -> bool:
    """Whether a statement changes no name: a declaration of handwork, a text, an assertion."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return getattr(node.value.func, "id", "") in _DECLARATIONS
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _global_names(source: str) -> set[str]:
    """The names that a piece of source takes from the top level of its file."""
    names: set[str] = set()
    # From Python 3.12 on, a comprehension at the top level belongs to the module: its own names do not count.
    comprehensions = [node.target for node in ast.walk(ast.parse(source)) if isinstance(node, ast.comprehension)]
    local = {name.id for target in comprehensions for name in ast.walk(target) if isinstance(name, ast.Name)}
    waiting = [symtable.symtable(source, "autotests", "exec")]
    while waiting:
        table = waiting.pop()
        top = table.get_type() == "module"
        used = {s.get_name() for s in table.get_symbols() if (s.is_referenced() if top else s.is_global())}
        names |= used - local if top else used
        waiting += table.get_children()
    return names


def _declaration_source(task: Task) -> str:
    points = task.points.numerator if task.points.denominator == 1 else float(task.points)
    more = "".join(f", {name}={value!r}" for name in ("symbols", "steps") if (value := getattr(task, name)))
    return f"{task.kind.value}({task.name!r}, points={points}, title={task.title!r}{more})"
