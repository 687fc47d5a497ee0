"""Top-level answers read from the source text, with the digits as they were written; nothing is ever run.

`...` is blank, numbers keep half a unit of their last digit as their uncertainty, arithmetic on them is exact,
fractions are fractions.  Names of other answers are followed.  What cannot be read says why, and waits for a person.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import itemgetter
from typing import Any

from grader.submissions import exact_arithmetic, number_text, top_level

_MAX_DEPTH = 100
_MAX_PARTS = 5_000  # of one answer, names followed: more than anybody writes, little enough to read at once
_MAX_TEXT = 200_000
_MAX_NUMBER = 300  # characters of a text that is read as a number
_MAX_PLACES = 20
_SEQUENCES = {"array", "asarray", "list", "tuple", "matrix"}
_NUMBERS = {"float", "float64", "Fraction", "Decimal"}


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it was written: its exact value, half a unit of the last digit shown, and the text."""

    value: Fraction
    half: Fraction
    text: str
    parts: tuple[tuple[Written, float], ...] = ()  # of arithmetic: its numbers, how far each moves it, without sign

    def covers(self, exact: Fraction) -> bool:
        """Return whether this is how `exact` may have been written: rounded, or as a computer prints it."""
        noise = Fraction(1, 10**12) * max(abs(exact), Fraction(1))
        return abs(self.value - exact) <= self.half + (noise if self.value else 0)


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that could not be read, and the sentence that says why."""

    reason: str
    line: int
    cell: str = ""  # of a notebook, where the line is


class Blank:
    """An answer not given yet."""

    def __repr__(self) -> str:
        return "..."


BLANK = Blank()


Place = tuple[int, int]  # line and column where a statement ends


@dataclass(frozen=True, slots=True)
class Sheet:
    """The top level of a homework: its answers' expressions, and the functions it defines with their lines."""

    assigned: dict[str, ast.expr]
    computed: dict[str, int]  # names that are changed by code, with the line
    inside: dict[str, int]  # names that are functions, or that a function sets, with the line
    functions: dict[str, int]
    lines: tuple[bytes, ...]
    history: dict[str, list[tuple[Place, ast.expr | None]]]  # what a name was set to, None by code, in order
    cells: tuple[tuple[str, int], ...] = ()  # of a notebook: each one's name, and how many lines are above it

    def place(self, line: int) -> tuple[int, str]:
        """Return a line's number in its cell, and the cell's name; "" in a file."""
        return next(((line - above, name) for name, above in reversed(self.cells) if above < line), (line, ""))

    def read(self, name: str) -> Any:
        """Return the answer `name`: Written, text, None, a list of these, BLANK, or Unread.  KeyError if not there."""
        value = self._read(name)
        return Unread(value.reason, *self.place(value.line)) if isinstance(value, Unread) else value

    def _read(self, name: str) -> Any:
        how = "write it out as a literal, so that it can be read without running anything"
        if name in self.computed:
            return Unread(f"`{name}` is built up by code; {how}", self.computed[name])
        value = _Reader(self).value(self.assigned[name]) if name in self.assigned else BLANK
        if value is BLANK and name in self.inside:
            return Unread(f"`{name}` is a function, or set in one; {how}", self.inside[name])
        if name not in self.assigned:
            raise KeyError(name)
        return value


