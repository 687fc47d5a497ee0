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
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from grader.checks.probe import Homework, find_handle, same_bits
from grader.gradebook.recorded_results import demand_format, encode_value, kept_text
from grader.model import Call, Fault, FaultKind, Finding, Frame
from grader.sandbox import wire
from grader.sandbox.session import HUNG_BEFORE, SPENT

MAX_CHECK, MAX_ALL = 1 << 18, 1 << 20  # bytes of what a check's calls gave back, and all; what is beyond is run again
_LEVEL = 6
FORMAT = 5  # of what is packed; what has no number was packed before formats had one, and is the first


class NotRecordedError(BaseException):
    """A probe asks for a call that was not made before; not an Exception, so that no probe catches it."""


@dataclass(frozen=True)
class RecordedCalls:
    """The calls of one submission, check by check, None where they are not kept, and what was said while it was loaded.

    A check's calls are not kept where they gave back too much, or what is no plain data.  Under other `conditions`, as
    with other files that are given out, none of them holds.
    """

    checks: Mapping[str, tuple[RecordedCall, ...] | None] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    conditions: str = ""


@dataclass(frozen=True)
class RecordedCall:
    """One call: its function, a digest of its arguments, and what became of it."""

    function: str
    arguments: str
    frame: bytes  # of the value
    fault: Fault | None
    changed: bool
    shared: bool
    warnings: tuple[str, ...]
    overwrote: bool
    seconds: float | None = field(default=None, compare=False)
    cpu: float | None = field(default=None, compare=False)


class ArgumentDigests:
    """Digests of the arguments of calls; most are the reference's own, whose digests are worked out once."""

    def __init__(self, reference: Sequence[Call]) -> None:
        self.reference = reference
        self._known: dict[int, str] = {}

    def digest(self, call: Call, place: int, processes: int = 0) -> str:
        """Return the digest of the call at this place of a check, "" where it cannot be sent.

        A call after the check has gone on in a new process, so many times, is another call.
        """
        later = f"+{processes}" if processes else ""
        if place >= len(self.reference) or not _same_arguments(call, self.reference[place]):
            return (found := _digest(call)) and found + later
        if place not in self._known:
            self._known[place] = _digest(call)
        return self._known[place] and self._known[place] + later


def _digest(call: Call) -> str:
    try:
        frame = wire.encode([call.function, list(call.args), dict(call.kwargs)], request=True)
    except (wire.UnsendableError, TypeError):
        return ""
    return hashlib.blake2b(frame, digest_size=12).hexdigest()


def _same_arguments(call: Call, like: Call) -> bool:
    return call.function == like.function and same_bits((call.args, dict(call.kwargs)), (like.args, dict(like.kwargs)))


class Recorder:
    """Passes calls on to a homework and keeps each as it came back: a probe may go on to compute in a value's place.

    `recorded` is None where something came back that cannot be kept.
    """

    def __init__(self, homework: Homework, arguments: ArgumentDigests) -> None:
        self.homework, self.arguments = homework, arguments
        self.recorded: list[RecordedCall] | None = []
        self.size = self.processes = 0

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of this call."""
        call = self.homework.call(function, args, kwargs)
        if self.recorded is not None:
            kept = self._record(call, len(self.recorded))
            self.size += 0 if kept is None else len(kept.frame)
            if kept is None or self.size > MAX_CHECK:
                self.recorded = None
            else:
                self.recorded.append(kept)
        return call

    def fresh(self) -> None:
        """Go on in a new process."""
        self.homework.fresh()
        self.processes += 1

    def _record(self, call: Call, place: int) -> RecordedCall | None:
        digest = self.arguments.digest(call, place, self.processes)
        try:
            frame = wire.encode(call.value)
        except wire.WireError:
            return None
        seen = call.changed, call.shared, call.warnings, call.overwrote, call.seconds, call.cpu
        return RecordedCall(call.function, digest, frame, call.fault, *seen) if digest else None


class Replay:
    """A homework that gives back what was recorded of a check, in the same order; calls may be left out.

    That a call was not made, since its function had hung before or since the time for all was up, holds only where that
    is so now: of the functions that have `hung`, and while `all_same`, every check so far, is as it was.  That a call
    took too long, or changed what the one before had given back, holds only where none before it is left out.
    """

    def __init__(
        self,
        calls: Sequence[RecordedCall],
        arguments: ArgumentDigests,
        hung: Collection[str] = (),
        *,
        all_same: bool = True,
    ) -> None:
        self.calls, self.arguments = calls, arguments
        self.hung, self.all_same = hung, all_same
        self.place = self.processes = 0
        self.recorded: list[RecordedCall] = []  # what was asked for

    def fresh(self) -> None:
        """Go on with what was recorded in a new process."""
        self.processes += 1

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of this call; raises NotRecordedError where it was not made."""
        digest = self.arguments.digest(Call(function, args, kwargs), len(self.recorded), self.processes)
        for place in range(self.place, len(self.calls)):
            old = self.calls[place]
            if digest and (old.function, old.arguments) == (function, digest):
                break
        else:
            raise NotRecordedError
        self.place = place + 1
        self.recorded.append(old)
        if not self._holds(old):
            raise NotRecordedError
        value, seen = wire.decode_frame(old.frame, find=find_handle), (old.changed, old.shared, old.warnings)
        times = old.seconds, old.cpu
        return Call(function, args, kwargs, value, old.fault, *seen, "", old.overwrote, *times)

    def _holds(self, old: RecordedCall) -> bool:
        timed_out = old.fault is not None and old.fault.kind is FaultKind.TIMED_OUT
        why = old.fault.error if old.fault is not None and timed_out else ""
        if why == HUNG_BEFORE:
            return old.function in self.hung
        left_out = len(self.recorded) < self.place
        return not (left_out and (timed_out or old.overwrote)) and (why != SPENT or self.all_same)


