"""A pool of grading processes, each with its own sandbox and one answer key for each assignment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path

from grader import sandbox, version
from grader.course.loader import Course
from grader.errors import GraderError, UsageError
from grader.gradebook import recorded_calls
from grader.grading.pipeline import Grading, grade_with_calls
from grader.model import Finding, Result
from grader.sandbox import Sandbox
from grader.submissions import submission
from grader.submissions.submission import Submission, SubmissionFile

_AHEAD = 4  # submissions waiting per process: enough to keep it busy, few enough to keep memory flat
_TRIES = 2  # a submission under which a grading process died is tried once more, then told


@dataclass(frozen=True)
class Plan:
    """What all submissions of a run have in common; small and plain, it is sent to each process."""

    root: Path
    lecture_for_all: bool = False
    namespaces: bool = True
    fresh: bool | None = None
    again: bool = False  # also what the gradebook holds already
    digests: tuple[tuple[str, str], ...] = ()  # of the assignments, as they were when the run began

    def sandbox(self, opened: Course) -> Sandbox:
        """Start a sandbox for this plan."""
        return sandbox.start(
            packages=opened.packages, namespaces=self.namespaces, fresh=self.fresh, folders=opened.given_folders
        )


@dataclass(frozen=True)
class Work:
    """A file to grade; with the calls that were kept of the same bytes."""

    file: SubmissionFile
    calls: bytes = b""
    read: Submission | None = None  # the file as it was looked up, where that is still held


@dataclass(frozen=True)
class GradedWork:
    """What became of a file: its result, whether it was run, and then its calls as they are kept; its source."""

    result: Result
    calls: bytes = b""
    cells: tuple[str, ...] = ()
    ran: bool = True


class Grader:
    """One process's share: a course, a sandbox, and the key of each assignment once."""

    def __init__(self, plan: Plan, opened: Course | None = None, box: Sandbox | None = None) -> None:
        self.plan = plan
        self.course = opened or Course(plan.root)
        self.sandbox = box or plan.sandbox(self.course)
        self._gradings: dict[str, Grading] = {}

    def grade_file(self, work: Work) -> GradedWork:
        """Return what became of one file; a mistake of ours or of the course costs this one alone, and is told."""
        read, grading = work.read or submission.read_submission(work.file), self.grading(work.file.assignment)
        before = recorded_calls.unpack_calls(work.calls) if work.calls else None
        try:
            marked = grade_with_calls(read, grading, before)
        except (GraderError, OSError):  # the course cannot be run, or the sandbox: so for every other file
            raise
        except Exception as error:  # noqa: BLE001 - thousands of others wait, and the next run would end here as well
            return _failed(work.file, error)
        calls = recorded_calls.pack_calls(marked.calls) if marked.calls is not None and marked.ran else b""
        return GradedWork(marked.result, calls, read.cells, marked.ran)

    def grading(self, name: str) -> Grading:
        """Return what all submissions of an assignment have in common; raises UsageError where there is none."""
        if name not in self._gradings:
            assignment = self.course.assignment(name)
            if dict(self.plan.digests).get(name, assignment.digest) != assignment.digest:
                what = f"{name} (or grader itself) was changed while it was being graded"
                raise UsageError(f"{what}: start the same command again")
            self._gradings[name] = Grading(
                assignment, self.sandbox, self.course.secret, lecture_for_all=self.plan.lecture_for_all
            )
        return self._gradings[name]


_grader: Grader | None = None


def _start_process(plan: Plan) -> None:
    """In a process of the pool: Ctrl-C is the main process's to handle, and when that one goes, so does this."""
    global _grader  # noqa: PLW0603 - the pool's processes have nowhere else to keep it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _grader = Grader(plan)


def _leave_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _grade_one(work: Work) -> GradedWork:
    assert _grader is not None  # noqa: S101 - set by _start_process
    return _grader.grade_file(work)


def grade_in_pool(plan: Plan, items: Iterable[Work], jobs: int) -> Iterator[tuple[SubmissionFile, GradedWork]]:
    """Yield each file with what became of it as it is done, graded by `jobs` processes.

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
                    yield queue.running.pop(future).file, result
            return
        except BrokenProcessPool:
            yield from [(work.file, worker_died(work.file)) for work in queue.recover()]
        finally:
            _end(executor)


class _Queue:
    """What is to be graded, what is being graded, and what a process has died under."""

    def __init__(self, items: Iterable[Work]) -> None:
        self.items = iter(items)
        self.running: dict[Future[GradedWork], Work] = {}
        self.suspects: list[Work] = []
        self.tries: dict[SubmissionFile, int] = {}

    def fill(self, executor: ProcessPoolExecutor, most: int) -> bool:
        """Keep every process busy; a suspect goes through alone.  Return whether anything is running."""
        if self.suspects:
            if not self.running:
                self._submit(executor, self.suspects.pop(0))
            return True
        while len(self.running) < most:
            work = next(self.items, None)
            if work is None:
                break
            self._submit(executor, work)
        return bool(self.running)

    def _submit(self, executor: ProcessPoolExecutor, work: Work) -> None:
        try:
            with _ctrl_c_waits():  # the pool starts its processes here
                self.running[executor.submit(_grade_one, work)] = work
        except BrokenProcessPool:
            self.running[Future()] = work  # a pool that has just died takes nothing: not running, but not done either
            raise

    def recover(self) -> list[Work]:
        """After a pool has died: what was running is suspect; return what was so before and is given up."""
        for work in self.running.values():
            self.tries[work.file] = self.tries.get(work.file, 0) + 1
        lost = [work for work in self.running.values() if self.tries[work.file] >= _TRIES]
        self.suspects += [work for work in self.running.values() if self.tries[work.file] < _TRIES]
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


def _failed(found: SubmissionFile, error: Exception) -> GradedWork:
    """What is said of a file on which we failed ourselves; without its digest, so that the next run tries again."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return _not_graded(found, Finding("grading.failed", what=what))


def _not_graded(found: SubmissionFile, why: Finding) -> GradedWork:
    student = found.student or found.path.stem
    return GradedWork(Result(student, found.assignment, found.shown_path, error=why, rules=version.RULES))


def worker_died(found: SubmissionFile) -> GradedWork:
    """Return what is said of a file under which process after process died."""
    return _not_graded(found, Finding("grading.died"))


def _end(executor: ProcessPoolExecutor) -> None:
    """Leave nothing running: after Ctrl-C the processes may be in the middle of a submission."""
    processes, results = list((executor._processes or {}).values()), executor._result_queue
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(5)
    # Whoever ended in the middle of a result would be waited for: the rest of it might come from this process too.
    results._writer.close()  # type: ignore[attr-defined]
