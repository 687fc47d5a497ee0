"""Many submissions: a pool of trusted processes with a sandbox each, one writer, resumable, nothing held for long."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from grader import course, gradebook, sandbox, submission, variant
from grader.course import Course
from grader.gradebook import Gradebook
from grader.grade import Grading, grade
from grader.model import Result
from grader.sandbox import Sandbox
from grader.submission import Found

_AHEAD = 4  # submissions waiting per process: enough to keep it busy, few enough to keep memory flat
_TRIES = 2  # a submission under which a grading process died is tried once more, then told


@dataclass(frozen=True)
class Plan:
    """What all submissions of a run have in common; small and plain, it is sent to each process."""

    root: Path
    lecture_for_all: bool = False
    namespaces: bool = True
    fresh: bool | None = None

    def sandbox(self, opened: Course) -> Sandbox:
        """Start a sandbox for this plan."""
        return sandbox.start(packages=opened.packages, namespaces=self.namespaces, fresh=self.fresh)


class Grader:
    """One process's share: a course, a sandbox, and the key of each assignment once."""

    def __init__(self, plan: Plan, opened: Course | None = None, box: Sandbox | None = None) -> None:
        self.plan = plan
        self.course = opened or Course(plan.root)
        self.sandbox = box or plan.sandbox(self.course)
        self._gradings: dict[str, Grading] = {}

    def grade(self, found: Found) -> Result:
        """Return the result of one file."""
        return grade(submission.read(found), self._grading(found.assignment))

    def _grading(self, name: str) -> Grading:
        if name not in self._gradings:
            assignment, secret = self.course.assignment(name), self.course.secret
            self._gradings[name] = Grading(
                assignment, assignment.key(secret), self.sandbox, secret, lecture_for_all=self.plan.lecture_for_all
            )
        return self._gradings[name]


_mine: Grader | None = None


def _start_process(plan: Plan) -> None:
    """In a process of the pool: Ctrl-C is the main process's to handle, and when that one goes, so does this."""
    global _mine  # noqa: PLW0603 - the pool's processes have nowhere else to keep it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _mine = Grader(plan)


def _leave_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _grade_one(found: Found) -> Result:
    assert _mine is not None  # noqa: S101 - set by _start_process
    return _mine.grade(found)


def pooled(plan: Plan, items: Iterator[Found], jobs: int) -> Iterator[tuple[Found, Result]]:
    """Yield each file with its result as it is done, graded by `jobs` processes.

    A process that dies takes down the pool; what was not done yet is done by a new one.
    """
    waiting: list[Found] = []
    tries: dict[Found, int] = {}
    while True:
        executor = ProcessPoolExecutor(
            jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_start_process, initargs=(plan,)
        )
        futures: dict[Future[Result], Found] = {}
        try:
            while _fill(executor, futures, waiting, items, jobs, tries):
                done, _ = wait(futures, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    yield futures.pop(future), result
            return
        except BrokenProcessPool:
            for found in futures.values():
                tries[found] = tries.get(found, 0) + 1
            waiting += [f for f in futures.values() if tries[f] < _TRIES]
            for found in [f for f in futures.values() if tries[f] >= _TRIES]:
                yield found, _lost(found)
        finally:
            _end(executor)


def _fill(
    executor: ProcessPoolExecutor, futures: dict[Future[Result], Found], waiting: list[Found], items: Iterator[Found],
    jobs: int, tries: dict[Found, int],
) -> bool:  # fmt: skip
    """Keep every process busy; a file under which a process has died goes through alone.  Return whether work is left."""
    if waiting and tries.get(waiting[0], 0):
        if not futures:
            found = waiting.pop(0)
            futures[executor.submit(_grade_one, found)] = found
        return True
    while len(futures) < _AHEAD * jobs:
        next_one = waiting.pop(0) if waiting else next(items, None)
        if next_one is None:
            break
        futures[executor.submit(_grade_one, next_one)] = next_one
    return bool(futures)


def _lost(found: Found) -> Result:
    error = "the process that graded this file died twice; nothing is known about the file: grade it by itself"
    return Result(found.student or found.path.stem, found.assignment, found.shown, error=error)


def _end(executor: ProcessPoolExecutor) -> None:
    """Leave nothing running: after Ctrl-C the processes may be in the middle of a submission."""
    processes = list((executor._processes or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5)


@dataclass(frozen=True)
class Graded:
    """One line of a run: the file, its result, and whether it was graded now or found in the gradebook."""

    found: Found
    result: Result
    again: bool


def run(
    plan: Plan, founds: Sequence[Found], book: Gradebook | None, *, jobs: int, box: Sandbox, opened: Course
) -> Iterator[Graded]:
    """Grade what the gradebook does not hold yet, keep each result as it comes, and yield every file's result."""
    keys: dict[Found, str] = {}
    new: list[Found] = []
    for found in founds:
        keys[found] = _key(plan, found, opened, box.level)
        kept = book.find(keys[found]) if book is not None else None
        if kept is None:
            new.append(found)
        else:
            yield Graded(found, kept, again=True)
    for found, result in _results(plan, new, jobs, box, opened):
        if book is not None:
            book.add(keys[found], result, opened.assignment(found.assignment).digest)
        yield Graded(found, result, again=False)


def _results(
    plan: Plan, new: Sequence[Found], jobs: int, box: Sandbox, opened: Course
) -> Iterator[tuple[Found, Result]]:
    if jobs > 1 and len(new) > jobs:
        yield from pooled(plan, iter(new), jobs)
        return
    grader = Grader(plan, opened, box)
    for found in new:
        yield found, grader.grade(found)


def _key(plan: Plan, found: Found, opened: Course, level: str) -> str:
    read = submission.read(found)
    assignment = opened.assignment(found.assignment)
    return gradebook.key_of(
        student=found.student, assignment=found.assignment, path=found.shown, digest=read.digest or str(read.error),
        assignment_digest=assignment.digest, seed=variant.fingerprint(opened.secret), level=level,
        numbers="lecture" if plan.lecture_for_all else "rows",
    )  # fmt: skip


def open_course(root: Path | None) -> Course:
    """Return the course at `root`, or the one at or above the working folder."""
    return course.find(root)
