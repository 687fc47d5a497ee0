"""A student's formula as LaTeX, written from the parsed expression: no text of the student gets through.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from grader.handwork.formulas import parser
from grader.handwork.formulas.notation import FormulaError, Notation
from grader.handwork.formulas.parser import Node

_GREEK = set("alpha beta gamma delta epsilon eta theta lambda mu nu rho sigma tau phi omega".split())
_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4  # how tightly an expression holds together


def formula_latex(text: str, symbols: Sequence[str]) -> str:
    """Return a student's formula as LaTeX, "" where it cannot be read."""
    try:
        nodes = parser.read_sides(text, Notation.from_symbols(symbols))
    except FormulaError:
        return ""
    return " = ".join(_written(node)[0] for node in nodes)


def _written(node: Node) -> tuple[str, int]:  # noqa: PLR0911 - one line a kind
    parts = node.parts
    if node.kind == "number":
        return _number(parts[0])
    if node.kind == "symbol":
        return _name(parts[0]) + (f"_{{{parts[1]}}}" if parts[1] else ""), _ATOM
    if node.kind == "delta":
        return f"\\delta_{{{parts[0]}{parts[1]}}}", _ATOM
    if node.kind == "sum":
        return f"\\sum_{{{parts[0]}}} {_at_least(parts[1], _PRODUCT)}", _SUM
    if node.kind == "choice":
        one, other, same, else_ = parts
        first, second = _written(same)[0], _written(else_)[0]
        return f"\\begin{{cases}} {first} & {one} = {other} \\\\ {second} & {one} \\ne {other} \\end{{cases}}", _SUM
    if node.kind == "call":
        return _call(parts[0], parts[1])
    return _operation(node.kind, parts[0], parts[1])


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator == 1:
        return str(value.numerator), _ATOM
    digits = value
    for places in range(1, 13):
        digits *= 10
        if digits.denominator == 1:
            return f"{float(value):.{places}f}", _ATOM
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}", _PRODUCT


def _name(name: str) -> str:
    if name in _GREEK:
        return f"\\{name}"
    return name if len(name) == 1 else f"\\mathit{{{name}}}"


def _call(name: str, inner: Node) -> tuple[str, int]:
    within = _written(inner)[0]
    if name == "sqrt":
        return f"\\sqrt{{{within}}}", _ATOM
    if name == "abs":
        return f"\\left|{within}\\right|", _ATOM
    if name == "exp":
        return (f"e^{{{within}}}", _POWER) if inner != Node("number", (Fraction(1),)) else ("e", _ATOM)
    sign = "\\sigma" if name == "sigmoid" else f"\\{name}"
    return f"{sign}\\left({within}\\right)", _ATOM


def _operation(sign: str, one: Node, other: Node) -> tuple[str, int]:
    if sign == "/":
        return f"\\frac{{{_written(one)[0]}}}{{{_written(other)[0]}}}", _PRODUCT
    if sign == "^":
        return f"{_at_least(one, _ATOM)}^{{{_written(other)[0]}}}", _POWER
    if sign == "*":
        right = _behind(other, _PRODUCT)
        between = " \\cdot " if right[:1].isdigit() else " \\, "
        return f"{_at_least(one, _PRODUCT)}{between}{right}", _PRODUCT
    if sign == "-" and one == Node("number", (Fraction(0),)):
        return f"-{_behind(other, _PRODUCT)}", _PRODUCT
    return f"{_written(one)[0]} {sign} {_behind(other, _PRODUCT if sign == '-' else _SUM)}", _SUM


def _behind(node: Node, tight: int) -> str:
    """An operand behind a sign, in brackets where it begins with a minus."""
    text = _at_least(node, tight)
    return f"\\left({text}\\right)" if text.startswith("-") else text


def _at_least(node: Node, tight: int) -> str:
    text, held = _written(node)
    return text if held >= tight else f"\\left({text}\\right)"
