"""What the course's own files get wrong costs no student a point: it is told as broken, and waits."""

import re

import pytest
import small_course
from command import run

from grader.checks.judge import judge
from grader.course.loader import Course
from grader.model import Outcome, Status

AUTOTESTS = '''
from grader import answer, check, prose


@check(points=50)
def doubles(hw, rng):
    """twice"""
    return hw.double(3)


answer("sum_by_hand", points=40, title="the sum")
prose("why", points=10)
'''
SKELETON = "STUDENT = ...\n\n\ndef double(x):\n    raise NotImplementedError\n\n\nsum_by_hand = ...\nwhy = ...\n"
SOLUTION = """
from grader import step


def double(x):
    return 2 * x


@step
def sum_by_hand():
    return 7
"""
RIGHT = "def double(x):\n    return x + x\n\n\nsum_by_hand = 7\nwhy = 'a few words'\n"
FAULTS = {
    "a step that is not there": ("def sum_by_hand", "def sum_by_head", "the sum", "KeyError"),
    "a step that raises": ("return 7", "return 7 / 0", "the sum", "ZeroDivisionError: division by zero"),
    "a step on numbers that are not drawn": ("sum_by_hand()", "sum_by_hand(g1)", "the sum", "'g1'"),
    "an answer that nobody asks for": ("sum_by_hand = ...", "sum = ...", "the sum", "nobody was asked"),
    "a name that the reference does not have": ("hw.double(3)", "hw.duoble(3)", "twice", "it calls `duoble`, which"),
    "a function for an argument": ("hw.double(3)", "hw.double(max)", "twice", "only plain data can be sent"),
    "an object that is no data": (
        "return hw.double(3)",
        "hw.double(3)\n    return object()",
        "twice",
        "with the reference, too",
    ),
    "other randomness": ("(3)", "(__import__('random').random())", "twice", "it draws from something else than rng"),
    "an exit": ("return hw.double(3)", "raise SystemExit", "twice", "SystemExit"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_no_point_is_lost_through_the_courses_own_files(tmp_path, name):
    old, new, title, why = FAULTS[name]
    texts = [text.replace(old, new) for text in (AUTOTESTS, SOLUTION, SKELETON)]
    assert texts != [AUTOTESTS, SOLUTION, SKELETON]
    small_course.written(tmp_path, *texts)
    handed_in = RIGHT.replace("sum_by_hand = 7\n", "") if "nobody" in why else RIGHT
    ended = run("grade", small_course.put(tmp_path / "s1" / "tiny.py", handed_in), cwd=tmp_path)
    assert ended.returncode == 0 and "Traceback" not in ended.stderr
    said = re.sub(r"\s+", " ", ended.stdout)
    assert re.search(rf"waiting {title}( \(hidden\))? this check is broken, which costs you nothing: .*{why}", said)
    points, waiting = map(float, re.search(r"tiny: ([\d.]+) of 100 points, ([\d.]+) waiting", said).groups())
    assert points + waiting == 100
    assert run("verify", "tiny", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize("place", ["assignments", "solutions", "autotests"])
def test_a_file_of_the_course_that_exits_is_told_with_its_line(tmp_path, place):
    small_course.written(tmp_path, AUTOTESTS, SOLUTION, SKELETON)
    path = tmp_path / place / "tiny.py"
    path.write_text(path.read_text() + "\nraise SystemExit(0)\n")
    ended = run("verify", "tiny", cwd=tmp_path)
    assert ended.returncode in (1, 2)
    assert f"{place}/tiny.py" in re.sub(r"\s", "", ended.stdout + ended.stderr)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("autotests", "points=50)", "points=50, expect='close')", "expect= takes an expectation, such as close"),
        ("autotests", "points=10)", "points=10, key_facts=('velocity', 'inertia'))", "key_facts= is a tuple of words"),
        ("autotests", "prose('why'", "answer('sum_by_hand'", "2 checks or tasks are called sum_by_hand"),
        (
            "solutions",
            "@step",
            "@misconception(of='duoble')\ndef zero(x):\n    return 0\n\n\n@step",
            "line 9: NameError: there is no function 'duoble' above this line: did you mean double?",
        ),
    ],
)
def test_what_cannot_be_meant_stops_the_grading_with_the_file_and_the_remedy(tmp_path, file, old, new, told):
    small_course.written(tmp_path, AUTOTESTS, SOLUTION.replace("import step", "import misconception, step"), SKELETON)
    path = tmp_path / file / "tiny.py"
    before = path.read_text().replace('"why"', "'why'")
    assert old in before
    path.write_text(before.replace(old, new))
    ended = run("grade", small_course.put(tmp_path / "s1" / "tiny.py", RIGHT), cwd=tmp_path)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr
    assert f"{file}/tiny.py" in ended.stderr and told in ended.stderr


def test_a_step_without_a_value_is_broken(tmp_path):
    small_course.written(tmp_path, AUTOTESTS, SOLUTION.replace("return 7", "7"), SKELETON)
    said = run("grade", small_course.put(tmp_path / "s1" / "tiny.py", RIGHT), cwd=tmp_path).stdout
    assert "50 of 100 points, 50 waiting" in said and "in the solution it gives None" in " ".join(said.split())


def test_a_wrong_homework_stays_wrong(tmp_path):
    """What the reference passes is no fault of the course."""
    assignment = small_course.written(tmp_path, AUTOTESTS, SOLUTION, SKELETON)
    check = assignment.checks[0]
    want = Course(tmp_path).assignment("tiny").answer_key("public").expected(check)
    assert want.fault is None
    assert judge(check, Outcome(5), want).status is Status.FAILED
