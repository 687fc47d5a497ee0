"""What is kept: one SQLite file, append-only, written by one process; a run that is repeated finds what is there."""

from __future__ import annotations

import getpass
import hashlib
import json
import platform
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from grader import record, variant
from grader.errors import UsageError
from grader.model import Result
from grader.version import VERSION

_APPLICATION = 0x47524442  # "GRDB": a file with another mark is not ours
_SCHEMA = """
create table if not exists runs (
    id integer primary key, started text not null, finished text, user text, host text, version text not null,
    python text not null, numpy text not null, level text not null, seed text not null, options text not null
);
create table if not exists results (
    id integer primary key, key text not null unique, run integer not null references runs (id), recorded text not null,
    who text not null, student text not null, assignment text not null, path text not null, digest text not null,
    assignment_digest text not null, seed text not null, level text not null,
    points real, max_points real not null, pending real not null, error text, result text not null
);
create table if not exists sightings (
    id integer primary key, run integer not null references runs (id), seen integer not null references results (id)
);
create index if not exists results_by_student on results (assignment, who);
create index if not exists sightings_by_result on sightings (seen);
create view if not exists current as
    select * from results where id in (
        select seen from (
            select seen, max(sightings.id) from sightings join results on results.id = seen group by assignment, who
        )
    );
"""
_RUN = "started, user, host, version, python, numpy, level, seed, options"
_RESULT = (
    "key, run, recorded, who, student, assignment, path, digest, assignment_digest, seed, level, points, max_points, "
    "pending, error, result"
)


class Gradebook:
    """The results of a course.  Nothing in it is ever changed or deleted; what a student's last run found counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run: int | None = None
        if not path.parent.is_dir():
            raise UsageError(f"{path.parent} is no folder: name a gradebook in one that is there with --gradebook")
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
        except sqlite3.Error as error:
            raise UsageError(f"{path} cannot be opened ({error}): name another file with --gradebook") from None
        try:
            self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        """Look first, write afterwards: a file that is something else stays as it is."""
        try:
            # Tables first: another run may be setting the file up just now, and it sets the mark before the tables.
            (tables,) = self._db.execute("select count(*) from sqlite_master").fetchone()
            (mark,) = self._db.execute("pragma application_id").fetchone()
        except sqlite3.Error as error:
            raise UsageError(f"{self.path} is no gradebook ({error}): name another file with --gradebook") from None
        if mark != _APPLICATION and tables:
            raise UsageError(f"{self.path} is a database of something else: name another file with --gradebook")
        try:
            self._db.execute("pragma journal_mode = wal")
            self._db.execute("pragma synchronous = normal")  # survives a kill; a power cut may cost the last results
            self._db.executescript(f"pragma application_id = {_APPLICATION}; {_SCHEMA}")
        except sqlite3.Error as error:
            raise _unwritable(self.path, error) from None

    def begin(self, *, level: str, seed: str, options: Sequence[str]) -> None:
        """Start a run: who, when, with what."""
        import numpy

        user = "unknown"
        with suppress(OSError, KeyError):
            user = getpass.getuser()
        python, said = sys.version.split()[0], json.dumps(list(options))
        row = (_now(), user, platform.node(), VERSION, python, numpy.__version__, level, seed, said)
        with self._writing():
            self.run = self._insert("runs", _RUN, row).lastrowid

    def find(self, key: str) -> Result | None:
        """Return the result that was kept under a key, if any."""
        row = self._db.execute("select result from results where key = ?", (key,)).fetchone()
        return None if row is None else record.from_dict(json.loads(row[0]))

    def add(self, key: str, result: Result, assignment_digest: str) -> None:
        """Keep a result; one that is there already under the same key stays as it is."""
        data = record.as_kept(result)
        row = (
            key, self.run, _now(), variant.folded(result.student), result.student, result.assignment, result.path,
            result.digest, assignment_digest, result.seed, result.level, data["points"], data["max_points"],
            data["pending"], result.error, json.dumps(data, ensure_ascii=True),
        )  # fmt: skip
        with self._writing():
            self._insert("results", _RESULT, row)
            self._see(key)

    def confirm(self, key: str) -> None:
        """Note that this run found an earlier result's bytes again: if another came in between, this one counts."""
        last = """select seen = (select id from results where key = :key) from sightings where seen in (
            select id from results where (assignment, who) = (select assignment, who from results where key = :key)
        ) order by id desc limit 1"""
        if self._db.execute(last, {"key": key}).fetchone() != (1,):
            with self._writing():
                self._see(key)

    def _see(self, key: str) -> None:
        statement = "insert into sightings (run, seen) select ?, id from results where key = ?"
        self._db.execute(statement, (self.run, key))

    def _insert(self, table: str, columns: str, row: Sequence[object]) -> sqlite3.Cursor:
        marks = ",".join("?" * len(row))
        statement = f"insert or ignore into {table} ({columns}) values ({marks})"  # noqa: S608 - our own names
        return self._db.execute(statement, [_utf8(v) if isinstance(v, str) else v for v in row])

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All or nothing; what keeps us from writing is told in a sentence."""
        try:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("rollback")
                raise
            self._db.execute("commit")
        except sqlite3.Error as error:
            raise _unwritable(self.path, error) from None

    def current(self, assignment: str | None = None) -> Iterator[Result]:
        """Yield the newest result of each student, by assignment and student."""
        query = "select result from current where ? is null or assignment = ? order by assignment, student"
        for (text,) in self._db.execute(query, (assignment, assignment)):
            yield record.from_dict(json.loads(text))

    def close(self) -> None:
        """Finish the run."""
        try:
            if self.run is not None:
                self._db.execute("update runs set finished = ? where id = ?", (_now(), self.run))
        except sqlite3.Error as error:
            raise _unwritable(self.path, error) from None
        finally:
            self._db.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def key_of(
    *, student: str, assignment: str, path: str, digest: str, assignment_digest: str, seed: str, level: str,
    numbers: str,
) -> str:  # fmt: skip
    """Return what makes a grading the same: whose, which bytes, which assignment, seed, numbers, machine."""
    import numpy

    environment = f"{sys.version.split()[0]} {numpy.__version__} {level}"
    place = path if not student else ""
    parts = (variant.folded(student), place, assignment, digest, assignment_digest, seed, numbers, environment)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _unwritable(path: Path, error: sqlite3.Error) -> UsageError:
    return UsageError(f"{path} cannot be written ({error}): make room, or name another file with --gradebook")


def _utf8(text: str) -> str:
    """Text that SQLite can keep: a file's name may hold bytes that are no text."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
