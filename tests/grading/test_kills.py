"""Whatever is killed, and whenever: nothing graded is lost, nothing is recorded twice, nothing is left running."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from pathlib import Path

import command
import pytest
from command import GRADER, SLOW, alive, environment, family, handed_in, kill, rows, run, serving, until

from grader.grading import pool as pooling
from grader.grading.pool import Work
from grader.submissions.submission import SubmissionFile

CLASS = 40


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


class Class:
    """Forty submissions, slow enough to be stopped among them, and the gradebook that they go into."""

    def __init__(self, course, folder):
        self.course, self.folder, self.book = course, folder, course / "grades.sqlite"
        handed_in(folder, **{f"s{i:03}": SLOW for i in range(CLASS)})
        self.started = []

    def start(self, jobs=2, book=Path("grades.sqlite"), **more):
        command = [*GRADER, "grade", str(self.folder), "-j", str(jobs), "--gradebook", str(book)]
        grader = subprocess.Popen(
            command,
            cwd=self.course,
            env=environment(),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **more,
        )
        self.started.append(grader)
        return grader

    def recorded(self):
        if not self.book.exists():
            return 0
        with closing(sqlite3.connect(f"file:{self.book}?mode=ro", uri=True, timeout=10)) as db:
            try:
                return db.execute("select count(*) from results").fetchone()[0]
            except sqlite3.OperationalError:  # not set up yet
                return 0

    def halfway(self, grader):
        until(lambda: self.recorded() >= CLASS // 3 or grader.poll() is not None)
        assert grader.poll() is None, grader.communicate()

    def is_complete_after_another_run(self):
        kept = self.recorded()
        ended = run("grade", self.folder, "--json", "-j", "1", cwd=self.course)
        assert ended.returncode == 0
        assert len({row["student"] for row in rows(ended.stdout)}) == len(rows(ended.stdout)) == CLASS
        assert {row["points"] for row in rows(ended.stdout)} == {90}
        assert kept == 0 or f"{kept} already graded" in ended.stderr
        self.holds_everybody_once()

    def holds_everybody_once(self):
        with closing(sqlite3.connect(self.book)) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            assert db.execute("select count(*), count(distinct student) from results").fetchone() == (CLASS, CLASS)


@pytest.fixture
def big(course, tmp_path):
    made = Class(course, tmp_path / "in")
    yield made
    for grader in made.started:
        with suppress(ProcessLookupError):
            os.killpg(grader.pid, signal.SIGKILL)  # whatever a failed test has left over holds our pipes
        grader.communicate()


def test_killed_halfway_nothing_is_lost_twice_or_left_running(big):
    grader = big.start()
    big.halfway(grader)
    children = family(grader.pid)
    assert len(children) >= 4  # two processes of the pool, and their fork servers
    grader.kill()
    grader.wait()
    assert until(lambda: not alive(children))
    assert 0 < big.recorded() < CLASS
    big.is_complete_after_another_run()


def pool_of(grader):
    """The pool's processes: started by the grader itself, and not to serve a sandbox."""
    return serving(grader.pid, "spawn_main")


def test_a_process_of_the_pool_is_killed_and_the_run_goes_on(big):
    grader = big.start()
    big.halfway(grader)
    pool = pool_of(grader)
    assert len(pool) == 2
    kill(pool[:1])
    before = big.recorded()
    until(lambda: big.recorded() >= before + 10 or grader.poll() is not None)
    kill(pool_of(grader))
    _, said = grader.communicate(timeout=60)
    assert grader.returncode == 0, said
    assert f"{CLASS} graded" in said and "Traceback" not in said
    big.holds_everybody_once()


def test_a_pool_that_has_just_died_takes_nothing_and_loses_nothing():
    """Between two files, when nobody is waiting for an answer; a file is given up when it happens twice to it alone."""
    ann, ben = (Work(SubmissionFile(Path(name), name, name, "tiny")) for name in ("ann", "ben"))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        with pytest.raises(BrokenProcessPool):
            pool.submit(os._exit, 1).result(60)
        queue = pooling._Queue([ann, ben])
        with pytest.raises(BrokenProcessPool):
            queue.fill(pool, 4)
        assert queue.recover() == [] and queue.suspects == [ann]
        with pytest.raises(BrokenProcessPool):
            queue.fill(pool, 4)
        assert queue.recover() == [ann] and queue.suspects == [] and list(queue.items) == [ben]


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
    assert until(lambda: not alive(children))
    assert 0 < big.recorded() < CLASS
    big.is_complete_after_another_run()


def test_ctrl_c_waits_while_a_process_is_started_and_that_one_does_not_hear_it():
    handler, done = signal.getsignal(signal.SIGINT), []
    code = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))"
    listener = threading.Thread(target=time.sleep, args=(0.3,))  # as NumPy's: it takes what the main thread will not
    listener.start()
    with pytest.raises(KeyboardInterrupt), pooling._ctrl_c_waits():  # noqa: PT012 - what is inside goes on to its end
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)
        done.append(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
    assert done == ["True\n"] and signal.getsignal(signal.SIGINT) is handler
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    listener.join()


def test_ctrl_c_while_the_pool_comes_up_is_as_quiet(big):
    for after in (0.0, 0.1, 0.3):
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


def servers_of(grader):
    """The fork servers of a run: a killed one is started again for whoever is next."""
    return serving(grader.pid, "forkserver")


@pytest.mark.long
@pytest.mark.parametrize("victims", [pool_of, servers_of])
def test_a_process_of_a_run_is_killed_at_twenty_moments(big, victims):
    """Each time the run goes on to its end; of what a killed process had under it nobody is lost and nobody twice."""
    moments = random.Random(7)
    for turn in range(20):
        big.book = big.course / f"turn{turn}.sqlite"
        grader = big.start(book=big.book)
        until(lambda grader=grader: victims(grader) or grader.poll() is not None)
        time.sleep(moments.uniform(0.0, 1.5))
        children = family(grader.pid)
        with suppress(IndexError):  # it ended before this moment
            kill([moments.choice(victims(grader))])
        _, said = grader.communicate(timeout=120)
        assert grader.returncode == 0 and f"{CLASS} graded" in said and "Traceback" not in said, said
        big.holds_everybody_once()
        assert until(lambda children=children: not alive(children), 10)


def begin_a_result_and_never_end_it(begun):
    """In a process of a pool: write the beginning of a result, as one does that is ended in the middle of it."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        frame = frame.f_back
    os.write(frame.f_locals["result_queue"]._writer.fileno(), (1000).to_bytes(4, "big") + b"the beginning")
    begun.touch()
    time.sleep(600)


def test_a_pool_that_is_ended_in_the_middle_of_a_result_waits_for_no_more_of_it(tmp_path):
    executor = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    executor.submit(begin_a_result_and_never_end_it, tmp_path / "begun")
    waiting = executor._executor_manager_thread
    until((tmp_path / "begun").exists)
    time.sleep(0.2)  # what has come so far is read
    pooling._end(executor)
    waiting.join(20)
    assert not waiting.is_alive()
