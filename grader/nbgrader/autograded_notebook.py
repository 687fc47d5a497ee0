"""A notebook as handed in -> one that nbgrader can take: what students do to its cells stops nobody's grading.

What is nbgrader's own, ids, kinds, points and locked cells, comes back from its gradebook.  Copies and unknown cells
become ordinary ones; cells of points, and locked code, that are gone are put back.  What students wrote stays as it is.
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

from grader.errors import SubmissionError
from grader.nbgrader.cells import SCHEMA
from grader.submissions.notebook import RESTORED, parse_json
from grader.submissions.submission import MAX_NOTEBOOK

# What nbformat, nbconvert and its templates look into: what is of another kind there costs a student the whole page.
_CELL = {"raw_mimetype": str, "magics_language": str, "format": str, "transient": dict, "jupyter": dict}
_NOTEBOOK = {"kernelspec": dict, "language_info": dict, "title": str, "authors": list, "widgets": dict}
_OF_OUTPUTS = ("scrolled", "collapsed", "execution")  # there are none of a student's
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


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
    def given(self) -> bool:
        """Whether it is code that the homework may stand on: the constants of the handout, a student's numbers."""
        return self.locked and self.cell_type == "code" and self.points is None and not self.solution

    @property
    def marks(self) -> dict[str, Any]:
        """What nbgrader keeps with the cell."""
        marks: dict[str, Any] = {
            "schema_version": SCHEMA,
            "grade_id": self.name,
            "locked": self.locked,
            "solution": self.solution,
            "grade": self.points is not None and not self.task,
            "task": self.task,
            "cell_type": self.cell_type,
        }
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


