"""The source notebook of an assignment: texts, a cell for each function and answer, a cell of points for each task.

The reference stands between BEGIN SOLUTION and END SOLUTION: `nbgrader generate_assignment` takes it out.
"""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import files
from grader.checks.declarations import Check, Task
from grader.course import given, release
from grader.course.loader import Assignment
from grader.course.solution_source import SolutionSource, bound_names, first_line_of_body
from grader.course.student_copy import limits_sentence
from grader.errors import AuthorError, UsageError
from grader.handwork import simulated_student
from grader.model import Kind, rounded_points
from grader.nbgrader.cells import (
    STUDENT_SOURCE,
    escape_comments,
    key_facts_answer,
    make_cell,
    make_notebook,
    numbers_source,
    points_cell_id,
    points_source,
    title_markdown,
)
from grader.submissions.notebook import SHOWS_NUMBERS


def write_source_notebook(
    assignment: Assignment, dest: Path, *, lecture_for_all: bool = False, force: bool = False
) -> list[Path]:
    """Write the notebook and the files of a release into `dest`/source/NAME; return their paths.

    Raises UsageError where there is no such course, or the notebook is there already and not `force`; AuthorError as a
    release does.
    """
    if not dest.is_dir():
        raise UsageError(f"{dest} is not there: name the folder of an nbgrader course")
    folder = dest / "source" / assignment.name
    path = folder / f"{assignment.name}.ipynb"
    if path.exists() and not force:
        raise UsageError(f"{path} is there already: --force writes it anew, and what was changed in it by hand is gone")
    source = SourceNotebook(assignment, lecture_for_all=lecture_for_all)
    text = json.dumps(make_notebook(source.cells()), indent=1, ensure_ascii=False) + "\n"
    beside = release.write_release(assignment, folder, lecture_for_all=lecture_for_all)
    files.write_whole(path, text)
    for name, given_out in given.files_in(assignment.given).items():
        files.write_whole(folder / name, given_out.read_bytes(), folders=True)
        beside.append(folder / name)
    return [path, *beside]


def task_points(assignment: Assignment) -> dict[str, Fraction]:
    """Return what each task is worth, in order; the checks of one function are one task."""
    points: dict[str, Fraction] = {}
    for item in assignment.declared:
        name = task_name(item)
        points[name] = points.get(name, Fraction(0)) + item.points
    return points


def task_name(item: Check | Task) -> str:
    """Return the name of the task that an item belongs to, as its results have it."""
    return item.task if isinstance(item, Check) else item.name


@dataclass(frozen=True)
class _SkeletonPart:
    """A statement of the skeleton: its node, the comments above it, its own lines."""

    node: ast.stmt
    above: tuple[str, ...]
    text: str


