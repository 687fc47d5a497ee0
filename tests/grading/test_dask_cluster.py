"""A real Dask scheduler with real worker processes: the same marks as here, whoever is killed."""

import io
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import command
import downloads
import pytest
from command import GRADER, RIGHT, SLOW, WRONG, alive, environment, family, handed_in, kill, rows, run, serving, until

from grader import sandbox, version
from grader.course.loader import Course
from grader.errors import UsageError
from grader.grading import dask_cluster
from grader.grading.dask_cluster import WorkerTerms, connect_cluster, course_digest, python_and_numpy
from grader.grading.pool import Grader, Plan

DASK = Path(sys.executable).with_name("dask")
CLASS = 60


@pytest.fixture
def course(tmp_path):
    return command.course(tmp_path / "course")


class Cluster:
    """A scheduler and its workers, which a test may kill: `ready` starts those that are missing."""

    def __init__(self, folder):
        self.folder, self.file, self.workers, self.seen = folder, folder / "scheduler.json", [], {}
        words = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file)]
        self.scheduler = self._start("scheduler", *words)
        until(self.file.exists)

    def _start(self, *words):
        with open(self.folder / "dask.log", "a") as log:
            return subprocess.Popen([DASK, *words], cwd=self.folder, env=environment(), stdout=log, stderr=log)

    def add_worker(self):
        place = ["--scheduler-file", str(self.file), "--local-directory", str(self.folder)]
        self.workers.append(self._start("worker", *place, "--nthreads", "2", "--no-dashboard"))

    def registered(self):
        """How many workers the scheduler has at present."""
        log = (self.folder / "dask.log").read_text()
        return log.count("Register worker") - log.count("Remove worker")

    def ready(self, workers):
        """Have so many workers, each whole, and return them; each is a nanny that starts its worker again."""
        self.workers = [nanny for nanny in self.workers if nanny.poll() is None]
        while len(self.workers) > workers:
            stop(self.workers.pop())
        while len(self.workers) < workers:
            self.add_worker()
        until(lambda: self.registered() == workers)  # on a busy machine one may be a second behind the other
        self.family()
        return self.workers

    def family(self):
        """All processes of the cluster, remembered: none may be left at the end."""
        for process in (self.scheduler, *self.workers):
            self.seen |= family(process.pid)

    def end(self):
        self.family()
        for process in (*reversed(self.workers), self.scheduler):  # workers first
            stop(process)
        until(lambda: not alive(self.seen))


