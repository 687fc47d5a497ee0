"""Lines of a submission: quoted by cell and number, found by name, and freed of what a student chose to call things."""

import pytest
from hypothesis import given, strategies as st

from grader.submissions import source_lines
from grader.submissions.source_lines import SourceLines, defining_lines, line_at, line_of_thought, lines_behind

FILE = """import numpy as np

RATE = 0.5


def helper(x):
    return x[7] * RATE


class Net:
    @staticmethod
    def forward(x):
        return helper(x)


def double(x):
    return Net.forward(x)


answer = (1,
          2)
"""


def test_a_line_is_found_by_its_place_and_number():
    assert line_at({"": FILE}, "", 7) == "    return x[7] * RATE"
    assert line_at({"cell 1": "a = 1", "cell 2": "b = 2\nc = 3"}, "cell 2", 2) == "c = 3"
    for place, number in (("", 99), ("utils.py", 1), ("cell 2", 1)):
        assert line_at({"": FILE}, place, number) == ""


def test_what_defines_a_name_has_its_decorators_and_all_of_its_lines():
    method = ("    @staticmethod", "    def forward(x):", "        return helper(x)")
    assert defining_lines([FILE], "nothing", "answer", "RATE") == SourceLines("", 20, ("answer = (1,", "          2)"))
    assert defining_lines([FILE], "Net.forward") == SourceLines("", 11, method)
    last = defining_lines(["f = 1", "def f():\n    pass"], "f")
    assert last == SourceLines("cell 2", 1, ("def f():", "    pass")), "the last one counts"
    assert defining_lines(["def f(:", "f = 2"], "f").place == "cell 2", "a cell that is not Python has none"
    assert defining_lines([FILE], "nothing") is None


def test_behind_a_function_stands_all_of_ones_own_that_it_uses():
    assert [one.lines[0].split("(")[0].strip() for one in lines_behind([FILE], "double")] == [
        "def double",
        "class Net:",
        "def helper",
        "RATE = 0.5",
    ]
    assert lines_behind([FILE], "nothing") == []
    assert len(lines_behind(["def f():\n    return f()"], "f")) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("  total += row[i + 1] * w[i]  # next", "s += a[k + 1] * b[k]", True),
        ("return np.dot(W, x) + b", "return np.dot(weights, inputs) + bias", True),
        ("return np.dot(W, x) + b", "return np.dot(x, x) + b", False),
        ("y = x[1]", "y = x[2]", False),
        ("y = x.sum()", "y = x.mean()", False),
        ("raise ValueError('mine')", "raise ValueError('yours')", True),
        ("y = a[i] - a[j]", "y = a[i] - a[i]", False),
    ],
)
def test_lines_that_say_the_same_by_other_names_are_one_thought(one, other, same):
    assert (line_of_thought(one) == line_of_thought(other)) == same


@given(st.text(max_size=60))
def test_any_line_is_some_thought(line):
    assert isinstance(line_of_thought(line), str)
    assert isinstance(source_lines.lines_behind([line], "x"), list)
