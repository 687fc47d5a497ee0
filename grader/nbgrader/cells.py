"""Cells and notebooks as nbgrader writes them: format 4.5, its metadata in version 3."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grader import scoring

SCHEMA = 3
_CHECK = "check-"
_NAMED = ("check-", "check_", "test-", "test_")  # how courses call the cell that tests a function


def check_id(task: str) -> str:
    """Return the id of the cell that holds a task's points."""
    return f"{_CHECK}{task}"


def task_named(grade_id: str) -> str:
    """Return the task that a cell of points is about, by its id: `check-softmax` or `test_softmax` is `softmax`."""
    for prefix in _NAMED:
        if grade_id.startswith(prefix):
            return grade_id.removeprefix(prefix)
    return grade_id


def made(
    name: str,
    source: str,
    *,
    cell_type: str = "code",
    locked: bool = False,
    solution: bool = False,
    points: Fraction | None = None,
) -> dict[str, Any]:
    """Return a cell; one that is neither locked nor a solution nor worth points is of no interest to nbgrader."""
    metadata: dict[str, Any] = {}
    if locked or solution or points is not None:
        metadata["nbgrader"] = {
            "schema_version": SCHEMA,
            "grade_id": name,
            "locked": locked,
            "solution": solution,
            "grade": points is not None,
            "task": False,
        }
        if points is not None:
            metadata["nbgrader"]["points"] = scoring.rounded(points)
    cell: dict[str, Any] = {"cell_type": cell_type, "id": name[:64], "metadata": metadata, "source": source}
    return cell if cell_type == "markdown" else cell | {"execution_count": None, "outputs": []}


def notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a notebook of Python cells."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
