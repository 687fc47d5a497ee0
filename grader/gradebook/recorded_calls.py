"""Recorded calls, to re-judge a submission without running it.

What is kept is what came back, call by call; of the arguments only a digest.  A probe that makes the same calls gets
the same values again, from `Replay`; where it asks for anything else, the submission has to be run.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from itertools import accumulate
from typing import Any

from grader.checks.probe import Homework, same_bits
from grader.gradebook.recorded_results import demand_format, encode_value, kept_text
from grader.model import Call, Fault, FaultKind, Finding, Outcome
from grader.sandbox import wire
from grader.sandbox.session import HUNG_BEFORE, SPENT

MAX_CHECK, MAX_ALL = 1 << 18, 1 << 20  # bytes of what a check's calls gave back, and all; what is beyond is run again
_LEVEL = 6
FORMAT = 2  # of what is packed; what has no number was packed before formats had one, and is the first


class NotRecordedError(BaseException):
    """A probe asks for a call that was not made before; not an Exception, so that no probe catches it."""


@dataclass(frozen=True)
class RecordedCalls:
    """The calls of one submission, check by check, and what was said while it was loaded."""

    checks: Mapping[str, tuple[RecordedCall, ...]] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class RecordedCall:
    """One call: its function, a digest of its arguments ("" for the reference's own), and what became of it."""

    function: str
    arguments: str
    frame: bytes  # of the value
    fault: Fault | None
    changed: bool
    shared: bool
    warnings: tuple[str, ...]
    overwrote: bool


def argument_digests(want: Outcome) -> tuple[str, ...]:
    """Return a digest of the arguments of each of the reference's calls, "" where they cannot be sent."""
    return tuple(map(_digest_or_none, want.calls))


def _digest_or_none(call: Call) -> str:
    try:
        return _digest(call)
    except (wire.UnsendableError, TypeError):
        return ""


def _digest(call: Call) -> str:
    frame = wire.encode([call.function, list(call.args), dict(call.kwargs)], request=True)
    return hashlib.blake2b(frame, digest_size=12).hexdigest()


class Recorder:
    """Passes calls on to a homework and keeps each as it came back: a probe may go on to compute in a value's place.

    `made` is None where something came back that cannot be kept.
    """

    def __init__(self, homework: Homework, reference: Sequence[Call]) -> None:
        self.homework, self.reference = homework, reference
        self.recorded: list[RecordedCall] | None = []
        self.size = 0

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of this call."""
        call = self.homework.call(function, args, kwargs)
        if self.recorded is not None:
            place = len(self.recorded)
            kept = _record(call, self.reference[place] if place < len(self.reference) else None)
            self.size += 0 if kept is None else len(kept.frame)
            if kept is None or self.size > MAX_CHECK:
                self.recorded = None
            else:
                self.recorded.append(kept)
        return call


def _record(call: Call, like: Call | None) -> RecordedCall | None:
    try:
        frame = wire.encode(call.value)
        given = "" if like is not None and _same_arguments(call, like) else _digest(call)
    except (wire.WireError, wire.UnsendableError, TypeError):
        return None
    seen = call.changed, call.shared, call.warnings, call.overwrote
    return RecordedCall(call.function, given, frame, call.fault, *seen)


def _same_arguments(call: Call, like: Call) -> bool:
    return call.function == like.function and same_bits((call.args, dict(call.kwargs)), (like.args, dict(like.kwargs)))


class Replay:
    """A homework that gives back what was kept; `reference` are the digests of the arguments of the reference then.

    That a call was not made, since its function had hung before or since the time for all was up, holds only where that
    is so now: of the functions that have `hung`, and while `all_same`, every check so far, is as it was.
    """

    def __init__(
        self,
        calls: Sequence[RecordedCall],
        reference: Sequence[str],
        hung: Collection[str] = (),
        *,
        all_same: bool = True,
    ) -> None:
        self.calls, self.reference = calls, reference
        self.hung, self.all_same = hung, all_same
        self.place = 0

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of this call; raises NotKeptError where it was not made at this place."""
        place, self.place = self.place, self.place + 1
        if place >= len(self.calls) or self.calls[place].function != function or not self._holds(self.calls[place]):
            raise NotRecordedError
        old = self.calls[place]
        was = old.arguments or (self.reference[place] if place < len(self.reference) else None)
        asked = Call(function, args, kwargs)
        try:
            now = _digest(asked)
        except (wire.UnsendableError, TypeError):
            raise NotRecordedError from None
        if now != was:
            raise NotRecordedError
        value, seen = _frame_value(old.frame), (old.changed, old.shared, old.warnings)
        return Call(function, args, kwargs, value, old.fault, *seen, overwrote=old.overwrote)

    def _holds(self, old: RecordedCall) -> bool:
        why = old.fault.error if old.fault is not None and old.fault.kind is FaultKind.TIMED_OUT else ""
        return (why != HUNG_BEFORE or old.function in self.hung) and (why != SPENT or self.all_same)


def _frame_value(frame: bytes) -> Any:
    _, header, _ = wire.HEAD.unpack(frame[: wire.HEAD.size])
    start = wire.HEAD.size + header
    return wire.decode(frame[wire.HEAD.size : start], frame[start:])


# ---- as bytes

_SIZE = struct.Struct("<I")


def pack_calls(kept: RecordedCalls) -> bytes:
    """Return the bytes under which a gradebook keeps this: of a homework that gives back too much, the first checks."""
    sizes = accumulate(sum(len(call.frame) for call in calls) for calls in kept.checks.values())
    checks = {name: calls for (name, calls), size in zip(kept.checks.items(), sizes, strict=True) if size <= MAX_ALL}
    rows = {name: [_call_row(call) for call in calls] for name, calls in checks.items()}
    header = json.dumps(
        {"format": FORMAT, "notes": [encode_value(note) for note in kept.notes], "checks": rows}
    ).encode()
    frames = [call.frame for calls in checks.values() for call in calls]
    return zlib.compress(b"".join([_SIZE.pack(len(header)), header, *frames]), _LEVEL)


def _call_row(call: RecordedCall) -> list[Any]:
    fault = call.fault and [*astuple(call.fault)[:-1]]  # a call has no part that a check stops at
    seen = [call.changed, call.shared, call.warnings, call.overwrote]
    return [call.function, call.arguments, len(call.frame), fault, *seen]


def unpack_calls(data: bytes) -> RecordedCalls:
    """Return what was kept; raises UsageError for a newer format than this package reads."""
    data = zlib.decompress(data)
    (size,) = _SIZE.unpack(data[: _SIZE.size])
    place = _SIZE.size + size
    header = json.loads(data[_SIZE.size : place])
    demand_format(header, FORMAT, "what a submission's calls gave back")
    checks: dict[str, tuple[RecordedCall, ...]] = {}
    for name, rows in header["checks"].items():
        made = []
        for function, given, length, told, changed, shared, warnings, overwrote in rows:
            fault = Fault(FaultKind(told[0]), *told[1:]) if told else None
            frame, place = data[place : place + length], place + length
            made.append(RecordedCall(function, given, frame, fault, changed, shared, tuple(warnings), overwrote))
        checks[name] = tuple(made)
    return RecordedCalls(checks, tuple(map(kept_text, header["notes"])))