@dataclass
class SourceNotebook:
    """The source notebook of one assignment."""

    assignment: Assignment
    lecture_for_all: bool = False
    numbered_cells: int = field(default=0, init=False)

    def cells(self) -> list[dict[str, Any]]:
        """Return the cells in the order of the skeleton, with a cell of points for every task."""
        made_cells: list[dict[str, Any]] = []
        written: dict[str, dict[str, Any]] = {}
        for piece in self._pieces():
            self._add_part(piece, made_cells, written)
        return made_cells + [self._check(task) for task in self._points if task not in written]

    def _add_part(self, piece: _SkeletonPart, cells: list[dict[str, Any]], written: dict[str, dict[str, Any]]) -> None:
        names = _assigned_names(piece.node)
        task = next((self._tasks[name] for name in names if name in self._tasks), None)
        if task is not None and task.name in written:
            comments = [f"# {line}".rstrip() for line in piece.above]
            _add_blanks(written[task.name], [*comments, piece.text], self._right_answers(names))
            return
        if piece.above:
            cells.append(self._text(escape_comments(piece.above)))
        if isinstance(piece.node, ast.FunctionDef):
            cells += self._function(piece)
            written[piece.node.name] = cells[-1]
        elif isinstance(piece.node, ast.ClassDef):
            tasks = [name for name in self._points if name.partition(".")[0] == piece.node.name]
            source = self._reference.whole_class(piece.node, piece.text)
            cells += [make_cell(piece.node.name, source, solution=True), *map(self._check, tasks)]
            written |= dict.fromkeys(tasks, cells[-1])
        elif task is not None:
            written[task.name] = self._answer(task, piece, names)
            cells.append(written[task.name])
            if task.kind is not Kind.PROSE:
                cells.append(self._check(task.name))
        else:
            cells += self._other_cells(piece, names)

    def _other_cells(self, piece: _SkeletonPart, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Cells that are neither a function nor an answer: title, imports, student id, constants of the handout."""
        if isinstance(piece.node, ast.Expr):
            docstring = ast.get_docstring(ast.parse(self.assignment.skeleton.text)) or ""
            yield self._text(title_markdown(docstring, self.assignment.name))
        elif "STUDENT" in names:
            yield make_cell("student", STUDENT_SOURCE)
            if self._own_numbers:
                yield make_cell(SHOWS_NUMBERS, numbers_source(self.assignment.name), locked=True)
        elif "NUMBERS" in names:
            if not self._own_numbers:
                yield make_cell("lecture", 'NUMBERS = "lecture"', locked=True)
        elif isinstance(piece.node, (ast.Import, ast.ImportFrom)):
            yield make_cell(f"imports-{self._next_number()}", piece.text)
        elif not (self._own_numbers and all(name.lower() in self._lecture for name in names)):
            yield make_cell(f"given-{self._next_number()}", piece.text, locked=True)

    def _text(self, markdown: str) -> dict[str, Any]:
        return make_cell(f"text-{self._next_number()}", markdown, cell_type="markdown", locked=True)

    def _next_number(self) -> int:
        self.numbered_cells += 1
        return self.numbered_cells

    def _function(self, piece: _SkeletonPart) -> list[dict[str, Any]]:
        assert isinstance(piece.node, ast.FunctionDef)  # noqa: S101 - the caller has checked it
        name = piece.node.name
        cell = make_cell(name, self._reference.function(piece.node, piece.text), solution=True)
        return [cell, self._check(name)] if name in self._points else [cell]

    def _answer(self, task: Task, piece: _SkeletonPart, names: Sequence[str]) -> dict[str, Any]:
        points = self._points[task.name] if task.kind is Kind.PROSE else None
        cell = make_cell(task.name, "### BEGIN SOLUTION\n### END SOLUTION", solution=True, points=points)
        _add_blanks(
            cell, [piece.text], [key_facts_answer(task)] if task.kind is Kind.PROSE else self._right_answers(names)
        )
        return cell

    def _right_answers(self, names: Sequence[str]) -> list[str]:
        return [f"{name} = {self._answers[name]}" for name in names if name in self._answers]

    def _check(self, task: str) -> dict[str, Any]:
        points = self._points[task]
        text = points_source(self.assignment.name, task, rounded_points(points))
        return make_cell(points_cell_id(task), text, locked=True, points=points)

    @cached_property
    def _points(self) -> dict[str, Fraction]:
        return task_points(self.assignment)

    @cached_property
    def _tasks(self) -> dict[str, Task]:
        """The task that each answer belongs to."""
        return {name: task for task in self.assignment.tasks for name in (task.steps or (task.name,))}

    @cached_property
    def _reference(self) -> ReferenceSource:
        return ReferenceSource(self.assignment)

    @cached_property
    def _answers(self) -> Mapping[str, str]:
        """The right answers on the lecture's numbers, as text."""
        solution = self._reference.solution
        return simulated_student.SimulatedStudent(solution, self.assignment.tasks, solution.lecture).answer_texts("")

    @cached_property
    def _lecture(self) -> Mapping[str, Any]:
        return self._reference.solution.lecture

    @property
    def _own_numbers(self) -> bool:
        return bool(self.assignment.rows) and not self.lecture_for_all

    def _pieces(self) -> Iterator[_SkeletonPart]:
        lines = self.assignment.skeleton.text.replace("\r\n", "\n").split("\n")
        before = 0
        for node in ast.parse("\n".join(lines)).body:
            above = [line.removeprefix("#").removeprefix(" ") for line in lines[before : node.lineno - 1]]
            while above and not above[0]:
                above.pop(0)
            while above and not above[-1]:
                above.pop()
            for task, limits in self.assignment.limits.items():
                if task.partition(".")[0] == getattr(node, "name", ""):
                    above.append(f"{f'`{task}`: ' if '.' in task else ''}{limits_sentence(limits)}")
            yield _SkeletonPart(node, tuple(above), "\n".join(lines[node.lineno - 1 : node.end_lineno]))
            before = node.end_lineno or node.lineno


def _add_blanks(cell: dict[str, Any], lines: Sequence[str], right_answers: Sequence[str]) -> None:
    """Add blanks to a cell of answers, and the right answers to its solution region."""
    head, _, region = cell["source"].partition("### BEGIN SOLUTION\n")
    answers = [line for line in region.removesuffix("### END SOLUTION").split("\n") if line]
    blanks = [line for line in (head.rstrip("\n"), *lines) if line]
    cell["source"] = "\n".join([*blanks, "### BEGIN SOLUTION", *answers, *right_answers, "### END SOLUTION"])


def _assigned_names(node: ast.stmt) -> list[str]:
    if not isinstance(node, ast.Assign):
        return []
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


_INDENT = "    "


class ReferenceSource:
    """The reference functions of a solution as source, each with the helpers that it needs inside."""

    def __init__(self, assignment: Assignment) -> None:
        self.source = SolutionSource(assignment, "a source notebook is made of")
        self.solution = self.source.solution
        self._asked = frozenset(assignment.skeleton.tasks)
        self._path = assignment.path_in("solutions")
        self._bound = frozenset().union(*map(bound_names, ast.parse(assignment.skeleton.text).body))

    def function(self, node: ast.FunctionDef, skeleton: str) -> str:
        """Return a function of the skeleton with the reference's body in the region that a release leaves out."""
        return self._with_region(node, skeleton, [node.name], self._body(node))

    def _with_region(self, node: ast.FunctionDef, skeleton: str, uses: Iterable[str], body: str) -> str:
        head = skeleton.split("\n")[: first_line_of_body(node) - node.lineno]
        helpers = map(self.source.code, self.source.helpers(uses, without=self._asked))
        inside = "\n\n".join([*helpers, body])
        lines = "\n".join([*self.source.needed(inside, self._bound), inside]).split("\n")
        region = ["### BEGIN SOLUTION", *lines, "### END SOLUTION"]
        return "\n".join([*head, *(textwrap.indent(line, _INDENT) for line in region)])

    def whole_class(self, node: ast.ClassDef, skeleton: str) -> str:
        """Return a class of the skeleton with the reference's body in a region of each method; raises AuthorError."""
        asked = {n.name: n for n in node.body if isinstance(n, ast.FunctionDef)}
        if other := sorted(_members(self.source.classes[node.name]) ^ _members(node)):
            raise AuthorError(
                f"{self._path}: `{node.name}` has {', '.join(other)} in the solution alone, or in the skeleton alone, "
                "and a source notebook holds what both have: write it in both, or as functions"
            )
        lines = skeleton.split("\n")
        for name, method in reversed(asked.items()):
            place = slice(method.lineno - node.lineno, (method.end_lineno or method.lineno) - node.lineno + 1)
            text, full_name = textwrap.dedent("\n".join(lines[place])), f"{node.name}.{name}"
            body = self.source.body(full_name)
            uses = {n.id for n in ast.walk(ast.parse(body)) if isinstance(n, ast.Name)} - {node.name}
            made = self._with_region(method, text, uses, body)
            lines[place] = textwrap.indent(made, _INDENT).split("\n")
        return "\n".join(lines)

    def _body(self, asked: ast.FunctionDef) -> str:
        """The body of a reference; where its parameters have other names, itself and a call of it."""
        name = asked.name
        if _parameters(self.source.functions[name]) == _parameters(asked):
            return self.source.body(name)
        return f"{self.source.code(name)}\n\nreturn {name}({', '.join(_parameters(asked))})"


def _members(node: ast.ClassDef) -> set[str]:
    """What a class is made of: its methods by name, all else as it is written, and its bases."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return {getattr(n, "name", "") or ast.unparse(n) for n in body} | set(map(ast.unparse, node.bases))


def _parameters(function: ast.FunctionDef) -> list[str]:
    """The parameters of a function, as they are handed on in a call."""
    given = function.args
    return [
        *(a.arg for a in (*given.posonlyargs, *given.args)),
        *(f"*{a.arg}" for a in (given.vararg,) if a),
        *(f"{a.arg}={a.arg}" for a in given.kwonlyargs),
        *(f"**{a.arg}" for a in (given.kwarg,) if a),
    ]
