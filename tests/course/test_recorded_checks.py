"""Public checks as data: on any homework the record does what the probe does, and what it cannot do is refused."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import small_course

from grader import close, exact, finite, integers, quiet, raised, seeds, unchanged
from grader.checks.comparison import All
from grader.checks.declarations import Check, Task
from grader.checks.probe import TrustedHomework, observe
from grader.course.answer_key import LiveKey, RecordedKey
from grader.course.loader import Course
from grader.course.recorded_checks import UnrecordableError, pack_check, pack_task, record, unpack
from grader.course.release import release_data, write_release
from grader.errors import AuthorError
from grader.model import FaultKind, Kind
from grader.sandbox import wire

pytestmark = pytest.mark.fast


def check_of(probe, expect=close):
    return Check("twice", Fraction(1, 3), True, expect, probe, "a title", "f")


def recorded(check, space):
    """The record of a check as it is read from a release."""
    rng = seeds.generator("public", "tiny", "twice")
    return unpack(json.loads(json.dumps(pack_check(check, record(check, TrustedHomework(space), rng)))))


def outcome_of(check, space):
    return observe(check.probe, TrustedHomework(space), seeds.generator("public", "tiny", "twice"))


def sent(outcome):
    """What a homework is sent, bit for bit, and as it lies in memory."""
    return [wire.encode([call.function, list(call.args), dict(call.kwargs)], request=True) for call in outcome.calls]


def any_value(*_, **__):
    return {"a": [1.0, (2, 3)], "b": np.eye(2)}


ARGUMENTS = [
    ((), {}),
    ((1, True, None, "text", b"bytes", 1 << 80, 1 + 2j), {"scale": -0.0}),
    ((np.float32(0.1), np.int8(-3), np.bool_(True), float("nan"), float("-inf"), 5e-324), {}),
    (([1, [2.5, (3,)]], (4, [5]), {"k": [6], 7: (8,)}, []), {"axis": (0, 1)}),
    ((np.array([[0.1, -0.0], [np.nan, 1e-310]]), np.arange(6, dtype=np.uint8)), {"dtype": "<f4"}),
    ((np.asfortranarray(np.eye(3)), np.arange(10.0)[::-2], np.zeros((0, 4), np.float32)), {}),
]


@pytest.mark.parametrize(("args", "kwargs"), ARGUMENTS)
def test_arguments_arrive_bit_for_bit(args, kwargs):
    check = check_of(lambda hw, rng: hw.f(*args, **kwargs))
    live, again = (outcome_of(c, {"f": any_value}) for c in (check, recorded(check, {"f": any_value})))
    assert sent(again) == sent(live) != []


def test_what_is_drawn_is_drawn_once():
    check = check_of(lambda hw, rng: hw.f(rng.normal(size=3), [rng.integers(9) for _ in range(2)]))
    again = recorded(check, {"f": any_value})
    assert sent(outcome_of(again, {"f": any_value})) == sent(outcome_of(check, {"f": any_value}))
    assert sent(observe(again.probe, TrustedHomework({"f": any_value}), None)) == sent(
        outcome_of(check, {"f": any_value})
    )


def handed_on(hw, rng):
    first = hw.f(1)
    one, (two, three) = first["a"]
    second = hw.f([first["b"], one], deep={"x": (two, 5)}, same=first)
    return {"rest": (second["b"][0, 1], [three, 7]), "first": first, "error": raised(hw.g, second["b"])}, "end"


@pytest.mark.parametrize("scale", [1, -2])
def test_results_and_their_parts_are_handed_on(scale):
    """On a homework of other values than the reference's."""

    def f(*args, **kwargs):
        return {"a": [scale * 1.5, (scale * 2, 3)], "b": scale * np.arange(4.0).reshape(2, 2)}

    def g(x):
        if x[0, 1] > 0:
            raise KeyError("there")
        return x

    check = check_of(handed_on)
    again = recorded(check, {"f": any_value, "g": g})
    live, other = (outcome_of(c, {"f": f, "g": g}) for c in (check, again))
    assert sent(other) == sent(live)
    assert wire.encode(other.value) == wire.encode(live.value)
    assert live.value[0]["error"] == ("KeyError" if scale > 0 else "")


def test_a_part_that_is_not_there_ends_the_record_before_the_next_call():
    def in_turn(hw, rng):
        first = hw.f(1)["a"]
        return first, hw.f(2)["a"]

    again = recorded(check_of(in_turn), {"f": any_value})
    ended = observe(
        again.probe, TrustedHomework({"f": lambda x: {"b": 1}}), None, outcome_of(again, {"f": any_value}).calls
    )
    assert (ended.fault.kind, len(ended.calls)) == (FaultKind.UNUSABLE, 1)


