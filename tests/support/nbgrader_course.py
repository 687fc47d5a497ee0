"""An nbgrader course made from a small course of ours, students' notebooks in it, and nbgrader's own API on both."""

import json
import os
import shutil
import sys
from pathlib import Path

import small_course

AUTOTESTS = '''
import numpy as np

from grader import answer, check, close, prose


@check(points=10, public=True)
def ordinary(hw, rng):
    """ordinary numbers"""
    return hw.double(rng.normal(size=3))


@check(points=20)
def negative_and_secret(hw, rng):
    """negative numbers, which are kept secret"""
    return hw.double(-rng.random(size=3) - 3)


@check(points=10, public=True)
def small_logits(hw, rng):
    """logits near 0"""
    return hw.softmax(rng.normal(size=5))


@check(points=20)
def large_logits(hw, rng):
    """logits near 1000, which only a shift survives"""
    return hw.softmax(1000 + rng.normal(size=5))


@check(points=10)
def total_of_a_list(hw, rng):
    """the sum of a list"""
    return hw.total(list(rng.normal(size=4)))


answer("half", points=20, title="half of the number")
prose("why", points=10, key_facts=(("twice", "double"),))
'''
SKELETON = '''
"""Doubling and more.

Work in `little.py` and hand it in.  A line with * and _ in it, and <b>no markup</b>.
"""

import numpy as np

STUDENT = ...
NUMBERS = "lecture"


def double(x):
    """Return 2 x."""
    raise NotImplementedError


def softmax(x):
    """exp(x_i) / sum of exp(x_j)."""
    raise NotImplementedError


def total(x):
    """Return the sum of a list."""
    raise NotImplementedError


# By hand: half of this number.
NUMBER = 7
half = ...

# In your own words: why is 2 x the same as x + x?
why = ...
'''
SOLUTION = '''
"""Reference for `little`."""

import math

import numpy as np

from grader import misconception, numbers, step

TWO = 2


def times(x):
    """The factor."""
    return TWO * x


def double(x):
    return times(x)


def shifted(x):
    """So that no exponential overflows."""
    return x - np.max(x)


def softmax(x):
    e = np.exp(shifted(np.asarray(x, float)))
    return e / e.sum()


def total(x):
    return math.fsum(x)


@numbers(lecture={"number": 7})
def draw(rng):
    return {"number": int(rng.integers(3, 90))}


@step
def half(number):
    return number / 2


@misconception(of=times)
def squared(x):
    """You multiplied x with itself; doubling adds it to itself."""
    return x**2


@misconception(of=shifted)
def not_shifted(x):
    """You exponentiate before subtracting the maximum, so large logits overflow."""
    return x
'''
RIGHT = {
    "double": "def double(x):\n    return 2 * np.asarray(x)",
    "softmax": "def softmax(x):\n    x = np.asarray(x)\n    e = np.exp(x - x.max())\n    return e / e.sum()",
    "total": "def total(x):\n    return sum(x)",
}
WRONG = {name: f"def {name}(x):\n    return 0 * np.sum(x) - 1" for name in RIGHT}
ROWS = 20
_made: list[Path] = []  # the course as nbgrader released it, once for all tests
CODE = {"check-double": 30, "check-softmax": 30, "check-total": 10}


def course(root: Path) -> Path:
    """Write our course `little` with rows of numbers; return its folder."""
    small_course.written(root, AUTOTESTS, SOLUTION, SKELETON, name="little")
    rows = [{"number": 10 + 2 * i + 1} for i in range(ROWS)]
    (root / "assignments" / "little.numbers.json").write_text(json.dumps({"seed": "public", "rows": rows}))
    return root


def released(ours: Path, theirs: Path) -> Path:
    """Configure an nbgrader course, write the source, let nbgrader make the release; return nbgrader's course.

    It is made once, and copied after that.
    """
    from grader.course.loader import Course
    from grader.nbgrader.configuration import write_configuration
    from grader.nbgrader.source_notebook import write_source_notebook

    if _made:
        shutil.copytree(_made[0], theirs)
        write_configuration(theirs, ours)
        return theirs
    theirs.mkdir(parents=True)
    write_configuration(theirs, ours)
    opened = Course(ours)
    for name in opened.names:
        write_source_notebook(opened.assignment(name), theirs)
        done = api(theirs).generate_assignment(name)
        assert done["success"], done["log"]
        assert "WARNING" not in done["log"], done["log"]
    _made.append(shutil.copytree(theirs, theirs.parent / "as_released"))
    return theirs


def api(theirs: Path):
    """NbGraderAPI on a course, with what stands in its configuration."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import PyFileConfigLoader

    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # it calls alembic
    config = PyFileConfigLoader("nbgrader_config.py", str(theirs)).load_config()
    config.CourseDirectory.root = str(theirs)
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def gradebook(theirs: Path):
    """nbgrader's gradebook of a course."""
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{theirs / 'gradebook.db'}")


def homework(theirs: Path, student: str, codes: dict[str, str] | None = None, name: str = "little") -> dict:
    """The released notebook, filled in: code by the id of its cell."""
    nb = json.loads((theirs / "release" / name / f"{name}.ipynb").read_text())
    for one in nb["cells"]:
        mark = one["metadata"].get("nbgrader", {})
        if one["id"] == "student":
            one["source"] = f"STUDENT = {student!r}"
        elif mark.get("grade_id") in (codes or {}):
            one["source"] = codes[mark["grade_id"]]
    return nb


def answers(student: str) -> dict[str, str]:
    """What is right by hand for a student, and something to read."""
    from grader import seeds

    number = 10 + 2 * (seeds.row_of(student, "little", ROWS) - 1) + 1
    return {"half": f"half = {number / 2}", "why": 'why = "twice is double"'}


def hand_in(theirs: Path, student: str, nb: dict | str, name: str = "little", file: str | None = None) -> Path:
    """Put a notebook where nbgrader looks for it, with the release's other files beside it; return its path."""
    folder = theirs / "submitted" / student / name
    if not folder.exists():
        shutil.copytree(theirs / "release" / name, folder, ignore=shutil.ignore_patterns("*.ipynb"))
    path = folder / (file or f"{name}.ipynb")
    path.write_text(nb if isinstance(nb, str) else json.dumps(nb))
    return path


def standing(theirs: Path, student: str, name: str = "little") -> dict[str, tuple[float | None, bool]]:
    """A student's points by cell, None where nbgrader has none, and whether a person has to look."""
    with gradebook(theirs) as book:
        grades = book.find_submission_notebook(name, name, student).grades
        return {grade.name: (grade.auto_score, bool(grade.needs_manual_grade)) for grade in grades}
