"""Follow-through: a slip costs its own step, honest rounding costs nothing, a zero carried on gains nothing."""

from collections import Counter
from fractions import Fraction

import pytest
from sigmoid_sheet import (
    DECK,
    FORWARD,
    LECTURE,
    STEPS,
    UPDATED,
    cell,
    cut,
    drawn,
    lost,
    marked,
    rounded,
    sheet,
    simulate,
    worked,
)  # fmt: skip

from grader.answers import Written, number_in
from grader.followthrough import parameters
from grader.model import Credit
from grader.own import Own
from grader.sheets import Sheet
from grader.targets import Target, chain, flat, sensitive

RIGHT, FOLLOWED, NAMED, WRONG, MISSING = (
    Credit.RIGHT, Credit.FOLLOW_THROUGH, Credit.NAMED, Credit.WRONG, Credit.MISSING,
)  # fmt: skip
DECK_TEXTS = dict(pair.split("=") for pair in DECK.split())
EXACT = {name: f"{float(value):.12g}" for name, value in chain(list(STEPS), STEPS, LECTURE).items()}

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
    read = {name: tuple(number_in(c) or c if isinstance(c, str) else c for c in t) for name, t in cells.items()}
    return {m.step: m for m in Sheet(Own(list(SMALL), SMALL, numbers, read, digits=digits), wrong).marks()}


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
    read = {name: tuple(map(number_in, cells)) for name, cells in texts.items() if None not in cells}
    (mark,) = [m for m in Sheet(Own(list(SMALL), SMALL, NUMBERS, read), wrong).marks() if m.step == "total"]
    assert mark.named == named


def test_each_number_of_a_step_may_be_cut_off():
    numbers = {"a": Fraction(2, 3), "b": Fraction(1, 2)}  # row 0.66667, 0.33333, 0.16667
    mark = small(numbers, 4, row=("0.6666", "0.3333", "0.1667"))["row"]
    assert mark.credit is RIGHT and "cut off" in mark.remark
    assert not small(numbers, 4, row=("0.6667", "0.3333", "0.1667"))["row"].remark
    assert small(numbers, 4, row=("0.6665", "0.3333", "0.1666"))["row"].share == Fraction(2, 3)
    assert small(numbers, 4, row=("0.6666", "0.3333", "0.166"))["row"].share == Fraction(2, 3), "a digit too few"


def test_a_right_sheet_is_right():
    marks = small(total="3.5", row=("3", "1.5", "2.5"), product="5.25", grown="yes")
    assert credit_of(marks) == [RIGHT] * 4 and not any(m.remark or m.doubt for m in marks.values())


def test_a_blank_is_missing_and_blocks_nothing():
    assert credit_of(small()) == [MISSING] * 4
    assert credit_of(small(product="5.25")) == [MISSING, MISSING, RIGHT, MISSING]


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
    assert mark.credit is WRONG and mark.share == Fraction(2, 3) and "number 3" in mark.remark
    marks = small(row=("3", "1.5", "9"), product="5.25")
    assert marks["product"].credit is RIGHT


def test_a_known_mistake_is_named():
    marks = small(row=("3", "3.5", "2.5"), product="12.25")
    assert marks["row"].named == ("added",) and marks["product"].credit is FOLLOWED


def test_more_or_fewer_numbers_than_asked_for_wait_for_a_person():
    for cells in (("3", "1.5"), ("3", "1.5", "2.5", "1")):
        marks = small(row=cells, product="5.25")
        assert "asked for" in marks["row"].doubt and marks["product"].credit is RIGHT
    assert "2 values where 1" in small(total=("3", "5"))["total"].doubt


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
    assert flat(((1, 2), [3, (4,)])) == (1, 2, 3, 4) and flat(5) == (5,) and flat(None) == (None,)
    target = Target((Fraction(1), "yes", None), (0.5, 0.0, 0.0))
    one = Written(Fraction(3, 2), Fraction(0), "1.5")
    assert target.met_by((one, "Yes", None)) and not target.met_by((one, "no", None)) and not target.met_by((one,))
    assert target.fits(("1", one, one)) == [False, False, False]


