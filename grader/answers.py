"""Top-level answers read from the source text, with the digits as they were written; nothing is ever run.

`...` is blank, numbers keep half a unit of their last digit as their uncertainty, arithmetic on them is exact,
fractions are fractions.  Names of other answers are followed.  What cannot be read says why, and waits for a person.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

_MAX_DEPTH = 30
_MAX_DIGITS = 300
_MAX_POWER = 64
_SEQUENCES = {"array", "asarray", "list", "tuple", "matrix"}
_NUMBERS = {"int", "float", "float64", "int64", "Fraction"}
_CHANGING = {"append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear", "update", "__setitem__"}


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it was written: its exact value, half a unit of the last digit shown, and the text."""

    value: Fraction
    half: Fraction
    text: str

    def covers(self, exact: Fraction) -> bool:
        """Return whether this is how `exact` may have been written: rounded, or as a computer prints it."""
        noise = Fraction(1, 10**12) * max(abs(exact), Fraction(1))
        return abs(self.value - exact) <= self.half + (noise if self.value else 0)


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that could not be read, and the sentence that says why."""

    reason: str
    line: int


class Blank:
    """An answer not given yet."""

    def __repr__(self) -> str:
        return "..."


BLANK = Blank()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The top level of a homework: its answers' expressions, and the functions it defines with their lines."""

    assigned: dict[str, ast.expr]
    computed: dict[str, int]  # names that are changed by code, with the line
    functions: dict[str, int]
    lines: tuple[bytes, ...]

    def read(self, name: str) -> Any:
        """Return the answer `name`: Written, text, None, a list of these, BLANK, or Unread.  KeyError if not there."""
        if name in self.computed:
            how = "is built up by code; write it out as a literal, so that it can be read without running anything"
            return Unread(f"`{name}` {how}", self.computed[name])
        if name not in self.assigned:
            raise KeyError(name)
        return self._value(self.assigned[name], 0)

    def _value(self, node: ast.expr, depth: int) -> Any:
        try:
            return self._read(node, depth)
        except _No as no:
            return Unread(no.reason, getattr(no.node, "lineno", 0))
        except RecursionError:
            return Unread("this is nested too deeply to be read", getattr(node, "lineno", 0))

    def _read(self, node: ast.expr, depth: int) -> Any:  # noqa: PLR0911, C901 - one line a kind of expression
        if depth > _MAX_DEPTH:
            raise _No(node, "this is nested too deeply to be read")
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self._read(item, depth + 1) for item in node.elts]
        if isinstance(node, ast.JoinedStr):
            raise _No(node, "an f-string has to be run to be read; write plain text")
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            inner = self._number(node.operand, depth + 1)
            sign = -1 if isinstance(node.op, ast.USub) else 1
            return Written(sign * inner.value, inner.half, self._text(node))
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node, depth + 1)
        if isinstance(node, ast.Name):
            return self._name(node, depth + 1)
        if isinstance(node, ast.Call):
            return self._call(node, depth + 1)
        raise _No(node, f"`{self._text(node)}` would have to be run to be read; write the value itself")

    def _constant(self, node: ast.Constant) -> Any:
        if node.value is ...:
            return BLANK
        if node.value is None or isinstance(node.value, str):
            return node.value
        if isinstance(node.value, bool):
            return Written(Fraction(int(node.value)), Fraction(0), self._text(node))
        if isinstance(node.value, (int, float)):
            return _literal(self._text(node), node)
        raise _No(node, f"`{self._text(node)}` is not a number that is asked for here")

    def _number(self, node: ast.expr, depth: int) -> Written:
        value = self._read(node, depth)
        if isinstance(value, str):
            value = number_in(value)
        if isinstance(value, Written):
            return value
        raise _No(node, f"`{self._text(node)}` is not a number")

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Any:
        if isinstance(node.op, (ast.Add, ast.Mult)):  # [(1, 2)] + [(3, 4)], and so on
            left, right = self._read(node.left, depth), self._read(node.right, depth)
            if isinstance(left, list) and isinstance(right, list) and isinstance(node.op, ast.Add):
                return left + right
            if isinstance(left, str) and isinstance(right, str) and isinstance(node.op, ast.Add):
                return left + right
        one, other = self._number(node.left, depth).value, self._number(node.right, depth).value
        return Written(_combined(one, node, other), Fraction(0), self._text(node))

    def _name(self, node: ast.Name, depth: int) -> Any:
        if node.id in self.computed or node.id not in self.assigned:
            raise _No(node, f"`{node.id}` has to be run to be read; write its value")
        value = self._read(self.assigned[node.id], depth)
        if value is BLANK:
            raise _No(node, f"`{node.id}` is still blank")
        return value

    def _call(self, node: ast.Call, depth: int) -> Any:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        arguments = node.args
        if called in _SEQUENCES and len(arguments) == 1:
            value = self._read(arguments[0], depth)
            if isinstance(value, list):
                return value
        elif called == "len" and len(arguments) == 1:
            value = self._read(arguments[0], depth)
            if isinstance(value, list):
                return Written(Fraction(len(value)), Fraction(0), self._text(node))
        elif called in _NUMBERS and len(arguments) == 1:
            return self._number(arguments[0], depth)
        elif called == "Fraction" and len(arguments) == 2:
            one, other = (self._number(a, depth).value for a in arguments)
            if other:
                return Written(one / other, Fraction(0), self._text(node))
        raise _No(node, f"`{self._text(node)}` would have to be run to be read; write the value itself")

    def _text(self, node: ast.expr) -> str:
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            text = self.lines[first][node.col_offset : node.end_col_offset]
        else:
            text = b" ".join([self.lines[first][node.col_offset :], b"..."])
        plain = text.decode("utf-8", "replace")
        return plain if len(plain) <= 60 else plain[:59] + "…"


