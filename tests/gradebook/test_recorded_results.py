"""A result as data: what is kept can be read back, and says the same."""

import json
from fractions import Fraction

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st
from places import ROOT

from grader.gradebook import recorded_results
from grader.model import ABSENT, Call, CheckResult, Credit, Excerpt, Finding, Kind, Result, Status, Verdict
from grader.reports import records

TEXT = st.text(max_size=20)
NAMES = st.lists(TEXT, max_size=2).map(tuple)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.complex_numbers(allow_nan=False)
LEAVES = LEAVES | TEXT | st.fractions() | st.binary(max_size=5) | st.builds(Excerpt, st.just((9, 0)), st.just([[1.5]]))
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=6,
)
DECIDED = [Status.PASSED, Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED]


@st.composite
def verdicts(draw):
    status = draw(st.sampled_from(Status))
    share = Fraction(draw(st.integers(0, 4)), 4) if status in DECIDED else Fraction(0)
    credit = draw(st.none() | st.sampled_from(Credit))
    findings = tuple(draw(st.lists(st.builds(_finding, VALUES, VALUES), max_size=2)))
    call = draw(st.none() | st.builds(Call, TEXT, st.tuples(VALUES), st.dictionaries(TEXT, VALUES, max_size=2)))
    shown = draw(st.just(ABSENT) | VALUES), draw(st.just(ABSENT) | VALUES), draw(NAMES), draw(TEXT)
    would = draw(st.none() | st.fractions(0, 1))
    return Verdict(status, share, findings, draw(NAMES), credit, call, *shown, would, draw(st.booleans()))


def _finding(got, want):
    return Finding("differs.value", place=Finding("place", path=("a", 0, (1, 2))), got=got, want=want)


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
    st.integers(0, 9),
)
RESULTS = st.builds(
    Result,
    TEXT,
    TEXT,
    TEXT,
    checks=st.lists(CHECKS, max_size=4).map(tuple),
    error=st.none() | TEXT.map(lambda text: Finding("text", text=text)),
    seed=TEXT,
    numbers=TEXT,
    level=TEXT,
    digest=TEXT,
    notes=st.lists(st.builds(_finding, VALUES, VALUES), max_size=2).map(tuple),
    texts=st.dictionaries(TEXT, TEXT, max_size=2),
)


SCHEMA = json.loads((ROOT / "docs" / "result.schema.json").read_text(encoding="utf-8"))


@settings(max_examples=50)
@given(RESULTS)
def test_what_is_kept_has_the_form_that_is_published(result):
    data = json.loads(json.dumps(recorded_results.as_data(result)))
    jsonschema.validate(data, SCHEMA)
    jsonschema.validate(json.loads(records.as_json(result)), SCHEMA)
    for check in data["checks"]:
        check["verdict"]["message"] = "a sentence"
    if data["checks"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, SCHEMA)


@given(RESULTS)
def test_what_is_kept_is_read_back_as_it_was(result):
    kept = json.loads(json.dumps(recorded_results.as_data(result), allow_nan=False))
    again = recorded_results.from_data(kept)
    assert again == result
    assert recorded_results.as_data(again) == kept
    assert records.as_dict(again) == records.as_dict(result)


@given(RESULTS)
def test_points_stay_within_what_can_be_had(result):
    data = records.as_dict(result)
    assert (data["points"] is None) == (result.error is not None)
    if data["points"] is not None:
        assert 0 <= data["points"] <= data["max_points"] - data["pending"] + 1e-9


@given(RESULTS, st.sampled_from(["utf-8", "ascii", "cp1252", "gbk"]))
def test_it_is_one_line_that_any_stream_can_carry(result, encoding):
    line = records.as_json(result, encoding)
    assert "\n" not in line
    assert json.loads(line.encode(encoding).decode(encoding)) == records.as_dict(result)


def test_letters_stay_letters_where_the_stream_has_them():
    line = records.as_json(Result("Jörg 李雷", "a", "p"))
    assert "Jörg 李雷" in line
    assert "\\u674e" in records.as_json(Result("李雷", "a", "p"), "ascii")
    assert "\\udcff" in records.as_json(Result("\udcff", "a", "p"))  # a folder's name that is no text


def test_a_third_of_a_point_is_read_back_as_a_third():
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.FAILED, Fraction(1, 3)), Fraction(1))
    result = Result("s", "a", "p", checks=(check,))
    assert records.as_dict(result)["points"] == pytest.approx(1 / 3, abs=1e-4)
    assert recorded_results.from_data(recorded_results.as_data(result)).points == Fraction(1, 3)


def test_thirds_that_were_kept_add_up_again():
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.PASSED, Fraction(1)), Fraction(25, 15))
    result = Result("s", "a", "p", checks=(check,) * 15)
    again = recorded_results.from_data(json.loads(json.dumps(recorded_results.as_data(result))))
    printed = records.as_dict(again)
    assert again == result and printed["max_points"] == printed["points"] == 25


def test_credit_belongs_to_steps_only():
    check = CheckResult("c", "t", Kind.CODE, "", True, Verdict(Status.PASSED, Fraction(1)), Fraction(1))
    (row,) = records.as_dict(Result("s", "a", "p", checks=(check,)))["checks"]
    assert "credit" not in row and "call" not in row
