"""The progress of a run: counts, speed, time left, slow submissions, and a summary at the end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from grader import formatting
from grader.grading.batch import GradedFile, Origin
from grader.model import Kind, Result, Status

_SLOW = 1.5  # seconds that a submission takes before it is mentioned
_EVERY = 60.0  # seconds between two lines, where nobody watches
_FINE = {Status.PASSED, Status.PENDING}
_WHY = {Status.TIMED_OUT: "too slow", Status.CRASHED: "crashed"}


@dataclass
class Progress:
    """Counts what has been done; `line` is the line that tells of it."""

    total: int
    started: float = field(default_factory=time.monotonic)
    origins: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    slow: str = ""
    slowest: float = _SLOW

    def count(self, graded: GradedFile) -> None:
        """Take in one more result."""
        result = graded.result
        self.origins[graded.origin] += 1
        self.endings[_end(result)] += 1
        seconds = sum(check.seconds for check in result.checks)
        if graded.origin is Origin.GRADED and seconds >= self.slowest:
            self.slowest = seconds
            self.slow = f"slowest {formatting.one_line(result.path)}: {seconds:.0f} s{_why(result)}"

    @property
    def rate(self) -> float:
        """Submissions a second, of those that were graded or judged in this run."""
        done = self.origins.total() - self.origins[Origin.KEPT]
        return done / max(time.monotonic() - self.started, 1e-9)

    @property
    def line(self) -> str:
        """One line: how many, how fast, how long still, and what is slow."""
        done = self.origins.total()
        left = f", {_span((self.total - done) / self.rate)} left" if self.rate > 0 and done < self.total else ""
        rate = f", {self.rate:.{0 if self.rate >= 10 else 1}f} a second" if self.rate > 0 else ""
        return f"{done} of {self.total}{rate}{left}{self.slow and f'; {self.slow}'}"

    @property
    def summary(self) -> str:
        """How the submissions ended, most frequent first."""
        return ", ".join(f"{count} {end}" for end, count in self.endings.most_common())


def _end(result: Result) -> str:
    if result.error is not None:
        return "could not be graded"
    statuses = {check.verdict.status for check in result.checks if not check.verdict.by_hand}
    if Status.TIMED_OUT in statuses or Status.CRASHED in statuses:
        return "too slow or crashed in part"
    if any(c.verdict.status is Status.PENDING and c.kind is not Kind.PROSE for c in result.checks):
        return "with a doubt for a person"
    if statuses <= _FINE:
        return "all right"
    if statuses <= {Status.NOT_ATTEMPTED}:
        return "blank"
    return "right as far as it goes" if statuses <= {*_FINE, Status.NOT_ATTEMPTED} else "with mistakes"


def _why(result: Result) -> str:
    """In which task it went wrong, where one took too long or ended the process."""
    for check in sorted(result.checks, key=lambda check: -check.seconds):
        if check.verdict.status in _WHY:
            return f" ({_WHY[check.verdict.status]} in {check.task})"
    return ""


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


@contextmanager
def show_progress(total: int, say: Callable[[str], None]) -> Iterator[Callable[[GradedFile], None]]:
    """Give what is to be called with each result: a bar on a terminal, else a line a minute; at the end the summary."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress as Bars, TextColumn

    progress, last = Progress(total), time.monotonic()
    watched = sys.stderr.isatty() and total > 1
    columns = (BarColumn(bar_width=20), TextColumn("{task.description}", markup=False))
    with Bars(*columns, console=Console(stderr=True), transient=True, disable=not watched) as bar:
        task = bar.add_task(progress.line, total=total)

        def count(graded: GradedFile) -> None:
            nonlocal last
            progress.count(graded)
            bar.update(task, advance=1, description=progress.line)
            if not watched and time.monotonic() - last >= _EVERY:
                last = time.monotonic()
                say(progress.line)

        yield count
    if total > 1 and progress.endings:
        say(progress.summary)
    if progress.slow:
        say(progress.slow)
