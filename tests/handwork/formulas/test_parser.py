"""Reading formulas: what is read, what is refused, and how quickly."""

from contextlib import suppress
from fractions import Fraction

import pytest
from effort import bounded
from formula_texts import expressions
from hypothesis import given, settings, strategies as st
from words import sentence_of

from grader.handwork.formulas.equivalence import Point, UndefinedError, evaluate
from grader.handwork.formulas.notation import FormulaError, Notation
from grader.handwork.formulas.parser import Node, read_formula, read_sides

pytestmark = pytest.mark.fast

S = Notation.from_symbols(("s_i", "s_j", "delta_ij"))
UNIT = Notation.from_symbols(("t", "o", "x_i"))
AT = Point(
    {"s": [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], "t": Fraction(2), "o": Fraction(3), "x": [Fraction(5)] * 3},
    {"i": 0, "j": 1},
)
MOST = 100_000  # calls


def attempt(text, notation):
    """The expression, and what was said where there is none; anything but a FormulaError is a fault of ours."""
    try:
        return read_formula(text, notation), ""
    except FormulaError as error:
        return None, sentence_of(error.finding)


def value(text, notation=S, at=AT):
    return evaluate(read_formula(text, notation), at)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1/2 s_i", Fraction(1, 4)),
        ("-s_i^2", Fraction(-1, 4)),
        ("2^-1", Fraction(1, 2)),
        ("2^3^2", 512),
        ("2-1-1", 0),
        ("8/2/2", 2),
        ("-2^2", -4),
        ("--1", 1),
        ("+-+1", -1),
        ("2(3)(4)", 24),
        ("s_i s_j", Fraction(1, 6)),
        ("6*s_i/3", 1),
        ("2 - -1", 3),
        ("1e2 s_i", 50),
        (".5", Fraction(1, 2)),
        ("2.", 2),
        ("delta_ij", 0),
        ("delta_ii", 1),
        ("delta_ji", 0),
        ("sum_k s_k", 1),
        ("sum_j s_j", 1),
        ("sum_k s_k delta_kj", Fraction(1, 3)),
        ("sum_k sum_l s_k s_l", 1),
        ("1 + sum_k s_k * 2", 3),
        ("s_i if i = j else s_j", Fraction(1, 3)),
        ("s_i if i != j else s_j", Fraction(1, 2)),
        ("1 if i = j else 2 if i != j else 3", 2),
        ("frac{1}{2} s_i", Fraction(1, 4)),
        ("{2}[3](4)", 24),
        ("abs(-2)", 2),
        ("sisj", Fraction(1, 6)),
        ("deltaij", 0),
        ("S_i", Fraction(1, 2)),
        ("1 - (1 - s_i)", Fraction(1, 2)),
    ],
)
def test_what_a_text_is_worth(text, want):
    assert value(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("to", 6),
        ("ox_i", 15),
        ("tox_i", 30),
        ("toxi", 30),
        ("t(o)", 6),
        ("(t-o)x_i", -5),
        ("o(1-o)", -6),
        ("t/o x_i", Fraction(10, 3)),
        ("x[i]", 5),
        ("xi o", 15),
    ],
)
def test_letters_are_taken_apart_where_there_is_one_way(text, want):
    assert value(text, UNIT) == want


def test_letters_that_can_be_taken_apart_in_two_ways_are_not():
    either = Notation.from_symbols(("a", "b", "ab"))
    assert read_formula("ab", either) == Node("symbol", ("ab", ""))
    with pytest.raises(FormulaError, match=r"formula\.unknown', name='aab'"):
        read_formula("aab", either)


def test_an_index_of_a_sum_is_one_inside_of_it_only():
    with pytest.raises(FormulaError, match=r"formula\.wrong_index"):
        read_formula("(sum_k s_k) + s_k", S)


def test_a_product_without_a_sign_can_be_read_into_the_divisor():
    assert value("1/2 s_i") == Fraction(1, 4)
    assert evaluate(read_formula("1/2 s_i", S, tight=True), AT) == 1


def test_sides_of_an_equation_are_read_all():
    assert len(read_sides("s_i = s_j = 1", S)) == 2, "s_i is taken for a left-hand side"
    with pytest.raises(FormulaError):
        read_sides("s_i + ? = s_j", S)


@pytest.mark.parametrize(
    "text",
    [
        "9^" * 200 + "9",
        "(" * 250,
        "(" * 120 + "s_i" + ")" * 120,
        "-" * 400 + "s_i",
        "+" * 400 + "1",
        "s_i" * 160,
        "x" * 500,
        "a" * 10**6,
        "(" * 10**6,
        "\0" * 10**6,
        "1" * 400,
        "1e999999999",
        "sum_k " * 80 + "s_k",
        "exp(" * 100 + "1" + ")" * 100,
        "sum_k sum_l sum_m " + "s_k " * 100,
        "if " * 160,
        ",i=j;" * 100,
        "= " * 250,
        "_" * 500,
        "{" * 500,
        "d{" * 240 + "=",
        "A i=j " * 80,
        "frac{" * 90,
        "\\" * 500,
        "[i=j]" * 100,
        "s_i if i = j else " * 27,
        " " * 500,
        "'" * 500,
    ],
)
def test_bombs_are_refused_at_once(text):
    node, told = bounded(lambda: attempt(text, S), MOST)
    if node is not None:  # what is read is small enough to be worked out
        with suppress(UndefinedError, FormulaError):
            bounded(lambda: evaluate(node, AT), MOST)
    assert len(told) < 200


def test_only_so_many_sums_stand_in_one_another():
    assert value("sum_k sum_l sum_m s_k s_l s_m") == 1
    with pytest.raises(FormulaError, match=r"formula\.sums"):
        read_formula("sum_k sum_l sum_m sum_n s_k", S)


FORMULA = st.text(alphabet="s_ijkto x1290.+-*/^()[]{}=!,;:'dδσΣ≠²ᵢeEf\\\0\u202e", max_size=120)
PIECES = st.lists(
    st.sampled_from(
        [
            "s_i",
            "s_j",
            "delta_ij",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "+",
            "-",
            "*",
            "/",
            "^",
            "**",
            " ",
            "=",
            "==",
            "!=",
            "if ",
            "else ",
            "i",
            "j",
            "sum_k",
            "exp(",
            "log(",
            "frac",
            "2",
            "0.5",
            "1e9",
            ",",
            ";",
            ":",
            "\\",
            "δ",
            "∂",
            "d",
            "'",
            "时",
            "when ",
            "otherwise",
            "\\begin{cases}",
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300)
@given(
    st.one_of(st.text(max_size=600), FORMULA, PIECES),
    st.sampled_from([S, UNIT, Notation.from_symbols(("g", "w_h", "df_h"))]),
)
def test_any_text_is_read_or_refused_soon(text, notation):
    node, told = bounded(lambda: attempt(text, notation), MOST)
    assert (isinstance(node, Node) or told) and told.isprintable()


@settings(max_examples=300)
@given(expressions(), st.integers(0, 2), st.integers(0, 2))
def test_an_expression_is_worth_what_python_makes_of_it(pair, i, j):
    text, function = pair
    if len(text) > 400:
        return
    at = Point(AT.values, {"i": i, "j": j})
    s = AT.values["s"]
    try:
        want = function({"s_i": s[i], "s_j": s[j], "delta_ij": Fraction(i == j)})
    except ZeroDivisionError:
        with pytest.raises(UndefinedError):
            value(text, at=at)
        return
    got = value(text, at=at)
    assert got == want or abs(got - float(want)) <= 1e-12 * abs(float(want)), text
