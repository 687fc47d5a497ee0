"""What people read stays within the width and says things in words; what programs read has the contract's fields."""

import json
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st
from words import saying

from grader import formatting
from grader.model import (
    CheckResult,
    Credit,
    Finding,
    Kind,
    Result,
    Status,
    Verdict,
    checks_by_task,
    count_statuses,
    point_totals,
    rounded_points,
    shared_points,
)
from grader.reports import records, text_report, wording

WORDS = st.text(alphabet="abcdefghijklmnop \n-_`[](),.äö感", max_size=60) | st.sampled_from(
    [
        "x" * 200,
        "a " * 100,
        "\x1b[2J\x1b]0;hit\x07",
        "\u202egnp.exe\x9b31m\r\x00",
        "\udcff",
    ]
)
ACTS = set("\x00\x07\r\x1b\x9b\u202e\udcff")  # on a terminal, or cannot be written there
NAMES = st.sampled_from(["fit", "a_function_of_a_rather_long_name_that_goes_on_until_the_line_is_full_and_more", "t"])


def as_finding(text):
    return Finding("text", text=text)


@st.composite
def checks(draw):
    kind, status = draw(st.sampled_from(list(Kind))), draw(st.sampled_from(list(Status)))
    share = Fraction(1) if status is Status.PASSED else Fraction(0)
    credit = draw(st.sampled_from([None, *Credit])) if kind is Kind.WORKSHEET else None
    named = tuple(draw(st.lists(NAMES, max_size=2)))
    said = {name: draw(WORDS) for name in ("message", "call", "got", "want")}
    verdict = saying(status, share, **said, misconceptions=named, credit=credit)
    name, row = draw(NAMES), draw(st.integers(0, 2)) if kind is Kind.WORKSHEET else 0
    most = draw(st.fractions(Fraction(1, 3), 20, max_denominator=60))
    return CheckResult(name, draw(NAMES), kind, draw(WORDS), draw(st.booleans()), verdict, most, 0.001, row)


RESULTS = st.builds(
    Result,
    student=WORDS,
    assignment=NAMES,
    path=WORDS,
    checks=st.lists(checks(), max_size=6).map(tuple),
    error=st.none() | WORDS.filter(str.strip).map(as_finding),
    notes=st.lists(WORDS.map(as_finding), max_size=2).map(tuple),
    seed=st.just("public"),
    hints=st.dictionaries(NAMES, WORDS, max_size=3),
)


@settings(max_examples=60)
@given(RESULTS, st.sampled_from([80, 40, 60, 120]), st.booleans())
def test_feedback_stays_within_its_width_without_colour(result, width, at_home):
    text = text_report.student_feedback(result, width=width, at_home=at_home)
    assert max(map(len, text.split("\n"))) <= width, text
    assert not ACTS & set(text) and text.strip()


@settings(max_examples=60)
@given(st.lists(RESULTS, min_size=1, max_size=4), st.sampled_from([80, 60, 120]))
def test_the_table_stays_within_its_width(results, width):
    text = text_report.class_table([*map(text_report.table_row, results)], width=width)
    assert max(map(len, text.split("\n"))) <= width, text
    assert not ACTS & set(text) and text.split("\n")[0].startswith("student") and len(text.split("\n")) > len(results)


def test_what_nobody_would_read_to_its_end_is_clipped():
    result = Result("s", "x", "x.py", notes=(as_finding("It says x" + "y" * 100_000),))
    assert len(text_report.student_feedback(result)) < 3_000 and "more characters)" in " ".join(
        text_report.student_feedback(result).split()
    )


def _steps(*told, at_home=False):
    """What is printed for a sheet, one step named a, b, ... for each verdict."""
    made = [
        CheckResult("abcdefgh"[i], "sheet", Kind.WORKSHEET, "abcdefgh"[i], False, verdict, Fraction(1))
        for i, verdict in enumerate(told)
    ]
    result = Result("s", "x", "x.py", seed="public", checks=tuple(made))
    return text_report.student_feedback(result, at_home=at_home).split("\n\n")[1].split("\n")[1:]


def test_steps_of_which_the_same_is_to_be_said_stand_on_one_line():
    right, coarse = saying(Status.PASSED, 1), saying(Status.PASSED, 1, "Few digits.")
    wrong, idle = saying(Status.FAILED, 0, "No."), Verdict(Status.FAILED, findings=(Finding("idle"),))
    assert _steps(right, right, coarse, coarse, right) == [
        "  right     a, b",
        "  right     c, d",
        "            Few digits.",
        "  right     e",
    ]
    assert _steps(wrong, wrong, idle, idle)[:5] == [
        "  wrong     a",
        "            No.",
        "  wrong     b",
        "            No.",
        "  wrong     c, d",
    ]


def test_a_blank_that_is_worked_out_has_a_line_of_its_own():
    blank = saying(Status.NOT_ATTEMPTED, 0, "Not there yet.", want="0.5")
    assert _steps(saying(Status.PASSED, 1), blank, blank).count("            should: 0.5") == 2


