"""A sheet of steps in a file: what is read, what waits for a person, how the points are shared."""

from fractions import Fraction

import pytest
from sigmoid_sheet import DECK, LECTURE, STEPS, WRONG, updated_e1, updated_e2
from words import words

from grader.checks import declarations
from grader.checks.declarations import Task
from grader.course.solution import Solution
from grader.handwork import marking
from grader.handwork.marking import Handwork
from grader.model import Credit, Kind, Status
from grader.submissions import answer_sheet


def fell(o, o_after, t):
    return "yes" if abs(t - o_after) < abs(t - o) else "no"


def both(o1, o2):
    return (o1, o2)


def _solution():
    space = dict(STEPS) | {"fell": fell, "both": both}
    for wrong, right in ((updated_e1, STEPS["e1"]), (updated_e2, STEPS["e2"])):
        declarations.misconception(of=right)(wrong)
        space[wrong.__name__] = wrong
    updated_e1.__doc__ = "You used the output weight after its update."
    for name in (*STEPS, "fell", "both"):
        declarations.step(space[name])
    return Solution(space)


SOLUTION = _solution()
TASK = Task("sigmoid", Kind.WORKSHEET, Fraction(23), digits=4, steps=(*STEPS, "fell", "both"))
SHEET = "\n".join(DECK.split()) + '\nfell = "yes"\nboth = (0.68, 0.6637)\n'


def marked(source, numbers=LECTURE):
    results = marking.mark_worksheet(Handwork(answer_sheet.parse_answers(source), SOLUTION, numbers), TASK)
    assert sum(r.max_points for r in results) == 23 and [r.name for r in results] == list(TASK.steps)
    assert all(0 <= r.points <= r.max_points - r.pending for r in results)
    return {result.name: result for result in results}


def with_line(line):
    """The deck's sheet with one line more, which goes before what is there; and the result of its step."""
    return marked(SHEET + line)[line.split(" = ")[0]]


def test_the_lectures_sheet_earns_all():
    results = marked(SHEET)
    assert sum(r.points for r in results.values()) == 23
    assert {r.verdict.status for r in results.values()} == {Status.PASSED}
    assert {(r.kind, r.task) for r in results.values()} == {(Kind.WORKSHEET, "sigmoid")}


def test_a_blank_sheet_is_not_attempted():
    for source in ("", "\n".join(f"{name} = ..." for name in TASK.steps), "\n".join(f"{n} = None" for n in TASK.steps)):
        assert {r.verdict.status for r in marked(source).values()} == {Status.NOT_ATTEMPTED}


def test_a_slip_says_what_was_due_from_the_students_own_numbers():
    results = marked(SHEET.replace("o1=0.68\n", "o1=0.78\n"))
    assert (results["o1"].verdict.status, results["o1"].points) == (Status.FAILED, 0)
    assert words(results["o1"].verdict).want.startswith("0.680") and words(results["o1"].verdict).got == "0.78"
    assert results["e1"].verdict.status is Status.FAILED, "the deck's e1 does not follow from this o1"


def test_the_worked_solution_goes_on_over_a_blank_and_from_a_wrong_value():
    """The student's own g has the wrong sign: e1 is what it leads to, not what the right one does."""
    results = marked(SHEET.replace("g=-0.0406", "g=0.0406").replace("e1=-2.650e-3", "e1=...") + "e2 = 0.5\n")
    assert words(results["e1"].verdict).want.startswith("0.00265")
    assert words(results["e1"].verdict).want.endswith(", going on from your own g")
    assert words(results["e2"].verdict).want.startswith("0.00815")
    assert words(results["e2"].verdict).want.endswith(", going on from your own g")
    assert words(marked(SHEET.replace("o2=0.6637", "o2=..."))["o2"].verdict).want.startswith("0.6637")
    assert {words(r.verdict).want for r in marked("").values()} == {""}


