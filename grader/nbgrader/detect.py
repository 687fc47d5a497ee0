"""Whether a folder is an nbgrader course that can be graded into nbgrader's own gradebook."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

CONFIG, BOOK = "nbgrader_config.py", "gradebook.db"


def is_course(path: Path) -> bool:
    """Return whether this is an nbgrader course with a gradebook, and nbgrader is here to keep its marks."""
    config = path / CONFIG
    if not config.is_file() or find_spec("nbgrader") is None:
        return False
    return (path / BOOK).is_file() or b"db_url" in config.read_bytes()  # it may be somewhere else
