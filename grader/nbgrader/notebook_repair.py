"""A submitted notebook in autograded/: copied with its files, and repaired so that nbgrader can grade it.

Ids, kinds, points and locked cells are restored from nbgrader's gradebook.  Copies and unknown cells become ordinary
cells; missing cells of points, and missing locked code, are put back.  What students wrote stays as it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from grader import files
from grader.errors import SubmissionError
from grader.model import Finding
from grader.nbgrader.cells import nbgrader_metadata
from grader.submissions.notebook import RESTORED, parse_json
from grader.submissions.submission import MAX_NOTEBOOK

# What nbformat, nbconvert and its templates read: a value of another type there costs a student the whole page.
_CELL_TYPES = {"raw_mimetype": str, "magics_language": str, "format": str, "transient": dict, "jupyter": dict}
_NOTEBOOK_TYPES = {"kernelspec": dict, "language_info": dict, "title": str, "authors": list, "widgets": dict}
_OUTPUT_METADATA = ("scrolled", "collapsed", "execution")  # a student's outputs are never kept
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of the released notebook, as nbgrader's gradebook has it."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    solution: bool = False
    points: float | None = None
    task: bool = False

    @property
    def is_given_code(self) -> bool:
        """Whether the cell is given code that the homework needs: constants of the handout, a student's numbers."""
        return self.locked and self.cell_type == "code" and self.points is None and not self.solution

    @property
    def nbgrader_metadata(self) -> dict[str, Any]:
        """nbgrader's metadata of the cell."""
        metadata = nbgrader_metadata(
            self.name, locked=self.locked, solution=self.solution, points=self.points, task=self.task
        )
        known = {"cell_type": self.cell_type, "checksum": self.checksum}
        return metadata | {name: value for name, value in known.items() if value is not None}


def released_cells(notebook: Any) -> dict[str, ReleasedCell]:
    """Return the released cells of a notebook in nbgrader's gradebook by id, in their order."""
    solutions = {cell.name for cell in notebook.solution_cells}
    points = {cell.name: float(cell.max_score) for cell in (*notebook.grade_cells, *notebook.task_cells)}
    tasks = {cell.name for cell in notebook.task_cells}
    return {
        cell.name: ReleasedCell(
            cell.name,
            cell.cell_type,
            cell.source or "",
            cell.checksum,
            bool(cell.locked),
            cell.name in solutions,
            points.get(cell.name),
            cell.name in tasks,
        )
        for cell in notebook.source_cells
    }


