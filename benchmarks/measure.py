"""Measures commands: wall time, and the CPU of a command with all that it started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

import tree

GRADER = (sys.executable, "-m", "grader")


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds of wall time, and user + system seconds of its whole tree."""

    wall: float
    cpu: float
    memory: int = 0  # KiB, of the largest process: its peak RSS, as the kernel kept it
    together: int = 0  # KiB, of all its processes at once: the largest sum that was seen
    exact: bool = True  # that sum is of PSS; where processes hide their memory it has their RSS

    def minus(self, other: Cost) -> Cost:
        """Return the difference in time; memory stays that of the larger run."""
        return replace(self, wall=self.wall - other.wall, cpu=self.cpu - other.cpu)

    def per(self, count: int) -> Cost:
        """Return the time of one of `count`; memory stays."""
        return replace(self, wall=self.wall / count, cpu=self.cpu / count)


def total(costs: Sequence[Cost]) -> Cost:
    """Return what commands took one after the other."""
    return Cost(
        sum(c.wall for c in costs),
        sum(c.cpu for c in costs),
        max(c.memory for c in costs),
        max(c.together for c in costs),
        all(c.exact for c in costs),
    )


def cost(
    command: Sequence[str | Path],
    cwd: Path,
    accept: Sequence[int] = (0,),
    *,
    env: Mapping[str, str] | None = None,
    watch: bool = False,
    output: Path | None = None,
) -> Cost:
    """Run a command and return what it took; raises RuntimeError where it fails.

    With `watch`, memory is looked at while it runs.  What it prints goes to the file `output`, or nowhere.

    `wait4` counts a process with the children that it has waited for, and these with theirs.  What a command leaves
    behind without waiting (bubblewrap does so with the sandbox in it) comes to us, and is counted as well.
    """
    adopt_orphans()
    looking = tree.Watch() if watch and sys.platform == "linux" else contextlib.nullcontext(None)
    environment = {**os.environ, **(env or {})}
    with open(output or os.devnull, "wb") as out, tempfile.TemporaryFile() as errors, looking as seen:
        begin = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)), cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        errors.seek(0)
        said = errors.read().decode(errors="replace")[-2000:]
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}: {said}")
    cpu = used.ru_utime + used.ru_stime
    with contextlib.suppress(ChildProcessError):
        while True:
            _, _, left = os.wait4(-1, 0)
            cpu += left.ru_utime + left.ru_stime
    memory = used.ru_maxrss
    return Cost(wall, cpu, memory) if seen is None else Cost(wall, cpu, memory, seen.peak, seen.exact)


@cache
def adopt_orphans() -> None:
    """Become the parent of what our children leave behind (Linux; elsewhere they leave nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def interleaved(contenders: dict[str, Callable[[], Cost]], rounds: int) -> dict[str, Cost]:
    """Return each contender's medians; they take turns, so that a busy minute meets all of them."""
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, run in contenders.items():
            costs[name].append(run())
            note(f"round {number + 1} of {rounds}: {name}")
    return {name: median(several) for name, several in costs.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    middle = statistics.median
    return Cost(
        middle(c.wall for c in costs),
        middle(c.cpu for c in costs),
        int(middle(c.memory for c in costs)),
        int(middle(c.together for c in costs)),
        all(c.exact for c in costs),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, the first column to the left and the others to the right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = []
    for first, *others in [head, *rows]:
        cells = [first.ljust(widths[0]), *(v.rjust(w) for v, w in zip(others, widths[1:], strict=True))]
        lines.append(f"| {' | '.join(cells)} |")
    rule = "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths))
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def megabytes(kibibytes: float) -> str:
    return f"{kibibytes / 1024:.0f} MB" if kibibytes else "-"


def against(value: float, limit: float) -> str:
    """Say whether a target is met."""
    return f"{value:.2f} (target: at most {limit:g}, {'met' if value <= limit else 'MISSED'})"


def machine() -> str:
    """Say where and with what this was measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    packages = ", ".join(f"{name} {version(name)}" for name in ("grader", "numpy"))
    return (
        f"{names[0] if names else platform.processor()}, {cores} cores, load {os.getloadavg()[0]:.1f}; "
        f"{platform.system()} {platform.release()}; Python {platform.python_version()}, {packages}"
    )


def level() -> str:
    """Return the protection that is reached here."""
    from grader import sandbox

    with sandbox.start() as box:
        return box.level


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def note(text: str) -> None:
    """Say on a terminal how far it is."""
    if sys.stderr.isatty():
        print(f"\r{text:<70}", end="", file=sys.stderr, flush=True)
