"""The demonstration: a sample class made from an assignment's own files, graded and shown.

The class is right in several styles, wrong in named ways, half-finished, and worse.  Nothing of a solution is kept
here, so any assignment can be demonstrated.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
import shutil
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import click

from grader import seeds
from grader.checks.declarations import Trace
from grader.course.loader import Assignment, Course
from grader.course.solution_source import SolutionSource, body_of
from grader.course.student_copy import handout_text
from grader.errors import UsageError
from grader.followthrough.tables import TraceRow, compute_trace, flatten_rows, next_row
from grader.grading import run as grading_run
from grader.grading.run import GradeRequest
from grader.handwork import simulated_student
from grader.model import Result
from grader.reports import text_report
from grader.submissions import folders

_LIST_FILE = "CLASS.txt"  # who handed in what; its presence says that the folder is ours to write anew
_SHOWN_KIND = "one slip in the table, carried on"
_PROSE = '"""Written by hand, a few sentences: what the line can do, what it cannot, and why."""'


def run_demo(course: Course, dest: Path, jobs: int | None, *, width: int, paint: text_report.Paint) -> None:
    """Make, grade and show a sample class; raises UsageError where `dest` holds something else."""
    assignment = _shown_assignment(course)
    kinds = write_class(assignment, dest)
    click.echo(f"Wrote {len(kinds)} submissions of {assignment.name} to {dest / 'submissions'}.")
    order = GradeRequest((dest / "submissions",), dest / "grades.sqlite", assignment=assignment.name, jobs=jobs)
    started = time.monotonic()
    submissions = folders.find_files(list(order.paths), assignment.name, course.names)
    results = [graded.result for graded in grading_run.grade_and_record(course, order, submissions)]
    seconds = time.monotonic() - started
    results.sort(key=lambda result: result.student)
    click.echo(f"Graded them in {seconds:.1f} seconds; [in brackets] what each was made to be.\n")
    click.echo(text_report.class_table(list(map(text_report.table_row, results)), width=width, beside=kinds))
    _show_feedback(results, kinds, width, paint)
    click.echo(f"\nThe submissions: {dest / 'submissions'}")
    click.echo(f"What each is:    {dest / _LIST_FILE}")
    click.echo(f"The gradebook:   {dest / 'grades.sqlite'}")
    click.echo(f"Grade it again:  grader grade {dest / 'submissions'} --gradebook {dest / 'grades.sqlite'}")


def write_class(assignment: Assignment, dest: Path) -> dict[str, str]:
    """Write a sample class into `dest`/submissions and return each student's kind of homework."""
    _clear_folder(dest)
    kinds = {}
    for sample in sample_class(assignment, lambda student: handout_text(assignment, student)):
        folder = dest / "submissions" / sample.student
        folder.mkdir(parents=True)
        (folder / f"{assignment.name}{sample.suffix}").write_bytes(sample.content)
        kinds[sample.student] = sample.kind
    lines = [f"{student}  {kind}\n" for student, kind in kinds.items()]
    (dest / _LIST_FILE).write_text("".join(lines), encoding="utf-8")
    return kinds


def _shown_assignment(course: Course) -> Assignment:
    names = [n for n in course.names if (course.root / "solutions" / f"{n}.py").exists()]
    if not names:
        raise UsageError(f"{course.root} has no solutions, so no class can be made up: run this in the whole course")
    shown = course.assignment("perceptron" if "perceptron" in names else names[0])
    if not shown.skeleton.functions:  # the odd ones of a class are made from functions
        raise UsageError(f"{shown.name} asks for no function, so no class can be made up of it")
    return shown


def _clear_folder(dest: Path) -> None:
    if dest.exists() and any(dest.iterdir()) and not (dest / _LIST_FILE).exists():
        raise UsageError(f"{dest} holds something else: name another folder")
    shutil.rmtree(dest / "submissions", ignore_errors=True)
    for gradebook in dest.glob("grades.sqlite*"):
        gradebook.unlink()
    dest.mkdir(parents=True, exist_ok=True)


def _show_feedback(results: list[Result], kinds: dict[str, str], width: int, paint: text_report.Paint) -> None:
    shown = next((r for r in results if kinds[r.student] == _SHOWN_KIND), None)
    if shown is not None:
        click.echo(f"\nWhat {shown.student} reads ({_SHOWN_KIND}):\n")
        click.echo(text_report.student_feedback(shown, width=width, paint=paint))


# ---- The sample class


@dataclass(frozen=True)
class SampleHomework:
    """One homework of the sample class: its student, its kind in a few words, its file's suffix and its bytes."""

    student: str
    kind: str
    suffix: str
    content: bytes


