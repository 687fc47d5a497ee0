"""`grader grade` of an nbgrader course: the pool grades submitted/, one writer fills nbgrader's gradebook.

The outcome is what `nbgrader autograde` with our judge leaves: autograded/, points, comments, late days.  So
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
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import SQLAlchemyError
from traitlets import TraitError

from grader.course.loader import Course
from grader.errors import UsageError
from grader.grading import run
from grader.grading.batch import GradedFile, Origin
from grader.grading.run import GradeRequest
from grader.model import Finding
from grader.nbgrader import cell_results, notebook_repair
from grader.nbgrader.cell_results import CellGrading, CellResult
from grader.nbgrader.course_folder import NbgraderCourse
from grader.nbgrader.notebook_repair import ReleasedCell, released_cells
from grader.submissions.folders import printable_name
from grader.submissions.submission import SubmissionFile


@dataclass(frozen=True)
class ReleasedNotebook:
    """A released notebook: nbgrader's assignment, the notebook's name, its cells, and other notebooks beside it."""

    assignment: str
    notebook: str
    cells: dict[str, ReleasedCell]
    other_notebooks: tuple[str, ...] = ()  # notebooks of the same assignment that are none of ours

    @property
    def points_cells(self) -> list[tuple[str, float]]:
        """The cells of points, by id and points."""
        return [(cell.name, cell.points) for cell in self.cells.values() if cell.points is not None and not cell.task]


def grade_nbgrader_course(folder: Path, order: GradeRequest, root: Path | None) -> int:
    """Grade the submissions of an nbgrader course, store the results in both gradebooks, and print them.

    `root` is our course, by default the one that its configuration names.  Returns how many could not be graded; raises
    UsageError where nothing was released or handed in.
    """
    nb_course = NbgraderCourse(folder)
    course = Course(root or nb_course.configured_course())
    try:
        with Gradebook(nb_course.gradebook_url, nb_course.directory.course_id) as book:
            writer = ResultWriter(nb_course, book, course, order)
            files = list(writer.submission_files())
            if not files:
                names = ", ".join(release.notebook for release in writer.releases)
                raise UsageError(f"{folder}: nothing was handed in for {names}")
            return run.grade_all(course, writer.order, files, each=writer.store_result)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise UsageError(
            f"{nb_course.gradebook_url}: nbgrader's gradebook cannot be used ({why}); end what holds it open, or "
            "save a copy of it and run nbgrader db upgrade; then the same command goes on from here"
        ) from None


class ResultWriter:
    """The writer of autograded notebooks, and of results into nbgrader's gradebook as they come."""

    def __init__(self, nb_course: NbgraderCourse, book: Any, course: Course, order: GradeRequest) -> None:
        self.nb_course, self.book, self.course = nb_course, book, course
        for_all = order.lecture_for_all or bool(nb_course.judge_setting("lecture_for_all", False))
        self.order = replace(order, lecture_for_all=for_all)
        self.cell_grading = CellGrading(
            dict(nb_course.judge_setting("tasks", {})), bool(nb_course.judge_setting("show_hidden", False))
        )
        try:
            self._late = AssignLatePenalties(config=nb_course.config)
            self._late.init_plugin()
        except (ImportError, TraitError) as error:
            raise UsageError(f"{nb_course.config_path}: AssignLatePenalties.plugin_class: {error}") from None
        self._released: dict[str, tuple[ReleasedNotebook, str]] = {}

    @cached_property
    def releases(self) -> list[ReleasedNotebook]:
        """The released notebooks that are assignments of the course; raises UsageError where there is none."""
        wanted = [self.order.assignment] if self.order.assignment else self.course.names
        found = [
            ReleasedNotebook(assignment.name, notebook.name, released_cells(notebook), self._others(assignment))
            for assignment in self.book.assignments
            for notebook in assignment.notebooks
            if notebook.name in wanted
        ]
        if not found:
            raise UsageError(
                f"{self.nb_course.folder}: nothing was released of {', '.join(wanted)}; run grader nbgrader source and "
                "nbgrader generate_assignment first"
            )
        return found

    def _others(self, assignment: Any) -> tuple[str, ...]:
        return tuple(notebook.name for notebook in assignment.notebooks if notebook.name not in self.course.names)

    def submission_files(self) -> Iterator[SubmissionFile]:
        """Write the submitted notebooks, repaired, into autograded/, and yield them."""
        for release in self.releases:
            if release.other_notebooks:
                click.echo(
                    f"{release.assignment}: {', '.join(release.other_notebooks)} is none of ours; for that as well run "
                    f"nbgrader autograde {release.assignment} --force",
                    err=True,
                )
            for student in self.nb_course.students(release.assignment):
                yield self._submission_file(release, student)

    def _submission_file(self, release: ReleasedNotebook, student: str) -> SubmissionFile:
        at = self.nb_course.directory
        submitted = self.nb_course.step_folder(at.submitted_directory, student, release.assignment)
        source = self.nb_course.step_folder(at.source_directory, ".", release.assignment)
        autograded = self.nb_course.step_folder(at.autograded_directory, student, release.assignment)
        path = autograded / f"{release.notebook}.ipynb"
        name = printable_name(student)
        shown = f"{name}/{release.assignment}/{release.notebook}.ipynb"
        if name != student:
            why = Finding("nbgrader.folder_name")
            return SubmissionFile(str(path), shown, name, release.notebook, why)
        self._released[shown] = release, student
        error = notebook_repair.write_autograded(submitted, source, path, release.cells)
        when, notes = self.nb_course.submission_time(submitted)
        lms_ids = bool(self.nb_course.judge_setting("lms_ids", False))
        return SubmissionFile(
            str(path), shown, student, release.notebook, error, when, notes=notes, has_lms_id=lms_ids, place=path.name
        )

    def store_result(self, graded: GradedFile) -> None:
        """Store one result: points and comments in the gradebook, outputs in the notebook."""
        if graded.file.shown_path not in self._released:
            return
        release, student = self._released[graded.file.shown_path]
        results = self.cell_grading.cell_results(graded.result, release.points_cells)
        self.book.update_or_create_student(student)
        when = {"timestamp": graded.file.submitted.removesuffix("+00:00")} if graded.file.submitted else {}
        handed_in = self.book.update_or_create_submission(release.assignment, student, **when)
        notebook = cell_results.find_or_add_notebook(handed_in, release.notebook)
        cell_results.store_results(notebook, results, release.cells, again=graded.origin is Origin.KEPT)
        notebook.late_submission_penalty = None
        self.book.db.commit()
        if graded.file.error is None:
            _write_outputs(graded.file.path, results)
        if handed_in.total_seconds_late > 0:
            at = {"notebook": release.notebook, "assignment": release.assignment, "student": student}
            resources = {"nbgrader": at | {"db_url": self.nb_course.directory.db_url}}
            self._late.preprocess(NotebookNode(cells=[]), resources)  # it concerns the gradebook alone
            self.book.db.expire_all()


def _write_outputs(path: Path, results: dict[str, CellResult]) -> None:
    notebook = json.loads(path.read_bytes())
    for cell in notebook["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        marked = about.get("grade_id") in results and about.get("grade") and not about.get("solution")
        if marked and cell["cell_type"] == "code":
            cell["outputs"] = results[about["grade_id"]].outputs()
            cell["execution_count"] = 1
    notebook_repair.write_notebook(path, notebook)
