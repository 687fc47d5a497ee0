"""A result as data: what is printed can be read back, and says the same."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from grader.gradebook import recorded_results
from grader.model import CheckResult, Credit, Kind, Result, Status, Verdict

TEXT = st.text(max_size=20)
NAMES = st.lists(TEXT, max_size=2).map(tuple)
DECIDED = [Status.PASSED, Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED]


@st.composite
def verdicts(draw):
    status = draw(st.sampled_from(Status))
    share = Fraction(draw(st.integers(0, 4)), 4) if status in DECIDED else Fraction(0)
    credit = draw(st.none() | st.sampled_from(Credit))
    told = (draw(TEXT), draw(TEXT), draw(NAMES), credit, draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT))
    would = draw(st.none() | st.fractions(0, 1))
    return Verdict(status, share, *told, would, draw(st.booleans()))


CHECKS = st.builds(
    CheckResult,
    TEXT,
    TEXT,
    st.sampled_from(Kind),
    TEXT,
    st.booleans(),
    verdicts(),
    st.integers(1, 400).map(lambda quarters: Fraction(quarters, 4)),
    st.integers(0, 10**6).map(lambda n: n / 10**6),
)
RESULTS = st.builds(
    Result,
    TEXT,
    TEXT,
    TEXT,
    checks=st.lists(CHECKS, max_size=4).map(tuple),
    error=st.none() | TEXT,
    seed=TEXT,
    numbers=TEXT,
    level=TEXT,
    digest=TEXT,
    notes=NAMES,
    texts=st.dictionaries(TEXT, TEXT, max_size=2),
)


@given(RESULTS)
def test_what_is_kept_is_read_back_as_it_was(result):
    kept = json.loads(json.dumps(recorded_results.as_dict(result)))
    again = recorded_results.from_dict(kept)
    assert again == result
    assert recorded_results.as_dict(again) == kept


@given(RESULTS)
def test_points_stay_within_what_can_be_had(result):
    data = recorded_results.as_dict(result)
    assert (data["points"] is None) == (result.error is not None)
    if data["points"] is not None:
        assert 0 <= data["points"] <= data["max_points"] - data["pending"] + 1e-9


@given(RESULTS, st.sampled_from(["utf-8", "ascii", "cp1252", "gbk"]))
def test_it_is_one_line_that_any_stream_can_carry(result, encoding):
    line = recorded_results.as_json(result, encoding)
    assert "\n" not in line
    assert json.loads(line.encode(encoding).decode(encoding)) == recorded_results.as_dict(result)


def test_letters_stay_letters_where_the_stream_has_them():
    line = recorded_results.as_json(Result("Jörg 李雷", "a", "p"))
    assert "Jörg 李雷" in line
    assert "\\u674e" in recorded_results.as_json(Result("李雷", "a", "p"), "ascii")
    assert "\\udcff" in recorded_results.as_json(Result("\udcff", "a", "p"))  # a folder's name that is no text


def test_a_third_of_a_point_is_read_back_as_printed():
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.FAILED, Fraction(1, 3)), Fraction(1))
    once = recorded_results.as_dict(Result("s", "a", "p", checks=(check,)))
    assert once["points"] == pytest.approx(1 / 3, abs=1e-4)
    assert recorded_results.as_dict(recorded_results.from_dict(once)) == once


def test_thirds_that_were_kept_add_up_again():
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.PASSED, Fraction(1)), Fraction(25, 15))
    result = Result("s", "a", "p", checks=(check,) * 15)
    again = recorded_results.from_dict(json.loads(json.dumps(recorded_results.as_recorded(result))))
    printed = recorded_results.as_dict(again)
    assert again == result and printed["max_points"] == printed["points"] == 25


def test_credit_belongs_to_steps_only():
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.PASSED, Fraction(1)), Fraction(1))
    (row,) = recorded_results.as_dict(Result("s", "a", "p", checks=(check,)))["checks"]
    assert "credit" not in row and "call" not in row