# ---- as bytes

_SIZE = struct.Struct("<I")


def pack_calls(kept: RecordedCalls) -> bytes:
    """Return the bytes under which a gradebook keeps this; where it is too much, without the largest checks."""
    made = [(sum(len(call.frame) for call in calls), name) for name, calls in kept.checks.items() if calls is not None]
    by_size = sorted(made, key=lambda item: item[0])
    together = accumulate(size for size, _ in by_size)
    fitting = {name for (_, name), all_so_far in zip(by_size, together, strict=True) if all_so_far <= MAX_ALL}
    checks = {name: calls if name in fitting else None for name, calls in kept.checks.items()}
    rows = {name: calls and [_call_row(call) for call in calls] for name, calls in checks.items()}
    header = json.dumps(
        {
            "format": FORMAT,
            "conditions": kept.conditions,
            "notes": [encode_value(note) for note in kept.notes],
            "checks": rows,
        }
    ).encode()
    frames = [call.frame for calls in checks.values() for call in calls or ()]
    return zlib.compress(b"".join([_SIZE.pack(len(header)), header, *frames]), _LEVEL)


def _call_row(call: RecordedCall) -> list[Any]:
    seen = [call.changed, call.shared, call.warnings, call.overwrote]
    times = [time if time is None else round(time, 5) for time in (call.seconds, call.cpu)]
    return [call.function, call.arguments, len(call.frame), call.fault and _fault_row(call.fault), *seen, *times]


def _fault_row(fault: Fault) -> list[Any]:
    """A fault without the part that a check stops at, which a call has not."""
    return [fault.kind, fault.error, fault.message, fault.line, fault.base, fault.cell, *fault.frames]


def _fault_of_row(kind: str, error: str, message: str, line: int | None, base: str, cell: str, *frames: Any) -> Fault:
    return Fault(FaultKind(kind), error, message, line, base, cell, frames=tuple(Frame(*frame) for frame in frames))


def unpack_calls(data: bytes, reference: Mapping[str, Sequence[str]] | None = None) -> RecordedCalls:
    """Return what was kept; raises UsageError for a newer format than this package reads.

    The first format has no digest where the arguments were the reference's: `reference` has these, by the check.  Until
    the third, checks whose calls were not kept are missing, and faults have no frames; until the fourth, no call says
    how long it took.
    """
    data = zlib.decompress(data)
    (size,) = _SIZE.unpack(data[: _SIZE.size])
    place = _SIZE.size + size
    header = json.loads(data[_SIZE.size : place])
    demand_format(header, FORMAT, "what a submission's calls gave back")
    checks: dict[str, tuple[RecordedCall, ...] | None] = {}
    for name, rows in header["checks"].items():
        if rows is None:
            checks[name] = None
            continue
        made = []
        known = [*(reference or {}).get(name, ()), *[""] * len(rows)]
        for (function, given, length, told, changed, shared, warnings, *more), usual in zip(rows, known, strict=False):
            fault = _fault_of_row(*told) if told else None
            frame, place = data[place : place + length], place + length
            seen = changed, shared, tuple(warnings), *more
            made.append(RecordedCall(function, given or usual, frame, fault, *seen))
        checks[name] = tuple(made)
    return RecordedCalls(checks, tuple(map(kept_text, header["notes"])), header.get("conditions", ""))
