"""`grader grade COURSE` of an nbgrader course: our pool grades submitted/, one writer fills nbgrader's gradebook.

What comes out is what `nbgrader autograde` with our judge leaves: autograded/, points, comments, late days.  So
formgrader, generate_feedback and export go on from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import is_grade, is_solution
from traitlets.config.loader import Config, PyFileConfigLoader

from grader import marking
from grader.batch import Graded
from grader.course import Course
from grader.errors import UsageError
from grader.marking import Order
from grader.nbgrader import copies_in, place
from grader.nbgrader.mend import Known, known
from grader.nbgrader.outcome import CellMark, Marking
from grader.nbgrader.record import enter
from grader.submission import Found


@dataclass(frozen=True)
class Release:
    """A notebook that was released: nbgrader's assignment, the notebook's name, its cells."""

    assignment: str
    notebook: str
    cells: dict[str, Known]

    @property
    def worth(self) -> list[tuple[str, float]]:
        """The cells of points with what they are worth."""
        return [(one.name, one.points) for one in self.cells.values() if one.points is not None and not one.task]


def carry_out(folder: Path, order: Order, root: Path | None) -> int:
    """Grade what was handed in to an nbgrader course, keep it in both gradebooks and print it.

    `root` is our course, by default the one that its configuration names.  Returns how many could not be graded; raises
    UsageError where nothing was released or handed in.
    """
    there = There(folder)
    course = Course(root or there.named_course())
    with Gradebook(there.directory.db_url, there.directory.course_id) as book:
        writer = Writer(there, book, course, order)
        founds = list(writer.founds())
        if not founds:
            raise UsageError(f"{folder}: nothing was handed in for {', '.join(r.notebook for r in writer.releases)}")
        return marking.grade_all(course, writer.order, founds, each=writer.enter)


class There:
    """An nbgrader course: its configuration and its folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.config: Config = PyFileConfigLoader(place.CONFIG, str(self.folder)).load_config()
        self.config.CourseDirectory.root = str(self.folder)
        self.directory = CourseDirectory(config=self.config)

    def setting(self, name: str, default: Any) -> Any:
        """Return what is configured for the judge."""
        return self.config.Judge.get(name, default)

    def named_course(self) -> Path:
        """Return the course that the configuration names."""
        named = self.setting("course", "")
        if not named:
            path = self.folder / place.CONFIG
            raise UsageError(f"{path} names no course: run grader nbgrader configure {self.folder}, or say --course")
        return Path(named)

    def path(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of a step."""
        return Path(self.directory.format_path(step, student, assignment))

    def students(self, assignment: str) -> list[str]:
        """Return who has handed something in."""
        pattern = self.directory.format_path("submitted", "(?P<student>[^/]+)", re.escape(assignment), escape=True)
        shape = re.compile(pattern)
        matched = (shape.fullmatch(str(path)) for path in self.folder.glob(f"submitted/*/{assignment}"))
        return sorted(found["student"] for found in matched if found)


class Writer:
    """Puts notebooks where nbgrader has them, and results into its gradebook as they come."""

    def __init__(self, there: There, book: Any, course: Course, order: Order) -> None:
        self.there, self.book, self.course = there, book, course
        for_all = order.lecture_for_all or bool(there.setting("lecture_for_all", False))
        self.order = replace(order, lecture_for_all=for_all)
        self.marking = Marking(dict(there.setting("tasks", {})), bool(there.setting("show_hidden", False)))
        self._late = AssignLatePenalties(config=there.config)
        self._where: dict[str, tuple[Release, str]] = {}

    @cached_property
    def releases(self) -> list[Release]:
        """The notebooks that are assignments of ours; raises UsageError where there is none."""
        wanted = [self.order.assignment] if self.order.assignment else self.course.names
        found = [
            Release(assignment.name, notebook.name, known(notebook))
            for assignment in self.book.assignments for notebook in assignment.notebooks if notebook.name in wanted
        ]  # fmt: skip
        if not found:
            raise UsageError(
                f"{self.there.folder}: nothing was released of {', '.join(wanted)}; run grader nbgrader source and "
                "nbgrader generate_assignment first"
            )
        return found

    def founds(self) -> Iterator[Found]:
        """Put the notebooks that were handed in, mended, into autograded/, and yield them."""
        for release in self.releases:
            source = self.there.path("source", ".", release.assignment)
            for student in self.there.students(release.assignment):
                submitted = self.there.path("submitted", student, release.assignment)
                dest = self.there.path("autograded", student, release.assignment)
                shown = f"{student}/{release.assignment}/{release.notebook}.ipynb"
                path = dest / f"{release.notebook}.ipynb"
                error = copies_in.bring(submitted, source, path, release.cells)
                when = self.there.directory.get_existing_timestamp(str(submitted))
                submitted_at = when.replace(tzinfo=UTC).isoformat(timespec="seconds") if when else ""
                self._where[shown] = release, student
                yield Found(str(path), shown, student, release.notebook, error, submitted_at)

    def enter(self, graded: Graded) -> None:
        """Write one result: points and comments into the gradebook, what is shown into the notebook."""
        release, student = self._where[graded.found.shown]
        marks = self.marking.marks(graded.result, release.worth)
        self.book.update_or_create_student(student)
        when = {"timestamp": graded.found.submitted.removesuffix("+00:00")} if graded.found.submitted else {}
        handed_in = self.book.update_or_create_submission(release.assignment, student, **when)
        notebook = next(one for one in handed_in.notebooks if one.name == release.notebook)
        enter(notebook, marks, release.cells)
        notebook.late_submission_penalty = None
        self.book.db.commit()
        if graded.found.error is None:
            _show(graded.found.path, marks)
        if handed_in.total_seconds_late > 0:
            at = {"notebook": release.notebook, "assignment": release.assignment, "student": student}
            resources = {"nbgrader": at | {"db_url": self.there.directory.db_url}}
            self._late.preprocess(_Nothing(), resources)
            self.book.db.expire_all()


class _Nothing:
    """A notebook without cells: late days are of the gradebook alone."""

    cells: tuple[()] = ()


def _show(path: Path, marks: dict[str, CellMark]) -> None:
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        marked = cell["metadata"].get("nbgrader", {}).get("grade_id") in marks
        if marked and is_grade(_Cell(cell)) and not is_solution(_Cell(cell)) and cell["cell_type"] == "code":
            cell["outputs"] = marks[cell["metadata"]["nbgrader"]["grade_id"]].outputs()
            cell["execution_count"] = 1
    copies_in.write(path, notebook)


class _Cell:
    """A cell as nbgrader looks at it."""

    def __init__(self, cell: dict[str, Any]) -> None:
        self.metadata = cell["metadata"]
