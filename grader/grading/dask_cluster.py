"""Grading on a Dask cluster: workers take batches of submissions, this process writes the gradebook.

A worker gets nothing before it has shown that it sees the same course, runs the same grader and protects itself well
enough: only then does it offer the resource that every batch asks for.  Workers never open the gradebook.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import platform
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from grader import seeds, version
from grader.course.loader import Course
from grader.errors import GraderError, UsageError
from grader.grading.pool import GradedWork, Grader, Plan, Work, worker_died
from grader.sandbox import LEVELS, demand
from grader.submissions.submission import SubmissionFile

T = TypeVar("T")
_RESOURCE = "grader-sandbox"  # one for each worker that may grade: so a worker also has one batch at a time
_BATCH = 20  # a submission takes some 10 ms, a task of Dask's about as much
_AHEAD = 2  # batches waiting for each worker
_ANSWER, _WORKERS = 10, 30  # seconds to wait for the scheduler, and for a first worker
_SILENCE = 10  # seconds without a result, after which it is looked whether anybody is left


def python_and_numpy() -> str:
    """Return what a number's last digits hang on besides the grader: a result is kept under the names of these."""
    import numpy

    return f"Python {platform.python_version()}, NumPy {numpy.__version__}"


def course_digest(course: Course, name: str) -> str:
    """Return a short name of all that marks hang on: an assignment, the secret, the packages."""
    parts = (course.assignment(name).digest, seeds.fingerprint(course.secret), *course.packages)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class WorkerTerms:
    """What a worker has to agree to: the plan, the course as it is seen, the same grader, a level of protection."""

    plan: Plan
    digests: tuple[tuple[str, str], ...]
    source: str
    allow_weak: bool
    versions: str = field(default_factory=python_and_numpy)

    def objection(self, grader: Grader) -> str:
        """Return why a worker cannot be used, "" where it can."""
        if version.source_digest() != self.source:
            return f"it runs another grader than this one ({self.source[:8]}): install the same there"
        if python_and_numpy() != self.versions:
            return f"it has {python_and_numpy()}, and not {self.versions}: install the same there"
        for name, digest in self.digests:
            if course_digest(grader.course, name) != digest:
                what = f"it sees another {name}, secret or list of packages"
                return f"{what} in {self.plan.root}: share the folder, or copy it there"
        try:
            demand(grader.sandbox, allow_weak=self.allow_weak)
        except UsageError:
            return f"it protects only at level '{grader.sandbox.level}'"
        return ""


class _WorkerState:
    """What one worker process keeps between batches; whatever it cannot do it says when it is asked."""

    def __init__(self, terms: WorkerTerms) -> None:
        self.lock = threading.Lock()  # one submission at a time, however many threads the worker has
        self.grader: Grader | None = None
        try:
            self.grader = Grader(terms.plan)
            self.objection = terms.objection(self.grader)
        except GraderError as error:
            self.objection = str(error)
        self.level = self.grader.sandbox.level if self.grader else LEVELS[0]

    def close(self) -> None:
        if self.grader is not None:
            self.grader.sandbox.close()


_state: _WorkerState | None = None


def _set_up(terms: WorkerTerms) -> _WorkerState:
    global _state  # noqa: PLW0603 - a worker process has nowhere else to keep it
    if _state is not None:
        _state.close()
    _state = _WorkerState(terms)
    return _state


def _tear_down() -> None:
    global _state  # noqa: PLW0603
    if _state is not None:
        _state.close()
    _state = None


def _worker_status() -> tuple[str, str]:
    """On a worker: its level, and what speaks against it."""
    return (_state.level, _state.objection) if _state is not None else (LEVELS[0], "it has not been set up")


def _grade(batch: Sequence[Work]) -> list[GradedWork]:
    desk = _state
    if desk is None or desk.grader is None or desk.objection:
        raise GraderError(desk.objection if desk else "this worker was not set up")
    with desk.lock:
        return [desk.grader.grade_file(work) for work in batch]


def _plugin(terms: WorkerTerms) -> Any:
    from distributed import WorkerPlugin

    class Sandboxed(WorkerPlugin):  # type: ignore[misc]
        """Sets up each worker, also one that comes later, and lets it work if nothing speaks against it."""

        name = "grader"

        async def setup(self, worker: Any) -> None:
            desk = await asyncio.to_thread(_set_up, terms)
            await worker.set_resources(**{_RESOURCE: 0 if desk.objection else 1})

        async def teardown(self, worker: Any) -> None:  # noqa: ARG002 - Dask's signature
            await asyncio.to_thread(_tear_down)

    return Sandboxed()


