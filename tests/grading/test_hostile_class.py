"""A class in which some want to do harm: the others get the marks that they get alone, within the limits."""

import random

import pytest
import small_course
from command import rows, run
from places import HOSTILE

from grader.sandbox.limits import Limits

ATTACKS = sorted(HOSTILE.glob("[0-9a-z]*.py"))
SLEEPER = HOSTILE / "49_sleep_forever.py"
AUTOTESTS = """
from grader import check


@check(points=60, public=True)
def ordinary(hw, rng):
    return hw.f(rng.normal(size=3))


@check(points=40)
def negative(hw, rng):
    return hw.f(-rng.random(size=3) - 3)
"""
SKELETON = '"""Doubling."""\n\nSTUDENT = ...\n\n\ndef f(x):\n    """Return 2 x."""\n    raise NotImplementedError\n'
SOLUTION = '''
from grader import misconception


def f(x):
    return 2 * x


@misconception(of=f)
def without_sign(x):
    """You lost the sign."""
    return abs(2 * x)
'''
HONEST = (
    "def f(x):\n    return x + x\n",
    "def f(x):\n    return abs(2 * x)\n",
    "def f(x):\n    return [2 * v for v in x]\n",
    "def f(x):\n    raise NotImplementedError\n",
    "def f(x):\n    return x[9]\n",
    "def f(x:\n",
)


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    small_course.written(root, AUTOTESTS, SOLUTION, SKELETON)
    return root


def class_of(folder, honest, hostile):
    """Write homework in a random order of students; return the honest ones."""
    rng = random.Random(7)
    sources = [("honest", HONEST[i % len(HONEST)].encode()) for i in range(honest)]
    picked = [SLEEPER, *rng.choices(ATTACKS, k=hostile - 1)]
    sources += [("hostile", path.read_bytes()) for path in picked]
    rng.shuffle(sources)
    for number, (kind, source) in enumerate(sources):
        (folder / f"{kind}{number:04}").mkdir(parents=True)
        (folder / f"{kind}{number:04}" / "tiny.py").write_bytes(source)


def marks(row):
    checks = [(c["name"], c["status"], c["message"], c["misconceptions"]) for c in row["checks"]]
    return row["points"], row["error"], checks


def grade(course, folder, book):
    ended = run("grade", folder, "--json", "-j", "2", "--gradebook", book, cwd=course)
    assert ended.returncode in (0, 4) and "Traceback" not in ended.stderr
    return {row["student"]: row for row in rows(ended.stdout)}, ended.stderr


def together_and_alone(course, tmp_path, honest, hostile):
    class_of(tmp_path / "in", honest, hostile)
    together, said = grade(course, tmp_path / "in", "together.sqlite")
    for path in (tmp_path / "in").glob("hostile*"):
        path.rename(tmp_path / path.name)
    alone, _ = grade(course, tmp_path / "in", "alone.sqlite")
    assert len(together) == honest + hostile and len(alone) == honest
    assert {s: marks(row) for s, row in alone.items()} == {s: marks(together[s]) for s in alone}
    limit = Limits().submission + 1  # starting and ending a process is not the submission's own time
    assert max(sum(c["seconds"] for c in row["checks"]) for row in together.values()) < limit
    assert "slowest hostile" in said and " s (" in said


def test_hostile_neighbours_change_no_mark(course, tmp_path):
    together_and_alone(course, tmp_path, 54, 6)


@pytest.mark.long
def test_hostile_neighbours_change_no_mark_in_a_class_of_a_thousand(course, tmp_path):
    together_and_alone(course, tmp_path, 950, 50)
