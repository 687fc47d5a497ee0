"""Verification of an assignment: its checks against the reference, the misconceptions and the numbers."""

from __future__ import annotations

import tempfile
import textwrap
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import numba_twins, release
from grader.course.loader import Assignment
from grader.course.solution import Solution
from grader.errors import AuthorError
from grader.formatting import counted, exact_number
from grader.handwork.simulated_student import STEP_ERRORS, Naming
from grader.reports import student_pictures
from grader.verification import agreement, consistency
from grader.verification.agreement import Agreement
from grader.verification.consistency import Problem
from grader.verification.trials import CodeTrial, HandworkTrial, NamingTally, naming_problems, trial_seeds

ROWS = 25
QUICK_SEEDS, QUICK_ROWS = 1, 1
_REMARKS = {
    Naming.UNSEEN: "cost nothing",
    Naming.UNNAMED: "cannot be told apart",
    Naming.WAITING: "wait for a person",
}


@dataclass(frozen=True)
class Report:
    """The result of a verification: what was tried, the problems, remarks, and what no check asks homework for."""

    assignment: str
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    checks: int = 0
    tasks: int = 0
    misconceptions: int = 0
    points: str = ""
    seeds: int = 0
    rows: int = 0
    drawn: int = 0
    code: NamingTally = field(default_factory=NamingTally)
    hand: NamingTally = field(default_factory=NamingTally)
    lecture: NamingTally = field(default_factory=NamingTally)
    agreement: Agreement = field(default_factory=Agreement)
    seconds: float = 0.0

    def text(self, width: int = 100) -> str:
        """Return the report as text: what was tried, how misconceptions are named, remarks, problems."""
        lines = [
            f"{self.assignment}: {counted(self.checks, 'check')}, {counted(self.tasks, 'task')} by hand, "
            f"{self.points} points, {counted(self.misconceptions, 'misconception')}; {counted(self.seeds, 'seed')}, "
            f"{self.rows:,} of {counted(self.drawn, 'row')}, {self.seconds:.1f} s"
        ]
        tallies = {"in code": self.code, "by hand": self.hand, "lecture": self.lecture}
        lines += [_naming_line(label, tally) for label, tally in tallies.items() if tally.namings]
        if agreed := self.agreement.text():
            lines.append(_wrapped(f"differing at most: {agreed}", width, "  "))
        lines += [_wrapped(remark, width, "  ") for remark in self.remarks]
        lines += [_wrapped(f"not asked: {sentence}", width, "  ") for sentence in self.not_asked]
        lines += [_wrapped(f"PROBLEM {problem}", width, "  ") for problem in self.problems]
        lines.append(f"  {counted(len(self.problems), 'problem')}" if self.problems else "  no problems")
        return "\n".join(lines)


def verify(assignment: Assignment, *, seeds: int = 5, rows: int | None = None) -> Report:
    """Return the report of an assignment; `rows` of its table are tried, a sample of 25 by default.

    Raises AuthorError where a file cannot be run at all.
    """
    started = time.perf_counter()
    problems, remarks = list(consistency.find_problems(assignment)), list(consistency.attested_remarks(assignment))
    solution = assignment.solution
    if solution is None:
        counts = len(assignment.checks), len(assignment.tasks), 0, exact_number(assignment.points)
        return Report(assignment.name, tuple(problems), (), (), *counts)
    file = assignment.path_in("solutions")
    can_code, can_hand = consistency.runnable_parts(assignment)
    code = CodeTrial(assignment, solution) if can_code else None
    hand = HandworkTrial(assignment, solution) if can_hand else None
    tried_seeds = trial_seeds(assignment, seeds)
    agreed, whole = code.agreement if code else Agreement(), True
    try:
        fast = code.fast if code and numba_twins.is_numba_installed() else None
        agreed.derived = agreement.compare_with_sympy(solution, fast)
        if code is not None:
            code.try_seeds(tried_seeds)
            problems += code.problems
        problems += [Problem(file, sentence) for sentence in agreed.problems()]
        if hand is not None:
            remarks += _try_handwork(hand, ROWS if rows is None else rows)
            problems += hand.problems
    except STEP_ERRORS as error:
        problems.append(Problem(file, _stopped_sentence(error, file)))
        whole = False  # a misconception that was not tried is not called unseen
    if solution.twins and not numba_twins.is_numba_installed():
        remarks.append("Numba is not installed: the twins were not tried. Run pip install 'grader[numba]'")
    if can_hand:
        problems += [Problem(file, sentence) for sentence in student_pictures.picture_problems(assignment)]
    if code is not None and hand is not None and whole:
        problems += _naming_problems(code, hand, solution, file)
    if not problems:
        problems += _release_problems(assignment)
    return Report(
        assignment.name,
        tuple(dict.fromkeys(problems)),
        tuple(remarks),
        tuple(code.not_asked()) if code else (),
        len(assignment.checks),
        len(assignment.tasks),
        len(solution.misconceptions) if can_code or can_hand else 0,
        exact_number(assignment.points),
        len(tried_seeds),
        len(_rows_tried(hand)),
        len(assignment.rows),
        code.tally if code else NamingTally(),
        hand.tally if hand else NamingTally(),
        hand.lecture if hand else NamingTally(),
        agreed,
        time.perf_counter() - started,
    )