def test_at_home_steps_are_told_together():
    seen, blank = saying(Status.PENDING, 0, "Can be read."), saying(Status.NOT_ATTEMPTED, 0, "Still blank.")
    assert _steps(seen, seen, blank, at_home=True) == ["  seen      a, b: Can be read.", "  not yet   c: Still blank."]


FIELDS = {"student", "assignment", "path", "points", "max_points", "pending", "seed", "checks"}
CHECK_FIELDS = {
    "name",
    "task",
    "kind",
    "status",
    "points",
    "max_points",
    "public",
    "message",
    "hint",
    "misconceptions",
    "seconds",
}


@given(RESULTS)
def test_json_has_every_field_of_the_contract_and_its_sums_agree(result):
    line = records.as_json(result)
    assert "\n" not in line
    data = json.loads(line)
    assert data.keys() >= FIELDS and all(check.keys() >= CHECK_FIELDS for check in data["checks"])
    for check in data["checks"]:
        assert 0 <= check["points"] <= check["max_points"] - check["pending"] + 1e-9
        assert check["status"] in set(Status) and check["kind"] in set(Kind)
    assert data["max_points"] == pytest.approx(sum(c["max_points"] for c in data["checks"]), abs=1e-9)
    assert data["pending"] == pytest.approx(sum(c["pending"] for c in data["checks"]), abs=1e-9)
    if result.error is not None:
        assert data["points"] is None and data["error"]
    else:
        assert data["points"] == pytest.approx(sum(c["points"] for c in data["checks"]), abs=1e-9)
        assert 0 <= data["points"] <= data["max_points"] - data["pending"] + 1e-3


@given(RESULTS)
def test_exact_sums_are_exact(result):
    tasks = checks_by_task(result.checks)
    order = [*tasks].index
    assert [c for checks in tasks.values() for c in checks] == sorted(result.checks, key=lambda c: order(c.task))
    sums = [point_totals(checks) for checks in tasks.values()]
    assert sum((p for p, _, _ in sums), Fraction(0)) == sum((c.points for c in result.checks), Fraction(0))
    assert sum((p for _, p, _ in sums), Fraction(0)) == result.pending
    assert sum((m for _, _, m in sums), Fraction(0)) == result.max_points
    assert sum(count_statuses(result.checks).values()) == len(result.checks)
    assert result.points is None or 0 <= result.points <= result.max_points - result.pending


@given(st.fractions(0, 100, max_denominator=60), st.integers(1, 31))
def test_shared_points_sum_to_the_whole(points, count):
    assert shared_points(points, count) * count == points and shared_points(points, 0) == 0


def test_points_are_rounded_where_they_are_seen_only():
    assert rounded_points(Fraction(1, 3)) == 0.3333 and rounded_points(Fraction(85)) == 85
    assert isinstance(rounded_points(Fraction(85)), int)


# ---- what it says


def _check(status, *, name="a", task="fit", kind=Kind.CODE, public=True, **verdict):
    share = Fraction(status is Status.PASSED)
    return CheckResult(name, task, kind, f"title of {name}", public, saying(status, share, **verdict), Fraction(5))


def _feedback(*made, **more):
    result = Result("s1", "perceptron", "s1/perceptron.py", tuple(made), hints={"sign": "Look at the sign."})
    return text_report.student_feedback(result, **more)


@pytest.mark.parametrize("status", list(Status))
def test_every_line_about_a_check_starts_with_a_word_for_how_it_ended(status):
    text = _feedback(_check(status, message="why"), _check(Status.PASSED, name="b"))
    assert re.search(rf"^  {formatting.STATUS_WORDS[status]} +title of a", text, re.MULTILINE)


def test_points_and_what_waits_are_told():
    text = _feedback(_check(Status.PASSED), _check(Status.FAILED, name="b"), _check(Status.PENDING, name="c"))
    assert text.startswith("perceptron: 5 of 15 points, 5 waiting for a person")
    assert "fit: 5 of 15 points, 5 waiting" in text


def test_a_public_failure_shows_call_yours_and_should_and_its_hint_once():
    failed = _check(Status.FAILED, message="m", misconceptions=("sign",), call="fit(3)", got="1", want="2")
    text = _feedback(failed, failed)
    assert "call:   fit(3)" in text and "yours:  1" in text and "should: 2" in text
    assert text.count("Look at the sign.") == 1 and "The same mistake as above." in text


def test_what_made_a_function_raise_is_told_once_a_task():
    def raised(name, task="fit"):
        ended, cause = Finding("fault.raised", function=task, error="TypeError"), Finding("cause.index")
        verdict = Verdict(Status.RAISED, findings=(ended, cause))
        return CheckResult(name, task, Kind.CODE, f"title of {name}", False, verdict, Fraction(5))

    text = " ".join(_feedback(raised("a"), raised("b"), raised("c", "other")).split())
    assert text.count("An index is past the end") == 2 and text.count("The cause is the same as above.") == 1


