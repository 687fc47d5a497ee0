"""The checks checked: an assignment against its reference, its known mistakes and its numbers."""

from __future__ import annotations

import tempfile
import textwrap
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import numba_twins, release
from grader.course.loader import Assignment
from grader.course.solution import Solution
from grader.errors import AuthorError
from grader.formatting import exact
from grader.handwork.simulated_student import STOPPED, Naming
from grader.reports import student_figures
from grader.verification import agreement, consistency
from grader.verification.agreement import Agreement
from grader.verification.consistency import Files, Problem
from grader.verification.trials import CodeTrial, HandTrial, Names, naming_problems, secrets

ROWS = 25
_REMARKS = {
    Naming.UNSEEN: "cost nothing",
    Naming.UNNAMED: "cannot be told apart",
    Naming.WAITING: "wait for a person",
}
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What was tried of an assignment, what is wrong, and what an author should know although nothing is wrong."""

    assignment: str
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()
    checks: int = 0
    tasks: int = 0
    misconceptions: int = 0
    points: str = ""
    seeds: int = 0
    rows: int = 0
    drawn: int = 0
    code: Names = field(default_factory=Names)
    hand: Names = field(default_factory=Names)
    lecture: Names = field(default_factory=Names)
    agreement: Agreement = field(default_factory=Agreement)
    seconds: float = 0.0

    def text(self, width: int = 100) -> str:
        """Return the report as people read it: what was tried, how mistakes are told, remarks, problems."""
        lines = [
            f"{self.assignment}: {_many(self.checks, 'check')}, {_many(self.tasks, 'task')} by hand, "
            f"{self.points} points, {_many(self.misconceptions, 'misconception')}; {_many(self.seeds, 'seed')}, "
            f"{self.rows} of {_many(self.drawn, 'row')}, {self.seconds:.1f} s"
        ]
        tables = {"in code": self.code, "by hand": self.hand, "lecture": self.lecture}
        lines += [_named(label, names) for label, names in tables.items() if names.places]
        if agreed := self.agreement.text():
            lines.append(_wrapped(f"differing at most: {agreed}", width, "  "))
        lines += [_wrapped(remark, width, "  ") for remark in self.remarks]
        lines += [_wrapped(f"PROBLEM {problem}", width, "  ") for problem in self.problems]
        lines.append(f"  {_many(len(self.problems), 'problem')}" if self.problems else "  no problems")
        return "\n".join(lines)


def verify(
    assignment: Assignment, *, seeds: int = 5, rows: int | None = None, on_progress: Progress | None = None
) -> Report:
    """Return what is wrong with an assignment; `rows` of its table are tried, a sample of 25 by default.

    Raises AuthorError where a file cannot be run at all.
    """
    started = time.perf_counter()
    say = on_progress or (lambda _: None)
    problems, remarks = list(consistency.problems(assignment)), list[str]()
    solution = assignment.solution
    if solution is None:
        counts = len(assignment.checks), len(assignment.tasks), 0, exact(assignment.points)
        return Report(assignment.name, tuple(problems), (), *counts)
    files = Files.of(assignment)
    can_code, can_hand = consistency.runnable(assignment)
    code = CodeTrial(assignment, solution) if can_code else None
    hand = HandTrial(assignment, solution) if can_hand else None
    tried = secrets(assignment, seeds)
    agreed, whole = code.agreement if code else Agreement(), True
    try:
        agreed.derived = _derive(solution, code, say)
        if code is not None:
            _try_code(code, tried, say)
            problems += code.problems
        problems += [Problem(files.solution, sentence) for sentence in agreed.problems()]
        if hand is not None:
            remarks += _try_hand(hand, ROWS if rows is None else rows, say)
            problems += hand.problems
    except STOPPED as error:
        problems.append(Problem(files.solution, _stopped(error, files.solution)))
        whole = False  # what was not tried is not called unseen
    if solution.twins and not numba_twins.is_numba_installed():
        remarks.append("Numba is not installed: the twins were not tried. Run pip install 'grader[numba]'")
    if can_hand:
        problems += [Problem(files.solution, sentence) for sentence in student_figures.problems(assignment)]
    if code is not None and hand is not None and whole:
        problems += _unseen(code, hand, solution, files)
    if not problems:
        say("release")
        problems += _leaks(assignment, files)
    return Report(
        assignment.name,
        tuple(dict.fromkeys(problems)),
        tuple(remarks),
        len(assignment.checks),
        len(assignment.tasks),
        len(solution.misconceptions) if can_code or can_hand else 0,
        exact(assignment.points),
        len(tried),
        len(_places(hand)),
        len(assignment.rows),
        code.names if code else Names(),
        hand.names if hand else Names(),
        hand.lecture if hand else Names(),
        agreed,
        time.perf_counter() - started,
    )


def _derive(solution: Solution, code: CodeTrial | None, say: Progress) -> dict[str, dict[str, float]]:
    if solution.definitions:
        say("derivatives")
    return agreement.with_sympy(solution, code.fast if code and numba_twins.is_numba_installed() else None)


def _try_code(trial: CodeTrial, seeds: list[str], say: Progress) -> None:
    for number, secret in enumerate(seeds, 1):
        say(f"seed {number} of {len(seeds)}")
        trial.on_seed(secret)
    trial.finish()


def _try_hand(trial: HandTrial, rows: int, say: Progress) -> Iterator[str]:
    table = trial.assignment.rows
    for place, numbers in trial.places(rows):
        say(place or "hand work")
        trial.on(place, numbers)
    same = [row for row, times in Counter(map(repr, table)).items() if times > 1]
    if same:
        sentence = f"{_many(len(same), 'row')} more than once: draw it again with grader draw {trial.assignment.name}"
        trial.problems.append(Problem(trial.assignment.numbers_path, sentence))
    if trial.solution.draw is not None and not table:
        yield f"There is no table of numbers, so everybody gets the lecture's: run grader draw {trial.assignment.name}"
    hidden: dict[Naming, list[str]] = {}
    for name, told, _, _ in trial.lecture.bad():
        hidden.setdefault(told, []).append(name)
    for told, names in hidden.items():
        if told is not Naming.ANOTHER:
            what = _REMARKS[told]
            yield f"On the lecture's own numbers these {what}: {', '.join(names)}."


def _unseen(code: CodeTrial, hand: HandTrial, solution: Solution, files: Files) -> Iterator[Problem]:
    """Mistakes that are not told as they should be; one may show in the code only, or by hand only."""
    told = [*hand.names.places.items(), *hand.lecture.places.items()]
    by_hand = {name for name, ways in told if set(ways) != {Naming.UNSEEN}}
    nothing = set(solution.misconceptions) - code.touched - by_hand
    for name in solution.misconceptions:
        if name in nothing:
            remedy = "add a check that sees it, or take it out"
            yield Problem(files.solution, f"the misconception {name} changes nothing that is checked: {remedy}")

    def skip_code(name: str, told: Naming) -> bool:
        return name in nothing or (told is Naming.UNSEEN and name in by_hand - code.touched)

    def skip_lecture(name: str, told: Naming) -> bool:
        return name in nothing or told is not Naming.ANOTHER

    yield from naming_problems(code.names, files, by_hand=False, skip=skip_code)
    yield from naming_problems(hand.names, files, by_hand=True, skip=lambda name, _: name in nothing)
    yield from naming_problems(hand.lecture, files, by_hand=True, skip=skip_lecture)


def _leaks(assignment: Assignment, files: Files) -> list[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            release.write_release(assignment, Path(folder))
        except AuthorError as error:
            return [Problem(files.autotests, f"it cannot be released: {error}")]
        leaks = release.find_leaks(assignment, Path(folder))
    return [Problem(files.autotests, f"a release gives something away: {leak}") for leak in leaks]


def _stopped(error: Exception, solution: Path) -> str:
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, KeyError):
        what = f"'{error.args[0]}' is no number and no step"
    code = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    inside = [c.co_name for c in code if c.co_filename == str(solution) and not c.co_name.startswith("<")]
    which = f"the function {inside[-1]}" if inside else "its functions"
    return f"{which} cannot be worked with ({what}): mend it, or what it is called with"


def _places(hand: HandTrial | None) -> set[str]:
    if hand is None:
        return set()
    return {place for ways in hand.names.places.values() for places in ways.values() for place in places if place}


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _named(label: str, names: Names) -> str:
    counts = names.worst()
    told = ", ".join(f"{counts[way]} {way}" for way in Naming if counts[way])
    return f"  {label}: {_many(len(names.places), 'misconception')}, named at worst: {told}"


def _wrapped(text: str, width: int, indent: str) -> str:
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