# ---- the lecture's example


def test_the_lectures_own_sheet_has_no_wrong_step():
    marks = marked(DECK_TEXTS)
    assert len(marks) == 21 and Counter(m.credit for m in marks.values()) == {RIGHT: 21}
    assert not any(mark.doubt for mark in marks.values())
    assert [name for name, mark in marks.items() if mark.remark] == ["o1", "o", "g"], "coarser than asked for"


@pytest.mark.parametrize("decimals", [3, 4, 6, 12])
@pytest.mark.parametrize("carried", [False, True])
def test_honest_rounding_costs_nothing(decimals, carried):
    marks = marked(worked(LECTURE, decimals, carried=carried))
    assert [m.credit for m in marks.values()] == [RIGHT] * 21 and not any(m.doubt for m in marks.values())
    assert decimals < 4 or not any(m.remark for m in marks.values())


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("carried", [False, True])
def test_one_slip_costs_exactly_its_step(step, carried):
    for slip in (lambda x: x + 0.01, lambda x: 1.3 * x, lambda x: -x):
        assert lost(marked(worked(LECTURE, 4, carried=carried, slips={step: slip}))) == [step]


@pytest.mark.parametrize("decimals", [3, 4, 6])
def test_updated_weights_cost_exactly_the_two_hidden_deltas_and_are_named(decimals):
    marks = marked(worked(LECTURE, decimals, carried=False, steps=UPDATED))
    assert lost(marks) == ["e1", "e2"]
    assert marks["e1"].named == marks["e2"].named == ("updated_weights",)
    assert marks["e1"].expected == pytest.approx(-0.00265, rel=0.01), "the worked solution goes on from their numbers"


@pytest.mark.parametrize("zero", ["0", "0.0", "0.0000", "-0.0"])
def test_a_zero_delta_carried_on_earns_the_forward_pass_alone(zero):
    texts = worked(LECTURE, 4, carried=True, slips={"g": lambda _: 0.0}) | {"g": zero}
    marks = marked(texts)
    assert [name for name in marks if name not in lost(marks)] == FORWARD
    assert [name for name in marks if name not in lost(marked(texts, digits=2))] == FORWARD


def test_a_zero_in_one_hidden_delta_costs_what_stands_on_it_alone():
    texts = worked(LECTURE, 4, carried=True, slips={"e1": lambda _: 0.0}) | {"e1": "0"}
    assert lost(marked(texts)) == ["e1", "w3_new", "w4_new", "net1_after", "o1_after"]


def test_a_zero_before_rounding_is_a_zero_when_written():
    assert lost(marked({**EXACT, "e1": "0.00"})) == ["e1"] and lost(marked({**EXACT, "e1": "-0.003"})) == []
    assert "exactly 0" in marked({**EXACT, "e1": "0.00"})["e1"].remark
    assert not any(marked({**EXACT, "e1": text})["e1"].remark for text in ("0.000", "0", "0.0040"))


@pytest.mark.parametrize("step", STEPS)
def test_a_blank_costs_its_step_alone(step):
    texts = worked(LECTURE, 4, carried=True)
    assert lost(marked({name: text for name, text in texts.items() if name != step})) == [step]


@pytest.mark.parametrize(("decimals", "carried"), [(3, False), (4, False), (6, False), (4, True), (6, True)])
def test_a_blank_after_a_slip_costs_no_more_than_both(decimals, carried):
    """What stands behind the blank follows from the slip: the student went over it with their own number."""
    for step in STEPS:
        texts = worked(LECTURE, decimals, carried=carried, slips={step: lambda x: 1.3 * x})
        behind = [name for name, function in STEPS.items() if step in parameters(function)]
        for blank in behind:
            marks = marked({name: text for name, text in texts.items() if name != blank})
            assert lost(marks) == [step, blank]
        left = {name: text for name, text in texts.items() if name not in behind}
        assert lost(marked(left)) == [step, *behind], "several blanks"


