"""Follow-through marking of tables: one slip costs one step, a blank blocks nothing, stopping early never pays."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st
from traces import EACH, GOOD, LECTURE, SOLUTION, SPACE, TRACE, TRACES, carried_on, earned, lost, marking, start, table
from words import remark_of, sentence_of

from grader.followthrough.marking import mark_value
from grader.followthrough.nodes import call_step, parameter_names, same_cells
from grader.followthrough.tables import compute_trace, flatten_rows, next_row
from grader.handwork.written_tables import WrittenTable
from grader.model import Credit
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import WrittenValue

# ---- right


def test_there_are_traces_to_try():
    assert len(TRACES) >= 3 and len({len(compute_trace(TRACE, SPACE, n)) for n in TRACES}) >= 2


def test_the_exact_table_is_the_lectures():
    want = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
    assert flatten_rows(compute_trace(TRACE, SPACE, LECTURE), TRACE) == want


@EACH
def test_the_exact_table_is_right_cell_by_cell(numbers):
    exact = compute_trace(TRACE, SPACE, numbers)
    marks = marking(exact, numbers).marks
    assert len(marks) == 2 * len(exact) + 1 and {m.credit for m in marks} == {Credit.RIGHT}


# ---- one slip costs one step


@EACH
def test_a_slip_in_the_weights_carried_on_by_the_rule_costs_exactly_that_cell(numbers):
    exact, tried = compute_trace(TRACE, SPACE, numbers), 0
    for i in range(len(exact)):
        for column in range(3):
            for slip in (-2, -1, 1, 3):
                weights = list(exact[i]["weights"])
                weights[column] += slip
                rows = carried_on([*exact[:i], {**exact[i], "weights": tuple(weights)}], numbers)
                if rows is None or len(rows) != len(exact):
                    continue
                tried += 1
                (only,) = lost(rows, numbers)
                assert only.step == f"t[{i + 1}].weights" and only.credit is Credit.WRONG
                assert only.expected == exact[i]["weights"]
    assert tried >= 3


@EACH
def test_a_slip_in_the_sample_carried_on_costs_exactly_that_cell(numbers):
    exact, tried = compute_trace(TRACE, SPACE, numbers), 0
    for i in range(len(exact)):
        before = exact[i - 1] if i else start(numbers)
        for other in range(1, len(numbers["points"]) + 1):
            if other == exact[i]["sample"]:
                continue
            row = next_row(TRACE, SPACE, numbers, before, {"sample": other})
            rows = carried_on([*exact[:i], {**row, "sample": other}], numbers)
            if rows is None or len(rows) != len(exact):
                continue
            tried += 1
            (only,) = lost(rows, numbers)
            assert only.step == f"t[{i + 1}].sample" and only.expected == exact[i]["sample"]
    assert tried or len(exact) < 6


@EACH
def test_a_slip_that_is_not_carried_on_costs_no_more(numbers):
    exact = compute_trace(TRACE, SPACE, numbers)
    for i in range(len(exact) - 1):
        weights = (exact[i]["weights"][0] + 1, *exact[i]["weights"][1:])
        rows = [*exact[:i], {**exact[i], "weights": weights}, *exact[i + 1 :]]
        assert [m.step for m in lost(rows, numbers)] == [f"t[{i + 1}].weights"]


@EACH
def test_a_slip_that_changes_the_length_costs_that_cell_and_what_is_too_few_or_too_many(numbers):
    exact, tried = compute_trace(TRACE, SPACE, numbers), 0
    for i in range(len(exact)):
        for slip in range(-6, 7):
            weights = (exact[i]["weights"][0] + slip, *exact[i]["weights"][1:])
            rows = carried_on([*exact[:i], {**exact[i], "weights": weights}], numbers)
            if not slip or rows is None or len(rows) == len(exact):
                continue
            tried += 1
            short = max(0, len(exact) - len(rows))
            assert len(lost(rows, numbers)) == 1 + 2 * short
            assert marking(rows, numbers).marks[-1].credit in GOOD, "it ends where it should, given his own values"
    assert tried


# ---- blanks


@EACH
def test_a_blank_row_costs_itself_and_blocks_nothing(numbers):
    exact = compute_trace(TRACE, SPACE, numbers)
    for i in range(len(exact)):
        missing = lost([*exact[:i], None, *exact[i + 1 :]], numbers)
        assert [m.step for m in missing] == [f"t[{i + 1}].sample", f"t[{i + 1}].weights"]
        assert {m.credit for m in missing} == {Credit.MISSING}


@EACH
def test_a_blank_cell_costs_itself_and_blocks_nothing(numbers):
    exact = compute_trace(TRACE, SPACE, numbers)
    for i in range(len(exact)):
        for column in ("sample", "weights"):
            rows = list(table(exact).rows)
            rows[i] = {c: v for c, v in rows[i].items() if c != column}
            assert [m.step for m in lost(WrittenTable(tuple(rows)), numbers)] == [f"t[{i + 1}].{column}"]


def test_nothing_written_is_nothing_earned():
    for rows in ([], [None], [None] * 7):
        marks = marking(rows, LECTURE).marks
        assert {m.credit for m in marks} == {Credit.MISSING} and len(marks) == 15


# ---- too short, too long


@EACH
def test_stopping_early_never_pays(numbers):
    exact = compute_trace(TRACE, SPACE, numbers)
    shares = [earned(exact[:i], numbers) for i in range(len(exact) + 1)]
    assert shares == sorted(shares) and len(set(shares)) == len(shares) and shares[-1] == 1
    assert all(share <= Fraction(2 * i, 2 * len(exact) + 1) for i, share in enumerate(shares[:-1]))


@EACH
def test_going_on_after_the_end_earns_nothing_more(numbers):
    exact = compute_trace(TRACE, SPACE, numbers)
    last, more = exact[-1], exact
    for extra in range(1, 5):
        more = [*more, {"sample": 1, "weights": last["weights"]}]
        share = earned(more, numbers)
        assert share < 1 and share <= Fraction(2 * len(exact) + 1, 2 * len(exact) + 2 * extra + 1)
        assert all(m.credit is Credit.WRONG for m in marking(more, numbers).marks[2 * len(exact) : -1])


@EACH
def test_a_zero_carried_on_gains_nothing(numbers):
    """Rows of zeros, or the same row again and again, are not right given the row before."""
    exact = compute_trace(TRACE, SPACE, numbers)
    zeros = [{"sample": exact[i]["sample"], "weights": (0, 0, 0)} for i in range(len(exact))]
    marks = marking(zeros, numbers).marks
    assert not [m for m in marks if m.step.endswith("weights") and m.credit is Credit.FOLLOW_THROUGH]
    same = [exact[0]] * len(exact)
    assert earned(same, numbers) < Fraction(2, 3)


@EACH
def test_a_table_of_one_row_repeated_that_ends_learning_earns_only_what_is_there(numbers):
    """Weights that are right for all samples written down at once: one slip, then nothing is left to do."""
    last = compute_trace(TRACE, SPACE, numbers)[-1]
    for length in (1, 3, 9):
        assert earned([last] * length, numbers) < Fraction(1, 2)


@given(st.data())
def test_any_table_is_marked_and_earns_at_most_what_it_should(data):
    numbers = data.draw(st.sampled_from(TRACES))
    cell = st.integers(-20, 20).map(Fraction) | st.fractions(-3, 3)
    weights = st.tuples(cell, cell, cell) | st.tuples(cell) | cell | st.tuples(*[cell] * 5)
    row = st.fixed_dictionaries({}, optional={"sample": cell | st.tuples(cell, cell), "weights": weights})
    rows = WrittenTable(tuple(data.draw(st.lists(row, max_size=12))))
    made = marking(rows, numbers, ("half_step", "bias_left_out"))
    exact = len(compute_trace(TRACE, SPACE, numbers))
    assert len(made.marks) == 2 * max(exact, len(rows.rows)) + 1
    for mark in made.marks:
        assert (mark.credit is Credit.NAMED) == bool(mark.misconceptions)


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
    assert parameter_names(lambda a, b, *, c=1: None)[:2] == ("a", "b")
    with pytest.raises(KeyError):
        call_step(lambda a: a, {"b": 1})


def test_a_written_number_keeps_its_text():
    assert written("0.160") == WrittenValue(Fraction(4, 25), Fraction(1, 2000), "0.160")
