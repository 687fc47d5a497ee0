"""What is kept: appended to, never changed, found again; and a file that is something else stays as it is."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import command
import pytest
from command import RIGHT, WRONG, handed_in, rows, run

from grader.errors import UsageError
from grader.gradebook import store
from grader.gradebook.store import Gradebook, NewResult, result_key
from grader.model import CheckResult, Kind, Result, Status, Verdict

NOBODY = 65534
DIGEST = "0123456789abcdef"
RESULT = Result("ann", "tiny", "ann/tiny.py", seed="public", level="strong", digest="d1")


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path):
    return handed_in(tmp_path / "in", ann=RIGHT, ben=WRONG)


def opened(path):
    book = Gradebook(path)
    book.begin_run(level="strong", seed="public", options=[])
    return book


def current(path):
    with Gradebook(path) as book:
        return {result.student: result for result in counting(book)}


def counting(book):
    return list(store.standing_results(book, "tiny"))


def count(path, table):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(f"select count(*) from {table}").fetchone()[0]


# ---- runs


def test_a_result_is_found_again_with_the_points_that_it_had(tmp_path):
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.PASSED, Fraction(1)), Fraction(25, 15))
    with opened(tmp_path / "g.sqlite") as book:
        book.add(NewResult("key", replace(RESULT, checks=(check,) * 15), DIGEST))
        assert [book.find_result("key")[0].points, book.find_result("key")[0].max_points] == [25, 25]


def test_a_second_run_grades_nothing_and_prints_the_same(course, folder):
    first, second = (run("grade", folder, "--json", "-j", "1", cwd=course) for _ in range(2))
    assert first.stdout == second.stdout and len(rows(first.stdout)) == 2
    assert "2 graded" in first.stderr and "2 already graded" in second.stderr
    table, again = run("grade", folder, cwd=course), run("grade", folder, "--gradebook", "new.sqlite", cwd=course)
    assert table.stdout == again.stdout
    book = course / "grades.sqlite"
    assert (count(book, "results"), count(book, "runs")) == (2, 3)
    with closing(sqlite3.connect(book)) as db:
        runs = db.execute("select finished is not null, level, options from runs").fetchall()
    assert all(done and level.startswith("strong") and "grade" in options for done, level, options in runs)


def test_another_package_on_offer_grades_again(course, folder):
    assert "2 graded" in run("grade", folder, cwd=course).stderr
    with (course / "pyproject.toml").open("a") as file:
        file.write('[tool.grader]\npackages = ["click"]\n')
    assert "2 graded" in run("grade", folder, cwd=course).stderr


def test_a_changed_file_is_graded_again_and_both_are_kept(course, folder):
    book = course / "grades.sqlite"
    run("grade", folder, cwd=course)
    for source, points, kept in ((WRONG + "# ann's\n", 0, 3), (RIGHT, 90, 3), (WRONG, 0, 4), (RIGHT, 90, 4)):
        (folder / "ann" / "tiny.py").write_text(source)
        run("grade", folder, cwd=course)
        assert count(book, "results") == kept
        assert current(book)["ann"].points == points  # also after going back to an earlier version
        assert current(book)["ben"].points == 0


def test_another_seed_or_other_numbers_grade_everybody_again(course, folder):
    assert "2 graded" in run("grade", folder, cwd=course).stderr
    assert "2 graded" in run("grade", folder, "--numbers", "lecture", cwd=course).stderr
    (course / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "secret"\n')
    (course / "secret").write_text("another seed, long enough")
    assert "2 graded" in run("grade", folder, cwd=course).stderr
    assert count(course / "grades.sqlite", "results") == 6


def test_a_folder_that_was_moved_is_shown_where_it_is(course, folder, tmp_path):
    file = folder / "ann" / "tiny.py"
    run("grade", file.parent.parent, cwd=course)
    (tmp_path / "moved").mkdir()
    file.rename(tmp_path / "moved" / "ann__tiny.py")
    ended = run("grade", tmp_path / "moved", "--json", cwd=course)
    assert "1 already graded" in ended.stderr and rows(ended.stdout)[0]["path"] == "ann__tiny.py"


# ---- the file


def test_the_same_key_is_kept_once(tmp_path):
    path = tmp_path / "g.sqlite"
    with opened(path) as book:
        book.add(NewResult("k", RESULT, DIGEST))
        book.add(NewResult("k", replace(RESULT, digest="d2"), DIGEST))
        assert book.find_result("k") == (RESULT, DIGEST) and book.find_result("other") is None
    assert current(path) == {"ann": RESULT}


def test_the_last_one_that_a_run_has_seen_counts(tmp_path):
    path = tmp_path / "g.sqlite"
    versions = [replace(RESULT, student=name, digest=name) for name in ("ann", " Ann", "ANN")]
    with opened(path) as book:
        for version in versions:
            book.add(NewResult(version.digest, version, DIGEST))
            assert counting(book) == [version]
        book.confirm("ann")
        book.confirm("ann")
        assert counting(book) == [versions[0]] and list(store.standing_results(book, "other")) == []
        book.add(NewResult("new", replace(RESULT, digest="new"), DIGEST))
        assert [result.digest for result in counting(book)] == ["new"]
    assert (count(path, "results"), count(path, "sightings")) == (4, 5)


def test_a_clock_that_is_set_back_turns_nothing_round(tmp_path, monkeypatch):
    path = tmp_path / "g.sqlite"
    for day, digest in (("2026-11-02", "old"), ("2026-11-01", "new")):
        monkeypatch.setattr(store, "now", lambda day=day: f"{day}T12:00:00+00:00")
        with opened(path) as book:
            book.add(NewResult(digest, replace(RESULT, digest=digest), DIGEST))
    assert current(path)["ann"].digest == "new"
    with opened(path) as book:
        assert [result.digest for result, _ in store.standings(book, "tiny")] == ["new"]
        assert [result.digest for result, _ in store.standings(book, "tiny", run=1)] == ["old"]


def test_of_several_attempts_the_one_handed_in_last_counts_whenever_it_is_graded(tmp_path):
    path = tmp_path / "g.sqlite"
    with opened(path) as book:
        for digest, day in (("second", "02"), ("first", "01")):
            book.add(
                NewResult(digest, replace(RESULT, digest=digest), DIGEST, submitted=f"2026-11-{day}T12:00:00+00:00")
            )
        assert [result.digest for result in counting(book)] == ["second"]
        book.confirm("first", "2026-11-01T12:00:00+00:00")
        assert [result.digest for result in counting(book)] == ["second"]


def test_two_runs_at_once_write_into_one_file(tmp_path):
    path = tmp_path / "g.sqlite"

    def work(which):
        with opened(path) as book:
            for i in range(100):
                book.add(NewResult(f"{i // (1 + which % 2)}", replace(RESULT, student=f"s{i}"), DIGEST))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert count(path, "results") == 100 and count(path, "runs") == 4


def test_a_key_tells_apart_all_that_marks_depend_on():
    same = {
        "student": "ann",
        "assignment": "tiny",
        "path": "ann/tiny.py",
        "digest": "d",
        "seed": "s",
        "level": "strong",
        "numbers": "rows",
    }
    key = result_key(**same)
    assert result_key(**{**same, "student": "jos\u00e9"}) == result_key(**{**same, "student": "jose\u0301"})
    assert (
        key
        == result_key(**same)
        == result_key(**{**same, "student": " ANN "})
        == result_key(**{**same, "path": "elsewhere"})
    )
    others = {result_key(**{**same, name: "other"}) for name in same if name != "path"}
    nameless = {result_key(**{**same, "student": "", "path": path}) for path in ("1.py", "2.py")}
    assert len({key} | others | nameless) == 1 + 6 + 2


def other_database(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table holiday (day text)")
        db.execute("insert into holiday values ('monday')")
        db.commit()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: path.write_text("student,points\nann,90\n"), "is no gradebook"),
        (lambda path: path.write_bytes(bytes(range(256)) * 40), "is no gradebook"),
        (other_database, "is a database of something else"),
        (lambda path: path.mkdir(), "is a directory"),
    ],
    ids=["text", "bytes", "other database", "folder"],
)
def test_what_is_no_gradebook_stays_as_it_is(course, folder, tmp_path, make, says):
    path = tmp_path / "mine" / "file"
    path.parent.mkdir()
    make(path)
    before = None if path.is_dir() else path.read_bytes()
    ended = run("grade", folder, "--gradebook", path, cwd=course)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert says in ended.stderr and "Traceback" not in ended.stderr
    assert list(path.parent.iterdir()) == [path] and (before is None or path.read_bytes() == before)


def test_a_gradebook_in_a_missing_folder_is_told(course, folder):
    ended = run("grade", folder, "--gradebook", "no/where.sqlite", cwd=course)
    assert ended.returncode == 2 and ended.stderr.startswith("Error: no is no folder")


@pytest.fixture
def of_nobody():
    """A folder that an ordinary user may work in, whoever runs the tests."""
    path = Path(tempfile.mkdtemp(prefix="grader-test-"))
    yield path
    path.chmod(0o700)
    shutil.rmtree(path)


def as_nobody(action):
    """What an ordinary user meets with: root, who may run these tests, may write everywhere."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            action()
        except Exception as error:
            os.write(writes, f"{type(error).__name__} {error}".encode())
        finally:
            os._exit(0)
    os.close(writes)
    with open(reads, encoding="utf-8") as file:
        said = file.read()
    os.waitpid(child, 0)
    return said


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # NumPy has threads of its own, which are idle
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_may_not_be_written_is_told(of_nobody, what):
    path = of_nobody / "g.sqlite"
    if what == "file":
        with opened(path) as book:
            book.add(NewResult("k", RESULT, DIGEST))
        path.chmod(0o444)
    of_nobody.chmod(0o555)
    said = as_nobody(lambda: opened(path).close())
    assert said.startswith(f"UsageError {path} ") and said.endswith("name another file with --gradebook")
    if what == "file":
        path.chmod(0o644)
        of_nobody.chmod(0o755)
        assert current(path) == {"ann": RESULT}


