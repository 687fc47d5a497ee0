"""Comparing: form first, then the numbers; nothing is stretched to fit, and NaN equals nothing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as npst
from words import sentence_of

from grader.checks.comparison import (
    All,
    Close,
    Difference,
    Expectation,
    Tolerance,
    as_array,
    close,
    compare,
    exact,
    finite,
    has_same_form,
    integers,
    unchanged,
)
from grader.model import Call, Finding, Outcome
from grader.reports import wording
from grader.sandbox.wire import Unsent

pytestmark = pytest.mark.fast

LOOSE, EXACT = Tolerance(), Tolerance(exact=True)
NAN, INF = float("nan"), float("inf")


def same(got, want, tolerance=LOOSE):
    return compare(got, want, tolerance) is None


def what(got, want, tolerance=LOOSE):
    return compare(got, want, tolerance).kind


# ---- shape


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ((3,), (1, 3)),
        ((3,), (3, 1)),
        ((1, 3), (3, 1)),
        ((), (1,)),
        ((1,), ()),
        ((3, 3), (3,)),
        ((0,), (0, 2)),
        ((2, 0), (0, 2)),
        ((0,), ()),
        ((0, 2), (1, 2)),
        ((1, 1), ()),
    ],
)
def test_nothing_is_broadcast(got, want):
    assert what(np.ones(got), np.ones(want)) == "shape"


@given(npst.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
def test_arrays_of_different_shapes_are_never_the_same(shapes):
    got, want = (np.zeros(shape) for shape in shapes.input_shapes)
    assert same(got, want) == (got.shape == want.shape)


def test_an_empty_array_equals_only_an_empty_array_of_its_shape():
    assert same(np.zeros((0, 3)), np.zeros((0, 3))) and same([], np.zeros(0)) and same(np.zeros(0), np.zeros(0, int))
    assert not same(np.zeros(0), np.zeros(1)) and not same(np.zeros((0, 2)), np.zeros((0, 3)))
    assert same([], np.zeros((0, 3))) and not same(np.zeros(0), np.zeros((0, 3))), "a list cannot say more of (0, 3)"
    assert not same([], np.zeros((1, 0)))


def test_a_single_number_may_come_as_any_kind_of_one():
    for got in (2, 2.0, np.float64(2), np.array(2.0), np.int8(2), np.array(2), Fraction(2).numerator, 2 + 0j):
        assert same(got, 2.0) and same(got, np.float64(2)) and same(got, np.array(2.0)), repr(got)
    assert not same([2.0], 2.0) and not same(np.array([2.0]), 2.0) and not same("2.0", 2.0) and not same(None, 2.0)


# ---- numbers


@given(npst.arrays(float, npst.array_shapes(max_dims=2, max_side=4), elements=st.floats(-1e9, 1e9)))
def test_an_array_equals_itself_in_every_form(x):
    for tolerance in (LOOSE, EXACT):
        assert same(x.copy(), x, tolerance) and same(x.tolist(), x, tolerance) and same(tuple(x.tolist()), x, tolerance)
        assert same(np.asfortranarray(x), x, tolerance) and same(x.astype(np.longdouble), x, tolerance)


@given(st.floats(-1e6, 1e6), st.floats(1.5, 100))
def test_a_number_farther_away_than_the_tolerance_is_another(want, times):
    off = times * (1e-9 + 1e-6 * abs(want))
    assert not same(want + off, want) and not same(want - off, want)
    near = (1e-9 + 1e-6 * abs(want)) / 2
    assert same(want + near, want) and same(np.array([want - near]), np.array([want]))


def test_the_tolerance_hangs_on_what_is_right_and_not_on_what_came_back():
    tolerance = Tolerance(rtol=0.095, atol=0)
    assert not same(1.1, 1.0, tolerance) and same(1.0, 1.1, tolerance)


@pytest.mark.parametrize("want", [0.0, 1.0, NAN, INF, -INF])
def test_nan_equals_nothing(want):
    assert not same(NAN, want) and not same([1.0, NAN], [1.0, want])
    assert not same(NAN, want, Tolerance(rtol=INF, atol=INF))


def test_infinities_equal_themselves_only():
    assert same(INF, INF) and same(-INF, -INF) and same([INF, 1.0], np.array([INF, 1.0]))
    for got in (-INF, 1e308, 0.0, 5.0):
        assert not same(got, INF), got
    assert not same(5.0, INF, Tolerance(rtol=1.0)) and what(INF, 1.0) == "finite" and what(NAN, 1.0) == "finite"


@pytest.mark.parametrize("want", [3, np.int64(3), np.array([3, 4])[0], True])
def test_whole_numbers_are_exact(want):
    assert same(float(want), want) and same(np.uint8(want), want) and same(int(want), want)
    assert not same(float(want) + 1e-9, want) and not same(int(want) + 1, want)


def test_truth_values_pass_for_0_and_1_and_these_for_them():
    assert same([True, False], [1, 0]) and same(np.array([True, False]), np.array([1, 0]))
    assert same(1, True) and same(0, np.False_)
    assert not same(True, 0) and not same("True", True) and not same(2, True)


def test_single_precision_counts_only_where_it_may_and_then_more_loosely():
    x = np.array([1.0, 100.0])
    assert same((x * (1 + 5e-5)).astype(np.float32), x) and not same(x * (1 + 5e-5), x)
    assert not same((x * (1 + 5e-4)).astype(np.float32), x)
    strict = Tolerance(allow_single=False)
    assert what(x.astype(np.float32), x, strict) == "precision" and what(x.astype(np.float16), x, strict) == "precision"
    assert same(x.astype(np.longdouble), x, strict) and same(x.astype(int), x, strict)


def test_exact_forgives_nothing():
    assert not same(0.1 + 0.2, 0.3, EXACT) and same(0.1 + 0.2, 0.3) and same(1.0, 1, EXACT) and same(-0.0, 0.0, EXACT)


def test_complex_numbers_count_where_they_are_real():
    assert same(np.array([1 + 0j, 2]), np.array([1.0, 2.0])) and not same(1 + 1e-20j, 1.0) and what(1j, 1.0) == "type"


# ---- what is no number


@pytest.mark.parametrize(
    "got",
    [
        "1",
        b"1",
        None,
        {1: 2},
        {1.0},
        Unsent("generator"),
        [[1, 2], [3]],
        [1, None],
        ["1"],
        np.array(["1"]),
        [1, [2]],
        np.array([b"1"]),
        [Unsent("x")],
        pytest.param(object(), id="object"),
        10**400,
        [{}],
        np.array([1, None], object),
        np.datetime64("2020-01-01"),
    ],
    ids=repr,
)
def test_what_is_no_array_of_numbers_is_of_another_type(got):
    difference = compare(got, np.array([1.0]), LOOSE)
    assert difference.kind in ("type", "shape") and difference.got and difference.want
    assert as_array([[1, 2], [3]]) is None and not has_same_form(got, np.array([1.0]))


@pytest.mark.parametrize(
    ("got", "want", "equal"),
    [
        ("a", "a", True),
        (np.str_("a"), "a", True),
        ("a", "b", False),
        (1, "1", False),
        (None, None, True),
        (0, None, False),
        ("None", None, False),
        (None, "None", False),
        ([], None, False),
    ],
)
def test_text_and_none(got, want, equal):
    assert same(got, want) == equal


# ---- tuples, lists, dicts


def test_a_tuple_may_come_as_a_list_and_the_other_way_round():
    want = (np.ones((2, 3)), np.array([0, 1]), True)
    assert same([np.ones((2, 3)).tolist(), [0, 1], 1], want) and same(want, list(want))
    assert what(want[:2], want) == "count" and what(np.ones((2, 3)), want) in ("count", "shape")
    assert what({"trace": 1}, want) == "type" and what(None, want) == "type" and what(3.0, want) == "type"


def test_the_place_and_both_sides_are_told():
    want = [(np.zeros((2, 2)), 1)]
    got = [(np.array([[0, 0], [0, 0.25]]), 1)]
    assert compare(got, want, LOOSE) == Difference("value", (0, 0, (1, 1)), 0.25, 0.0)
    assert compare({"a": 1, "b": 2.5}, {"a": 1, "b": 3}, LOOSE) == Difference("value", ("b",), 2.5, 3)
    assert what({"a": 1}, {"a": 1, "b": 2}) == "count" and what([1], {"a": 1}) == "type"
    tuples = compare({"x": 1}, (1.0, "a"), LOOSE)
    assert (tuples.got, sentence_of(tuples.want)) == (Finding("type.dict"), "a tuple of 2 values")


def test_the_first_difference_in_reading_order_is_told():
    want = np.arange(6.0).reshape(2, 3)
    got = want.copy()
    got[1, 0] = got[1, 2] = 9
    assert compare(got, want, LOOSE).path == ((1, 0),)


# ---- form, for checks that go on computing


@pytest.mark.parametrize(
    ("got", "want", "fits"),
    [
        (np.ones((4, 3)), np.ones((2, 3)), True),
        (np.ones(3), np.ones((2, 3)), False),
        ([[1, 2]], np.ones((2, 2)), True),
        ((1, 2), (1, 2), True),
        ([1, 2], (1, 2), True),
        ((1, 2, 3), (1, 2), False),
        (np.ones(10**6), np.ones(3), False),
        (1, True, True),
        ("a", "b", True),
        (np.str_("a"), "b", True),
        ("a", 1, False),
        (None, None, True),
        (None, 1.0, False),
        ({"a": 1, "c": 2}, {"a": 2}, True),
        ({}, {"a": 2}, False),
        (np.ones((2, 3)), (1.0, 2.0), False),
        ([], np.zeros((0, 3)), True),
        ([[1], [2, 3]], np.ones((2, 1)), False),
        (Unsent("x"), 1.0, False),
    ],
)
def test_a_check_goes_on_only_with_values_of_the_right_form(got, want, fits):
    assert has_same_form(got, want) == fits


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.complex_numbers()
    | npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_dims=2, max_side=3))
    | st.just(Unsent("x")),
    lambda i: st.lists(i, max_size=3) | st.tuples(i, i) | st.dictionaries(st.text(max_size=2), i, max_size=2),
    max_leaves=6,
)
WANTED = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats()
    | st.text(max_size=2)
    | npst.arrays(st.sampled_from([float, int, bool]), npst.array_shapes(min_dims=0, max_dims=2, max_side=3)),
    lambda inner: st.lists(inner, max_size=2) | st.tuples(inner, inner),
    max_leaves=4,
)


@given(PLAIN, WANTED)
def test_whatever_comes_back_is_compared_without_an_error(got, want):
    difference = compare(got, want, LOOSE)
    if difference is not None:
        shown = [wording.shown_value(side) for side in (difference.got, difference.want)]
        assert all(0 < len(text) <= 240 for text in shown), shown
    assert isinstance(has_same_form(got, want), bool)
    if difference is None:
        assert has_same_form(got, want), "what is right can be computed with"


# ---- expectations


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
    difference = finite.differ(outcome({"a": [np.ones(2), float("nan")]}), outcome({"a": [np.ones(2), 1.0]}))
    assert (difference.kind, difference.path, str(difference.got)) == ("finite", ("a", 1), "nan")


@pytest.mark.parametrize("expectation", [close, close & finite, close & integers, exact])
def test_what_a_dict_has_more_and_its_order_are_no_difference(expectation):
    assert holds(expectation, {"more": float("nan"), "loss": 0.5, "count": 3}, {"count": 3, "loss": 0.5})


def test_an_integer_is_asked_for_where_the_reference_has_one():
    for value in (3, np.int8(3), np.array(3), True, [3, 4], np.array([3, 4]), (3, [4, 5.5], None, "text")):
        assert holds(integers, value, value), value
        assert holds(integers, value, 3.0), "whole numbers are floats too"
    for value in (3.0, np.float32(3), np.array(3.0), np.array([3.0])):
        assert not holds(integers, value, 3), value
    assert not holds(integers, [[1, 2], 3.0], ([1, 2], 3))
    difference = integers.differ(outcome((True, [1, 2.0])), outcome((True, [1, 2])))
    assert (difference.kind, difference.got, difference.want) == ("type", Finding("form.float"), Finding("type.int"))


def test_unchanged_looks_at_every_call_and_not_at_the_value():
    fine, changed = Call("f", (), {}, 1), Call("f", (), {}, 1, changed=True)
    shared = Call("f", (), {}, 1, shared=True)
    assert holds(unchanged, outcome(5, fine, fine), 6)
    assert not holds(unchanged, outcome(5, fine, changed), 5) and not holds(unchanged, outcome(5, shared), 5)
    assert unchanged.differ(outcome(5, changed), outcome(5)).kind == "input"
    late = Call("f", (), {}, 1, overwrote=True)
    assert holds(unchanged, outcome(5, late, fine), 5), "what it changed was another check's"
    assert unchanged.differ(outcome(5, fine, late), outcome(5)).kind == "earlier"


def test_joined_expectations_must_all_hold_and_the_first_that_does_not_is_told():
    both = close(rtol=1e9) & finite
    assert holds(both, 2.0, 1.0) and not holds(both, float("nan"), 1.0)
    changed = outcome(float("inf"), Call("f", (), {}, 1, changed=True))
    assert (finite & unchanged).differ(changed, outcome(1.0)).kind == "finite"
    assert (unchanged & finite).differ(changed, outcome(1.0)).kind == "input"


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
