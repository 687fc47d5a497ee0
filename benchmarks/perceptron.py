"""A class of 200 with the whole `perceptron` homework, by one process and by two."""

from __future__ import annotations

import tempfile
from itertools import count
from pathlib import Path

import homework
from measure import GRADER, Cost, cost, interleaved, milliseconds, table
from options import Options

ROUNDS, STUDENTS = 3, 200


def run(_: Options) -> str:
    """Measure and return a table; start-up is part of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handed_in = homework.perceptron(folder / "in", STUDENTS)
        books = count()

        def graded(jobs: int) -> Cost:
            book = folder / f"{next(books)}.sqlite"
            words = ("--course", homework.REPOSITORY, "grade", handed_in, "-j", str(jobs), "--gradebook", book)
            return cost([*GRADER, *words, "--numbers", "lecture"], folder, accept=(0, 4))

        costs = interleaved({f"-j {jobs}": lambda jobs=jobs: graded(jobs) for jobs in (1, 2)}, ROUNDS)
    one, two = costs.values()
    rows = []
    for name, c in costs.items():
        each = c.per(STUDENTS)
        rows.append([name, *map(milliseconds, (c.wall, c.cpu, each.wall, each.cpu))])
    return "\n".join(
        [
            table([f"{STUDENTS} x perceptron", "wall", "CPU", "wall each", "CPU each"], rows),
            "",
            f"two processes do {one.wall / two.wall:.2f} times the work of one in the same time",
        ]
    )
