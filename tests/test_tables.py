"""Tables worked out row by row: a slip costs the step where it was made, and stopping early or going on never pays."""

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import answers, course, followthrough
from grader.answers import Unread, Written
from grader.followthrough import Table, advance, as_rows, call, mark_value, read_table, run
from grader.model import Credit
from grader.tables import Marking, equal

SOLUTION = course.find(Path(__file__).parent.parent).assignment("perceptron").solution
TRACE, SPACE = SOLUTION.traces["trace_table"], SOLUTION.space
LECTURE = SOLUTION.lecture
GOOD = (Credit.RIGHT, Credit.FOLLOW_THROUGH)


def _numbers(points, labels):
    return {"points": points, "labels": labels}


TRACES = [
    _numbers(LECTURE["points"], LECTURE["labels"]),
    _numbers(((1, 4), (2, 2), (5, 3), (6, 6)), (1, -1, 1, -1)),
    _numbers(((6, 1), (3, 3), (2, 5), (1, 6), (5, 5)), (-1, -1, 1, 1, -1)),
    _numbers(((2, 6), (6, 2), (4, 3), (1, 1)), (1, 1, 1, -1)),
]
TRACES = [n for n in TRACES if 3 <= len(run(TRACE, SPACE, n)) < 30]
EACH = pytest.mark.parametrize("numbers", TRACES, ids=range(len(TRACES)))


def start(numbers):
    return call(SPACE[TRACE.start], numbers)


def read(text, numbers=LECTURE):
    return read_table(answers.parse(f"x = {text}").read("x"), TRACE, start(numbers))


def table(rows):
    def one(row):
        return {"sample": Fraction(row["sample"]), "weights": tuple(map(Fraction, row["weights"]))}

    return Table(tuple(one(row) if row else {} for row in rows))


def marking(rows, numbers, wrong=()):
    made = rows if isinstance(rows, Table) else table(rows)
    return Marking("t", TRACE, SPACE, numbers, made, {name: SOLUTION.wrong_space(name) for name in wrong})


def earned(rows, numbers):
    marks = marking(rows, numbers).marks
    return Fraction(sum(m.credit in GOOD for m in marks), len(marks))


def lost(rows, numbers):
    return [m for m in marking(rows, numbers).marks if m.credit not in GOOD]


def carried_on(rows, numbers, most=40):
    """The rows that follow by the rule from the last of these."""
    rows = list(rows)
    while len(rows) < most:
        row = advance(TRACE, SPACE, numbers, rows[-1] if rows else start(numbers), {})
        if row is None:
            return rows
        rows.append(row)
    return None


# ---- right


def test_there_are_traces_to_try():
    assert len(TRACES) >= 3 and len({len(run(TRACE, SPACE, n)) for n in TRACES}) >= 2