def test_what_follows_over_a_blank_is_right_given_the_earlier_value():
    texts = worked(LECTURE, 4, carried=False, slips={"net1": lambda x: 1.3 * x})
    marks = marked({name: text for name, text in texts.items() if name != "o1"})
    assert (marks["net1"].credit, marks["o1"].credit, marks["net3"].credit) == (WRONG, MISSING, FOLLOWED)


def test_a_single_step_can_be_right_alone():
    for name, text in worked(LECTURE, 4, carried=False).items():
        assert [n for n, m in marked({name: text}).items() if m.credit is RIGHT] == [name]


def test_what_is_too_coarse_to_be_told_from_a_named_mistake_waits_for_a_person():
    marks = marked({**EXACT, "e2": "-0.008"})
    assert "Too few digits" in marks["e2"].doubt and "e2" not in lost(marks)
    assert marked({**EXACT, "e2": "-0.0082"})["e2"].doubt == "" and marked({**EXACT, "e2": "-0.0079"})["e2"].named


def test_coarse_but_right_counts_with_a_remark():
    mark = marked({**EXACT, "o1": "0.68"})["o1"]
    assert mark.credit is RIGHT and "fewer digits" in mark.remark


def test_of_more_digits_than_asked_for_those_that_were_count():
    """0.680272 is what 1 / 1.47 gives, with 0.47 for exp(-0.755); 0.680300 was rounded to less than it shows."""
    for text in ("0.680267", "0.680268", "0.680272", "0.680300", "6.80267000e-01"):
        mark = marked({**EXACT, "o1": text})["o1"]
        assert mark.credit is RIGHT and not mark.doubt
    assert "not quite right" in marked({**EXACT, "o1": "0.680272"})["o1"].remark
    assert lost(marked({**EXACT, "o1": "0.68040"})) == ["o1"] and lost(marked({**EXACT, "e1": "-0.0026563"})) == ["e1"]


def test_a_last_digit_that_rounding_inside_a_step_may_change_waits_for_a_person():
    marks = marked({**EXACT, "o2": "0.6638", "w3_new": "0.09908"})  # 0.66374, 0.099071
    assert [name for name, mark in marks.items() if mark.doubt] == ["o2"] and lost(marks) == []
    assert "last digit" in marks["o2"].doubt and "not quite right" in marks["w3_new"].remark
    assert lost(marked({**EXACT, "o2": "0.6639"})) == ["o2"] and lost(marked({**EXACT, "o2": "0.66385"})) == ["o2"]


def test_what_a_known_mistake_gives_is_no_right_number_with_a_last_digit_gone_wrong():
    almost = {**STEPS, "w1_new": lambda w1, eta, g, o1: w1 + eta * g * o1 + Fraction(1, 30000)}
    wrong = {"w1_new": {"almost": almost}}
    texts = {**EXACT, "w1_new": "0.272359298"}
    cells = {name: (number_in(text),) for name, text in texts.items()}
    marks = {m.step: m for m in Sheet(Own(list(STEPS), STEPS, LECTURE, cells, digits=4), wrong).marks()}
    assert lost(marks) == ["w1_new"] and marks["w1_new"].named == ("almost",)


@pytest.mark.parametrize("text", ["0.3 + (-0.0406) * 0.68", "0.3 - 0.0406*0.68", "(3 - 0.406*0.68)/10"])
def test_a_value_may_be_written_as_arithmetic(text):
    assert lost(marked({**DECK_TEXTS, "w1_new": text})) == []


ROUNDED_AGAIN = {
    "net3": "0.3*0.6803 + 0.6637/(1/0.9)", "g": "-(0.6903 - 0.5) * (0.6903 - 0.6903**2)", "e1": "-0.04068*0.3*0.2175",
    "e2": "-0.0407*0.9*0.664*(1 - 0.664)", "w3_new": "0.1 - 0.002654*0.35", "net1_after": "0.35*0.0991 + 0.9*0.7976",
}  # fmt: skip


@pytest.mark.parametrize("digits", [6, 9])
def test_numbers_may_be_rounded_once_more_in_arithmetic(digits):
    """o1 = 0.680267, and then 0.3 * 0.6803: half a unit of the 0.6803 is forgiven, of what is given nothing."""
    texts = worked(LECTURE, digits, carried=True)
    assert [name for name, text in ROUNDED_AGAIN.items() if lost(marked({**texts, name: text}))] == []
    assert lost(marked({**texts, **ROUNDED_AGAIN})) == []


