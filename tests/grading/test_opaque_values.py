"""Opaque values from the author's word to the mark: homework of every style, judging again, a release at home."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
import small_course
from places import DATA
from sandboxes import kill

from grader import sandbox
from grader.checks import judge
from grader.checks.probe import TrustedHomework, observe
from grader.course.loader import Course
from grader.course.release import write_release
from grader.gradebook import recorded_calls
from grader.grading import pipeline
from grader.grading.pipeline import Grading, grade, grade_with_calls
from grader.model import FaultKind, Handle, Status
from grader.reports import text_report
from grader.submissions.submission import SubmissionFile, read_submission
from grader.verification.verify import verify

SKELETON = '''
"""Scale."""

STUDENT = ...


def forward(x, w):
    """Returns (x * w, cache): the cache is whatever your backward needs."""
    raise NotImplementedError


def backward(dout, cache):
    """Returns (dx, dw)."""
    raise NotImplementedError
'''
SOLUTION = '''
import numpy as np

from grader import misconception, opaque


def times(x, w):
    return np.asarray(x) * w


@opaque(1)
def forward(x, w):
    return times(x, w), (x, w)


def backward(dout, cache):
    x, w = cache
    return dout * w, (dout * x).sum()


@misconception(of=times)
def added(x, w):
    """You add w."""
    return np.asarray(x) + w


@misconception(of=backward)
def swapped(dout, cache):
    """You swapped them."""
    x, w = cache
    return (dout * x).sum(), dout * w


@misconception(of=forward)
def other_input_kept(x, w):
    """Your cache holds the output."""
    return times(x, w), (times(x, w), w)
'''
AUTOTESTS = '''
import numpy as np

from grader import check, close, raised, unchanged


@check(points=20, public=True)
def output(hw, rng):
    """the output alone"""
    return hw.forward(rng.normal(size=3), 2.0)[0]


@check(points=20, public=True, task="backward")
def gradients(hw, rng):
    """the gradients"""
    _, cache = hw.forward(rng.normal(size=3), 2.0)
    return hw.backward(rng.normal(size=3), cache)


@check(points=20, task="backward", expect=close & unchanged)
def twice(hw, rng):
    """the gradients twice from one cache, and nothing that went in is changed"""
    _, cache = hw.forward(rng.normal(size=3), 2.0)
    return hw.backward(rng.normal(size=3), cache), hw.backward(np.ones(3), cache)


@check(points=20, task="backward")
def another_between(hw, rng):
    """the gradients of the first input, after a second one went forward"""
    whole = hw.forward(rng.normal(size=3), 2.0)
    _, other = hw.forward(rng.normal(size=3), -1.0)
    dout = rng.normal(size=3)
    return hw.backward(dout, whole[1]), hw.backward(dout=dout, cache=other), whole


@check(points=20, task="backward")
def in_a_fresh_process(hw, rng):
    """the gradients in a process that has seen nothing before"""
    hw.forward(rng.normal(size=3), 2.0)
    hw.fresh()
    _, cache = hw.forward(rng.normal(size=3), 3.0)
    return hw.backward(rng.normal(size=3), cache)
'''
BACK = "    return dout * w, (dout * x).sum()\n"


def homework(cache, unpacked, above=""):
    return f"{above}\ndef forward(x, w):\n    return x * w, {cache}\n\ndef backward(dout, cache):\n{unpacked}{BACK}"


ANGRY = """
def angry(*_): raise RuntimeError("leave me alone")
class Angry:
    def __init__(self, *both): self.both = both
    __eq__ = __repr__ = __str__ = __len__ = __bool__ = __iter__ = __del__ = __array__ = __getitem__ = __hash__ = angry
