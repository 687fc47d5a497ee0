"""The watchdog: ends an endless loop in a course's own files with a sentence that names its line."""

from __future__ import annotations

import atexit
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

PATIENCE = 120.0  # seconds of CPU time in one call: a busy machine is no loop
_INTERVAL = 1.0
_FOLDERS = ("assignments", "solutions", "autotests")


class EndlessError(BaseException):
    """An endless call into a file of the course; not an Exception, so that no check takes it for a mistake."""


class Watchdog:
    """A look once a second of CPU time at whether the same call into a course's files still goes on."""

    def __init__(self, root: Path, patience: float, every: float) -> None:
        self.folders = tuple(f"{root / folder}/" for folder in _FOLDERS)
        self.limit = patience / every
        self.call: FrameType | None = None
        self.count = 0

    def look_at_stack(self, _signal: int, frame: FrameType | None) -> None:
        """Raise EndlessError, with file, line and remedy, where a call has gone on for too long."""
        frames = [f for f in _frames_outwards(frame) if f.f_code.co_filename.startswith(self.folders)]
        call = frames[-1] if frames else None
        self.count = self.count + 1 if call is self.call and call is not None else 0
        self.call = call
        if self.count >= self.limit:
            self.count = 0
            line = f"{frames[0].f_code.co_filename}, line {frames[0].f_lineno}"
            raise EndlessError(f"{line}: this does not come to an end; mend the loop")


def _frames_outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def start_watchdog(root: Path, every: float = _INTERVAL) -> None:
    """Start to end calls into a course's own files that last longer than PATIENCE.

    Does nothing on a system without such an alarm, and outside the main thread.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGVTALRM, Watchdog(root, PATIENCE, every).look_at_stack)
    signal.setitimer(signal.ITIMER_VIRTUAL, every, every)
    atexit.register(signal.setitimer, signal.ITIMER_VIRTUAL, 0)  # without its handler it would kill at the very end
