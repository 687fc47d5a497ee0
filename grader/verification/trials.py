"""Trials of an assignment on known homework: the reference, the skeleton, every misconception, every mutant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from grader import seeds as seeds_module
from grader.checks import judge
from grader.checks.declarations import Check
from grader.checks.judge import JudgedCheck
from grader.checks.probe import Homework, TrustedHomework, observe_check
from grader.course import numba_twins
from grader.course.answer_key import AnswerKey, LiveKey
from grader.course.loader import Assignment, run_course_file
from grader.course.solution import Solution
from grader.grading.pipeline import name_mistakes
from grader.handwork import marking, simulated_student
from grader.handwork.marking import Handwork
from grader.handwork.simulated_student import Naming, SimulatedStudent
from grader.model import Call, Fault, FaultKind, Handle, Outcome, Status
from grader.reports import wording
from grader.sandbox.wire import parts_exchanged
from grader.seeds import LECTURE, Numbers
from grader.submissions import answer_sheet
from grader.verification import consistency, coverage
from grader.verification.agreement import Agreement
from grader.verification.consistency import Problem
from grader.verification.coverage import Hole

Space = dict[str, Any]
BAD_NAMINGS = (Naming.UNSEEN, Naming.WAITING, Naming.UNNAMED, Naming.ANOTHER)
_NAMING_SENTENCES = {
    Naming.UNSEEN: "loses nothing",
    Naming.WAITING: "may have rounded what is right and waits for a person",
    Naming.UNNAMED: "is not told what the mistake is",
    Naming.ANOTHER: "is told of another mistake",
}


@dataclass
class NamingTally:
    """How each misconception was named by the feedback: the seeds or rows of each naming."""

    namings: dict[str, dict[Naming, list[str]]] = field(default_factory=dict)

    def add(self, misconception: str, naming: Naming, source: str) -> None:
        """Add the naming of one misconception on one seed or row."""
        self.namings.setdefault(misconception, {}).setdefault(naming, []).append(source)

    def worst(self) -> Counter[Naming]:
        """Return the number of misconceptions by their worst naming."""
        return Counter(max(namings, key=list(Naming).index) for namings in self.namings.values())

    def bad(self) -> Iterator[tuple[str, Naming, list[str], int]]:
        """Yield (misconception, naming, its seeds or rows, out of how many) where a naming is bad."""
        for name, namings in self.namings.items():
            tried = sum(map(len, namings.values()))
            for naming in BAD_NAMINGS:
                if naming in namings:
                    yield name, naming, namings[naming], tried


def trial_seeds(assignment: Assignment, seeds: int) -> list[str]:
    """Return the seeds to try: the course's own, the public one of releases, and more."""
    more = (f"verify {i}" for i in range(seeds))
    return list(dict.fromkeys([assignment.course.secret, seeds_module.PUBLIC_SEED, *more]))[:seeds]


