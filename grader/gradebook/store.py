"""The gradebook: one SQLite file of results, recorded calls, decisions and published grades, and what is asked of it.

Rows are added, never changed.  Claims and what is just being sent alone come and go: they say who has what before them,
and what has no answer yet.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import platform
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from grader import seeds
from grader.course.loader import RULES_DIGEST
from grader.errors import UsageError
from grader.formatting import points_text
from grader.gradebook import pending, recorded_calls, recorded_results
from grader.gradebook.forms import FORM, MIGRATIONS
from grader.gradebook.grades import Grade
from grader.gradebook.pending import Decision
from grader.model import Finding, Result, rounded_points
from grader.version import package_version

APPLICATION = 0x47524442  # "GRDB": a file with another mark is not ours
_RUN = "started, user, host, version, python, numpy, level, seed, options"
_RESULT = (
    "key, assignment_digest, run, recorded, who, student, assignment, path, digest, seed, level, points, max_points, "
    "pending, error, result"
)

_RECORDED = "id from results where key = ? and assignment_digest = ? order by id desc limit 1"
_SEEN_LAST = "seen from sightings join results on results.id = seen where key = ? order by sightings.id desc limit 1"

# Of each student the result of the attempt that counts, as it was judged last, and the result that counts of the same
# bytes: the one that was adopted of this student last, else one that was judged as those of the assignment that were
# adopted last; none where there is neither.
# A file that cannot be graded has no mark that could wait, and one that cannot be read has no bytes.
_STANDINGS = f"""
with attempts as (
    select results.id, who, digest, error, substr(assignment_digest, 1, {RULES_DIGEST}) as rules, sightings.submitted,
        row_number() over (
            partition by who order by coalesce(nullif(sightings.submitted, ''), sightings.recorded) desc,
            sightings.id desc
        ) as place
    from sightings join results on results.id = seen
    where assignment = :assignment and sightings.run <= :run and sightings.id <= :seen
), adoption (rules) as (
    select substr(assignment_digest, 1, {RULES_DIGEST}) from adopted join results on results.id = adopted.result
    where assignment = :assignment order by adopted.id desc limit 1
), last_attempts as (
    select *, (
        select adopted.result from results as same join adopted on adopted.result = same.id
        where assignment = :assignment and same.who = attempts.who order by adopted.id desc limit 1
    ) as given
    from attempts where place = 1
), standings as (
    select attempts.id as newest, attempts.who, submitted, given, case
        when adoption.rules is null or attempts.digest = '' then attempts.id
        when (select digest from results where id = given) = attempts.digest then given
        else coalesce(case when adoption.rules = attempts.rules then attempts.id end, (
            select seen from results as same join sightings on seen = same.id
            where assignment = :assignment and same.who = attempts.who and same.digest = attempts.digest
            and substr(assignment_digest, 1, {RULES_DIGEST}) = adoption.rules and sightings.id <= :seen
            order by sightings.id desc limit 1
        ), case when attempts.error is not null then attempts.id end)
    end as counting
    from last_attempts as attempts left join adoption
)
"""  # noqa: S608 - our own number
_EVER = 1 << 62  # more than the number of any run or sighting


@dataclass(frozen=True)
class NewResult:
    """A result on its way into the gradebook, with what it was judged by."""

    key: str
    result: Result
    assignment_digest: str
    calls: bytes = b""  # its calls, as recorded_calls.pack_calls gives them
    cells: tuple[str, ...] = ()  # its source
    submitted: str = ""  # when it was handed in, as ISO time in UTC; "" where nobody knows
    again: bool = False  # it was asked for although there was one


class Gradebook:
    """The results of a course.  Nothing in it is ever changed or deleted.

    What a student's last run found counts, until marks of the assignment are given out: these results are adopted, and
    stand whatever is judged later, until others are adopted in their place.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run: int | None = None
        self.last_seen = _EVER  # the number of the last sighting that is read
        if not path.parent.is_dir():
            raise UsageError(f"{path.parent} is no folder: name a gradebook in one that is there with --gradebook")
        try:
            self.db = sqlite3.connect(path, isolation_level=None, timeout=10)
        except sqlite3.Error as error:
            raise UsageError(f"{path} cannot be opened ({error}): name another file with --gradebook") from None
        try:
            self._open()
        except BaseException:
            self.db.close()
            raise

    def _open(self) -> None:
        """Look first, write afterwards: a file that is something else stays as it is."""
        try:
            # Tables first: another run may be setting the file up just now, and it sets the mark before the tables.
            (tables,) = self.db.execute("select count(*) from sqlite_master").fetchone()
            (mark,) = self.db.execute("pragma application_id").fetchone()
            (form,) = self.db.execute("pragma user_version").fetchone()
        except sqlite3.Error as error:
            if error.sqlite_errorname != "SQLITE_NOTADB":
                raise _failed(self.path, error, "read") from None
            raise UsageError(f"{self.path} is no gradebook ({error}): name another file with --gradebook") from None
        if mark != APPLICATION and tables:
            raise UsageError(f"{self.path} is a database of something else: name another file with --gradebook")
        if tables and form > FORM:
            what = f"has form {form}, but this grader reads none above {FORM}: install a newer grader"
            raise UsageError(f"{self.path} {what}, or name another file with --gradebook")
        if tables and 0 < form < min(MIGRATIONS):
            raise UsageError(f"{self.path} was kept by another version of grader: name another file with --gradebook")
        try:
            self.db.execute("pragma journal_mode = wal")
            self.db.execute("pragma synchronous = normal")  # survives a kill; a power cut may cost the last results
            if form != FORM:
                self._migrate()
        except sqlite3.Error as error:
            raise _failed(self.path, error) from None

    def _migrate(self) -> None:
        """Bring the tables to the present form, all steps or none; of several that open the file at once, one does."""
        with self.transaction():
            (form,) = self.db.execute("pragma user_version").fetchone()
            for number, step in MIGRATIONS.items():
                for statement in step.split(";") if form < number else ():
                    self.db.execute(statement)
            if 0 < form < 4:
                self._name_doubts()
            self.db.execute(f"pragma application_id = {APPLICATION}")
            self.db.execute(f"pragma user_version = {FORM}")

    def _name_doubts(self) -> None:
        """Give decisions on doubts the ids that do not depend on a sentence; those on texts keep theirs."""
        query = "select id, assignment, task, name, who, about, submission from decisions"
        for number, assignment, task, name, who, about, submission in self.db.execute(query).fetchall():
            results = "select result from results where assignment = ? and who = ?"
            kept = (json.loads(zlib.decompress(data)) for (data,) in self.db.execute(results, (assignment, who)))
            if about in {pending.text_subject(result["texts"].get(task, "")) for result in kept}:
                continue
            subject = pending.doubt_subject(submission)
            row = pending.case_id(assignment, task, name, who, subject), subject, number
            self.db.execute("update decisions set case_id = ?, about = ? where id = ?", row)

    def begin_run(self, *, level: str, seed: str, options: Sequence[str]) -> None:
        """Start a run: who, when, with what."""
        import numpy

        python, said = sys.version.split()[0], json.dumps(list(options))
        row = (now(), current_user(), platform.node(), package_version(), python, numpy.__version__, level, seed, said)
        with self.transaction():
            self.run = self.insert("runs", _RUN, row).lastrowid

    def stand_still(self) -> None:
        """Leave out what is seen from now on: marks that are given out are those that were read, whoever grades."""
        (self.last_seen,) = self.db.execute("select coalesce(max(id), 0) from sightings").fetchone()

    def find_result(self, key: str) -> tuple[Result, str] | None:
        """Return the result that was last seen under a key, and the digest of the assignment that it was judged by."""
        query = """select result, assignment_digest from sightings join results on results.id = seen
            where key = ? order by sightings.id desc limit 1"""
        row = self.db.execute(query, (key,)).fetchone()
        return None if row is None else (_unpack_result(row[0]), row[1])

    def packed_calls(self, key: str) -> bytes:
        """Return the calls that were last recorded under a key, none where there are none."""
        query = """select packed, rubric from calls join results using (id)
            left join rubrics on rubrics.digest = assignment_digest where key = ? order by id desc limit 1"""
        packed, rubric = self.db.execute(query, (key,)).fetchone() or (b"", None)
        if rubric is None:
            return packed
        # Until form 4, the digests of the reference's arguments stood with what a mark depended on.
        reference = json.loads(zlib.decompress(rubric))["calls"]
        return recorded_calls.pack_calls(recorded_calls.unpack_calls(packed, reference))

    def source(self, digest: str) -> tuple[str, ...]:
        """Return the cells of a submission, none where they were not kept."""
        row = self.db.execute("select cells from sources where digest = ?", (digest,)).fetchone()
        return () if row is None else tuple(json.loads(zlib.decompress(row[0])))

    def add(self, entry: NewResult) -> None:
        """Keep a result; one that is there under the same key and digest stays, but where this was done `again`."""
        result, digest = entry.result, entry.assignment_digest
        row = (
            entry.key,
            digest,
            self.run,
            now(),
            seeds.folded(result.student),
            result.student,
            result.assignment,
            result.path,
            result.digest,
            result.seed,
            result.level,
            None if result.points is None else rounded_points(result.points),
            rounded_points(result.max_points),
            rounded_points(result.pending),
            None if result.error is None else result.error.values.get("text", result.error.key),
            zlib.compress(json.dumps(recorded_results.as_data(result), ensure_ascii=True).encode()),
        )
        with self.transaction():
            if entry.cells:
                cells = zlib.compress(json.dumps(entry.cells).encode())
                self.insert("sources", "digest, cells", (result.digest, cells))
            there = self.db.execute(f"select {_RECORDED}", (entry.key, digest)).fetchone()
            if there is None or entry.again:
                made = self.insert("results", _RESULT, row)
                if entry.calls:
                    self.insert("calls", "id, packed", (made.lastrowid, entry.calls))
            self._note_sighting(_RECORDED, entry.submitted, entry.key, digest)

    def confirm(self, key: str, submitted: str = "") -> None:
        """Note that this run found an earlier result's bytes again: if another came in between, this one counts.

        Attempts that were handed in at different times do not come in between each other.
        """
        last = """select key = :key and submitted = :submitted from sightings join results on results.id = seen
            where (assignment, who) = (select assignment, who from results where key = :key limit 1)
            and (:submitted = '' or submitted = :submitted)
            order by sightings.id desc limit 1"""
        if self.db.execute(last, {"key": key, "submitted": submitted}).fetchone() != (1,):
            with self.transaction():
                self._note_sighting(_SEEN_LAST, submitted, key)

    def _note_sighting(self, which: str, submitted: str, *words: str) -> None:
        # A clock may be set back; what is seen later is not recorded as seen earlier.
        last = "coalesce((select recorded from sightings order by id desc limit 1), '')"
        statement = f"insert into sightings (run, submitted, recorded, seen) select ?, ?, max(?, {last}), {which}"
        self.db.execute(statement, (self.run, submitted, now(), *words))

    def insert(self, table: str, columns: str, row: Sequence[object]) -> sqlite3.Cursor:
        """Add a row to one of our tables, unless it has the same already; goes inside `transaction`."""
        marks = ",".join("?" * len(row))
        statement = f"insert or ignore into {table} ({columns}) values ({marks})"  # noqa: S608 - our own names
        return self.db.execute(statement, [storable_text(v) if isinstance(v, str) else v for v in row])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; what keeps us from writing is told in a sentence."""
        try:
            self.db.execute("begin immediate")
            try:
                yield
            except BaseException:
                if self.db.in_transaction:  # a full disk has ended it already
                    self.db.execute("rollback")
                raise
            self.db.execute("commit")
        except sqlite3.Error as error:
            raise _failed(self.path, error) from None

    def with_decisions(self, result: Result) -> Result:
        """Return a result with what people decided by hand in place of what waited for them."""
        query = """select case_id, kind, points, max_points, comment, marker, recorded from decisions
            where assignment = ? and who = ? order by id"""
        rows = self.db.execute(query, (result.assignment, storable_text(seeds.folded(result.student)))).fetchall()
        return pending.apply_decisions(result, {row[:2]: decision_of_row(row[2:]) for row in rows}) if rows else result

    def close(self) -> None:
        """Finish the run."""
        try:
            if self.run is not None:
                self.db.execute("update runs set finished = ? where id = ?", (now(), self.run))
        except sqlite3.Error as error:
            raise _failed(self.path, error) from None
        finally:
            self.db.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, _kind: object, error: object, _trace: object) -> None:
        """Finish the run; what keeps us from reading, whoever met it, is told in a sentence."""
        if isinstance(error, (sqlite3.Error, zlib.error)):
            self.db.close()
            raise _failed(self.path, error, "read") from None
        self.close()


def decision_of_row(row: Sequence[str]) -> Decision:
    """Return the decision that columns of `decisions` hold: points, max_points, comment, marker, recorded."""
    points, most, comment, marker, recorded = row
    return Decision(Fraction(points), Fraction(most), comment, marker, recorded)


def _unpack_result(data: bytes) -> Result:
    return recorded_results.from_data(json.loads(zlib.decompress(data)))


def result_key(*, student: str, assignment: str, path: str, digest: str, seed: str, level: str, numbers: str) -> str:
    """Return what makes a submission's outcomes the same: whose, which bytes, seed, numbers, machine."""
    import numpy

    environment = f"{sys.version.split()[0]} {numpy.__version__} {level}"
    place = path if not student else ""
    parts = (seeds.folded(student), place, assignment, digest, seed, numbers, environment)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


