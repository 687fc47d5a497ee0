"""A function of the course's own that does not come to an end is told with its line, in place of waiting for ever."""

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
    """One call into a file of the course takes for ever; not an Exception, so that nothing takes it for a mistake."""


class Watchdog:
    """Looks once a second of CPU time whether the same call into a course's files still goes on."""

    def __init__(self, root: Path, patience: float, every: float) -> None:
        self.places = tuple(f"{root / folder}/" for folder in _FOLDERS)
        self.most = patience / every
        self.call: FrameType | None = None
        self.times = 0

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Raise EndlessError, with file, line and remedy, where a call has gone on for too long."""
        ours = [one for one in _frames_outwards(frame) if one.f_code.co_filename.startswith(self.places)]
        call = ours[-1] if ours else None
        self.times = self.times + 1 if call is self.call and call is not None else 0
        self.call = call
        if self.times >= self.most:
            self.times = 0
            place = f"{ours[0].f_code.co_filename}, line {ours[0].f_lineno}"
            raise EndlessError(f"{place}: this does not come to an end; mend the loop")


def _frames_outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def start_watchdog(root: Path, every: float = _INTERVAL) -> None:
    """From now on end what calls a course's own functions for longer than PATIENCE: see `Watch.look`.

    Does nothing where the system, or a thread other than the first, has no such alarm.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return
    signal.signal(signal.SIGVTALRM, Watchdog(root, PATIENCE, every).look)
    signal.setitimer(signal.ITIMER_VIRTUAL, every, every)
    atexit.register(signal.setitimer, signal.ITIMER_VIRTUAL, 0)  # without its handler it would kill at the very end
