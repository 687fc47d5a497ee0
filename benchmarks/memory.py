"""Does a larger class take more memory?  The largest process of a run of 500 and of 5,000."""

from __future__ import annotations

import tempfile
from pathlib import Path

import homework
from measure import GRADER, cost, table


def run(small: int = 500, large: int = 5000) -> str:
    """Measure and return a table: graded, and then found in the gradebook, printed as a table."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in (small, large):
            handed_in = homework.five(folder / str(count), count)
            words = ("--course", homework.HERE / "course", "grade", handed_in, "-j", "2")
            command = [*GRADER, *words, "--gradebook", folder / f"{count}.sqlite"]
            first, again = cost(command, folder), cost(command, folder)
            sizes = [f"{c.memory / 1024:.1f} MB" for c in (first, again)]
            rows.append([str(count), *sizes, f"{again.wall:.2f} s"])
    return table(["submissions", "graded", "found again", "wall, found again"], rows)
