"""An nbgrader course three ways: its own autograde with a kernel, its autograde with our judge, and our fast path.

The same released notebooks, the same students; the cost of starting is taken out by two classes of different size.  On
stock nbgrader the cells of points run the public checks in the kernel, which is less than what ours does.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import homework
from measure import GRADER, Cost, against, cost, interleaved, milliseconds, table
from options import Options

FEW, MANY = 2, 42  # the difference is a class of forty
HERE = Path(__file__).resolve().parent
STOCK, JUDGE, FAST = "nbgrader autograde", "nbgrader autograde, our judge", "grader grade COURSE -j 1"
_PLAIN = "c = get_config()\nc.CourseDirectory.course_id = 'course'\n"


def run(asked: Options) -> str:
    """Measure and return a table for five functions and for a whole homework."""
    if not (Path(sys.executable).parent / "nbgrader").exists():
        return "nbgrader is not installed beside this grader and is left out: pip install '.[nbgrader]'"
    parts = []
    with tempfile.TemporaryDirectory() as name:
        for assignment, root, written, least in (
            ("five", HERE / "course", homework.five, 20),
            ("perceptron", homework.REPOSITORY, homework.perceptron, 10),
        ):
            course = NbgraderCourse(Path(name) / assignment, assignment, root, written)
            ways = {how: lambda how=how, course=course: course.each(how) for how in course.ways}
            costs = interleaved(ways, asked.rounds)
            parts.append(_table(assignment, costs, least))
    return "\n\n".join(parts)


def _table(assignment: str, costs: dict[str, Cost], least: int) -> str:
    stock = costs[STOCK].cpu
    rows = [[how, milliseconds(c.cpu), milliseconds(c.wall), f"{c.cpu / stock:.3f}"] for how, c in costs.items()]
    head = [f"{MANY - FEW} x {assignment}", "CPU each", "wall each", "CPU / stock"]
    return "\n".join(
        [
            table(head, rows),
            "",
            f"{JUDGE}: {against(costs[JUDGE].cpu / stock, 0.4)}",
            f"{FAST}, x {least}: {against(least * costs[FAST].cpu / stock, 1)}",
        ]
    )


class NbgraderCourse:
    """A course of one assignment, with as many submissions as are asked for."""

    def __init__(self, folder: Path, name: str, root: Path, written: Callable[[Path, int], Path]) -> None:
        self.folder, self.name, self.root = folder, name, root
        self.fresh, self.course = folder / "fresh", folder / "course"
        self.fresh.mkdir(parents=True)
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.env = {"PATH": path, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}
        self.ways = {
            STOCK: ("nbgrader", "autograde", name),
            JUDGE: ("nbgrader", "autograde", name),
            FAST: (*GRADER, "--course", root, "grade", self.course, "-j", "1", "--gradebook", folder / "book.sqlite"),
        }
        self._command(*GRADER, "--course", root, "nbgrader", "configure", self.fresh)
        self._command(*GRADER, "--course", root, "nbgrader", "source", name, self.fresh)
        self._command("nbgrader", "generate_assignment", name, cwd=self.fresh)
        self.students = sorted(written(folder / "in", MANY).iterdir())

    def _command(self, *words: object, cwd: Path | None = None) -> Cost:
        return cost([str(word) for word in words], cwd or self.folder, accept=(0, 4), env=self.env)

    def each(self, how: str) -> Cost:
        """Return the cost of one submission."""
        few, many = self._graded(how, FEW), self._graded(how, MANY)
        return many.minus(few).per(MANY - FEW)

    def _graded(self, how: str, count: int) -> Cost:
        shutil.rmtree(self.course, ignore_errors=True)
        shutil.copytree(self.fresh, self.course)
        for kept in self.folder.glob("book.sqlite*"):
            kept.unlink()
        if how == STOCK:
            (self.course / "nbgrader_config.py").write_text(_PLAIN)
        release = self.course / "release" / self.name
        released = json.loads((release / f"{self.name}.ipynb").read_text())
        for student in self.students[:count]:
            there = self.course / "submitted" / student.name / self.name
            shutil.copytree(release, there)
            text = filled(released, student.name, (student / f"{self.name}.py").read_text(encoding="utf-8"))
            (there / f"{self.name}.ipynb").write_text(text)
        return self._command(*self.ways[how], cwd=self.course)


def filled(released: dict[str, object], student: str, source: str) -> str:
    """Return the released notebook with a homework's functions and answers in their cells."""
    notebook = json.loads(json.dumps(released))
    try:
        parts = {name: ast.get_source_segment(source, node) for node in ast.parse(source).body for name in _names(node)}
    except SyntaxError:
        parts = {}
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            named = [name for node in ast.parse(text).body for name in _names(node)]
            cell["source"] = "\n".join(parts[name] or "" for name in named if name in parts) or text
        elif cell["id"] == "student":
            cell["source"] = f"STUDENT = {student!r}"
    return json.dumps(notebook)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    return [t.id for t in node.targets if isinstance(t, ast.Name)] if isinstance(node, ast.Assign) else []