@pytest.mark.parametrize(("name", "text"), [
    ("net3", "0.3*0.6803 + 0.9*0.6673"), ("net3", "0.3*0.6803 + 0.9*0.67"), ("w3_new", "0.1 - 0.002654*0.9"),
    ("e1", "-0.04068 * 0.2723 * 0.6803 * 0.3197"), ("net1_after", "0.35 * 0.1 + 0.9 * 0.8"),
    ("net1", "0.03 + 0.72"), ("net3", "0.3*0.680 + 0.9*0.664" + " + 0*0.6803" * 60),
])  # fmt: skip
def test_arithmetic_is_held_to_what_it_says(name, text):
    assert lost(marked({**worked(LECTURE, 9, carried=True), name: text})) == [name]


def test_digits_may_be_cut_off_after_those_that_were_asked_for():
    """0.680267... is 0.6803, but has the four decimals 0.6802; 0.68016 has not the five that it shows."""
    short = {"o1": "0.6802", "e2": "-0.008171", "w1_new": "0.2723", "w3_new": "0.0990"}
    marks = marked({**EXACT, **short})
    assert lost(marks) == [] and [n for n, m in marks.items() if "cut off" in m.remark] == ["o1", "e2", "w3_new"]
    assert lost(marked({**EXACT, "o1": "0.6801", "o2": "0.6639", "e1": "0.002654"})) == ["o1", "o2", "e1"]
    assert lost(marked({**EXACT, "e2": "-0.007926"})) == ["e2"]  # updated weights: -0.0079265


@pytest.mark.parametrize("carried", [True, False])
def test_a_sheet_whose_numbers_are_all_cut_off_is_right(carried):
    for numbers in (LECTURE, *map(drawn, range(12))):
        marks = marked(worked(numbers, 4, carried=carried, write=cut), numbers)
        assert lost(marks) == [] and any("cut off" in mark.remark for mark in marks.values())


def test_what_follows_exactly_is_no_coarse_way_to_write_the_exact_value():
    mark = small(total="10/3", product="5")["product"]  # 5.25 could be rounded to 5
    assert (mark.credit, mark.remark) == (FOLLOWED, "")


def test_the_first_wrong_step_is_the_first_that_earns_nothing():
    texts = worked(LECTURE, 4, carried=True, slips={"o2": lambda x: x + 0.05, "e1": lambda x: 2 * x})
    assert lost(marked(texts)) == ["o2", "e1"]


def test_words_and_nothing_in_a_sheet_of_numbers_are_wrong_there_alone():
    assert lost({m.step: m for m in sheet({**EXACT}).marks()}) == []
    for cells in (("large",), (None,)):
        texts = {name: cell(text) for name, text in EXACT.items()} | {"o1": cells}
        marks = {m.step: m for m in Sheet(Own(list(STEPS), STEPS, LECTURE, texts, digits=4), {}).marks()}
        assert lost(marks) == ["o1"]


# ---- a class


def test_a_small_class_holds_no_surprise():
    told, surprises = simulate(4)
    assert surprises == [] and 200 <= told["slips"] <= 252


@pytest.mark.long
def test_a_class_holds_no_surprise():
    assert simulate(200)[1] == []


def test_a_value_that_moving_leaves_as_it_is_matters_all_the_same():
    """1.1 x + 0.01 = x where x = -0.1: a delta of -0.1 is no zero."""
    texts = worked(LECTURE, 3, carried=True, slips={"g": lambda _: -0.1})
    assert texts["g"] == "-0.100" and lost(marked(texts)) == ["g"]
    assert all(sensitive(lambda x: x, {"x": Fraction(x)}, "x") for x in ("-0.1", "-10/77", "0", "1"))


def test_values_are_rounded_as_the_sheet_asks():
    assert [rounded(v, 4) for v in (0.68026, -0.0026548, 12.5)] == ["0.6803", "-2.655e-03", "12.5000"]
