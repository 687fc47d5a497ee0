"""An assignment tried on functions that are known: the reference, the skeleton, every mistake, every mutant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader import seeds as seeds_module
from grader.checks import judge
from grader.checks.declarations import Check
from grader.checks.judge import JudgedCheck
from grader.checks.probe import TrustedHomework, observe
from grader.course import numba_twins
from grader.course.answer_key import LiveKey
from grader.course.loader import Assignment, run_course_file
from grader.course.solution import Solution
from grader.grading.pipeline import named
from grader.handwork import marking, simulated_student
from grader.handwork.marking import Handwork
from grader.handwork.simulated_student import Imitation, Naming
from grader.model import BROKEN, Outcome, Status
from grader.seeds import LECTURE, Numbers
from grader.submissions import answer_sheet
from grader.verification.agreement import Agreement
from grader.verification.consistency import Files, Problem

Space = dict[str, Any]
BAD = (Naming.UNSEEN, Naming.WAITING, Naming.UNNAMED, Naming.ANOTHER)
_TOLD = {
    Naming.UNSEEN: "loses nothing",
    Naming.WAITING: "may have rounded what is right and waits for a person",
    Naming.UNNAMED: "is not told what the mistake is",
    Naming.ANOTHER: "is told of another mistake",
}


@dataclass
class Names:
    """How each misconception was told: on which seeds or rows in which way."""

    places: dict[str, dict[Naming, list[str]]] = field(default_factory=dict)

    def add(self, misconception: str, told: Naming, place: str) -> None:
        """Note how one misconception was told on one seed or row."""
        self.places.setdefault(misconception, {}).setdefault(told, []).append(place)

    def worst(self) -> Counter[Naming]:
        """Return how many misconceptions are told at worst in which way."""
        return Counter(max(ways, key=list(Naming).index) for ways in self.places.values())

    def bad(self) -> Iterator[tuple[str, Naming, list[str], int]]:
        """Yield (misconception, how it is told, on which places, of how many) where that will not do."""
        for name, ways in self.places.items():
            tried = sum(map(len, ways.values()))
            for told in BAD:
                if told in ways:
                    yield name, told, ways[told], tried


def secrets(assignment: Assignment, seeds: int) -> list[str]:
    """Return the seeds to try: the course's own, the public one that releases carry, and more."""
    more = (f"verify {i}" for i in range(seeds))
    return list(dict.fromkeys([assignment.course.secret, seeds_module.PUBLIC_SEED, *more]))[:seeds]


