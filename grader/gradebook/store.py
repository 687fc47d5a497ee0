"""What is kept: one SQLite file, append-only, written by one process; a run that is repeated finds what is there."""

from __future__ import annotations

import getpass
import hashlib
import json
import platform
import sqlite3
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from grader import seeds
from grader.errors import UsageError
from grader.gradebook import pending, serialize
from grader.gradebook.fingerprints import Rubric
from grader.gradebook.pending import Decision
from grader.gradebook.schema import APPLICATION, FORM, TABLES
from grader.model import Result
from grader.version import VERSION

_RUN = "started, user, host, version, python, numpy, level, seed, options"
_RESULT = (
    "key, rubric, run, recorded, who, student, assignment, path, digest, seed, level, points, max_points, pending, "
    "error, result"
)

_KEPT = "id from results where key = ? and rubric = ? order by id desc limit 1"
_SEEN_LAST = "seen from sightings join results on results.id = seen where key = ? order by sightings.id desc limit 1"


@dataclass(frozen=True)
class Entry:
    """A result on its way into the gradebook, with what it was judged by."""

    key: str
    result: Result
    rubric: Rubric
    kept: bytes = b""  # its calls, as kept.packed gives them
    cells: tuple[str, ...] = ()  # its source
    submitted: str = ""  # when it was handed in, as ISO time in UTC; "" where nobody knows
    again: bool = False  # it was asked for although there was one