_DAMAGED = "put a copy from before in its place"
_REMEDIES = {
    "SQLITE_BUSY": "wait until whoever else writes into it has ended",
    "SQLITE_READONLY": "make it writable",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}


def _failed(path: Path, error: Exception, what: str = "written") -> UsageError:
    name = "SQLITE_CORRUPT" if isinstance(error, zlib.error) else getattr(error, "sqlite_errorname", None) or ""
    remedy = next((remedy for start, remedy in _REMEDIES.items() if name.startswith(start)), "make room")
    return UsageError(f"{path} cannot be {what} ({error}): {remedy}, or name another file with --gradebook")


def storable_text(text: str) -> str:
    """Return a text that SQLite can keep: a file's name may hold bytes that are no text."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def current_user() -> str:
    """Return the name of whoever is at work."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def now() -> str:
    """Return the time as it is written everywhere: ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


# ---- what a gradebook is asked


@dataclass(frozen=True)
class Run:
    """One run of `grader grade`: its number, when, by whom, on how many submissions."""

    number: int
    started: str
    user: str
    count: int


def open_existing(path: Path) -> Gradebook:
    """Open a gradebook that is there; raises UsageError where none is."""
    if not path.exists():
        raise UsageError(f"there is no gradebook {path}: run grader grade first, or name one with --gradebook")
    return Gradebook(path)


@dataclass(frozen=True)
class Attempt:
    """One attempt of a student: its result as the machine judged it, and under which key and digest that is kept."""

    result: Result
    key: str
    assignment_digest: str
    submitted: str  # ISO time in UTC, "" where nobody knows
    judged: str  # when, ISO time in UTC
    counts: bool


def attempts(book: Gradebook, assignment: str, student: str) -> list[Attempt]:
    """Return what a student handed in for an assignment, the first attempt first, each as it was judged last.

    Of the attempt that counts it is what was adopted, where something was.
    """
    who = storable_text(seeds.folded(student))
    query = f"{_STANDINGS} select coalesce(counting, newest) from standings where who = :who"  # noqa: S608
    (counting,) = book.db.execute(query, {**_of(book, assignment), "who": who}).fetchone() or (None,)
    query = """select results.id, result, key, assignment_digest, submitted, results.recorded from sightings
        join results on results.id = seen where assignment = ? and who = ?
        order by coalesce(nullif(submitted, ''), sightings.recorded), sightings.id"""
    found: dict[tuple[str, str], Attempt] = {}
    for number, data, key, digest, submitted, judged in book.db.execute(query, (assignment, who)):
        result = _unpack_result(data)
        place = submitted, result.digest or key
        if place in found and found[place].counts:
            continue
        found[place] = Attempt(result, key, digest, submitted, judged, counts=number == counting)
    return list(found.values())


def students(book: Gradebook, assignment: str) -> list[str]:
    """Return the students of whom there are results of an assignment."""
    query = "select distinct student from results where assignment = ? order by who"
    return [name for (name,) in book.db.execute(query, (assignment,))]


def unknown_student(book: Gradebook, student: str) -> UsageError:
    """Return what is to be raised where a gradebook has nothing of a student."""
    return UsageError(f"{book.path} has no results of '{student}': see grader report for who is there")


def assignment_names(book: Gradebook) -> list[str]:
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

    Of several attempts that is the latest; with `run`, as it was judged until then, adopted or not.  What people
    decided by hand about the same text is in it.  Where nothing of that attempt was adopted, the result `waits`.
    """
    before: int | None = None  # the number of the rules of what was adopted, once it is needed
    for result, submitted, waits in _machine_standings(book, assignment, run):
        decided = book.with_decisions(result)
        if waits:
            before = _adopted_rules(book, assignment) if before is None else before
            decided = replace(decided, waits=_why_waiting(decided, before))
        yield decided, submitted


