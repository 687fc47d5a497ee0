"""Formulas as students write them: right ones in any notation pass, wrong ones fail, unreadable ones wait.

`formulas.txt` holds one a line: what it should be, which formula is asked for, the text.
"""

from fractions import Fraction

import pytest
from effort import bounded
from places import DATA, ROOT
from words import words

from grader.checks.declarations import Task
from grader.course.loader import Course
from grader.handwork import marking
from grader.handwork.formulas.verdict import formula_verdict
from grader.handwork.marking import Handwork
from grader.model import Kind, Status
from grader.submissions import answer_sheet

LINES = [line.split("\t") for line in (DATA / "formulas.txt").read_text(encoding="utf-8").split("\n") if line]
S = ("s_i", "s_j", "delta_ij")
# name -> symbols, domain, the right formula
ASKED = {
    "softmax_derivative": (S, {"s": "probabilities"}, lambda s_i, s_j, delta_ij: s_i * (delta_ij - s_j)),
    "logsumexp_derivative": (S, {"s": "probabilities"}, lambda s_i: s_i),
    "log_softmax_derivative": (S, {"s": "probabilities"}, lambda s_j, delta_ij: delta_ij - s_j),
    "linear_gradient": (("t", "o", "x_i"), {}, lambda t, o, x_i: -(t - o) * x_i),
    "sigmoid_gradient": (("t", "o", "x_i"), {}, lambda t, o, x_i: -(t - o) * o * (1 - o) * x_i),
    "hidden_error": (("g", "w_h", "df_h"), {}, lambda g, w_h, df_h: g * w_h * df_h),
}
SOLUTION = Course(ROOT).assignment("softmax").solution
TASKS = {task.name: task for task in Course(ROOT).assignment("softmax").tasks}


def judge(name, text, wrong=None):
    symbols, domain, right = ASKED[name]
    return formula_verdict(text, symbols, domain, right, wrong or {})


def handed_in(source, name="softmax_derivative"):
    (result,) = marking.mark_task(Handwork(answer_sheet.parse_answers(source), SOLUTION, {}), TASKS[name])
    return result


# ---- right, wrong, not to be read


@pytest.mark.parametrize(("verdict", "name", "text"), LINES)
def test_what_a_formula_says_is_judged_however_it_is_written(verdict, name, text):
    told = judge(name, text)
    assert told.status is {"right": Status.PASSED, "wrong": Status.FAILED}[verdict], words(told).message


def test_every_formula_that_is_asked_for_is_tried_both_ways():
    for name in ASKED:
        tried = [verdict for verdict, asked, _ in LINES if asked == name]
        assert min(tried.count("right"), tried.count("wrong")) >= 15
    assert len({text for verdict, _, text in LINES if verdict == "right"}) >= 40


def test_a_decision_takes_few_steps():
    for _, name, text in LINES:
        bounded(lambda name=name, text=text: judge(name, text), 200_000)


UNREADABLE = [
    "s_i*(delta_ij - s_j",
    "s_i*(delta_ij - s_j))",
    "s_i*(delta - s_j)",
    "softmax * (1 - softmax)",
    "s_i (1 - p_j)",
    "s_i*(delta_ik - s_k)",
    "x_i/s_j",
    "see page 3",
    "s_i ** ",
    "* s_i",
    "s_i +",
    "s_i,5",
    "0,5*s_i",
    "s_i if i = j",
    "s_i if i = j else",
    "s_i if s_i > 0 else s_j",
    "s_i; s_j",
    "[s_i",
    "s_i^T s_j",
    "exp(x_i)/sum_k exp(x_k)",
    "∇s",
    "frac{s_i}",
    "I - 1 s^T",
    "__import__('os').system('true')",
    "(lambda: s_i)()",
    "s_i.real",
    "s_i @ s_j",
    "delta_ij s_i - s_i s_j where delta_ij = 1",
    "s_i*(delta_ij - s_j), delta_ij = 1",
    "s_i\0",
    "\ud800",
    "s_ij",
    "s",
    "i",
    "s_i % s_j",
    "s_i != s_j",
    "1/(s_i - s_i)",
    "log(-1)",
    "9^9^9^9",
    "s_i == s_j",
    "不知道",
    "s_i 或 s_j",
    "0x1F s_i",
    "s_i 2",
    "1½ s_i",
    "log s_i",
    "s_i(1-s_i): i=j; s_i s_j: i≠j",
]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_waits_with_a_sentence_and_its_place(text):
    told = judge("softmax_derivative", text)
    assert told.status is Status.PENDING and words(told).message.endswith(".")
    assert words(told).message.isprintable(), "no control character reaches a terminal"
    if words(told).message.startswith("Cannot be read") and "too" not in words(told).message:
        assert "at the mark: " in words(told).message and "»" in words(told).message


def test_the_mark_stands_before_what_has_no_meaning():
    assert "s_i * »? s_j" in words(judge("softmax_derivative", "s_i * ? s_j")).message
    told = words(judge("softmax_derivative", "s_i*(delta_ij - q_j)")).message
    assert "`q_j` is not known here; use s_i, s_j, delta_ij" in told and "»q_j" in told


