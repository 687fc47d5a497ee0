"""Follow-through on a small sheet: each number earns its part, a zero carried on gains nothing, doubts wait."""

from fractions import Fraction

import pytest
from sigmoid_sheet import (
    LECTURE,
    STEPS,
    lost,
    marked,
    marking_of,
    rounded,
    worked,
)
from words import remark_of, sentence_of

from grader.followthrough.nodes import StepValue, compute_steps, flatten, sensitive_numbers
from grader.model import Credit
from grader.submissions.answer_sheet import BLANK, WrittenValue, number_from_text

pytestmark = pytest.mark.fast

RIGHT, FOLLOWED, NAMED, WRONG, MISSING = (
    Credit.RIGHT,
    Credit.FOLLOW_THROUGH,
    Credit.NAMED,
    Credit.WRONG,
    Credit.MISSING,
)
EXACT = {name: f"{float(value):.12g}" for name, value in compute_steps(list(STEPS), STEPS, LECTURE).items()}


# ---- a small sheet of our own: a sum, a row, what follows from both, and a word


def total(a, b):
    return a + b


def row(a, b):
    return (a, a * b, a - b)


def product(total, row):
    return total * row[1]


def grown(product, a):
    return "yes" if product > a else "no"


SMALL = {f.__name__: f for f in (total, row, product, grown)}
NUMBERS = {"a": 3, "b": Fraction(1, 2)}  # total 3.5, row (3, 1.5, 2.5), product 5.25, grown "yes"


def wrong_row(a, b):
    return (a, a + b, a - b)


def small(numbers=NUMBERS, digits=None, **written):
    wrong = {"row": {"added": {**SMALL, "row": wrong_row}}}
    cells = {name: cells if isinstance(cells, tuple) else (cells,) for name, cells in written.items()}
    read = {name: tuple(number_from_text(c) or c if isinstance(c, str) else c for c in t) for name, t in cells.items()}
    return {m.step: m for m in marking_of(SMALL, numbers, read, wrong, digits).marks()}


def credit_of(marks):
    return [mark.credit for mark in marks.values()]


@pytest.mark.parametrize(
    ("product", "named"),
    [("4.5", ("b_lost",)), (None, ("b_lost", "both_lost")), ("3.0", ("both_lost",)), ("9.0", ("b_lost", "both_lost"))],
)
def test_of_two_mistakes_that_give_the_same_the_rest_of_the_sheet_may_speak_against_one(product, named):
    b_lost = {**SMALL, "total": lambda a, b: a}
    both_lost = {**b_lost, "product": lambda total, row: total}
    wrong = {"total": {"b_lost": b_lost, "both_lost": both_lost}, "product": {"both_lost": both_lost}}
    texts = {"total": ("3.0",), "row": ("3.0", "1.5", "2.5"), "product": (product,)}
    read = {name: tuple(map(number_from_text, cells)) for name, cells in texts.items() if None not in cells}
    (mark,) = [m for m in marking_of(SMALL, NUMBERS, read, wrong).marks() if m.step == "total"]
    assert mark.misconceptions == named


def test_each_number_of_a_step_may_be_cut_off():
    numbers = {"a": Fraction(2, 3), "b": Fraction(1, 2)}  # row 0.66667, 0.33333, 0.16667
    mark = small(numbers, 4, row=("0.6666", "0.3333", "0.1667"))["row"]
    assert mark.credit is RIGHT and "cut off" in remark_of(mark)
    assert not small(numbers, 4, row=("0.6667", "0.3333", "0.1667"))["row"].remarks
    assert small(numbers, 4, row=("0.6665", "0.3333", "0.1666"))["row"].share == Fraction(2, 3)
    assert small(numbers, 4, row=("0.6666", "0.3333", "0.166"))["row"].share == Fraction(2, 3), "a digit too few"


def test_a_right_sheet_is_right():
    marks = small(total="3.5", row=("3", "1.5", "2.5"), product="5.25", grown="yes")
    assert credit_of(marks) == [RIGHT] * 4 and not any(m.remarks or m.doubt for m in marks.values())


def test_a_blank_is_missing_and_blocks_nothing():
    assert credit_of(small()) == [MISSING] * 4
    assert credit_of(small(product="5.25")) == [MISSING, MISSING, RIGHT, MISSING]


def test_plain_numbers_are_exact_ones_as_a_function_returns_them():
    returned = {"total": (4.5,), "row": (3, 1.5, Fraction(5, 2)), "product": (Fraction(27, 4),), "grown": ("yes",)}
    marks = {m.step: m for m in marking_of(SMALL, NUMBERS, returned, {}, 4).marks()}
    assert credit_of(marks) == [WRONG, RIGHT, FOLLOWED, RIGHT]
    near = {m.step: m for m in marking_of(SMALL, NUMBERS, {**returned, "product": (6.7501,)}, {}).marks()}
    assert near["product"].credit is WRONG and near["product"].expected == 6.75


