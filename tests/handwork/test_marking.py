"""Hand work in words: what is right, what is wrong and why, and what waits for a person; no doubt ends in a zero."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st
from places import ROOT
from words import words

from grader import seeds
from grader.checks.declarations import Task
from grader.course import loader
from grader.handwork.legibility import check_legibility
from grader.handwork.marking import Handwork, _in_doubt, mark_task
from grader.model import Credit, Kind, Status
from grader.submissions import answer_sheet, identity

ASSIGNMENT = loader.Course(ROOT).assignment("perceptron")
SOLUTION = ASSIGNMENT.solution
TASKS = {task.name: task for task in ASSIGNMENT.tasks}
SHEET = Task("sheet", Kind.WORKSHEET, Fraction(10), steps=("a", "b"))
SEVEN = "[(1, 2, 6, 6), (3, 0, 4, 4), (3, -2, 2, 2), (3, -4, 0, 0), (1, -2, 6, 6), (3, -4, 4, 4), (3, -6, 2, 2)]"


def made(source, task, numbers=None):
    handwork = Handwork(answer_sheet.parse_answers(source), SOLUTION, SOLUTION.lecture if numbers is None else numbers)
    return mark_task(handwork, TASKS[task])


def one(source, task="one_update"):
    (result,) = made(f"{task} = {source}", task)
    return result


# ---- short answers


@pytest.mark.parametrize("text", ["0.16", ".16", "0.160", "4/25", "0.1 * 2 * 0.8", "'0.16'", "[0.16]", "16e-2"])
def test_a_right_answer_in_any_form_earns_its_points(text):
    result = one(text)
    assert (result.verdict.status, result.points, result.verdict.credit) == (Status.PASSED, 5, Credit.RIGHT)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("0.08", "factor_two_forgotten"),
        ("-0.16", "update_flipped"),
        ("0.32", "error_squared"),
        ("1.6", "rate_forgotten"),
    ],
)
def test_a_known_mistake_is_named_with_its_hint(text, named):
    result = one(text)
    assert (result.verdict.status, result.points, result.verdict.misconceptions) == (Status.FAILED, 0, (named,))
    assert (
        words(result.verdict, SOLUTION.hints).hint == SOLUTION.misconceptions[named].hint
        and words(result.verdict).want == "0.16"
    )


def test_another_wrong_number_is_wrong_without_a_name():
    result = one("0.7")
    assert (result.verdict.credit, result.verdict.misconceptions, result.points) == (Credit.WRONG, (), 0)


@pytest.mark.parametrize(
    "text",
    [
        "0,16",
        "'sixteen'",
        "f(1)",
        "0.2",
        "max(1, 2)",
        "[1, 2, 3]",
        "1e999",
        "f'{0.16}'",
        "{1: 2}",
        "10**10**10",
        "'0,16'",
        "9" * 400,
        "undefined * 2",
        "3j",
    ],
)
def test_every_doubt_about_an_answer_waits_for_a_person(text):
    result = one(text)
    assert (result.verdict.status, result.pending, result.points) == (Status.PENDING, 5, 0)
    assert words(result.verdict).message.endswith("person will look at it.")


def test_a_decimal_comma_is_told_how_to_write_the_point():
    assert "0.16" in words(one("0,16").verdict).message
    for pair in ("(0, 0.16)", "(0.1, 6)", "(1/3, 2)"):
        assert "point" not in words(one(pair).verdict).message


@pytest.mark.parametrize("text", ["...", "None"])
def test_a_blank_answer_is_not_attempted(text):
    assert one(text).verdict.status is Status.NOT_ATTEMPTED
    assert made("x = 1", "one_update")[0].verdict.status is Status.NOT_ATTEMPTED


@given(st.text(alphabet="0123456789.,-+*/()[]'ex_ abn", max_size=12))
def test_any_answer_ends_somewhere_and_earns_all_or_nothing(text):
    try:
        source = answer_sheet.parse_answers(f"one_update = {text}") and f"one_update = {text}"
    except SyntaxError:
        return
    for result in made(source, "one_update"):
        assert result.points in (0, 5) and result.points + result.pending <= 5 and result.kind is Kind.ANSWER


# ---- the count goes with the table


def test_the_count_of_a_table_that_ends_rightly_counts():
    shorter = "[(1, 1, 3, 3), (3, -1, 1, 1), (3, -3, -1, -1), (1, -1, 5, 5), (3, -3, 3, 3), (3, -5, 1, 1)]"
    (count,) = made(f"trace_table = {shorter}\nnumber_of_updates = 6", "number_of_updates")
    assert (count.verdict.credit, count.points) == (Credit.FOLLOW_THROUGH, 5)
    (length,) = made(f"trace_table = {SEVEN}\nnumber_of_updates = len(trace_table)", "number_of_updates")
    assert (length.verdict.credit, length.points) == (Credit.RIGHT, 5)


def test_the_count_of_a_table_that_stops_early_earns_nothing_and_is_called_no_mistake():
    for rows, count in ((5, 5), (6, 6)):
        table = "[" + ", ".join(SEVEN[1:-1].split("), ")[i].rstrip(")") + ")" for i in range(rows)) + "]"
        (result,) = made(f"trace_table = {table}\nnumber_of_updates = {count}", "number_of_updates")
        assert (result.points, result.verdict.misconceptions) == (0, ()) and "your own table" in words(
            result.verdict
        ).message


def test_a_mistake_that_the_table_speaks_against_is_not_named_for_the_count():
    (with_table,) = made(f"trace_table = {SEVEN}\nnumber_of_updates = 6", "number_of_updates")
    (without,) = made("number_of_updates = 6", "number_of_updates")
    assert with_table.verdict.misconceptions == ("passes_counted",) and "tie_is_zero" in without.verdict.misconceptions


# ---- tables


def test_a_right_table_shares_its_points_among_its_steps():
    checks = made(f"trace_table = {SEVEN}", "trace_table")
    assert len(checks) == 15 and sum(c.points for c in checks) == 25 == sum(c.max_points for c in checks)
    assert checks[0].name == "trace_table[1].sample" and checks[-1].name == "trace_table.stop"
    assert {c.kind for c in checks} == {Kind.WORKSHEET} and not any(c.public for c in checks)


def test_a_remark_on_the_form_stands_with_the_first_row():
    checks = made(f"trace_table = {SEVEN.replace('(1,', '(0,').replace('(3,', '(2,')}", "trace_table")
    assert "from 0" in words(checks[0].verdict).message and sum(c.points for c in checks) == 25


@pytest.mark.parametrize(
    "text",
    [
        "'1 2 6 6'",
        "f(x)",
        "7",
        "[(1, 2, f(3), 6)]",
        "[1, 2, 3]",
        "[('1 st', '2 up', '6 up', '6 up')]",
        "[(1, 2, 6, 6), ('3%', '0%', '4%', '4%')]",
    ],
)
def test_a_table_that_cannot_be_read_waits_whole(text):
    (check,) = made(f"trace_table = {text}", "trace_table")
    assert (check.verdict.status, check.pending) == (Status.PENDING, 25) and words(check.verdict).message.endswith(".")


def test_a_table_built_by_code_waits_whole():
    (check,) = made("trace_table = []\ntrace_table.append((1, 2, 6, 6))", "trace_table")
    assert check.verdict.status is Status.PENDING and "line 2" in words(check.verdict).message


def test_whatever_is_written_the_points_of_a_task_stay_the_same():
    for text in (SEVEN, "...", "[]", "[...]", SEVEN[:-1] + ", (3, 0, 0, 0)]", "'x'", "[(1, 2)]", "[(1,), ()]"):
        checks = made(f"trace_table = {text}", "trace_table")
        assert sum(c.max_points for c in checks) == 25, text
        assert all(0 <= c.points <= c.max_points - c.pending for c in checks)


# ---- prose


def test_prose_waits_for_a_person_with_the_key_facts_found():
    text = "'No LINE separates them, so every pass has an error.'"
    (check,) = made(f"why_xor_never_converges = {text}", "why_xor_never_converges")
    assert (check.verdict.status, check.pending) == (Status.PENDING, 8) and "2 of 3" in words(check.verdict).got
    for text in ("...", "''", "'  '", "'?'", "None"):
        (blank,) = made(f"why_xor_never_converges = {text}", "why_xor_never_converges")
        assert blank.verdict.status in (Status.NOT_ATTEMPTED, Status.PENDING) and blank.points == 0


# ---- at home


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("0.16", "Can be read"),
        ("0.7", "Can be read"),
        ("0,16", "decimal point"),
        ("...", "Still blank"),
        ("f(1)", "Cannot be read yet"),
        ("'0,16'", "write a decimal point: 0.16"),
        ("''", "Still blank"),
        ("'?'", "Still blank"),
        ("' -0,5 '", "write a decimal point: -0.5"),
        ("'0,5,5'", "is no number"),
    ],
)
def test_at_home_only_whether_it_can_be_read_is_told(text, part):
    (check,) = check_legibility(answer_sheet.parse_answers(f"one_update = {text}"), TASKS["one_update"])
    assert part in words(check.verdict).message and check.points == 0 and words(check.verdict).want == ""


@pytest.mark.parametrize(
    ("task", "text"),
    [
        *(("one_update", t) for t in ("'eight'", "'0,16'", "'about 0.7'", "[1, 2, 3]", "{1: 2}", "None", "'4/25'")),
        *(
            ("trace_table", t)
            for t in ("'1: 2 10 12'", "5", "None", "[(1, 2, 6, 6), 'and so on']", "[(1, 2, 6, 6), ...]")
        ),
        *(("trace_table", t) for t in ("[1, 2, 6, 6]", "[(1, (2, 6, 6))]", "[]")),
        ("trace_table", "[(1, 2, 6, 6), (3, '0 or 1', 4, 4), (3, -2, 2, 2)]"),
        ("trace_table", "[(1, 2, 6, 6), ('third', 0, 4, 4), (3, -2, 2, 2)]"),
        ("trace_table", "[(1, 'x₁', 2, 6, 6), (2, 'x₃', 0, 4, 4), (3, 'x₃', '−2', 2, 2)]"),
        ("trace_table", "[('sample', 'w0', 'w1', 'w2'), ('x₁', 2, 6, 6), ('end', 2, 6, 6), 'done', ...]"),
        *(("why_xor_never_converges", t) for t in ("''", "'?'", "'a line cannot do it'")),
    ],
)
def test_what_can_be_read_at_home_is_what_can_be_read_when_it_is_marked(task, text):
    source = f"{task} = {text}"
    home = check_legibility(answer_sheet.parse_answers(source), TASKS[task])[0].verdict
    marked = made(source, task)[0].verdict
    unread = marked.status is Status.PENDING and words(marked).message.endswith("A person will look at it.")
    assert words(home).message.startswith("Cannot be read yet") == unread, (home, marked)
    if TASKS[task].kind is not Kind.WORKSHEET:
        assert (home.status is Status.NOT_ATTEMPTED) == (marked.status is Status.NOT_ATTEMPTED), (home, marked)


def test_at_home_a_decimal_comma_in_quotes_is_told_in_a_sheet_of_steps_too():
    (first, second) = check_legibility(answer_sheet.parse_answers("a = '0,5'\nb = 'yes'"), SHEET)
    assert (
        "write a decimal point: 0.5" in words(first.verdict).message and "Can be read" in words(second.verdict).message
    )


def test_at_home_right_and_wrong_look_the_same():
    task = TASKS["one_update"]
    right, wrong = (
        check_legibility(answer_sheet.parse_answers(f"one_update = {x}"), task)[0].verdict for x in ("0.16", "0.17")
    )
    assert right == wrong


# ---- a doubt about whose numbers


def test_a_doubt_about_the_numbers_never_ends_in_zero():
    who = identity.Identity("s1", SOLUTION.lecture, "row 3", ("The file works on row 3, but s1 was given row 4.",))
    for text in ("0.16", "0.7", "0.08"):
        (check,) = made(f"one_update = {text}", "one_update")
        held = _in_doubt(check, who)
        assert (held.verdict.status, held.pending, held.points) == (Status.PENDING, 5, 0)
        assert "is for a person to say" in words(held.verdict).message
        assert ("right" if text == "0.16" else "wrong") in words(held.verdict).message


def test_drawn_numbers_are_marked_on_themselves():
    numbers, _ = seeds.draw(SOLUTION.draw, bool, seed="t", assignment="perceptron", row=1)
    change = numbers["learning_rate"] * (numbers["target"] - numbers["output"]) * numbers["x_i"]
    (check,) = made(f"one_update = {seeds.as_text(change)}", "one_update", numbers)
    assert check.points == 5 and made("one_update = 0.16", "one_update", {**numbers, "x_i": Fraction(3)})[0].points == 0


def test_every_kind_of_task_is_marked():
    assert {task.kind for task in TASKS.values()} == {Kind.WORKSHEET, Kind.ANSWER, Kind.PROSE}
    assert isinstance(TASKS["one_update"], Task)
