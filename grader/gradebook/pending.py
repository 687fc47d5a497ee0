"""Pending cases of a result, and the result with decisions in their place.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from grader import seeds
from grader.model import CheckResult, Finding, Kind, Result, Status, Verdict


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
    notes: tuple[Finding, ...] = ()  # on the submission, which may say why there is a doubt

    @property
    def folded_student(self) -> str:
        """The student, folded."""
        return seeds.folded(self.student)

    @cached_property
    def subject(self) -> str:
        """A digest of what is decided: the same text in another submission is decided already, another one is not.

        A doubt is about one submission.
        """
        return text_subject(self.text) if self.text else doubt_subject(self.submission)

    @cached_property
    def id(self) -> str:
        """A name that no spreadsheet takes for a number, and that tells nobody whose it is."""
        return case_id(self.assignment, self.check.task, self.check.name, self.folded_student, self.subject)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Its id, and those that it had under former names of the check."""
        former = (case_id(self.assignment, *names, self.folded_student, self.subject) for names in self.check.was)
        return self.id, *former

    @property
    def kind(self) -> str:
        """The kind of a doubt; "" where there is a text to mark, or where only a sentence of the doubt was kept."""
        keys = (finding.key for finding in self.check.verdict.findings if finding.key != "text")
        return "" if self.text else next(keys, "")


def text_subject(text: str) -> str:
    """Return the digest of a text to mark; spaces at the ends of lines are no difference."""
    return _digest("text", "\n".join(line.rstrip() for line in text.strip().splitlines()))


def doubt_subject(submission: str) -> str:
    """Return the digest of what a doubt is about, from that of the submission."""
    return _digest("doubt", submission)


def case_id(assignment: str, task: str, name: str, folded_student: str, subject: str) -> str:
    """Return the id of a case."""
    return "t" + _digest(assignment, task, name, folded_student, subject)[:15]


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


def apply_decisions(result: Result, decisions: Mapping[tuple[str, str], Decision]) -> Result:
    """Return the result with decisions, by the case's id and kind, in place of what waits.

    A decision without a kind holds for every doubt of that case.  What the machine decides by itself, as it may after a
    change, stays as it says.
    """
    return replace(result, checks=tuple(_with_decision(result, check, decisions) for check in result.checks))


def _with_decision(result: Result, check: CheckResult, decisions: Mapping[tuple[str, str], Decision]) -> CheckResult:
    if not check.pending:
        return check
    case = _case_of(result, check)
    found = (decisions.get((one, kind)) for one in case.ids for kind in (case.kind, ""))
    decision = next(filter(None, found), None)
    if decision is None:
        return check
    # Where the task is worth something else by now, the share that was given counts.
    share = decision.points / decision.max_points if decision.max_points else Fraction(0)
    status = Status.PASSED if share == 1 else Status.FAILED
    findings = (Finding("comment", text=decision.comment),) if decision.comment else ()
    return replace(check, verdict=Verdict(status, share, findings, by_hand=True))
