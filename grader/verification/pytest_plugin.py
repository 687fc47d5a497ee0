"""A pytest plugin: checks as items, run against the reference, or with `--submission FILE` against a homework.

pytest autotests                                   every check of the course, and every step of the handwork
pytest autotests --submission s001/perceptron.py   one item for each line of that student's feedback
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from grader.checks import judge
from grader.checks.declarations import Check
from grader.checks.probe import TrustedHomework, observe_check
from grader.course.loader import Assignment, Course
from grader.errors import GraderError, UsageError
from grader.handwork.simulated_student import SimulatedStudent, answers_source
from grader.model import CheckResult, Finding, Kind, Status, Verdict
from grader.reports import evidence_text, text_report, wording
from grader.reports.evidence import Evidence
from grader.submissions import folders, submission
from grader.submissions.submission import SubmissionFile

_submission_key = pytest.StashKey[SubmissionFile]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for checking a submission in place of the reference."""
    group = parser.getgroup("grader")
    group.addoption("--submission", metavar="FILE", help="run the checks against this homework, in the sandbox")
    group.addoption("--assignment", metavar="NAME", help="the assignment, where the submission's name does not say it")
    group.addoption("--allow-weak", action="store_true", help="go on where the sandbox cannot protect this machine")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the checks of a course's autotests/<name>.py."""
    if file_path.suffix != ".py" or file_path.parent.name != "autotests":
        return None
    course = Course(file_path.parent.parent)
    if file_path.stem not in course.names:
        return None
    checks: ChecksFile = ChecksFile.from_parent(parent, path=file_path)
    return checks


class ChecksFile(pytest.File):
    """The checks of one assignment."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one item for each check and each step of the handwork."""
        try:
            assignment = Course(self.path.parent.parent).assignment(self.path.stem)
            if self.config.getoption("--submission") is None:
                yield from self._reference_items(assignment)
            else:
                yield from self._submission_items(assignment)
        except GraderError as error:
            raise self.CollectError(str(error)) from None

    def _reference_items(self, assignment: Assignment) -> Iterator[pytest.Item]:
        for check in assignment.checks:
            yield ReferenceItem.from_parent(self, name=check.name, check=check, assignment=assignment)
        for result in _handwork_results(assignment):
            hints = assignment.solution.hints if assignment.solution else {}
            text = partial(text_report.check_feedback, result, hints)
            yield ResultItem.from_parent(self, name=result.name, result=result, text=text)

    def _submission_items(self, assignment: Assignment) -> Iterator[pytest.Item]:
        found = self._submission(assignment.course)
        if found.assignment != assignment.name:
            return
        evidence = _grade_file(found, assignment, allow_weak=self.config.getoption("--allow-weak"))
        result = evidence.result
        if result.error is not None:
            raise self.CollectError(f"{result.path}: {wording.sentence(result.error)}")
        for one in evidence.checks:
            text = partial(evidence_text.check_text, one, evidence)
            yield ResultItem.from_parent(self, name=one.check.name, result=one.check, text=text)

    def _submission(self, course: Course) -> SubmissionFile:
        if _submission_key not in self.config.stash:
            path = self.config.invocation_params.dir / self.config.getoption("--submission")
            named = self.config.getoption("--assignment")
            try:
                self.config.stash[_submission_key] = folders.find_files([path], named, course.names)[0]
            except UsageError as error:
                raise UsageError(str(error).replace("with -a", "with --assignment")) from None
        return self.config.stash[_submission_key]


class NotPassedError(Exception):
    """A check that was not passed; the message is what is known of it, which is for staff."""


class _ChecksItem(pytest.Item):
    title = ""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the feedback alone: a traceback says nothing about a homework."""
        return str(excinfo.value) if excinfo.errisinstance(NotPassedError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the heading of a failure."""
        return self.path, None, f"{self.name}: {self.title}"


class ReferenceItem(_ChecksItem):
    """A check on the reference, whose second outcome has to pass."""

    def __init__(self, *, check: Check, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.check, self.assignment, self.title = check, assignment, check.title

    def runtest(self) -> None:
        """Raise NotPassedError where the reference does not pass."""
        solution, secret = self.assignment.solution, self.assignment.course.secret
        want = self.assignment.answer_key(secret).expected(self.check)
        got = want
        if solution is not None:
            homework = TrustedHomework(solution.space, solution.opaque)
            got = observe_check(self.check, homework, secret, self.assignment.name, want.calls)
        verdict = judge.judge(self.check, got, want)
        if verdict.status is not Status.PASSED:
            raise NotPassedError(
                f"The reference does not pass: {wording.message_of(verdict)} Mend the check or the reference."
            )


class ResultItem(_ChecksItem):
    """A check result, and what is to be said where it is not passed: of a homework, or of the right answers."""

    def __init__(self, *, result: CheckResult, text: Callable[[], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.result, self.text, self.title = result, text, wording.title_of(result)

    def runtest(self) -> None:
        """Skip what waits for a person; raise NotPassedError for all else that is not passed."""
        verdict = self.result.verdict
        if verdict.status is Status.PENDING:
            pytest.skip(wording.message_of(verdict))
        if verdict.status is not Status.PASSED:
            raise NotPassedError(self.text())


def _handwork_results(assignment: Assignment) -> Iterator[CheckResult]:
    """Results of the right answers on the lecture's numbers, and of prose, in the order of the file."""
    if assignment.solution is None:
        return
    student = SimulatedStudent(assignment.solution, assignment.tasks, assignment.solution.lecture)
    marked = student.check_results(answers_source(student.answer_texts()))
    for task in assignment.tasks:
        if task.kind is Kind.PROSE:
            waits = Verdict(Status.PENDING, findings=(Finding("collected"),))
            yield CheckResult(task.name, task.name, task.kind, task.title, False, waits, task.points)
        yield from (result for result in marked if result.task == task.name)


def _grade_file(found: SubmissionFile, assignment: Assignment, *, allow_weak: bool) -> Evidence:
    from grader import sandbox
    from grader.grading.evidence import KeptWork, gather_evidence
    from grader.grading.pipeline import Grading, grade_with_calls

    course, read = assignment.course, submission.read_submission(found)
    with sandbox.start(packages=course.packages, folders=course.given_folders) as box:
        sandbox.demand(box, allow_weak=allow_weak)
        graded = grade_with_calls(read, Grading(assignment, box, course.secret))
    work = KeptWork(graded.result, graded.calls, read.cells, modules=read.modules)
    checks = gather_evidence(work, graded.result, assignment, course.secret)
    return Evidence(graded.result, 1, 1, checks=checks)
