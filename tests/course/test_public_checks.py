"""Public checks picked out of a file: what they use comes along, and what cannot stand on its own is refused."""

import re

import pytest
import small_course
from small_course import PLAIN

from grader.course.loader import Course
from grader.course.release import write_release
from grader.errors import AuthorError


def texts(dest):
    return {p.relative_to(dest).as_posix(): p.read_text(encoding="utf-8") for p in dest.rglob("*") if p.is_file()}


# ---- what is refused


def refused(tmp_path, autotests, solution=""):
    assignment = small_course.written(tmp_path / "course", autotests, solution)
    with pytest.raises(AuthorError) as caught:
        write_release(assignment, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert re.search(r"(autotests|solutions)/tiny\.py", str(caught.value))
    return str(caught.value)


def uses(use, before="", after=""):
    probe = f"@check(points=1, public=True)\ndef doubles(hw, rng):\n    return hw.double({use})\n"
    return f"from grader import check\n{before}\n\n{probe}{after}"


HIDDEN = "@check(points=1)\ndef secret_twin(hw, rng):\n    return 1\n"
BY_CALL = "from grader import check\nd = check(points=1, public=True)(lambda hw, rng: hw.double(3))\n"
BY_OBJECT = """
from grader import check
class Probe:
    __name__ = "doubles"
    def __call__(self, hw, rng):
        return hw.double(3)
check(points=1, public=True)(Probe())
"""
BY_LOOP = "from grader import check\nfor i in 1, 2:\n    @check(points=1, public=True)\n    def a(hw, rng): return 1\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (uses("A", "exec('A = 1')"), "line 5: the public check `doubles` uses `A`"),
        (uses("A", "if True:\n    A = 1"), "uses `A`"),
        (uses("sin(0)", "from math import *"), "uses `sin`"),
        (uses("len(__file__)"), "uses `__file__`"),
        (uses("A[0]", "A = [1]\nA.append(2)"), "line 3: this changes `A`"),
        (uses("A", "A = 1\nA += 1"), "line 3: this changes `A`"),
        (uses("A[0]", "A = [1]\nfor i in A:\n    A[0] = 3"), "line 3: this changes `A`"),
        (uses("helper.A", "import small_course as helper"), "students do not have"),
        (uses("globals()['A']", "A = 1"), "does something else than in the course"),
        (uses("np.random.normal()", "import numpy as np"), "it draws from something else than rng"),
        (uses("A()", "def A():\n    return B()\ndef B():\n    return C", "exec('C = 1')"), "uses `C`"),
        (uses("secret_twin", after=HIDDEN), "uses `secret_twin`"),
        (BY_CALL, "not written as a function"),
        (BY_LOOP, "not written as a function"),
        (BY_OBJECT, "not written as a function"),
    ],
)
def test_a_public_check_that_cannot_stand_alone_is_refused_with_its_line(tmp_path, text, said):
    assert said in refused(tmp_path, text)


def test_a_reference_that_fails_a_public_check_is_refused(tmp_path):
    said = refused(tmp_path, PLAIN, "def double(x):\n    return x / 0\n")
    assert "solutions/tiny.py: the check `doubles` is broken: on the reference it ends in ZeroDivisionError" in said


def test_a_reference_that_brings_back_no_data_is_refused(tmp_path):
    assert "cannot keep" in refused(tmp_path, PLAIN, "def double(x):\n    return object\n")