class _No(Exception):
    def __init__(self, node: ast.AST, reason: str) -> None:
        self.node, self.reason = node, reason


def _literal(text: str, node: ast.AST) -> Written:
    plain = text.replace("_", "").strip("()").strip()
    if not plain or len(plain) > _MAX_DIGITS:
        raise _No(node, "this number is too long to be one that is asked for")
    if plain[:2].lower() in ("0x", "0o", "0b"):
        return Written(Fraction(int(plain, 0)), Fraction(0), text)
    mantissa, _, exponent = plain.lower().partition("e")
    power = int(exponent or 0)
    if abs(power) > _MAX_DIGITS:
        raise _No(node, "this number is too large or too small to be one that is asked for")
    value = Fraction(mantissa) * Fraction(10) ** power
    decimals = len(mantissa.partition(".")[2])
    # A written 0 is exactly 0; any other number may have been rounded in its last digit.
    half = Fraction(10) ** (power - decimals) / 2 if value else Fraction(0)
    return Written(value, half, text)


def number_in(text: str) -> Written | None:
    """Return the number that a text such as "0.16" or "4/25" says, None where it says none."""
    try:
        sheet = parse(f"x = ({text.strip()})\n")
        value = sheet.read("x")
    except (SyntaxError, KeyError):
        return None
    return Written(value.value, value.half, text.strip()) if isinstance(value, Written) else None


def _combined(one: Fraction, node: ast.BinOp, other: Fraction) -> Fraction:  # noqa: PLR0911 - one line an operator
    if isinstance(node.op, ast.Add):
        return one + other
    if isinstance(node.op, ast.Sub):
        return one - other
    if isinstance(node.op, ast.Mult):
        return one * other
    if isinstance(node.op, ast.Div):
        if not other:
            raise _No(node, "this divides by zero")
        return one / other
    if isinstance(node.op, ast.FloorDiv) and other:
        return Fraction(one // other)
    small = other.denominator == 1 and abs(other) <= _MAX_POWER and len(str(one.numerator)) < _MAX_DIGITS
    if isinstance(node.op, ast.Pow) and small and (one or other >= 0):
        return Fraction(one ** int(other))
    raise _No(node, "this arithmetic cannot be read; write the number that it gives")


def parse(source: str) -> Sheet:
    """Return the top level of a homework's source; raises SyntaxError where it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\\d" in a text is no business of ours
            tree = ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(f"this cannot be read as Python ({error or type(error).__name__})") from None
    assigned: dict[str, ast.expr] = {}
    computed: dict[str, int] = {}
    functions: dict[str, int] = {}
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions[statement.name] = statement.lineno
            continue
        if isinstance(statement, ast.ClassDef):
            continue
        pairs = list(_assignments(statement))
        for name, value in pairs:
            assigned[name] = value
            computed.pop(name, None)
        if not pairs:
            for name in _changed(statement):
                computed[name] = statement.lineno
    lines = re.split("\r\n|\r|\n", source)  # as Python counts them: splitlines knows ten ends more
    return Sheet(assigned, computed, functions, tuple(line.encode() for line in lines))


def _assignments(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, ast.AnnAssign) and statement.value is not None and isinstance(statement.target, ast.Name):
        yield statement.target.id, statement.value
    if not isinstance(statement, ast.Assign):
        return
    for target in statement.targets:
        if isinstance(target, ast.Name):
            yield target.id, statement.value
        elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(statement.value, (ast.Tuple, ast.List)):
            for one, value in zip(target.elts, statement.value.elts, strict=False):
                if isinstance(one, ast.Name):
                    yield one.id, value


def _changed(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement changes otherwise than by assigning a literal at the top level."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield node.value.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
            if isinstance(node.func.value, ast.Name):
                yield node.func.value.id
        elif isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            continue
