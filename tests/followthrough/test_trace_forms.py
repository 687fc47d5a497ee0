"""Tables and numbers as they may be written, and the mistakes that explain them."""

import ast
from fractions import Fraction

import pytest
from traces import (
    GOOD,
    LECTURE,
    SOLUTION,
    SPACE,
    TRACE,
    carried_on,
    marking,
    read,
)
from words import remark_of, sentence_of

from grader.followthrough import nodes
from grader.followthrough.marking import mark_value
from grader.followthrough.nodes import call_step, same_cells
from grader.followthrough.tables import compute_trace, next_row
from grader.handwork.written_tables import WrittenTable
from grader.model import Credit
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import UnreadableAnswer, WrittenValue

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


# ---- the mistake behind a table


def test_a_mistake_held_throughout_is_named_in_every_wrong_cell():
    rows = compute_trace(TRACE, SOLUTION.wrong_space("half_step"), LECTURE)
    marks = marking(rows, LECTURE, ["half_step", "bias_left_out", "scanned_backwards"]).marks
    assert {m.misconceptions for m in marks if m.credit is Credit.NAMED} == {("half_step",)}


def test_a_single_slip_is_not_called_a_mistake_that_would_show_elsewhere_too():
    """Sample 2 for sample 1 in row 5 is what scanning backwards gives there, but not in row 1."""
    exact = compute_trace(TRACE, SPACE, LECTURE)
    row = next_row(TRACE, SPACE, LECTURE, exact[3], {"sample": 2})
    rows = carried_on([*exact[:4], {**row, "sample": 2}], LECTURE)
    wrong = [m for m in marking(rows, LECTURE, ["scanned_backwards", "half_step"]).marks if m.credit not in GOOD]
    assert wrong[0].step == "t[5].sample" and {m.credit for m in wrong} <= {Credit.WRONG, Credit.MISSING}


# ---- single numbers


def written(text):
    return answer_sheet.number_from_text(text)


def test_a_number_is_right_by_the_exact_value_or_by_the_students_own():
    none = dict
    assert mark_value("s", written("0.16"), Fraction(16, 100), None, none).credit is Credit.RIGHT
    assert mark_value("s", written("0.2"), Fraction(3, 10), Fraction(2, 10), none).credit is Credit.FOLLOW_THROUGH
    assert mark_value("s", written("0.5"), Fraction(3, 10), Fraction(2, 10), none).credit is Credit.WRONG


def test_a_coarse_number_counts_with_a_remark_unless_it_may_be_a_mistake():
    mark = mark_value("s", written("0.2"), Fraction(16, 100), None, lambda: {"flipped": Fraction(-16, 100)})
    assert mark.credit is Credit.RIGHT and "fewer digits" in remark_of(mark) and not mark.doubt
    doubt = mark_value("s", written("0.2"), Fraction(16, 100), None, lambda: {"forgotten": Fraction(2, 10)})
    assert doubt.doubt and "too few digits" in sentence_of(doubt.doubt)


def test_a_wrong_number_is_named_by_whatever_gives_it():
    values = {"half": Fraction(8, 100), "flipped": Fraction(-16, 100)}
    assert mark_value("s", written("0.08"), Fraction(16, 100), None, lambda: values).misconceptions == ("half",)
    assert mark_value("s", written("0.07"), Fraction(16, 100), None, lambda: values).credit is Credit.WRONG


def test_cells_are_equal_within_a_computers_rounding_only():
    assert (
        same_cells(Fraction(1), 1 + 1e-12)
        and not same_cells(Fraction(1), Fraction(1001, 1000))
        and not same_cells(None, None)
    )
    assert same_cells((1, 2), (1.0, 2.0)) and not same_cells((1, 2), (1, 2, 3)) and not same_cells((1,), 1)


def test_parameters_are_those_that_the_step_names():
    assert nodes.parameter_names(lambda a, b, *, c=1: None)[:2] == ("a", "b")
    with pytest.raises(KeyError):
        call_step(lambda a: a, {"b": 1})


def test_a_written_number_keeps_its_text():
    assert written("0.160") == WrittenValue(Fraction(4, 25), Fraction(1, 2000), "0.160")