class CodeTrial:
    """Trials of the checks of code, on several seeds."""

    def __init__(self, assignment: Assignment, solution: Solution) -> None:
        self.assignment, self.solution = assignment, solution
        fast = Solution(solution.space, fast=True, part_names=solution.part_names, words=solution.words)
        self.fast = fast if numba_twins.is_numba_installed() else solution
        self.agreement = Agreement()
        self.tally = NamingTally()
        self.touched: set[str] = set()  # misconceptions that change what some check sees
        self.failing: dict[str, set[str]] = {check.name: set() for check in assignment.checks}
        self._skeleton = run_course_file(assignment.path_in("assignments"))[0]
        self._problems: dict[Problem, None] = {}
        self._holes: dict[Hole, None] = {}

    @property
    def problems(self) -> list[Problem]:
        """The problems so far, once each."""
        return list(self._problems)

    def try_seeds(self, seeds: Iterable[str]) -> None:
        """Try the reference, the skeleton, the mutants and the misconceptions; what nothing fails is a problem."""
        for secret in seeds:
            self._try_seed(secret)
        for check in self.assignment.checks:
            if not self.failing[check.name]:
                self._add_problem(
                    f"{check.name} passes every misconception, values off by one, zeros and changed inputs: it cannot "
                    "fail, so let it look at what comes back"
                )

    def _try_seed(self, secret: str) -> None:
        key = LiveKey(self.assignment.name, self.fast, secret)
        sound = [check for check in self.assignment.checks if self._reference_passes(check, key, secret)]
        for check in sound:
            self._try_mutants(check, key, secret)
        self._try_skeleton(sound, key, secret)
        self.look_at_coverage(sound, key)
        for name in self.solution.misconceptions:
            self._try_misconception(name, sound, key, secret)
        for name, other in key.by_convention.items():
            self._try_alternative(name, other, sound, key, secret)

    def look_at_coverage(self, checks: Sequence[Check], key: AnswerKey) -> None:
        """Add to what is not asked what these checks never ask the functions of the skeleton with."""
        outcomes = [(check, key.expected(check)) for check in checks]
        for name in self.assignment.skeleton.tasks:
            given = consistency.member(self._skeleton, name)
            docstrings = f"{self._skeleton.get('__doc__') or ''}\n{getattr(given, '__doc__', '') or ''}"
            holes = coverage.find_holes(name, consistency.member(self.solution.space, name), outcomes, docstrings)
            self._holes.update(dict.fromkeys(holes))

    def not_asked(self) -> Iterator[str]:
        """Yield a sentence for what no check asks and nobody means to leave out, and for what is asked by now."""
        meant = {item: [h for h in self._holes if coverage.is_meant(h, item)] for item in self.assignment.not_asked}
        left_out = {hole for holes in meant.values() for hole in holes}
        together: dict[str, list[str]] = {}
        for hole in self._holes:
            if hole not in left_out:
                together.setdefault(hole.what, []).append(f"`{hole.function}`")
        yield from (f"{', '.join(functions)}: {what}" for what, functions in together.items())
        for item, holes in meant.items():
            for function in {*item.functions} - {hole.function for hole in holes}:
                yield f"not_asked() says of `{function}` that {item.what}, which verify does not say: take it out there"

    def _add_problem(self, sentence: str) -> None:
        self._problems[Problem(self.assignment.path_in("autotests"), sentence)] = None

    def _reference_passes(self, check: Check, key: LiveKey, secret: str) -> bool:
        want = key.expected(check)
        self._demand_opaque_places(want)
        again = self._observe(check, self.fast.expected_space, secret, want)
        reference = self._observe(check, self.solution.space, secret, want)
        if any(self.fast.uses_twin(call.function) for call in want.calls):
            self.agreement.add_check(check.name, reference, self._observe(check, self.fast.right_space, secret, want))
        drawn, derived = "it draws from something else than rng", "it disagrees with SymPy, or with its twin"
        for got, why in ((want, ""), (again, drawn), (reference, derived)):
            verdict = judge.judge(check, got, want)
            if verdict.status is not Status.PASSED:
                reason = why or wording.reason_of(verdict)
                what = f"{check.name} is not passed by the reference ({reason})"
                self._add_problem(f"{what}: mend the check or the reference")
                self.failing[check.name].add("the reference")
                return False
        return True

    def _try_skeleton(self, checks: Sequence[Check], key: LiveKey, secret: str) -> None:
        """A function that is left as it was given out is not attempted, where it fails one of its checks."""
        statuses: dict[str, dict[str, Status]] = {}
        for check in checks:
            want = key.expected(check)
            verdict = judge.judge(check, self._observe(check, self._skeleton, secret, want), want)
            statuses.setdefault(check.task, {})[check.name] = verdict.status
        for task, of_task in statuses.items():
            passed = [name for name, status in of_task.items() if status is Status.PASSED]
            if passed and not {Status.FAILED, Status.RAISED} & {*of_task.values()}:
                remedy = "let the function raise NotImplementedError or return None, and each check call it first"
                what = f"the untouched `{task}` passes {', '.join(passed)} and fails none of its checks"
                self._add_problem(f"{what}: {remedy}")

    def _demand_opaque_places(self, want: Outcome) -> None:
        file = self.assignment.path_in("solutions")
        for call in (call for call in want.calls if call.fault is None):
            for place in self.solution.opaque.get(call.function, ()):
                if parts_exchanged(call.value, [place], lambda *_: None) is call.value:
                    what = f"`{call.function}` of the reference returns nothing at the place {place!r}"
                    self._problems[Problem(file, f"{what} that @opaque names: name one that it has")] = None

    def _observe(self, check: Check, space: Any, secret: str, want: Outcome) -> Outcome:
        return observe_check(check, self._homework(space), secret, self.assignment.name, want.calls)

    def _homework(self, space: Space) -> TrustedHomework:
        return TrustedHomework(space, self.solution.opaque)

    def _try_mutants(self, check: Check, key: LiveKey, secret: str) -> None:
        want = key.expected(check)
        called = [call.function for call in want.calls]
        for what, in_value, function, change in mutants(called):
            mutant = Mutant(self._homework(self.fast.right_space), function, change)
            got = observe_check(check, mutant, secret, self.assignment.name, want.calls)
            fails = judge.judge(check, got, want).status is not Status.PASSED
            if fails and in_value and got.fault is None:  # another form ends the probe, whatever the expectation
                self.failing[check.name].add(what)
            for_its_value = "." not in function  # a method may be called for what it does
            if not fails and not in_value and mutant.differs and for_its_value:
                self._add_problem(f"{check.name} is passed where {what}: let it look at what comes back")

    def _try_misconception(self, name: str, checks: list[Check], key: LiveKey, secret: str) -> None:
        tried = []
        for check in checks:
            want = key.expected(check)
            got = key.wrong_outcomes(check).get(name, want)
            verdict = judge.judge(check, got, want)
            tried.append(JudgedCheck(check, got, want, verdict, {}))
            if verdict.status is not Status.PASSED and got.fault is None:
                self.failing[check.name].add(name)
            if verdict.status is not Status.PASSED or not judge.matches_reference(got, want):
                self.touched.add(name)
        if any(name in key.wrong_outcomes(check) for check in checks):
            naming = simulated_student.classify_naming((one.verdict for one in name_mistakes(tried, key)), name)
            self.tally.add(name, naming, seeds_module.fingerprint(secret))

    def _try_alternative(self, name: str, other: LiveKey, checks: list[Check], key: LiveKey, secret: str) -> None:
        """By another convention all checks are passed, and by it, too, each known mistake loses something."""
        file = self.assignment.path_in("solutions")
        got = {check: self._observe(check, other.solution.right_space, secret, key.expected(check)) for check in checks}
        for one in self._judged_by_nearest(got, key):
            if one.verdict.status is not Status.PASSED:
                why = f"({wording.reason_of(one.verdict)})"
                what = f"the alternative {name} does not pass {one.check.name} {why}"
                raises = one.verdict.status is Status.RAISED
                remedy = "mend it" if raises else "let it return what has the reference's form"
                self._problems[Problem(file, f"{what}: {remedy}")] = None
        for mistake in other.solution.misconceptions:
            wrong = {c: other.wrong_outcomes(c)[mistake] for c in checks if mistake in other.wrong_outcomes(c)}
            shows = any(not judge.matches_reference(found, other.expected(c)) for c, found in wrong.items())
            judged = self._judged_by_nearest(got | wrong, key)
            if shows and all(one.verdict.status is Status.PASSED for one in judged):
                what = f"who holds the misconception {mistake} and goes by {name} loses nothing"
                self._problems[Problem(file, f"{what}: add a check that sees it, or take it out")] = None

    def _judged_by_nearest(self, got: Mapping[Check, Outcome], key: LiveKey) -> list[JudgedCheck]:
        wanted = {check: key.expected(check) for check in got}
        tried = [JudgedCheck(c, one, wanted[c], judge.judge(c, one, wanted[c]), {}) for c, one in got.items()]
        return name_mistakes(tried, key)