@pytest.mark.parametrize(
    "expect",
    [close, close(rtol=1e-9, atol=0.0), exact, close & finite, (close(atol=0.1) & quiet) & (integers & unchanged)],
)
def test_expectations_keep_their_names_and_tolerances(expect):
    again = recorded(check_of(lambda hw, rng: hw.f(), expect), {"f": any_value})
    assert (again.name, again.points, again.title, again.task, again.public) == (
        "twice",
        Fraction(1, 3),
        "a title",
        "f",
        1,
    )
    flat = [p for part in getattr(expect, "parts", [expect]) for p in getattr(part, "parts", [part])]
    assert again.expect == (flat[0] if len(flat) == 1 else All(tuple(flat)))


@pytest.mark.parametrize(
    "task",
    [
        Task("a", Kind.ANSWER, Fraction(5, 2), title='it\'s "quoted" \\ and\ttabbed, 可分', digits=4),
        Task("w", Kind.WORKSHEET, Fraction(20), steps=("one", "two")),
        Task("f", Kind.FORMULA, Fraction(1, 3), symbols=("x", "y"), domain=(("x", "positive"),)),
        Task("p", Kind.PROSE, Fraction(5), key_facts=(("fact",),)),
    ],
)
def test_handwork_keeps_what_a_student_may_know(task):
    data = json.loads(json.dumps(pack_task(task)))
    assert not re.search("fact|positive", json.dumps(data))
    again = unpack(data)
    assert (again.key_facts, again.domain) == ((), ())
    kept = ("name", "kind", "points", "title", "digits", "steps", "symbols")
    assert [getattr(again, name) for name in kept] == [getattr(task, name) for name in kept]


class Counter:
    """An instance with a method, an attribute and a call."""

    def __init__(self, start):
        self.count = start

    def add(self, n, *, twice=False):
        self.count += 2 * n if twice else n
        if n < 0:
            raise ValueError(n)
        return self

    def __call__(self, f):
        return f(self.count)


def test_opaque_values_instances_functions_and_new_processes_are_recorded():
    def probe(hw, rng):
        out, cache = hw.f(2)
        counter = hw.Counter(1)
        counter.add(3, twice=True)
        before, error = counter.count, raised(counter.add, -1)
        hw.fresh()
        other = hw.Counter(start=5)
        return out, before, error, hw.g(hw.f(3)[1]), other(np.sqrt), other(hw.g), other.count, cache

    opaque = {"f": (1,), "Counter": (None,), **{f"Counter.{name}": () for name in ("__init__", "add", "__call__")}}
    space = {"f": lambda x: (x, [x]), "g": lambda x: x, "Counter": Counter}
    check = check_of(probe)
    want = observe(check.probe, TrustedHomework(space, opaque), None)
    data = json.loads(json.dumps(pack_check(check, record(check, TrustedHomework(space, opaque), None))))
    got = observe(unpack(data).probe, TrustedHomework(space, opaque), None, want.calls)
    assert want.fault is got.fault is None and sent(got) == sent(want)
    assert got.value[:3] == (2, 7, "ValueError") and wire.encode(got.value) == wire.encode(want.value)
    assert [action for action in data["actions"] if "fresh" in action] == [{"fresh": True}]


@pytest.mark.parametrize(
    ("probe", "reason"),
    [
        (lambda hw, rng: hw.g(hw.Counter(1).add), "hands a method on"),
        (lambda hw, rng: hw.Counter(1).count + 1, "computes with a result"),
        (lambda hw, rng: hw.f(1)[1][0], "computes with a result"),
    ],
)
def test_of_an_instance_only_calls_and_attributes_are_recorded(probe, reason):
    opaque = {"f": (1,), "Counter": (None,), "Counter.__init__": (), "Counter.add": ()}
    space = {"f": lambda x: (x, [x]), "g": lambda x: x, "Counter": Counter}
    with pytest.raises(UnrecordableError, match=reason):
        record(check_of(probe), TrustedHomework(space, opaque), None)


# ---- what is refused

