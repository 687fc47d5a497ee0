"""Parser of a student's formula: text -> an expression, which only this package evaluates.  Pure.

Notation as a student would write it: `s_i*(delta_ij - s_j)`, `s_i (1 - s_i) if i = j else -s_i s_j`, `σ`, `^`, `2x_i`,
`x[i]`, `sum_k s_k`.  A text that cannot be read raises an error with the place.  Bounds keep hostile texts cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.handwork.formulas.notation import (
    FUNCTIONS,
    MAX_TEXT,
    FormulaError,
    Notation,
    Token,
    formula_sides,
    tokenize,
)
from grader.model import Finding

MAX_NODES, MAX_DEPTH, MAX_SUMS = 200, 40, 3
MAX_NUMBER = 10**12
_JOINED = 16  # letters that are taken apart
_SAME = {"I": "delta", "Delta": "delta", "kron": "delta", "kronecker": "delta", "eye": "delta"}


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an expression: its kind (number, symbol, delta, sum, choice, call, or an operator) and its parts."""

    kind: str
    parts: tuple[Any, ...]


def read_formula(text: str, notation: Notation, *, tight: bool = False) -> Node:
    """Return the expression in a text, of an equation its last side.

    `tight` reads a / b c as a / (b c).  Raises FormulaError with the place where the text cannot be read.
    """
    return read_sides(text, notation, tight=tight)[-1]


def read_sides(text: str, notation: Notation, *, tight: bool = False) -> list[Node]:
    """Return the expressions on all sides of an equation in a text; mostly there is one."""
    if len(text) > MAX_TEXT:
        raise FormulaError(Finding("formula.too_long"))
    return [_Parser(tokenize(side, notation), side, notation, tight).whole() for side in formula_sides(text, notation)]


