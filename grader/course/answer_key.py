"""The answer key: the outcomes of the reference and the misconceptions, computed once or read from a release."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import seeds
from grader.checks import judge
from grader.checks.declarations import Check
from grader.checks.probe import TrustedHomework, observe, same_bits
from grader.course.solution import Solution
from grader.errors import AuthorError
from grader.model import Call, Fault, FaultKind, Outcome, Status
from grader.sandbox import wire

RELEASE_FORMAT = 1  # what `release_answers` writes; a release without a number is of format 1


class LiveKey:
    """The answer key of a solution; every outcome is computed when it is first used."""

    def __init__(self, assignment: str, solution: Solution, secret: str) -> None:
        self.assignment, self.solution, self.secret = assignment, solution, secret
        self._expected: dict[str, Outcome] = {}
        self._wrong_outcomes: dict[str, dict[str, Outcome]] = {}

    def expected(self, check: Check) -> Outcome:
        """Return the outcome of the reference, from what SymPy derives where the solution says so."""
        if check.name not in self._expected:
            space = self.solution.expected_space
            want = _fault_if_unsendable(self._observe(check, space))
            self._expected[check.name] = self._fault_if_not_repeatable(check, space, want)
        return self._expected[check.name]

    def wrong_outcomes(self, check: Check) -> Mapping[str, Outcome]:
        """Return the outcome of each misconception that can show in this check."""
        if check.name not in self._wrong_outcomes:
            called = [call.function for call in self.expected(check).calls]
            known = self.solution.misconceptions_in(called)
            spaces = {m.name: self.solution.wrong_space(m.name) for m in known}
            self._wrong_outcomes[check.name] = {name: self._observe(check, space) for name, space in spaces.items()}
        return self._wrong_outcomes[check.name]

    def _fault_if_not_repeatable(self, check: Check, space: Mapping[str, Any], want: Outcome) -> Outcome:
        """The reference's outcome; with a fault where a second run differs, which no submission could meet."""
        if want.fault is not None or not want.calls:
            return want
        again = self._observe(check, space)
        repeated = judge.matches_reference(again, want)
        if repeated or not judge.matches_reference(want, want):  # opaque values cannot be compared
            return want
        return replace(want, fault=Fault(FaultKind.UNUSABLE, message="it draws from something else than rng"))

    def _observe(self, check: Check, space: Mapping[str, Any]) -> Outcome:
        rng = seeds.generator(self.secret, self.assignment, check.name)
        reference_calls = self._expected[check.name].calls if check.name in self._expected else ()
        return observe(check.probe, TrustedHomework(space), rng, reference_calls)

    def hint(self, misconception: str) -> str:
        """Return the docstring of the misconception."""
        return self.solution.misconceptions[misconception].hint


def _fault_if_unsendable(want: Outcome) -> Outcome:
    """The reference's outcome; with a fault where a call cannot be sent to a submission, as with a function in it."""
    try:
        for call in want.calls:
            wire.encode([list(call.args), dict(call.kwargs)], request=True)
    except (wire.UnsendableError, TypeError) as error:
        return replace(want, fault=Fault(FaultKind.UNUSABLE, message=str(error)))
    return want


class RecordedKey:
    """The answer key of a release: public checks only, on the public seed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._expected: dict[str, Outcome] = {}

    @cached_property
    def _data(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise AuthorError(f"{self.path} cannot be read ({error}): get the release once more") from None
        return data

    def expected(self, check: Check) -> Outcome:
        """Return the recorded outcome of the reference; raises AuthorError where there is none to read."""
        if check.name not in self._expected:
            with self._reading(check):
                self._expected[check.name] = _unpack_outcome(self._data["checks"][check.name]["reference"])
        return self._expected[check.name]

    def wrong_outcomes(self, check: Check) -> Mapping[str, Outcome]:
        """Return the recorded outcomes of the misconceptions; raises AuthorError where they cannot be read."""
        want = self.expected(check)
        with self._reading(check):
            packed = self._data["checks"][check.name]["misconceptions"]
            return {name: _unpack_outcome(text, want) for name, text in packed.items()}

    @contextmanager
    def _reading(self, check: Check) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, LookupError, AttributeError, struct.error, wire.WireError):
            raise AuthorError(f"{self.path} has no answer for {check.name}: get the release once more") from None

    def hint(self, misconception: str) -> str:
        """Return the recorded hint."""
        return str(self._data["hints"].get(misconception, ""))


AnswerKey = LiveKey | RecordedKey  # for one seed


def release_answers(key: LiveKey, checks: Sequence[Check]) -> str:
    """Return a release's answers as JSON text: the outcomes of `checks`, and the hints that these can lead to.

    A misconception that none of the checks can name is left out.  Raises AuthorError where the reference fails a check,
    or an outcome is not plain data.
    """
    released = [
        _ReleasedCheck(check, key.expected(check), key.wrong_outcomes(check), key.assignment) for check in checks
    ]
    nameable = {name for item in released for name in item.nameable_misconceptions()}
    recorded = {item.check.name: item.packed(nameable) for item in released}
    hints = {name: key.hint(name) for name in sorted(nameable)}
    return json.dumps({"format": RELEASE_FORMAT, "checks": recorded, "hints": hints}, indent=1)


def demand_format(path: Path, data: Any, newest: int, remedy: str) -> None:
    """Raise AuthorError where `data` of a course's file has a newer format than this package reads."""
    number = data.get("format", 1) if isinstance(data, dict) else 1
    if type(number) is not int or number > newest:
        raise AuthorError(f"{path} has format {number}, but this grader reads none above {newest}: {remedy}")