class HomeworkWriter:
    """A writer of homework for one student: code from the solution's own source, answers on the student's row."""

    def __init__(self, assignment: Assignment, student: str, skeleton: str) -> None:
        self.assignment, self.student, self.skeleton = assignment, student, skeleton
        self.source = SolutionSource(assignment, "the demonstration needs")
        self.solution = self.source.solution
        rows = assignment.rows
        row = seeds.row_of(student, assignment.name, len(rows)) if rows else 0
        self.numbers = rows[row - 1] if rows else self.solution.lecture

    def homework(
        self, *, wrong: str | None = None, only: int | None = None, answered: bool = True, slip: bool = False
    ) -> str:
        """Return the source of a homework: with a misconception, with its first functions only, with a slip."""
        names = [*self.assignment.skeleton.functions, *self.assignment.skeleton.classes]
        text = self._with_code(names if only is None else names[:only], wrong)
        if not answered:
            return text
        student = simulated_student.SimulatedStudent(self.solution, self.assignment.tasks, self.numbers)
        texts = student.answer_texts(wrong or "")
        if slip:
            texts |= self._slipped()
        prose = {task.name: _PROSE for task in self.assignment.tasks if task.kind == "prose"}
        return simulated_student.fill_skeleton(text, {**texts, **prose})

    def _with_code(self, names: list[str], wrong: str | None) -> str:
        lines = self.skeleton.split("\n")
        defined = (n for n in ast.parse(self.skeleton).body if isinstance(n, (ast.FunctionDef, ast.ClassDef)))
        functions = [node for node in defined if node.name in names]
        replaced = self._wrong_parts(wrong) if wrong else {}
        known = self.solution.misconceptions[wrong].wrong if wrong else {}
        made = [function.__name__ for function in known.values()]
        helpers = self.source.helpers([*names, *made], without={*names, *made})
        for node in reversed(functions):
            lines[node.lineno - 1 : node.end_lineno] = self._code(node.name, replaced).split("\n")
        first = functions[0].lineno - 1 if functions else len(lines)
        above = [line for h in helpers for line in (*self._code(h, replaced).split("\n"), "", "")]
        needed = self.source.needed("\n".join([*lines, *above]))
        lines[first:first] = [*needed, *(["", ""] if needed else []), *above]
        return "\n".join(lines)

    def _code(self, name: str, replaced: dict[str, str]) -> str:
        return replaced.get(name) or self.source.code(name)

    def _wrong_parts(self, wrong: str) -> dict[str, str]:
        """The source of each function that a misconception replaces, with the right one where it is called."""
        parts = {}
        replaced = self.solution.misconceptions[wrong].wrong.items()
        for target, function in ((t, f) for t, f in replaced if t in self.source.functions):
            node = self.source.functions[function.__name__]
            right, body = self._code(target, {}), "\n".join(ast.unparse(s) for s in body_of(node))
            header = f"def {target}({ast.unparse(node.args)}):"
            if re.search(rf"\b{target}\(", body):
                body = re.sub(rf"\b{target}\(", f"plain_{target}(", body)
                header = re.sub(rf"^def {target}\(", f"def plain_{target}(", right) + "\n\n\n" + header
            parts[target] = header + "\n" + "\n".join(f"    {line}" for line in body.split("\n"))
        for target, function in ((t, f) for t, f in replaced if "." in t):
            kind, _, method = target.partition(".")
            node = self.source.functions[function.__name__]
            body = "\n".join(ast.unparse(s) for s in body_of(node)).replace(f"{target}(", f"plain_{method}(")
            made = f"def other_{method}({ast.unparse(node.args)}):\n{textwrap.indent(body, '    ')}"
            exchanged = f"plain_{method} = {target}\n\n\n{made}\n\n\n{target} = other_{method}"
            parts[kind] = f"{self.source.code(kind)}\n\n\n{exchanged}"
        return parts

    def _slipped(self) -> dict[str, str]:
        """Each trace with one number off by one and carried on from there, to the right number of rows if it can."""
        texts = {}
        for name, trace in self.solution.traces.items():
            exact = compute_trace(trace, self.solution.space, self.numbers)
            tables = [self._carried_on(trace, exact, row, by) for row in range(len(exact) - 1) for by in (-1, 1, 2)]
            same = [table for table in tables if len(table) == len(exact)]
            texts[name] = simulated_student.answer_literal(flatten_rows((same or tables)[0], trace))
        return texts

    def _carried_on(self, trace: Trace, exact: list[TraceRow], row: int, by: int) -> list[TraceRow]:
        column = trace.columns[-1][0]
        cell = exact[row][column]
        off = (*cell[:-1], cell[-1] + by) if isinstance(cell, tuple) else cell + by
        rows = [*exact[:row], {**exact[row], column: off}]
        while len(rows) < simulated_student.MAX_TABLE_ROWS:
            following = next_row(trace, self.solution.space, self.numbers, rows[-1], {})
            if following is None:
                break
            rows.append(following)
        return rows


