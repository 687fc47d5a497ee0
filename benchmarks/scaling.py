"""Does a larger class cost more for each submission, or more memory?  100, 1,000 and 10,000, by 1 and 2 processes.

A class holds right, wrong and crashing submissions, as homework.MIXED has them.  What a submission that hangs costs is
its limit of time, which is set and not measured: there is none here.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import homework
from measure import GRADER, Cost, against, cost, megabytes, milliseconds, note, table
from options import Options


def run(options: Options) -> str:
    """Measure and return a table: each class graded, and then all of it found in the gradebook."""
    sizes = [size for size in (100, 1000, 10_000, 100_000) if size < options.largest] + [options.largest]
    costs: dict[tuple[int, int], Cost] = {}
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            folder = Path(name) / str(size)
            handed_in = homework.mixed(folder, size)
            for jobs in (1, 2):
                note(f"a class of {size} by {jobs}")
                first, again = _graded(handed_in, jobs)
                costs[size, jobs] = first
                rows.append(_row(size, jobs, first, again))
                print(" | ".join(rows[-1]), file=sys.stderr, flush=True)  # a long run may be stopped
            shutil.rmtree(folder)
    head = [
        "submissions",
        "processes",
        "CPU each",
        "wall each",
        "largest process",
        "all processes",
        "found again, CPU each",
        "all processes",
    ]
    shares = ", ".join(f"{homework.share(kind)} {kind}" for kind in ("right", "wrong", "crashing", "unreadable"))
    told = f"five functions, ten calls; {shares}; start-up is in each"
    return "\n".join([table(head, rows), "", told, "", *_targets(sizes, costs)])


def _graded(handed_in: Path, jobs: int) -> tuple[Cost, Cost]:
    folder = handed_in.parent
    words = ("--course", homework.HERE / "course", "grade", handed_in, "-j", str(jobs))
    command = [*GRADER, *words, "--gradebook", folder / f"by{jobs}.sqlite"]
    first = cost(command, folder, (4,), watch=True, output=folder / f"by{jobs}.txt")
    return first, cost(command, folder, (4,), watch=True, output=folder / f"again{jobs}.txt")


def _row(size: int, jobs: int, first: Cost, again: Cost) -> list[str]:
    each = first.per(size)
    kinds = "" if first.exact else " RSS"
    found = milliseconds(again.per(size).cpu)
    return [
        f"{size:,}",
        str(jobs),
        milliseconds(each.cpu),
        milliseconds(each.wall),
        megabytes(first.memory),
        megabytes(first.together) + kinds,
        found,
        megabytes(again.together) + kinds,
    ]


def _targets(sizes: list[int], costs: dict[tuple[int, int], Cost]) -> list[str]:
    """Compare the largest class with the one before it, start-up included in both."""
    if len(sizes) < 2:
        return []
    small, large = sizes[-2:]
    lines = []
    for jobs in (1, 2):
        before, after = costs[small, jobs], costs[large, jobs]
        by = f"{large:,} against {small:,}, {jobs} process{'es' if jobs > 1 else ''}"
        lines.append(f"{by}: memory {against(after.together / before.together, 1.2)}")
        lines.append(f"{by}: CPU each {against(after.per(large).cpu / before.per(small).cpu, 1.15)}")
    one, two = costs[large, 1], costs[large, 2]
    lines.append(f"two processes do {one.wall / two.wall:.2f} times the work of one in the same time")
    return lines
