"""A class graded in one go: every layout, every core, every name, and no matter what is killed when."""

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import command
import pytest
from command import GRADER, RIGHT, SLOW, WRONG, alive, environment, family, handed_in, rows, run, until

from grader import batch

CLASS = 60


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


def by_student(text):
    return {row["student"]: row for row in rows(text)}


def without_seconds(text):
    results = by_student(text)
    for result in results.values():
        for check in result["checks"]:
            del check["seconds"]
    return results


def notebook(source):
    cells = [{"cell_type": "code", "source": source}, {"cell_type": "markdown", "source": "So it is."}]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})


# ---- what can be graded


def test_every_layout_gives_the_same_points(course, tmp_path):
    folder = handed_in(tmp_path / "in", ann=WRONG)
    (folder / "ben__tiny.py").write_text(WRONG)
    (folder / "cem__tiny.ipynb").write_text(notebook(WRONG))
    (folder / "dora").mkdir()
    (folder / "dora" / "tiny.ipynb").write_text(notebook("%matplotlib inline\n" + WRONG))
    (folder / "readme.txt").write_text("not a submission")
    odd = tmp_path / "homework-of-week-1.py"
    odd.write_text(WRONG)
    results = rows(run("grade", folder, "--json", cwd=course).stdout)
    results += rows(run("grade", odd, "-a", "tiny", "--json", cwd=course).stdout)
    assert [r["student"] for r in results] == ["ann", "ben", "cem", "dora", "homework-of-week-1"]
    assert {r["points"] for r in results} == {0} and {r["error"] for r in results} == {None}
    assert {r["path"] for r in results[:4]} == {
        "ann/tiny.py", "ben__tiny.py", "cem__tiny.ipynb", "dora/tiny.ipynb"
    }  # fmt: skip


def test_bad_files_are_told_and_the_others_graded(course, tmp_path):
    folder = handed_in(tmp_path / "in", good=RIGHT, syntax="def double(x:\n", empty=" \n")
    for name in ("latin", "huge", "folder", "link", "broken", "twice"):
        (folder / name).mkdir()
    (folder / "latin" / "tiny.py").write_bytes(b"# J\xf6rg\n" + RIGHT.encode())
    (folder / "huge" / "tiny.py").write_text(RIGHT + "# padding\n" * 500_000)
    (folder / "folder" / "tiny.py").mkdir()
    (folder / "link" / "tiny.py").symlink_to(course / "solutions" / "tiny.py")
    (folder / "broken" / "tiny.ipynb").write_text('{"cells": [')
    (folder / "twice" / "tiny.py").write_text(RIGHT)
    (folder / "twice" / "tiny.ipynb").write_text(notebook(RIGHT))
    ended = run("grade", folder, "--json", cwd=course)
    assert ended.returncode == 4 and "1 graded, 8 could not be graded" in ended.stderr
    results = by_student(ended.stdout)
    assert results.pop("good")["points"] == 90
    says = {
        "syntax": "line 1 is not Python", "empty": "the file is empty", "latin": "line 1 is not UTF-8 text",
        "huge": "the file has 5.0 MB", "folder": "this is a folder", "link": "a link to a file outside",
        "broken": "the notebook is broken", "twice": "twice/tiny.py",
    }  # fmt: skip
    assert results.keys() == says.keys()
    for student, sentence in says.items():
        assert results[student]["points"] is None and sentence in results[student]["error"]
    assert "files of one student" in results["twice"]["error"] and "twice/tiny.ipynb" in results["twice"]["error"]


NAMES = ["Müller, Ärne", "=1+1", "李雷", 'Ann "the" O\'Neil', "two\nlines", "\x1b[31mred", "back\\slash", "tab\tbed"]


