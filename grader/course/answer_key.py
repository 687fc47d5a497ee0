"""The answer key: the outcomes of the reference and the misconceptions, computed once or read from a release."""

from __future__ import annotations

import json
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import seeds
from grader.checks import judge
from grader.checks.declarations import Check
from grader.checks.probe import TrustedHomework, observe_check
from grader.course.solution import Opaque, Solution
from grader.errors import AuthorError
from grader.model import Call, Fault, FaultKind, Outcome
from grader.sandbox import wire

RELEASE_FORMAT = 3  # that is written; a release without a number is of format 1, whose checks are source


class LiveKey:
    """The answer key of a solution; every outcome is computed when it is first used."""

    def __init__(self, assignment: str, solution: Solution, secret: str) -> None:
        self.assignment, self.solution, self.secret = assignment, solution, secret
        self._expected: dict[str, Outcome] = {}
        self._wrong_outcomes: dict[str, dict[str, Outcome]] = {}

    @property
    def opaque(self) -> Opaque:
        """The places of what functions return that are opaque."""
        return self.solution.opaque

    @property
    def convention(self) -> str:
        """The name of the alternative that this is the key of, "" for that of the reference."""
        return "".join(function.__name__ for function in self.solution.convention.values())

    def expected(self, check: Check) -> Outcome:
        """Return the outcome of the reference, from what SymPy derives where the solution says so."""
        if check.name not in self._expected:
            space = self.solution.expected_space
            names, words = self.solution.part_names, self.solution.words
            want = replace(_fault_if_unsendable(self._observe(check, space)), part_names=names, words=words)
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

    def alternatives(self, checks: Sequence[Check]) -> list[LiveKey]:
        """Return the answer keys by other conventions that are right as well and can show in one of these checks."""
        if not self.by_convention:
            return []
        used = frozenset().union(*(self.solution.uses(c.function) for one in checks for c in self.expected(one).calls))
        return [key for key in self.by_convention.values() if not used.isdisjoint(key.solution.convention)]

    @cached_property
    def by_convention(self) -> dict[str, LiveKey]:
        """The answer key of each alternative of the solution."""
        known = self.solution.alternatives.items()
        return {name: LiveKey(self.assignment, solution, self.secret) for name, solution in known}

    @property
    def replaced(self) -> Mapping[str, Collection[str]]:
        """The functions that each misconception is a wrong version of."""
        return {name: tuple(known.wrong) for name, known in self.solution.misconceptions.items()}

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
        reference_calls = self._expected[check.name].calls if check.name in self._expected else ()
        return observe_check(check, TrustedHomework(space, self.opaque), self.secret, self.assignment, reference_calls)

    def hint(self, misconception: str) -> str:
        """Return the docstring of the misconception."""
        return self.solution.misconceptions[misconception].hint


def _fault_if_unsendable(want: Outcome) -> Outcome:
    """The reference's outcome; with a fault where a call cannot be sent to a submission, or an attribute come back."""
    for call in want.calls:
        why = _unsendable_reason([list(call.args), dict(call.kwargs)])
        if not why and "." in call.function:  # an attribute whose own attributes may be asked for
            why = _unsendable_reason(call.value) and f"{call.function} gives what is no plain data: is it @opaque?"
        if why:
            return replace(want, fault=Fault(FaultKind.UNUSABLE, message=why))
    return want


def _unsendable_reason(value: Any) -> str:
    try:
        wire.encode(value, request=True)
    except (wire.UnsendableError, TypeError) as error:
        return str(error)
    return ""


