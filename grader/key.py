"""The answer key: what the reference and the known mistakes bring back, computed once for a class or read from a release."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from grader import variant
from grader.checks import Check
from grader.errors import AuthorError
from grader.homework import Trusted, observe
from grader.model import Call, Fault, FaultKind, Outcome
from grader.sandbox import wire
from grader.solution import Solution


class AnswerKey(Protocol):
    """Expected outcomes of an assignment's checks, for one seed."""

    def expected(self, check: Check) -> Outcome:
        """Return the reference's outcome."""

    def wrongs(self, check: Check) -> Mapping[str, Outcome]:
        """Return the outcome of each misconception that can show in this check."""

    def hint(self, misconception: str) -> str:
        """Return what to say to a student who makes this mistake."""


class LiveKey:
    """The key as the solution gives it; every outcome is computed when first asked for."""

    def __init__(self, assignment: str, solution: Solution, secret: str) -> None:
        self.assignment, self.solution, self.secret = assignment, solution, secret
        self._expected: dict[str, Outcome] = {}
        self._wrongs: dict[str, dict[str, Outcome]] = {}

    def expected(self, check: Check) -> Outcome:
        """Return the reference's outcome."""
        if check.name not in self._expected:
            self._expected[check.name] = self._observe(check, self.solution.space)
        return self._expected[check.name]

    def wrongs(self, check: Check) -> Mapping[str, Outcome]:
        """Return the outcome of each misconception that can show in this check."""
        if check.name not in self._wrongs:
            called = [call.function for call in self.expected(check).calls]
            touching = self.solution.touching(called)
            self._wrongs[check.name] = {m.name: self._observe(check, self.solution.wrong_space(m.name)) for m in touching}
        return self._wrongs[check.name]

    def _observe(self, check: Check, space: Mapping[str, Any]) -> Outcome:
        rng = variant.generator(self.secret, self.assignment, check.name)
        like = self._expected[check.name].calls if check.name in self._expected else ()
        return observe(check.probe, Trusted(space), rng, like)

    def hint(self, misconception: str) -> str:
        """Return the docstring of the misconception."""
        return self.solution.misconceptions[misconception].hint


class RecordedKey:
    """The key of a release: public checks only, on the public seed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def _data(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise AuthorError(f"{self.path} cannot be read ({error}): get the release once more") from None
        return data

    def expected(self, check: Check) -> Outcome:
        """Return the recorded outcome of the reference."""
        recorded = self._data["checks"].get(check.name)
        if recorded is None:
            raise AuthorError(f"{self.path} has no answer for {check.name}: get the release once more")
        return _unpacked(recorded["reference"])

    def wrongs(self, check: Check) -> Mapping[str, Outcome]:
        """Return the recorded outcomes of the misconceptions."""
        return {name: _unpacked(packed) for name, packed in self._data["checks"][check.name]["misconceptions"].items()}

    def hint(self, misconception: str) -> str:
        """Return the recorded hint."""
        return str(self._data["hints"].get(misconception, ""))


def record(key: LiveKey, checks: Sequence[Check]) -> str:
    """Return the JSON text of a release: the key's outcomes on `checks`, with the hints that they may lead to."""
    recorded = {}
    hints = {}
    for check in checks:
        wrongs = key.wrongs(check)
        hints |= {name: key.hint(name) for name in wrongs}
        recorded[check.name] = {
            "reference": _packed(key.expected(check)),
            "misconceptions": {name: _packed(outcome) for name, outcome in wrongs.items()},
        }
    return json.dumps({"checks": recorded, "hints": hints}, indent=1)


def _packed(outcome: Outcome) -> str:
    calls = [[c.function, c.value] for c in outcome.calls]
    fault = None if outcome.fault is None else [outcome.fault.kind.value, outcome.fault.error]
    return base64.b64encode(wire.encode([outcome.value, calls, fault])).decode()


def _unpacked(text: str) -> Outcome:
    frame = base64.b64decode(text)
    _, header, _ = wire.HEAD.unpack(frame[: wire.HEAD.size])
    start = wire.HEAD.size + header
    value, calls, fault = wire.decode(frame[wire.HEAD.size : start], frame[start:])
    return Outcome(
        value, None if fault is None else Fault(FaultKind(fault[0]), fault[1]),
        tuple(Call(function, (), {}, value) for function, value in calls),
    )  # fmt: skip
