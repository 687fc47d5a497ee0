"""How much memory a tree of processes takes together, looked at while it runs (Linux)."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

_SHARE = 0.04  # of one core at most: looking is work of its own
_PAUSE = 0.01  # seconds, at least


class Watch:
    """Looks at all processes below this one, again and again, until it is told to stop.

    `peak` is the largest sum of their PSS in KiB: what each has to itself, and its part of what several share, so that
    a page counts once, whoever forked whom.  The kernel shows PSS to root and to a process's own user, unless the
    process hides its memory, as the sandbox's do; then `peak` has its RSS, where what is shared counts each time, and
    `exact` is False.
    """

    def __init__(self) -> None:
        self.peak, self.exact = 0, True
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        pause = _PAUSE
        while not self._stop.wait(pause):
            began = time.perf_counter()
            total, exact = memory_below(os.getpid())
            if total > self.peak:
                self.peak, self.exact = total, exact
            pause = max(_PAUSE, (time.perf_counter() - began) / _SHARE)


def memory_below(root: int) -> tuple[int, bool]:
    """Return KiB of all processes below one, and whether all of it is PSS."""
    total, exact = 0, True
    for process in below(root):
        own = _field(Path(f"/proc/{process}/smaps_rollup"), "Pss:")
        if own is None:
            own = _field(Path(f"/proc/{process}/status"), "VmRSS:") or 0
            exact = exact and not own
        total += own
    return total, exact


def below(root: int) -> list[int]:
    """Return the processes that this one started, and those that they did; all ended ones are left out."""
    found: list[int] = []
    waiting = [root]
    while waiting:
        process = waiting.pop()
        try:
            threads = os.listdir(f"/proc/{process}/task")
        except OSError:
            continue
        for thread in threads:
            try:
                text = Path(f"/proc/{process}/task/{thread}/children").read_text()
            except OSError:
                continue
            children = [int(word) for word in text.split()]
            found += children
            waiting += children
    return found


def _field(path: Path, name: str) -> int | None:
    try:
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    except OSError:
        pass
    return None
