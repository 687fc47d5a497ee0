"""Fingerprints of all that a mark depends on, to judge again after a change what the change touches."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType
from typing import Any

from grader import version
from grader.checks.declarations import Task
from grader.course import code_hash
from grader.course.answer_key import AnswerKey, RecordedKey
from grader.course.loader import Assignment
from grader.course.solution import Solution
from grader.followthrough.intervals import parameter_names
from grader.gradebook import recorded_calls
from grader.model import Outcome, Result, Status


@dataclass(frozen=True)
class Fingerprint:
    """For each check and task what its marks hang on, and what the names of mistakes hang on besides."""

    assignment: str
    marks: Mapping[str, str]
    names: Mapping[str, str]
    calls: Mapping[str, tuple[str, ...]]  # for each check the arguments of the reference's calls

    @cached_property
    def digest(self) -> str:
        """A short name of the whole."""
        return hashlib.blake2b(self.text.encode(), digest_size=12).hexdigest()

    @cached_property
    def text(self) -> str:
        """The rubric as JSON."""
        rows = {"marks": self.marks, "names": self.names, "calls": self.calls}
        return json.dumps({"assignment": self.assignment, **rows}, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Fingerprint:
        """Return the rubric that a JSON text says."""
        data = json.loads(text)
        calls = {name: tuple(digests) for name, digests in data["calls"].items()}
        return cls(data["assignment"], data["marks"], data["names"], calls)

    def requires_regrade(self, older: Fingerprint, result: Result) -> bool:
        """Return whether a result that was marked by an older rubric has to be marked again.

        A change to the names of mistakes touches what was not right; a change to marks touches everybody.
        """
        if self.marks != older.marks:
            return True
        changed = {name for name in self.names if self.names[name] != older.names.get(name)}
        tasks = {c.task for c in result.checks if c.name in changed}  # the checks of a task are named together
        return any(c.task in tasks and c.verdict.status is not Status.PASSED for c in result.checks)


def fingerprint_of(assignment: Assignment, key: AnswerKey) -> Fingerprint:
    """Return what the marks of an assignment hang on now; computes the reference's outcome of every check."""
    solution = assignment.solution
    marks, names, calls = {}, {}, {}
    asked = sorted(assignment.skeleton.functions)
    recorded = [key.path.read_bytes()] if isinstance(key, RecordedKey) else []
    for check in assignment.checks:
        want = key.expected(check)
        calls[check.name] = recorded_calls.argument_digests(want)
        about = (check.points, check.public, check.title, check.task, check.probe, check.expect)
        marks[check.name] = code_hash.digest(
            version.source_digest(), asked, *about, calls[check.name], _outcome_data(want)
        )
        names[check.name] = code_hash.digest(
            *recorded, *_mistake_data(solution, [call.function for call in want.calls])
        )
    numbers = assignment.numbers_path.read_bytes() if assignment.numbers_path.exists() else b""
    given = sorted(assignment.skeleton.names)  # what a blank answer may stand under instead is none of these
    for task in assignment.tasks:
        by_hand = [] if solution is None else list(_handwork_data(solution, task))
        lecture = {} if solution is None else solution.lecture
        marks[task.name] = code_hash.digest(version.source_digest(), task, given, numbers, lecture, *by_hand)
    return Fingerprint(assignment.name, marks, names, calls)


def _outcome_data(want: Outcome) -> list[Any]:
    """What the reference brings back, as data."""
    calls = [(call.value, call.fault, call.changed, call.warnings) for call in want.calls]
    return [want.value, want.fault, calls]


def _mistake_data(solution: Solution | None, functions: list[str]) -> Iterator[Any]:
    """The mistakes that can show in calls of these functions; and these, which the mistakes are made inside of."""
    mistakes = solution.misconceptions_in(functions) if solution else []
    if solution and mistakes:
        yield [solution.space.get(name) for name in dict.fromkeys(functions)]
    for mistake in mistakes:
        yield mistake.name
        yield mistake.hint
        yield dict(mistake.wrong)


def _handwork_data(solution: Solution, task: Task) -> Iterator[Any]:
    """The functions that say what is right by hand, and the mistakes that are known there."""
    traces = {name: (t.start, *(column for _, column in t.columns)) for name, t in solution.traces.items()}
    waiting, used = [task.name, *task.steps], set[str]()
    while waiting:
        name = waiting.pop()
        if name in used:
            continue
        used.add(name)
        waiting += traces.get(name, ())
        if isinstance(function := solution.space.get(name), FunctionType):
            waiting += [*solution.uses(name), *(p for p in parameter_names(function) if p in solution.space)]
    yield from (solution.space[name] for name in sorted(used) if name in solution.space)
    for mistake in solution.misconceptions.values():
        if used & mistake.wrong.keys():
            yield from (mistake.name, mistake.hint, dict(mistake.wrong))
