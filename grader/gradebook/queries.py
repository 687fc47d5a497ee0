"""Reading a gradebook: who stands where, as of which run; what was published, and what the course has agreed on."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grader import seeds
from grader.course.loader import Course
from grader.errors import AuthorError, UsageError
from grader.gradebook import serialize
from grader.gradebook.grades import Mark, Rules
from grader.gradebook.store import Gradebook, now
from grader.model import Result
from grader.submissions import deadlines, roster
from grader.submissions.deadlines import Policy

_STANDINGS = """
select result, submitted from results join (
    select seen, sightings.submitted, row_number() over (
        partition by assignment, who
        order by coalesce(nullif(submitted, ''), sightings.recorded) desc, sightings.id desc
    ) as place
    from sightings join results on results.id = seen where assignment = :assignment and sightings.run <= :run
) on results.id = seen where place = 1 order by who
"""


@dataclass(frozen=True)
class Run:
    """One run of `grader grade`: its number, when, by whom, on how many submissions."""

    number: int
    started: str
    user: str
    count: int


def existing(path: Path) -> Gradebook:
    """Open a gradebook that is there; raises UsageError where none is."""
    if not path.exists():
        raise UsageError(f"there is no gradebook {path}: run grader grade first, or name one with --gradebook")
    return Gradebook(path)


def unknown(book: Gradebook, student: str) -> UsageError:
    """Return what is to be raised where a gradebook has nothing of a student."""
    return UsageError(f"{book.path} has no results of '{student}': see grader report for who is there")


def assignments(book: Gradebook) -> list[str]:
    """Return the assignments that the gradebook has results of."""
    return [name for (name,) in book.db.execute("select distinct assignment from results order by assignment")]


def runs(book: Gradebook, assignment: str) -> list[Run]:
    """Return the runs that saw something new of an assignment, the newest last."""
    query = """select runs.id, started, user, count(*) from sightings join runs on runs.id = sightings.run
        join results on results.id = seen where assignment = ? group by runs.id order by runs.id"""
    return [Run(*row) for row in book.db.execute(query, (assignment,))]


def last_run(book: Gradebook) -> int:
    """Return the number of the last run, 0 where there was none."""
    (number,) = book.db.execute("select coalesce(max(id), 0) from runs").fetchone()
    return int(number)


def standings(book: Gradebook, assignment: str, run: int | None = None) -> Iterator[tuple[Result, str]]:
    """Yield each student's result that counts, by id, with the time when it was handed in ("" where nobody knows).

    Of several attempts that is the latest; with `run`, as the machine marked it until then.  What people decided by
    hand about the same text is in it.
    """
    return ((book.decided(result), submitted) for result, submitted in as_marked(book, assignment, run))


def as_marked(book: Gradebook, assignment: str, run: int | None = None) -> Iterator[tuple[Result, str]]:
    """Yield the same as the machine left it, without what people decided since."""
    most = run if run is not None else 1 << 62
    for data, submitted in book.db.execute(_STANDINGS, {"assignment": assignment, "run": most}):
        yield serialize.from_dict(json.loads(zlib.decompress(data))), submitted


def results(book: Gradebook, assignment: str) -> Iterator[Result]:
    """Yield each student's result that counts, by id."""
    return (result for result, _ in standings(book, assignment))


def sources(book: Gradebook, assignment: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each student with the cells of the homework that counts."""
    return ((result.student, book.source(result.digest)) for result in results(book, assignment) if result.digest)


def published(book: Gradebook, assignment: str) -> dict[str, float | None]:
    """Return by folded id the points that were last given out for an assignment."""
    query = "select who, points from published where assignment = ? order by id"
    return dict(book.db.execute(query, (assignment,)).fetchall())


def publish(book: Gradebook, marks: Iterable[Mark], form: str) -> None:
    """Note which marks are given out."""
    rows = [(now(), form, mark.assignment, seeds.folded(mark.student), mark.student, mark.final) for mark in marks]
    with book.writing():
        book.db.executemany(
            "insert into published (recorded, format, assignment, who, student, points) values (?, ?, ?, ?, ?, ?)", rows
        )


def rules(course: Course, roster_path: Path | None = None) -> Rules:
    """Return what stands under [tool.grader]: `late`, `due` and `roster`; raises AuthorError where it is no good."""
    said = course.settings
    try:
        due = {name: _due(course, name, when) for name, when in _table(said.get("due", {})).items()}
        policy = Policy.read(str(said.get("late", "")))
    except AuthorError as error:
        raise AuthorError(f"{course.root / 'pyproject.toml'}, {error}") from None
    if roster_path is None and "roster" in said:
        roster_path = course.root / str(said["roster"])
    listed = roster.read(roster_path) if roster_path is not None else roster.Roster()
    return Rules(policy, due, listed)


_DUE = "softmax = 2026-11-30T23:59:00+01:00"


def _table(said: object) -> dict[str, object]:
    if not isinstance(said, dict):
        raise AuthorError(f"due in [tool.grader]: '{said}' does not say what is due; write due.{_DUE}")
    return said


def _due(course: Course, name: str, when: object) -> datetime:
    if name not in course.names:
        there = ", ".join(course.names)
        raise AuthorError(f"due in [tool.grader]: there is no assignment '{name}'; there are: {there}")
    try:
        return deadlines.end(str(when))
    except ValueError:
        raise AuthorError(f"due in [tool.grader]: '{when}' is no time; write {_DUE}") from None
