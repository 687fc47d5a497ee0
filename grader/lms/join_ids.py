"""Marks and the people of a system, joined on ids and never on names: one kind of id for the whole class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader import seeds
from grader.errors import UsageError
from grader.gradebook.grades import Mark
from grader.submissions.roster import Roster, SystemIds

_SHOWN = 5


@dataclass(frozen=True)
class Joined:
    """Each mark's person, by place; whom nobody there is; and by which kind of id that was found."""

    places: Mapping[int, Mark]
    strangers: Sequence[Mark]
    by: str


def joined(
    marks: Sequence[Mark], ids: Mapping[str, Sequence[str]], theirs: Mapping[str, str], *, by: str | None, where: str
) -> Joined:
    """Return the marks by the place of their person.

    `ids` has for each kind of id everybody's, the system's own first; `theirs` the system's id of a student where a
    class list has it.  Of the kinds the one counts that most marks have, or the one named by `by`.  Raises UsageError
    where a person would have two marks or a mark two persons.
    """
    if by is not None and by not in ids:
        raise UsageError(f"{where} has no column {by!r} of ids: choose one of {', '.join(map(repr, ids))} with --by")
    sought = [(mark, seeds.folded(theirs.get(seeds.folded(mark.student)) or mark.student)) for mark in marks]
    kinds = {kind: _places(values) for kind, values in ids.items() if by in (None, kind)}
    counts = {kind: sum(name in places for _, name in sought) for kind, places in kinds.items()}
    kind = max(counts, key=lambda kind: counts[kind])
    _one_meaning(kind, kinds, counts, sought, where)
    found: dict[int, Mark] = {}
    strangers: list[Mark] = []
    for mark, name in sought:
        places = kinds[kind].get(name, [])
        if len(places) > 1:
            raise UsageError(f"{where}: {mark.student} is in {len(places)} rows by {kind!r}; download it once more")
        if places and places[0] in found:
            both = f"{found[places[0]].student} and {mark.student}"
            raise UsageError(f"{both} are one person in {where} by {kind!r}: mend the class list")
        if places:
            found[places[0]] = mark
        else:
            strangers.append(mark)
    return Joined(found, strangers, kind)


def _one_meaning(
    kind: str,
    kinds: Mapping[str, Mapping[str, list[int]]],
    counts: Mapping[str, int],
    sought: Sequence[tuple[Mark, str]],
    where: str,
) -> None:
    """Two kinds of ids that fit many of the marks, but other people, are for a person to choose from."""
    for other, count in counts.items():
        if other == kind or 2 * count <= counts[kind]:
            continue
        for mark, name in sought:
            one, two = kinds[kind].get(name, []), kinds[other].get(name, [])
            if (one and two and not set(one) & set(two)) or (one != two and count == counts[kind]):
                raise UsageError(f"{where}: {mark.student} may be meant by {kind!r} or by {other!r}: choose with --by")


def _places(values: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        if value:
            places.setdefault(seeds.folded(value), []).append(number)
    return places


def theirs(roster: Roster, columns: Sequence[str], assignment: str) -> dict[str, str]:
    """Return by folded student the id that a class list has in one of the columns; `moodle softmax` before `moodle`."""
    ids = SystemIds(roster, columns, assignment)
    return {seeds.folded(entry.student): said for entry in roster if (said := ids.id_of_student(entry.student))}


def some(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