class Gradebook:
    """The results of a course.  Nothing in it is ever changed or deleted; what a student's last run found counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run: int | None = None
        self._rubrics: dict[str, Rubric] = {}
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
        if tables and form not in (0, FORM):
            raise UsageError(f"{self.path} was kept by another version of grader: name another file with --gradebook")
        try:
            self.db.execute("pragma journal_mode = wal")
            self.db.execute("pragma synchronous = normal")  # survives a kill; a power cut may cost the last results
            self.db.executescript(f"pragma application_id = {APPLICATION}; {TABLES} pragma user_version = {FORM};")
        except sqlite3.Error as error:
            raise _failed(self.path, error) from None

    def begin(self, *, level: str, seed: str, options: Sequence[str]) -> None:
        """Start a run: who, when, with what."""
        import numpy

        python, said = sys.version.split()[0], json.dumps(list(options))
        row = (now(), user(), platform.node(), VERSION, python, numpy.__version__, level, seed, said)
        with self.writing():
            self.run = self.insert("runs", _RUN, row).lastrowid

    def find(self, key: str) -> tuple[Result, Rubric] | None:
        """Return the result that was last seen under a key, and the rubric that it was marked by."""
        query = """select result, rubric from sightings join results on results.id = seen
            where key = ? order by sightings.id desc limit 1"""
        row = self.db.execute(query, (key,)).fetchone()
        return None if row is None else (_result(row[0]), self.rubric(row[1]))

    def calls(self, key: str, rubric: Rubric) -> bytes:
        """Return the calls that are kept with a result, none where there are none."""
        query = "select kept from calls join results using (id) where key = ? and rubric = ? order by id desc"
        row = self.db.execute(query, (key, rubric.digest)).fetchone()
        return b"" if row is None else row[0]

    def rubric(self, digest: str) -> Rubric:
        """Return a rubric by its digest."""
        if digest not in self._rubrics:
            (text,) = self.db.execute("select rubric from rubrics where digest = ?", (digest,)).fetchone()
            self._rubrics[digest] = Rubric.read(zlib.decompress(text).decode())
        return self._rubrics[digest]

    def source(self, digest: str) -> tuple[str, ...]:
        """Return the cells of a submission, none where they were not kept."""
        row = self.db.execute("select cells from sources where digest = ?", (digest,)).fetchone()
        return () if row is None else tuple(json.loads(zlib.decompress(row[0])))

    def add(self, entry: Entry) -> None:
        """Keep a result; one that is there under the same key and rubric stays, but where this was done `again`."""
        result, digest = entry.result, entry.rubric.digest
        data = serialize.as_kept(result)
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
            data["points"],
            data["max_points"],
            data["pending"],
            result.error,
            zlib.compress(json.dumps(data, ensure_ascii=True).encode()),
        )
        with self.writing():
            if digest not in self._rubrics:
                text = zlib.compress(entry.rubric.text.encode())
                self.insert("rubrics", "digest, assignment, rubric", (digest, result.assignment, text))
            if entry.cells:
                cells = zlib.compress(json.dumps(entry.cells).encode())
                self.insert("sources", "digest, cells", (result.digest, cells))
            there = self.db.execute(f"select {_KEPT}", (entry.key, digest)).fetchone()
            if there is None or entry.again:
                made = self.insert("results", _RESULT, row)
                if entry.kept:
                    self.insert("calls", "id, kept", (made.lastrowid, entry.kept))
            self._see(_KEPT, entry.submitted, entry.key, digest)
        self._rubrics[digest] = entry.rubric

    def confirm(self, key: str, submitted: str = "") -> None:
        """Note that this run found an earlier result's bytes again: if another came in between, this one counts.

        Attempts that were handed in at different times do not come in between each other.
        """
        last = """select key = :key and submitted = :submitted from sightings join results on results.id = seen
            where (assignment, who) = (select assignment, who from results where key = :key limit 1)
            and (:submitted = '' or submitted = :submitted)
            order by sightings.id desc limit 1"""
        if self.db.execute(last, {"key": key, "submitted": submitted}).fetchone() != (1,):
            with self.writing():
                self._see(_SEEN_LAST, submitted, key)

    def _see(self, which: str, submitted: str, *words: str) -> None:
        # A clock may be set back; what is seen later is not recorded as seen earlier.
        last = "coalesce((select recorded from sightings order by id desc limit 1), '')"
        statement = f"insert into sightings (run, submitted, recorded, seen) select ?, ?, max(?, {last}), {which}"
        self.db.execute(statement, (self.run, submitted, now(), *words))

    def insert(self, table: str, columns: str, row: Sequence[object]) -> sqlite3.Cursor:
        """Add a row to one of our tables, unless it has the same already; goes inside `writing`."""
        marks = ",".join("?" * len(row))
        statement = f"insert or ignore into {table} ({columns}) values ({marks})"  # noqa: S608 - our own names
        return self.db.execute(statement, [utf8(v) if isinstance(v, str) else v for v in row])

    @contextmanager
    def writing(self) -> Iterator[None]:
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

    def current(self, assignment: str | None = None) -> Iterator[Result]:
        """Yield the newest result of each student, by assignment and student."""
        query = "select result from current where ? is null or assignment = ? order by assignment, student"
        for (data,) in self.db.execute(query, (assignment, assignment)):
            yield self.decided(_result(data))

    def decided(self, result: Result) -> Result:
        """Return a result with what people decided by hand in place of what waited for them."""
        query = """select item, points, max_points, comment, marker, recorded from manual
            where assignment = ? and who = ? order by id"""
        rows = self.db.execute(query, (result.assignment, utf8(seeds.folded(result.student)))).fetchall()
        return pending.decided(result, {row[0]: decision(row[1:]) for row in rows}) if rows else result

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


def decision(row: Sequence[str]) -> Decision:
    """Return the decision that columns of `manual` hold: points, max_points, comment, marker, recorded."""
    points, most, comment, marker, recorded = row
    return Decision(Fraction(points), Fraction(most), comment, marker, recorded)


def _result(data: bytes) -> Result:
    return serialize.from_dict(json.loads(zlib.decompress(data)))


def key_of(*, student: str, assignment: str, path: str, digest: str, seed: str, level: str, numbers: str) -> str:
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


def utf8(text: str) -> str:
    """Return a text that SQLite can keep: a file's name may hold bytes that are no text."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def user() -> str:
    """Return the name of whoever is at work."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def now() -> str:
    """Return the time as it is written everywhere: ISO, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
