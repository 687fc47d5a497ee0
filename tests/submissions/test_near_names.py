"""An answer under a name much like the one that is asked for waits for a person; other names are nobody's business."""

import pytest
from places import ROOT
from words import sentence_of, words

from grader.course import loader
from grader.handwork import legibility, marking
from grader.handwork.marking import Handwork
from grader.model import Kind, Status
from grader.submissions import answer_sheet, identity
from grader.submissions.answer_sheet import BLANK, ForgivingSheet, UnreadableAnswer, WrittenValue

pytestmark = pytest.mark.fast

ASSIGNMENT = loader.Course(ROOT).assignment("bp_update")
TASKS = {task.name: task for task in ASSIGNMENT.tasks}
GIVEN = ASSIGNMENT.skeleton.names


def named(source):
    return ForgivingSheet(answer_sheet.parse_answers(source), GIVEN)


def sheet(source):
    solution = ASSIGNMENT.solution
    handwork = Handwork(named(source), solution, solution.lecture)
    return {r.name: r for r in marking.mark_task(handwork, TASKS["sigmoid_sheet"])}


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("net_1", "net1"),
        ("Net1", "net1"),
        ("w1new", "w1_new"),
        ("W1_NEW", "w1_new"),
        ("los_before", "loss_before"),
        ("relu_net_1", "relu_net1"),
        ("G", "g"),
        ("hiden_error", "hidden_error"),
    ],
)
def test_another_spelling_of_a_blank_answer_is_told(name, asked):
    for blank in ("", f"{asked} = ...\n"):
        found = named(f"{blank}{name} = 0.5").read_answer(asked)
        assert isinstance(found, UnreadableAnswer)
        assert f"there is a `{name}`" in sentence_of(found.reason)


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("w2_new = 0.5", "w1_new"),
        ("W1 = 0.3", "w1_new"),
        ("net1 = 0.5", "relu_net1"),
        ("e3 = 0.5", "e2"),
        ("net4_after = 0.5", "net3_after"),
        ("relu_net = 0.5", "relu_net1"),
        ("o_1_new = 0.5", "o1"),
        ("net_1 = ...", "net1"),
        ("T = 0.5", "t"),
        ("w3_neu = 1", "w4_new"),
    ],
)
def test_a_name_that_is_asked_for_itself_or_is_another_says_nothing(source, asked):
    assert named(f"{asked} = ...\n{source}").read_answer(asked) is BLANK
    with pytest.raises(KeyError):
        named(source).read_answer(asked)


def test_what_is_written_under_its_own_name_counts():
    both = named("net1 = 0.755\nnet_1 = 0.7\nwhy_old_weights = None\nwhy_old_weight = 'x'")
    assert isinstance(both.read_answer("net1"), WrittenValue)
    assert both.read_answer("why_old_weights") is None


def test_it_waits_and_what_stands_on_it_goes_on():
    marks = sheet("net_1 = 0.755\no1 = 0.680267")
    assert (marks["net1"].verdict.status, marks["o1"].verdict.status) == (Status.PENDING, Status.PASSED)
    assert "line 1: `net1` is blank, but there is a `net_1`" in words(marks["net1"].verdict).message


def test_at_home_it_is_told_before_it_is_handed_in():
    seen = legibility.check_legibility(named("net_1 = 0.755"), TASKS["sigmoid_sheet"])[0].verdict
    assert "Cannot be read yet: line 1: `net1` is blank" in words(seen).message


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("0.7550", True),
        ("0.75", False),
        ("0.5 * 0.2 + 0.5", True),
        ("0.00265", False),
        ("-2.654e-3", True),
        ("1/3", True),
    ],
)
def test_at_home_too_few_digits_are_told(text, enough):
    seen = legibility.check_legibility(named(f"net1 = {text}"), TASKS["sigmoid_sheet"])[0].verdict
    assert ("fewer digits" in words(seen).message) != enough


def test_a_formula_needs_no_numbers_and_waits_for_nobody():
    solution = ASSIGNMENT.solution
    who = identity.Identity("s1", solution.lecture, "row 3", ("The file works on row 3, but s1 was given row 4.",))
    handwork = Handwork(named("hidden_error = 'g*w_h*df_h'\nnet1 = 0.755"), solution, solution.lecture)
    (formula,) = marking.mark_task(handwork, TASKS["hidden_error"])
    step = marking.mark_task(handwork, TASKS["sigmoid_sheet"])[0]

    assert formula.kind is Kind.FORMULA
    assert marking._in_doubt(formula, who).points == 10
    assert marking._in_doubt(step, who).verdict.status is Status.PENDING
