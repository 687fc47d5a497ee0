"""The answer key: what the reference and the known mistakes bring back, computed once or read from a release."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from grader import seeds
from grader.checks import judge
from grader.checks.declarations import Check
from grader.checks.probe import TrustedHomework, observe, same_bits
from grader.course.solution import Solution
from grader.errors import AuthorError
from grader.model import Call, Fault, FaultKind, Outcome, Status
from grader.sandbox import wire

RELEASE_FORMAT = 1  # what `record` writes; a release without a number is of format 1


class AnswerKey(Protocol):
    """Expected outcomes of an assignment's checks, for one seed."""

    def expected(self, check: Check) -> Outcome:
        """Return the reference's outcome."""

    def wrong_outcomes(self, check: Check) -> Mapping[str, Outcome]:
        """Return the outcome of each misconception that can show in this check."""

    def hint(self, misconception: str) -> str:
        """Return what to say to a student who makes this mistake."""


class LiveKey:
    """The key as the solution gives it; every outcome is computed when first asked for."""

    def __init__(self, assignment: str, solution: Solution, secret: str) -> None:
        self.assignment, self.solution, self.secret = assignment, solution, secret
        self._expected: dict[str, Outcome] = {}
        self._wrong_outcomes: dict[str, dict[str, Outcome]] = {}

    def expected(self, check: Check) -> Outcome:
        """Return the outcome of the reference, from what SymPy derives where the solution says so."""
        if check.name not in self._expected:
            space = self.solution.expected_space
            self._expected[check.name] = self._repeated(check, space, _askable(self._observe(check, space)))
        return self._expected[check.name]

    def wrong_outcomes(self, check: Check) -> Mapping[str, Outcome]:
        """Return the outcome of each misconception that can show in this check."""
        if check.name not in self._wrong_outcomes:
            called = [call.function for call in self.expected(check).calls]
            touching = self.solution.touching(called)
            spaces = {m.name: self.solution.wrong_space(m.name) for m in touching}
            self._wrong_outcomes[check.name] = {name: self._observe(check, space) for name, space in spaces.items()}
        return self._wrong_outcomes[check.name]

    def _repeated(self, check: Check, space: Mapping[str, Any], want: Outcome) -> Outcome:
        """The reference's outcome; a fault where it is another one each time: no submission could meet it."""
        if want.fault is not None or not want.calls:
            return want
        again = self._observe(check, space)
        if judge.matches_reference(again, want) or not judge.matches_reference(
            want, want
        ):  # no data: nothing can be said of it
            return want
        return replace(want, fault=Fault(FaultKind.UNUSABLE, message="it draws from something else than rng"))

    def _observe(self, check: Check, space: Mapping[str, Any]) -> Outcome:
        rng = seeds.generator(self.secret, self.assignment, check.name)
        like = self._expected[check.name].calls if check.name in self._expected else ()
        return observe(check.probe, TrustedHomework(space), rng, like)

    def hint(self, misconception: str) -> str:
        """Return the docstring of the misconception."""
        return self.solution.misconceptions[misconception].hint


def _askable(want: Outcome) -> Outcome:
    """The reference's outcome; a fault where no submission could be asked the same, as with a function in a call."""
    try:
        for call in want.calls:
            wire.encode([list(call.args), dict(call.kwargs)], request=True)
    except (wire.UnsendableError, TypeError) as error:
        return replace(want, fault=Fault(FaultKind.UNUSABLE, message=str(error)))
    return want


class RecordedKey:
    """The key of a release: public checks only, on the public seed."""

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
                self._expected[check.name] = _unpacked(self._data["checks"][check.name]["reference"])
        return self._expected[check.name]

    def wrong_outcomes(self, check: Check) -> Mapping[str, Outcome]:
        """Return the recorded outcomes of the misconceptions; raises AuthorError where they cannot be read."""
        want = self.expected(check)
        with self._reading(check):
            packed = self._data["checks"][check.name]["misconceptions"]
            return {name: _unpacked(text, want) for name, text in packed.items()}

    @contextmanager
    def _reading(self, check: Check) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, LookupError, AttributeError, struct.error, wire.WireError):
            raise AuthorError(f"{self.path} has no answer for {check.name}: get the release once more") from None

    def hint(self, misconception: str) -> str:
        """Return the recorded hint."""
        return str(self._data["hints"].get(misconception, ""))