class _Parser:
    """A parser by precedence climbing; a missing sign between two operands is a product."""

    def __init__(self, tokens: list[Token], text: str, notation: Notation, tight: bool) -> None:
        self.tokens, self.text, self.notation, self.tight = tokens, text, notation, tight
        self.at = self.nodes = 0
        self.bound: list[str] = []  # indices that a sum around this place runs over

    def whole(self) -> Node:
        if not self.tokens:
            raise FormulaError(Finding("formula.empty"), self.text)
        node = self._choice(0)
        if self.at < len(self.tokens):
            raise self._no("does_not_go_on")
        return node

    def _no(self, key: str, **values: str) -> FormulaError:
        place = self.tokens[self.at].place if self.at < len(self.tokens) else len(self.text)
        return FormulaError(Finding(f"formula.{key}", **values), self.text, place)

    def _node(self, kind: str, *parts: Any) -> Node:
        self.nodes += 3 ** len(self.bound)  # what is inside a sum is worked out for each of its terms
        if self.nodes > MAX_NODES:
            raise FormulaError(Finding("formula.too_long"))
        return Node(kind, parts)

    def _peek(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def _take(self, *wanted: str) -> bool:
        if self._peek() in wanted and not self.tokens[self.at].sub:
            self.at += 1
            return True
        return False

    def _need(self, wanted: str) -> None:
        if not self._take(wanted):
            raise self._no("missing", sign=wanted)

    def _choice(self, depth: int) -> Node:
        first = self._sum(depth)
        if not self._take("if"):
            return first
        one, other, equal = self._condition()
        if not self._take("else", "otherwise"):
            raise self._no("missing", sign="else")
        second = self._choice(depth + 1)
        return self._node("choice", one, other, *((first, second) if equal else (second, first)))

    def _condition(self) -> tuple[str, str, bool]:
        bracket = self._take("(")
        one = self._index()
        if not self._take("=", "==", "!="):
            raise self._no("condition")
        equal = self.tokens[self.at - 1].text != "!="
        other = self._index()
        if bracket:
            self._need(")")
        return one, other, equal

    def _index(self) -> str:
        if self._peek() not in self.notation.indices:
            raise self._no("index_expected", indices=", ".join(sorted(self.notation.indices)))
        self.at += 1
        return self.tokens[self.at - 1].text

    def _sum(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._no("nested")
        node = self._product(depth)
        while self._peek() in ("+", "-"):
            sign = self.tokens[self.at].text
            self.at += 1
            node = self._node(sign, node, self._product(depth))
        return node

    def _product(self, depth: int) -> Node:
        node = self._signed(depth)
        while True:
            if self._take("*"):
                node = self._node("*", node, self._signed(depth))
            elif self._take("/"):
                node = self._node("/", node, self._divisor(depth))
            elif self._starts_operand():
                node = self._node("*", node, self._power(depth))
            else:
                return node

    def _divisor(self, depth: int) -> Node:
        node = self._signed(depth)
        while self.tight and self._starts_operand():
            node = self._node("*", node, self._power(depth))
        return node

    def _starts_operand(self) -> bool:
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        if token.kind == "number":  # "s_i 2" is more likely a slip than a product
            return False
        return token.text in ("(", "[", "{") or (token.kind == "name" and token.text not in ("if", "else", "otherwise"))

    def _signed(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self._no("nested")
        if self._take("-"):
            return self._node("-", self._node("number", Fraction(0)), self._signed(depth + 1))
        if self._take("+"):
            return self._signed(depth + 1)
        return self._power(depth)

    def _power(self, depth: int) -> Node:
        base = self._operand(depth)
        if self._take("^", "**"):
            return self._node("^", base, self._signed(depth + 1))
        return base

    def _operand(self, depth: int) -> Node:
        if self.at >= len(self.tokens):
            raise self._no("ends")
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            return self._number(token)
        closing = {"(": ")", "[": "]", "{": "}"}.get(token.text)
        if closing:
            inner = self._choice(depth + 1)
            self._need(closing)
            return inner
        if token.kind == "name":
            return self._named(token, depth)
        self.at -= 1
        raise self._no("operand_expected")

    def _number(self, token: Token) -> Node:
        mantissa, _, exponent = token.text.lower().partition("e")
        if len(mantissa) > 40 or abs(int(exponent or 0)) > 12 or Fraction(mantissa) > MAX_NUMBER:
            raise FormulaError(Finding("formula.number"), self.text, token.place)
        return self._node("number", Fraction(mantissa) * Fraction(10) ** int(exponent or 0))

    def _named(self, token: Token, depth: int) -> Node:
        name, sub = token.text, token.sub
        if name == "frac" and not sub and self._peek() == "{":
            above = self._group(depth)
            return self._node("/", above, self._group(depth))
        if name == "sum" and len(sub) == 1:
            if len(self.bound) == MAX_SUMS:
                raise FormulaError(Finding("formula.sums"), self.text, token.place)
            self.bound.append(sub)
            inner = self._product(depth + 1)
            self.bound.pop()
            if not _mentions(inner, sub):
                raise FormulaError(Finding("formula.no_index", index=sub), self.text, token.place)
            return self._node("sum", sub, inner)
        if name in FUNCTIONS and not sub and name not in self.notation.scalars:
            if not self._take("("):
                raise self._no("brackets", name=name)
            inner = self._choice(depth + 1)
            self._need(")")
            return self._node("call", {"ln": "log", "sigma": "sigmoid"}.get(name, name), inner)
        return self._symbol(token, name, sub)

    def _group(self, depth: int) -> Node:
        self._need("{")
        inner = self._choice(depth + 1)
        self._need("}")
        return inner

    def _symbol(self, token: Token, name: str, sub: str) -> Node:
        notation = self.notation
        allowed = notation.indices | set(self.bound)
        wrong = [letter for letter in sub if letter not in allowed]
        name = name if name in notation.vectors or not sub else _SAME.get(name, name.lower())
        if name == "delta" and notation.delta and len(sub) == 2 and not wrong:
            return self._node("delta", sub[0], sub[1])
        if not sub and (name in notation.scalars or name.lower() in notation.scalars):
            return self._node("symbol", name if name in notation.scalars else name.lower(), "")
        if len(sub) == 1 and name in notation.vectors and not wrong:
            return self._node("symbol", name, sub)
        if (not sub or any(map(name.endswith, (*notation.vectors, "delta")))) and not wrong:
            return self._joined(token, name, sub)
        if wrong and (name in notation.vectors or name == "delta"):
            indices = ", ".join(sorted(notation.indices))
            why = Finding("formula.wrong_index", index=wrong[0], indices=indices)
            raise FormulaError(why, self.text, token.place)
        raise FormulaError(self._unknown(f"{name}_{sub}"), self.text, token.place)

    def _joined(self, token: Token, name: str, sub: str) -> Node:
        """The product of joined symbols, where they can be taken apart in one way: `si`, `to`, `ox_i`."""
        if name == "e" and not sub:
            return self._node("call", "exp", self._node("number", Fraction(1)))
        ways = _apart(name + sub, self.notation) if len(name) <= _JOINED else []
        if len(ways) != 1:
            shown = (f"{name}_{sub}" if sub else name) if len(name) <= _JOINED else name[:_JOINED] + "…"
            raise FormulaError(self._unknown(shown), self.text, token.place)
        nodes = [self._node("delta", *p) if b == "delta" else self._node("symbol", b, p) for b, p in ways[0]]
        node = nodes[0]
        for following in nodes[1:]:
            node = self._node("*", node, following)
        return node

    def _unknown(self, name: str) -> Finding:
        return Finding("formula.unknown", name=name, known=self._known())

    def _known(self) -> str:
        indices = "".join(sorted(self.notation.indices))
        vectors = [f"{v}_{i}" for v in sorted(self.notation.vectors) for i in indices]
        return ", ".join(
            [*sorted(self.notation.scalars), *vectors, *(["delta_" + indices] if self.notation.delta else [])]
        )


def _mentions(node: Node, index: str) -> bool:
    """Whether an index occurs in an expression."""
    return any(_mentions(part, index) if isinstance(part, Node) else part == index for part in node.parts)


def _apart(name: str, notation: Notation) -> list[list[tuple[str, str]]]:
    if not name:
        return [[]]
    found = []
    heads = [(s, "") for s in notation.scalars] + [(v, i) for v in notation.vectors for i in notation.indices]
    heads += [("delta", a + b) for a in notation.indices for b in notation.indices] if notation.delta else []
    for base, sub in heads:
        if name.startswith(base + sub):
            found += [[(base, sub), *rest] for rest in _apart(name[len(base + sub) :], notation)]
    return found