def test_a_full_disk_ends_the_run_in_a_sentence(tmp_path):
    """What was kept before stays; SQLite's own limit on pages stands for the disk's."""
    path = tmp_path / "g.sqlite"
    book = opened(path)
    book.add(NewResult("k", RESULT, DIGEST))
    book.db.execute("pragma max_page_count = 1")
    with pytest.raises(UsageError, match=r"cannot be written .*full.*make room"):
        book.add(NewResult("large", replace(RESULT, path="x" * 100_000), DIGEST))
    book.close()
    assert "ann" in current(path)


def test_who_else_is_writing_is_told(tmp_path):
    path = tmp_path / "g.sqlite"
    with opened(path) as book, closing(sqlite3.connect(path, isolation_level=None)) as other:
        book.db.execute("pragma busy_timeout = 1")
        other.execute("begin immediate")
        with pytest.raises(UsageError, match=r"locked\): wait until whoever else writes into it has ended"):
            book.add(NewResult("k", RESULT, DIGEST))
        other.execute("rollback")
        book.add(NewResult("k", RESULT, DIGEST))
    assert current(path) == {"ann": RESULT}


def overwritten(path):
    """All but the first page, as a bad disk or a transfer that broke off leaves it."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def one_result(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("update results set result = x'00'")
        db.commit()


@pytest.mark.parametrize(
    ("damage", "words", "what"),
    [
        (overwritten, ("grade", "in"), "written"),
        (overwritten, ("report",), "read"),
        (cut, ("diff",), "read"),
        (one_result, ("cohort",), "read"),
        (one_result, ("grade", "in"), "read"),
    ],
)
def test_a_damaged_gradebook_is_told_whatever_wants_to_read_it(course, damage, words, what):
    run("grade", handed_in(course / "in", ann=RIGHT, ben=WRONG), cwd=course)
    run("grade", handed_in(course / "in", ann=WRONG), cwd=course)
    damage(course / "grades.sqlite")
    ended = run(*words, cwd=course)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith(f"Error: grades.sqlite cannot be {what} (")
    assert "put a copy from before in its place" in ended.stderr


FULL = """
mount -t tmpfs -o size=700k none "$1" || exit 99
grade() { "$2" -m grader grade "$3" -j 2 --gradebook "$1/grades.sqlite" >"$4" 2>&1; echo "exit $?" >>"$4"; }
grade "$1" "$2" "$3" "$4/full"
mount -o remount,size=50m "$1" && grade "$1" "$2" "$3" "$4/room" && cp "$1/grades.sqlite" "$4/"
"""


def test_a_disk_that_runs_full_is_told_and_the_run_goes_on_when_there_is_room(course, tmp_path):
    """A real file system that is full, in a mount namespace of its own."""
    unshare = ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    folder = handed_in(tmp_path / "in", **{f"s{i:03}": RIGHT + f"# {os.urandom(9000).hex()}\n" for i in range(60)})
    (tmp_path / "disk").mkdir()
    arguments = [tmp_path / "disk", sys.executable, folder, tmp_path]
    ended = subprocess.run([*unshare, "sh", "-c", FULL, "sh", *map(str, arguments)], cwd=course, check=False)
    if ended.returncode in (1, 99) and not (tmp_path / "full").exists():
        pytest.skip("this machine lets nobody mount a file system")
    full, room = (tmp_path / "full").read_text(), (tmp_path / "room").read_text()
    assert "exit 2" in full and "Traceback" not in full
    assert "disk/grades.sqlite cannot be written" in full and "make room" in full
    assert "exit 0" in room and "already graded" in room
    assert len(current(tmp_path / "grades.sqlite")) == count(tmp_path / "grades.sqlite", "results") == 60
