"""A class that works its sheets by hand: what honest work and one slip cost, beside strict marking.

Every student has numbers of their own, rounds to 3, 4 or 6 decimals as they go along or only in writing, and makes a
slip in one step after the other, which they go on from, or which is in writing only.  A smaller class is held to what
follow-through marking promises by `tests/handwork/test_simulated_class.py`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import measure
import numpy as np

from grader.course import loader
from grader.followthrough.nodes import compute_steps, flatten, is_number, parameter_names
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import WrittenValue

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "support"))
import hand_sheets as desk  # noqa: E402 - the tests' own way to fill in a sheet

STUDENTS = 5
DIGITS = (3, 4, 6)
STRICT = {"allclose": {}, "1e-3": {"rtol": 0, "atol": 1e-3}}
# Sheets of each assignment, whose numbers are rounded by hand; where they are whole numbers, nothing is.
SHEETS = {
    "bp_update": {"sigmoid_sheet": True, "relu_sheet": True},
    "rnn": {"steps": True, "counts": False},
    "delta_rule": {"steps_by_hand": True},
    "conv_size": {"map": False, "chains": False, "sizes": False},
}
FORWARD = {"net1", "o1", "net2", "o2", "net3", "o", "loss_before"}
SUMS = {"relu_net3", "relu_g", "relu_net3_after"}  # 0 where no unit is on that they stand on
FACTORS = tuple(Fraction(f, 20) for f in (12, 16, 25, 30))
VISIBLE = 5  # a slip shows where it is this many times as large as what rounding may do


@dataclass
class Tally:
    """How the class fared on one sheet, and what should not have happened."""

    honest: int = 0  # numbers written
    wrong: int = 0
    waiting: int = 0
    slips: int = 0
    dead: int = 0  # slips that left no unit on
    cost: Fraction = Fraction(0)  # of all slips, in numbers
    strict_wrong: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STRICT, 0))
    strict_cost: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STRICT, 0))
    surprises: list[tuple[Any, ...]] = field(default_factory=list)


def simulate(students: int, *, seed: int = 1, slips: int | None = None) -> dict[str, Tally]:
    """Return a tally of each sheet; of the slips that there are, every student makes so many, or all."""
    told = {}
    for name, sheets in SHEETS.items():
        assignment = loader.Course(ROOT).assignment(name)
        for task in assignment.tasks:
            if task.name in sheets:
                tally = told[f"{name} {task.name}"] = Tally()
                for student in range(students):
                    rng = random.Random(f"{seed} {student} {task.name}")
                    numbers = assignment.rows[rng.randrange(len(assignment.rows))]
                    for digits in DIGITS if sheets[task.name] else (None,):
                        Desk(assignment, task, numbers, digits, rng, tally).work(slips)
    return told


@dataclass
class Desk:
    """One student at one sheet, rounding to so many digits."""

    assignment: Any
    task: Any
    numbers: Any
    digits: int | None
    rng: random.Random
    tally: Tally

    def __post_init__(self) -> None:
        self.space, self.steps = self.assignment.solution.space, self.task.steps
        self.exact = compute_steps(self.steps, self.space, self.numbers)
        self.along = self.rng.random() < 0.5
        self.right = self.written()

    def written(self, space: Any = None, slips: Any = None) -> dict[str, str]:
        """What the student writes who works by the functions in `space`."""
        rounded = {"digits": self.digits, "along": self.along}
        return desk.sheet(space or self.space, self.steps, self.numbers, slips=slips, **rounded)

    def lost(self, texts: dict[str, str]) -> dict[str, Fraction]:
        """How many numbers of each step earn nothing; what waits for a person is not lost."""
        results = desk.marked(self.assignment, self.task, self.numbers, texts)
        gone = {n: (r.max_points - r.points - r.pending) / r.max_points for n, r in results.items()}
        return {name: share * len(flatten(self.exact[name])) for name, share in gone.items() if share}

    def strictly(self, texts: dict[str, str], how: dict[str, float]) -> int:
        """How many numbers are wrong where each is held against the exact one."""
        return sum(
            not alike(one, other, how)
            for name in self.steps
            for one, other in zip(cells(texts[name]), flatten(self.exact[name]), strict=True)
        )

    def work(self, slips: int | None) -> None:
        """Hand in the honest sheet, one for each slip, and those of two students who have not understood."""
        results, tally = desk.marked(self.assignment, self.task, self.numbers, self.right).values(), self.tally
        tally.honest += sum(len(flatten(self.exact[name])) for name in self.steps)
        tally.waiting += sum(len(flatten(self.exact[r.name])) for r in results if r.pending)
        for how, bounds in STRICT.items():
            tally.strict_wrong[how] += self.strictly(self.right, bounds)
        wrong = self.lost(self.right)
        tally.wrong += int(sum(wrong.values()))
        self.expect(wrong, {}, "honest")
        made = list(self.slips())
        for name, change in made if slips is None else self.rng.sample(made, min(slips, len(made))):
            self.slip(name, change)
            self.copied(name, change)
        if self.task.name in ("sigmoid_sheet", "relu_sheet"):
            self.updated_weights()
            self.zero_delta()

    def slips(self) -> Iterator[tuple[str, Any]]:
        """A slip in each number of each step."""
        for name in self.steps:
            for place in range(len(flatten(self.exact[name]))):
                factor, more = self.rng.choice(FACTORS), self.rng.choice((-2, -1, 1, 2))
                yield name, Slip(place, factor, more, name in parameter_names(self.space[name]))

    def slip(self, name: str, change: Slip) -> None:
        texts = self.written(slips={name: change})
        if not self.shows(texts[name], self.right[name], change.place):
            return
        if any(texts[step] == "0" != self.right[step] for step in SUMS & texts.keys() - {name}):
            self.tally.dead += 1  # a slip that leaves no unit on leaves nothing to work out behind it
            return
        lost = self.lost(texts)
        self.tally.slips += 1
        self.tally.cost += sum(lost.values())
        for how, bounds in STRICT.items():
            self.tally.strict_cost[how] += self.strictly(texts, bounds)
        self.expect(lost, {name: 1 + self.nothing_left(texts[name], name)}, f"slip in number {change.place + 1}")

    def copied(self, name: str, change: Slip) -> None:
        """A number written down wrongly costs that number where the student goes on from the right one, not rounded."""
        texts = {**self.right, name: self.written(slips={name: change})[name]}
        if not self.along and not change.chained and self.shows(texts[name], self.right[name], change.place):
            self.expect(self.lost(texts), {name: 1}, f"number {change.place + 1} copied wrongly")

    def nothing_left(self, text: str, name: str) -> int:
        """How many layers have nothing left to work out as a slip led to one that does not fit: they earn nothing.

        Else whoever writes any number that does not fit, and then None, would earn most of a chain.
        """
        own, exact = cells(text), flatten(self.exact[name])
        return sum(
            one is before is None and due is not None for before, one, due in zip(own, own[1:], exact[1:], strict=False)
        )

    def shows(self, text: str, right: str, place: int) -> bool:
        """Whether a slip is larger than what rounding may do to a step."""
        one, other = (cells(t)[place] for t in (text, right))
        if not (is_number(one) and is_number(other)):
            return bool(one != other)
        return bool(abs(one - other) > VISIBLE * Fraction(1, 10 ** (self.digits or 12)))

    def updated_weights(self) -> None:
        prefix, wrong = self.prefix(), self.assignment.solution.wrong_space("updated_weight")
        deltas = [f"{prefix}{e}" for e in ("e1", "e2")]
        texts = self.written({**self.space, **{e: wrong[e] for e in deltas}})
        seen = {e: 1 for e in deltas if self.shows(texts[e], self.right[e], 0)}
        lost = self.lost(texts)
        if not seen.keys() <= lost.keys() <= set(deltas):
            self.tally.surprises.append(("updated weights", self.digits, self.along, lost, seen))

    def zero_delta(self) -> None:
        """Who writes 0 for g and goes on earns no more than the forward pass, and what is 0 or 1 word anyway."""
        prefix = self.prefix()
        texts = self.written(slips={f"{prefix}g": lambda right: 0 * right})
        forward = {f"{prefix}{name}" for name in FORWARD}
        dead = {name for name in self.steps if texts[name] == self.right[name]}
        earned = set(self.steps) - self.lost(texts).keys()
        if not forward <= earned <= forward | dead:
            self.tally.surprises.append(("zero delta", self.digits, self.along, sorted(earned - forward - dead)))

    def prefix(self) -> str:
        return "relu_" if self.task.name == "relu_sheet" else ""

    def expect(self, got: dict[str, Fraction], want: dict[str, int], what: str) -> None:
        if got != want:
            self.tally.surprises.append((what, self.digits, self.along, got, want, dict(self.numbers)))


@dataclass(frozen=True)
class Slip:
    """A slip in one number of a step: another word, a number too large or too small."""

    place: int
    factor: Fraction
    more: int
    chained: bool  # the step grows number by number; the slip is made when it has come to its place

    def __call__(self, value: Any) -> Any:
        if isinstance(value, str):
            return desk.slip(value)
        cells = list(flatten(value))
        if len(cells) == self.place + 1 or (len(cells) > self.place and not self.chained):
            cells[self.place] = self.changed(cells[self.place])
        return shaped(iter(cells), value)

    def changed(self, cell: Any) -> Any:
        if cell is None:
            return 4 + self.more
        if isinstance(cell, int):
            return cell + self.more if cell + self.more > 0 else cell + abs(self.more)
        return cell * self.factor if cell else Fraction(3, 100)


def shaped(values: Iterator[Any], like: Any) -> Any:
    return tuple(shaped(values, part) for part in like) if isinstance(like, tuple) else next(values)


def cells(text: str) -> list[Any]:
    """The numbers and words of a step as written."""
    read = answer_sheet.parse_answers(f"x = {text}\n").read_answer("x")
    return [cell.value if isinstance(cell, WrittenValue) else cell for cell in flatten(read)]


def alike(one: Any, other: Any, how: dict[str, float]) -> bool:
    """Whether strict marking takes a number or a word for right."""
    if not (is_number(one) and is_number(other)):
        return bool(one == other)
    return bool(np.allclose(float(one), float(other), **how))


def run(_: object = None, students: int = STUDENTS) -> str:
    """Simulate and return a table of 80 columns."""
    rows, surprises, dead = [], 0, 0
    for name, tally in simulate(students).items():
        slips, surprises, dead = max(tally.slips, 1), surprises + len(tally.surprises), dead + tally.dead
        strict = [(tally.strict_wrong[how] / tally.honest, tally.strict_cost[how] / slips) for how in STRICT]
        rows.append(
            [
                " ".join(word.partition("_")[0] for word in name.split()),
                f"{tally.honest}",
                f"{tally.wrong}",
                f"{tally.waiting}",
                *(f"{share:.0%}" for share, _ in strict),
                f"{tally.slips}",
                f"{float(tally.cost / slips):.2f}",
                *(f"{cost:.1f}" for _, cost in strict),
            ]
        )
    return "\n".join(
        [
            f"{students} students. Honest numbers: how many, wrong, left to a person, and the share",
            "that strict marking calls wrong (allclose, 0.001). Slips: how many, what one",
            "costs in numbers, and under strict marking.",
            "",
            measure.table(["by hand", "all", "bad", "wait", "close", "1e-3", "slips", "cost", "close", "1e-3"], rows),
            "",
            f"{surprises} surprises; {dead} slips that left no unit on are left out",
        ]
    )


if __name__ == "__main__":
    print(run(students=int(sys.argv[1]) if sys.argv[1:] else STUDENTS))