OWN = """
from grader.checks.comparison import Close, Expectation

class Positive(Expectation):
    def differ(self, got, want):
        return None
class Near(Close):
    pass
"""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return hw.double(3) + 1", "computes with a result"),
        ("return 1 + hw.double(3)", "computes with a result"),
        ("return np.asarray(hw.double(3))", "computes with a result"),
        ("return np.exp(hw.double(3))", "computes with a result"),
        ("return hw.double(np.array([1.0]) * hw.double(3))", "computes with a result"),
        ("return hw.double(3).real", "computes with a result"),
        ("return float(hw.double(3))", "computes with a result"),
        ("return str(hw.double(3))", "computes with a result"),
        ("return len(hw.double(np.ones(2)))", "computes with a result"),
        ("return list(hw.double(np.ones(2)))", "computes with a result"),
        ("return bool(hw.double(3))", "computes with a result"),
        ("return hw.double(3) == 6", "computes with a result"),
        ("return 6 in [hw.double(3)]", "computes with a result"),
        ("return {hw.double(3): 1}", "computes with a result"),
        ("return isinstance(hw.double(3), int)", "computes with a result"),
        ("y = hw.double([3]); y[0] = 1; return y", "computes with a result"),
        ("try:\n        return hw.double(3) + 1\n    except Exception:\n        return 0", "does one thing or another"),
        ("return hw.double([3])[0:1]", "other than by a key or an index"),
        ("return type(hw.double(3)) is int", "does one thing or another"),
        ("return hw.double(3 if type(hw.double(3)) is int else 4)", "does one thing or another"),
        ("return raised(lambda: hw.double(3))", "does one thing or another"),
        ("return raised(lambda: hw.double(None))", "by other means than raised"),
        ("x = 1\n    for _ in range(50):\n        x = [x]\n    return x, hw.double(3)", "no plain data"),
    ],
)
def test_a_probe_that_does_more_than_call_is_refused_with_the_remedy(tmp_path, body, said):
    assert re.search(said, refused(tmp_path, body))


@pytest.mark.parametrize("expect", ["Positive()", "close & Near()"])
def test_an_expectation_of_the_courses_own_is_refused(tmp_path, expect):
    assert "which is none of accuracy, close, exact," in refused(tmp_path, "return hw.double(3)", f", expect={expect}")


def refused(tmp_path, body, how=""):
    head = f"import numpy as np\nfrom grader import check, close, raised\n{OWN}\n"
    autotests = f"{head}\n@check(points=1, public=True{how})\ndef doubles(hw, rng):\n    {body}\n"
    assignment = small_course.written(tmp_path / "course", autotests)
    with pytest.raises(
        AuthorError, match=r"^autotests/tiny\.py: the public check `doubles` .* or make it hidden$"
    ) as caught:
        write_release(assignment, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    return str(caught.value)


def test_a_reference_that_fails_a_public_check_is_refused(tmp_path):
    for body, said in (("x / 0", "on the reference it ends in ZeroDivisionError"), ("object", "does not pass it")):
        assignment = small_course.written(tmp_path, small_course.PLAIN, f"def double(x):\n    return {body}\n")
        with pytest.raises(AuthorError, match=f"solutions/tiny.py: the check `doubles` is broken: .*{said}"):
            write_release(assignment, tmp_path / "out")


# ---- what needs no refusal


def test_what_stays_in_the_homeworks_process_is_recorded_by_the_name_of_its_type(tmp_path):
    """A result that is handed on whole is no value: the record has no need of it."""
    autotests = small_course.PLAIN.replace("hw.double(3)", "hw.double(3)[0]")
    solution = "class Cache:\n    pass\n\ndef double(x):\n    return 2 * x, Cache()\n"
    tiny = small_course.written(tmp_path, autotests, solution)
    data = json.loads(json.dumps(release_data(LiveKey("tiny", tiny.solution, "public"), tiny.declared)))
    want = RecordedKey(Path("tiny.json"), data).expected(unpack(data["declared"][0]))
    assert (want.value, want.calls[0].value[1].name) == (6, "solutions.tiny.Cache")


def test_a_probe_may_be_any_function_that_uses_anything_of_the_course(tmp_path):
    autotests = """
import click, small_course
from grader import check
exec('A = 3')
for n in 1, 2:
    probe = check(points=1, public=n > 1, task="double")(lambda hw, rng, n=n: hw.double(A * n))
"""
    tiny = small_course.written(tmp_path / "course", autotests)
    write_release(tiny, tmp_path / "out")
    (again,) = Course(tmp_path / "out").assignment("tiny").checks
    assert sent(outcome_of(again, {"double": any_value})) == [wire.encode(["double", [6], {}], request=True)]


def test_an_assignment_without_public_checks_can_be_released(tmp_path):
    hidden = "@check(points=1)\ndef secret_twin(hw, rng):\n    return 1\n"
    autotests = f"from grader import answer, check\nanswer('a', points=1)\n{hidden}"
    write_release(small_course.written(tmp_path / "course", autotests), tmp_path / "out")
    assert [d.name for d in Course(tmp_path / "out").assignment("tiny").declared] == ["a"]