class _Reader:
    """Reads one answer, within a bound on how much there is to read."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.left = sheet, _MAX_PARTS

    def value(self, node: ast.expr) -> Any:
        try:
            return self._read(node, 0)
        except _NoError as no:
            return Unread(no.reason, getattr(no.node, "lineno", 0))

    def _read(self, node: ast.expr, depth: int) -> Any:
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            raise _NoError(node, "this is too long, or nested too deeply, to be read")
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self._read(item, depth + 1) for item in node.elts]
        if isinstance(node, ast.JoinedStr):
            raise _NoError(node, "an f-string has to be run to be read; write plain text")
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            inner = self._number(node.operand, depth + 1)
            sign = -1 if isinstance(node.op, ast.USub) else 1
            return Written(sign * inner.value, inner.half, self._text(node), inner.parts)
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node, depth + 1)
        if isinstance(node, (ast.Name, ast.Subscript)):
            return self._name(node, depth + 1) if isinstance(node, ast.Name) else self._part(node, depth + 1)
        if isinstance(node, ast.Call):
            return self._call(node, depth + 1)
        raise _NoError(node, f"`{self._text(node)}` would have to be run to be read; write the value itself")

    def _constant(self, node: ast.Constant) -> Any:
        if node.value is ...:
            return BLANK
        if node.value is None or isinstance(node.value, str):
            return node.value and _whole_letters(node.value)
        if isinstance(node.value, bool):
            return Written(Fraction(int(node.value)), Fraction(0), self._text(node))
        if isinstance(node.value, (int, float)):
            text = self._source(node)
            try:
                return Written(*exact_arithmetic.literal(text), text)
            except ValueError as error:
                raise _NoError(node, str(error)) from None
        raise _NoError(node, f"`{self._text(node)}` is not a number that is asked for here")

    def _number(self, node: ast.expr, depth: int) -> Written:
        return self._as_number(node, self._read(node, depth))

    def _as_number(self, node: ast.expr, value: Any) -> Written:
        if isinstance(value, str):
            value = number_in(value)
        if isinstance(value, Written):
            return value
        raise _NoError(node, f"`{self._text(node)}` is not a number")

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Any:
        left, right = self._read(node.left, depth), self._read(node.right, depth)
        if isinstance(node.op, ast.Add):  # [(1, 2)] + [(3, 4)], and so on
            if isinstance(left, list) and isinstance(right, list):
                return left + right
            if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _MAX_TEXT:
                return left + right
        one, other = self._as_number(node.left, left), self._as_number(node.right, right)
        try:
            value = exact_arithmetic.combined(one.value, node.op, other.value)
        except ValueError as error:
            raise _NoError(node, str(error)) from None
        if exact_arithmetic.is_power_of_ten(node) and isinstance(left, Written) and not one.parts:  # -2.65 * 10**-3
            return Written(value, one.half * other.value, self._text(node))
        return Written(value, Fraction(0), self._text(node), exact_arithmetic.parts(one, node.op, other))

    def _name(self, node: ast.Name, depth: int) -> Any:
        """What the name stood for when this line was reached."""
        stands_for = self._set_to(node)
        if stands_for is None:
            raise _NoError(node, f"`{node.id}` has to be run to be read; write its value")
        value = self._read(stands_for, depth)
        if value is BLANK:
            raise _NoError(node, f"`{node.id}` is still blank")
        return value

    def _part(self, node: ast.Subscript, depth: int) -> Any:
        """One of an answer's numbers: `batch_1[0]`."""
        whole, place = self._read(node.value, depth), getattr(node.slice, "value", None)
        if isinstance(whole, list) and type(place) is int and place < len(whole) and whole[place] is not BLANK:
            return whole[place]
        raise _NoError(node, f"`{self._text(node)}` has to be run to be read; write its value")

    def _set_to(self, node: ast.Name) -> ast.expr | None:
        history = self.sheet.history.get(node.id, [])
        before = bisect_right(history, (node.lineno, node.col_offset), key=itemgetter(0))
        return history[before - 1][1] if before else None

    def _called(self, node: ast.expr) -> str:
        """The name of what is called, as it is known elsewhere: `import Fraction as F`, `F = Fraction`."""
        while isinstance(node, ast.Name) and self.left > 0:
            self.left -= 1
            other = self._set_to(node)
            if not isinstance(other, (ast.Name, ast.Attribute)):
                return node.id
            node = other
        return node.attr if isinstance(node, ast.Attribute) else ""

    def _call(self, node: ast.Call, depth: int) -> Any:
        called = self._called(node.func)
        arguments = node.args
        if (called in _SEQUENCES and len(arguments) in (1, 2)) or (called == "len" and len(arguments) == 1):
            value = self._read(arguments[0], depth)
            if isinstance(value, list):
                return Written(Fraction(len(value)), Fraction(0), self._text(node)) if called == "len" else value
        elif called in exact_arithmetic.WHOLE and len(arguments) == 1:
            whole = exact_arithmetic.WHOLE[called](self._number(arguments[0], depth).value)
            return Written(Fraction(whole), Fraction(0), self._text(node))
        elif called in ("round", "around") and len(arguments) == 2:
            number, places = self._number(arguments[0], depth), self._number(arguments[1], depth).value
            if places in range(_MAX_PLACES):
                unit = Fraction(1, 10 ** int(places))
                return Written(round(number.value / unit) * unit, max(unit / 2, number.half), self._text(node))
        elif called in _NUMBERS and len(arguments) == 1:
            return self._number(arguments[0], depth)
        elif called == "Fraction" and len(arguments) == 2:
            one, other = (self._number(a, depth).value for a in arguments)
            if other:
                return Written(one / other, Fraction(0), self._text(node))
        raise _NoError(node, f"`{self._text(node)}` would have to be run to be read; write the value itself")

    def _text(self, node: ast.expr) -> str:
        """What stands there, short enough for a sentence."""
        plain = self._source(node)
        return plain if len(plain) <= 60 else plain[:59] + "…"

    def _source(self, node: ast.expr) -> str:
        lines, first, last = self.sheet.lines, node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            text = lines[first][node.col_offset : node.end_col_offset]
        else:
            text = b" ".join([lines[first][node.col_offset :], b"..."])
        return text.decode("utf-8", "replace")


class _NoError(Exception):
    def __init__(self, node: ast.AST, reason: str) -> None:
        self.node, self.reason = node, reason


def _whole_letters(text: str) -> str:
    """A text that a file can hold: "\\ud800" is half a letter."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number_in(text: str) -> Written | None:
    """Return the number that a text such as "0.16" or "4/25" says, None where it says none."""
    if len(text) > _MAX_NUMBER:
        return None
    try:
        sheet = parse(f"x = ({number_text.plain(text)})\n")
        value = sheet.read("x")
    except (SyntaxError, KeyError):
        return None
    return replace(value, text=text.strip()) if isinstance(value, Written) else None


def parse(source: str) -> Sheet:
    """Return the top level of a homework's source; raises SyntaxError where it is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a text is no business of ours
            tree = ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(f"this cannot be read as Python ({str(error) or type(error).__name__})") from None
    assigned: dict[str, ast.expr] = {}
    computed: dict[str, int] = {}
    functions: dict[str, int] = {}
    inside: dict[str, int] = {}
    history: dict[str, list[tuple[Place, ast.expr | None]]] = {}
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            functions[statement.name] = inside[statement.name] = statement.lineno
            declared = [node for node in ast.walk(statement) if isinstance(node, ast.Global)]
            inside |= {name: node.lineno for node in declared for name in node.names}
            continue
        end = (statement.end_lineno or statement.lineno, statement.end_col_offset or 0)
        for name, value in top_level.settings(statement):
            history.setdefault(name, []).append((end, value))
            if value is None:
                computed[name] = statement.lineno
            else:
                assigned[name] = value
                computed.pop(name, None)
    lines = re.split("\r\n|\r|\n", source)  # as Python counts them: splitlines knows ten ends more
    return Sheet(assigned, computed, inside, functions, tuple(line.encode() for line in lines), history)
