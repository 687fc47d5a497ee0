"""Pending cases of a result, and the result with decisions in their place.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from grader import seeds
from grader.model import CheckResult, Kind, Result, Status, Verdict


@dataclass(frozen=True)
class Decision:
    """What a person decided: points out of `max_points`, and what they said of it."""

    points: Fraction
    max_points: Fraction
    comment: str
    marker: str
    recorded: str  # ISO time in UTC


@dataclass(frozen=True)
class Case:
    """One thing of a submission that a person decides: a text to mark, or a doubt of the machine's."""

    student: str
    assignment: str
    check: CheckResult
    submission: str  # its digest
    text: str = ""  # to be marked; "" where it is a doubt
    notes: tuple[str, ...] = ()  # on the submission, which may say why there is a doubt

    @property
    def folded_student(self) -> str:
        """The student, folded."""
        return seeds.folded(self.student)

    @cached_property
    def subject(self) -> str:
        """A digest of what is decided: the same text in another submission is decided already, another one is not.

        A doubt is about one submission, and about what the machine says there.
        """
        if self.text:
            return _digest("text", "\n".join(line.rstrip() for line in self.text.strip().splitlines()))
        return _digest("doubt", self.submission, self.check.verdict.message)

    @cached_property
    def id(self) -> str:
        """A name that no spreadsheet takes for a number, and that tells nobody whose it is."""
        return "t" + _digest(self.assignment, self.check.task, self.check.name, self.folded_student, self.subject)[:15]

    @property
    def reason(self) -> str:
        """Why it waits, without what differs from check to check of one submission."""
        return self.check.verdict.message.partition(";")[0]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def pending_cases(result: Result) -> list[Case]:
    """Return what waits for a person in a result, as the machine left it."""
    return [_case_of(result, check) for check in result.checks if check.pending]


def _case_of(result: Result, check: CheckResult) -> Case:
    text = result.texts.get(check.task, "") if check.kind is Kind.PROSE else ""
    if text.strip():
        return Case(result.student, result.assignment, check, result.digest, text)
    return Case(result.student, result.assignment, check, result.digest, notes=result.notes)


def apply_decisions(result: Result, decisions: Mapping[str, Decision]) -> Result:
    """Return the result with decisions, by the case's id, in place of what waits.

    What the machine decides by itself, as it may after a change, stays as it says.
    """
    return replace(result, checks=tuple(_with_decision(result, check, decisions) for check in result.checks))


def _with_decision(result: Result, check: CheckResult, decisions: Mapping[str, Decision]) -> CheckResult:
    decision = decisions.get(_case_of(result, check).id) if check.pending else None
    if decision is None:
        return check
    # Where the task is worth something else by now, the share that was given counts.
    share = decision.points / decision.max_points if decision.max_points else Fraction(0)
    status = Status.PASSED if share == 1 else Status.FAILED
    return replace(check, verdict=Verdict(status, share, decision.comment, by_hand=True))