def clean_notebook(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notebook with repaired cells in format 4.5, which all of nbgrader can read."""
    seen: set[str] = set()
    for cell in notebook["cells"]:
        name = cell.get("id")
        if not isinstance(name, str) or not _CELL_ID.fullmatch(name) or name in seen:
            name = next(other for i in range(len(seen) + 1) if (other := f"cell-{i}") not in seen)
        seen.add(name)
        cell["id"] = name
    metadata = clean_metadata(notebook.get("metadata"))
    return {"cells": notebook["cells"], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def clean_metadata(metadata: Any) -> dict[str, Any]:
    """Return the metadata of a notebook, without values of a wrong type."""
    values = _values_of_type(metadata, _NOTEBOOK_TYPES)
    for name, needed in (("kernelspec", {"name", "display_name"}), ("language_info", {"name"})):
        texts = {key: value for key, value in values.pop(name, {}).items() if isinstance(value, str)}
        if needed <= texts.keys():
            values[name] = texts
    values.pop("orig_nbformat", None)
    return values


def _values_of_type(metadata: Any, kinds: Mapping[str, type]) -> dict[str, Any]:
    items = metadata.items() if isinstance(metadata, dict) else ()
    return {name: value for name, value in items if isinstance(value, kinds.get(name, object))}


def repair_cells(cells: list[Any], released: Mapping[str, ReleasedCell]) -> list[Any]:
    """Return the cells of a notebook, repaired in place; missing cells of points and locked code are put back."""
    cells = [cell for cell in cells if isinstance(cell, dict)]
    seen: set[str] = set()
    for cell in reversed(cells):  # of copies the last one counts, as in nbgrader
        _normalise_cell(cell)
        name = _grade_id(cell.get("metadata", {}).pop("nbgrader", None))
        if name in released and name not in seen:
            seen.add(name)
            _restore_released(cell, released[name])
    for cell in _missing_cells(released, seen):
        cells.insert(_insert_position(cells, cell.name, list(released)), _restored_cell(cell))
    return cells


def _normalise_cell(cell: dict[str, Any]) -> None:
    cell["metadata"] = _clean_cell_metadata(cell.get("metadata"))
    if not isinstance(cell.get("attachments"), dict):
        cell.pop("attachments", None)
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    cell["source"] = "".join(line for line in lines if isinstance(line, str))
    if cell.get("cell_type") not in ("code", "markdown", "raw"):
        cell["cell_type"] = "raw"
    _set_cell_type(cell, cell["cell_type"])


def _clean_cell_metadata(metadata: Any) -> dict[str, Any]:
    values = _values_of_type(metadata, _CELL_TYPES)
    for name in ("grader", *_OUTPUT_METADATA):  # only this program marks what was put back
        values.pop(name, None)
    tags, name = values.pop("tags", None), values.pop("name", None)
    if isinstance(tags, list) and all(isinstance(tag, str) and tag and "," not in tag for tag in tags):
        values["tags"] = list(dict.fromkeys(tags))
    return values | {"name": name} if isinstance(name, str) and name.strip() else values


def _set_cell_type(cell: dict[str, Any], cell_type: str) -> None:
    cell["cell_type"] = cell_type
    if cell_type == "code":
        cell["outputs"], cell["execution_count"] = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _grade_id(metadata: Any) -> str:
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""


def _restore_released(cell: dict[str, Any], released: ReleasedCell) -> None:
    cell["metadata"]["nbgrader"] = released.nbgrader_metadata
    if cell["cell_type"] != released.cell_type:
        _set_cell_type(cell, released.cell_type)
    if released.locked or not released.solution:
        cell["source"] = released.source


def _missing_cells(released: Mapping[str, ReleasedCell], seen: set[str]) -> list[ReleasedCell]:
    return [
        cell for cell in released.values() if cell.name not in seen and (cell.points is not None or cell.is_given_code)
    ]


def _restored_cell(released: ReleasedCell) -> dict[str, Any]:
    metadata: dict[str, Any] = {"nbgrader": released.nbgrader_metadata}
    if not released.is_given_code:
        metadata["grader"] = RESTORED
    cell: dict[str, Any] = {"cell_type": released.cell_type, "id": f"{released.name}-again"[:64], "metadata": metadata}
    cell["source"] = released.source
    _set_cell_type(cell, released.cell_type)
    return cell


def _insert_position(cells: list[Any], name: str, order: list[str]) -> int:
    """The position of a missing cell: after the nearest cell before it in the release, else at the end."""
    here = {_grade_id(cell["metadata"].get("nbgrader")): place for place, cell in enumerate(cells)}
    before = [here[other] for other in order[: order.index(name)] if other in here]
    return before[-1] + 1 if before else len(cells)


_READ_ONLY = 0o444  # as nbgrader has them
_SKIPPED = (".ipynb_checkpoints", "__pycache__", "*.pyc", "*.ipynb")


def write_autograded(submitted: Path, source: Path, path: Path, released: Mapping[str, ReleasedCell]) -> Finding | None:
    """Write the submitted notebook, repaired, to `path`, its files beside it; return why it cannot be read, if so.

    Files of the course replace a student's of the same name.  Other notebooks there stay: they are of the assignment.
    """
    try:
        _remove_earlier_files(path)
        for folder in (submitted, source):
            for file in _regular_files(folder):
                _copy_file(file, path.parent, file.relative_to(folder))
    except OSError as error:
        named = Path(error.filename).name if error.filename else "a file"
        return Finding("notebook.not_copied", file=named, why=error.strerror or str(error))
    notebook = _read_notebook(submitted / path.name)
    if isinstance(notebook, Finding):
        return notebook
    notebook["cells"] = repair_cells(notebook["cells"], released)
    write_notebook(path, clean_notebook(notebook))
    return None


def write_notebook(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook, read-only as nbgrader's own."""
    files.write_whole(path, json.dumps(notebook, indent=1))
    path.chmod(_READ_ONLY)


def _remove_earlier_files(path: Path) -> None:
    """Remove what an earlier attempt left: this notebook, and all files that are no notebooks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for item in path.parent.iterdir():
        if item.name == path.name or item.suffix != ".ipynb":
            _remove(item)


def _remove(item: Path) -> None:
    if item.is_dir() and not item.is_symlink():
        shutil.rmtree(item)
    else:
        item.unlink()


def _regular_files(folder: Path) -> Iterator[Path]:
    """The regular files below a folder: links may lead anywhere, and pipes wait for ever."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _is_skipped(name)]
        for file in (Path(place, name) for name in sorted(names) if not _is_skipped(name)):
            if stat.S_ISREG(file.lstat().st_mode):
                yield file


def _is_skipped(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _SKIPPED)


def _copy_file(file: Path, dest: Path, name: Path) -> None:
    """Copy a file to `dest`/`name`, over whatever a student has put there."""
    for parent in reversed(name.parents[:-1]):
        if (dest / parent).exists() and not (dest / parent).is_dir():
            (dest / parent).unlink()
    to = dest / name
    if os.path.lexists(to):
        _remove(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def _read_notebook(path: Path) -> dict[str, Any] | Finding:
    """The notebook in a file, or why there is none."""
    if path.is_symlink() or not path.is_file():
        there = sorted(p.name for p in path.parent.glob("*.ipynb"))
        if there and not path.exists():
            return Finding("notebook.other_name", expected=path.name, there=there)
        return Finding("notebook.not_there", expected=path.name)
    try:
        if path.stat().st_size > MAX_NOTEBOOK:
            raise SubmissionError("notebook.large", megabytes=f"{path.stat().st_size / 1e6:.0f}")
        notebook = parse_json(path.read_bytes())
    except SubmissionError as error:
        return error.finding
    except OSError as error:
        return Finding("notebook.not_opened", why=error.strerror or str(error))
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return Finding("notebook.no_cells")
    return notebook