def test_two_sides_that_differ_wait_for_a_person():
    told = judge("softmax_derivative", "s_i*(delta_ij - s_j) = s_i*delta_ij + s_i*s_j")
    assert told.status is Status.PENDING and "two sides" in words(told).message
    assert judge("softmax_derivative", "s_i*s_j = s_j*s_i").status is Status.FAILED


def test_a_sum_over_an_index_that_nothing_in_it_has_waits_for_a_person():
    for text in ("f'(net_h)·Σ_k g w_h", "f'(net_h) * sum_k g*w_h", "f'(net_h) Σ g w_h"):
        told = judge("hidden_error", text)  # as the lecture has it, where there are several outputs
        assert told.status is Status.PENDING and "sum" in words(told).message
    assert judge("softmax_derivative", "sum_k s_k s_i (δ_ij - s_j)").status is Status.PASSED


def test_the_left_side_of_an_equation_that_is_a_formula_itself_has_to_say_the_same():
    told = judge("softmax_derivative", "s_i(δ_ij-s_j) = s_i δ_ij + s_i s_j")
    assert told.status is Status.PENDING and "two sides" in words(told).message


def test_a_division_before_a_product_without_a_sign_is_never_read_to_the_students_harm():
    told = judge("log_softmax_derivative", "s_i (delta_ij - s_j) / 2 s_i * 2")
    assert told.status is Status.PENDING and "two ways" in words(told).message
    assert judge("log_softmax_derivative", "1/s_i s_i (delta_ij - s_j)").status is Status.PASSED
    assert judge("log_softmax_derivative", "1/2 s_i").status is Status.FAILED


def test_a_formula_without_a_value_on_the_diagonal_is_not_taken_for_right():
    told = judge("softmax_derivative", "-s_i*s_j*(s_i - s_j)/(s_i - s_j)")
    assert told.status is Status.PENDING and "could not be decided" in words(told).message


# ---- what is said of a wrong one


def test_a_wrong_formula_gets_one_small_example():
    told = judge("softmax_derivative", "s_i*(1 - s_j)")
    assert words(told).message.startswith("For example with i = ") and "it gives" in words(told).message
    assert "beyond all bounds" in words(judge("softmax_derivative", "(10^12)^60 * s_i")).message


def test_a_known_mistake_is_named_and_only_where_few_fit():
    wrong = {"plus": lambda s_i, s_j, delta_ij: s_i * (delta_ij + s_j), "sign": lambda s_i, s_j: -s_i * s_j}
    assert judge("softmax_derivative", "s_j (s_i + δ_ij)", wrong).misconceptions == ("plus",)
    assert judge("softmax_derivative", "-s_j s_i", wrong).misconceptions == ("sign",)
    assert judge("softmax_derivative", "s_j", wrong).misconceptions == ()
    many = dict.fromkeys("abc", wrong["plus"])
    assert judge("softmax_derivative", "s_j (s_i + δ_ij)", many).misconceptions == ()


def test_a_known_mistake_that_has_no_value_somewhere_stops_nothing():
    wrong = {"pole": lambda s_i, s_j: 1 / (s_i - s_j)}
    assert judge("softmax_derivative", "s_i", wrong).status is Status.FAILED


# ---- as an answer in a file


@pytest.mark.parametrize("text", ["...", "None", "''", "'   '", "'...'", "'?'"])
def test_a_blank_formula_is_not_attempted(text):
    result = handed_in(f"softmax_derivative = {text}")
    assert (result.verdict.status, result.points) == (Status.NOT_ATTEMPTED, 0)


@pytest.mark.parametrize("text", ["s_i*(1-s_j)", "['s_i']", "f'{1}'", "lambda: 0", "b's_i'", "('s_i', 's_j')"])
def test_what_is_no_text_waits(text):
    result = handed_in(f"softmax_derivative = {text}")
    assert (result.verdict.status, result.pending) == (Status.PENDING, 7) and words(result.verdict).message.endswith(
        "."
    )


def test_a_formula_in_a_file_earns_its_points_and_its_mistake_its_hint():
    assert handed_in("softmax_derivative = 's_i*(delta_ij - s_j)'").points == 7
    # "\t" in "\times" and "\f" in "\frac" are a tabulator and a form feed where the r in front is forgotten
    assert handed_in('softmax_derivative = "\\frac{s_i}{1} \\times (\\delta_{ij} - s_j)"').points == 7
    wrong = handed_in("softmax_derivative = '-s_i s_j'")
    assert wrong.points == 0 and wrong.verdict.misconceptions == ("formula_without_delta",)
    assert "delta_ij is missing" in words(wrong.verdict, SOLUTION.hints).hint
    assert handed_in("logsumexp_derivative = 1", "logsumexp_derivative").verdict.status is Status.FAILED


def test_the_solution_says_the_same_as_this_file():
    for name in ("softmax_derivative", "logsumexp_derivative", "log_softmax_derivative"):
        symbols, domain, right = ASKED[name]
        assert isinstance(TASKS[name], Task) and TASKS[name].kind is Kind.FORMULA
        assert (TASKS[name].symbols, dict(TASKS[name].domain)) == (symbols, domain)
        own = SOLUTION.steps[name]
        values = {"s_i": Fraction(1, 3), "s_j": Fraction(1, 5), "delta_ij": Fraction(0)}
        both = [f(**{p: values[p] for p in f.__code__.co_varnames[: f.__code__.co_argcount]}) for f in (own, right)]
        assert both[0] == both[1]