def _tabs(text: str) -> bytes:
    return re.sub(r"^(    )+", lambda m: "\t" * (len(m[0]) // 4), text, flags=re.MULTILINE).encode()


def _wrapped(text: str, wrapper: str, names: list[str]) -> bytes:
    """A text in which each function goes through another one, `through` of a template."""
    template = resources.files("grader.verification").joinpath("templates", f"{wrapper}.txt")
    again = "".join(f"\n{name} = through({name})" for name in names)
    return f"{text}\n\n{template.read_text(encoding='utf-8')}{again}\n".encode()


_STAR = "import numpy as np\nfrom numpy import *"
_MAIN = '\n\nif __name__ == "__main__":\n    print("only when run")\n'


def _notebook(text: str) -> bytes:
    tree = ast.parse(text)
    lines = text.split("\n")
    ends = [0, *(node.end_lineno or 0 for node in tree.body)]
    pieces = ["\n".join(lines[a:b]).strip("\n") for a, b in itertools.pairwise(ends)]
    blank: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**blank, "source": source} for source in ["%matplotlib inline", *pieces]]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def _right_kinds(names: list[str], seen: list[str]) -> dict[str, Callable[[str], bytes]]:
    return {
        "right": str.encode,
        "right, Windows line ends": lambda t: t.replace("\n", "\r\n").encode(),
        "right, tabs": _tabs,
        "right, a notebook": _notebook,
        "right, returns lists": lambda t: _wrapped(t, "lists", seen),
        "right, prints a lot": lambda t: _wrapped(t, "talks", names),
        "right, a class behind each function": lambda t: _wrapped(t, "class", names),
        "right, imports matplotlib": lambda t: _wrapped(t, "plots", names),
        "right, Chinese comments": lambda t: t.replace("\n    return ", "\n    # 返回结果\n    return ").encode(),
        "right, from numpy import *": lambda t: t.replace("import numpy as np", _STAR, 1).encode(),
        "right, with a __main__ block": lambda t: (t + _MAIN).encode(),
        "right, byte-order mark": lambda t: b"\xef\xbb\xbf" + t.encode(),
    }


def _with_body(text: str, name: str, body: str) -> str:
    """A text with another body in one function."""
    node = next(n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == name)
    lines = text.split("\n")
    lines[node.body[0].lineno - 1 : node.end_lineno] = [f"    {line}" for line in body.split("\n")]
    return "\n".join(lines)


def _other_kinds(course: Path, names: list[str]) -> dict[str, Callable[[HomeworkWriter], str]]:
    """The homework that is neither right nor wrong in a known way, by its kind."""
    first, last = names[0], names[-1]
    solution = f"return open({str(course / 'solutions')!r} + '/' + __file__).read()"
    return {
        "one slip in the table, carried on": lambda w: w.homework(slip=True),
        "half-finished: code without answers": lambda w: w.homework(answered=False),
        "half-finished: only the first function": lambda w: w.homework(only=1, answered=False),
        "half-finished: answers without code": lambda w: w.homework(only=0),
        "half-finished: stops with an error": lambda w: w.homework(answered=False) + "\nprint(undefined_name)\n",
        "untouched": lambda w: w.skeleton,
        "a syntax error": lambda w: w.homework().replace(f"def {last}(", f"def {last}((", 1),
        "an endless loop": lambda w: _with_body(w.homework(), last, "while True:\n    pass"),
        "a memory hog": lambda w: _with_body(w.homework(), last, "return [bytearray(1 << 30) for _ in range(64)]"),
        "reads the solutions": lambda w: _with_body(w.homework(), first, solution),
        "ends the process": lambda w: _with_body(w.homework(), first, "import os\nos._exit(0)"),
        "a function under another name": lambda w: w.homework().replace(f"def {last}(", f"def {last.title()}("),
        "somebody else's numbers": lambda w: re.sub("(?m)^NUMBERS = .*$", 'NUMBERS = "row 1"', w.homework()),
        "an empty file": lambda _: "",
    }


def sample_class(assignment: Assignment, skeleton_of: Callable[[str], str], size: int = 40) -> Iterator[SampleHomework]:
    """Yield a sample class of `size`; `skeleton_of` gives the handout of a student."""
    names = list(assignment.skeleton.functions)
    solution = assignment.solution
    seen = [name for name in names if solution is None or name not in solution.opaque]  # what others keep stays theirs
    styles, others = _right_kinds(names, seen), _other_kinds(assignment.course.root, names)
    known = list(solution.misconceptions) if solution else []
    count = size - len(styles) - len(others)
    picked = [known[i * len(known) // count] for i in range(count)] if known else []
    for number in range(size):
        student = f"s{number + 1:03}"
        writer = HomeworkWriter(assignment, student, skeleton_of(student))
        if number < len(styles):
            kind = list(styles)[number]
            suffix = ".ipynb" if "notebook" in kind else ".py"
            yield SampleHomework(student, kind, suffix, styles[kind](writer.homework()))
        elif number < len(styles) + len(picked):
            wrong = picked[number - len(styles)]
            yield SampleHomework(student, f"wrong: {wrong}", ".py", writer.homework(wrong=wrong).encode())
        else:
            kind = list(others)[(number - len(styles) - len(picked)) % len(others)]
            yield SampleHomework(student, kind, ".py", others[kind](writer).encode())
