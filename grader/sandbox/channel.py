"""The trusted end of the channel to a worker: bytes over file descriptors, each read and write with a deadline."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import threading
import time
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from grader.model import FaultKind

_CRUMB, _PAUSE = 1 << 12, 0.002


class Ended(Exception):  # noqa: N818 - an end, not always an error
    """The end of a conversation: the worker was silent too long, is gone, sent too much, or sent no valid frame."""

    def __init__(self, kind: FaultKind, message: str, *, by_itself: bool = False) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message
        self.by_itself = by_itself  # the process is gone: how it ended says more


def _silent() -> Ended:
    from grader.model import FaultKind  # only when it is needed: the server starts first, everything else later

    return Ended(FaultKind.TIMED_OUT, "no answer in time")


def _gone() -> Ended:
    from grader.model import FaultKind

    return Ended(FaultKind.CRASHED, "the process ended", by_itself=True)


class Descriptor:
    """A stream over a non-blocking socket: one `poll` for each wait, no thread."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        os.set_blocking(descriptor, False)
        self._poll = select.poll()

    def _wait(self, event: int, deadline: float) -> None:
        left = deadline - time.monotonic()
        self._poll.register(self.descriptor, event)
        if left <= 0 or not self._poll.poll(left * 1000):
            raise _silent()

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data`, or raise Ended."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.descriptor, view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, deadline)
            except OSError:
                raise _gone() from None

    def read(self, count: int, deadline: float) -> bytearray:
        """Return exactly `count` bytes, or raise Ended."""
        data = bytearray(count)
        view, got = memoryview(data), 0
        while got < count:
            try:
                n = os.readv(self.descriptor, [view[got:]])
            except BlockingIOError:
                self._wait(select.POLLIN, deadline)
                continue
            except OSError:
                raise _gone() from None
            if not n:
                raise _gone()
            got += n
            if got < count:
                if time.monotonic() > deadline:
                    raise _silent()
                if n < _CRUMB:
                    time.sleep(_PAUSE)  # sent byte by byte, an answer would otherwise wake us for each
        return data

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self.descriptor)


class Pipes:
    """A stream over a process's standard streams, with a thread that reads: for systems that cannot poll pipes."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self.incoming, self.outgoing = incoming, outgoing
        self.chunks: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self.left = bytearray()
        self.closed = False
        self._threads = [threading.Thread(target=self._collect, daemon=True)]
        self._threads[0].start()

    def _collect(self) -> None:
        chunk = b"x"
        while chunk and not self.closed:
            try:
                chunk = os.read(self.incoming.fileno(), 1 << 16)
            except (OSError, ValueError):
                chunk = b""
            while not self.closed:
                try:
                    self.chunks.put(chunk, timeout=0.1)  # bounded: a flood waits here, not in memory
                    break
                except queue.Full:
                    continue

    def write(self, data: bytes, deadline: float) -> None:
        """Send all of `data`, or raise Ended; a worker that does not read is waited for in a thread of its own."""
        done: queue.Queue[bool] = queue.Queue()

        def send() -> None:
            view = memoryview(data)
            try:
                while view:
                    view = view[os.write(self.outgoing.fileno(), view) :]
                done.put(True)
            except (OSError, ValueError):
                done.put(False)

        thread = threading.Thread(target=send, daemon=True)
        self._threads.append(thread)
        thread.start()
        try:
            sent = done.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise _silent() from None
        self._threads.remove(thread)
        if not sent:
            raise _gone()

    def read(self, count: int, deadline: float) -> bytearray:
        """Return exactly `count` bytes, or raise Ended."""
        while len(self.left) < count:
            wait = deadline - time.monotonic()
            if wait <= 0:
                raise _silent()
            try:
                chunk = self.chunks.get(timeout=wait)
            except queue.Empty:
                raise _silent() from None
            if not chunk:
                raise _gone()
            self.left += chunk
        data, self.left = self.left[:count], self.left[count:]
        return data

    def close(self) -> None:
        """Close both pipes, once the process has ended and with it what the threads wait for."""
        self.closed = True
        for thread in self._threads:
            thread.join(1.0)  # a thread left reading a closed number could read from the next worker's pipe
        for pipe in (self.incoming, self.outgoing):
            with contextlib.suppress(OSError):
                pipe.close()


Stream = Descriptor | Pipes  # to and from a worker, with a deadline on the monotonic clock for each read and write