def demand_release_format(path: Path) -> None:
    """Raise AuthorError where a release is newer than this package; a file that cannot be read is refused later."""
    with suppress(OSError, ValueError):
        data = json.loads(path.read_text(encoding="utf-8"))
        demand_format(path, data, RELEASE_FORMAT, "install the grader that your course gives out with this release")


@dataclass(frozen=True)
class _ReleasedCheck:
    """A public check with its outcomes of the reference and of the misconceptions."""

    check: Check
    want: Outcome
    wrong_outcomes: Mapping[str, Outcome]
    assignment: str

    def nameable_misconceptions(self) -> list[str]:
        """The misconceptions that this check can name: it fails with them, by values that tell them apart."""
        if self.want.fault is not None:
            reason = judge.broken_reason(self.want, self.want.fault)
            raise AuthorError(
                f"solutions/{self.assignment}.py: the check `{self.check.name}` is broken: {reason}; "
                "mend it, or the check"
            )
        judged = {name: self._judged(wrong, {name: wrong}) for name, wrong in self.wrong_outcomes.items()}
        failed = {name: check for name, check in judged.items() if check.verdict.status is Status.FAILED}
        return [name for name, check in failed.items() if check.is_explained_by(name)]

    def packed(self, nameable: Set[str]) -> dict[str, Any]:
        """The record of this check, without misconceptions that make no difference in it."""
        right = self._judged(self.want, self.wrong_outcomes)
        wrong_outcomes = {
            name: _pack_outcome(wrong, self, self.want)
            for name, wrong in self.wrong_outcomes.items()
            if name in nameable and (right.fails_with(name) or not right.is_explained_by(name))
        }
        return {"reference": _pack_outcome(self.want, self), "misconceptions": wrong_outcomes}

    def _judged(self, got: Outcome, wrong_outcomes: Mapping[str, Outcome]) -> judge.JudgedCheck:
        verdict = judge.judge(self.check, got, self.want)
        return judge.JudgedCheck(self.check, got, self.want, verdict, wrong_outcomes)


def _pack_outcome(outcome: Outcome, released: _ReleasedCheck, like: Outcome | None = None) -> str:
    """An outcome as text; arguments equal to those of `like`, call for call, are left out."""
    calls = []
    for number, call in enumerate(outcome.calls):
        arguments: Any = _arguments(call)
        if like is not None and number < len(like.calls) and same_bits(arguments, _arguments(like.calls[number])):
            arguments = None
        call_fault = _pack_fault(call.fault)
        calls.append([call.function, arguments, call.value, call_fault, call.changed, call.shared, list(call.warnings)])
    fault = _pack_fault(outcome.fault)
    try:
        frame = wire.encode([outcome.value, calls, fault], request=True)
    except (TypeError, wire.UnsendableError) as error:
        raise AuthorError(
            f"autotests/{released.assignment}.py: `{released.check.name}` brings back what a release cannot keep "
            f"({error}); let the reference and the misconceptions return numbers, texts, lists and arrays"
        ) from None
    return base64.b64encode(frame).decode()


def _pack_fault(fault: Fault | None) -> list[str] | None:
    """The kind and names of a fault as plain data, without its message and its line."""
    return None if fault is None else [fault.kind.value, fault.error, fault.base]


def _unpack_fault(packed: list[str] | None) -> Fault | None:
    return None if packed is None else Fault(FaultKind(packed[0]), packed[1], base=packed[2])


def _arguments(call: Call) -> list[Any]:
    return [call.args, dict(call.kwargs)]


def _unpack_outcome(text: str, like: Outcome | None = None) -> Outcome:
    frame = base64.b64decode(text)
    _, header, _ = wire.HEAD.unpack(frame[: wire.HEAD.size])
    start = wire.HEAD.size + header
    value, recorded, fault = wire.decode(frame[wire.HEAD.size : start], frame[start:], request=True)
    calls = []
    for number, (function, arguments, result, call_fault, changed, shared, warnings) in enumerate(recorded):
        args, kwargs = _arguments(like.calls[number]) if arguments is None and like is not None else arguments
        calls.append(Call(function, args, kwargs, result, _unpack_fault(call_fault), changed, shared, tuple(warnings)))
    return Outcome(value, _unpack_fault(fault), tuple(calls))
