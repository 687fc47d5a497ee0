"""Names in bulk downloads, as patterns for `nbgrader zip_collect`: whose a file is, which notebook, when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Download:
    """One system's download: `pattern` is matched against the whole path of each extracted file."""

    title: str
    pattern: str


_HEAD = r".*?/extracted/(?:[^/]+/)??"  # the outermost name counts: what lies in an archive is a student's own
_FILE = r"(?:[^/]+/)*(?!\._)(?P<file_id>[^/]+?)"
_END = r"(?: ?\(\d+\))?\.ipynb$"  # a browser makes `x (1).ipynb` of it, Canvas `x-1.ipynb`
_MOODLE = (
    rf"{_HEAD}(?:(?P<first_name>[^/_]+) )?(?P<last_name>[^/_ ]+)_(?P<student_id>\d+)_assignsubmission_file"
    rf"(?:_?/|_){_FILE}{_END}"
)
_CANVAS = rf"{_HEAD}[^/]+?_(?:LATE_)?(?P<student_id>\d+)_\d+_{_FILE}(?:-\d+)?{_END}"
_BLACKBOARD = (
    rf"{_HEAD}[^/]+?_(?P<student_id>[^/_]+)_attempt_(?P<timestamp>[0-9]{{4}}(?:-[0-9]{{2}}){{5}})_{_FILE}{_END}"
)
PATTERNS = (Download("Moodle", _MOODLE), Download("Canvas", _CANVAS), Download("Blackboard", _BLACKBOARD))
