"""Values and calls in words: short, on one line, numbers as they are where they are exact."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as npst

from grader import formatting
from grader.gradebook.recorded_results import decode_value, encode_value
from grader.model import Call
from grader.sandbox.wire import Unsent


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (7, "7"),
        (7.0, "7"),
        (-0.0, "0"),
        (0.16, "0.16"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333"),
        (1e-9, "1e-09"),
        (1e6, "1e+06"),
        (123456.0, "123456"),
        (True, "True"),
        (np.bool_(False), "False"),
        (np.int8(-3), "-3"),
        (float("nan"), "nan"),
        (-float("inf"), "-inf"),
        (Fraction(4, 25), "0.16"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7), "-7"),
        (Fraction(1, 1024), "0.0009765625"),
        (10**20, "1" + "0" * 20),
        (np.float32(0.1), "0.1"),
        (np.longdouble(2), "2"),
        (1 + 2j, "1+2j"),
    ],
)
def test_a_number_has_six_digits_or_is_exact(x, text):
    assert formatting.number_text(x) == text


@pytest.mark.parametrize(
    ("x", "text"),
    [
        ([1, 2.5], "[1, 2.5]"),
        ((1,), "(1,)"),
        ((), "()"),
        ({"a": 1}, "{'a': 1}"),
        ("text", "'text'"),
        (None, "None"),
        (np.array([[1, 2], [3, 4]]), "[[1, 2], [3, 4]]"),
        (np.array(3.0), "3"),
        (np.ma.masked_array([1.0, 2.0], mask=[True, False]), "[None, 2]"),
        (np.zeros((0, 3)), "an empty array of shape (0, 3)"),
        (Unsent("generator"), "<generator>"),
        (list(range(40)), "[0, 1, 2, 3, 4, 5, 6, 7, …, 39]"),
        (np.array(["a"]), "['a']"),
        (np.datetime64("2020-01-01"), "2020-01-01"),
        ((np.ones(2), [0], True), "([1, 1], [0], True)"),
        (b"x", "b'x'"),
    ],
)
def test_a_value_reads_as_it_would_be_typed(x, text):
    assert formatting.value_text(x) == text


def test_what_does_not_fit_ends_in_its_shape_or_in_an_ellipsis():
    large = formatting.value_text(np.arange(1000.0).reshape(10, 100))
    assert large.startswith("an array of shape (10, 100), beginning [[0, 1, 2")
    assert formatting.value_text("a" * 500).endswith("…") and len(formatting.value_text("a" * 500)) == 100


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.fractions()
    | npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, max_dims=3, max_side=20))
    | st.complex_numbers()
    | st.just(Unsent("x")),
    lambda i: st.lists(i, max_size=20) | st.tuples(i) | st.dictionaries(st.text(max_size=2), i, max_size=9),
    max_leaves=10,
)


@given(PLAIN, st.integers(60, 200))
def test_any_value_fits_on_a_line(x, limit):
    text = formatting.value_text(x, limit)
    assert text and len(text) <= limit + 20
    assert "\n" not in text and "\x1b" not in text


@given(PLAIN, st.sampled_from([24, 100, 240]))
def test_an_excerpt_reads_as_the_whole_value_does_also_after_it_was_kept(x, limit):
    kept = json.dumps(encode_value(formatting.excerpt(x)), allow_nan=False)
    assert len(kept) < 20_000
    assert formatting.value_text(decode_value(json.loads(kept)), limit) == formatting.value_text(x, limit)


@given(st.lists(PLAIN, max_size=3), st.dictionaries(st.sampled_from(["eta", "w0"]), PLAIN, max_size=2))
def test_any_call_is_written_as_it_would_be_typed(args, kwargs):
    text = formatting.call_text(Call("fit", tuple(args), kwargs))
    assert text.startswith("fit(") and text.endswith(")") and all(f"{k}=" in text for k in kwargs)
    assert "\n" not in text and len(text) <= 300


def test_an_attribute_is_written_without_a_call():
    assert formatting.call_text(Call("Net.W1", (), {})) == "Net.W1"
    assert (
        formatting.call_text(Call("Net.step", (1,), {})) == "Net.step(1)"
        and formatting.call_text(Call("f", (), {})) == "f()"
    )


def test_a_call_is_short_where_its_arguments_are():
    assert formatting.call_text(Call("f", (np.array([1, 2]), 0.5), {"tie": "err"})) == "f([1, 2], 0.5, tie='err')"
    image = Call("f", (np.full((5, 5), 3), np.eye(3, dtype=int)), {"stride": 2})
    rows = ", ".join(["[3, 3, 3, 3, 3]"] * 5)
    assert (
        formatting.call_text(image) == f"f([{rows}], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], stride=2)"
    )  # one that can be typed


@given(st.integers(-(10**25), 10**25), st.integers(0, 10))
def test_a_decimal_is_shown_exactly(digits, places):
    x = Fraction(digits, 10**places)
    assert Fraction(formatting.exact_number(x)) == x


@given(st.fractions())
def test_a_fraction_is_shown_as_itself_or_as_p_over_q(x):
    assert Fraction(formatting.exact_number(x)) == x


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (Fraction(10**300) ** 2, "1e+600"),
        (-(Fraction(2, 3) * 10**400), "-6.66666666667e+399"),
        (Fraction(10**5000), "1e+5000"),
        (Fraction(1, 3**9999), "1.83896751719e-4771"),
        (Fraction(10**5000 + 1, 10**5000), "1"),
    ],
)
def test_a_fraction_beyond_all_floats_is_rounded_and_can_be_kept(x, text):
    assert formatting.value_text(x) == formatting.value_text(formatting.excerpt(x)) == text
    assert json.dumps(encode_value(formatting.excerpt([x])))


def test_a_shape_reads_as_in_python():
    assert (
        formatting.shape_text((3,)) == "(3,)"
        and formatting.shape_text((np.int64(2), 3)) == "(2, 3)"
        and formatting.shape_text(()) == "()"
    )


def test_what_a_student_should_have_holds_exactly_is_not_told_as_what_was_written():
    due = Fraction("0.0199772064983")
    assert (
        formatting.value_text(due) == "0.0199772064983"
        and formatting.value_text(due + Fraction(1, 7**30)) == "0.0199772064983"
    )
