"""Hidden checks: whatever a homework does, what a student reads is of closed lists, and it says how much these tell."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from closed_lists import CAUSES, bits_of_check, outside
from hypothesis import given, settings, strategies as st

from grader.checks import causes
from grader.checks.comparison import close, finite, integers, quiet, unchanged
from grader.checks.declarations import Check
from grader.checks.judge import judge
from grader.model import Call, Fault, FaultKind, Frame, Outcome

pytestmark = pytest.mark.fast

X = np.arange(6.0).reshape(2, 3)
WANTS = [1.5, 3, X, (X, 2.0), {"dW": X, "loss": 1.0}, [X, X + 1], (X,) * 12, None, "spam", True]
ODD = ["77", 77, 77.5, None, np.nan, X[:1], X.astype(int), X + 77, [[77]], (77,), {"loss": 77}, {77: X}, [X, X + 77]]
RAISES = Fault(FaultKind.RAISED, "ValueError", "77", base="ValueError")
EXPECTED = [close, close & unchanged, close & quiet & finite, close & integers]


def check(expect=close, public=False):
    return Check("fitted", Fraction(2), public, expect, lambda hw, rng: hw.fit(2.0), "a fit", "fit")


def gave(value, names=(), **seen):
    return Outcome(value, None, (Call("fit", (2.0,), {}, value, **seen),), part_names={"fit": names} if names else {})


def wrong_entry(like):
    """Values that are wrong at places and in ways that somebody chose."""
    for place in np.ndindex(X.shape):
        other = X.copy()
        other[place] += 77
        yield from ([other] if like is X else [])
        yield from ([(other, 2.0), (X, 77.0)] if isinstance(like, tuple) else [])
        yield from ([{"dW": other, "loss": 1.0}, {"dW": X}] if isinstance(like, dict) else [])
        yield from ([[X, other], [X] * 77] if isinstance(like, list) else [])


@pytest.mark.parametrize("want", WANTS, ids=lambda want: type(want).__name__)
@pytest.mark.parametrize("expect", EXPECTED, ids=repr)
def test_whatever_comes_back_a_verdict_is_of_closed_lists(want, expect):
    seen = [{}, {"changed": True}, {"shared": True}, {"warnings": ("RuntimeWarning: 77",)}, {"output": "77"}]
    for value, about in itertools.product([*ODD, *wrong_entry(want)], seen):
        for due in (gave(want), gave(want, ("dW", "the loss"))):
            verdict = judge(check(expect), gave(value, **about), due)
            assert outside(check(expect), due, verdict) == []
            assert "77" not in repr(verdict)


@given(
    st.sampled_from(FaultKind),
    st.sampled_from(["ValueError", "Secret77", "KeyError", "", "77"]),
    st.text(max_size=20),
    st.none() | st.integers(1, 99),
    st.sampled_from(["ValueError", "TypeError", "IndexError", "77", ""]),
)
@settings(max_examples=300, deadline=None)
def test_whatever_ends_a_call_a_verdict_is_of_closed_lists(kind, error, message, line, base):
    frames = (Frame("cell 77", line or 1, "secret"),)
    fault = Fault(kind, error, f"{message}77", line, base, "cell 77", path=(77,), frames=frames)
    for call in (Call("fit", (2.0,), {}, fault=fault), Call("fit", (2.0,), {}, value=[77])):
        got, want = Outcome(None, fault, (call,)), gave(1.5)
        verdict = judge(check(), got, want)
        if kind is not FaultKind.NOT_LOADED:  # which is said before any input is there
            assert outside(check(), want, verdict) == [] and "77" not in repr(verdict)
            found = causes.cause_of(fault, {}, public=False)
            assert found is None or (found.key in CAUSES and not found.values)


def test_a_probe_that_expects_an_exception_tells_no_other():
    want = Outcome("ValueError", None, (Call("fit", (2.0,), {}, fault=RAISES),))
    for value in ODD:
        got = Outcome("", None, (Call("fit", (2.0,), {}, value),))
        assert outside(check(), want, judge(check(), got, want)) == []
    other = Fault(FaultKind.RAISED, "Secret77", "77", base="KeyError")
    got = Outcome("KeyError", None, (Call("fit", (2.0,), {}, fault=other),))
    assert outside(check(), want, judge(check(), got, want)) == []


def test_a_public_check_is_in_no_closed_list():
    verdict = judge(check(public=True), gave(77.0), gave(1.5))
    assert outside(check(), gave(1.5), verdict)


def test_more_mistakes_that_can_be_named_tell_more():
    wrong = {name: gave(value) for name, value in [("one", 2.0), ("other", 3.0), ("right", 1.5)]}
    few, many = (bits_of_check(check(), gave(1.5), dict(list(wrong.items())[:n])) for n in (1, 2))
    assert few < many == bits_of_check(check(), gave(1.5), wrong)