def test_names_arrive_as_they_are_and_break_no_table(course, tmp_path):
    folder = tmp_path / "in"
    handed_in(folder, **dict.fromkeys(NAMES, RIGHT))
    os.mkdir(os.fsencode(folder) + b"/J\xf6rg")  # bytes that are no text, as an old archive leaves them
    with open(os.fsencode(folder) + b"/J\xf6rg/tiny.py", "w") as file:
        file.write(RIGHT)
    assert by_student(run("grade", folder, "--json", cwd=course).stdout).keys() == {*NAMES, "J\\xf6rg"}
    table = run("grade", folder, cwd=course)
    assert table.returncode == 0 and "9 already graded" in table.stderr
    lines = table.stdout.splitlines()
    assert len(lines) == 1 + len(NAMES) + 1 and all("90" in line for line in lines[1:])
    assert all(character.isprintable() for character in "".join(lines))


def test_one_process_or_two_come_to_the_same(course, tmp_path):
    sources = [RIGHT, WRONG, command.SKELETON, "def double(x:\n", "def double(x):\n    return abs(2 * x)\n"]
    folder = handed_in(tmp_path / "in", **{f"s{i}": sources[i % 5] for i in range(10)})
    one, two = (
        run("grade", folder, "--json", "-j", jobs, "--gradebook", tmp_path / f"{jobs}.sqlite", cwd=course)
        for jobs in "12"
    )
    assert without_seconds(one.stdout) == without_seconds(two.stdout) and len(by_student(two.stdout)) == 10
    assert one.stderr.splitlines()[0] == two.stderr.splitlines()[0]


def test_a_weak_machine_is_told_and_grades_only_when_told_to(course, tmp_path, monkeypatch):
    from click.testing import CliRunner

    from grader import sandbox
    from grader.cli import main

    real = sandbox.start
    monkeypatch.setattr(sandbox, "start", lambda **said: real(**{**said, "namespaces": False}, without=["seccomp"]))
    path = tmp_path / "ann__tiny.py"
    path.write_text(RIGHT)
    arguments = ["--course", str(course), "grade", str(path), "--json", "--gradebook", str(tmp_path / "g.sqlite")]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 2 and refused.stdout == ""
    assert "only at level 'weak'" in refused.stderr and "--allow-weak" in refused.stderr
    allowed = CliRunner().invoke(main, [*arguments, "--allow-weak"])
    (result,) = rows(allowed.stdout)
    assert allowed.exit_code == 0 and result["level"] == "weak" and "protection weak" in allowed.stderr


# ---- killed