class Cluster:
    """A connection to a scheduler whose workers have been set up."""

    def __init__(self, client: Any, say: Callable[[str], None]) -> None:
        self.client, self.say = client, say
        told = client.run(_worker_status)
        for address, (_, objection) in told.items():
            if objection:
                say(f"The worker {address} gets nothing: {objection}")
        self.fit = {address: level for address, (level, objection) in told.items() if not objection}
        if not self.fit:
            raise UsageError("no worker of this cluster can be used: see above, mend one, and start again")
        self.level = min(self.fit.values(), key=LEVELS.index)

    def grade(self, work: Iterable[Work]) -> Iterator[tuple[SubmissionFile, GradedWork]]:
        """Yield each file with what became of it as it is done.

        A batch under which worker after worker dies is done again one by one; who then still kills one is told.
        """
        queue = _Batches(self.client, iter(work), self.say)
        while self._scheduled(lambda: queue.fill(_AHEAD * max(1, len(_workers(self.client))))):
            for batch, ended in self._scheduled(lambda: list(queue.ended())):
                if isinstance(ended, list):
                    yield from zip((one.file for one in batch), ended, strict=True)
                elif len(batch) > 1:
                    queue.again += [[one] for one in batch]
                else:
                    yield batch[0].file, worker_died(batch[0].file)

    def _scheduled(self, ask: Callable[[], T]) -> T:
        """Do something that needs the scheduler; raises UsageError where that has gone."""
        from distributed.client import CancelledError

        try:
            return ask()
        except (CancelledError, OSError):
            raise UsageError(
                "the Dask scheduler went away; what came back until then is kept: start it and the same command again"
            ) from None


def _workers(client: Any) -> list[str]:
    """The workers that the scheduler knows and that may grade."""
    known = client.scheduler_info(n_workers=-1)["workers"]
    return [address for address, told in known.items() if told.get("resources", {}).get(_RESOURCE)]


class _StalledError(Exception):
    """There are workers, and nobody works: for a time, however short, there was no worker that might."""


class _Batches:
    """What has been given to the cluster and is not back yet; each future is let go as soon as it is read."""

    def __init__(self, client: Any, work: Iterator[Work], say: Callable[[str], None]) -> None:
        self.client, self.work, self.say = client, work, say
        self.alone = False  # and that was said
        self.running: dict[Any, list[Work]] = {}
        self.again: list[list[Work]] = []

    def fill(self, most: int) -> bool:
        """Give out batches until `most` are out; return whether any is."""
        while len(self.running) < most:
            batch = self.again.pop() if self.again else list(islice(self.work, _BATCH))
            if not batch:
                break
            future = self.client.submit(_grade, batch, pure=False, resources={_RESOURCE: 1})
            self.running[future] = batch
        return bool(self.running)

    def ended(self) -> Iterator[tuple[list[Work], list[GradedWork] | BaseException]]:
        """Yield what has come back since; raises for what no worker's death explains."""
        try:
            yield from self._ended()
        except _StalledError:  # Dask looks for work for a worker before that one says what it offers
            self.client.cancel(list(self.running))
            self.again += self.running.values()
            self.running = {}

    def _ended(self) -> Iterator[tuple[list[Work], list[GradedWork] | BaseException]]:
        from distributed import KilledWorker, wait

        self._patiently(lambda seconds: wait(list(self.running), timeout=seconds, return_when="FIRST_COMPLETED"))
        for future in [future for future in self.running if future.done()]:
            error = self._patiently(future.exception)
            if error is not None and not isinstance(error, KilledWorker):
                raise error
            # A worker may go with what it has done: then that is done once more elsewhere.
            result = error or self._patiently(future.result)
            batch = self.running.pop(future)
            future.release()
            yield batch, result

    def _patiently(self, ask: Callable[[float], Any]) -> Any:
        """Wait for something for as long as it takes; say so where nobody is left who could send it.

        Dask gives work that waits for a resource to no worker that offers it later: then it is given out again.
        """
        while True:
            with suppress(TimeoutError):
                return ask(_SILENCE)
            nobody = not _workers(self.client)
            if nobody and not self.alone:
                self.say("No worker is left that may grade: start one, and the run goes on; Ctrl-C ends it")
            self.alone = nobody
            if not nobody and not any(self.client.processing().values()):
                raise _StalledError


@contextmanager
def connect_cluster(
    scheduler: str, plan: Plan, opened: Course, names: Iterable[str], *, allow_weak: bool, say: Callable[[str], None]
) -> Iterator[Cluster]:
    """Connect to a Dask scheduler by its address or its scheduler file, and set up its workers.

    Raises UsageError where there is none, where no worker comes, and where none can be used.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--scheduler needs Dask: pip install 'grader[cluster]'") from None
    # What Dask was doing when Ctrl-C comes or the scheduler goes, it tells in tracebacks; what is to be said we say.
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    digests = tuple((name, course_digest(opened, name)) for name in sorted(names))
    terms = WorkerTerms(plan, digests, version.source_digest(), allow_weak)
    where = {"scheduler_file": scheduler} if Path(scheduler).exists() else {"address": scheduler}
    try:
        client = Client(**where, timeout=_ANSWER)
    except (OSError, ValueError) as error:
        why = str(error).split("\n", maxsplit=1)[0]
        raise UsageError(f"no Dask scheduler answers at {scheduler} ({why}): start `dask scheduler` first") from None
    try:
        try:
            client.wait_for_workers(1, timeout=_WORKERS)
        except TimeoutError:
            raise UsageError(f"the scheduler at {scheduler} has no workers: start `dask worker` on some") from None
        client.register_plugin(_plugin(terms))
        yield Cluster(client, say)
    finally:
        with suppress(Exception):
            client.unregister_worker_plugin("grader")
        client.close()
