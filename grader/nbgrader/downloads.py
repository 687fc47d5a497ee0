"""Names in bulk downloads, as patterns for `nbgrader zip_collect`: whose a file is, which notebook, when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Download:
    """One system's download: `pattern` is matched against the whole path of each extracted file."""

    title: str
    pattern: str


_MOODLE = (
    r".*/(?P<first_name>[^/_]+?) (?P<last_name>[^/_ ]+)_(?P<student_id>\d+)_assignsubmission_file"
    r"[^/]*/(?P<file_id>[A-Za-z_]\w*)"
)
_CANVAS = r".*/[^/]+?_(?:LATE_)?(?P<student_id>\d+)_\d+_(?P<file_id>[A-Za-z_]\w*?)(?:-\d+)?\.ipynb$"
_BLACKBOARD = (
    r".*/[^/]+_(?P<student_id>[^/_]+)_attempt_(?P<timestamp>[0-9]{4}(?:-[0-9]{2}){5})_"
    r"(?P<file_id>[A-Za-z_]\w*)"
)
# A student's own file name stands last in all of them; what a browser adds to it, `x (1).ipynb`, is left out.
PATTERNS = (Download("Moodle", _MOODLE), Download("Canvas", _CANVAS), Download("Blackboard", _BLACKBOARD))