def machine_standings(book: Gradebook, assignment: str) -> Iterator[Result]:
    """Yield each student's result that counts as the machine left it, without what people decided since."""
    return (result for result, *_ in _machine_standings(book, assignment))


def _machine_standings(book: Gradebook, assignment: str, run: int | None = None) -> Iterator[tuple[Result, str, bool]]:
    which = "coalesce(counting, newest)" if run is None else "newest"
    query = f"""{_STANDINGS} select results.result, standings.submitted, counting is null
        from standings join results on results.id = {which} order by results.who"""  # noqa: S608 - our own words
    for data, submitted, waits in book.db.execute(query, _of(book, assignment, run)):
        yield _unpack_result(data), submitted, run is None and bool(waits)


def _of(book: Gradebook, assignment: str, run: int | None = None) -> dict[str, object]:
    return {"assignment": assignment, "run": _EVER if run is None else run, "seen": book.last_seen}


def _why_waiting(result: Result, before: int) -> Finding:
    points = {"points": points_text(result.points), "most": points_text(result.max_points)}
    if result.rules == before:
        return Finding("waits.assignment", **points)
    return Finding("waits.rules", before=before, now=result.rules, **points)


def _adopted_rules(book: Gradebook, assignment: str) -> int:
    """The number of the marking rules of what was adopted last of an assignment, 0 where nothing was."""
    query = """select results.result from adopted join results on results.id = adopted.result where assignment = ?
        order by adopted.id desc limit 1"""
    row = book.db.execute(query, (assignment,)).fetchone()
    return 0 if row is None else _unpack_result(row[0]).rules


