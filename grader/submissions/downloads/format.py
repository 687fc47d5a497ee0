"""What a form of download has to say: whether a set of names is of its form, and whose each file is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.submissions.downloads.listing import Item


@dataclass(frozen=True)
class Handed:
    """A file that was handed in: by whom, under which name, when, in which attempt."""

    item: Item
    student: str  # the id as the system writes it; "" where it cannot be told
    file: str  # as the student called it, perhaps with folders
    attempt: str = ""  # tells a student's attempts apart
    assignment: str = ""  # where the place says it
    submitted: str = ""  # ISO time in UTC
    late: bool = False  # as the system marks it
    notes: tuple[str, ...] = ()
    error: str | None = None

    @property
    def name(self) -> str:
        """The last part of the file's name."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True)
class Form:
    """One system's download."""

    system: str
    title: str
    columns: tuple[str, ...]  # of a class list that may hold this system's ids
    own_ids: bool  # students do not know them, and write another id in their files
    count: Callable[[Sequence[str]], int]  # how many of the names are of this form
    handed: Callable[[Sequence[Item]], Iterator[Handed]]  # the rest is passed over
    own: Callable[[str], bool] = lambda _: False  # a file of the system's, nobody's work
    advice: str = "they are no ids of the course"  # about own ids, where no class list maps them

    def fits(self, names: Sequence[str]) -> bool:
        """Return whether most of the names are of this form."""
        return bool(names) and 2 * self.count(names) > len(names)
