"""submitted/ -> autograded/: a student's files, the course's own over them, and the notebook mended."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.nbgrader.repair import Known, mend, of_notebook
from grader.submissions.notebook import parsed
from grader.submissions.submission import MAX_NOTEBOOK

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
        notebook = parsed(path.read_bytes())
    except SubmissionError as error:
        return str(error)
    except OSError as error:
        return f"the notebook cannot be opened ({error.strerror or error}): hand it in again"
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return f"the notebook is broken, it has no cells: {again}"
    return notebook