def stop(process):
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(20)
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """One for all tests: its workers see every course, and are set up for each run."""
    with started(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@contextmanager
def started(folder):
    running = Cluster(folder)
    try:
        yield running
    finally:
        running.end()


def marks(text):
    left_out = {"seconds"}
    return sorted(
        repr(
            [
                row["student"],
                row["points"],
                row["path"],
                row["error"],
                [{k: v for k, v in c.items() if k not in left_out} for c in row["checks"]],
            ]
        )
        for row in rows(text)
    )


def test_workers_give_the_marks_that_this_machine_gives(cluster, course, tmp_path):
    homework = {f"s{i:03}": (RIGHT, WRONG, "def double(x:\n")[i % 3] for i in range(CLASS)}
    folder = handed_in(tmp_path / "in", **homework)
    here = run("grade", folder, "--json", "--gradebook", "here.sqlite", cwd=course)
    cluster.ready(workers=2)
    there = run("grade", folder, "--json", "--scheduler", cluster.file, cwd=course)
    again = run("grade", folder, "--json", "--scheduler", cluster.file, cwd=course)
    assert (here.returncode, there.returncode) == (4, 4), there.stderr
    assert marks(there.stdout) == marks(here.stdout)
    assert "2 workers" in there.stderr and f"{CLASS * 2 // 3} graded" in there.stderr
    assert f"{CLASS * 2 // 3} already graded" in again.stderr


def test_workers_read_a_download_by_themselves(cluster, course, tmp_path):
    files = downloads.blackboard(downloads.students(30), file="tiny.py", source=lambda _: WRONG)
    files |= downloads.blackboard(downloads.students(4), file="tiny.zip", source=lambda _: zip_of(RIGHT), hours=9)
    path = downloads.zipped(tmp_path / "all.zip", files)
    here = run("grade", path, "--json", "--gradebook", "here.sqlite", cwd=course)
    cluster.ready(workers=2)
    there = run("grade", Path("..", path.name), "--json", "--scheduler", cluster.file, cwd=course)
    assert marks(there.stdout) == marks(here.stdout) and len(rows(there.stdout)) == 34
    for ended in (here, there):
        assert ended.returncode == 0 and "30 graded, 4 kept as earlier attempts" in ended.stderr


def zip_of(source):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("tiny.py", source)
    return file.getvalue()


class Run:
    """`grader grade --scheduler` on sixty slow submissions, to be disturbed halfway."""

    def __init__(self, course, folder, file, count=CLASS):
        self.book = course / "grades.sqlite"
        handed_in(folder, **{f"s{i:03}": SLOW for i in range(count)})
        words = [*GRADER, "grade", str(folder), "--scheduler", str(file)]
        self.process = subprocess.Popen(
            words, cwd=course, env=environment(), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()  # what a failed test leaves running would end the tests after it as well
        self.process.communicate()

    def recorded(self):
        with closing(sqlite3.connect(f"file:{self.book}?mode=ro", uri=True)) as db, suppress(sqlite3.OperationalError):
            return db.execute("select count(*) from results").fetchone()[0]
        return 0

    def halfway(self, share=0.3):
        until(lambda: (self.book.exists() and self.recorded() >= CLASS * share) or self.process.poll() is not None)

    def ends_with_everybody_once(self):
        _, said = self.process.communicate(timeout=120)
        assert self.process.returncode == 0, said
        assert f"{CLASS} graded" in said and "Traceback" not in said
        with closing(sqlite3.connect(self.book)) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            assert db.execute("select count(*), count(distinct student) from results").fetchone() == (CLASS, CLASS)
            assert db.execute("select count(*) from results where points = 90").fetchone() == (CLASS,)


def workers_of(nanny):
    """The process that works under a nanny, which starts another when it is killed."""
    return serving(nanny.pid, "spawn_main")


def kill_whole(nanny):
    """As when a machine goes: the nanny, and all that it has started."""
    kill([nanny.pid, *family(nanny.pid)])
    nanny.wait()


def disturb(cluster, course, tmp_path, disturbing, share=0.3):
    workers = cluster.ready(workers=2)
    with Run(course, tmp_path / "in", cluster.file) as run:
        run.halfway(share)
        cluster.family()
        disturbing(workers)
        run.ends_with_everybody_once()


def test_ctrl_c_ends_a_run_on_a_cluster_and_keeps_what_it_has(cluster, course, tmp_path):
    cluster.ready(workers=2)
    with Run(course, tmp_path / "in", cluster.file) as run:
        run.halfway()
        run.process.send_signal(signal.SIGINT)
        _, said = run.process.communicate(timeout=60)
        assert run.process.returncode == 130 and "Traceback" not in said, said
        assert "Stopped. What was graded is kept in grades.sqlite" in said
        assert 0 < run.recorded() < CLASS


def test_a_worker_that_is_killed_costs_nobody_anything(cluster, course, tmp_path):
    disturb(cluster, course, tmp_path, lambda workers: kill(workers_of(workers[0])))


def test_a_fork_server_that_is_killed_is_started_again(cluster, course, tmp_path):
    def fork_servers(workers):
        servers = serving(workers[0].pid, "forkserver")
        assert servers
        kill(servers)

    disturb(cluster, course, tmp_path, fork_servers)


def test_a_machine_that_goes_for_good_leaves_its_work_to_the_others(cluster, course, tmp_path):
    disturb(cluster, course, tmp_path, lambda workers: kill_whole(workers[0]))


def test_that_nobody_is_left_is_said_and_who_comes_then_ends_the_work(cluster, course, tmp_path):
    (only,) = cluster.ready(workers=1)
    with Run(course, tmp_path / "in", cluster.file) as run:
        run.halfway()
        cluster.family()
        kill_whole(only)
        said = iter(run.process.stderr.readline, "")
        assert any(line.startswith("No worker is left that may grade") for line in said)
        cluster.add_worker()
        run.ends_with_everybody_once()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_killed_and_whenever(cluster, course, tmp_path, seed):
    rng = random.Random(seed)

    def somebody(workers):
        time.sleep(rng.random())
        rng.choice([lambda nanny: kill(workers_of(nanny)), kill_whole])(rng.choice(workers))

    disturb(cluster, course, tmp_path, somebody, share=rng.uniform(0.05, 0.8))


@pytest.mark.long
def test_a_scheduler_that_goes_ends_the_run_in_a_sentence(course, tmp_path):
    """What came back is kept, and here the same command goes on."""
    with started(tmp_path) as own, Run(course, tmp_path / "in", own.file, 2 * CLASS) as run:
        own.add_worker()
        run.halfway(0.1)
        own.scheduler.kill()
        printed, said = run.process.communicate(timeout=120)
        assert run.process.returncode == 2 and printed == "" and "Traceback" not in said, said
        assert "Error: the Dask scheduler went away; what came back until then is kept" in said
        kept = run.recorded()
        assert 0 < kept < 2 * CLASS
    ended = command.run("grade", tmp_path / "in", cwd=course)
    assert f"{2 * CLASS - kept} graded, {kept} already graded" in ended.stderr


def test_nobody_there_is_told_in_a_sentence(course, tmp_path, monkeypatch):
    monkeypatch.setattr(dask_cluster, "_ANSWER", 1)
    folder = handed_in(tmp_path / "in", ann=RIGHT)
    ended = run("grade", folder, "--scheduler", "tcp://127.0.0.1:9", cwd=course)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in ended.stderr
    assert not (course / "grades.sqlite").exists()


# ---- what speaks against a worker


@pytest.fixture
def terms(course):
    plan = Plan(course)
    return WorkerTerms(
        plan, (("tiny", course_digest(Course(course), "tiny")),), version.source_digest(), allow_weak=False
    )


def objection(terms, **changes):
    with sandbox.start(without=changes.pop("without", ())) as box:
        return replace(terms, **changes).objection(Grader(terms.plan, box=box))


def test_a_worker_with_the_same_course_grader_and_protection_can_be_used(terms):
    assert objection(terms) == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": "another"}, "it runs another grader"),
        (
            {"versions": "Python 2.7.18, NumPy 1.16.6"},
            f"it has {python_and_numpy()}, and not Python 2.7.18, NumPy 1.16.6",
        ),
        ({"digests": (("tiny", "0"),)}, "it sees another tiny, secret or list of packages in"),
        ({"without": ["seccomp"]}, "it protects only at level 'weak'"),
    ],
)
def test_a_worker_that_differs_gets_nothing(terms, changes, says):
    assert objection(terms, **changes).startswith(says)