def standing_results(book: Gradebook, assignment: str) -> Iterator[Result]:
    """Yield each student's result that counts, by id."""
    return (result for result, _ in standings(book, assignment))


def standing_sources(book: Gradebook, assignment: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each student with the cells of the homework that counts."""
    return (
        (result.student, book.source(result.digest)) for result in standing_results(book, assignment) if result.digest
    )


def published_points(book: Gradebook, assignment: str) -> dict[str, float | None]:
    """Return by folded id the points that were last given out for an assignment."""
    query = "select who, points from published where assignment = ? order by id"
    return dict(book.db.execute(query, (assignment,)).fetchall())


def record_published(book: Gradebook, marks: Sequence[Grade], form: str) -> None:
    """Note which marks are given out; those that wait are not."""
    with book.transaction():
        for mark in marks:
            if not mark.waits:
                add_published(book, mark, form)
        for assignment in dict.fromkeys(mark.assignment for mark in marks):
            adopt_standings(book, assignment)


def add_published(book: Gradebook, mark: Grade, form: str) -> None:
    """Note that a mark is given out; goes inside `transaction`."""
    row = (now(), form, mark.assignment, seeds.folded(mark.student), mark.student, mark.final)
    book.insert("published", "recorded, format, assignment, who, student, points", row)


# ---- what was adopted


def adopt_standings(book: Gradebook, assignment: str) -> None:
    """Adopt what counts of an assignment, since it is given out; goes inside `transaction`."""
    query = f"""{_STANDINGS} insert into adopted (recorded, user, result) select :now, :user, counting
        from standings join results on results.id = counting left join adoption
        where counting is not given
        and (adoption.rules is null or adoption.rules = substr(assignment_digest, 1, {RULES_DIGEST}))
        order by counting"""  # noqa: S608 - our own number
    book.db.execute(query, {**_of(book, assignment), "now": now(), "user": current_user()})


def adopt_results(book: Gradebook, assignment: str, numbers: Iterable[int]) -> None:
    """Adopt results of an assignment by their numbers; whatever else counts of it, given out or not, goes on so."""
    with book.transaction():
        adopt_standings(book, assignment)
        for number in numbers:
            book.insert("adopted", "recorded, user, result", (now(), current_user(), number))


@dataclass(frozen=True)
class Rejudged:
    """One student's result that counts, None where it waits, and the one by other rules, None where there is none."""

    student: str
    number: int  # of the newest result
    counting: Result | None
    newest: Result | None


def rejudged(book: Gradebook, assignment: str, rules_digest: str) -> Iterator[Rejudged]:
    """Yield of each student what counts, and what was judged last by these rules and this form of the assignment."""
    query = f"""{_STANDINGS} select newer.student, newest, older.result,
        case when substr(newer.assignment_digest, 1, {RULES_DIGEST}) = :rules then newer.result end
        from standings join results as newer on newer.id = newest left join results as older on older.id = counting
        order by newer.who"""  # noqa: S608
    for student, number, *kept in book.db.execute(query, {**_of(book, assignment), "rules": rules_digest}):
        yield Rejudged(student, number, *(data and book.with_decisions(_unpack_result(data)) for data in kept))


def is_adopted(book: Gradebook, assignment: str) -> bool:
    """Return whether results of an assignment were adopted: marks of it were given out."""
    query = "select 1 from adopted join results on results.id = adopted.result where assignment = ? limit 1"
    return book.db.execute(query, (assignment,)).fetchone() is not None


def count_not_adopted(book: Gradebook, assignment: str) -> tuple[int, int]:
    """Return how many marks would change by what was judged last, and how many wait."""
    query = f"""{_STANDINGS} select count(*) filter (
            where counting != newest and (newer.points, newer.pending) is not (older.points, older.pending)
        ), count(*) filter (where counting is null)
        from standings join results as newer on newer.id = newest left join results as older on older.id = counting"""  # noqa: S608
    changing, waiting = book.db.execute(query, _of(book, assignment)).fetchone()
    return changing, waiting
