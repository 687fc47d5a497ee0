"""How much of everything a submission may use.  Apart, so that a server can be started before NumPy is imported."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Wall seconds for one call, one check and a whole submission; bytes of memory, of one answer, of all together.

    Answers are kept until all checks are judged; once they are too many, each may only have `small` bytes.
    """

    call: float = 2.0
    check: float = 5.0
    submission: float = 10.0
    memory: int = 512 << 20
    answer: int = 16 << 20
    answers: int = 64 << 20
    small: int = 1 << 20

    @property
    def process(self) -> tuple[int, int]:
        """CPU seconds and memory of one worker."""
        return int(self.submission) + 1, self.memory