@pytest.mark.parametrize(
    "body",
    [
        "# unlike the_hidden_twin, this one is small\n    return hw.double(3)",
        "# the same as: a very large number at last\n    return hw.double(3)",
        "values = [x + x for x in (3, 4, 5, 6)]  # as in the solution\n    return hw.double(values[0])",
        "# seven words or so: {secret}\n    return hw.double(3)",
    ],
)
def test_what_must_not_leave_is_found_inside_a_public_check(tmp_path, body):
    autotests = uses("3").replace("return hw.double(3)", body.format(secret=small_course.SECRET)) + (
        "\n@check(points=1)\ndef the_hidden_twin(hw, rng):\n    '''a very large number at last'''\n    return 1\n"
    )
    root = tmp_path / "course"
    root.mkdir()
    (root / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "s"\n')
    (root / "s").write_text(small_course.SECRET)
    solution = "def double(x):\n    values = [x + x for x in (3, 4, 5, 6)]\n    return 2 * x\n"

    assert "this must not leave the course: autotests/tiny.py: " in refused(tmp_path, autotests, solution)


# ---- what comes along with a public check


AMONG = '''"""Notes for the staff."""
from __future__ import annotations
import math, json
import numpy as np
from grader import answer, check, exact as same, finite, prose
from grader.checks.comparison import Expectation

SMALL, LARGE = 1, 1000   # LARGE is for the staff
UNUSED = "for a hidden check"
SCALE: int = 2
shapes = {n: (n, SMALL) for n in (1, 2)}


class Positive(Expectation):
    """Whatever comes back is positive."""

    def differ(self, got, want):
        return None


def deep(x):
    return np.full(shapes[1], x) * SCALE


def helper(x, n=SMALL):  # a remark
    def inner(y):
        UNUSED = y
        return deep(UNUSED)
    return [inner(x) for _ in range(n)]


answer("first", points=2.5, title="it's first")


@check(points=1, expect=same)
def hidden_one(hw, rng):
    """a hidden title of words"""
    return json.dumps(UNUSED), hw.double(math.pi), late()


@check(
    points=1 / 3,
    public=True, expect=same & Positive(),
)
def shown(hw, rng):
    """twice, of an array"""
    x = rng.normal(size=3)
    return hw.double(helper(x.sum())[0]), late(), [hw.double(SCALE) for SCALE in (1, 2)]

prose("words", points=3, key_facts=(("keyword",),))


def late():
    return SMALL
'''


def test_only_what_a_public_check_uses_comes_along(tmp_path):
    skeleton = "STUDENT = ...\nfirst = ...\nwords = ...\n\n\ndef double(x):\n    raise NotImplementedError\n"
    assignment = small_course.written(tmp_path / "course", AMONG, skeleton=skeleton)

    write_release(assignment, tmp_path / "out")

    text = (tmp_path / "out" / "autotests" / "tiny.py").read_text()
    assert text.startswith('"""Public checks for `tiny`: grader check tiny.py runs them."""\n\nfrom __future__ import')
    for there in ("SMALL, LARGE = 1, 1000\n", "SCALE: int = 2", "class Positive", "def deep", "exact as same"):
        assert there in text
    for missing in ("UNUSED =", "hidden", "import json", "import math", "finite", "keyword", "staff", "remark\n"):
        assert missing not in text.replace("        UNUSED = y", "").replace("# a remark", "")
    again = Course(tmp_path / "out").assignment("tiny")
    assert [d.name for d in again.declared] == ["first", "shown", "words"]
    assert again.points == assignment.points - 1


def test_another_function_of_a_checks_name_is_not_taken_for_it(tmp_path):
    autotests = PLAIN.replace("@check", "def doubles():\n    return 0\n\n\n@check")
    write_release(small_course.written(tmp_path / "course", autotests), tmp_path / "out")
    assert "return 0" not in (tmp_path / "out" / "autotests" / "tiny.py").read_text()


def test_a_title_in_quotes_of_all_kinds_survives(tmp_path):
    title = 'it\'s "quoted" \\ and\ttabbed'
    autotests = PLAIN + f"\nfrom grader import answer\nanswer('a', points=1, title={title!r})\n"
    write_release(small_course.written(tmp_path / "course", autotests), tmp_path / "out")
    assert Course(tmp_path / "out").assignment("tiny").tasks[0].title == title


def test_an_assignment_without_public_checks_can_be_released(tmp_path):
    autotests = "from grader import answer, check\nanswer('a', points=1)\n" + HIDDEN
    write_release(small_course.written(tmp_path / "course", autotests), tmp_path / "out")
    assert [d.name for d in Course(tmp_path / "out").assignment("tiny").declared] == ["a"]
