"""Exceptions that a homework should raise: a probe sees them as it sees values, wherever the homework runs."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from words import words

from grader import raised, sandbox
from grader.checks import judge, mistakes
from grader.checks.comparison import close
from grader.checks.declarations import Check
from grader.checks.probe import TrustedHomework, observe
from grader.course import answer_key, recorded_checks
from grader.course.release import release_data
from grader.course.solution import Solution
from grader.model import FaultKind, Status

pytestmark = pytest.mark.fast

SOURCE = """
class DoesNotFit(ValueError):
    pass

def fits(n):
    if n < 0:
        raise ValueError("negative")
    return n

def own(n):
    if n < 0:
        raise DoesNotFit("negative")
    return n

def other(n):
    assert n >= 0
    return n

def never(n):
    return n

def always(n):
    raise ValueError("no")

def large(n):
    return fits(n) if n >= 0 else list(range(100_000))

def unwritten(n):
    raise NotImplementedError

def nothing(n):
    return fits(n) if n >= 0 else None
"""


def checking(*, public=True):
    def probe(hw, rng):
        called = hw.size
        return raised(called, -1), called(3), raised(called, 2)

    return Check("negative", Fraction(1), public, close, probe, "a negative number", "size")


def space(function):
    made = {}
    exec(SOURCE, made)
    return {**made, "size": made[function]}


@pytest.fixture(scope="module")
def running():
    with sandbox.start() as started:
        yield started


def both(function, running, *, public=True):
    """The verdict on the functions here, and on the same source in the sandbox."""
    check = checking(public=public)
    want = observe(check.probe, TrustedHomework(space("fits")), np.random.default_rng(0))
    here = observe(check.probe, TrustedHomework(space(function)), np.random.default_rng(0), want.calls)
    with running.open(["<homework>"], [f"{SOURCE}\nsize = {function}\n"]) as homework:
        there = observe(check.probe, homework, np.random.default_rng(0), want.calls)
    verdicts = [judge.judge(check, got, want) for got in (here, there)]
    assert verdicts[0].status is verdicts[1].status
    return verdicts[1]


@pytest.mark.parametrize("function", ["fits", "own"])
def test_the_exception_that_is_due_passes_also_as_a_kind_of_ones_own(function, running):
    assert both(function, running).status is Status.PASSED


@pytest.mark.parametrize(
    ("function", "told"),
    [
        ("other", "raised AssertionError, but should raise ValueError"),
        ("never", "gave back -1, but should raise ValueError"),
        ("nothing", "gave back None, but should raise ValueError"),
        ("large", "but should raise ValueError"),
    ],
)
def test_what_is_given_in_its_place_is_told(function, told, running):
    verdict = both(function, running)
    assert verdict.status is Status.FAILED and told in words(verdict).message and "size(-1)" in words(verdict).call


def test_who_always_raises_does_not_pass(running):
    assert both("always", running).status is Status.RAISED


def test_what_is_not_written_is_no_exception(running):
    assert both("unwritten", running).status is Status.NOT_ATTEMPTED


def test_a_hidden_check_says_neither_the_call_nor_what_came_back(running):
    for function in ("other", "never", "large"):
        verdict = both(function, running, public=False)
        assert (words(verdict).call, words(verdict).got, words(verdict).want) == ("", "", "")
        assert "should raise ValueError" in words(verdict).message
        assert "Assertion" not in words(verdict).message and "-1" not in words(verdict).message


def test_a_call_without_the_helper_still_ends_the_probe():
    got = observe(lambda hw, rng: hw.size(-1), TrustedHomework(space("fits")), np.random.default_rng(0))
    assert got.fault.kind is FaultKind.RAISED and got.fault.base == "ValueError"


def test_a_record_keeps_it(running):
    solution = Solution(space("fits"))
    live = answer_key.LiveKey("numbers", solution, "public")
    check = checking()
    data = json.loads(json.dumps(release_data(live, [check])))
    again = recorded_checks.unpack(data["declared"][0])
    kept = answer_key.RecordedKey(Path("numbers.json"), data).expected(again)
    assert list(kept.value) == ["ValueError", 3, ""]
    assert [call.fault and call.fault.base for call in kept.calls] == ["ValueError", None, None]
    for function in ("fits", "own"):
        got = observe(again.probe, TrustedHomework(space(function)), None, kept.calls)
        assert judge.judge(again, got, kept).status is Status.PASSED


def test_a_mistake_is_named_only_where_it_ends_in_the_same_way(running):
    check = checking()
    want, wrong = (observe(check.probe, TrustedHomework(space(f)), np.random.default_rng(0)) for f in ("fits", "never"))
    for function, named in (("never", True), ("other", False)):
        got = observe(check.probe, TrustedHomework(space(function)), np.random.default_rng(0))
        one = judge.JudgedCheck(check, got, want, judge.judge(check, got, want), {"never": wrong})
        assert [found.names for found in mistakes.name_mistakes([one])] == [("never",) if named else ()]
