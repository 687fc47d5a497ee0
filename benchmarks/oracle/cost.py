"""The CPU of the five-function benchmark, the frozen grader and the present one in turns."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path

import homework
import measure
from sides import Side

FEW, MANY = 20, 220  # the difference is what submissions cost without the start


def measure_cpu(both: Sequence[Side], folder: Path, *, quick: bool) -> str:
    """The CPU of a submission of five functions and ten calls: a ratio, and no difference by itself."""
    students = homework.five(folder / "in", MANY)
    each: dict[str, list[float]] = {side.name: [] for side in both}
    start: dict[str, list[float]] = {side.name: [] for side in both}
    for number in range(2 if quick else 5):
        for side in both if number % 2 == 0 else both[::-1]:
            few, many = (_graded(side, students, folder / side.name, count) for count in (FEW, MANY))
            each[side.name].append((many - few) / (MANY - FEW))
            start[side.name].append(few - FEW * each[side.name][-1])
    lines = []
    for name, costs in each.items():
        middle, least, most = (1000 * value for value in (statistics.median(costs), min(costs), max(costs)))
        begun = 1000 * statistics.median(start[name])
        lines.append(f"{name}: {middle:.2f} ms a submission ({least:.2f} to {most:.2f}), {begun:.0f} ms to start")
    one, other = (statistics.median(each[side.name]) for side in both)
    return "\n".join(["CPU of five functions and ten calls, in turns", *lines, f"present / frozen: {other / one:.2f}"])


def _graded(side: Side, students: Path, folder: Path, count: int) -> float:
    """The CPU seconds of grading the first students, from nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for student in sorted(students.iterdir())[:count]:
        shutil.copytree(student, folder / "in" / student.name)
    course = side.tree / "benchmarks" / "course"
    words = ("--course", course, "grade", "in", "-j", "1", "--json", "--gradebook", "book.sqlite")
    return measure.cost([side.python, "-m", "grader", *words], folder, env=side.settings).cpu
