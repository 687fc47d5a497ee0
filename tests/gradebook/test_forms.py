"""What older versions kept is read, with every decision in place; what newer ones keep is refused in a sentence."""

import json
import sqlite3
import zlib
from contextlib import closing

import by_hand
import pytest
import small_course
from command import run
from places import ROOT

from grader.errors import UsageError
from grader.gradebook import recorded_calls, recorded_results, store
from grader.model import Result

FORMS = ROOT / "tests" / "data" / "forms"
AUTOTESTS = """
from grader import check, formula, prose


@check(points=80)
def small(hw, rng):
    return hw.double(1)


prose("why", points=10, title="why twice", key_facts=(("sum", "add"),))
formula("slope", points=10, symbols=("w", "x"))
"""
SOLUTION = (
    "from grader import step\n\ndef double(x):\n    return 2 * x\n\n@step\ndef slope(w, x):\n    return 2 * w * x\n"
)
SKELETON = "STUDENT = ...\n\ndef double(x):\n    raise NotImplementedError\n\nwhy = ...\nslope = ...\n"


@pytest.fixture
def course(tmp_path):
    """A course with the gradebook that commit 6ba67cb wrote."""
    small_course.written(tmp_path, AUTOTESTS, SOLUTION, SKELETON)
    with closing(sqlite3.connect(tmp_path / "grades.sqlite")) as db:
        db.executescript((FORMS / "gradebook-6ba67cb.sql").read_text(encoding="utf-8"))
    return tmp_path


def rows(course, query):
    with closing(sqlite3.connect(course / "grades.sqlite")) as db:
        return db.execute(query).fetchall()


def reports(course):
    lines = [run("report", *who, cwd=course, COLUMNS="100", NO_COLOR="1").stdout for who in [(), *students()]]
    return "".join(lines)


def students():
    return [("--student", student) for student in ("ann", "ben", "cem", "dora")]


def test_an_old_gradebook_says_what_it_said(course):
    assert reports(course) == (FORMS / "gradebook-6ba67cb.txt").read_text(encoding="utf-8")
    assert rows(course, "pragma user_version") == [(store.FORM,)]


def test_everything_in_an_old_gradebook_stays_in_its_place(course):
    kept = dict.fromkeys(("results", "published", "sightings", "sources", "runs"), "*")
    decided = "recorded, marker, assignment, who, student, task, name, submission, points, max_points, comment, phrase"
    calls = "select id, {} from calls order by id"
    before = {name: rows(course, f"select {what} from {name} order by rowid") for name, what in kept.items()}
    before["decisions"] = rows(course, f"select {decided} from manual order by rowid")
    packed = rows(course, calls.format("kept"))
    store.open_existing(course / "grades.sqlite").close()
    kept["decisions"] = decided
    assert {name: rows(course, f"select {what} from {name} order by rowid") for name, what in kept.items()} == before
    assert rows(course, calls.format("packed")) == packed
    assert [len(before[name]) for name in ("decisions", "results", "published")] == [3, 5, 4]
    for _, data in packed:
        assert set(recorded_calls.unpack_calls(data).checks) == {"small", "whole"}


def test_an_old_gradebook_takes_a_new_decision(course):
    assert by_hand.mark(course, "6 Why so?\n").stdout.count("Marked 1; nothing still waits")
    assert by_hand.kept(course)[2:] == [("cem", "8", "Near enough."), ("cem", "6", "Why so?")]
    assert "cem          84           1 wrong" in reports(course)


def test_a_newer_gradebook_is_refused_and_stays_as_it_is(course):
    path = course / "grades.sqlite"
    rows(course, f"pragma user_version = {store.FORM + 1}")
    before = path.read_bytes()
    refused = run("report", cwd=course)
    assert refused.returncode == 2 and path.read_bytes() == before
    assert f"grades.sqlite has form {store.FORM + 1}, but this grader reads none above {store.FORM}" in refused.stderr


def test_a_step_that_fails_leaves_the_gradebook_as_it_was(course, monkeypatch):
    monkeypatch.setitem(store.MIGRATIONS, store.FORM, store.MIGRATIONS[store.FORM] + "create table runs (x);")
    with pytest.raises(UsageError, match="already exists"):
        store.open_existing(course / "grades.sqlite")
    assert rows(course, "pragma user_version") == [(2,)] and len(rows(course, "select * from manual")) == 3


@pytest.mark.parametrize("number", [3, "x"])
def test_a_result_of_a_newer_format_is_refused(number):
    data = recorded_results.as_data(Result("ann", "tiny", "ann.py"))
    assert recorded_results.from_data(data).student == "ann"
    with pytest.raises(
        UsageError, match=rf"the result of 'ann' was recorded in format {number}, but .* install a newer"
    ):
        recorded_results.from_data(data | {"format": number})


def test_calls_of_a_newer_format_are_refused():
    packed = zlib.decompress(recorded_calls.pack_calls(recorded_calls.RecordedCalls()))
    header = json.loads(packed[4:])
    newer = json.dumps(header | {"format": 6}).encode()
    with pytest.raises(UsageError, match=r"calls gave back was recorded in format 6, but .* install a newer"):
        recorded_calls.unpack_calls(zlib.compress(len(newer).to_bytes(4, "little") + newer))