class RecordedKey:
    """The answer key of a release: public checks only, on the public seed."""

    def __init__(self, path: Path, data: Mapping[str, Any], convention: str = "") -> None:
        self.path, self._data = path, data
        self.convention = convention  # the name of the alternative that this is the key of
        self._expected: dict[str, Outcome] = {}

    @property
    def opaque(self) -> Opaque:
        """The places of what functions return that are opaque; before the third format there are none."""
        with unreadable_release(self.path, "cannot be read"):
            return {**self._data.get("opaque", {})}

    def expected(self, check: Check) -> Outcome:
        """Return the recorded outcome of the reference; raises AuthorError where there is none to read."""
        if check.name not in self._expected:
            want = self._recorded(check, self._packed(check, "reference"))
            with unreadable_release(self.path, f"does not go with {check.name}"):
                if want.fault is not None:
                    raise ValueError
            names = {function: tuple(parts) for function, parts in self._data.get("parts", {}).items()}
            self._expected[check.name] = replace(want, part_names=names)
        return self._expected[check.name]

    def wrong_outcomes(self, check: Check) -> Mapping[str, Outcome]:
        """Return the recorded outcomes of the misconceptions; raises AuthorError where they cannot be read."""
        want = self.expected(check)
        packed = self._packed(check, "misconceptions")
        return {name: self._recorded(check, calls, want.calls) for name, calls in packed.items()}

    def alternatives(self, checks: Sequence[Check]) -> list[RecordedKey]:
        """Return the recorded answer keys by other conventions that can show in one of these checks."""
        names = {check.name for check in checks}
        with unreadable_release(self.path, "cannot be read"):
            known = [one for one in self._data.get("alternatives", {}).items() if names & one[1].keys()]
            checks = self._data["checks"]
            return [RecordedKey(self.path, {**self._data, "checks": checks | more}, name) for name, more in known]

    @property
    def replaced(self) -> Mapping[str, Collection[str]]:
        """The functions that each misconception is a wrong version of; nothing where the release does not say."""
        return {**self._data.get("replaced", {})}

    def _packed(self, check: Check, part: str) -> Any:
        with unreadable_release(self.path, f"has no answer for {check.name}"):
            return self._data["checks"][check.name][part]

    def _recorded(self, check: Check, packed: Any, reference_calls: Sequence[Call] = ()) -> Outcome:
        with unreadable_release(self.path, f"has no answer for {check.name}"):
            homework = Playback(_unpack_calls(packed))
        return observe_check(check, homework, seeds.PUBLIC_SEED, self.path.stem, reference_calls)

    def hint(self, misconception: str) -> str:
        """Return the recorded hint."""
        return str(self._data["hints"].get(misconception, ""))


AnswerKey = LiveKey | RecordedKey  # for one seed


class Playback:
    """A homework that gives back what recorded calls gave, one after the other."""

    def __init__(self, calls: Iterable[Call]) -> None:
        self._calls = iter(calls)

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return the next call, as one with these arguments; raises LookupError where none of that function is next."""
        call = next(self._calls, None)
        if call is None or call.function != function:
            raise LookupError(function)
        return replace(call, args=args, kwargs=kwargs)

    def fresh(self) -> None:
        """Go on as before: what the calls gave is known."""


# ---- The answers of a release


def read_release(path: Path) -> dict[str, Any] | None:
    """Return the data of a release, None where there is no such file.

    Raises AuthorError where they cannot be read, or are of a newer format than this package reads.
    """
    if not path.exists():
        return None
    with unreadable_release(path, "cannot be read"):
        data = {**json.loads(path.read_text(encoding="utf-8"))}
    demand_format(path, data, RELEASE_FORMAT, "install the grader that your course gives out with this release")
    return data


@contextmanager
def unreadable_release(path: Path, what: str) -> Iterator[None]:
    """Raise AuthorError with the remedy where the data of a release are not what they should be."""
    try:
        yield
    except (OSError, ValueError, TypeError, LookupError, AttributeError, struct.error, wire.WireError):
        raise AuthorError(f"{path} {what}: get the release once more") from None


def demand_format(path: Path, data: Any, newest: int, remedy: str) -> None:
    """Raise AuthorError where `data` of a course's file has a newer format than this package reads."""
    number = data.get("format", 1) if isinstance(data, dict) else 1
    if type(number) is not int or number > newest:
        raise AuthorError(f"{path} has format {number}, but this grader reads none above {newest}: {remedy}")


def _unpack_calls(packed: Any) -> list[Call]:
    """Recorded calls without their arguments, of either format."""
    from grader.course.recorded_checks import unpack_value  # for a release alone

    if isinstance(packed, str):  # the first: value, calls with their arguments, and fault of the whole outcome
        rows = [[function, *seen] for function, _, *seen in unpack_value(packed)[1]]
    else:
        rows = [unpack_value(text) for text in packed]
    return [
        Call(
            name,
            (),
            {},
            value,
            fault and Fault(FaultKind(fault[0]), fault[1], base=fault[2]),
            changed,
            shared,
            tuple(said),
        )
        for name, value, fault, changed, shared, said in rows
    ]
