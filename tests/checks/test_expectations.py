"""Expectations judge an outcome against the reference's, one by one or joined by `&`."""

import numpy as np
import pytest

from grader.checks.expectations import All, Close, Expectation, close, exact, finite, integers, unchanged
from grader.model import Call, Outcome


def outcome(value, *calls):
    return Outcome(value, calls=calls)


def holds(expectation, got, want=None):
    got = got if isinstance(got, Outcome) else outcome(got)
    return expectation.differ(got, outcome(want)) is None


def test_close_takes_the_tolerance_of_the_dtype_unless_told():
    assert holds(close, 1 + 1e-7, 1.0) and not holds(close, 1 + 1e-5, 1.0)
    assert holds(close(rtol=1e-3), 1 + 1e-4, 1.0) and not holds(close(rtol=1e-3), 1 + 1e-2, 1.0)
    assert holds(close(rtol=0, atol=0.5), 1.4, 1.0) and not holds(close(rtol=0, atol=0.5), 1.6, 1.0)


def test_a_purely_relative_tolerance_sees_small_numbers():
    assert holds(close, 1e-18, 2e-18) and not holds(close(rtol=1e-6, atol=0), 1e-18, 2e-18)


def test_telling_close_a_tolerance_leaves_the_other_one_as_it_was():
    assert close(rtol=1e-3) == Close(1e-3, None) and close == Close()


def test_exact_forgives_no_rounding():
    assert holds(exact, 0.5, 0.5) and not holds(exact, 0.1 + 0.2, 0.3) and holds(exact, [1, 0], np.array([1.0, 0.0]))


@pytest.mark.parametrize("bad", [float("inf"), -float("inf"), float("nan")])
def test_finite_finds_what_is_not_wherever_it_is(bad):
    nested = {"a": (np.ones(2), bad)}, (np.ones(3), np.array([[bad]])), [np.ones(2), bad]
    for value in (bad, np.array([1, bad]), [1.0, [2.0, bad]], *nested):
        assert not holds(finite, value), value
    assert holds(finite, ([1.0, 2], {"a": np.ones((0, 3))}, "text", None))


def test_finite_tells_the_place():
    difference = finite.differ(outcome({"a": [np.ones(2), float("nan")]}), outcome(None))
    assert (difference.what, difference.path, difference.got) == ("finite", "['a'][1]", "nan")


def test_an_integer_is_asked_for_where_the_reference_has_one():
    for value in (3, np.int8(3), np.array(3), True, [3, 4], np.array([3, 4]), (3, [4, 5.5], None, "text")):
        assert holds(integers, value, value), value
        assert holds(integers, value, 3.0), "whole numbers are floats too"
    for value in (3.0, np.float32(3), np.array(3.0), np.array([3.0])):
        assert not holds(integers, value, 3), value
    assert not holds(integers, [[1, 2], 3.0], ([1, 2], 3))
    difference = integers.differ(outcome((True, [1, 2.0])), outcome((True, [1, 2])))
    assert (difference.what, difference.got, difference.want) == ("type", "a float", "an integer")


def test_unchanged_looks_at_every_call_and_not_at_the_value():
    fine, changed = Call("f", (), {}, 1), Call("f", (), {}, 1, changed=True)
    shared = Call("f", (), {}, 1, shared=True)
    assert holds(unchanged, outcome(5, fine, fine), 6)
    assert not holds(unchanged, outcome(5, fine, changed), 5) and not holds(unchanged, outcome(5, shared), 5)
    assert unchanged.differ(outcome(5, changed), outcome(5)).what == "input"
    late = Call("f", (), {}, 1, overwrote=True)
    assert holds(unchanged, outcome(5, late, fine), 5), "what it changed was another check's"
    assert unchanged.differ(outcome(5, fine, late), outcome(5)).what == "earlier"


def test_joined_expectations_must_all_hold_and_the_first_that_does_not_is_told():
    both = close(rtol=1e9) & finite
    assert holds(both, 2.0, 1.0) and not holds(both, float("nan"), 1.0)
    changed = outcome(float("inf"), Call("f", (), {}, 1, changed=True))
    assert (finite & unchanged).differ(changed, outcome(1.0)).what == "finite"
    assert (unchanged & finite).differ(changed, outcome(1.0)).what == "input"


def test_joining_is_flat_and_changes_no_part():
    three = close & finite & unchanged
    assert three == All((close, finite, unchanged))
    assert close & (finite & unchanged) == All((close, All((finite, unchanged))))
    assert hash(three) == hash(close & finite & unchanged)


def test_single_precision_out_is_right_only_where_every_array_that_went_in_was_single():
    single = np.ones(2, np.float32)
    cases = [((single,), True), ((single, 2.0, [1]), True), ((single, np.ones(2)), False), ((np.ones(2, int),), False)]
    for arguments, right in cases:
        got = outcome(single, Call("f", arguments, {}, single))
        assert holds(close, got, np.ones(2)) == holds(exact, got, np.ones(2)) == right, arguments
    assert not holds(close, outcome(single, Call("f", (single,), {"w": np.ones(2)}, single)), np.ones(2))


def test_an_expectation_of_the_authors_own_joins_the_others():
    class SumsToOne(Expectation):
        def differ(self, got, want):
            return None if abs(np.sum(got.value) - 1) < 1e-9 else finite.differ(outcome(float("nan")), want)

    assert holds(close & SumsToOne(), [0.5, 0.5], [0.5, 0.5]) and not holds(close & SumsToOne(), [1.0, 1.0], [1.0, 1.0])


def test_the_bare_expectation_cannot_be_used_by_mistake():
    with pytest.raises(NotImplementedError):
        Expectation().differ(outcome(1), outcome(1))
