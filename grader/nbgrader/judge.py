"""Preprocessors for `nbgrader autograde`: notebooks are repaired, graded in the sandbox, and commented on.

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
from grader.nbgrader.cell_results import CellGrading, CellResult, store_results
from grader.nbgrader.notebook_repair import clean_metadata, released_cells, repair_cells
from grader.reports import wording
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile

_CELL_RESULTS = "grader"  # where Judge leaves its results for Remarks, in nbgrader's resources
_CELL_IMPORT = "from grader.nbgrader import"


class Mend(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """The first step: repairs what nbgrader needs to find in a notebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with repaired cells."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            try:
                released = released_cells(book.find_notebook(about["notebook"], about["assignment"]))
            except MissingEntry:
                return nb, resources  # nbgrader says so itself
        nb.cells = [from_dict(cell) for cell in repair_cells(list(nb.cells), released)]
        nb.metadata = from_dict(clean_metadata(nb.get("metadata")))
        return nb, resources


class Judge(Execute):  # type: ignore[misc]
    """The step in place of Execute: grades in the sandbox; writes points and feedback below the cells of points.

    A notebook that is no assignment of the course is run as nbgrader runs it, without protection.
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
        about = resources["nbgrader"]
        try:
            open_grader = self._course_grader()
            if about["notebook"] not in open_grader.course.names:
                self._refuse_ours(nb, about["notebook"])
                self.log.warning("%s is no assignment of %s: it is run unprotected", about["notebook"], self.course)
                done: tuple[Any, Any] = super().preprocess(nb, resources, km)
                return done
            data = json.dumps(nb).encode()
            folder = resources.get("metadata", {}).get("path", "")
            result = open_grader.grade_notebook(about["notebook"], about["student"], data, folder, lms_id=self.lms_ids)
        except GraderError as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from None
        cells = [cell for cell in nb.cells if utils.is_grade(cell)]
        worth = [(cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader["points"])) for cell in cells]
        with wording.language(str(open_grader.course.settings.get("language", ""))):
            results = CellGrading(self.tasks, self.show_hidden).cell_results(result, worth)
        for cell in cells:
            if cell.cell_type == "code" and not utils.is_solution(cell):
                _write_outputs(cell, results[cell.metadata.nbgrader["grade_id"]])
        resources[_CELL_RESULTS] = results
        return nb, resources

    def _course_grader(self) -> CourseGrader:
        if not (Path(self.course) / "autotests").is_dir():
            raise GraderError(f"c.Judge.course: {self.course!r} is no course; run grader nbgrader configure once more")
        plan = Plan(Path(self.course).resolve(), self.lecture_for_all)
        return course_grader(plan, allow_weak=self.allow_weak)

    def _refuse_ours(self, nb: Any, name: str) -> None:
        """Refuse a notebook with our cells of points that is no assignment: nothing would protect its points."""
        if any(utils.is_grade(cell) and _CELL_IMPORT in cell.source for cell in nb.cells):
            raise GraderError(
                f"{self.course} has no assignment {name}: name the notebook as its assignment, or let c.Judge.course "
                "name the right course"
            )


def _write_outputs(cell: Any, mark: CellResult) -> None:
    cell.outputs = [from_dict(output) for output in mark.outputs()]
    cell.execution_count = 1


class Remarks(NbGraderPreprocessor):  # type: ignore[misc]
    """The step after SaveAutoGrades: marks what waits for a person, and comments on each answer."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook unchanged; the results go into nbgrader's gradebook."""
        results = resources.get(_CELL_RESULTS)
        if results is None:
            return nb, resources
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            handed_in = book.find_submission_notebook(about["notebook"], about["assignment"], about["student"])
            store_results(handed_in, results, released_cells(handed_in.notebook))
            book.db.commit()
        return nb, resources


_FOLDERS = ("assignments", "autotests", "solutions")
_open_graders: dict[tuple[Plan, bool], CourseGrader] = {}


@dataclass(frozen=True)
class CourseGrader:
    """A grader of a course inside nbgrader's process, and the times of the course's files that it has read."""

    grader: Grader
    state: tuple[tuple[str, int], ...]

    @property
    def course(self) -> Course:
        """The course that is graded."""
        return self.grader.course

    def grade_notebook(self, name: str, student: str, data: bytes, folder: str = "", *, lms_id: bool = False) -> Result:
        """Return the result of one student's notebook; what is wrong with it is in the result.

        `folder` is where the modules stand that it imports, "" for nowhere.
        Where `student` is a learning system's own id, the notebook says whose numbers it works on.
        """
        file, shown = f"{name}.ipynb", f"{student}/{name}.ipynb"
        place = file if folder else ""
        found = SubmissionFile(str(Path(folder, file)), shown, student, name, has_lms_id=lms_id, place=place)
        return grade(submission.read_submission(found, data), self.grader.grading(name))


def course_grader(plan: Plan, *, allow_weak: bool) -> CourseGrader:
    """Return the grader of a course: the open one, or a new one where the course's files have changed since.

    Raises UsageError where this machine protects too weakly and `allow_weak` is not set.
    """
    state = _file_times(plan.root)
    found = _open_graders.get((plan, allow_weak))
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
    _open_graders[plan, allow_weak] = CourseGrader(Grader(plan, course, box), state)
    return _open_graders[plan, allow_weak]


@atexit.register
def close_graders() -> None:
    """Close all graders and their sandboxes."""
    while _open_graders:
        _open_graders.popitem()[1].grader.sandbox.close()


def _file_times(root: Path) -> tuple[tuple[str, int], ...]:
    """The time of each of the course's files: a server that runs for weeks must not grade by old checks."""
    files = [root / "pyproject.toml", *(p for folder in _FOLDERS for p in (root / folder).rglob("*.*"))]
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in files if path.is_file()))
