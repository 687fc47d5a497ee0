"""A function that was left as it was given out is not attempted, whatever it brings back; work is marked as work."""

import pytest
from places import DATA
from small_course import put, written

from grader import sandbox
from grader.course.loader import Course
from grader.grading.pipeline import Grading, grade
from grader.submissions.submission import SubmissionFile, read_submission
from grader.verification.verify import verify


@pytest.fixture(scope="module")
def box():
    with sandbox.start() as box:
        yield box


def statuses(box, assignment, source, tmp_path):
    path = put(tmp_path / f"{assignment.name}.py", source)
    read = read_submission(SubmissionFile(path, path.name, "s001", assignment.name))
    result = grade(read, Grading(assignment, box, "public"))
    return [(str(check.verdict.status), check.points) for check in result.checks]


def test_a_skeleton_of_placeholders_is_taken_and_not_attempted(box, tmp_path):
    relu = Course(DATA / "courses" / "placeholders").assignment("relu")
    assert verify(relu, seeds=2).problems == ()
    assert statuses(box, relu, relu.skeleton.text, tmp_path) == [("not_attempted", 0)]
    assert statuses(box, relu, "def relu(x):\n    return None\n", tmp_path) == [("not_attempted", 0)]
    assert statuses(box, relu, "def relu(x):\n    return x\n", tmp_path) == [("failed", 0)]


AUTOTESTS = '''
from grader import check, unchanged


@check(points=60)
def doubles(hw, rng):
    """twice a number"""
    return hw.double(3.0)


@check(points=20, expect=unchanged)
def leaves(hw, rng):
    """the input"""
    x = rng.normal(size=3)
    hw.double(x)
    return x


@check(points=20)
def given(hw, rng):
    """what is given"""
    return hw.twice(rng.normal(size=3))
'''
SOLUTION = "import numpy as np\n\ndef double(x):\n    return 2 * np.asarray(x)\n\ndef twice(x):\n    return double(x)\n"
SKELETON = '''
STUDENT = ...


def double(x):
    """Twice x."""
    out = float("nan")
    return out


def twice(x):
    """Given."""
    return double(x)
'''


def test_a_blank_function_earns_nothing_by_what_it_leaves_alone(box, tmp_path):
    assignment = written(tmp_path / "course", AUTOTESTS, SOLUTION, SKELETON)
    assert statuses(box, assignment, SKELETON, tmp_path) == [("not_attempted", 0)] * 3
    blank = statuses(box, assignment, "def double(x):\n    pass\n", tmp_path)
    assert blank == [("not_attempted", 0)] * 3
    for nothing in ("...", "0.0", "''", "(None, {'a': ()})"):
        blank = statuses(box, assignment, f"def double(x):\n    y = {nothing}\n    return y\n", tmp_path)
        assert blank == [("not_attempted", 0)] * 3


def test_a_function_that_is_given_is_no_blank_where_the_work_below_it_is_wrong(box, tmp_path):
    assignment = written(tmp_path / "course", AUTOTESTS, SOLUTION, SKELETON)
    wrong = SKELETON.replace('float("nan")', "3 * x")
    assert statuses(box, assignment, wrong, tmp_path) == [("failed", 0), ("passed", 20), ("failed", 0)]


ELSEWHERE = (
    "double = lambda x: x * 3",
    "def double(x):\n    return x * 3",
    "globals().update(double=lambda x: x * 3)",
    "if True:\n    def double(x):\n        return x * 3",
    "try:\n    from nowhere import double\nexcept ImportError:\n    def double(x):\n        return x * 3",
    "double.__code__ = (lambda x: x * 3).__code__",
)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_what_takes_the_place_of_a_blank_is_work(box, tmp_path, elsewhere):
    assignment = written(tmp_path / "course", AUTOTESTS, SOLUTION, SKELETON)
    source = f"def double(x):\n    pass\n\n\n{elsewhere}\n"
    assert statuses(box, assignment, source, tmp_path)[:2] == [("failed", 0), ("passed", 20)]


CLASS_AUTOTESTS = '''
import numpy as np
from grader import check


@check(points=60, task="Net.step")
def steps(hw, rng):
    """a step"""
    net = hw.Net(3.0)
    net.step(1.0)
    return net.w


@check(points=40, task="Net.step")
def stays(hw, rng):
    """a step of nothing"""
    net = hw.Net(3.0)
    net.step(0.0)
    return net.w
'''
CLASS = "class Net:\n    def __init__(self, w):\n        self.w = w\n\n    def step(self, g):\n        {}\n"
STEPS = {
    "by an attribute": CLASS.format("pass") + "\ndef step(self, g): self.w += g\n\nNet.step = step\n",
    "in a loop": CLASS.format("pass") + "\nfor n, f in [('step', lambda self, g: None)]:\n    setattr(Net, n, f)\n",
    "by an alias": CLASS.format("pass") + "    def _step(self, g): self.w += g\n    step = _step\n",
    "by a whole class": CLASS.format("pass")
    + "\nif Net:\n"
    + "".join(f"    {line}\n" for line in CLASS.format("self.w += g").splitlines()),
}


@pytest.mark.parametrize("how", STEPS)
def test_what_takes_the_place_of_a_blank_method_is_work(box, tmp_path, how):
    assignment = written(tmp_path / "course", CLASS_AUTOTESTS, CLASS.format("self.w -= g"), CLASS.format("pass"))
    assert statuses(box, assignment, CLASS.format("pass"), tmp_path) == [("not_attempted", 0)] * 2
    assert statuses(box, assignment, STEPS[how], tmp_path) == [("failed", 0), ("passed", 40)]
