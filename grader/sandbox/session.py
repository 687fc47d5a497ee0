"""The session of one submission: loads it at the first call, sends calls to the worker, keeps limits."""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from grader.model import Call, Fault, FaultKind, Frame, Handle, methods_in
from grader.sandbox import wire
from grader.sandbox.channel import Ended, Stream
from grader.sandbox.host import KILLED, Host
from grader.sandbox.limits import Limits

HUNG_BEFORE, SPENT = "hung before", "submission"  # why a call was not made, through no fault of this check
_TIMEOUTS = 2  # after so many in a function it is not called any more
_KILLED = (KILLED, -15)  # by us, or by another program
_OUT_OF_TIME = -24
_SIGNALS = {
    4: "an illegal instruction",
    6: "an abort",
    7: "a memory error",
    8: "an arithmetic error",
    11: "a memory access that is not allowed",
    31: "a refused system call",
}
_MOST_FAULTS = 5  # statements of a file that has one cell


class OwnFiles(NamedTuple):
    """The modules that were handed in beside a submission, source by path, and where it stands among them."""

    place: str = ""
    modules: Mapping[str, str] = MappingProxyType({})


ALONE = OwnFiles()


class HandlesLost(BaseException):
    """The worker was ended from outside, and what a check kept in it is gone; no Exception: no probe catches it."""


