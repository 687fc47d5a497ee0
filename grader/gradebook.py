"""What is kept: one SQLite file, append-only, written by one process; a run that is repeated finds what is there."""

from __future__ import annotations

import getpass
import hashlib
import json
import platform
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from grader import record
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
    student text not null, assignment text not null, path text not null, digest text not null,
    assignment_digest text not null, seed text not null, level text not null,
    points real, max_points real not null, pending real not null, error text, result text not null
);
create index if not exists results_by_student on results (assignment, student);
create view if not exists current as
    select * from results where id in (select max(id) from results group by assignment, lower(trim(student)));
"""


class Gradebook:
    """The results of a course.  Nothing in it is ever changed or deleted; the newest result of a student counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
            self._db.execute("pragma journal_mode = wal")
            (mark,) = self._db.execute("pragma application_id").fetchone()
            (tables,) = self._db.execute("select count(*) from sqlite_master").fetchone()
            if mark != _APPLICATION and tables:
                raise UsageError(f"{path} is a database of something else: name another file with --gradebook")
            self._db.executescript(f"pragma application_id = {_APPLICATION}; {_SCHEMA}")
        except sqlite3.DatabaseError as error:
            raise UsageError(f"{path} is no gradebook ({error}): name another file with --gradebook") from None
        self.run: int | None = None

    def begin(self, *, level: str, seed: str, options: Sequence[str]) -> None:
        """Start a run: who, when, with what."""
        import numpy

        user = "unknown"
        with suppress(OSError, KeyError):
            user = getpass.getuser()
        row = (_now(), user, platform.node(), VERSION, sys.version.split()[0], numpy.__version__, level, seed, json.dumps(list(options)))
        cursor = self._db.execute(
            "insert into runs (started, user, host, version, python, numpy, level, seed, options) values (?,?,?,?,?,?,?,?,?)", row
        )
        self.run = cursor.lastrowid

    def find(self, key: str) -> Result | None:
        """Return the result that was kept under a key, if any."""
        row = self._db.execute("select result from results where key = ?", (key,)).fetchone()
        return None if row is None else record.from_dict(json.loads(row[0]))

    def add(self, key: str, result: Result, assignment_digest: str) -> None:
        """Keep a result; one that is there already under the same key stays as it is."""
        data = record.as_dict(result)
        row = (
            key, self.run, _now(), result.student, result.assignment, result.path, result.digest, assignment_digest,
            result.seed, result.level, data["points"], data["max_points"], data["pending"], result.error,
            json.dumps(data, ensure_ascii=False),
        )  # fmt: skip
        columns = "key, run, recorded, student, assignment, path, digest, assignment_digest, seed, level, points, max_points, pending, error, result"
        marks = ",".join("?" * len(row))
        self._db.execute(f"insert or ignore into results ({columns}) values ({marks})", row)  # noqa: S608 - our own names

    def current(self, assignment: str | None = None) -> Iterator[Result]:
        """Yield the newest result of each student, by assignment and student."""
        query = "select result from current where ? is null or assignment = ? order by assignment, student"
        for (text,) in self._db.execute(query, (assignment, assignment)):
            yield record.from_dict(json.loads(text))

    def close(self) -> None:
        """Finish the run."""
        if self.run is not None:
            self._db.execute("update runs set finished = ? where id = ?", (_now(), self.run))
        self._db.close()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def key_of(*, student: str, assignment: str, path: str, digest: str, assignment_digest: str, seed: str, level: str,
           numbers: str) -> str:  # fmt: skip
    """Return what makes a grading the same grading: whose, which bytes, which assignment, seed, numbers, environment."""
    import numpy

    environment = f"{sys.version.split()[0]} {numpy.__version__} {level}"
    place = path if not student else ""
    parts = (student.strip().casefold(), place, assignment, digest, assignment_digest, seed, numbers, environment)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
