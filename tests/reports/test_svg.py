"""Drawings: every mark inside its frame, bad data told, text escaped; formulas as LaTeX mean what they meant."""

import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import assume, given, settings, strategies as st

from grader.course.pictures import SHAPES, Box, Dot, Line, Panel, Straight, Words
from grader.handwork.formulas import equivalence, latex, parser
from grader.handwork.formulas.notation import FormulaError, Notation
from grader.reports import svg

SPACE = "{http://www.w3.org/2000/svg}"
NUMBERS = st.floats(-1e6, 1e6)


def drawn(*marks, x=(0, 10), y=(0, 10), title="a panel", ticks=((), ())):
    return ET.fromstring(svg.draw_panel(Panel(title, x, y, marks, ticks), "n"))


def test_a_drawing_says_what_it_is_and_its_ids_are_its_own():
    root = ET.fromstring(svg.draw_panel(Panel("t", (0, 1), (0, 1), ()), "p7", "what is seen"))
    assert [e.text for e in root if e.tag in ("title", "desc")] == ["t", "what is seen"]
    assert root.get("role") == "img" and root.get("aria-labelledby") == "p7-t p7-d"
    plain = drawn(title="t")
    assert plain.get("aria-labelledby") == "n-t" and [e.tag for e in plain][:2] == ["title", "clipPath"]


def test_places_are_where_they_should_be():
    """The frame is 280 x 220 from (10, 10): x goes to the right, y goes up."""
    root = drawn(Dot(0, 0), Dot(10, 10, "circle"), Box(0, 0, 5, 5), Line(((0, 0), (5, 10))))
    dots = [(c.get("cx"), c.get("cy")) for c in root.iter("circle")]
    assert dots == [("10.0", "230.0"), ("290.0", "10.0")]
    box = root.findall(".//rect[@class='given']")[0]
    assert [box.get(k) for k in ("x", "y", "width", "height")] == ["10.0", "120.0", "140.0", "110.0"]
    assert root.find(".//path[@class='yours']").get("d") == "M10.0 230.0L150.0 10.0"


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_straight_line_is_on_its_equation_and_ends_at_the_edges(a, b, c):
    assume(abs(b) + abs(c) > 1e-3)
    path = drawn(Straight(a, b, c)).find(".//path")
    crosses = len({a + b * x + c * y > 0 for x in (0, 10) for y in (0, 10)}) > 1
    if not crosses:
        return
    assert path is not None or min(abs(a + b * x + c * y) for x in (0, 10) for y in (0, 10)) < 1e-6 * (abs(a) + 1)
    if path is not None:
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))]
        for across, up in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = (across - 10) / 28, (230 - up) / 22
            assert abs(a + b * x + c * y) <= 0.02 * (abs(b) + abs(c)) + 1e-6 * abs(a)
            assert -0.01 <= x <= 10.01 and -0.01 <= y <= 10.01


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (lambda: drawn(Dot(float("nan"), 1)), "nan cannot be drawn"),
        (lambda: drawn(x=(1, 1)), "the range 1 to 1"),
        (lambda: drawn(Dot(1, 1, "star")), "'star' is no shape"),
        (lambda: drawn(Dot(1, 1, role="x")), "is no role"),
        (lambda: drawn(*[Dot(1, 1)] * 5000), "too many"),
        (lambda: drawn(Box(0, 0, float("inf"), 1)), "cannot be drawn"),
    ],
)
def test_bad_data_is_told(bad, said):
    with pytest.raises(ValueError, match=said):
        bad()


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_text(text):
    root = drawn(
        *(Dot(1, 1, shape, label=text) for shape in SHAPES), Words(1, 1, text), Box(0, 0, 1, 1, label=text), title=text
    )
    assert {e.tag for e in root.iter()} <= {"svg", "title", "desc", "clipPath", "rect", "g", "circle", "path", "text"}


SYMBOLS = ("s_i", "s_j", "delta_ij", "t", "eta")
LEAVES = st.sampled_from(["s_i", "s_j", "delta_ij", "t", "eta", "2", "0.5", "1"])


def _larger(inner):
    signs = st.tuples(inner, st.sampled_from("+-*/^"), inner).map(lambda p: f"({p[0]}) {p[1]} ({p[2]})")
    named = st.tuples(st.sampled_from(["exp", "log", "tanh"]), inner).map(lambda p: f"{p[0]}({p[1]})")
    return signs | signs | signs | named | inner.map(lambda p: f"-({p})") | inner.map(lambda p: f"sum_k ({p}) s_k")


FORMULAS = _larger(_larger(_larger(LEAVES) | LEAVES))


@settings(max_examples=250)
@given(FORMULAS)
def test_latex_means_what_the_formula_meant(text):
    """It is read back by the parser that reads students' LaTeX, and has the same value at random places."""
    notation = Notation.from_symbols(SYMBOLS)
    try:
        meant = parser.read_formula(text, notation)
    except FormulaError:
        assume(False)
    written = latex.formula_latex(text, SYMBOLS)
    back = parser.read_formula(written, notation)
    for place in itertools.islice(equivalence.random_points(notation, {}), 6):
        assert _value(back, place) == pytest.approx(_value(meant, place), nan_ok=True), written


def _value(node, place):
    try:
        return complex(equivalence.evaluate(node, place))
    except (FormulaError, equivalence.UndefinedError):
        return complex("nan")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("s_i (delta_ij - s_j)", r"s_{i} \, \left(\delta_{ij} - s_{j}\right)"),
        ("-s_i*s_j", r"-s_{i} \, s_{j}"),
        ("s_i - (t - s_j)", r"s_{i} - \left(t - s_{j}\right)"),
        ("2*0.5", r"2 \cdot 0.5"),
        ("s_i / (1 + exp(-t))", r"\frac{s_{i}}{1 + e^{-t}}"),
        ("(-t)^2", r"\left(-t\right)^{2}"),
        ("1 +", ""),
        ("<script>", ""),
        ("(t^2)^s_i", r"\left(t^{2}\right)^{s_{i}}"),
    ],
)
def test_formulas_read_as_in_a_book(text, written):
    assert latex.formula_latex(text, SYMBOLS) == written