class Session:
    """The calls of one submission.  A fault ends the worker; the next call starts a fresh one."""

    def __init__(
        self,
        host: Host,
        names: Sequence[str],
        cells: Sequence[str],
        limits: Limits,
        called: str = "",
        own: OwnFiles = ALONE,
        opaque: Mapping[str, Sequence[Any]] = MappingProxyType({}),
        folder: str = "",
    ) -> None:
        self.opaque = opaque
        self.host, self.cells, self.limits, self.called, self.own = host, list(cells), limits, called, own
        self.sources = [*names, *own.modules]  # what each is called in a traceback
        self.names = ["" if len(cells) == 1 else name for name in names] + list(own.modules)  # as a student reads it
        self.check_limits, self.folder = limits, folder
        self.spent = 0.0
        self.checked = 0.0
        self.answered = 0  # bytes
        self.stream: Stream | None = None
        self.not_loaded: Fault | None = None
        self.problems: list[tuple[int, Fault]] = []  # cells that raised while loading
        self.skipped: list[tuple[int, Fault]] = []  # statements that cannot be run here; what follows them was
        self.timeouts: Counter[str] = Counter()  # of each function
        self.output = ""
        self._spared = self._killed = False
        self._home, self._made = object(), 0  # of the handles of this check in this worker, and how many it made

    @property
    def loaded(self) -> bool:
        """Whether the source was run, or failed to load."""
        return self.stream is not None or self.not_loaded is not None or self.spent > 0

    @property
    def hung(self) -> set[str]:
        """The functions that are not called any more: their calls ran out of time twice."""
        return {function for function, count in self.timeouts.items() if count >= _TIMEOUTS}

    def begin_check(self, limits: Limits | None = None) -> None:
        """Begin a check: its time counts from here; `limits` of its own hold for its calls.

        Handles of the checks before are no good in it.
        """
        self.checked = 0.0
        self._home, self._made = object(), 0
        before, self.check_limits = self.check_limits, limits or self.limits
        if self.check_limits.memory != before.memory:
            self._stop()  # a worker cannot be given another bound

    def fresh(self) -> None:
        """End the worker: the next call starts a fresh one."""
        self._stop()

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return the outcome of one call.

        Never raises for what the submission does; raises TypeError for arguments of ours that are not plain data, and
        HandlesLost.
        """
        if function in self.hung:
            return Call(function, args, kwargs, fault=Fault(FaultKind.TIMED_OUT, HUNG_BEFORE, function))
        before = self._made
        numbers = {place: before + i for i, place in enumerate(self.opaque.get(function, ()), 1)}
        self._made += len(numbers)
        content: dict[str, Any] = {"function": function, "args": list(args), "kwargs": dict(kwargs)}
        if "." in function and function not in self.opaque:
            content["read"] = True  # an attribute: what is a method, the reference says
        try:
            request = _Request({**content, "keep": numbers} if numbers else content, self._home)
        except wire.UnsendableError as error:
            message = f"an earlier result cannot be passed on: it is {_text(str(error), 200)}"
            return Call(function, args, kwargs, fault=Fault(FaultKind.UNUSABLE, "", message))
        fault = self._load() or self._exhausted()
        if fault is not None:
            return Call(function, args, kwargs, fault=fault)
        spent = self.spent
        try:
            reply = self._ask(request, self.check_limits.call)
        except Ended as ended:
            fault = self._end(ended)
            if self._spare():
                if before:
                    raise HandlesLost from None
                self._made = 0
                return self.call(function, args, kwargs)
            if fault.kind is FaultKind.TIMED_OUT:
                self.timeouts[function] += 1
            return Call(function, args, kwargs, fault=fault, seconds=self.spent - spent)
        call = self._read(function, args, kwargs, reply, self.spent - spent)
        return replace(call, value=self._with_handles(call, numbers)) if numbers and call.fault is None else call

    def _with_handles(self, call: Call, numbers: Mapping[Any, int]) -> Any:
        """A result with handles in its opaque places, whatever an answer has there."""
        about = call.function, self._home, methods_in(self.opaque, call.function)
        return wire.parts_exchanged(call.value, numbers, lambda place, _: Handle(numbers[place], *about))

    def _read(
        self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any], reply: dict[str, Any], seconds: float
    ) -> Call:
        # Every field may have been forged: compared by identity or type, since an array in its place has no truth.
        output = _text(reply.get("output"), wire.MAX_TEXT)
        fault = None
        if reply.get("missing") is True:
            fault = self._fault_before(function) or Fault(FaultKind.MISSING)
        elif reply.get("too_large") is True:
            fault = Fault(FaultKind.TOO_LARGE, "", "the answer has too many parts")
        elif "error" in reply:
            fault = _raised(reply, self.names, self.folder)
            if fault.error == "NotImplementedError":
                fault = Fault(FaultKind.UNWRITTEN, line=fault.line)
        times = seconds, _seconds(reply.get("cpu"))
        if fault is not None:
            return Call(function, args, kwargs, None, fault, False, False, (), output, False, *times)
        warnings = tuple(_text(w, 300) for w in _list(reply.get("warnings"))[:20])
        changed, shared = reply.get("changed") is True, reply.get("shared") is True
        overwrote = reply.get("overwrote") is True
        seen = changed, shared, warnings, output, overwrote
        return Call(function, args, kwargs, reply.get("value"), None, *seen, *times)

    def _fault_before(self, function: str) -> Fault | None:
        """The fault of the file, or of the cell that names a function: it stopped before the function was defined."""
        says = re.compile(rf"\b{re.escape(function.partition('.')[0])}\b")
        alone = len(self.cells) == 1
        return next((fault for number, fault in self.problems if alone or says.search(self.cells[number])), None)

    def _load(self) -> Fault | None:
        """Start a worker if there is none, and give it the source; a file that does not load is not tried again."""
        if self.not_loaded is not None or self.stream is not None:
            return self.not_loaded
        fault = self._exhausted()
        if fault is not None:
            return fault
        self.stream = self.host.start(self.limits._replace(memory=self.check_limits.memory).process, self.folder)
        try:
            modules = {"modules": dict(self.own.modules), "place": self.own.place}
            request = _Request({"names": self.sources, "cells": self.cells, "called": self.called, **modules})
            reply = self._ask(request, self.limits.check)
        except Ended as ended:
            fault = self._end(ended)
            if self._spare():
                return self._load()
            self.not_loaded = Fault(fault.kind, "while loading", fault.message)
            return self.not_loaded
        self.output = _text(reply.get("output"), wire.MAX_TEXT)
        self.problems = [one for one in self._cell_faults(reply.get("problems")) if one[0] < len(self.cells)]
        self.skipped = self._cell_faults(reply.get("skipped"))
        return None

    def _cell_faults(self, problems: Any) -> list[tuple[int, Fault]]:
        """The faults of cells and modules in a reply, as far as they are valid; no more than anybody would read."""
        faults = []
        for problem in _list(problems)[: max(len(self.names), _MOST_FAULTS)]:
            number, what = problem if isinstance(problem, list) and len(problem) == 2 else (None, None)
            if type(number) is int and 0 <= number < len(self.names) and type(what) is dict:
                raised, cell = _raised(what, folder=self.folder), _cell(number, self.names)
                frames = tuple(frame._replace(cell=cell) for frame in raised.frames)
                faults.append((number, replace(raised, kind=FaultKind.NOT_LOADED, base="", cell=cell, frames=frames)))
        return faults

    def _exhausted(self) -> Fault | None:
        """The fault of a check or a submission whose time was up before this call: no fault of the function."""
        if self.spent >= self.limits.submission:
            return Fault(FaultKind.TIMED_OUT, SPENT)
        return Fault(FaultKind.TIMED_OUT, "check") if self.checked >= self.check_limits.check else None

    def _ask(self, request: _Request, seconds: float) -> dict[str, Any]:
        assert self.stream is not None  # noqa: S101 - set by _load
        started = time.monotonic()
        allowed = min(seconds, self.check_limits.check - self.checked, self.limits.submission - self.spent)
        largest = min(self.limits.answer, max(self.limits.answers - self.answered, self.limits.small))
        try:
            reply, size = _ask(self.stream, request, started + allowed, largest)
            self.answered += size
            return reply
        finally:
            used = time.monotonic() - started
            self.spent += used
            self.checked += used

    def _end(self, ended: Ended) -> Fault:
        code = self._stop()
        self._killed = ended.by_itself and code in _KILLED
        if not ended.by_itself or self._killed:
            return Fault(ended.kind, "", ended.message)
        if code == _OUT_OF_TIME:
            return Fault(FaultKind.TIMED_OUT, "", "the limit of computing time was reached")
        return Fault(ended.kind, "", _how_it_ended(code))

    def _spare(self) -> bool:
        """Whether to try once more: the host ended and this worker with it, or another program killed the worker."""
        if not (self.host.lost or self._killed) or self._spared:
            return False
        self._spared = True
        return True

    def _stop(self) -> int:
        if self.stream is None:
            return KILLED
        self.stream = None
        self._home = object()
        return self.host.stop()

    def close(self) -> None:
        """End the worker."""
        self._stop()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"ended by {_SIGNALS.get(-code, f'signal {-code}')}"
    return f"ended itself with exit code {code}"


class _Request:
    """A frame to send, and the token that its answer has to carry."""

    def __init__(self, content: dict[str, Any], home: object = None) -> None:
        self.token = secrets.token_hex(8)
        self.frame = wire.encode({**content, "id": self.token}, request=True, home=home)


def _ask(stream: Stream, request: _Request, deadline: float, max_body: int) -> tuple[dict[str, Any], int]:
    """Send a request; return the reply with its token, and its size in bytes.  Raises Ended for every other reply."""
    stream.write(request.frame, deadline)
    magic, header, body = wire.HEAD.unpack(stream.read(wire.HEAD.size, deadline))
    if magic != wire.MAGIC:
        raise Ended(FaultKind.CRASHED, "the answer was not a frame")
    if header > wire.MAX_HEADER or body > max_body:
        raise Ended(FaultKind.TOO_LARGE, f"the answer takes {(header + body) / 1e6:.0f} MB")
    try:
        reply = wire.decode(stream.read(header, deadline), stream.read(body, deadline))
    except wire.WireError as error:
        raise Ended(FaultKind.CRASHED, f"the answer could not be read ({error})") from None
    if not isinstance(reply, dict) or type(reply.get("id")) is not str or reply["id"] != request.token:
        raise Ended(FaultKind.CRASHED, "the answer does not belong to the call")
    return reply, header + body


def _cell(number: Any, names: Sequence[str]) -> str:
    """The name of a notebook's cell, or of a module beside the file; the file itself goes without."""
    return names[number] if type(number) is int and 0 <= number < len(names) else ""