def test_arithmetic_beside_a_step_that_is_blank_in_part_is_marked():
    marks = small(row=("3", BLANK, "2.5"), product="3.5 * 1.5")
    assert (marks["row"].share, marks["product"].credit) == (Fraction(2, 3), RIGHT)


def test_what_follows_from_a_slip_is_right_given_the_earlier_value():
    marks = small(total="4.5", row=("3", "1.5", "2.5"), product="6.75", grown="yes")
    assert credit_of(marks) == [WRONG, RIGHT, FOLLOWED, RIGHT]
    assert (marks["product"].expected, marks["product"].exact) == (Fraction(27, 4), Fraction(21, 4))
    assert credit_of(small(total="4.5", product="5.25")) == [WRONG, MISSING, RIGHT, MISSING], (
        "the exact chain counts too"
    )
    assert credit_of(small(total="4.5", product="6.25")) == [WRONG, MISSING, WRONG, MISSING]


def test_a_word_follows_too():
    assert credit_of(small(total="1", product="1.5", grown="no")) == [WRONG, MISSING, FOLLOWED, FOLLOWED]
    assert credit_of(small(total="1", product="1.5", grown=" YES "))[-1] is RIGHT, "as on the exact chain"
    assert credit_of(small(grown="no"))[-1] is WRONG


def test_each_number_of_a_step_earns_its_part():
    (mark,) = [m for m in small(row=("3", "1.5", "9")).values() if m.step == "row"]
    assert mark.credit is WRONG and mark.share == Fraction(2, 3) and "number 3" in remark_of(mark)
    marks = small(row=("3", "1.5", "9"), product="5.25")
    assert marks["product"].credit is RIGHT


def test_a_known_mistake_is_named():
    marks = small(row=("3", "3.5", "2.5"), product="12.25")
    assert marks["row"].misconceptions == ("added",) and marks["product"].credit is FOLLOWED


def test_more_or_fewer_numbers_than_asked_for_wait_for_a_person():
    for cells in (("3", "1.5"), ("3", "1.5", "2.5", "1")):
        marks = small(row=cells, product="5.25")
        assert "asked for" in sentence_of(marks["row"].doubt) and marks["product"].credit is RIGHT
    assert "2 values where 1" in sentence_of(small(total=("3", "5"))["total"].doubt)


@pytest.mark.parametrize("cells", [("3", None, "2.5"), ("3", "many", "2.5"), ("yes", "no", "yes"), (None, None, None)])
def test_cells_that_are_no_numbers_stop_nothing(cells):
    marks = small(row=cells, product="5.25")
    assert marks["row"].credit is WRONG and marks["product"].credit is RIGHT


def test_a_zero_that_is_carried_on_gains_nothing_nor_the_word_that_stands_on_it():
    marks = small(total="0", product="0", grown="no")
    assert credit_of(marks) == [WRONG, MISSING, WRONG, WRONG]
    assert credit_of(small(total="0", product="0", grown="yes"))[-1] is WRONG


@pytest.mark.parametrize("text", ["1e90", "-1e90", "1e-90", "1e300", "0.0", "-0.0", "1" + "0" * 200])
def test_numbers_beyond_all_bounds_stop_nothing(text):
    assert lost(marked({**EXACT, "o": text})) == ["o"]
    assert small(total=text, row=(text, text, text), product=text)["product"].credit in (WRONG, FOLLOWED)


def test_a_value_is_flat_and_has_a_room_around_it():
    assert flatten(((1, 2), [3, (4,)])) == (1, 2, 3, 4) and flatten(5) == (5,) and flatten(None) == (None,)
    target = StepValue((Fraction(1), "yes", None), (0.5, 0.0, 0.0))
    one = WrittenValue(Fraction(3, 2), Fraction(0), "1.5")
    assert (
        target.agrees_with((one, "Yes", None))
        and not target.agrees_with((one, "no", None))
        and not target.agrees_with((one,))
    )
    assert target.agreement(("1", one, one)) == [False, False, False]


def test_what_follows_exactly_is_no_coarse_way_to_write_the_exact_value():
    mark = small(total="10/3", product="5")["product"]  # 5.25 could be rounded to 5
    assert (mark.credit, mark.remarks) == (FOLLOWED, ())


def test_a_value_that_moving_leaves_as_it_is_matters_all_the_same():
    """1.1 x + 0.01 = x where x = -0.1: a delta of -0.1 is no zero."""
    texts = worked(LECTURE, 3, carried=True, slips={"g": lambda _: -0.1})
    assert texts["g"] == "-0.100" and lost(marked(texts)) == ["g"]
    assert all(sensitive_numbers(lambda x: x, {"x": Fraction(x)}, "x") for x in ("-0.1", "-10/77", "0", "1"))


def test_values_are_rounded_as_the_sheet_asks():
    assert [rounded(v, 4) for v in (0.68026, -0.0026548, 12.5)] == ["0.6803", "-2.655e-03", "12.5000"]
