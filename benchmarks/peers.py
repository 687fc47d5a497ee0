"""CPU per submission of the five-function homework (ten calls): this grader, pytest, and a fork without protection."""

from __future__ import annotations

import shutil
import sys
import tempfile
from itertools import count
from pathlib import Path

import homework
from measure import GRADER, Cost, against, cost, interleaved, milliseconds, table

FEW, MANY, FRESH = 20, 220, 10
HERE = Path(__file__).resolve().parent


def run(rounds: int = 5) -> str:
    """Measure and return a table.

    The grader and the fork start once for a class; what they start with is taken out by timing two classes of
    different size and dividing the difference.  pytest starts once for each submission: that is how it is kept from
    one submission changing what the next one meets, and its start-up is part of what it costs.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = homework.five(folder / "few", FEW), homework.five(folder / "many", MANY)
        for path in few.iterdir():
            shutil.copy(HERE / "pytest_five.py", path / "test_five.py")
        books = count()

        def graded(which: Path) -> Cost:
            book = folder / f"{next(books)}.sqlite"  # a new one each time: nothing is graded already
            words = ("--course", HERE / "course", "grade", which, "-j", "1", "--json", "--gradebook", book)
            return cost([*GRADER, *words], folder)

        def forked(which: Path) -> Cost:
            return cost([sys.executable, HERE / "unprotected.py", which], folder)

        def fresh() -> Cost:
            words = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_five.py")
            costs = [cost(words, path, accept=(0, 1)) for path in sorted(few.iterdir())[:FRESH]]
            return Cost(sum(c.wall for c in costs), sum(c.cpu for c in costs), 0).per(FRESH)

        costs = interleaved({
            "this grader, every check": lambda: graded(many).minus(graded(few)).per(MANY - FEW),
            "fork without protection": lambda: forked(many).minus(forked(few)).per(MANY - FEW),
            "pytest, a fresh process each": fresh,
        }, rounds)  # fmt: skip
    ours, forks, fresh_ones = costs.values()
    rows = [
        [name, milliseconds(c.cpu), milliseconds(c.wall), f"{c.cpu / ours.cpu:.2f}"] for name, c in costs.items()
    ]  # fmt: skip
    return "\n".join([
        table(["five functions, ten calls, per submission", "CPU", "wall", "CPU against ours"], rows), "",
        f"of pytest's CPU, times 30:     {against(30 * ours.cpu / fresh_ones.cpu, 1)}",
        f"of the unprotected fork's CPU: {against(ours.cpu / forks.cpu, 2.5)}",
    ])  # fmt: skip
