"""A system's ids and the course's: a class list joins them where it has a column named after the system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader import seeds
from grader.errors import UsageError
from grader.submissions.roster import Entry, Roster

# Moodle's worksheet writes `Participant 7`, in its own language, where a download has 7.
_NUMBERED = {"moodle", "participant", "identifier"}
_PARTICIPANT = re.compile(r"\D+(\d+)")


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
        return self._theirs.get(seeds.folded(theirs)) if own or self.mapped else self.roster.of(theirs)

    def theirs(self, student: str) -> str:
        """Return a student's id in the system as the class list writes it, "" where it has none."""
        entry = self.roster.of(student)
        return next(self._of(entry), "") if entry is not None else ""

    @property
    def mapped(self) -> bool:
        """Whether the class list has ids of this system."""
        return bool(self._theirs)

    @cached_property
    def _theirs(self) -> Mapping[str, Entry]:
        first: dict[str, Entry] = {}
        more: dict[str, list[Entry]] = {}
        for entry in self.roster:
            for place, theirs in enumerate(self._of(entry)):
                if place:
                    more.setdefault(seeds.folded(theirs), []).append(entry)
                elif (other := first.setdefault(seeds.folded(theirs), entry)) is not entry:
                    both = f"{other.student} and {entry.student} have the same {self.columns[0]} id {theirs}"
                    raise UsageError(f"{self.roster.path}: {both}; mend one")
        return {theirs: entries[0] for theirs, entries in more.items() if len(entries) == 1} | first

    def _of(self, entry: Entry) -> Iterator[str]:
        """What each of the columns says, the first one first: a system may write a number for one, mail for another."""
        for column in self.columns:
            names = (f"{column} {self.assignment}", f"{column}_{self.assignment}", column)
            said = next((text for name in names if (text := entry.columns.get(name.lower()))), "")
            found = _PARTICIPANT.fullmatch(said) if column in _NUMBERED else None
            if said:
                yield found[1] if found else said
