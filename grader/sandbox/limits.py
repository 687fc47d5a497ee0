"""Limits of a submission: time, memory, output.  A module without NumPy, so that a server can start before it."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Limits: wall seconds for one call, one check, a whole submission; bytes of memory, of one answer, of all answers.

    The time for all is enough to see five functions run out of it, twice each.
    Answers are kept until all checks are judged; once they are too many, each may only have `small` bytes.
    """

    call: float = 2.0
    check: float = 5.0
    submission: float = 20.0
    memory: int = 512 << 20
    answer: int = 16 << 20
    answers: int = 64 << 20
    small: int = 1 << 20

    def for_check(self, seconds: float | None, memory: int | None, calls: int) -> Limits:
        """Return the limits of a check of so many calls, where one may take `seconds` and the homework `memory`."""
        timed = self if seconds is None else self._replace(call=seconds, check=max(self.check, seconds * calls))
        return timed if memory is None else timed._replace(memory=memory)

    @property
    def process(self) -> tuple[int, int]:
        """CPU seconds and memory of one worker."""
        return int(self.submission) + 1, self.memory
