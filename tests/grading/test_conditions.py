"""Recorded calls hold only where the same calls would bring the same: not with other data, limits or caches."""

import pytest
from command import run
from small_course import put, written

AUTOTESTS = '''
from grader import check


@check(points=50)
def summed(hw, rng):
    """the sum of the numbers"""
    return hw.total()


@check(points=50, task="back")
def there_and_back(hw, rng):
    """back again"""
    _, kept = hw.there(2.0)
    return hw.back(kept)
'''
SOLUTION = """
import numpy as np
from grader import opaque


@opaque(1)
def there(x):
    return 2 * x, [x, 0.0]


def back(kept):
    return kept[0]


def total():
    return float(np.loadtxt("numbers.txt").sum())
"""
SKELETON = "".join(
    f'def {name}:\n    """{name}"""\n    raise NotImplementedError\n\n\n'
    for name in ("there(x)", "back(kept)", "total()")
)
WORK = """
import numpy as np


def there(x):
    return 2 * x, [x, 0.0]


def back(kept):
    return kept[0]


def total():
    return float(np.loadtxt("numbers.txt").sum())
"""


@pytest.fixture
def course(tmp_path):
    written(tmp_path, AUTOTESTS, SOLUTION, SKELETON)
    put(tmp_path / "assignments" / "tiny" / "numbers.txt", "1\n2\n")
    for student in ("ann", "ben"):
        put(tmp_path / "in" / student / "tiny.py", WORK)
    return tmp_path


def graded(course):
    done = run("grade", "in", cwd=course)
    assert "all right" in done.stdout + done.stderr
    return (done.stdout + done.stderr).splitlines()[-1]


CHANGES = {
    "other data": ("assignments/tiny/numbers.txt", "2\n", "3\n"),
    "other limits": ("autotests/tiny.py", "points=50)", "points=50, seconds=9)"),
    "a cache that is nobody's business no more": ("solutions/tiny.py", "@opaque(1)", "# @opaque(1)"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_homework_is_run_again_where_its_calls_would_bring_something_else(course, change):
    assert "2 graded" in graded(course)
    name, old, new = CHANGES[change]
    put(course / name, (course / name).read_text(encoding="utf-8").replace(old, new))
    assert "2 graded" in graded(course)


def test_other_words_are_judged_by_the_calls_that_were_recorded(course):
    assert "2 graded" in graded(course)
    put(course / "autotests" / "tiny.py", AUTOTESTS.replace("the sum of the", "summed"))
    assert "2 judged again" in graded(course)
