"""A batch: results that the gradebook has are kept, the rest is graded, and one process writes as results come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from grader import seeds
from grader.course.loader import Course
from grader.gradebook import store
from grader.gradebook.store import Gradebook, NewResult
from grader.grading.pool import GradedWork, Grader, Plan, Work, grade_in_pool
from grader.model import Result
from grader.sandbox import Sandbox
from grader.submissions import submission
from grader.submissions.submission import Submission, SubmissionFile

_MOST_HELD = 8 << 20  # characters of all source that waits: the memory of a run stays flat


class Origin(StrEnum):
    """How a run came by a result."""

    GRADED = "graded"
    JUDGED = "judged again"  # by calls that were kept: nothing was run
    KEPT = "already graded"


@dataclass(frozen=True)
class GradedFile:
    """One line of a run: the file, its result, and how that was come by."""

    file: SubmissionFile
    result: Result
    origin: Origin


class UngradedFile(NamedTuple):
    """A file to grade, and the key under which the gradebook has an earlier result of the same bytes."""

    file: SubmissionFile
    key: str = ""
    read: Submission | None = None  # what stands in the file, while that is held


GradeWork = Callable[
    [Iterable[Work], int], Iterator[tuple[SubmissionFile, GradedWork]]
]  # grades so many files, in any order


def grade_files(
    plan: Plan, founds: Iterable[SubmissionFile], book: Gradebook, opened: Course, *, level: str, doing: GradeWork
) -> Iterator[GradedFile]:
    """Grade what the gradebook does not hold yet, keep each result as it comes, and yield every file's result.

    What was kept is judged again where the assignment has changed, and run again only where a call was not made before.
    """
    records = BatchRecords(plan, book, opened, level)
    waiting = deque[UngradedFile]()
    for found in founds:
        settled = records.look_up(found)
        if isinstance(settled, GradedFile):
            yield settled
        else:
            waiting.append(settled)
    work = (records.work_for(waiting.popleft()) for _ in range(len(waiting)))  # what is done is held no longer
    for found, done in doing(work, len(waiting)):
        yield records.record(found, done)


def grade_locally(plan: Plan, opened: Course, box: Sandbox, jobs: int) -> GradeWork:
    """Return how to grade on this machine: by `jobs` processes, or in this one where there is little to do."""

    def doing(work: Iterable[Work], count: int) -> Iterator[tuple[SubmissionFile, GradedWork]]:
        if jobs > 1 and count > jobs:
            yield from grade_in_pool(plan, work, jobs)
            return
        grader = Grader(plan, opened, box)
        for one in work:
            yield one.file, grader.grade_file(one)

    return doing


class BatchRecords:
    """Holds what is found against the gradebook: what is settled already, what there is to do, what has been done."""

    def __init__(self, plan: Plan, book: Gradebook, opened: Course, level: str) -> None:
        self.plan, self.book, self.course = plan, book, opened
        self.level = " ".join((level, *opened.packages))
        self.held = 0  # characters

    def look_up(self, found: SubmissionFile) -> GradedFile | UngradedFile:
        """Return what the gradebook has of a file, or that there is something to do."""
        read = submission.read_submission(found)
        key = self._key(found, read.digest or repr(read.error))
        kept = self.book.find_result(key)
        if kept is None or self.plan.again or kept[1] != self._digest(found):
            return UngradedFile(found, key if kept and not self.plan.again else "", self._held(read))
        self.book.confirm(key, found.submitted)
        return GradedFile(found, self.book.with_decisions(replace(kept[0], path=found.shown_path)), Origin.KEPT)

    def work_for(self, waiting: UngradedFile) -> Work:
        """Return what there is to do for a file: with the calls that are kept of it, if any."""
        return Work(waiting.file, self.book.packed_calls(waiting.key) if waiting.key else b"", waiting.read)

    def record(self, found: SubmissionFile, done: GradedWork) -> GradedFile:
        """Keep what was done.  The bytes that were graded name it: the file may have changed since it was found."""
        result = done.result
        key = self._key(found, result.digest or repr(result.error))
        self.book.add(
            NewResult(key, result, self._digest(found), done.calls, done.cells, found.submitted, self.plan.again)
        )
        return GradedFile(found, self.book.with_decisions(result), Origin.GRADED if done.ran else Origin.JUDGED)

    def _digest(self, found: SubmissionFile) -> str:
        return self.course.assignment(found.assignment).digest  # as it was when this run began

    def _held(self, read: Submission) -> Submission | None:
        """A submission, None where too many are held already: then its file is read again when its turn comes."""
        self.held += sum(map(len, [*read.cells, *read.modules.values()]))
        return read if self.held <= _MOST_HELD else None

    def _key(self, found: SubmissionFile, digest: str) -> str:
        numbers = "lecture" if self.plan.lecture_for_all else "rows"
        return store.result_key(
            student=found.student,
            assignment=found.assignment,
            path=found.shown_path,
            digest=digest,
            seed=seeds.fingerprint(self.course.secret),
            level=self.level,
            numbers=f"{numbers}, by another id" if found.has_lms_id else numbers,
        )
