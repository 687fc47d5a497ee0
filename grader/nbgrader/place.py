"""Whether a folder is an nbgrader course that can be graded into nbgrader's own gradebook."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

CONFIG, BOOK = "nbgrader_config.py", "gradebook.db"


def is_course(path: Path) -> bool:
    """Return whether this is an nbgrader course with submissions, and nbgrader is here to keep its marks."""
    has_book = (path / CONFIG).is_file() and (path / BOOK).is_file()
    return has_book and (path / "submitted").is_dir() and find_spec("nbgrader") is not None