def test_a_hidden_check_says_that_it_is():
    assert "title of a (hidden)" in _feedback(_check(Status.FAILED, public=False, message="m"))


def test_the_next_step_is_the_first_thing_that_is_not_right():
    text = _feedback(_check(Status.PASSED), _check(Status.PENDING, name="b"), _check(Status.RAISED, name="c"))
    assert text.endswith("Next: fit, title of c.")
    assert "Everything that a machine can check is right." in _feedback(_check(Status.PASSED))


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.WORKSHEET])
def test_an_answer_that_a_person_has_to_decide_is_not_called_right(kind):
    waiting = _check(Status.PENDING, kind=kind)
    assert "What is waiting, a person will decide" in _feedback(_check(Status.PASSED), waiting)
    doubted = Result("s1", "p", "x", (_check(Status.PASSED), waiting))
    assert "a doubt about the hand work" in text_report.class_table([text_report.table_row(doubted)])


def test_prose_that_waits_is_no_doubt():
    prose = _check(Status.PENDING, kind=Kind.PROSE)
    assert "Everything that a machine can check is right." in _feedback(_check(Status.PASSED), prose)
    assert "all right" in text_report.class_table([text_report.table_row(Result("s1", "p", "x", (prose,)))])


def test_what_cannot_be_graded_says_why():
    text = text_report.student_feedback(
        Result("s1", "perceptron", "s1/perceptron.py", error=as_finding("line 3 is not Python."))
    )
    assert "could not be graded" in text and "line 3 is not Python." in text
    assert "not graded: line 3" in text_report.class_table(
        [text_report.table_row(Result("s1", "p", "x", error=as_finding("line 3 is not Python.")))]
    )


def test_colour_is_only_what_paint_puts_there():
    check = _check(Status.FAILED, message="m")
    painted = _feedback(check, paint=lambda text, role: f"<{role}>{text}</>")
    assert "<failed>wrong" in painted and re.sub(r"<[a-z_]*>|</>", "", painted) == _feedback(check)


def test_broken_checks_wait_and_cost_nothing():
    check = _check(Status.BROKEN, message="this check is broken, which costs you nothing")
    assert (check.points, check.pending) == (0, 5) and "waiting" in _feedback(check)


def test_the_table_names_mistakes_and_counts_the_rest():
    named = _check(Status.FAILED, misconceptions=("half_step",))
    result = Result("s1", "p", "x", (named, _check(Status.RAISED, name="b")))
    assert re.search(r"s1 +0 +half_step, 1 error", text_report.class_table([text_report.table_row(result)]))
    assert "all right" in text_report.class_table(
        [text_report.table_row(Result("s1", "p", "x", (_check(Status.PASSED),)))]
    )


def test_a_table_is_shown_as_one_with_the_row_that_differs():
    got, want = [(1, 0.5, -2.0), (2, 12.25, 3.0)], [(1, 0.5, -2.0), (2, 12.5, 3.0)]
    place = Finding("place.named", name="trace", path=(0, 1, 1), rest=(1, 1))
    found = Finding("differs.value", place=place, whose=None, got=12.25, want=12.5)
    verdict = Verdict(Status.FAILED, findings=(found,), got=(got, True), want=(want, True))
    check = CheckResult("steps", "fit", Kind.CODE, "steps", True, verdict, Fraction(1))
    lines = text_report.check_feedback(check, {}, width=40).splitlines()
    assert [line[12:] for line in lines[1:]] == [
        "`trace[1][1]` is 12.25, but",
        "should be 12.5.",
        "yours:",
        "  1    0.5  -2",
        "> 2  12.25   3",
        "should:",
        "  1   0.5  -2",
        "> 2  12.5   3",
    ]
    narrow = text_report.check_feedback(check, {}, width=25)
    assert "yours:" in narrow and "> 2" not in narrow, "where it does not fit, it is written on"


def test_of_tables_of_other_lengths_the_first_row_that_is_missing_is_marked():
    got, want = [(1, 0.5), (2, 3.0)], [(1, 0.5), (2, 3.0), (3, 4.0)]
    found = Finding("differs.count", place=Finding("place.named", name="trace", path=(0,), rest=()), whose=None)
    verdict = Verdict(Status.FAILED, findings=(found,), got=(got, True), want=(want, True))
    mine, due = wording.tables_of(verdict)
    assert (mine.text(), due.text()) == ("  1  0.5\n  2    3", "  1  0.5\n  2    3\n> 3    4")
    verdict = Verdict(Status.FAILED, findings=(found,), got=([(1, 0.5), (2, 9.0)], True), want=(want, True))
    mine, due = wording.tables_of(verdict)
    assert (mine.text(), due.text()) == ("  1  0.5\n> 2    9", "  1  0.5\n> 2    3\n  3    4"), "or one that differs"