class CodeTrial:
    """The checks of code on several seeds."""

    def __init__(self, assignment: Assignment, solution: Solution) -> None:
        self.assignment, self.solution, self.files = assignment, solution, Files.of(assignment)
        self.fast = Solution(solution.space, fast=True) if numba_twins.is_numba_installed() else solution
        self.agreement = Agreement()
        self.names = Names()
        self.touched: set[str] = set()  # misconceptions that change what some check sees
        self.failing: dict[str, set[str]] = {check.name: set() for check in assignment.checks}
        self._skeleton = run_course_file(self.files.skeleton)[0]
        self._found: dict[Problem, None] = {}

    @property
    def problems(self) -> list[Problem]:
        """What was found so far, once each."""
        return list(self._found)

    def on_seed(self, secret: str) -> None:
        """Try the reference, the skeleton, the mutants and the misconceptions on one seed."""
        key = LiveKey(self.assignment.name, self.fast, secret)
        sound = [check for check in self.assignment.checks if self._holds(check, key, secret)]
        for check in sound:
            self._against_mutants(check, key, secret)
        for name in self.solution.misconceptions:
            self._against(name, sound, key, secret)

    def finish(self) -> None:
        """Note the checks that nothing fails; to be called after the last seed."""
        for check in self.assignment.checks:
            if not self.failing[check.name]:
                self._note(
                    f"{check.name} passes every misconception, values off by one, zeros and changed inputs: it cannot "
                    "fail, so let it look at what comes back"
                )

    def _note(self, sentence: str, *, solution: bool = False) -> None:
        self._found[Problem(self.files.solution if solution else self.files.autotests, sentence)] = None

    def _holds(self, check: Check, key: LiveKey, secret: str) -> bool:
        want = key.expected(check)
        again = self._observe(check, self.fast.expected_space, secret, want)
        reference = self._observe(check, self.solution.space, secret, want)
        if any(self.fast.uses_twin(call.function) for call in want.calls):
            self.agreement.compare(check.name, reference, self._observe(check, self.fast.right_space, secret, want))
        drawn, derived = "it draws from something else than rng", "it disagrees with SymPy, or with its twin"
        for got, why in ((want, ""), (again, drawn), (reference, derived)):
            verdict = judge.judge(check, got, want)
            if verdict.status is not Status.PASSED:
                how = why or verdict.message.removeprefix(f"{BROKEN}: ")
                self._note(f"{check.name} is not passed by the reference ({how}): mend the check or the reference")
                self.failing[check.name].add("the reference")
                return False
        status = judge.judge(check, self._observe(check, self._skeleton, secret, want), want).status
        if status is not Status.NOT_ATTEMPTED:
            remedy = "let each function there raise NotImplementedError, and the check call one before all else"
            self._note(f"{check.name} takes the untouched skeleton for work (it is {status}): {remedy}")
        return True

    def _observe(self, check: Check, space: Any, secret: str, want: Outcome) -> Outcome:
        rng = seeds_module.generator(secret, self.assignment.name, check.name)
        return observe(check.probe, TrustedHomework(space), rng, want.calls)

    def _against_mutants(self, check: Check, key: LiveKey, secret: str) -> None:
        want = key.expected(check)
        called = [call.function for call in want.calls]
        for what, telling, space in mutant_spaces(self.fast.right_space, called):
            got = self._observe(check, space, secret, want)
            fails = judge.judge(check, got, want).status is not Status.PASSED
            if fails and telling and got.fault is None:  # what has another form is stopped whatever is expected
                self.failing[check.name].add(what)
            if not fails and not telling:
                self._note(f"{check.name} is passed where {what}: let it look at what comes back")

    def _against(self, name: str, checks: list[Check], key: LiveKey, secret: str) -> None:
        tried = []
        for check in checks:
            want = key.expected(check)
            got = key.wrong_outcomes(check).get(name, want)
            verdict = judge.judge(check, got, want)
            one = JudgedCheck(check, got, want, verdict, {})
            tried.append(one)
            if verdict.status is not Status.PASSED and got.fault is None:
                self.failing[check.name].add(name)
            if verdict.status is not Status.PASSED or not one.matches_reference:
                self.touched.add(name)
        if any(name in key.wrong_outcomes(check) for check in checks):
            told = simulated_student.naming((one.verdict for one in named(tried, key)), name)
            self.names.add(name, told, seeds_module.fingerprint(secret))


