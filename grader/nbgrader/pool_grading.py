"""`grader grade COURSE` of an nbgrader course: our pool grades submitted/, one writer fills nbgrader's gradebook.

What comes out is what `nbgrader autograde` with our judge leaves: autograded/, points, comments, late days.  So
formgrader, generate_feedback and export go on from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import is_grade, is_solution
from sqlalchemy.exc import SQLAlchemyError
from traitlets import TraitError

from grader.course.loader import Course
from grader.errors import UsageError
from grader.grading import run
from grader.grading.batch import Graded, How
from grader.grading.run import Order
from grader.nbgrader import autograded_notebook, cell_results
from grader.nbgrader.autograded_notebook import Known, known
from grader.nbgrader.cell_results import CellMark, Marking
from grader.nbgrader.course_folder import There
from grader.submissions.folders import printable_name
from grader.submissions.submission import SubmissionFile


@dataclass(frozen=True)
class Release:
    """A notebook that was released: nbgrader's assignment, the notebook's name, its cells, and who else is in it."""

    assignment: str
    notebook: str
    cells: dict[str, Known]
    others: tuple[str, ...] = ()  # notebooks of the same assignment that are none of ours

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
    try:
        with Gradebook(there.book, there.directory.course_id) as book:
            writer = Writer(there, book, course, order)
            founds = list(writer.founds())
            if not founds:
                names = ", ".join(release.notebook for release in writer.releases)
                raise UsageError(f"{folder}: nothing was handed in for {names}")
            return run.grade_all(course, writer.order, founds, each=writer.enter)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise UsageError(
            f"{there.book}: nbgrader's gradebook cannot be used ({why}); end what holds it open, or save a copy of it "
            "and run nbgrader db upgrade; then the same command goes on from here"
        ) from None


class Writer:
    """Puts notebooks where nbgrader has them, and results into its gradebook as they come."""

    def __init__(self, there: There, book: Any, course: Course, order: Order) -> None:
        self.there, self.book, self.course = there, book, course
        for_all = order.lecture_for_all or bool(there.setting("lecture_for_all", False))
        self.order = replace(order, lecture_for_all=for_all)
        self.marking = Marking(dict(there.setting("tasks", {})), bool(there.setting("show_hidden", False)))
        try:
            self._late = AssignLatePenalties(config=there.config)
            self._late.init_plugin()
        except (ImportError, TraitError) as error:
            raise UsageError(f"{there.path_of_config}: AssignLatePenalties.plugin_class: {error}") from None
        self._where: dict[str, tuple[Release, str]] = {}

    @cached_property
    def releases(self) -> list[Release]:
        """The notebooks that are assignments of ours; raises UsageError where there is none."""
        wanted = [self.order.assignment] if self.order.assignment else self.course.names
        found = [
            Release(assignment.name, notebook.name, known(notebook), self._others(assignment))
            for assignment in self.book.assignments
            for notebook in assignment.notebooks
            if notebook.name in wanted
        ]
        if not found:
            raise UsageError(
                f"{self.there.folder}: nothing was released of {', '.join(wanted)}; run grader nbgrader source and "
                "nbgrader generate_assignment first"
            )
        return found

    def _others(self, assignment: Any) -> tuple[str, ...]:
        return tuple(one.name for one in assignment.notebooks if one.name not in self.course.names)

    def founds(self) -> Iterator[SubmissionFile]:
        """Put the notebooks that were handed in, mended, into autograded/, and yield them."""
        for release in self.releases:
            if release.others:
                click.echo(
                    f"{release.assignment}: {', '.join(release.others)} is none of ours; for that as well run "
                    f"nbgrader autograde {release.assignment} --force",
                    err=True,
                )
            for student in self.there.students(release.assignment):
                yield self._found(release, student)

    def _found(self, release: Release, student: str) -> SubmissionFile:
        at = self.there.directory
        submitted = self.there.path(at.submitted_directory, student, release.assignment)
        source = self.there.path(at.source_directory, ".", release.assignment)
        path = self.there.path(at.autograded_directory, student, release.assignment) / f"{release.notebook}.ipynb"
        name = printable_name(student)
        shown = f"{name}/{release.assignment}/{release.notebook}.ipynb"
        if name != student:
            why = "the folder's name is not UTF-8, and nbgrader's gradebook cannot hold it: rename it"
            return SubmissionFile(str(path), shown, name, release.notebook, why)
        self._where[shown] = release, student
        error = autograded_notebook.bring(submitted, source, path, release.cells)
        when, notes = self.there.moment(submitted)
        lms_ids = bool(self.there.setting("lms_ids", False))
        return SubmissionFile(str(path), shown, student, release.notebook, error, when, notes=notes, has_lms_id=lms_ids)

    def enter(self, graded: Graded) -> None:
        """Write one result: points and comments into the gradebook, what is shown into the notebook."""
        if graded.found.shown_path not in self._where:
            return
        release, student = self._where[graded.found.shown_path]
        marks = self.marking.marks(graded.result, release.worth)
        self.book.update_or_create_student(student)
        when = {"timestamp": graded.found.submitted.removesuffix("+00:00")} if graded.found.submitted else {}
        handed_in = self.book.update_or_create_submission(release.assignment, student, **when)
        notebook = cell_results.submitted_notebook(handed_in, release.notebook)
        cell_results.enter(notebook, marks, release.cells, again=graded.how is How.KEPT)
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
    autograded_notebook.write(path, notebook)


class _Cell:
    """A cell as nbgrader looks at it."""

    def __init__(self, cell: dict[str, Any]) -> None:
        self.metadata = cell["metadata"]