def of_notebook(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notebook whose cells are mended in the format that all of nbgrader can read, 4.5."""
    seen: set[str] = set()
    for cell in notebook["cells"]:
        name = cell.get("id")
        if not isinstance(name, str) or not _CELL_ID.fullmatch(name) or name in seen:
            name = next(other for i in range(len(seen) + 1) if (other := f"cell-{i}") not in seen)
        seen.add(name)
        cell["id"] = name
    metadata = of_metadata(notebook.get("metadata"))
    return {"cells": notebook["cells"], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def of_metadata(metadata: Any) -> dict[str, Any]:
    """Return what a notebook says of itself as far as it is of the kind that it has to be."""
    kept = _of_kind(metadata, _NOTEBOOK)
    for name, needed in (("kernelspec", {"name", "display_name"}), ("language_info", {"name"})):
        texts = {key: value for key, value in kept.pop(name, {}).items() if isinstance(value, str)}
        if needed <= texts.keys():
            kept[name] = texts
    kept.pop("orig_nbformat", None)
    return kept


def _of_kind(metadata: Any, kinds: Mapping[str, type]) -> dict[str, Any]:
    items = metadata.items() if isinstance(metadata, dict) else ()
    return {name: value for name, value in items if isinstance(value, kinds.get(name, object))}


def mend(cells: list[Any], released: Mapping[str, Known]) -> list[Any]:
    """Return the cells of a notebook, mended in place, with those of points and locked code that are gone put back."""
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
    cell["metadata"] = _of_cell(cell.get("metadata"))
    if not isinstance(cell.get("attachments"), dict):
        cell.pop("attachments", None)
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    cell["source"] = "".join(line for line in lines if isinstance(line, str))
    if cell.get("cell_type") not in ("code", "markdown", "raw"):
        cell["cell_type"] = "raw"
    _of_type(cell, cell["cell_type"])


def _of_cell(metadata: Any) -> dict[str, Any]:
    kept = _of_kind(metadata, _CELL)
    for name in ("grader", *_OF_OUTPUTS):  # only we say what was put back
        kept.pop(name, None)
    tags, name = kept.pop("tags", None), kept.pop("name", None)
    if isinstance(tags, list) and all(isinstance(tag, str) and tag and "," not in tag for tag in tags):
        kept["tags"] = list(dict.fromkeys(tags))
    return kept | {"name": name} if isinstance(name, str) and name.strip() else kept


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
    return [one for one in released.values() if one.name not in seen and (one.points is not None or one.given)]


def _put_back(one: Known) -> dict[str, Any]:
    metadata = {"nbgrader": one.marks} if one.given else {"nbgrader": one.marks, "grader": RESTORED}
    cell: dict[str, Any] = {"cell_type": one.cell_type, "id": f"{one.name}-again"[:64], "metadata": metadata}
    cell["source"] = one.source
    _of_type(cell, one.cell_type)
    return cell


def _place(cells: list[Any], name: str, order: list[str]) -> int:
    """Where a cell belongs: behind the nearest one before it in the release that is there, else at the end."""
    here = {_id(cell["metadata"].get("nbgrader")): place for place, cell in enumerate(cells)}
    before = [here[other] for other in order[: order.index(name)] if other in here]
    return before[-1] + 1 if before else len(cells)


_READ_ONLY = 0o444  # as nbgrader has them
_SKIPPED = (".ipynb_checkpoints", "__pycache__", "*.pyc", "*.ipynb")


def bring(submitted: Path, source: Path, path: Path, released: Mapping[str, Known]) -> str | None:
    """Write the notebook that was handed in to `path` with its files beside it; return why it cannot be read, if so.

    Other notebooks that are there already stay: they are of the same assignment.
    """
    try:
        _clear(path)
        for folder in (submitted, source):
            for file in _files(folder):
                _copy(file, path.parent, file.relative_to(folder))
    except OSError as error:
        named = Path(error.filename).name if error.filename else "a file"
        return f"its files cannot be copied ({named}: {error.strerror or error}): hand in the notebook itself"
    notebook = _read(submitted / path.name)
    if isinstance(notebook, str):
        return notebook
    notebook["cells"] = mend(notebook["cells"], released)
    write(path, of_notebook(notebook))
    return None


def write(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook that only we write to."""
    if path.exists():
        path.unlink()
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    path.chmod(_READ_ONLY)


def _clear(path: Path) -> None:
    """Take away what an earlier attempt left: this notebook, and all files that are no notebooks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for item in path.parent.iterdir():
        if item.name == path.name or item.suffix != ".ipynb":
            _remove(item)


def _remove(item: Path) -> None:
    if item.is_dir() and not item.is_symlink():
        shutil.rmtree(item)
    else:
        item.unlink()


def _files(folder: Path) -> Iterator[Path]:
    """The ordinary files below a folder; links may lead anywhere, and pipes wait for ever."""
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not _skipped(name)]
        for file in (Path(place, name) for name in sorted(names) if not _skipped(name)):
            if stat.S_ISREG(file.lstat().st_mode):
                yield file


def _skipped(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _SKIPPED)


def _copy(file: Path, dest: Path, name: Path) -> None:
    """Copy a file to `dest`/`name`, over whatever a student has put there."""
    for parent in reversed(name.parents[:-1]):
        if (dest / parent).exists() and not (dest / parent).is_dir():
            (dest / parent).unlink()
    to = dest / name
    if os.path.lexists(to):
        _remove(to)
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, to)


def _read(path: Path) -> dict[str, Any] | str:
    """The notebook in a file, or the sentence that says why there is none."""
    again = "open it in Jupyter, save it, and hand it in again"
    if path.is_symlink() or not path.is_file():
        there = sorted(p.name for p in path.parent.glob("*.ipynb"))
        found = f", but {', '.join(there)}: rename it if it is meant" if there and not path.exists() else ""
        return f"there is no {path.name}{found or ': hand in the notebook itself'}"
    if path.stat().st_size > MAX_NOTEBOOK:
        return f"the notebook has {path.stat().st_size / 1e6:.0f} MB: clear its outputs, save it, and hand it in again"
    try:
        notebook = parse_json(path.read_bytes())
    except SubmissionError as error:
        return str(error)
    except OSError as error:
        return f"the notebook cannot be opened ({error.strerror or error}): hand it in again"
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return f"the notebook is broken, it has no cells: {again}"
    return notebook