class HandTrial:
    """Answers and worksheets on rows of numbers."""

    def __init__(self, assignment: Assignment, solution: Solution) -> None:
        self.assignment, self.solution, self.files = assignment, solution, Files.of(assignment)
        self.misconceptions = [m.name for m in simulated_student.touching(solution, assignment.tasks)]
        self.names, self.lecture = Names(), Names()
        self.problems: list[Problem] = []

    def places(self, rows: int) -> list[tuple[str, Numbers]]:
        """Return the numbers to try with their names: the lecture's, and `rows` from all over the table."""
        table = self.assignment.rows
        count = min(rows, len(table))
        chosen = [i * len(table) // count for i in range(count)]
        own = [(LECTURE if self.solution.lecture else "", self.solution.lecture)]
        return own + [(f"row {i + 1}", table[i]) for i in chosen]

    def on(self, place: str, numbers: Numbers) -> None:
        """Try the right sheet, the blank one, and that of every misconception on one student's numbers."""
        student = Imitation(self.solution, self.assignment.tasks, numbers)
        where = f" on {place}" if place else ""
        source = simulated_student.filled(self.assignment.skeleton.text, student.texts())
        for result in student.results(source):
            if result.verdict.status is not Status.PASSED:
                why = f" ({result.verdict.message})" if result.verdict.message else ""
                self.problems.append(
                    Problem(
                        self.files.solution,
                        f"the right {result.name}{where} is marked {result.verdict.status}{why}: "
                        "mend the step, or draw other numbers",
                    )
                )
        blank = Handwork(answer_sheet.parse(self.assignment.skeleton.text), self.solution, numbers)
        for task in self.assignment.tasks:
            for result in marking.mark_task(blank, task):
                if result.verdict.status is not Status.NOT_ATTEMPTED:
                    sentence = f"the untouched {result.name} is marked {result.verdict.status}: leave it blank, `...`"
                    self.problems.append(Problem(self.files.skeleton, sentence))
        names = self.lecture if place == LECTURE else self.names
        for name in self.misconceptions:
            names.add(name, student.held(name), place)


def naming_problems(
    names: Names, files: Files, *, by_hand: bool, skip: Callable[[str, Naming], bool]
) -> Iterator[Problem]:
    """Yield a problem for each misconception that is not told as it should be; `skip` says which may be so."""
    for name, told, places, tried in names.bad():
        if skip(name, told):
            continue
        kind = "rows" if by_hand else "seeds"
        on = f" on {len(places)} of {tried} {kind}, first on {places[0]}" if places[0] else ""
        remedy = "draw other numbers, or take it out" if by_hand else "add or sharpen a check that tells it"
        yield Problem(files.solution, f"who holds the misconception {name} {_TOLD[told]}{on}: {remedy}")


# ---- Mutants: wrong versions of any function, for checks that no known mistake is there for

Function = Callable[..., Any]


def _off(right: Function) -> Function:
    return lambda *args, **kwargs: _shifted(right(*args, **kwargs))


def _blank(right: Function) -> Function:
    return lambda *args, **kwargs: _zeros(right(*args, **kwargs))


def _spoiling(right: Function) -> Function:
    def spoiling(*args: Any, **kwargs: Any) -> Any:
        value = right(*args, **kwargs)
        for given in (*args, *kwargs.values()):
            _spoil(given)
        return value

    return spoiling


def _silent(right: Function) -> Function:
    def silent(*args: Any, **kwargs: Any) -> None:
        right(*args, **kwargs)

    return silent


def _raising(_right: Function) -> Function:
    def raising(*_args: Any, **_kwargs: Any) -> None:
        raise ValueError("not this")

    return raising


# Values of the right form that are wrong, and inputs that are not left alone: a check has to fail one of these or a
# misconception.  What gives no value ends every check that calls it, so that says nothing about what is expected.
Mutants = Mapping[str, Callable[[Function], Function]]
TELLING: Mutants = {"is off by one": _off, "gives zeros": _blank, "changes its inputs": _spoiling}
FATAL: Mutants = {"returns None": _silent, "raises": _raising}


def mutant_spaces(space: Mapping[str, Any], functions: Iterable[str]) -> Iterable[tuple[str, bool, Mapping[str, Any]]]:
    """Yield (what is wrong, whether it is telling, the functions of a homework with one of `functions` so wrong)."""
    for name in dict.fromkeys(functions):
        if name in space:
            for mutants, telling in ((TELLING, True), (FATAL, False)):
                for what, make in mutants.items():
                    yield f"`{name}` {what}", telling, {**space, name: make(space[name])}


def _shifted(value: Any) -> Any:
    return _mapped(value, lambda array: ~array if array.dtype.kind == "b" else array + 1)


def _zeros(value: Any) -> Any:
    return _mapped(value, np.zeros_like)


def _mapped(value: Any, change: Callable[[np.ndarray[Any, Any]], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_mapped(item, change) for item in value)
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return value
    changed = change(array)
    return changed if isinstance(value, np.ndarray) else np.asarray(changed).item()


def _spoil(given: Any) -> None:
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf" and given.size and given.flags.writeable:
        given += given.dtype.type(1) if given.dtype.kind != "b" else True
    elif isinstance(given, list):
        given.append(given[-1] if given else 0)
