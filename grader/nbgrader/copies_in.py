"""submitted/ -> autograded/: a student's files, the course's own over them, and the notebook mended."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.nbgrader.mend import Known, mend
from grader.notebook import parsed
from grader.submission import MAX_NOTEBOOK

_READ_ONLY = 0o444  # as nbgrader has them
_SKIPPED = shutil.ignore_patterns("*.ipynb", ".ipynb_checkpoints", "*.pyc", "__pycache__")


def bring(submitted: Path, source: Path, path: Path, released: Mapping[str, Known]) -> str | None:
    """Write the notebook that was handed in to `path` with its files beside it; return why it cannot be read, if so."""
    if path.parent.exists():
        shutil.rmtree(path.parent)
    path.parent.mkdir(parents=True)
    for folder in (submitted, source):
        if folder.is_dir():
            shutil.copytree(
                folder, path.parent, ignore=_SKIPPED, dirs_exist_ok=True, copy_function=_copy,
                symlinks=True, ignore_dangling_symlinks=True,
            )  # fmt: skip
    notebook = _read(submitted / path.name)
    if isinstance(notebook, str):
        return notebook
    notebook["cells"] = mend(notebook["cells"], released)
    write(path, notebook)
    return None


def write(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook that only we write to."""
    if path.exists():
        path.unlink()
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    path.chmod(_READ_ONLY)


def _copy(source: str, dest: str) -> None:
    if os.path.lexists(dest):
        os.unlink(dest)
    if not os.path.islink(source):  # it may lead anywhere
        shutil.copyfile(source, dest)


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