def record(key: LiveKey, checks: Sequence[Check]) -> str:
    """Return the JSON text of a release: the key's outcomes on `checks`, with the hints that they can lead to.

    A mistake that none of these checks can name is left out.  Raises AuthorError where the reference fails a check, or
    brings back something other than plain data.
    """
    tried = [_Tried(check, key.expected(check), key.wrong_outcomes(check), key.assignment) for check in checks]
    shown = {name for one in tried for name in one.nameable()}
    recorded = {one.check.name: one.packed(shown) for one in tried}
    hints = {name: key.hint(name) for name in sorted(shown)}
    return json.dumps({"format": RELEASE_FORMAT, "checks": recorded, "hints": hints}, indent=1)


def demand_format(path: Path, data: Any, newest: int, remedy: str) -> None:
    """Raise AuthorError where `data` of a course's file has a newer format than this package reads."""
    number = data.get("format", 1) if isinstance(data, dict) else 1
    if type(number) is not int or number > newest:
        raise AuthorError(f"{path} has format {number}, but this grader reads none above {newest}: {remedy}")


def demand_release_format(path: Path) -> None:
    """Raise AuthorError where a release is newer than this package; one that cannot be read is told when it is used."""
    with suppress(OSError, ValueError):
        data = json.loads(path.read_text(encoding="utf-8"))
        demand_format(path, data, RELEASE_FORMAT, "install the grader that your course gives out with this release")


@dataclass(frozen=True)
class _Tried:
    """A check with all that it brings back from the reference and from the mistakes."""

    check: Check
    want: Outcome
    wrong_outcomes: Mapping[str, Outcome]
    assignment: str

    def nameable(self) -> list[str]:
        """The mistakes that this check can name: it fails with them, by values that tell them apart."""
        if self.want.fault is not None:
            how = judge.broken_reason(self.want, self.want.fault)
            raise AuthorError(
                f"solutions/{self.assignment}.py: the check `{self.check.name}` is broken: {how}; mend it, or the check"
            )
        judged = {name: self._judged(wrong, {name: wrong}) for name, wrong in self.wrong_outcomes.items()}
        return [
            name for name, one in judged.items() if one.verdict.status is Status.FAILED and one.is_explained_by(name)
        ]

    def packed(self, shown: Set[str]) -> dict[str, Any]:
        """The record of this check; mistakes that go unnoticed in it say nothing and are left out."""
        right = self._judged(self.want, self.wrong_outcomes)
        wrongs = {
            name: _packed(wrong, self, self.want)
            for name, wrong in self.wrong_outcomes.items()
            if name in shown and (right.fails_with(name) or not right.is_explained_by(name))
        }
        return {"reference": _packed(self.want, self), "misconceptions": wrongs}

    def _judged(self, got: Outcome, wrongs: Mapping[str, Outcome]) -> judge.JudgedCheck:
        return judge.JudgedCheck(self.check, got, self.want, judge.judge(self.check, got, self.want), wrongs)


def _packed(outcome: Outcome, tried: _Tried, like: Outcome | None = None) -> str:
    """An outcome as text; arguments that are those of `like`, call for call, are not said again."""
    calls = []
    for place, call in enumerate(outcome.calls):
        given: Any = _given(call)
        if like is not None and place < len(like.calls) and same_bits(given, _given(like.calls[place])):
            given = None
        told = _told(call.fault)
        calls.append([call.function, given, call.value, told, call.changed, call.shared, list(call.warnings)])
    fault = _told(outcome.fault)
    try:
        frame = wire.encode([outcome.value, calls, fault], request=True)
    except (TypeError, wire.UnsendableError) as error:
        raise AuthorError(
            f"autotests/{tried.assignment}.py: `{tried.check.name}` brings back what a release cannot keep ({error}); "
            "let the reference and the misconceptions return numbers, texts, lists and arrays"
        ) from None
    return base64.b64encode(frame).decode()


def _told(fault: Fault | None) -> list[str] | None:
    """What a record keeps of a fault: neither what was said nor where."""
    return None if fault is None else [fault.kind.value, fault.error, fault.base]


def _fault(told: list[str] | None) -> Fault | None:
    return None if told is None else Fault(FaultKind(told[0]), told[1], base=told[2])


def _given(call: Call) -> list[Any]:
    return [call.args, dict(call.kwargs)]


def _unpacked(text: str, like: Outcome | None = None) -> Outcome:
    frame = base64.b64decode(text)
    _, header, _ = wire.HEAD.unpack(frame[: wire.HEAD.size])
    start = wire.HEAD.size + header
    value, recorded, fault = wire.decode(frame[wire.HEAD.size : start], frame[start:], request=True)
    calls = []
    for place, (function, given, result, told, changed, shared, warnings) in enumerate(recorded):
        args, kwargs = _given(like.calls[place]) if given is None and like is not None else given
        calls.append(Call(function, args, kwargs, result, _fault(told), changed, shared, tuple(warnings)))
    return Outcome(value, _fault(fault), tuple(calls))
