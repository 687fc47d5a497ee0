"""What grades inside nbgrader's own process: a course, a sandbox and the answer keys, started once and kept."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from pathlib import Path

from grader import sandbox
from grader.course.loader import Course
from grader.grading.pipeline import grade
from grader.grading.pool import Grader, Plan
from grader.model import Result
from grader.submissions import submission
from grader.submissions.submission import Found

_FOLDERS = ("assignments", "autotests", "solutions")
_open: dict[tuple[Plan, bool], Workshop] = {}


@dataclass(frozen=True)
class Workshop:
    """A grader at work, and the state of the course's files that it has read."""

    grader: Grader
    state: tuple[tuple[str, int], ...]

    @property
    def course(self) -> Course:
        """The course that is graded."""
        return self.grader.course

    def result(self, name: str, student: str, data: bytes, *, lms_id: bool = False) -> Result:
        """Return the result of one student's notebook; what is wrong with it is in the result.

        Where `student` is a learning system's own id, the notebook says whose numbers it works on.
        """
        found = Found(f"{name}.ipynb", f"{student}/{name}.ipynb", student, name, own_id=lms_id)
        return grade(submission.read(found, data), self.grader.grading(name))


def at(plan: Plan, *, allow_weak: bool) -> Workshop:
    """Return the workshop of a plan: the one that is open, or a new one where the course has changed since.

    Raises UsageError where this machine protects too weakly, and nobody said that this will do.
    """
    state = _state(plan.root)
    found = _open.get((plan, allow_weak))
    if found is not None and found.state == state:
        return found
    if found is not None:
        found.grader.sandbox.close()
    course = Course(plan.root)
    box = plan.sandbox(course)
    try:
        sandbox.demand(box, allow_weak=allow_weak)
    except BaseException:
        box.close()
        raise
    _open[plan, allow_weak] = Workshop(Grader(plan, course, box), state)
    return _open[plan, allow_weak]


@atexit.register
def close() -> None:
    """Leave nothing running."""
    while _open:
        _open.popitem()[1].grader.sandbox.close()


def _state(root: Path) -> tuple[tuple[str, int], ...]:
    """When each of the course's files was changed: a server that runs for weeks must not mark by old checks."""
    files = [root / "pyproject.toml", *(p for folder in _FOLDERS for p in (root / folder).glob("*.*"))]
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files if path.is_file()))
