"""A notebook as handed in -> one that nbgrader can take: what students do to its cells stops nobody's grading.

What is nbgrader's own, ids, kinds, points and locked cells, comes back from its gradebook.  Copies and unknown cells
become ordinary ones, cells of points that are gone are put back.  What students wrote stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.nbgrader.cells import SCHEMA
from grader.notebook import RESTORED


@dataclass(frozen=True)
class Known:
    """A cell as the gradebook knows it from the release."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    solution: bool = False
    points: float | None = None
    task: bool = False

    @property
    def marks(self) -> dict[str, Any]:
        """What nbgrader keeps with the cell."""
        marks: dict[str, Any] = {
            "schema_version": SCHEMA, "grade_id": self.name, "locked": self.locked, "solution": self.solution,
            "grade": self.points is not None and not self.task, "task": self.task, "cell_type": self.cell_type,
        }  # fmt: skip
        if self.points is not None:
            marks["points"] = self.points
        if self.checksum is not None:
            marks["checksum"] = self.checksum
        return marks


def known(notebook: Any) -> dict[str, Known]:
    """Return the cells of a notebook of nbgrader's gradebook by id, in their order."""
    solutions = {cell.name for cell in notebook.solution_cells}
    points = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
    tasks = {cell.name for cell in notebook.task_cells}
    return {
        cell.name: Known(
            cell.name, cell.cell_type, cell.source or "", cell.checksum, bool(cell.locked), cell.name in solutions,
            points.get(cell.name), cell.name in tasks,
        )
        for cell in notebook.source_cells
    }  # fmt: skip


def mend(cells: list[Any], released: Mapping[str, Known]) -> list[Any]:
    """Return the cells of a notebook, mended in place, with those of points that are gone put back."""
    cells = [cell for cell in cells if isinstance(cell, dict)]
    seen: set[str] = set()
    for cell in reversed(cells):  # of copies the last one counts, as nbgrader has it
        _as_it_should_be(cell)
        name = _id(cell.get("metadata", {}).pop("nbgrader", None))
        if name in released and name not in seen:
            seen.add(name)
            _as_released(cell, released[name])
    for one in _gone(released, seen):
        cells.insert(_place(cells, one.name, list(released)), _put_back(one))
    return cells


def _as_it_should_be(cell: dict[str, Any]) -> None:
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = {}
    cell["metadata"].pop("grader", None)  # only we say what was put back
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    cell["source"] = "".join(line for line in lines if isinstance(line, str))
    if cell.get("cell_type") not in ("code", "markdown", "raw"):
        cell["cell_type"] = "raw"
    _of_type(cell, cell["cell_type"])


def _of_type(cell: dict[str, Any], cell_type: str) -> None:
    cell["cell_type"] = cell_type
    if cell_type == "code":
        cell["outputs"], cell["execution_count"] = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _id(marks: Any) -> str:
    name = marks.get("grade_id") if isinstance(marks, dict) else None
    return name if isinstance(name, str) else ""


def _as_released(cell: dict[str, Any], one: Known) -> None:
    cell["metadata"]["nbgrader"] = one.marks
    if cell["cell_type"] != one.cell_type:
        _of_type(cell, one.cell_type)
    if one.locked or not one.solution:
        cell["source"] = one.source


def _gone(released: Mapping[str, Known], seen: set[str]) -> list[Known]:
    return [one for one in released.values() if one.points is not None and one.name not in seen]


def _put_back(one: Known) -> dict[str, Any]:
    metadata = {"nbgrader": one.marks, "grader": RESTORED}
    cell: dict[str, Any] = {"cell_type": one.cell_type, "id": f"{one.name}-again"[:64], "metadata": metadata}
    cell["source"] = one.source
    _of_type(cell, one.cell_type)
    return cell


def _place(cells: list[Any], name: str, order: list[str]) -> int:
    """Where a cell belongs: behind the nearest one before it in the release that is there, else at the end."""
    here = {_id(cell["metadata"].get("nbgrader")): place for place, cell in enumerate(cells)}
    before = [here[other] for other in order[: order.index(name)] if other in here]
    return before[-1] + 1 if before else len(cells)
