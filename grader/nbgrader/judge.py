"""The steps of `nbgrader autograde` that are ours: notebooks are mended, judged in the sandbox, and remarked on.

`grader nbgrader configure` names them in nbgrader's own lists, so the command, NbGraderAPI and formgrader's button use
them alike.  What nbgrader does with points, late days and feedback stays its own.
"""

from __future__ import annotations

import atexit
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Dict, Unicode

from grader import sandbox
from grader.course.loader import Course
from grader.errors import GraderError
from grader.grading.pipeline import grade
from grader.grading.pool import Grader, Plan
from grader.model import Result
from grader.nbgrader.autograded_notebook import known, mend, of_metadata
from grader.nbgrader.cell_results import CellMark, Marking, enter
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile

_MARKS = "grader"  # where one step leaves its marks for the next
_OURS = "from grader.nbgrader import"


class Mend(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """First of the steps: gives a notebook back what nbgrader needs to find in it."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with its cells mended."""
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as book:
            try:
                released = known(book.find_notebook(place["notebook"], place["assignment"]))
            except MissingEntry:
                return nb, resources  # nbgrader says so itself
        nb.cells = [from_dict(cell) for cell in mend(list(nb.cells), released)]
        nb.metadata = from_dict(of_metadata(nb.get("metadata")))
        return nb, resources


class Judge(Execute):  # type: ignore[misc]
    """In place of Execute: grades in the sandbox and writes points and feedback below the cells of points.

    A notebook of which the course has no assignment is run as before, without protection.
    """

    course = Unicode("", help="The folder with assignments/, solutions/ and autotests/").tag(config=True)
    lecture_for_all = Bool(False, help="Everybody was given the lecture's own numbers").tag(config=True)
    lms_ids = Bool(False, help="submitted/ is named by ids of a learning system, which students do not know").tag(
        config=True
    )
    allow_weak = Bool(False, help="Grade although this machine cannot protect itself well").tag(config=True)
    show_hidden = Bool(False, help="Tell students titles and inputs of hidden checks").tag(config=True)
    tasks = Dict(help="Which task a cell of points is about, where its id does not say it").tag(config=True)

    def preprocess(self, nb: Any, resources: Any, km: Any = None) -> tuple[Any, Any]:
        """Return the notebook with an output below each cell of points."""
        place = resources["nbgrader"]
        try:
            shop = self._workshop()
            if place["notebook"] not in shop.course.names:
                self._refuse_ours(nb, place["notebook"])
                self.log.warning("%s is no assignment of %s: it is run unprotected", place["notebook"], self.course)
                done: tuple[Any, Any] = super().preprocess(nb, resources, km)
                return done
            data = json.dumps(nb).encode()
            result = shop.result(place["notebook"], place["student"], data, lms_id=self.lms_ids)
        except GraderError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        cells = [cell for cell in nb.cells if utils.is_grade(cell)]
        worth = [(cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader["points"])) for cell in cells]
        marks = Marking(self.tasks, self.show_hidden).marks(result, worth)
        for cell in cells:
            if cell.cell_type == "code" and not utils.is_solution(cell):
                _fill(cell, marks[cell.metadata.nbgrader["grade_id"]])
        resources[_MARKS] = marks
        return nb, resources

    def _workshop(self) -> Workshop:
        if not (Path(self.course) / "autotests").is_dir():
            raise GraderError(f"c.Judge.course: {self.course!r} is no course; run grader nbgrader configure once more")
        plan = Plan(Path(self.course).resolve(), self.lecture_for_all)
        return at(plan, allow_weak=self.allow_weak)

    def _refuse_ours(self, nb: Any, name: str) -> None:
        """What was made for this judge is not run without it: its own cells are no protection."""
        if any(utils.is_grade(cell) and _OURS in cell.source for cell in nb.cells):
            raise GraderError(
                f"{self.course} has no assignment {name}: name the notebook as its assignment, or let c.Judge.course "
                "name the right course"
            )


def _fill(cell: Any, mark: CellMark) -> None:
    cell.outputs = [from_dict(output) for output in mark.outputs()]
    cell.execution_count = 1


class Remarks(NbGraderPreprocessor):  # type: ignore[misc]
    """After SaveAutoGrades: what waits for a person is left to one, and each answer gets its comment."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook as it is; what is to be kept is in the gradebook."""
        marks = resources.get(_MARKS)
        if marks is None:
            return nb, resources
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as book:
            handed_in = book.find_submission_notebook(place["notebook"], place["assignment"], place["student"])
            enter(handed_in, marks, known(handed_in.notebook))
            book.db.commit()
        return nb, resources


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
        found = SubmissionFile(f"{name}.ipynb", f"{student}/{name}.ipynb", student, name, has_lms_id=lms_id)
        return grade(submission.read_submission(found, data), self.grader.grading(name))


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
