"""A system's ids and the course's: a class list joins them where it has a column named after the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader import variant
from grader.errors import UsageError
from grader.roster import Entry, Roster


@dataclass(frozen=True)
class Ids:
    """What the columns of a class list say about one system's ids in one assignment.

    The column `moodle softmax` counts before `moodle`: an id may belong to one assignment.
    """

    roster: Roster
    columns: Sequence[str]
    assignment: str

    def entry(self, theirs: str, *, own: bool) -> Entry | None:
        """Return the student that has this id in the system.

        Without a column for them, ids that are not the system's `own` are looked for among the course's.
        """
        return self._theirs.get(plain(theirs)) if own or self.mapped else self.roster.of(theirs)

    def theirs(self, student: str) -> str:
        """Return a student's id in the system as the class list writes it, "" where it has none."""
        entry = self.roster.of(student)
        return self._of(entry) if entry is not None else ""

    @property
    def mapped(self) -> bool:
        """Whether the class list has ids of this system."""
        return bool(self._theirs)

    @cached_property
    def _theirs(self) -> Mapping[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self.roster:
            theirs = self._of(entry)
            if theirs and (other := found.setdefault(plain(theirs), entry)) is not entry:
                both = f"{other.student} and {entry.student}"
                raise UsageError(f"{self.roster.path}: {both} have the same {self.columns[0]} id {theirs}; mend one")
        return found

    def _of(self, entry: Entry) -> str:
        for column in self.columns:
            for name in (f"{column} {self.assignment}", f"{column}_{self.assignment}", column):
                if said := entry.columns.get(name.lower()):
                    return said
        return ""


def plain(theirs: str) -> str:
    """Return an id as it is compared; Moodle's worksheet writes `Participant 7`, in its own language, for 7."""
    head, _, tail = variant.folded(theirs).rpartition(" ")
    return tail if head and tail.isdecimal() else variant.folded(theirs)