def _try_handwork(trial: HandworkTrial, rows: int) -> Iterator[str]:
    table = trial.assignment.rows
    for source, numbers in trial.numbers_to_try(rows):
        trial.try_numbers(source, numbers)
    same = [row for row, times in Counter(map(repr, table)).items() if times > 1]
    if same:
        sentence = f"{counted(len(same), 'row')} more than once: draw it again with grader draw {trial.assignment.name}"
        trial.problems.append(Problem(trial.assignment.numbers_path, sentence))
    if trial.solution.draw is not None and not table:
        yield f"There is no table of numbers, so everybody gets the lecture's: run grader draw {trial.assignment.name}"
    hidden: dict[Naming, list[str]] = {}
    for name, naming, _, _ in trial.lecture.bad():
        hidden.setdefault(naming, []).append(name)
    for naming, names in hidden.items():
        if naming is not Naming.ANOTHER:
            what = _REMARKS[naming]
            yield f"On the lecture's own numbers these {what}: {', '.join(names)}."


def _naming_problems(code: CodeTrial, hand: HandworkTrial, solution: Solution, file: Path) -> Iterator[Problem]:
    """Misconceptions that are badly named; one may show in code only, or in handwork only."""
    tallied = [*hand.tally.namings.items(), *hand.lecture.namings.items()]
    by_hand = {name for name, namings in tallied if set(namings) != {Naming.UNSEEN}}
    nothing = set(solution.misconceptions) - code.touched - by_hand
    for name in solution.misconceptions:
        if name in nothing:
            remedy = "add a check that sees it, or take it out"
            yield Problem(file, f"the misconception {name} changes nothing that is checked: {remedy}")

    def skip_code(name: str, naming: Naming) -> bool:
        return name in nothing or (naming is Naming.UNSEEN and name in by_hand - code.touched)

    def skip_lecture(name: str, naming: Naming) -> bool:
        return name in nothing or naming is not Naming.ANOTHER

    yield from naming_problems(code.tally, file, by_hand=False, skip=skip_code)
    yield from naming_problems(hand.tally, file, by_hand=True, skip=lambda name, _: name in nothing)
    yield from naming_problems(hand.lecture, file, by_hand=True, skip=skip_lecture)


def _release_problems(assignment: Assignment) -> list[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            release.write_release(assignment, Path(folder))
        except AuthorError as error:
            return [Problem(assignment.path_in("autotests"), f"it cannot be released: {error}")]
    return []


def _stopped_sentence(error: Exception, solution: Path) -> str:
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, KeyError):
        what = f"'{error.args[0]}' is no number and no step"
    code = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    inside = [c.co_name for c in code if c.co_filename == str(solution) and not c.co_name.startswith("<")]
    which = f"the function {inside[-1]}" if inside else "its functions"
    return f"{which} cannot be worked with ({what}): mend it, or what it is called with"


def _rows_tried(hand: HandworkTrial | None) -> set[str]:
    if hand is None:
        return set()
    tallied = hand.tally.namings.values()
    return {source for namings in tallied for sources in namings.values() for source in sources if source}


def _naming_line(label: str, tally: NamingTally) -> str:
    counts = tally.worst()
    namings = ", ".join(f"{counts[naming]} {naming}" for naming in Naming if counts[naming])
    return f"  {label}: {counted(len(tally.namings), 'misconception')}, named at worst: {namings}"


def _wrapped(text: str, width: int, indent: str) -> str:
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)
