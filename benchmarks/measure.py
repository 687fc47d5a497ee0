"""Measures commands: wall time, and the CPU of a command with all that it started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

GRADER = (sys.executable, "-m", "grader")


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds of wall time, and user + system seconds of its whole tree."""

    wall: float
    cpu: float
    memory: int  # KiB, of the largest process

    def minus(self, other: Cost) -> Cost:
        return Cost(self.wall - other.wall, self.cpu - other.cpu, self.memory - other.memory)

    def per(self, count: int) -> Cost:
        return Cost(self.wall / count, self.cpu / count, self.memory)


def cost(command: Sequence[str | Path], cwd: Path, accept: Sequence[int] = (0,)) -> Cost:
    """Run a command and return what it took; raises RuntimeError where it fails.

    `wait4` counts a process with the children that it has waited for, and these with theirs.  What a command leaves
    behind without waiting (bubblewrap does so with the sandbox in it) comes to us, and is counted as well.
    """
    adopt_orphans()
    begin = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), cwd=cwd, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accept:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}")
    cpu = used.ru_utime + used.ru_stime
    with contextlib.suppress(ChildProcessError):
        while True:
            _, _, left = os.wait4(-1, 0)
            cpu += left.ru_utime + left.ru_stime
    return Cost(wall, cpu, used.ru_maxrss)


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
    return Cost(middle(c.wall for c in costs), middle(c.cpu for c in costs), int(middle(c.memory for c in costs)))


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


def against(value: float, limit: float) -> str:
    """Say whether a target is met."""
    return f"{value:.2f} (target: at most {limit:g}, {'met' if value <= limit else 'MISSED'})"


def machine() -> str:
    """Say where and with what this was measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "click", "pytest"))
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
