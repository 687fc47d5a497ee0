"""Follow-through on the lecture's own sheet: a slip costs its own step, honest rounding costs nothing."""

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
    marking_of,
    sheet,
    simulate,
    worked,
)
from words import remark_of, sentence_of

from grader.followthrough.nodes import compute_steps, parameter_names
from grader.model import Credit
from grader.submissions.answer_sheet import number_from_text

RIGHT, FOLLOWED, NAMED, WRONG, MISSING = (
    Credit.RIGHT,
    Credit.FOLLOW_THROUGH,
    Credit.NAMED,
    Credit.WRONG,
    Credit.MISSING,
)
DECK_TEXTS = dict(pair.split("=") for pair in DECK.split())
EXACT = {name: f"{float(value):.12g}" for name, value in compute_steps(list(STEPS), STEPS, LECTURE).items()}


# ---- the lecture's example


def test_the_lectures_own_sheet_has_no_wrong_step():
    marks = marked(DECK_TEXTS)
    assert len(marks) == 21 and Counter(m.credit for m in marks.values()) == {RIGHT: 21}
    assert not any(mark.doubt for mark in marks.values())
    assert [name for name, mark in marks.items() if mark.remarks] == ["o1", "o", "g"], "coarser than asked for"


@pytest.mark.parametrize("decimals", [3, 4, 6, 12])
@pytest.mark.parametrize("carried", [False, True])
def test_honest_rounding_costs_nothing(decimals, carried):
    marks = marked(worked(LECTURE, decimals, carried=carried))
    assert [m.credit for m in marks.values()] == [RIGHT] * 21 and not any(m.doubt for m in marks.values())
    assert decimals < 4 or not any(m.remarks for m in marks.values())


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("carried", [False, True])
def test_one_slip_costs_exactly_its_step(step, carried):
    for slip in (lambda x: x + 0.01, lambda x: 1.3 * x, lambda x: -x):
        assert lost(marked(worked(LECTURE, 4, carried=carried, slips={step: slip}))) == [step]


@pytest.mark.parametrize("decimals", [3, 4, 6])
def test_updated_weights_cost_exactly_the_two_hidden_deltas_and_are_named(decimals):
    marks = marked(worked(LECTURE, decimals, carried=False, steps=UPDATED))
    assert lost(marks) == ["e1", "e2"]
    assert marks["e1"].misconceptions == marks["e2"].misconceptions == ("updated_weights",)
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
    assert "exactly 0" in remark_of(marked({**EXACT, "e1": "0.00"})["e1"])
    assert not any(marked({**EXACT, "e1": text})["e1"].remarks for text in ("0.000", "0", "0.0040"))


@pytest.mark.parametrize("step", STEPS)
def test_a_blank_costs_its_step_alone(step):
    texts = worked(LECTURE, 4, carried=True)
    assert lost(marked({name: text for name, text in texts.items() if name != step})) == [step]


@pytest.mark.parametrize(("decimals", "carried"), [(3, False), (4, False), (6, False), (4, True), (6, True)])
def test_a_blank_after_a_slip_costs_no_more_than_both(decimals, carried):
    """What stands behind the blank follows from the slip: the student went over it with their own number."""
    for step in STEPS:
        texts = worked(LECTURE, decimals, carried=carried, slips={step: lambda x: 1.3 * x})
        behind = [name for name, function in STEPS.items() if step in parameter_names(function)]
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
    assert "Too few digits" in sentence_of(marks["e2"].doubt) and "e2" not in lost(marks)
    assert (
        marked({**EXACT, "e2": "-0.0082"})["e2"].doubt is None
        and marked({**EXACT, "e2": "-0.0079"})["e2"].misconceptions
    )


def test_coarse_but_right_counts_with_a_remark():
    mark = marked({**EXACT, "o1": "0.68"})["o1"]
    assert mark.credit is RIGHT and "fewer digits" in remark_of(mark)


def test_of_more_digits_than_asked_for_those_that_were_count():
    """0.680272 is what 1 / 1.47 gives, with 0.47 for exp(-0.755); 0.680300 was rounded to less than it shows."""
    for text in ("0.680267", "0.680268", "0.680272", "0.680300", "6.80267000e-01"):
        mark = marked({**EXACT, "o1": text})["o1"]
        assert mark.credit is RIGHT and not mark.doubt
    assert "not quite right" in remark_of(marked({**EXACT, "o1": "0.680272"})["o1"])
    assert lost(marked({**EXACT, "o1": "0.68040"})) == ["o1"] and lost(marked({**EXACT, "e1": "-0.0026563"})) == ["e1"]


def test_a_last_digit_that_rounding_inside_a_step_may_change_waits_for_a_person():
    marks = marked({**EXACT, "o2": "0.6638", "w3_new": "0.09908"})  # 0.66374, 0.099071
    assert [name for name, mark in marks.items() if mark.doubt] == ["o2"] and lost(marks) == []
    assert "last digit" in sentence_of(marks["o2"].doubt) and "not quite right" in remark_of(marks["w3_new"])
    assert lost(marked({**EXACT, "o2": "0.6639"})) == ["o2"] and lost(marked({**EXACT, "o2": "0.66385"})) == ["o2"]