class Class:
    """Sixty submissions, slow enough to be stopped among them, and the gradebook that they go into."""

    def __init__(self, course, folder):
        self.course, self.folder, self.book = course, folder, course / "grades.sqlite"
        handed_in(folder, **{f"s{i:03}": SLOW for i in range(CLASS)})
        self.started = []

    def start(self, jobs=2, **more):
        command = [*GRADER, "grade", str(self.folder), "-j", str(jobs)]
        grader = subprocess.Popen(
            command, cwd=self.course, env=environment(), text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **more,
        )  # fmt: skip
        self.started.append(grader)
        return grader

    def recorded(self):
        if not self.book.exists():
            return 0
        with sqlite3.connect(f"file:{self.book}?mode=ro", uri=True, timeout=10) as db:
            try:
                return db.execute("select count(*) from results").fetchone()[0]
            except sqlite3.OperationalError:  # not set up yet
                return 0

    def halfway(self, grader):
        until(lambda: self.recorded() >= CLASS // 3 or grader.poll() is not None)
        assert grader.poll() is None, grader.communicate()

    def is_complete_after_another_run(self):
        kept = self.recorded()
        ended = run("grade", self.folder, "--json", "-j", "2", cwd=self.course)
        assert ended.returncode == 0 and len(by_student(ended.stdout)) == len(rows(ended.stdout)) == CLASS
        assert {row["points"] for row in rows(ended.stdout)} == {90}
        assert kept == 0 or f"{kept} already graded" in ended.stderr
        self.holds_everybody_once()

    def holds_everybody_once(self):
        with sqlite3.connect(self.book) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            assert db.execute("select count(*), count(distinct student) from results").fetchone() == (CLASS, CLASS)
            assert db.execute("select count(*) from current").fetchone() == (CLASS,)


@pytest.fixture
def big(course, tmp_path):
    made = Class(course, tmp_path / "in")
    yield made
    for grader in made.started:
        grader.kill()
        grader.communicate()


def test_killed_halfway_nothing_is_lost_twice_or_left_running(big):
    grader = big.start()
    big.halfway(grader)
    children = family(grader.pid)
    assert len(children) >= 4  # two processes of the pool, and their fork servers
    grader.kill()
    grader.wait()
    assert until(lambda: not alive(children), 10)
    assert 0 < big.recorded() < CLASS
    big.is_complete_after_another_run()


def pool_of(grader):
    """The pool's processes: started by the grader itself, and not to serve a sandbox."""
    found = []
    for pid in family(grader.pid):
        try:
            words = (command.Path("/proc") / str(pid) / "cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in words:
            found.append(pid)
    return found


def test_a_process_of_the_pool_is_killed_and_the_run_goes_on(big):
    grader = big.start()
    big.halfway(grader)
    pool = pool_of(grader)
    assert len(pool) == 2
    os.kill(pool[0], signal.SIGKILL)
    before = big.recorded()
    until(lambda: big.recorded() >= before + 10 or grader.poll() is not None)
    for pid in pool_of(grader):
        os.kill(pid, signal.SIGKILL)
    _, said = grader.communicate(timeout=60)
    assert grader.returncode == 0, said
    assert f"{CLASS} graded" in said and "Traceback" not in said
    big.holds_everybody_once()


def test_a_pool_that_has_just_died_takes_nothing_and_loses_nothing():
    """Between two files, when nobody is waiting for an answer; a file is given up when it happens twice to it alone."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result(60)
        queue = batch._Queue(["ann", "ben"])
        with pytest.raises(BrokenProcessPool):
            queue.fill(pool, 4)
        assert queue.recover() == [] and queue.suspects == ["ann"]
        with pytest.raises(BrokenProcessPool):
            queue.fill(pool, 4)
        assert queue.recover() == ["ann"] and queue.suspects == [] and list(queue.items) == ["ben"]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("to_all", [True, False], ids=["ctrl-c", "interrupt"])
def test_an_interrupted_run_says_so_and_keeps_what_it_has(big, jobs, to_all):
    grader = big.start(jobs)
    big.halfway(grader)
    children = family(grader.pid)
    if to_all:
        os.killpg(grader.pid, signal.SIGINT)
    else:
        grader.send_signal(signal.SIGINT)
    printed, said = grader.communicate(timeout=30)
    assert grader.returncode == 130, said
    assert "Stopped. What was graded is kept in grades.sqlite" in said
    assert "Traceback" not in said and printed == ""
    assert until(lambda: not alive(children), 10)
    assert 0 < big.recorded() < CLASS
    big.is_complete_after_another_run()


def test_ctrl_c_while_the_pool_comes_up_is_as_quiet(big):
    for after in (0.0, 0.05, 0.1, 0.15, 0.2, 0.3):
        grader = big.start()
        until(lambda grader=grader: pool_of(grader) or grader.poll() is not None)
        time.sleep(after)
        os.killpg(grader.pid, signal.SIGINT)
        _, said = grader.communicate(timeout=30)
        assert grader.returncode == 130 and "Traceback" not in said, said


@pytest.mark.long
def test_killed_at_twenty_moments(big):
    moments = random.Random(7)
    for _ in range(20):
        grader = big.start()
        time.sleep(moments.uniform(0.05, 1.5))
        children = family(grader.pid)
        grader.send_signal(moments.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM]))
        grader.communicate(timeout=30)
        assert until(lambda children=children: not alive(children), 10)
    big.is_complete_after_another_run()