@pytest.mark.parametrize("line", ['secret_file = "secret"', 'packages = ["click"]'])
def test_a_worker_with_another_secret_or_other_packages_gets_nothing(terms, course, line):
    """The three files are the same: the course was copied there without what stands beside them."""
    (course / "secret").write_text("another seed, long enough")
    (course / "pyproject.toml").write_text(f"[tool.grader]\n{line}\n")
    assert objection(terms).startswith("it sees another tiny, secret or list of packages in")


def test_a_weak_worker_may_be_allowed(terms):
    assert objection(terms, without=["seccomp"], allow_weak=True) == ""


def test_a_cluster_of_workers_that_cannot_be_used_grades_nothing(cluster, course, tmp_path):
    """They see another course: it was changed after they had been set up for the last run."""
    folder = handed_in(tmp_path / "in", ann=RIGHT)
    plan = Plan(course)
    cluster.ready(workers=1)
    said = []
    opened = Course(course)
    digest = opened.assignment("tiny").digest
    with (course / "autotests" / "tiny.py").open("a") as more:
        more.write("# another\n")
    assert opened.assignment("tiny").digest == digest
    joining = connect_cluster(str(cluster.file), plan, opened, ["tiny"], allow_weak=False, say=said.append)
    with pytest.raises(UsageError, match="no worker of this cluster can be used"), joining:
        pass
    assert "it sees another tiny" in said[0]
    assert run("grade", folder, "--scheduler", cluster.file, cwd=course).returncode == 0
