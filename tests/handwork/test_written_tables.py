"""Tables as they may be written: the same in many forms is worth the same, what is no table waits for a person."""

import ast

import pytest
from traces import (
    GOOD,
    LECTURE,
    marking,
    read,
)

from grader.handwork.written_tables import WrittenTable
from grader.model import Credit
from grader.submissions.answer_sheet import UnreadableAnswer

# ---- how a table may be written

SEVEN = "[(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]"
COUNTED = str([(i, *row) for i, row in enumerate(ast.literal_eval(SEVEN), 1)])


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        (SEVEN, ""),
        (SEVEN.replace("(", "[").replace(")", "]"), ""),
        (SEVEN.replace("(1,", "('x1',").replace("(3,", "('x3',"), ""),
        (SEVEN.replace("(1, 2, 6, 6)", "(1, (2, 6, 6))"), ""),
        (SEVEN.replace("6", "6.0"), ""),
        (f"np.array({SEVEN})", ""),
        (SEVEN.replace("[(1", "[(0, 0, 0, 0), (1"), "start"),
        (SEVEN.replace("[(1", "[(None, 0, 0, 0), (1"), "start"),
        (SEVEN.replace("[(1", "[('-', 0, 0, 0), (1"), "start"),
        (SEVEN.replace("]", ", (None, -6, 2, 2)]"), "end"),
        (SEVEN.replace("]", ", ('none', -6, 2, 2)]"), "end"),
        (SEVEN.replace("(1,", "(0,").replace("(3,", "(2,"), "from 0"),
        (SEVEN.replace("(1,", "('sample 1',").replace("(3,", "('S3',"), ""),
        (SEVEN.replace("(3,", "('x(3)',"), ""),
        (SEVEN.replace("(3,", "('x₃',"), ""),
        (SEVEN.replace("-4", "'−4'").replace("-2", "' –2 '"), ""),
        (SEVEN.replace("[(1", "[('sample', 'w0', 'w1', 'w2'), (1"), ""),
        (SEVEN.replace("]", ", ...]"), ""),
        (SEVEN.replace("]", ", (..., ..., ..., ...), ()]"), ""),
        (SEVEN.replace("]", ", 'converged']"), ""),
        (SEVEN.replace("]", ", (0, -6, 2, 2)]"), "end"),
        (SEVEN.replace("]", ", ('end', -6, 2, 2), ...]"), "end"),
        (SEVEN.replace("]", ", ('none', '-', '-', '-')]"), ""),
        (SEVEN.replace("[(1", "[(0, 0, 0, 0), (1").replace("]", ", (0, -6, 2, 2)]"), "start, end"),
        (COUNTED, "counts"),
        (f"[(0, '-', 0, 0, 0), {COUNTED[1:]}", "counts, start"),
        (COUNTED.replace("]", ", (8, 'none', -6, 2, 2), ...]"), "counts, end"),
    ],
)
def test_the_same_table_in_many_forms_is_worth_the_same(text, remark):
    got = read(text)
    assert isinstance(got, WrittenTable) and {m.credit for m in marking(got, LECTURE).marks} == {Credit.RIGHT}
    assert bool(got.remarks) == bool(remark)


def test_a_single_row_may_stand_without_its_brackets():
    assert read("(1, 2, 6, 6)") == read("[(1, 2, 6, 6)]")


@pytest.mark.parametrize(
    "text",
    [
        "'1 2 6 6'",
        "7",
        "[1, 2, 3, 4, 5, 6]",
        "[(1, 2, 6, 6), 3]",
        "{1: 2}",
        "[f(x)]",
        "[(1, '2 or 3', 6, 6)]",
        "['1 2 6 6']",
        "[('first', 2, 6, 6), (3, 0, 4, 4)]",
        "[(1, 2, 6, 6), ('third', 0, 4, 4)]",
    ],
)
def test_what_is_no_table_waits_for_a_person(text):
    got = read(text)
    assert isinstance(got, UnreadableAnswer) and got.reason


def test_rows_of_another_width_are_wrong_and_are_no_error():
    marks = marking(read("[(1, 6, 6), (3, 4, 4, 4, 4), (3,), ()]"), LECTURE).marks
    right, wrong, missing = Credit.RIGHT, Credit.WRONG, Credit.MISSING
    assert [m.credit for m in marks[:6]] == [right, wrong, right, wrong, right, missing]


@pytest.mark.parametrize("sample", ["9", "-1", "1.5", "10**30"])
def test_a_sample_that_does_not_exist_is_wrong_and_is_no_error(sample):
    marks = marking(read(SEVEN.replace("(3, 0, 4, 4)", f"({sample}, 0, 4, 4)")), LECTURE).marks
    assert [m.step for m in marks if m.credit not in GOOD] == ["t[2].sample"]
