"""Symbols, spellings and tokens."""

import re

import pytest
from words import sentence_of

from grader.handwork.formulas.notation import FormulaError, Notation, Token, formula_sides, one_spelling, tokenize

pytestmark = pytest.mark.fast

S = Notation.from_symbols(("s_i", "s_j", "delta_ij"))
UNIT = Notation.from_symbols(("t", "o", "x_i"))
HIDDEN = Notation.from_symbols(("g", "w_h", "df_h"))


def spelt(text, notation=S):
    """The spellings, with spaces only where they say something."""
    return [re.sub(r"(?<=[(,{*]) | (?=[),}])", "", " ".join(side.split())) for side in formula_sides(text, notation)]


def words(text, notation=S):
    return [t.text + ("_" + t.sub if t.sub else "") for t in tokenize(text, notation)]


def test_declared_symbols_make_a_notation():
    assert Notation(frozenset(), frozenset({"s"}), frozenset("ij"), True) == S
    assert Notation(frozenset({"t", "o"}), frozenset({"x"}), frozenset("i"), False) == UNIT
    assert (HIDDEN.scalars, HIDDEN.vectors, HIDDEN.indices) == ({"g"}, {"w", "df"}, {"h"})


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("s_i·s_j", "s_i*s_j"),
        ("s_i−s_j", "s_i-s_j"),
        ("（s_i）", "(s_i)"),
        ("s_i²", "s_i^2"),
        ("sᵢ", "s_i"),
        ("𝑠_𝑖", "s_i"),
        ("s _ i", "s_i"),
        ("`s_i`", "s_i"),
        ("s_i\u200b", "s_i"),
        ("s_i.", "s_i"),
        ("$s_i$", "s_i"),
        (r"\left(s_i\right)", "(s_i)"),
        (r"s_i\,s_j", "s_i s_j"),
        (r"s_i\cdot s_j", "s_i*s_j"),
        ("s(i)", "s_i"),
        ("s_i \times s_j", "s_i *s_j"),
        ("\frac{s_i}{s_j}", "frac{s_i}{s_j}"),
        (r"\dfrac{1}{2}", "frac{1}{2}"),
        ("sum_{k=1}^{C} s_k", "sum_k s_k"),
        ("Σ_k s_k", "sum_k s_k"),
        (r"\sum_{k=1}^C s_k", "sum_k s_k"),
        ("δ_ij", "delta_ij"),
        ("Δ_{ij}", "delta_ij"),
        ("[i=j]", "delta_ij"),
        ("1{i == j}", "delta_ij"),
        ("(i≠j)", "(1 - delta_ij)"),
        ("1_{i=j}", "delta_ij"),
        (r"\mathbb{1}_{\{i=j\}}", "delta_ij"),
        ("I(i=j)", "delta_ij"),
        ("int(i==j)", "delta_ij"),
        ("delta(i,j)", "delta_ij"),
        ("delta[i][j]", "delta_ij"),
        ("δ_i,j", "delta_ij"),
        ("delta_i_j", "delta_ij"),
        ("I_ij", "delta_ij"),
        ("diag(s)_ij", "(delta_ij s_i)"),
        ("diag(s)", "(delta_ij s_i)"),
        ("s s^T", "(s_i s_j)"),
        ("𝟙[i=j]", "delta_ij"),
        ("kronecker_delta(i, j)", "delta_ij"),
    ],
)
def test_there_is_one_spelling(text, want):
    assert spelt(text) == [want]


@pytest.mark.parametrize(
    "text",
    [
        "A if i == j else B",
        "A, i=j; B, i≠j",
        "A (i=j), B (i!=j)",
        "i=j: A; i≠j: B",
        "if i=j: A else: B",
        "A for i = j, B otherwise",
        "A when i=j and B when i≠j",
        "当 i=j 时 A，否则 B",
        r"\begin{cases} A & i=j \\ B & i \ne j \end{cases}",
        "A if (i==j) else B",
        r"\begin{cases} A & \text{if } i=j \\ B & \text{otherwise} \end{cases}",
        "A if i=j; B if i≠j",
        "if i=j, A, else B",
        "J_ij = A if i = j else B",
        "A if i = j, otherwise B",
        "若 i=j：A；若 i≠j：B",
    ],
)
def test_cases_have_one_spelling(text):
    assert spelt(text)[0].replace("(A)", "A").replace("(B)", "B") == "A if i == j else B"


