"""Many submissions: a pool of trusted processes with a sandbox each, one writer, resumable, nothing held for long."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from pathlib import Path

from grader import gradebook, sandbox, submission, variant
from grader.course import Course
from grader.grade import Grading, grade
from grader.gradebook import Gradebook
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
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
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


def pooled(plan: Plan, items: Iterable[Found], jobs: int) -> Iterator[tuple[Found, Result]]:
    """Yield each file with its result as it is done, graded by `jobs` processes.

    A process that dies takes down the pool; what was not done yet is done by a new one.
    """
    queue = _Queue(items)
    while True:
        executor = ProcessPoolExecutor(
            jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_start_process, initargs=(plan,)
        )
        try:
            while queue.fill(executor, _AHEAD * jobs):
                done, _ = wait(queue.running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=lambda ended: ended.exception() is not None):  # keep what was graded
                    result = future.result()
                    yield queue.running.pop(future), result
            return
        except BrokenProcessPool:
            yield from [(found, _lost(found)) for found in queue.recover()]
        finally:
            _end(executor)


class _Queue:
    """What is to be graded, what is being graded, and what a process has died under."""

    def __init__(self, items: Iterable[Found]) -> None:
        self.items = iter(items)
        self.running: dict[Future[Result], Found] = {}
        self.suspects: list[Found] = []
        self.tries: dict[Found, int] = {}

    def fill(self, executor: ProcessPoolExecutor, most: int) -> bool:
        """Keep every process busy; a suspect goes through alone.  Return whether anything is running."""
        if self.suspects:
            if not self.running:
                self._submit(executor, self.suspects.pop(0))
            return True
        while len(self.running) < most:
            found = next(self.items, None)
            if found is None:
                break
            self._submit(executor, found)
        return bool(self.running)

    def _submit(self, executor: ProcessPoolExecutor, found: Found) -> None:
        try:
            with _ctrl_c_waits():  # the pool starts its processes here
                self.running[executor.submit(_grade_one, found)] = found
        except BrokenProcessPool:
            self.running[Future()] = found  # a pool that has just died takes nothing: not running, but not done either
            raise

    def recover(self) -> list[Found]:
        """After a pool has died: what was running is suspect; return what was so before and is given up."""
        for found in self.running.values():
            self.tries[found] = self.tries.get(found, 0) + 1
        lost = [found for found in self.running.values() if self.tries[found] >= _TRIES]
        self.suspects += [found for found in self.running.values() if self.tries[found] < _TRIES]
        self.running = {}
        return lost


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Processes started here do not hear Ctrl-C, not even before they can say so themselves; we hear it afterwards."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    resource_tracker.ensure_running()  # when it starts, it unblocks Ctrl-C
    handler = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))  # another thread may catch it
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # what is started inherits this
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if pressed:
        raise KeyboardInterrupt


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
    new: list[Found] = []
    for found in founds:
        read = submission.read(found)
        key = _key(plan, found, read.digest or str(read.error), opened, box.level)
        kept = book.find(key) if book is not None else None
        if book is None or kept is None:
            new.append(found)
        else:
            book.confirm(key)
            yield Graded(found, replace(kept, path=found.shown), again=True)
    for found, result in _results(plan, new, jobs, box, opened):
        if book is not None:  # the bytes that were graded name the result: the file may have changed since it was found
            key = _key(plan, found, result.digest or str(result.error), opened, box.level)
            book.add(key, result, opened.assignment(found.assignment).digest)
        yield Graded(found, result, again=False)


def _results(
    plan: Plan, new: Sequence[Found], jobs: int, box: Sandbox, opened: Course
) -> Iterator[tuple[Found, Result]]:
    if jobs > 1 and len(new) > jobs:
        yield from pooled(plan, new, jobs)
        return
    grader = Grader(plan, opened, box)
    for found in new:
        yield found, grader.grade(found)


def _key(plan: Plan, found: Found, digest: str, opened: Course, level: str) -> str:
    assignment = opened.assignment(found.assignment)
    return gradebook.key_of(
        student=found.student, assignment=found.assignment, path=found.shown, digest=digest,
        assignment_digest=assignment.digest, seed=variant.fingerprint(opened.secret),
        level=" ".join((level, *opened.packages)), numbers="lecture" if plan.lecture_for_all else "rows",
    )  # fmt: skip