class HandworkTrial:
    """Trials of answers and worksheets, on rows of numbers."""

    def __init__(self, assignment: Assignment, solution: Solution) -> None:
        self.assignment, self.solution = assignment, solution
        self.misconceptions = [m.name for m in simulated_student.handwork_misconceptions(solution, assignment.tasks)]
        self.tally, self.lecture = NamingTally(), NamingTally()
        self.problems: list[Problem] = []

    def numbers_to_try(self, rows: int) -> list[tuple[str, Numbers]]:
        """Return numbers to try with their names: the lecture's, and `rows` spread over the table."""
        table = self.assignment.rows
        count = min(rows, len(table))
        chosen = [i * len(table) // count for i in range(count)]
        lecture = [(LECTURE if self.solution.lecture else "", self.solution.lecture)]
        return lecture + [(f"row {i + 1}", table[i]) for i in chosen]

    def try_numbers(self, source: str, numbers: Numbers) -> None:
        """Try the right sheet, the blank one, and that of every misconception on one student's numbers."""
        student = SimulatedStudent(self.solution, self.assignment.tasks, numbers)
        where = f" on {source}" if source else ""
        text = simulated_student.fill_skeleton(self.assignment.skeleton.text, student.answer_texts())
        for result in student.check_results(text):
            if result.verdict.status is not Status.PASSED:
                message = wording.message_of(result.verdict)
                why = f" ({message})" if message else ""
                marked = f"the right {result.name}{where} is marked {result.verdict.status}{why}"
                self.problems.append(
                    Problem(self.assignment.path_in("solutions"), f"{marked}: mend the step, or draw other numbers")
                )
        blank = Handwork(answer_sheet.parse_answers(self.assignment.skeleton.text), self.solution, numbers)
        for task in self.assignment.tasks:
            for result in marking.mark_task(blank, task):
                if result.verdict.status is not Status.NOT_ATTEMPTED:
                    sentence = f"the untouched {result.name} is marked {result.verdict.status}: leave it blank, `...`"
                    self.problems.append(Problem(self.assignment.path_in("assignments"), sentence))
        tally = self.lecture if source == LECTURE else self.tally
        for name in self.misconceptions:
            tally.add(name, student.naming_of(name), source)


def naming_problems(
    tally: NamingTally, file: Path, *, by_hand: bool, skip: Callable[[str, Naming], bool]
) -> Iterator[Problem]:
    """Yield a problem for each bad naming of a misconception, unless `skip` accepts it."""
    for name, naming, sources, tried in tally.bad():
        if skip(name, naming):
            continue
        kind = "rows" if by_hand else "seeds"
        on = f" on {len(sources)} of {tried} {kind}, first on {sources[0]}" if sources[0] else ""
        remedy = "draw other numbers, or take it out" if by_hand else "add or sharpen a check that tells it"
        yield Problem(file, f"who holds the misconception {name} {_NAMING_SENTENCES[naming]}{on}: {remedy}")


# ---- Mutants: wrong versions of any function, for checks without a misconception

Change = Callable[[Call], Call]


class Mutant:
    """A homework in which what one function gives is changed."""

    def __init__(self, homework: Homework, function: str, change: Change) -> None:
        self.homework, self.function, self.change = homework, function, change
        self.differs = False  # a method that gives None anyway is no mutant

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return one call, changed where it is of that function."""
        call = self.homework.call(function, args, kwargs)
        if function != self.function:
            return call
        changed = self.change(call)
        self.differs = self.differs or changed.value is not call.value or changed.fault is not call.fault
        return changed

    def fresh(self) -> None:
        """Go on in a new process."""
        self.homework.fresh()


def _off_by_one(call: Call) -> Call:
    return replace(call, value=_plus_one(call.value))


def _zero(call: Call) -> Call:
    return replace(call, value=_zeros(call.value))


def _changing_inputs(call: Call) -> Call:
    if any(isinstance(a, np.ndarray) and not a.flags.writeable for a in (*call.args, *call.kwargs.values())):
        return _raising(call)
    changed = call.fault is None and any(map(_can_be_changed, (*call.args, *call.kwargs.values())))
    return replace(call, changed=call.changed or changed)


def _returning_none(call: Call) -> Call:
    return replace(call, value=None)


def _raising(call: Call) -> Call:
    return replace(call, value=None, fault=Fault(FaultKind.RAISED, "ValueError", "not this", base="ValueError"))


# Values of the right form that are wrong, and inputs that are not left alone: a check has to fail one of these or a
# misconception.  What gives no value ends every check that calls it, so that says nothing about what is expected.
VALUE_MUTANTS = {"is off by one": _off_by_one, "gives zeros": _zero, "changes its inputs": _changing_inputs}
FATAL_MUTANTS = {"returns None": _returning_none, "raises": _raising}


def mutants(functions: Iterable[str]) -> Iterator[tuple[str, bool, str, Change]]:
    """Yield (what is wrong, whether a value is, the function that is so wrong, how its calls are changed)."""
    for name in dict.fromkeys(functions):
        for changes, in_value in ((VALUE_MUTANTS, True), (FATAL_MUTANTS, False)):
            for what, change in changes.items():
                yield f"`{name}` {what}", in_value, name, change


def _plus_one(value: Any) -> Any:
    return _map_numbers(value, lambda array: ~array if array.dtype.kind == "b" else array + 1)


def _zeros(value: Any) -> Any:
    return _map_numbers(value, np.zeros_like)


def _map_numbers(value: Any, change: Callable[[np.ndarray[Any, Any]], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _map_numbers(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_map_numbers(item, change) for item in value)
    if isinstance(value, Handle):
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return value
    changed = change(array)
    return changed if isinstance(value, np.ndarray) else np.asarray(changed).item()


def _can_be_changed(given: Any) -> bool:
    if isinstance(given, np.ndarray):
        return bool(given.dtype.kind in "biuf" and given.size and given.flags.writeable)
    return isinstance(given, list)