def test_a_named_mistake_comes_with_its_hint():
    (name,) = {m for found in WRONG.values() for m in found if m == "updated_weights"}
    result = marked(SHEET.replace("e1=-2.650e-3", "e1=-2.407e-3"))["e1"]
    assert (result.verdict.credit, result.verdict.misconceptions) == (Credit.NAMED, ("updated_e1",))
    assert "after its update" in words(result.verdict, SOLUTION.hints).hint and name


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('"yes"', "passed"),
        ('" Yes. "', "passed"),
        ("True", "passed"),
        ('"Y"', "passed"),
        ('"是"', "passed"),
        ("1", "passed"),
        ('"no"', "failed"),
        ("False", "failed"),
        ('"it fell"', "pending"),
        ("0.5", "pending"),
        ('("yes", "no")', "pending"),
        ("...", "not_attempted"),
        ("None", "not_attempted"),
        ("f(x)", "pending"),
        ("['yes']", "pending"),
    ],
)
def test_words(text, status):
    assert with_line(f"fell = {text}").verdict.status == status


@pytest.mark.parametrize(
    ("text", "status", "part"),
    [
        ("0,68", "pending", "decimal point: 0.68"),
        ("'0.68'", "passed", ""),
        ("(0.68,)", "passed", ""),
        ("[0.68]", "passed", ""),
        ("(0.68, 0.69)", "pending", "."),
        ("(1, 2, 3)", "pending", "list where one number"),
        ("'large'", "pending", "no number"),
        ("'−0.5'", "failed", ""),
        ("'o1 ≈ 0.68'", "passed", ""),
        ("'0,68'", "pending", "write a decimal point: 0.68"),
        ("'68%'", "pending", "no number"),
        ("'6.8×10^-1'", "passed", ""),
        ("round(0.680267, 4)", "passed", ""),
        ("sigmoid(net1)", "pending", "run"),
        ("None", "not_attempted", ""),
        ("0.680267196699 + 0", "passed", ""),
        ("17/25", "failed", ""),
        ("o2", "failed", ""),
        ("undefined", "pending", "run"),
        ("1e999", "pending", "large"),
        ("True", "failed", ""),
        ("'?'", "not_attempted", ""),
    ],
)
def test_a_number(text, status, part):
    result = with_line(f"o1 = {text}")
    assert result.verdict.status == status, words(result.verdict).message
    assert part in words(result.verdict).message
    assert status != "pending" or (result.pending == result.max_points and words(result.verdict).message.endswith("."))


@pytest.mark.parametrize(
    ("text", "status", "part"),
    [
        ("[0.68, 0.6637]", "passed", ""),
        ("((0.68,), (0.6637,))", "passed", ""),
        ("('0.68', '0.6637')", "passed", ""),
        ("np.array([0.68, 0.6637])", "passed", ""),
        ("(0,68, 0,6637)", "pending", "(0.68, 0.6637)"),
        ("(0.68, 0.5)", "failed", "number 2"),
        ("(0.68, 0.6637, 1)", "pending", "3 values where 2"),
        ("0.68", "pending", "1 value where 2"),
        ("(0.68, 'x')", "pending", "no number"),
        ("(..., ...)", "not_attempted", ""),
        ("(o1, o2)", "passed", ""),
    ],
)
def test_several_numbers(text, status, part):
    result = with_line(f"both = {text}")
    assert result.verdict.status == status, words(result.verdict).message
    assert part in words(result.verdict).message


def test_what_cannot_be_read_blocks_nothing_and_what_stands_on_it_is_never_wrong():
    results = marked(SHEET + "o1 = 0,67\nnet3 = 0.7983\n")
    assert [name for name, r in results.items() if r.verdict.status is not Status.PASSED] == ["o1", "net3"]
    assert results["net3"].pending == 1 and "stands on `o1`" in words(results["net3"].verdict).message


def test_other_numbers_are_marked_on_themselves():
    assert sum(r.points for r in marked(SHEET, {**LECTURE, "A": Fraction("0.45")}).values()) < 23
