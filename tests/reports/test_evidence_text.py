"""Values as staff read them: whole up to a sensible size, row by row, with the names of parts."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from grader.model import Excerpt, Finding
from grader.reports import evidence
from grader.reports.evidence_text import value_lines

leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just(np.float32(0.1))
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=5) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=30,
)


@given(values, st.integers(30, 100))
def test_any_value_has_lines_and_a_form_as_data(value, width):
    lines = value_lines(value, width)
    assert lines and all(isinstance(line, str) for line in lines)
    evidence.whole(value)


@pytest.mark.parametrize("value", [np.arange(100.0).reshape(10, 10) / 7, (np.arange(50.0) / 7).tolist()])
def test_numbers_are_whole_where_people_can_look_through_them(value):
    text = "\n".join(value_lines(value, 70))
    assert all(f"{number:.6f}".rstrip("0") in text for number in np.ravel(value)) and "…" not in text
    assert max(map(len, text.splitlines())) <= 70


def test_what_nobody_would_look_through_has_its_shape_and_its_ends():
    assert (
        value_lines(np.arange(5000.0), 70)[0] == "shape (5000,), float64"
        and "..." in value_lines(np.arange(5000.0), 70)[1]
    )
    assert value_lines(["x" * 30] * 500, 70)[-1] == "and 460 more"


def test_parts_have_their_names():
    parts = (np.eye(2), 0.5)
    assert (
        value_lines(parts, 70, ("dW", "loss"))[0] == "[dW]"
        and value_lines(parts, 70, ("dW", "loss"))[-1] == "[loss] 0.5"
    )
    assert value_lines({"g": np.eye(2), "e": [1]}, 70)[0] == "['g']"
    assert value_lines((Fraction(1, 3), 2), 70) == ["(1/3, 2)"]


def test_what_was_kept_of_an_array_is_shown_as_one_where_nothing_is_left_out():
    assert value_lines(Excerpt((2, 2), [[1.0, 2.0], [3.0, 4.0]]), 70) == value_lines(
        np.array([[1.0, 2.0], [3.0, 4.0]]), 70
    )
    assert "…" in " ".join(value_lines(Excerpt((9, 2), [[1.0, 2.0], Finding("more")]), 70))
