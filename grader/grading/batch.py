"""Many submissions: what is kept already stays, the rest is graded by a pool, and one writer keeps it as it comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from grader import seeds
from grader.course.loader import Course
from grader.gradebook import fingerprints, store
from grader.gradebook.fingerprints import Rubric
from grader.gradebook.store import Entry, Gradebook
from grader.grading.pool import Done, Grader, Plan, Work, pooled
from grader.model import Result
from grader.sandbox import Sandbox
from grader.submissions import submission
from grader.submissions.submission import SubmissionFile


class How(StrEnum):
    """How a run came by a result."""

    GRADED = "graded"
    JUDGED = "judged again"  # by calls that were kept: nothing was run
    KEPT = "already graded"


@dataclass(frozen=True)
class Graded:
    """One line of a run: the file, its result, and how that was come by."""

    found: SubmissionFile
    result: Result
    how: How


class Waiting(NamedTuple):
    """A file to grade, and the key under which the gradebook has an earlier result of the same bytes."""

    found: SubmissionFile
    key: str = ""


Doing = Callable[[Iterable[Work], int], Iterator[tuple[SubmissionFile, Done]]]  # grades so many files, in any order


def run(
    plan: Plan, founds: Iterable[SubmissionFile], book: Gradebook, opened: Course, *, level: str, doing: Doing
) -> Iterator[Graded]:
    """Grade what the gradebook does not hold yet, keep each result as it comes, and yield every file's result.

    What was kept is judged again where a change to the assignment touches it, without another call where the calls are
    the same.
    """
    ledger = Ledger(plan, book, opened, level)
    waiting = deque[Waiting]()
    for found in founds:
        settled = ledger.settled(found)
        if isinstance(settled, Graded):
            yield settled
        else:
            waiting.append(settled)
    work = (ledger.work(waiting.popleft()) for _ in range(len(waiting)))  # what is done is held no longer
    for found, done in doing(work, len(waiting)):
        yield ledger.enter(found, done)


def here(plan: Plan, opened: Course, box: Sandbox, jobs: int) -> Doing:
    """Return how to grade on this machine: by `jobs` processes, or in this one where there is little to do."""

    def doing(work: Iterable[Work], count: int) -> Iterator[tuple[SubmissionFile, Done]]:
        if jobs > 1 and count > jobs:
            yield from pooled(plan, work, jobs)
            return
        grader = Grader(plan, opened, box)
        for one in work:
            yield one.found, grader.do(one)

    return doing


class Ledger:
    """Holds what is found against the gradebook: what is settled already, what there is to do, what has been done."""

    def __init__(self, plan: Plan, book: Gradebook, opened: Course, level: str) -> None:
        self.plan, self.book, self.course = plan, book, opened
        self.level = " ".join((level, *opened.packages))
        self._rubrics: dict[str, Rubric] = {}

    def settled(self, found: SubmissionFile) -> Graded | Waiting:
        """Return what the gradebook has of a file, or that there is something to do."""
        rubric = self._rubric(found)  # before anything is graded by it: the course's files may change meanwhile
        key = self._key_of(found)
        kept = self.book.find(key)
        if kept is None or self.plan.again:
            return Waiting(found)
        if rubric.touched(kept[1], kept[0]):
            return Waiting(found, key)
        self.book.confirm(key, found.submitted)
        return Graded(found, self.book.decided(replace(kept[0], path=found.shown_path)), How.KEPT)

    def work(self, waiting: Waiting) -> Work:
        """Return what there is to do for a file: with the calls that are kept of it, if any."""
        kept = self.book.find(waiting.key) if waiting.key else None
        calls = self.book.calls(waiting.key, kept[1]) if kept else b""
        return Work(waiting.found, calls, kept[1].calls) if kept and calls else Work(waiting.found)

    def enter(self, found: SubmissionFile, done: Done) -> Graded:
        """Keep what was done.  The bytes that were graded name it: the file may have changed since it was found."""
        result = done.result
        key = self._key(found, result.digest or str(result.error))
        self.book.add(Entry(key, result, self._rubric(found), done.kept, done.cells, found.submitted, self.plan.again))
        return Graded(found, self.book.decided(result), How.GRADED if done.ran else How.JUDGED)

    def _rubric(self, found: SubmissionFile) -> Rubric:
        name = found.assignment
        if name not in self._rubrics:
            assignment = self.course.assignment(name)
            self._rubrics[name] = fingerprints.of(assignment, assignment.answer_key(self.course.secret))
        return self._rubrics[name]

    def _key_of(self, found: SubmissionFile) -> str:
        read = submission.read_submission(found)
        return self._key(found, read.digest or str(read.error))

    def _key(self, found: SubmissionFile, digest: str) -> str:
        numbers = "lecture" if self.plan.lecture_for_all else "rows"
        return store.key_of(
            student=found.student,
            assignment=found.assignment,
            path=found.shown_path,
            digest=digest,
            seed=seeds.fingerprint(self.course.secret),
            level=self.level,
            numbers=f"{numbers}, by another id" if found.has_lms_id else numbers,
        )