def test_the_exact_table_is_the_lectures():
    want = [(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]
    assert as_rows(run(TRACE, SPACE, LECTURE), TRACE) == want


@EACH
def test_the_exact_table_is_right_cell_by_cell(numbers):
    exact = run(TRACE, SPACE, numbers)
    marks = marking(exact, numbers).marks
    assert len(marks) == 2 * len(exact) + 1 and {m.credit for m in marks} == {Credit.RIGHT}


# ---- one slip costs one step


@EACH
def test_a_slip_in_the_weights_carried_on_by_the_rule_costs_exactly_that_cell(numbers):
    exact, tried = run(TRACE, SPACE, numbers), 0
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
    exact, tried = run(TRACE, SPACE, numbers), 0
    for i in range(len(exact)):
        before = exact[i - 1] if i else start(numbers)
        for other in range(1, len(numbers["points"]) + 1):
            if other == exact[i]["sample"]:
                continue
            row = advance(TRACE, SPACE, numbers, before, {"sample": other})
            rows = carried_on([*exact[:i], {**row, "sample": other}], numbers)
            if rows is None or len(rows) != len(exact):
                continue
            tried += 1
            (only,) = lost(rows, numbers)
            assert only.step == f"t[{i + 1}].sample" and only.expected == exact[i]["sample"]
    assert tried or len(exact) < 6


@EACH
def test_a_slip_that_is_not_carried_on_costs_no_more(numbers):
    exact = run(TRACE, SPACE, numbers)
    for i in range(len(exact) - 1):
        weights = (exact[i]["weights"][0] + 1, *exact[i]["weights"][1:])
        rows = [*exact[:i], {**exact[i], "weights": weights}, *exact[i + 1 :]]
        assert [m.step for m in lost(rows, numbers)] == [f"t[{i + 1}].weights"]


@EACH
def test_a_slip_that_changes_the_length_costs_that_cell_and_what_is_too_few_or_too_many(numbers):
    exact, tried = run(TRACE, SPACE, numbers), 0
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
    exact = run(TRACE, SPACE, numbers)
    for i in range(len(exact)):
        missing = lost([*exact[:i], None, *exact[i + 1 :]], numbers)
        assert [m.step for m in missing] == [f"t[{i + 1}].sample", f"t[{i + 1}].weights"]
        assert {m.credit for m in missing} == {Credit.MISSING}


@EACH
def test_a_blank_cell_costs_itself_and_blocks_nothing(numbers):
    exact = run(TRACE, SPACE, numbers)
    for i in range(len(exact)):
        for column in ("sample", "weights"):
            rows = list(table(exact).rows)
            rows[i] = {c: v for c, v in rows[i].items() if c != column}
            assert [m.step for m in lost(Table(tuple(rows)), numbers)] == [f"t[{i + 1}].{column}"]


def test_nothing_written_is_nothing_earned():
    for rows in ([], [None], [None] * 7):
        marks = marking(rows, LECTURE).marks
        assert {m.credit for m in marks} == {Credit.MISSING} and len(marks) == 15


# ---- too short, too long


@EACH
def test_stopping_early_never_pays(numbers):
    exact = run(TRACE, SPACE, numbers)
    shares = [earned(exact[:i], numbers) for i in range(len(exact) + 1)]
    assert shares == sorted(shares) and len(set(shares)) == len(shares) and shares[-1] == 1
    assert all(share <= Fraction(2 * i, 2 * len(exact) + 1) for i, share in enumerate(shares[:-1]))


@EACH
def test_going_on_after_the_end_earns_nothing_more(numbers):
    exact = run(TRACE, SPACE, numbers)
    last, more = exact[-1], exact
    for extra in range(1, 5):
        more = [*more, {"sample": 1, "weights": last["weights"]}]
        share = earned(more, numbers)
        assert share < 1 and share <= Fraction(2 * len(exact) + 1, 2 * len(exact) + 2 * extra + 1)
        assert all(m.credit is Credit.WRONG for m in marking(more, numbers).marks[2 * len(exact) : -1])


@EACH
def test_a_zero_carried_on_gains_nothing(numbers):
    """Rows of zeros, or the same row again and again, are not right given the row before."""
    exact = run(TRACE, SPACE, numbers)
    zeros = [{"sample": exact[i]["sample"], "weights": (0, 0, 0)} for i in range(len(exact))]
    marks = marking(zeros, numbers).marks
    assert not [m for m in marks if m.step.endswith("weights") and m.credit is Credit.FOLLOW_THROUGH]
    same = [exact[0]] * len(exact)
    assert earned(same, numbers) < Fraction(2, 3)


@EACH
def test_a_table_of_one_row_repeated_that_ends_learning_earns_only_what_is_there(numbers):
    """Weights that are right for all samples written down at once: one slip, then nothing is left to do."""
    last = run(TRACE, SPACE, numbers)[-1]
    for length in (1, 3, 9):
        assert earned([last] * length, numbers) < Fraction(1, 2)


@given(st.data())
def test_any_table_is_marked_and_earns_at_most_what_it_should(data):
    numbers = data.draw(st.sampled_from(TRACES))
    cell = st.integers(-20, 20).map(Fraction) | st.fractions(-3, 3)
    weights = st.tuples(cell, cell, cell) | st.tuples(cell) | cell | st.tuples(*[cell] * 5)
    row = st.fixed_dictionaries({}, optional={"sample": cell | st.tuples(cell, cell), "weights": weights})
    rows = Table(tuple(data.draw(st.lists(row, max_size=12))))
    made = Marking("t", TRACE, SPACE, numbers, rows, {n: SOLUTION.wrong_space(n) for n in ("half_step",
        "bias_left_out")})
    exact = len(run(TRACE, SPACE, numbers))
    assert len(made.marks) == 2 * max(exact, len(rows.rows)) + 1
    for mark in made.marks:
        assert (mark.credit is Credit.NAMED) == bool(mark.named)


# ---- how a table may be written

SEVEN = "[(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]"

COUNTED = str([(i, *row) for i, row in enumerate(ast.literal_eval(SEVEN), 1)])


@pytest.mark.parametrize(("text", "remark"), [
    (SEVEN, ""), (SEVEN.replace("(", "[").replace(")", "]"), ""),
    (SEVEN.replace("(1,", "('x1',").replace("(3,", "('x3',"), ""),
    (SEVEN.replace("(1, 2, 6, 6)", "(1, (2, 6, 6))"), ""), (SEVEN.replace("6", "6.0"), ""), (f"np.array({SEVEN})", ""),
    (SEVEN.replace("[(1", "[(0, 0, 0, 0), (1"), "start"), (SEVEN.replace("[(1", "[(None, 0, 0, 0), (1"), "start"),
    (SEVEN.replace("[(1", "[('-', 0, 0, 0), (1"), "start"), (SEVEN.replace("]", ", (None, -6, 2, 2)]"), "end"),
    (SEVEN.replace("]", ", ('none', -6, 2, 2)]"), "end"), (SEVEN.replace("(1,", "(0,").replace("(3,", "(2,"), "from 0"),
    (SEVEN.replace("(1,", "('sample 1',").replace("(3,", "('S3',"), ""), (SEVEN.replace("(3,", "('x(3)',"), ""),
    (SEVEN.replace("(3,", "('x₃',"), ""), (SEVEN.replace("-4", "'−4'").replace("-2", "' –2 '"), ""),
    (SEVEN.replace("[(1", "[('sample', 'w0', 'w1', 'w2'), (1"), ""), (SEVEN.replace("]", ", ...]"), ""),
    (SEVEN.replace("]", ", (..., ..., ..., ...), ()]"), ""), (SEVEN.replace("]", ", 'converged']"), ""),
    (SEVEN.replace("]", ", (0, -6, 2, 2)]"), "end"), (SEVEN.replace("]", ", ('end', -6, 2, 2), ...]"), "end"),
    (SEVEN.replace("]", ", ('none', '-', '-', '-')]"), ""),
    (SEVEN.replace("[(1", "[(0, 0, 0, 0), (1").replace("]", ", (0, -6, 2, 2)]"), "start, end"),
    (COUNTED, "counts"), (f"[(0, '-', 0, 0, 0), {COUNTED[1:]}", "counts, start"),
    (COUNTED.replace("]", ", (8, 'none', -6, 2, 2), ...]"), "counts, end"),
])  # fmt: skip
def test_the_same_table_in_many_forms_is_worth_the_same(text, remark):
    got = read(text)
    assert isinstance(got, Table) and {m.credit for m in marking(got, LECTURE).marks} == {Credit.RIGHT}
    assert bool(got.remarks) == bool(remark)


def test_a_single_row_may_stand_without_its_brackets():
    assert read("(1, 2, 6, 6)") == read("[(1, 2, 6, 6)]")


@pytest.mark.parametrize("text", [
    "'1 2 6 6'", "7", "[1, 2, 3, 4, 5, 6]", "[(1, 2, 6, 6), 3]", "{1: 2}", "[f(x)]", "[(1, '2 or 3', 6, 6)]",
    "['1 2 6 6']", "[('first', 2, 6, 6), (3, 0, 4, 4)]", "[(1, 2, 6, 6), ('third', 0, 4, 4)]",
])  # fmt: skip
def test_what_is_no_table_waits_for_a_person(text):
    got = read(text)
    assert isinstance(got, Unread) and got.reason


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
    rows = run(TRACE, SOLUTION.wrong_space("half_step"), LECTURE)
    marks = marking(rows, LECTURE, ["half_step", "bias_left_out", "scanned_backwards"]).marks
    assert {m.named for m in marks if m.credit is Credit.NAMED} == {("half_step",)}


def test_a_single_slip_is_not_called_a_mistake_that_would_show_elsewhere_too():
    """Sample 2 for sample 1 in row 5 is what scanning backwards gives there, but not in row 1."""
    exact = run(TRACE, SPACE, LECTURE)
    row = advance(TRACE, SPACE, LECTURE, exact[3], {"sample": 2})
    rows = carried_on([*exact[:4], {**row, "sample": 2}], LECTURE)
    wrong = [m for m in marking(rows, LECTURE, ["scanned_backwards", "half_step"]).marks if m.credit not in GOOD]
    assert wrong[0].step == "t[5].sample" and {m.credit for m in wrong} <= {Credit.WRONG, Credit.MISSING}


# ---- single numbers


def written(text):
    return answers.number_in(text)


def test_a_number_is_right_by_the_exact_value_or_by_the_students_own():
    none = dict
    assert mark_value("s", written("0.16"), Fraction(16, 100), None, none).credit is Credit.RIGHT
    assert mark_value("s", written("0.2"), Fraction(3, 10), Fraction(2, 10), none).credit is Credit.FOLLOW_THROUGH
    assert mark_value("s", written("0.5"), Fraction(3, 10), Fraction(2, 10), none).credit is Credit.WRONG


def test_a_coarse_number_counts_with_a_remark_unless_it_may_be_a_mistake():
    mark = mark_value("s", written("0.2"), Fraction(16, 100), None, lambda: {"flipped": Fraction(-16, 100)})
    assert mark.credit is Credit.RIGHT and "fewer digits" in mark.remark and not mark.doubt
    doubt = mark_value("s", written("0.2"), Fraction(16, 100), None, lambda: {"forgotten": Fraction(2, 10)})
    assert doubt.doubt and "too few digits" in doubt.doubt


def test_a_wrong_number_is_named_by_whatever_gives_it():
    values = {"half": Fraction(8, 100), "flipped": Fraction(-16, 100)}
    assert mark_value("s", written("0.08"), Fraction(16, 100), None, lambda: values).named == ("half",)
    assert mark_value("s", written("0.07"), Fraction(16, 100), None, lambda: values).credit is Credit.WRONG


def test_cells_are_equal_within_a_computers_rounding_only():
    assert equal(Fraction(1), 1 + 1e-12) and not equal(Fraction(1), Fraction(1001, 1000)) and not equal(None, None)
    assert equal((1, 2), (1.0, 2.0)) and not equal((1, 2), (1, 2, 3)) and not equal((1,), 1)


def test_parameters_are_those_that_the_step_names():
    assert followthrough.parameters(lambda a, b, *, c=1: None)[:2] == ("a", "b")
    with pytest.raises(KeyError):
        call(lambda a: a, {"b": 1})


def test_a_written_number_keeps_its_text():
    assert written("0.160") == Written(Fraction(4, 25), Fraction(1, 2000), "0.160")