def _raised(reply: dict[str, Any], names: Sequence[str] = (), folder: str = "") -> Fault:
    said = _text(reply.get("message"), 500)
    if folder:  # where a course stands on this machine is nobody's business
        said = said.replace(f"{folder}/", "").replace(folder, ".")
    return Fault(
        FaultKind.RAISED,
        _text(reply.get("error"), 100),
        said,
        _line(reply.get("line")),
        _text(reply.get("base"), 100),
        _cell(reply.get("cell"), names),
        frames=tuple(_frames(reply.get("frames"), names)),
    )


def _frames(told: Any, names: Sequence[str]) -> Iterator[Frame]:
    """The frames in a reply, as far as they are valid."""
    for frame in _list(told)[: wire.MAX_FRAMES]:
        cell, number, function = frame if isinstance(frame, list) and len(frame) == 3 else (None, None, None)
        if (line := _line(number)) is not None:
            yield Frame(_cell(cell, names), line, _text(function, 100))


def _line(x: Any) -> int | None:
    return x if type(x) is int and 0 < x < 1_000_000 else None


def _seconds(x: Any) -> float | None:
    return x if type(x) is float and 0 <= x < 1_000_000 else None


def _list(x: Any) -> list[Any]:
    return x if isinstance(x, list) else []


def _text(x: Any, limit: int) -> str:
    """Text chosen by a submission, made safe to print: bounded, without control characters."""
    if not isinstance(x, str):
        return ""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in x[:limit])
