"""Formulas made up at random, each with what it is worth."""

from fractions import Fraction

from hypothesis import strategies as st


@st.composite
def expressions(draw, depth=4):
    """A text, and what it is worth as a Python function of s_i, s_j, delta_ij."""
    if depth == 0 or draw(st.booleans()):
        leaf = draw(st.sampled_from(["s_i", "s_j", "delta_ij", "number"]))
        if leaf != "number":
            return leaf, lambda v: v[leaf]
        number = draw(st.integers(0, 99))
        return str(number), lambda v: Fraction(number)
    one, f = draw(expressions(depth - 1))
    other, g = draw(expressions(depth - 1))
    kind = draw(st.sampled_from(["+", "-", "*", "/", "^", "minus", "if", "frac"]))
    if kind == "minus":
        return f"-({one})", lambda v: -f(v)
    if kind == "if":
        return f"(({one}) if i = j else ({other}))", lambda v: f(v) if v["delta_ij"] else g(v)
    if kind == "frac":
        return rf"\frac{{{one}}}{{{other}}}", lambda v: f(v) / g(v)
    power = draw(st.integers(-3, 3))
    space = draw(st.sampled_from(["", " "]))
    shown = f"({one}){space}{kind}{space}({other if kind != '^' else power})"
    return shown, {
        "^": lambda v: f(v) ** power,
        "+": lambda v: f(v) + g(v),
        "-": lambda v: f(v) - g(v),
        "*": lambda v: f(v) * g(v),
        "/": lambda v: f(v) / g(v),
    }[kind]
