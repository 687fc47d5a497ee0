"""What stands behind the verdicts on one submission, for staff alone: one view as data, which every rendering takes.

It holds hidden inputs, the reference's values and lines of checks: nothing of it goes into a page, a file of marks or
anything else that a student reads, and `tests/reports/test_evidence.py` holds that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader import formatting
from grader.gradebook import recorded_results
from grader.model import ABSENT, Call, CheckResult, Excerpt, Fault, Finding, Handle, Result, Verdict
from grader.reports import wording
from grader.submissions.source_lines import SourceLines

FORMAT = 1  # of what `show --json` prints; docs/evidence.schema.json describes it


THE_RESULT = Finding("the_result")


@dataclass(frozen=True)
class Parted:
    """Where two things part: the number of the call, 0 where none is meant, the place in a value, and both sides."""

    call: int
    path: tuple[Any, ...]
    got: Any
    want: Any
    apart: tuple[int, int] = (1, 1)  # how many entries of an array differ, of how many
    place: Finding = THE_RESULT  # in words


@dataclass(frozen=True)
class CallEvidence:
    """One call: its arguments by name, what came back and what should have, and where these part."""

    arguments: tuple[tuple[str, Any], ...]
    got: Call
    want: Call | None  # the reference's, None where it made no such call
    parted: Parted | None = None
    passed: tuple[SourceLines, ...] = ()  # the student's own lines that an exception passed, the innermost last
    parts: tuple[str, ...] = ()  # the names of the parts of what it gives, where the contract has them


@dataclass(frozen=True)
class Suspect:
    """A known mistake that was considered: what its author says, why it was named or not, and where it parts."""

    name: str
    hint: str
    why: Finding
    parted: Parted | None = None


@dataclass(frozen=True)
class CheckEvidence:
    """Everything that is known of one check of a submission."""

    check: CheckResult  # as it stands, with what a person decided
    machine: Verdict | None = None  # the machine's verdict below a person's
    asked: tuple[SourceLines, ...] = ()  # the check in the course's file, and what it stands on there
    expects: str = ""  # by what it is judged
    written: tuple[SourceLines, ...] = ()  # the function or the answer in the student's file
    missing: Finding | None = None  # why there are no calls
    calls: tuple[CallEvidence, ...] = ()
    reached: Finding | None = None  # how a share of the points was reached
    outcome: Parted | None = None  # where what the probe brought back parts from the reference's
    fault: Fault | None = None
    got: Any = ABSENT  # what the probe brought back, or a student wrote
    want: Any = ABSENT  # what the reference brings back, or the exact value
    follows: Any = ABSENT  # the value that follows from the student's own ones
    suspects: tuple[Suspect, ...] = ()
    held_to: str = ""  # the alternative that stood in for the reference
    reference: Any = ABSENT  # what the reference itself brings back, where that is something else


@dataclass(frozen=True)
class Evidence:
    """The evidence of one submission: the result, which attempt it is, what to bear in mind, and the checks."""

    result: Result
    attempt: int
    attempts: int
    counts: bool = True
    submitted: str = ""
    judged: str = ""
    remarks: tuple[Finding, ...] = ()
    checks: tuple[CheckEvidence, ...] = ()
    stops: SourceLines | None = None  # the line that keeps the file from being graded


# ---- as plain data


def as_dict(evidence: Evidence, shown: tuple[CheckEvidence, ...]) -> dict[str, Any]:
    """Return the evidence of the checks that are shown as plain data, every value whole."""
    result = evidence.result
    return {
        "format": FORMAT,
        **fields(result, "student assignment path"),
        **fields(evidence, "attempt attempts counts submitted judged"),
        **fields(result, "level rules numbers seed"),
        "error": None if result.error is None else wording.sentence(result.error),
        "remarks": [wording.sentence(finding) for finding in (*evidence.remarks, *result.notes)],
        "checks": [_check_dict(one, result) for one in shown],
        **({} if evidence.stops is None else {"stops": _lines_dict(evidence.stops)}),
    }


def fields(record: Any, names: str) -> dict[str, Any]:
    """Return fields of a record by their names."""
    return {name: getattr(record, name) for name in names.split()}


def _check_dict(one: CheckEvidence, result: Result) -> dict[str, Any]:
    check = one.check
    words = wording.verdict_words(check.verdict, result.hints, check.name)
    optional = {
        "machine": one.machine and recorded_results.verdict_data(one.machine),
        "expects": one.expects or None,
        "missing": one.missing and wording.sentence(one.missing),
        "reached": one.reached and wording.sentence(one.reached),
        "parted": one.outcome and _parted_dict(one.outcome),
        "fault": one.fault and _fault_dict(one.fault),
        "held_to": one.held_to or None,
        **{name: whole(getattr(one, name)) for name in ("got", "want", "follows", "reference")},
    }
    return {
        **fields(check, "name task kind public"),
        "title": wording.title_of(check),
        **{name: str(points) for name, points in fields(check, "points max_points pending").items()},
        "seconds": round(check.seconds, 6),
        "message": words.message,
        "verdict": recorded_results.verdict_data(check.verdict),
        "asked": [_lines_dict(lines) for lines in one.asked],
        "written": [_lines_dict(lines) for lines in one.written],
        "calls": [_call_dict(number, call) for number, call in enumerate(one.calls, 1)],
        "suspects": [_suspect_dict(suspect) for suspect in one.suspects],
        **{name: value for name, value in optional.items() if value is not None},
    }


def _lines_dict(lines: SourceLines) -> dict[str, Any]:
    named = {"function": lines.function} if lines.function else {}
    return {"place": lines.place, "first": lines.first, "lines": list(lines.lines), **named}


def _parted_dict(parted: Parted) -> dict[str, Any]:
    sides = {"got": whole(parted.got), "want": whole(parted.want)}
    differ, entries = parted.apart
    path = recorded_results.encode_value(list(parted.path))
    return {
        "call": parted.call,
        "path": path,
        **sides,
        **({"differ": differ, "entries": entries} if entries > 1 else {}),
    }


def _fault_dict(fault: Fault) -> dict[str, Any]:
    return fields(fault, "kind error base message line cell")


def _call_dict(number: int, call: CallEvidence) -> dict[str, Any]:
    got, want = call.got, call.want
    due = want and (_fault_dict(want.fault) if want.fault else None)
    return {
        "number": number,
        "function": got.function,
        "arguments": [{"name": name, "value": whole(value)} for name, value in call.arguments],
        **({"fault": _fault_dict(got.fault)} if got.fault else {"got": whole(got.value)}),
        **({} if want is None else {"want_fault": due} if due else {"want": whole(want.value)}),
        **({} if call.parted is None else {"parted": _parted_dict(call.parted)}),
        "parts": list(call.parts),
        "passed": [_lines_dict(lines) for lines in call.passed],
        "warnings": list(got.warnings),
        "input_changed": got.changed,
        "memory_shared": got.shared,
        "earlier_changed": got.overwrote,
        **fields(got, "seconds cpu"),
    }


def _suspect_dict(suspect: Suspect) -> dict[str, Any]:
    parted = {} if suspect.parted is None else {"parted": _parted_dict(suspect.parted)}
    return {"name": suspect.name, "hint": suspect.hint, "why": wording.sentence(suspect.why), **parted}


def whole(value: Any) -> Any:
    """Return a value as JSON has it in a gradebook, but for that nothing is left out; None where there is none."""
    return None if value is ABSENT else recorded_results.encode_value(_plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return Excerpt(tuple(map(int, value.shape)), value.tolist()) if value.dtype.kind in "biufc" else str(value)
    if isinstance(value, (list, tuple)):
        return type(value)(map(_plain, value)) if type(value) in (list, tuple) else [_plain(item) for item in value]
    if isinstance(value, dict):
        return {formatting.excerpt(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Handle):
        return repr(value)
    if isinstance(value, Finding):
        return wording.sentence(value)
    return value if type(value) is str else formatting.excerpt(value)
