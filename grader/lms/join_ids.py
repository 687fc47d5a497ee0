"""Grades joined with the rows of a system's file by id, never by name: one kind of id for the whole class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader import seeds
from grader.errors import UsageError
from grader.gradebook.grades import Grade
from grader.submissions.roster import Roster, SystemIds


@dataclass(frozen=True)
class JoinedGrades:
    """The grade of each row, the grades without a row, and the kind of id that joined them."""

    grade_by_row: Mapping[int, Grade]
    unmatched: Sequence[Grade]
    by: str


def join_grades(
    marks: Sequence[Grade],
    ids: Mapping[str, Sequence[str]],
    system_ids: Mapping[str, str],
    *,
    by: str | None,
    where: str,
) -> JoinedGrades:
    """Return the grades by row.

    `ids` has by kind of id the id of each row, the system's own kind first; `system_ids` the system's id of a student
    where the class list has it.  The kind that most grades have counts, or the one named by `by`.  Raises UsageError
    where a row would have two grades or a grade two rows.
    """
    if by is not None and by not in ids:
        raise UsageError(f"{where} has no column {by!r} of ids: choose one of {', '.join(map(repr, ids))} with --by")
    sought = [(mark, seeds.folded(system_ids.get(seeds.folded(mark.student)) or mark.student)) for mark in marks]
    kinds = {kind: _rows_by_id(values) for kind, values in ids.items() if by in (None, kind)}
    counts = {kind: sum(name in rows for _, name in sought) for kind, rows in kinds.items()}
    kind = max(counts, key=lambda kind: counts[kind])
    _refuse_ambiguous_ids(kind, kinds, counts, sought, where)
    found: dict[int, Grade] = {}
    unmatched: list[Grade] = []
    for mark, name in sought:
        rows = kinds[kind].get(name, [])
        if len(rows) > 1:
            raise UsageError(f"{where}: {mark.student} is in {len(rows)} rows by {kind!r}; download it once more")
        if rows and rows[0] in found:
            both = f"{found[rows[0]].student} and {mark.student}"
            raise UsageError(f"{both} are one person in {where} by {kind!r}: mend the class list")
        if rows:
            found[rows[0]] = mark
        else:
            unmatched.append(mark)
    return JoinedGrades(found, unmatched, kind)


def _refuse_ambiguous_ids(
    kind: str,
    kinds: Mapping[str, Mapping[str, list[int]]],
    counts: Mapping[str, int],
    sought: Sequence[tuple[Grade, str]],
    where: str,
) -> None:
    """Refuse to guess where two kinds of ids fit many of the grades, but in different rows."""
    for other, count in counts.items():
        if other == kind or 2 * count <= counts[kind]:
            continue
        for mark, name in sought:
            one, two = kinds[kind].get(name, []), kinds[other].get(name, [])
            if (one and two and not set(one) & set(two)) or (one != two and count == counts[kind]):
                raise UsageError(f"{where}: {mark.student} may be meant by {kind!r} or by {other!r}: choose with --by")


def _rows_by_id(values: Iterable[str]) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for number, value in enumerate(values):
        if value:
            rows.setdefault(seeds.folded(value), []).append(number)
    return rows


def system_ids(roster: Roster, columns: Sequence[str], assignment: str) -> dict[str, str]:
    """Return by folded student the system's id in the class list; a column `moodle softmax` counts before `moodle`."""
    ids = SystemIds(roster, columns, assignment)
    return {seeds.folded(entry.student): found for entry in roster if (found := ids.id_of_student(entry.student))}
