"""Cells of a source notebook: format 4.5 with nbgrader's metadata in version 3, and the texts of generated cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from importlib import resources
from string import Template
from typing import Any

from grader.checks.declarations import Task
from grader.model import rounded_points

_SCHEMA = 3
_POINTS_CELL_PREFIX = "check-"
_TEST_CELL_PREFIXES = ("check-", "check_", "test-", "test_")  # how courses call the cell that tests a function


def points_cell_id(task: str) -> str:
    """Return the id of the cell that holds a task's points: nbgrader allows no dot in it, as of `Network.forward`."""
    return f"{_POINTS_CELL_PREFIX}{task.replace('.', '-')}"


def task_of_cell_id(grade_id: str) -> str:
    """Return the task in the id of a cell of points: `softmax` for `check-softmax` or `test_softmax`."""
    for prefix in _TEST_CELL_PREFIXES:
        if grade_id.startswith(prefix):
            return grade_id.removeprefix(prefix).replace("-", ".")
    return grade_id


def make_cell(
    name: str,
    source: str,
    *,
    cell_type: str = "code",
    locked: bool = False,
    solution: bool = False,
    points: Fraction | None = None,
) -> dict[str, Any]:
    """Return a cell; it has nbgrader's metadata where it is locked, a solution, or worth points."""
    metadata: dict[str, Any] = {}
    if locked or solution or points is not None:
        worth = None if points is None else rounded_points(points)
        metadata["nbgrader"] = nbgrader_metadata(name, locked=locked, solution=solution, points=worth)
    cell: dict[str, Any] = {"cell_type": cell_type, "id": name[:64], "metadata": metadata, "source": source}
    return cell if cell_type == "markdown" else cell | {"execution_count": None, "outputs": []}


def nbgrader_metadata(
    name: str, *, locked: bool, solution: bool, points: float | None, task: bool = False
) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell."""
    return {
        "schema_version": _SCHEMA,
        "grade_id": name,
        "locked": locked,
        "solution": solution,
        "grade": points is not None and not task,
        "task": task,
        **({} if points is None else {"points": points}),
    }


def make_notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook of Python cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


STUDENT_SOURCE = '# Your student id, in quotes, like STUDENT = "s001"\nSTUDENT = ...'
_SPECIAL = re.compile(r"([*_<>\[\]$|])")


def numbers_source(name: str) -> str:
    """Return the source of the cell that shows a student's row; it needs only the table beside the notebook."""
    return _filled_template("numbers.txt", name=name)


def points_source(name: str, task: str, points: float) -> str:
    """Return the source of the cell that holds a task's points."""
    return _filled_template("points.txt", name=repr(name), task=repr(task), points=str(points))


def _filled_template(template: str, **values: str) -> str:
    text = resources.files("grader.nbgrader").joinpath("templates", template).read_text(encoding="utf-8")
    return Template(text).substitute(values).rstrip("\n")


def title_markdown(docstring: str, name: str) -> str:
    """Return the skeleton's docstring as Markdown; it names the notebook in place of the file."""
    first, _, rest = docstring.replace(f"{name}.py", f"{name}.ipynb").partition("\n")
    return "\n".join([f"# {first.rstrip('.')}", *_escape_lines(rest.split("\n"))])


def escape_comments(lines: Sequence[str]) -> str:
    """Return comments as Markdown with the same line breaks."""
    return "\n".join(_escape_lines(lines))


def key_facts_answer(task: Task) -> str:
    """Return the key facts of a discussion, as the instructor's answer."""
    looked_for = "; ".join(" or ".join(words) for words in task.key_facts) or "what the task asks for"
    return f"{task.name} = {('To look for: ' + looked_for)!r}"


def _escape_lines(lines: Sequence[str]) -> list[str]:
    """Lines in which nothing is markup by chance; code stays code."""
    return [line if line.startswith("    ") else _escape_line(line) for line in lines]


def _escape_line(line: str) -> str:
    parts = re.split(r"(`[^`]*`)", line)
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts)
