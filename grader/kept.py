"""What a submission's calls brought back, kept so that it can be judged again without running it.

What is kept is what came back, call by call; of the arguments only a digest.  A probe that makes the same calls gets
the same values again, from `Replay`; where it asks for anything else, the submission has to be run.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from grader.homework import same
from grader.model import Call, Fault, FaultKind, Outcome
from grader.sandbox import wire

MAX_VALUE = 1 << 18  # bytes of what one call gave back; a check with a larger one is run again
_LEVEL = 6


class NotKeptError(BaseException):
    """A probe asks for a call that was not made before; not an Exception, so that no probe catches it."""


@dataclass(frozen=True)
class Kept:
    """The calls of one submission, check by check, and what was said while it was loaded."""

    checks: Mapping[str, tuple[KeptCall, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptCall:
    """One call: its function, a digest of its arguments ("" for the reference's own), and what became of it."""

    function: str
    arguments: str
    frame: bytes  # of the value
    fault: Fault | None
    changed: bool
    shared: bool
    warnings: tuple[str, ...]
    overwrote: bool


def arguments(want: Outcome) -> tuple[str, ...]:
    """Return a digest of the arguments of each of the reference's calls."""
    return tuple(_digest(call) for call in want.calls)


def _digest(call: Call) -> str:
    frame = wire.encode([call.function, list(call.args), dict(call.kwargs)], request=True)
    return hashlib.blake2b(frame, digest_size=12).hexdigest()


def calls(got: Outcome, want: Outcome) -> tuple[KeptCall, ...] | None:
    """Return what is kept of a check's calls, None where they cannot be kept."""
    made = []
    for place, call in enumerate(got.calls):
        like = want.calls[place] if place < len(want.calls) else None
        try:
            frame = wire.encode(call.value)
            given = "" if like is not None and _same_arguments(call, like) else _digest(call)
        except (wire.WireError, wire.UnsendableError, TypeError):
            return None
        if len(frame) > MAX_VALUE:
            return None
        seen = call.changed, call.shared, call.warnings, call.overwrote
        made.append(KeptCall(call.function, given, frame, call.fault, *seen))
    return tuple(made)


def _same_arguments(call: Call, like: Call) -> bool:
    return call.function == like.function and same((call.args, dict(call.kwargs)), (like.args, dict(like.kwargs)))


class Replay:
    """A homework that gives back what was kept; `reference` are the digests of the arguments of the reference then."""

    def __init__(self, calls: Sequence[KeptCall], reference: Sequence[str]) -> None:
        self.calls, self.reference = calls, reference
        self.place = 0

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of this call; raises NotKeptError where it was not made at this place."""
        place, self.place = self.place, self.place + 1
        if place >= len(self.calls) or self.calls[place].function != function:
            raise NotKeptError
        old = self.calls[place]
        was = old.arguments or (self.reference[place] if place < len(self.reference) else None)
        asked = Call(function, args, kwargs)
        try:
            now = _digest(asked)
        except (wire.UnsendableError, TypeError):
            raise NotKeptError from None
        if now != was:
            raise NotKeptError
        value, seen = _value(old.frame), (old.changed, old.shared, old.warnings)
        return Call(function, args, kwargs, value, old.fault, *seen, overwrote=old.overwrote)


def _value(frame: bytes) -> Any:
    _, header, _ = wire.HEAD.unpack(frame[: wire.HEAD.size])
    start = wire.HEAD.size + header
    return wire.decode(frame[wire.HEAD.size : start], frame[start:])


# ---- as bytes

_SIZE = struct.Struct("<I")


def packed(kept: Kept) -> bytes:
    """Return the bytes under which a gradebook keeps this."""
    rows = {name: [_row(call) for call in calls] for name, calls in kept.checks.items()}
    header = json.dumps({"notes": kept.notes, "checks": rows}).encode()
    frames = [call.frame for calls in kept.checks.values() for call in calls]
    return zlib.compress(b"".join([_SIZE.pack(len(header)), header, *frames]), _LEVEL)


def _row(call: KeptCall) -> list[Any]:
    fault = call.fault and [*astuple(call.fault)]
    seen = [call.changed, call.shared, call.warnings, call.overwrote]
    return [call.function, call.arguments, len(call.frame), fault, *seen]


def unpacked(data: bytes) -> Kept:
    """Return what was kept."""
    data = zlib.decompress(data)
    (size,) = _SIZE.unpack(data[: _SIZE.size])
    place = _SIZE.size + size
    header = json.loads(data[_SIZE.size : place])
    checks: dict[str, tuple[KeptCall, ...]] = {}
    for name, rows in header["checks"].items():
        made = []
        for function, given, length, told, changed, shared, warnings, overwrote in rows:
            fault = Fault(FaultKind(told[0]), *told[1:]) if told else None
            frame, place = data[place : place + length], place + length
            made.append(KeptCall(function, given, frame, fault, changed, shared, tuple(warnings), overwrote))
        checks[name] = tuple(made)
    return Kept(checks, tuple(header["notes"]))
