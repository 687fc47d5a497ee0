"""Whether two formulas say the same."""

from fractions import Fraction

import mpmath
import pytest
from effort import bounded
from formula_texts import expressions
from hypothesis import given, settings, strategies as st

from grader.handwork.formulas.equivalence import (
    Point,
    UndefinedError,
    compare_formula,
    evaluate,
    random_points,
    reference_from_function,
)
from grader.handwork.formulas.notation import FormulaError, Notation
from grader.handwork.formulas.parser import read_formula

SYMBOLS = ("s_i", "s_j", "delta_ij")
S = Notation.from_symbols(SYMBOLS)
SUM = {"s": "probabilities"}
UNIT = Notation.from_symbols(("t", "o", "x_i"))


def same(one, other, notation=S, domain=SUM):
    reference = read_formula(other, notation)
    return compare_formula(read_formula(one, notation), lambda place: evaluate(reference, place), notation, domain).same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("delta_ij^2", "delta_ij"),
        ("s_i delta_ij", "s_j delta_ij"),
        ("sum_k s_k", "1"),
        ("sum_k s_k delta_ik", "s_i"),
        ("sum_k s_k (delta_ik - s_i)", "0"),
        ("exp(log(s_i))", "s_i"),
        ("sqrt(s_i)^2", "s_i"),
        ("s_i^0.5 s_i^.5", "s_i"),
        ("(s_i^2 - s_j^2)/(s_i + s_j)", "s_i - s_j"),
        ("s_i if i = j else s_i", "s_i"),
        ("log(s_i s_j)", "ln(s_i) + ln(s_j)"),
        ("sigmoid(log(s_i/(1-s_i)))", "s_i"),
        ("tanh(s_i)", "2 sigmoid(2 s_i) - 1"),
        ("e^(s_i)", "exp(s_i)"),
    ],
)
def test_these_are_the_same(one, other):
    assert same(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("delta_ij", "1"),
        ("s_i", "s_j"),
        ("s_i", "s_i + 10^-12 s_j"),
        ("s_i", "s_i^1.000001"),
        ("abs(s_i - s_j)", "s_i - s_j"),
        ("s_i delta_ij", "s_i"),
        ("sum_j s_j", "s_j"),
        ("exp(s_i)", "1 + s_i + s_i^2/2 + s_i^3/6 + s_i^4/24"),
        ("0", "10^-12 s_i"),
    ],
)
def test_these_are_not(one, other):
    assert same(one, other) is False


@pytest.mark.parametrize(
    "text",
    [
        "1/(s_i - s_i)",
        "log(-s_i)",
        "0/0",
        "exp(exp(exp(exp(exp(9)))))",
        "sqrt(s_i - s_j)",
        "1/delta_ij",
        "0^-1",
        "(-1)^s_i",
        "(1 - delta_ij)^-0.5",
        "delta_ij^(-exp(delta_ij))",
    ],
)
def test_what_has_no_value_is_undecided(text):
    assert same(text, text) is None or text == "exp(exp(exp(exp(exp(9)))))"
    assert same(text, "s_i if i = j else 1 - s_j") in (None, False)


def test_a_reference_without_a_value_is_undecided_too():
    reference = reference_from_function(lambda s_i: 1 / (s_i - s_i), ("s_i",))
    assert compare_formula(read_formula("s_i", S), reference, S, SUM).same is None


def test_signs_are_told_apart_unless_the_domain_says_positive():
    assert same("abs(t)", "t", UNIT, {}) is False
    assert same("abs(t)", "t", UNIT, {"t": "positive"}) is True
    assert same("sqrt(t^2)", "t", UNIT, {}) is False


def test_places_are_the_same_each_time_and_every_combination_of_indices_comes_up():
    seen = list(random_points(S, SUM))
    assert seen == list(random_points(S, SUM))
    assert {tuple(p.indices.values()) for p in seen} == {(i, j) for i in range(3) for j in range(3)}
    assert all(sum(p.values["s"]) == 1 and min(p.values["s"]) > 0 for p in seen)
    assert any(p.values["t"] < 0 for p in random_points(UNIT, {})) and all(
        p.values["t"] > 0 for p in random_points(UNIT, {"t": "positive"})
    )


@pytest.mark.parametrize("text", ["2^65", "2^(10^9)", "9^9^9^9", "exp(6)^100", "s_i^(1/s_i^9^9)", "2^(-65)"])
def test_powers_beyond_the_bounds_are_refused(text):
    with pytest.raises(FormulaError, match=r"formula\.power"):
        [evaluate(read_formula(text, S), place) for place in random_points(S, SUM)]


@pytest.mark.parametrize(
    "text", ["((((s_i^64)^64)^64)^64)^64", "(10^12)^64 * (10^12)^64", "exp(1000) exp(1000)", "(1+10^-12)^64"]
)
def test_large_numbers_stay_cheap(text):
    bounded(lambda: same(text, "s_i"), 20_000)


def test_rational_and_irrational_parts_mix_in_every_operation():
    place = next(random_points(S, SUM))
    for sign in "+-*/^":
        for text in (f"2 {sign} exp(s_i)", f"exp(s_i) {sign} 2", f"sum_k (s_k {sign} exp(s_k))"):
            assert isinstance(evaluate(read_formula(text, S), place), mpmath.mpf), text


def test_an_undefined_operation_is_told_as_such():
    place = Point({"s": [Fraction(0)] * 3}, {"i": 0, "j": 1})
    for text in ("1/s_i", "s_i^-1", "log(s_i)", "(s_i - 1)^0.5", "exp(10^4)"):
        with pytest.raises(UndefinedError):
            evaluate(read_formula(text, S), place)


@settings(max_examples=150)
@given(expressions(), st.sampled_from((*SYMBOLS, "1")), st.fractions(-9, 9, max_denominator=10**6).filter(bool))
def test_an_expression_is_the_same_as_itself_and_never_as_a_perturbed_one(pair, symbol, change):
    text = pair[0]
    if len(text) > 350:
        return
    perturbed = f"{text} + ({change.numerator})/({change.denominator}) * {symbol}"
    assert same(text, text) in (True, None)
    assert same(perturbed, text) in (False, None) and same(text, perturbed) in (False, None)