def test_what_a_known_mistake_gives_is_no_right_number_with_a_last_digit_gone_wrong():
    almost = {**STEPS, "w1_new": lambda w1, eta, g, o1: w1 + eta * g * o1 + Fraction(1, 30000)}
    wrong = {"w1_new": {"almost": almost}}
    texts = {**EXACT, "w1_new": "0.272359298"}
    cells = {name: (number_from_text(text),) for name, text in texts.items()}
    marks = {m.step: m for m in marking_of(STEPS, LECTURE, cells, wrong, 4).marks()}
    assert lost(marks) == ["w1_new"] and marks["w1_new"].misconceptions == ("almost",)


@pytest.mark.parametrize("text", ["0.3 + (-0.0406) * 0.68", "0.3 - 0.0406*0.68", "(3 - 0.406*0.68)/10"])
def test_a_value_may_be_written_as_arithmetic(text):
    assert lost(marked({**DECK_TEXTS, "w1_new": text})) == []


ROUNDED_AGAIN = {
    "net3": "0.3*0.6803 + 0.6637/(1/0.9)",
    "g": "-(0.6903 - 0.5) * (0.6903 - 0.6903**2)",
    "e1": "-0.04068*0.3*0.2175",
    "e2": "-0.0407*0.9*0.664*(1 - 0.664)",
    "w3_new": "0.1 - 0.002654*0.35",
    "net1_after": "0.35*0.0991 + 0.9*0.7976",
}


@pytest.mark.parametrize("digits", [6, 9])
def test_numbers_may_be_rounded_once_more_in_arithmetic(digits):
    """o1 = 0.680267, and then 0.3 * 0.6803: half a unit of the 0.6803 is forgiven, of what is given nothing."""
    texts = worked(LECTURE, digits, carried=True)
    assert [name for name, text in ROUNDED_AGAIN.items() if lost(marked({**texts, name: text}))] == []
    assert lost(marked({**texts, **ROUNDED_AGAIN})) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("net3", "0.3*0.6803 + 0.9*0.6673"),
        ("net3", "0.3*0.6803 + 0.9*0.67"),
        ("w3_new", "0.1 - 0.002654*0.9"),
        ("e1", "-0.04068 * 0.2723 * 0.6803 * 0.3197"),
        ("net1_after", "0.35 * 0.1 + 0.9 * 0.8"),
        ("net1", "0.03 + 0.72"),
        ("net3", "0.3*0.680 + 0.9*0.664" + " + 0*0.6803" * 60),
    ],
)
def test_arithmetic_is_held_to_what_it_says(name, text):
    assert lost(marked({**worked(LECTURE, 9, carried=True), name: text})) == [name]


def test_digits_may_be_cut_off_after_those_that_were_asked_for():
    """0.680267... is 0.6803, but has the four decimals 0.6802; 0.68016 has not the five that it shows."""
    short = {"o1": "0.6802", "e2": "-0.008171", "w1_new": "0.2723", "w3_new": "0.0990"}
    marks = marked({**EXACT, **short})
    assert lost(marks) == [] and [n for n, m in marks.items() if "cut off" in remark_of(m)] == ["o1", "e2", "w3_new"]
    assert lost(marked({**EXACT, "o1": "0.6801", "o2": "0.6639", "e1": "0.002654"})) == ["o1", "o2", "e1"]
    assert lost(marked({**EXACT, "e2": "-0.007926"})) == ["e2"]  # updated weights: -0.0079265


@pytest.mark.parametrize("carried", [True, False])
def test_a_sheet_whose_numbers_are_all_cut_off_is_right(carried):
    for numbers in (LECTURE, *map(drawn, range(12))):
        marks = marked(worked(numbers, 4, carried=carried, write=cut), numbers)
        assert lost(marks) == [] and any("cut off" in remark_of(mark) for mark in marks.values())


def test_the_first_wrong_step_is_the_first_that_earns_nothing():
    texts = worked(LECTURE, 4, carried=True, slips={"o2": lambda x: x + 0.05, "e1": lambda x: 2 * x})
    assert lost(marked(texts)) == ["o2", "e1"]


def test_words_and_nothing_in_a_sheet_of_numbers_are_wrong_there_alone():
    assert lost({m.step: m for m in sheet({**EXACT}).marks()}) == []
    for cells in (("large",), (None,)):
        texts = {name: cell(text) for name, text in EXACT.items()} | {"o1": cells}
        marks = {m.step: m for m in marking_of(STEPS, LECTURE, texts, {}, 4).marks()}
        assert lost(marks) == ["o1"]


# ---- a class


def test_a_small_class_holds_no_surprise():
    told, surprises = simulate(4)
    assert surprises == [] and 200 <= told["slips"] <= 252


@pytest.mark.long
def test_a_class_holds_no_surprise():
    assert simulate(200)[1] == []