@pytest.mark.parametrize(
    "text",
    [
        "(i==j) - s_j",
        "(i==j)*s_i + (i!=j)*s_j",
        "s_i*((i=j) - s_j)",
        "A, i=j; B, i=j",
        "f(A, i=j; B, i≠j)",
        "s_i (i=j) - s_j (i=j)",
    ],
)
def test_what_only_looks_like_cases_is_left_alone(text):
    assert " if " not in spelt(text)[0]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("ds_i/dx_j = s_i", ["s_i"]),
        ("d log s_i / d x_j = s_i", ["s_i"]),
        ("∂LSE/∂x_i = s_i", ["s_i"]),
        ("J[i,j] = s_i", ["s_i"]),
        (r"\frac{\partial s_i}{\partial x_j} = s_i", ["s_i"]),
        ("grad = s_i", ["s_i"]),
        ("s_i*s_j = s_j*s_i", ["s_i*s_j", "s_j*s_i"]),
        ("ds_i/dx_j = s_i*s_j = s_j*s_i", ["s_i*s_j", "s_j*s_i"]),
        ("s_i where delta_ij == 1", ["s_i where delta_ij == 1"]),
        ("s_i*delta_ij, delta_ij = 1", ["s_i*delta_ij,delta_ij", "1"]),
    ],
)
def test_a_left_hand_side_is_left_out_and_nothing_else(text, want):
    assert [side.strip() for side in spelt(text)] == want


@pytest.mark.parametrize(
    "text", ["f'(net_h)", "f’( net_h )", "f′(neth)", "f'(net_{h})", "f^{\\prime}(net_h)", "f'_h", "f_h'"]
)
def test_the_derivative_of_the_activation_has_one_spelling(text):
    assert spelt(text, HIDDEN) == ["df_h"]


@pytest.mark.parametrize(
    ("text", "notation", "want"),
    [
        ("s_is_j", S, ["s_i", "s_j"]),
        ("s_idelta_ij", S, ["s_i", "delta_ij"]),
        ("delta_ijs_i", S, ["delta_ij", "s_i"]),
        ("gw_hdf_h", HIDDEN, ["gw_h", "df_h"]),
        ("s_{i}s_{j}", S, ["s_i", "s_j"]),
        ("s[ i ]", S, ["s_i"]),
        ("2e3x", UNIT, ["2e3", "x"]),
        ("2e_h", HIDDEN, ["2", "e_h"]),
        ("sum_k s_ks_j", S, ["sum_k", "s_k", "s_j"]),
        ("o**2", UNIT, ["o", "**", "2"]),
        ("s_k", S, ["s_k"]),
        (".5 s_i", S, [".5", "s_i"]),
        ("", S, []),
        ("  ", S, []),
    ],
)
def test_tokens(text, notation, want):
    assert words(text, notation) == want


def test_a_token_knows_its_place():
    assert tokenize(" s_i + 2", S)[-1] == Token("number", "2", "", 7)


@pytest.mark.parametrize(
    ("text", "place"), [("s_i ? s_j", 4), ("#", 0), ("s_i + \0", 6), ("s_i\u202e", 3), ("\ud800", 0)]
)
def test_what_has_no_meaning_is_told_with_its_place(text, place):
    with pytest.raises(FormulaError) as told:
        tokenize(text, S)
    assert (
        told.value.place == place
        and sentence_of(told.value.finding).isprintable()
        and "»" in sentence_of(told.value.finding)
    )


@pytest.mark.parametrize("text", ["t*o", "[i == j]", "if i == j: t else: o", "diag(x)"])
def test_nothing_of_the_sort_is_rewritten_where_no_delta_is_declared(text):
    assert one_spelling(text, frozenset("i"), frozenset("x"), delta=False) == [text]