"""
RIGHT = {
    "as the author": homework("(x, w)", "    x, w = cache\n"),
    "the other way round": homework("(w, x)", "    w, x = cache\n"),
    "a list": homework("[x, w]", "    x, w = cache\n"),
    "a dict": homework("dict(x=x, w=w)", "    x, w = cache['x'], cache['w']\n"),
    "a closure": homework("lambda: (x, w)", "    x, w = cache()\n"),
    "an instance": homework(
        "Cache(x, w)",
        "    x, w = cache.x, cache.w\n",
        "class Cache:\n    def __init__(self, x, w):\n        self.x, self.w = x, w\n",
    ),
    "one that cannot be looked at": homework("Angry(x, w)", "    x, w = cache.both\n", ANGRY),
    "a generator": homework(
        "values(x, w)", "    x, w = next(cache)\n", "def values(*both):\n    while True: yield both\n"
    ),
    "a dict that it takes apart and puts together": homework(
        "dict(x=x, w=w)", "    x, w = cache.pop('x'), cache.pop('w')\n    cache.update(x=x, w=w)\n"
    ),
    "a number of its own table": homework(
        "TABLE.append((x, w)) or len(TABLE)", "    x, w = TABLE[cache - 1]\n", "TABLE = []\n"
    ),
    "a list in place of the tuple": homework("(x, w)]", "    x, w = cache\n").replace("return x", "return [x"),
    "a tuple of its own kind": homework(
        "(x, w))",
        "    x, w = cache\n",
        "from typing import NamedTuple\nclass Both(NamedTuple):\n    out: object\n    cache: object\n",
    ).replace("return x * w", "return Both(x * w"),
    "a large one": homework("(x, w, bytearray(10**7))", "    x, w, _ = cache\n"),
    "a float": homework("float(w)", "    x, w = KEPT[cache], cache\n").replace(
        "    return x * w,", "    KEPT[w] = x\n    return x * w,"
    ).replace("def forward", "KEPT = {}\ndef forward"),
}  # fmt: skip
KEPT_ONE = homework("None", "    x, w = LAST\n").replace(
    "    return x * w,", "    global LAST\n    LAST = x, w\n    return x * w,"
)
EMPTIED = homework("[x, w]", "    w, x = cache.pop(), cache.pop()\n")
DIES = "import os\n" + homework("(x, w)", "    os._exit(1)\n")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return small_course.written(tmp_path_factory.mktemp("course"), AUTOTESTS, SOLUTION, SKELETON)


@pytest.fixture(scope="module")
def grading(course):
    with sandbox.start() as running:
        yield Grading(course, running, "public")


def read(folder, source):
    path = small_course.put(folder / "tiny.py", source)
    return read_submission(SubmissionFile(path, path.name, "s001", "tiny"))


def ends(result):
    return {check.name: check.verdict.status for check in result.checks}


def test_verify_finds_no_problem(course):
    assert verify(course, seeds=2).text().endswith("no problems")


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_a_right_homework_has_all_points_whatever_its_cache_is(grading, tmp_path, source):
    result = grade(read(tmp_path, source), grading)
    assert result.points == 100, text_report.student_feedback(result)


def test_a_wrong_homework_loses_by_what_comes_of_its_cache(grading, tmp_path):
    passed, failed = Status.PASSED, Status.FAILED
    kept_one = ends(grade(read(tmp_path, KEPT_ONE), grading))
    assert [name for name, status in kept_one.items() if status is not passed] == ["another_between"]
    emptied = ends(grade(read(tmp_path, EMPTIED), grading))
    assert emptied["twice"] is Status.RAISED and emptied["gradients"] is passed
    dies = ends(grade(read(tmp_path, DIES), grading))
    assert dies == {"output": passed, **dict.fromkeys([*dies][1:], Status.CRASHED)}
    no_cache = ends(grade(read(tmp_path, "def forward(x, w): return x * w\n"), grading))
    assert no_cache["output"] is failed and no_cache["gradients"] is failed


def test_mistakes_are_named_through_opaque_values(grading, tmp_path):
    swapped = RIGHT["a closure"].replace("dout * w, (dout * x).sum()", "(dout * x).sum(), dout * w")
    result = grade(read(tmp_path, swapped), grading)
    assert {n for c in result.checks for n in c.verdict.misconceptions} == {"swapped"}
    added = RIGHT["a dict"].replace("x * w,", "x + w,")
    result = grade(read(tmp_path, added), grading)
    assert {n for c in result.checks for n in c.verdict.misconceptions} == {"added"}


def test_a_call_shows_that_a_value_is_opaque_and_nothing_of_it(grading, tmp_path):
    source = homework("'a secret of mine'", "    return dout, 'cache'\n")
    feedback = text_report.student_feedback(grade(read(tmp_path, source), grading), width=200)
    assert "backward([" in feedback and ", <what forward([" in feedback
    assert "secret" not in feedback


@pytest.mark.parametrize("source", [RIGHT["an instance"], KEPT_ONE, DIES, EMPTIED])
def test_recorded_calls_keep_nothing_of_it_and_are_judged_to_the_same(grading, tmp_path, source):
    submission = read(tmp_path, source)
    first = grade_with_calls(submission, grading)
    packed = recorded_calls.pack_calls(first.calls)
    kept = recorded_calls.unpack_calls(packed)
    frames = [call.frame for calls in kept.checks.values() for call in calls if call.function == "forward"]
    assert frames and all(b'{"h": [' in frame and len(frame) < 300 for frame in frames)
    again = grade_with_calls(submission, grading, kept)
    assert not again.ran
    assert [replace(c, seconds=0) for c in again.result.checks] == [replace(c, seconds=0) for c in first.result.checks]


def test_recorded_calls_of_one_process_are_none_of_another(grading, tmp_path):
    submission = read(tmp_path, RIGHT["a dict"])
    kept = grade_with_calls(submission, grading).calls
    (check,) = [c for c in grading.assignment.checks if c.name == "in_a_fresh_process"]
    replay = recorded_calls.Replay(kept.checks[check.name], grading.arguments(check))
    replay.fresh = lambda: None  # a check that goes on in the same process
    with pytest.raises(recorded_calls.NotRecordedError):
        pipeline._observe(check, grading, replay)


def test_a_check_begins_anew_where_the_worker_was_ended_from_outside(course, tmp_path):
    with sandbox.start() as own:
        grading, left = Grading(course, own, "public"), [1]
        probe = course.checks[1].probe

        def interrupted(hw, rng):
            _, cache = hw.forward(rng.normal(size=3), 2.0)
            if left and isinstance(hw._homework, recorded_calls.Recorder):
                kill(own)
                left.pop()
            return hw.backward(rng.normal(size=3), cache)

        check = replace(course.checks[1], probe=interrupted)
        grading.key._expected[check.name] = grading.key.expected(course.checks[1])
        with own.open(["hw.py"], [RIGHT["a closure"]], opaque=grading.key.opaque) as session:
            got, recorded = pipeline._observe_live(check, grading, session)
        assert not left and got.fault is None and len(got.calls) == len(recorded) == 2
        assert judge.judge(check, got, grading.key.expected(check)).status is Status.PASSED
        assert probe is not interrupted


@pytest.mark.parametrize("source", [RIGHT["a generator"], KEPT_ONE, DIES, RIGHT["a list"].replace("* w", "+ w")])
def test_a_release_at_home_says_the_same(course, grading, tmp_path, source):
    write_release(course, tmp_path / "home")
    data = json.loads((tmp_path / "home" / "answers" / "tiny.json").read_text())
    assert data["opaque"] == {"forward": [1]}
    home = Course(tmp_path / "home").assignment("tiny")
    submission = read(tmp_path, source)
    one, other = (grade(submission, Grading(a, grading.sandbox, "public", public_only=True)) for a in (course, home))
    assert [replace(c, seconds=0) for c in other.checks] == [replace(c, seconds=0) for c in one.checks]
    assert len(other.checks) == 2


@pytest.mark.parametrize(
    "touch",
    "cache[0]|x, w = cache|len(cache)|cache.shape|np.asarray(cache)|cache + 1|if cache: pass|float(cache)".split("|"),
)
def test_a_probe_cannot_look_into_a_handle(course, touch):
    scope = {}
    exec(f"import numpy as np\ndef probe(hw, rng):\n    _, cache = hw.forward(np.ones(3), 2.0)\n    {touch}\n", scope)
    solution = course.solution
    got = observe(scope["probe"], TrustedHomework(solution.space, solution.opaque), None)
    assert got.fault.kind is FaultKind.UNUSABLE and got.fault.error in ("TypeError", "AttributeError")
    assert "opaque" in got.fault.message or touch == "cache + 1"


def test_what_a_handle_stands_for_is_handed_on_uncopied_and_to_its_own_homework_alone(course):
    solution = course.solution
    made = object()
    homework, other = (TrustedHomework({"f": lambda: made, "g": lambda c: c is made}, {"f": (None,)}) for _ in "ab")
    handle = homework.call("f", (), {}).value
    assert type(handle) is Handle and homework.call("g", (handle,), {}).value is True
    with pytest.raises(TypeError, match="gone with its process"):
        other.call("g", (handle,), {})
    homework.fresh()
    with pytest.raises(TypeError, match="gone with its process"):
        homework.call("g", (handle,), {})
    assert solution.opaque == {"forward": (1,)}


def test_what_the_reference_gave_stays_as_it_was():
    def forward(x):
        out = x * 2
        return out, out

    def backward(cache):
        cache[:] = 0

    homework = TrustedHomework({"f": forward, "g": backward}, {"f": (1,)})
    out, handle = homework.call("f", (np.ones(2),), {}).value
    homework.call("g", (handle,), {})
    assert out.tolist() == [2, 2]


@pytest.mark.parametrize("places", ["-1", "True", "1.0", "None"])
def test_a_place_that_is_none_is_refused(tmp_path, places):
    solution = SOLUTION.replace("@opaque(1)", f"@opaque({places})")
    with pytest.raises(Exception, match=r"write it as in @opaque\(1\)"):
        _ = small_course.written(tmp_path, AUTOTESTS, solution, SKELETON).solution


def test_verify_tells_a_place_that_the_reference_has_not(tmp_path):
    solution = SOLUTION.replace("@opaque(1)", '@opaque("cache")')
    text = verify(small_course.written(tmp_path, AUTOTESTS, solution, SKELETON), seeds=1).text(1000)
    assert "`forward` of the reference returns nothing at the place 'cache' that @opaque names" in text


def test_the_case_of_a_cache_in_another_form(tmp_path):
    """ada has it the other way round, bob as a dict, cyn the skeleton; dan imports what cannot be had."""
    shutil.copytree(DATA / "courses" / "opaque_cache", tmp_path / "course")
    assignment = Course(tmp_path / "course").assignment("scale")
    assert verify(assignment, seeds=2).text().endswith("no problems")
    with sandbox.start() as running:
        grading = Grading(assignment, running, "public")
        results = {}
        for student in ("ada", "bob", "cyn", "dan"):
            path = tmp_path / "course" / "class" / student / "scale.py"
            results[student] = grade(read_submission(SubmissionFile(path, path.name, student, "scale")), grading)
        assert [r.points for r in results.values()] == [100, 100, 0, 100]
        assert set(ends(results["cyn"]).values()) == {Status.NOT_ATTEMPTED}
        assert [len(r.notes) for r in results.values()] == [0, 0, 0, 1]
