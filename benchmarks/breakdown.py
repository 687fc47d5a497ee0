"""Where the CPU time of a submission goes, in the grader's process and in the child; and what one more check costs."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from itertools import count, pairwise
from pathlib import Path

import homework
from measure import GRADER, Cost, cost, interleaved, milliseconds, note, table
from options import Options

FEW, MANY, ROUNDS = 20, 220, 3
STEPS = {
    "fork": "child: forked, greeted, ended",
    "locked": "child: locked down",
    "loaded": "child: loading the homework",
    "called": "child: ten calls",
}


def run(_: Options) -> str:
    """Measure and return two tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return f"{_stages(folder)}\n\n{_checks(folder)}"


def _classes(folder: Path) -> tuple[Path, Path]:
    return homework.five(folder / "few", FEW), homework.five(folder / "many", MANY)


def _stages(folder: Path) -> str:
    few, many = _classes(folder)
    books = count()

    def words(which: Path) -> list[str | Path]:
        book = folder / f"{next(books)}.sqlite"  # a new one each time: nothing is graded already
        return ["--course", homework.HERE / "course", "grade", which, "-j", "1", "--json", "--gradebook", book]

    def whole() -> Cost:
        return cost([*GRADER, *words(many)], folder).minus(cost([*GRADER, *words(few)], folder)).per(MANY - FEW)

    outside = interleaved({"all": whole}, ROUNDS)["all"].cpu
    parent = _median([_timed(folder, words(many), words(few)) for _ in range(ROUNDS)])
    note("the sandbox alone")
    child = _median([_children(folder) for _ in range(ROUNDS)])
    others = parent.pop("all")
    rows = list(parent.items())
    rows.append(("grader: all the rest", others - sum(parent.values())))
    rows += [(STEPS[step], seconds) for step, seconds in child.items()]
    found = sum(seconds for _, seconds in rows)
    shown = [[what, milliseconds(seconds), f"{100 * seconds / found:.0f} %"] for what, seconds in rows]
    return "\n".join(
        [
            table(["of each submission (five functions, ten calls)", "CPU", "share"], shown),
            "",
            f"together {milliseconds(found)}; without the stopwatch it takes {milliseconds(outside)}, "
            "start-up not counted",
        ]
    )


def _timed(folder: Path, many: list[str | Path], few: list[str | Path]) -> dict[str, float]:
    """Return CPU seconds of the grader's process by stage, for each submission."""
    told = []
    for words in (many, few):
        cost([sys.executable, homework.HERE / "stopwatch.py", folder / "stages.json", *words], folder)
        told.append(json.loads((folder / "stages.json").read_text()))
    large, small = told
    per = {stage: (large[stage] - small[stage]) / (MANY - FEW) for stage in large}
    return {stage if stage == "all" else f"grader: {stage}": seconds for stage, seconds in per.items()}


def _children(folder: Path) -> dict[str, float]:
    """Return CPU seconds of the fork server and its children by step, for each submission."""
    reached = [0.0]
    for step in STEPS:
        apart = []
        for number in (MANY, FEW):
            command = [sys.executable, homework.HERE / "children.py", step, str(number)]
            took = cost(command, folder, output=folder / "own.txt")
            apart.append(took.cpu - float((folder / "own.txt").read_text()))
        reached.append((apart[0] - apart[1]) / (MANY - FEW))
    return {step: after - before for step, (before, after) in zip(STEPS, pairwise(reached), strict=True)}


def _checks(folder: Path) -> str:
    """Grade the same class with each check once, twice and four times."""
    few, many = folder / "few", folder / "many"
    books = count()

    def graded(times: int) -> Cost:
        course = _course(folder, times)
        words = ("--course", course, "grade")
        costs = []
        for which in (many, few):
            book = folder / f"checks{next(books)}.sqlite"
            costs.append(cost([*GRADER, *words, which, "-j", "1", "--gradebook", book], folder))
        return costs[0].minus(costs[1]).per(MANY - FEW)

    costs = interleaved({f"{10 * times}": lambda times=times: graded(times) for times in (1, 2, 4)}, ROUNDS)
    rows = [[checks, milliseconds(c.cpu), milliseconds(c.wall)] for checks, c in costs.items()]
    each = (costs["40"].cpu - costs["10"].cpu) / 30
    return "\n".join(
        [
            table(["checks, a call each", "CPU each submission", "wall"], rows),
            "",
            f"a check more, its call included: {milliseconds(each)} of CPU",
        ]
    )


def _course(folder: Path, times: int) -> Path:
    """Return a course whose `five` has each check that many times."""
    course = folder / f"course{times}"
    if not course.exists():
        shutil.copytree(homework.HERE / "course", course)
        path = course / "autotests" / "five.py"
        head, *checks = path.read_text().split("@check")
        more = [
            "@check" + text.replace("def ", f"def again{number}_", 1) for number in range(1, times) for text in checks
        ]
        points = "points=10"
        text = "\n\n".join([head + "".join(f"@check{c}" for c in checks), *more])
        path.write_text(text.replace(points, f"points={10 / times:g}"))
    return course


def _median(several: list[dict[str, float]]) -> dict[str, float]:
    """Return the middle one of each figure."""
    return {name: sorted(one[name] for one in several)[len(several) // 2] for name in several[0]}
