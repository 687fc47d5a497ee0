"""Drawing of the table of numbers: rows on which every misconception shows and can be named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from grader import files, seeds
from grader.course.loader import TABLE_FORMAT, Assignment
from grader.course.solution import Solution
from grader.errors import AuthorError, UsageError
from grader.handwork import simulated_student
from grader.handwork.simulated_student import STEP_ERRORS, SimulatedStudent
from grader.model import Kind, Status
from grader.seeds import Numbers

TRIES = 20_000  # draws for one row; where one in a thousand is accepted, one row in 5e8 would still fail
Sampler = Callable[..., Numbers | None]


def draw_table(assignment: Assignment, rows: int, *, seed: str, force: bool = False) -> Path:
    """Draw `rows` different rows of numbers, write the assignment's table and return its path.

    Raises UsageError for a table that is there already (unless `force`) and for fewer rows than one, AuthorError where
    the solution draws nothing or nothing that is acceptable.
    """
    if rows < 1:
        raise UsageError(f"{rows} rows are no table: say how many students there may be, such as --rows 1000")
    path = assignment.numbers_path
    if path.exists() and not force:
        raise UsageError(
            f"{path} is there already, and rows of it may have been handed out: whoever holds one would be marked on "
            "other numbers. Pass --force to draw it anew"
        )
    table = draw_rows(assignment, rows, seed=seed)
    files.write_whole(path, table_text(table, seed))
    assignment.__dict__.pop("rows", None)  # the cached rows are out of date
    return path


def draw_rows(assignment: Assignment, rows: int, *, seed: str) -> list[Numbers]:
    """Return the rows without writing them; raises AuthorError as `draw_table` does."""
    path = assignment.path_in("solutions")
    if assignment.solution is None:
        raise AuthorError(f"{path} is not there: numbers are drawn by its function that is tagged with @numbers")
    sampler = assignment.solution.draw
    if sampler is None:
        raise AuthorError(f"{path} draws no numbers: tag a function f(rng) with @numbers(lecture=...)")
    accept = Acceptance(assignment, assignment.solution)
    table: list[Numbers] = []
    for row in range(1, rows + 1):
        try:
            numbers, _ = seeds.draw(
                _guarded_sampler(sampler, path),
                lambda n: n not in table and accept(n),
                seed=seed,
                assignment=assignment.name,
                row=row,
                tries=TRIES,
            )
        except STEP_ERRORS as error:
            raise AuthorError(
                f"{path}: the hand work on a draw for row {row} ended in {type(error).__name__}: {error}; mend the "
                f"step, or let {sampler.__name__} return None for such numbers"
            ) from error
        except LookupError as error:
            raise AuthorError(f"{path}, {sampler.__name__}: {error} for row {row}; {accept.reason()}") from None
        table.append(numbers)
    return table


def _guarded_sampler(sampler: Sampler, path: Path) -> Sampler:
    def sample(rng: np.random.Generator) -> Numbers | None:
        try:
            return sampler(rng)
        except Exception as error:
            what = f"{sampler.__name__} ended in {type(error).__name__}: {error}"
            raise AuthorError(f"{path}: {what}; let it return None for numbers that cannot be worked with") from error

    return sample


class Acceptance:
    """The rule for numbers that may be given to a student: right answers pass, and every misconception shows.

    A student with a misconception throughout must write something wrong, and read its name, alone or with one other.
    """

    def __init__(self, assignment: Assignment, solution: Solution) -> None:
        self.solution, self.tasks = solution, [task for task in assignment.tasks if task.kind is not Kind.FORMULA]
        self.names = [m.name for m in simulated_student.handwork_misconceptions(solution, self.tasks)]
        self.refused: dict[str, int] = {}

    def __call__(self, numbers: Numbers) -> bool:
        """Return whether the numbers are accepted; the cheap tests come first."""
        student = SimulatedStudent(self.solution, self.tasks, numbers)
        for name in self.names:
            if not student.differs(name):
                return self._refuse(name)
        if any(result.verdict.status is not Status.PASSED for result in student.right_results()):
            return self._refuse("")
        return all(student.is_named_rightly(name) or self._refuse(name) for name in self.names)

    def _refuse(self, name: str) -> bool:
        self.refused[name] = self.refused.get(name, 0) + 1
        if name in self.names:  # the misconception that has just refused is the likeliest to refuse next
            self.names.remove(name)
            self.names.insert(0, name)
        return False

    def reason(self) -> str:
        """Return the most frequent reason to refuse a draw, with the remedy."""
        if not self.refused:
            return "it returned None or numbers that are in the table already: draw from a wider range"
        worst = max(self.refused, key=lambda name: self.refused[name])
        if not worst:
            return "the right answers themselves were not marked right: run grader verify"
        return (
            f"most often the misconception {worst} did not show, or could not be told from two others: draw numbers on "
            "which it gives something else, or let it replace a function that the hand work does not use"
        )


def table_text(table: list[Numbers], seed: str) -> str:
    """Return the text of a table's file, one row a line; the seed only by its fingerprint."""
    lines = ",\n".join(json.dumps(seeds.to_json(row)) for row in table)
    head = f'"format": {TABLE_FORMAT}, "seed": {json.dumps(seeds.fingerprint(seed))}'
    return f'{{{head}, "rows": [\n{lines}\n]}}\n'
