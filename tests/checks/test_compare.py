"""Comparing: form first, then the numbers; nothing is stretched to fit, and NaN equals nothing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as npst

from grader.checks.compare import Difference, Tolerance, alike, as_array, compare
from grader.sandbox.wire import Opaque

LOOSE, EXACT = Tolerance(), Tolerance(exact=True)
NAN, INF = float("nan"), float("inf")


def same(got, want, tolerance=LOOSE):
    return compare(got, want, tolerance) is None


def what(got, want, tolerance=LOOSE):
    return compare(got, want, tolerance).what


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
    strict = Tolerance(single=False)
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
        Opaque("generator"),
        [[1, 2], [3]],
        [1, None],
        ["1"],
        np.array(["1"]),
        [1, [2]],
        np.array([b"1"]),
        [Opaque("x")],
        object(),
        10**400,
        [{}],
        np.array([1, None], object),
        np.datetime64("2020-01-01"),
    ],
    ids=repr,
)
def test_what_is_no_array_of_numbers_is_of_another_type(got):
    difference = compare(got, np.array([1.0]), LOOSE)
    assert difference.what in ("type", "shape") and difference.got and difference.want
    assert as_array([[1, 2], [3]]) is None and not alike(got, np.array([1.0]))


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
    assert compare(got, want, LOOSE) == Difference("value", "[0][0][1, 1]", "0.25", "0")
    assert compare({"a": 1, "b": 2.5}, {"a": 1, "b": 3}, LOOSE) == Difference("value", "['b']", "2.5", "3")
    assert what({"a": 1}, {"a": 1, "b": 2}) == "count" and what([1], {"a": 1}) == "type"
    tuples = compare({"x": 1}, (1.0, "a"), LOOSE)
    assert (tuples.got, tuples.want) == ("a dict", "a tuple of 2 values")


def test_the_first_difference_in_reading_order_is_told():
    want = np.arange(6.0).reshape(2, 3)
    got = want.copy()
    got[1, 0] = got[1, 2] = 9
    assert compare(got, want, LOOSE).path == "[1, 0]"


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
        (Opaque("x"), 1.0, False),
    ],
)
def test_a_check_goes_on_only_with_values_of_the_right_form(got, want, fits):
    assert alike(got, want) == fits


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3)
    | st.complex_numbers()
    | npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_dims=2, max_side=3))
    | st.just(Opaque("x")),
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
    assert difference is None or (isinstance(difference.got, str) and isinstance(difference.want, str))
    assert isinstance(alike(got, want), bool)
    if difference is None:
        assert alike(got, want), "what is right can be computed with"
