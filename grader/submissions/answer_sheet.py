"""Answers at the top level of a homework, read from its source text with their digits; nothing is ever run.

`...` is blank, numbers keep half a unit of their last digit as their uncertainty, arithmetic on them is exact,
fractions are fractions.  Names of other answers are followed.  An answer that cannot be read says why.
"""

from __future__ import annotations

import ast
import math
import re
import unicodedata
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from operator import itemgetter
from typing import Any

from grader.model import Finding
from grader.near_names import nearest_name
from grader.submissions.placeholders import Definition, definitions_in

_MAX_DEPTH = 100
_MAX_PARTS = 5_000  # of one answer, names followed: more than anybody writes, little enough to read at once
_MAX_TEXT = 200_000
_MAX_NUMBER = 300  # characters of a text that is read as a number
_MAX_PLACES = 20
_SEQUENCES = {"array", "asarray", "list", "tuple", "matrix"}
_NUMBERS = {"float", "float64", "Fraction", "Decimal"}
_MIN_LETTERS = 6  # of a name in which a letter may be mistyped; digits never: w1_new is not w2_new
_MIN_LIKENESS = 0.9
_MAX_NAMES = 500  # names beyond the handout's that are compared
_CHANGING_METHODS = {"append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear", "update", "__setitem__"}
_LARGEST = 10**300  # smaller numbers are floats as well
_WHOLE_NUMBER_FUNCTIONS: dict[str, Callable[[Fraction], int]] = {
    "int": math.trunc,
    "int64": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
    "round": round,
}
_MAX_BITS = 2_000  # of a number that arithmetic may give
_MAX_FOLLOWED = 50  # numbers in arithmetic whose rounding is followed
_MAX_DIGITS = _MAX_POWER = 300
_SIGNS = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{MULTIPLICATION SIGN}": "*",
        "\N{MIDDLE DOT}": "*",
        "\N{DOT OPERATOR}": "*",
        "\N{DIVISION SIGN}": "/",
        "\N{FRACTION SLASH}": "/",
        "^": "**",
    }
)
_RAISED = re.compile("[\N{SUPERSCRIPT MINUS}⁰¹²³⁴-⁹]+")
_POWER = re.compile(r"([-+]?[\d.]+) ?[*x] ?10 ?\*\* ?[({]? ?([-+]?\d{1,3}) ?[)}]?")
_NAME_IN_FRONT = re.compile(r"^(?:[A-Za-z_]\w* ?(?:=|≈|:) ?|[≈~≃=$ ]+)+")

Position = tuple[int, int]  # line and column where a statement ends


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """A number as it was written: its exact value, half a unit of its last digit, and the text."""

    value: Fraction
    half_unit: Fraction
    text: str
    # The numbers in arithmetic, each with the slope of the value in it, without sign.
    operands: tuple[tuple[WrittenValue, float], ...] = ()

    def covers(self, exact: Fraction) -> bool:
        """Return whether `exact` may be written so: rounded, or as a computer prints it."""
        noise = Fraction(1, 10**12) * max(abs(exact), Fraction(1))
        return abs(self.value - exact) <= self.half_unit + (noise if self.value else 0)


@dataclass(frozen=True, slots=True)
class UnreadableAnswer:
    """An answer that cannot be read, and why."""

    reason: Finding
    line: int
    cell: str = ""  # of a notebook, where the line is


class Blank:
    """An answer that is not given yet, `...`."""

    def __repr__(self) -> str:
        return "..."


BLANK = Blank()


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """The top level of a homework: the expressions of its answers, and the lines of its functions and classes."""

    assigned: dict[str, ast.expr]
    computed: dict[str, int]  # names that code changes, with the line
    inside: dict[str, int]  # names of functions, and names that functions set, with the line
    functions: dict[str, int]  # and classes, and methods as `CLASS.METHOD`
    lines: tuple[bytes, ...]
    history: dict[str, list[tuple[Position, ast.expr | None]]]  # the expressions of a name in order, None by code
    definitions: Mapping[str, Definition] = field(default_factory=dict)  # of functions and methods in force
    cells: tuple[tuple[str, int], ...] = ()  # of a notebook: each one's name, and how many lines are above it

    def locate(self, line: int) -> tuple[int, str]:
        """Return a line's number in its cell, and the cell's name; "" in a file."""
        return next(((line - above, name) for name, above in reversed(self.cells) if above < line), (line, ""))

    def read_answer(self, name: str) -> Any:
        """Return an answer: a written value, text, None, a list of these, BLANK, or why it cannot be read.

        Raises KeyError where there is none of that name.
        """
        value = self._read(name)
        return (
            UnreadableAnswer(value.reason, *self.locate(value.line)) if isinstance(value, UnreadableAnswer) else value
        )

    def _read(self, name: str) -> Any:
        if name in self.computed:
            return UnreadableAnswer(Finding("unread.built_by_code", name=name), self.computed[name])
        value = _Reader(self).value(self.assigned[name]) if name in self.assigned else BLANK
        if value is BLANK and name in self.inside:
            return UnreadableAnswer(Finding("unread.in_function", name=name), self.inside[name])
        if name not in self.assigned:
            raise KeyError(name)
        return value


class _Reader:
    """A reader of one answer, bounded in how much it reads."""

    def __init__(self, sheet: AnswerSheet) -> None:
        self.sheet, self.left = sheet, _MAX_PARTS

    def value(self, node: ast.expr) -> Any:
        try:
            return self._read(node, 0)
        except _ReadingError as error:
            return UnreadableAnswer(error.reason, getattr(error.node, "lineno", 0))

    def _read(self, node: ast.expr, depth: int) -> Any:
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            raise _ReadingError(node, "unread.too_deep")
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self._read(item, depth + 1) for item in node.elts]
        if isinstance(node, ast.JoinedStr):
            raise _ReadingError(node, "unread.f_string")
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            inner = self._number(node.operand, depth + 1)
            sign = -1 if isinstance(node.op, ast.USub) else 1
            return WrittenValue(sign * inner.value, inner.half_unit, self._text(node), inner.operands)
        if isinstance(node, ast.BinOp):
            return self._arithmetic(node, depth + 1)
        if isinstance(node, (ast.Name, ast.Subscript)):
            return self._name(node, depth + 1) if isinstance(node, ast.Name) else self._part(node, depth + 1)
        if isinstance(node, ast.Call):
            return self._call(node, depth + 1)
        raise _ReadingError(node, "unread.needs_running", text=self._text(node))

    def _constant(self, node: ast.Constant) -> Any:
        if node.value is ...:
            return BLANK
        if node.value is None or isinstance(node.value, str):
            return node.value and _valid_text(node.value)
        if isinstance(node.value, bool):
            return WrittenValue(Fraction(int(node.value)), Fraction(0), self._text(node))
        if isinstance(node.value, (int, float)):
            text = self._source(node)
            try:
                return WrittenValue(*_number_literal(text), text)
            except _NumberError as error:
                raise _ReadingError(node, error.key) from None
        raise _ReadingError(node, "unread.not_asked_for", text=self._text(node))

    def _number(self, node: ast.expr, depth: int) -> WrittenValue:
        return self._as_number(node, self._read(node, depth))

    def _as_number(self, node: ast.expr, value: Any) -> WrittenValue:
        if isinstance(value, str):
            value = number_from_text(value)
        if isinstance(value, WrittenValue):
            return value
        raise _ReadingError(node, "unread.not_a_number", text=self._text(node))

    def _arithmetic(self, node: ast.BinOp, depth: int) -> Any:
        left, right = self._read(node.left, depth), self._read(node.right, depth)
        if isinstance(node.op, ast.Add):  # [(1, 2)] + [(3, 4)], and so on
            if isinstance(left, list) and isinstance(right, list):
                return left + right
            if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _MAX_TEXT:
                return left + right
        one, other = self._as_number(node.left, left), self._as_number(node.right, right)
        try:
            value = _exact_result(one.value, node.op, other.value)
        except _NumberError as error:
            raise _ReadingError(node, error.key) from None
        if _is_power_of_ten(node) and isinstance(left, WrittenValue) and not one.operands:  # -2.65 * 10**-3
            return WrittenValue(value, one.half_unit * other.value, self._text(node))
        return WrittenValue(value, Fraction(0), self._text(node), arithmetic_operands(one, node.op, other))

    def _name(self, node: ast.Name, depth: int) -> Any:
        """The value of a name when its line was reached."""
        stands_for = self._expression_at(node)
        if stands_for is None:
            raise _ReadingError(node, "unread.name_needs_running", text=node.id)
        value = self._read(stands_for, depth)
        if value is BLANK:
            raise _ReadingError(node, "unread.still_blank", name=node.id)
        return value

    def _part(self, node: ast.Subscript, depth: int) -> Any:
        """One number of an answer: `batch_1[0]`."""
        whole, place = self._read(node.value, depth), getattr(node.slice, "value", None)
        if isinstance(whole, list) and type(place) is int and place < len(whole) and whole[place] is not BLANK:
            return whole[place]
        raise _ReadingError(node, "unread.name_needs_running", text=self._text(node))

    def _expression_at(self, node: ast.Name) -> ast.expr | None:
        history = self.sheet.history.get(node.id, [])
        before = bisect_right(history, (node.lineno, node.col_offset), key=itemgetter(0))
        return history[before - 1][1] if before else None

    def _called_name(self, node: ast.expr) -> str:
        """The original name of a called function: after `import Fraction as F` or `F = Fraction`, F is Fraction."""
        while isinstance(node, ast.Name) and self.left > 0:
            self.left -= 1
            other = self._expression_at(node)
            if not isinstance(other, (ast.Name, ast.Attribute)):
                return node.id
            node = other
        return node.attr if isinstance(node, ast.Attribute) else ""

    def _call(self, node: ast.Call, depth: int) -> Any:
        called = self._called_name(node.func)
        arguments = node.args
        if (called in _SEQUENCES and len(arguments) in (1, 2)) or (called == "len" and len(arguments) == 1):
            value = self._read(arguments[0], depth)
            if isinstance(value, list):
                return WrittenValue(Fraction(len(value)), Fraction(0), self._text(node)) if called == "len" else value
        elif called in _WHOLE_NUMBER_FUNCTIONS and len(arguments) == 1:
            whole = _WHOLE_NUMBER_FUNCTIONS[called](self._number(arguments[0], depth).value)
            return WrittenValue(Fraction(whole), Fraction(0), self._text(node))
        elif called in ("round", "around") and len(arguments) == 2:
            number, places = self._number(arguments[0], depth), self._number(arguments[1], depth).value
            if places in range(_MAX_PLACES):
                unit = Fraction(1, 10 ** int(places))
                return WrittenValue(
                    round(number.value / unit) * unit, max(unit / 2, number.half_unit), self._text(node)
                )
        elif called in _NUMBERS and len(arguments) == 1:
            return self._number(arguments[0], depth)
        elif called == "Fraction" and len(arguments) == 2:
            one, other = (self._number(a, depth).value for a in arguments)
            if other:
                return WrittenValue(one / other, Fraction(0), self._text(node))
        raise _ReadingError(node, "unread.needs_running", text=self._text(node))

    def _text(self, node: ast.expr) -> str:
        """The source of an expression, shortened for a sentence."""
        plain = self._source(node)
        return plain if len(plain) <= 60 else plain[:59] + "…"

    def _source(self, node: ast.expr) -> str:
        lines, first, last = self.sheet.lines, node.lineno - 1, (node.end_lineno or node.lineno) - 1
        if first == last:
            text = lines[first][node.col_offset : node.end_col_offset]
        else:
            text = b" ".join([lines[first][node.col_offset :], b"..."])
        return text.decode("utf-8", "replace")


class _ReadingError(Exception):
    """An expression that cannot be read without running it."""

    def __init__(self, node: ast.AST, key: str, **values: str) -> None:
        super().__init__(key)
        self.node, self.reason = node, Finding(key, **values)


class _NumberError(ValueError):
    """A number that nobody would write; `key` says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _valid_text(text: str) -> str:
    """The text with half letters such as "\\ud800" replaced, which no file can hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def number_from_text(text: str) -> WrittenValue | None:
    """Return the number in a text such as "0.16" or "4/25", None where there is none."""
    if len(text) > _MAX_NUMBER:
        return None
    try:
        sheet = parse_answers(f"x = ({to_keyboard_signs(text)})\n")
        value = sheet.read_answer("x")
    except (SyntaxError, KeyError):
        return None
    return replace(value, text=text.strip()) if isinstance(value, WrittenValue) else None


def parse_answers(source: str, cells: Sequence[int] = ()) -> AnswerSheet:
    """Return the answer sheet of a homework's source; raises SyntaxError where it is not Python.

    `cells` has the lines above each cell of a notebook, and the lines of all: no statement may go on in the next cell.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a wrong "\d" in a text is not reported
            tree = ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(f"this cannot be read as Python ({str(error) or type(error).__name__})") from None
    lines = re.split("\r\n|\r|\n", source)  # as Python counts them: splitlines knows ten ends more
    if any(lines[above - 1].endswith("\\") for above in cells[1:]) or _is_parted(tree.body, cells):
        raise SyntaxError("a statement goes on in the next cell")
    has_globals = "global" in source  # to look at every node takes longer than to parse them
    assigned: dict[str, ast.expr] = {}
    computed: dict[str, int] = {}
    functions = {name: node.lineno for name, node in definitions_in(tree.body).items()}
    inside: dict[str, int] = {}
    history: dict[str, list[tuple[Position, ast.expr | None]]] = {}
    for statement in tree.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside[statement.name] = statement.lineno
            nodes = ast.walk(statement) if has_globals else ()
            declared = [node for node in nodes if isinstance(node, ast.Global)]
            inside |= {name: node.lineno for node in declared for name in node.names}
            continue
        if isinstance(statement, ast.ClassDef):
            functions[statement.name] = statement.lineno
        end = (statement.end_lineno or statement.lineno, statement.end_col_offset or 0)
        for name, value in assigned_names(statement):
            history.setdefault(name, []).append((end, value))
            if value is None:
                computed[name] = statement.lineno
            else:
                assigned[name] = value
                computed.pop(name, None)
                if isinstance(value, ast.Lambda):
                    functions[name] = value.lineno
    read = tuple(line.encode() for line in lines)
    return AnswerSheet(assigned, computed, inside, functions, read, history, definitions_in(tree.body, in_force=True))


def _is_parted(statements: Sequence[ast.stmt], cells: Sequence[int]) -> bool:
    """Whether one of the statements begins in one cell and ends in another."""
    for statement in statements if cells else ():
        first = min([statement.lineno, *(made.lineno for made in getattr(statement, "decorator_list", ()))])
        if bisect_left(cells, first) != bisect_left(cells, statement.end_lineno or first):
            return True
    return False


# ---- answers under a name much like the one that is asked for


@dataclass(frozen=True)
class ForgivingSheet:
    """An answer sheet in which an answer under a name much like the one asked for is a doubt, not a blank.

    Names of the handout are never taken for others.  A name that is not there is looked up under its former ones.
    """

    sheet: AnswerSheet
    handout_names: frozenset[str]
    former_names: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def read_answer(self, name: str) -> Any:
        """Return what `AnswerSheet.read_answer` does; a blank whose answer stands under another name is unreadable."""
        name = next(filter(self._is_there, (name, *self.former_names.get(name, ()))), name)
        absent = not self._is_there(name)
        value = BLANK if absent else self.sheet.read_answer(name)
        found = self._misnamed(name) if value is BLANK else ""
        if not found:
            return self.sheet.read_answer(name) if absent else value
        reason = Finding("unread.other_name", name=name, other=found)
        return UnreadableAnswer(reason, *self.sheet.locate(self.sheet.assigned[found].lineno))

    def _is_there(self, name: str) -> bool:
        return name in self.sheet.assigned or name in self.sheet.inside or name in self.sheet.computed

    def _misnamed(self, name: str) -> str:
        """The filled name that can only mean the one asked for, "" where there is none."""
        own = [n for n in self.sheet.assigned if n not in self.handout_names][-_MAX_NAMES:]
        spelt = [n for n in own if _letters_alone(n) == _letters_alone(name)]
        others = self.handout_names - {name}
        typed = (n for n in own if _mistyped(n, name) and not any(_mistyped(n, other) for other in others))
        return self._last_filled(spelt) or self._last_filled([*typed])

    def _last_filled(self, names: Sequence[str]) -> str:
        return next((name for name in reversed(names) if self.sheet.read_answer(name) is not BLANK), "")


def _mistyped(one: str, other: str) -> bool:
    one, other = _letters_alone(one), _letters_alone(other)
    if min(len(one), len(other)) < _MIN_LETTERS or _digits(one) != _digits(other):
        return False
    return nearest_name(other, [one], _MIN_LIKENESS) != ""


def _letters_alone(name: str) -> str:
    return name.replace("_", "").casefold()


def _digits(name: str) -> str:
    return "".join(c for c in name if c.isdigit())


# ---- names that a statement sets


def assigned_names(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names that a statement sets, each with its expression; None where only running it would tell."""
    if isinstance(statement, ast.AnnAssign):
        if statement.value is not None:
            yield from _target_names(statement.target, statement.value)
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _target_names(target, statement.value)
    elif isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            if alias.asname:
                yield alias.asname, ast.copy_location(ast.Name(alias.name, ast.Load()), statement)
    else:
        for name in _changed_names(statement):
            yield name, None


def _target_names(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Starred):
        yield from _target_names(target.value, None)
    elif isinstance(target, ast.Subscript):
        if isinstance(target.value, ast.Name):
            yield target.value.id, None
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts: list[Any] = [None] * len(target.elts)
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(parts):
            spread = any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
            parts = parts if spread else list(value.elts)
        for one, part in zip(target.elts, parts, strict=True):
            yield from _target_names(one, part)


def _changed_names(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement changes in another way than by a plain assignment."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, False)]
    while waiting:
        node, inner = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            continue  # names inside are local
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)) and not inner:
            yield node.id
        else:
            yield from _changed_container(node)
        # The names that a comprehension sets are local, too, but not the lists that it changes.
        local = inner or isinstance(node, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp))
        waiting += [(child, local) for child in ast.iter_child_nodes(node)]


def _changed_container(node: ast.AST) -> Iterator[str]:
    """The name of a list or dict that `name[...] = `, `del name[...]` or `name.append(...)` changes."""
    part = None
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        part = node.value
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING_METHODS:
        part = node.func.value
    if isinstance(part, ast.Name):
        yield part.id


# ---- exact arithmetic, as students write it


def _number_literal(text: str) -> tuple[Fraction, Fraction]:
    """Return the value of a number in Python's notation, and half a unit of its last digit; a written 0 is exact.

    Raises _NumberError for numbers that nobody would write.
    """
    plain = text.replace("_", "").strip("()").strip()
    if not plain or len(plain) > _MAX_DIGITS:
        raise _NumberError("unread.long_number")
    if plain[:2].lower() in ("0x", "0o", "0b"):
        value, half = Fraction(int(plain, 0)), Fraction(0)
    else:
        value, half = _decimal(plain.lower())
    if value > _LARGEST:
        raise _NumberError("unread.size")
    return value, half


def _decimal(text: str) -> tuple[Fraction, Fraction]:
    mantissa, _, exponent = text.partition("e")
    power = int(exponent or 0)
    if abs(power) > _MAX_POWER:
        raise _NumberError("unread.size")
    value, decimals = Fraction(mantissa) * Fraction(10) ** power, len(mantissa.partition(".")[2])
    return value, Fraction(10) ** (power - decimals) / 2 if value else Fraction(0)


def _exact_result(one: Fraction, op: ast.operator, other: Fraction) -> Fraction:
    """Return the exact result of an operation; raises _NumberError where there is none, or a huge one."""
    size = max(one.numerator.bit_length(), one.denominator.bit_length())
    value = None
    if isinstance(op, ast.Add):
        value = one + other
    elif isinstance(op, ast.Sub):
        value = one - other
    elif isinstance(op, ast.Mult):
        value = one * other
    elif isinstance(op, (ast.Div, ast.FloorDiv)):
        if not other:
            raise _NumberError("unread.zero_division")
        value = one / other if isinstance(op, ast.Div) else Fraction(one // other)
    elif isinstance(op, ast.Pow) and other.denominator == 1 and abs(other) * size <= _MAX_BITS:
        value = Fraction(one ** int(other)) if one or other >= 0 else None
    if value is None or abs(value) > _LARGEST or value.denominator.bit_length() > _MAX_BITS:
        raise _NumberError("unread.arithmetic")
    return value


def _slopes(one: Fraction, op: ast.operator, other: Fraction) -> tuple[float, float]:
    """Return the slopes of the result in both numbers, without sign; raises ArithmeticError beyond all bounds."""
    a, b = float(one), float(other)
    if isinstance(op, (ast.Add, ast.Sub)):
        return 1.0, 1.0
    if isinstance(op, ast.Mult):
        return b, a
    if isinstance(op, ast.Div):
        return 1 / b, a / b**2
    return (b * a ** (b - 1) if isinstance(op, ast.Pow) else 0.0), 0.0


def arithmetic_operands(one: Any, op: ast.operator, other: Any) -> tuple[tuple[Any, float], ...]:
    """Return the numbers in arithmetic, each with the slope of the result in it; none where they are too many."""
    try:
        pairs = zip((one, other), _slopes(one.value, op, other.value), strict=True)
    except ArithmeticError:
        return ()
    found = tuple((part, by * slope) for number, by in pairs for part, slope in number.operands or ((number, 1.0),))
    return found if len(found) <= _MAX_FOLLOWED else ()


def _is_power_of_ten(node: ast.BinOp) -> bool:
    """Whether a number is written with a power of ten: -2.65 * 10**-3."""
    power = node.right
    if not (isinstance(node.op, ast.Mult) and isinstance(power, ast.BinOp) and isinstance(power.op, ast.Pow)):
        return False
    return isinstance(power.left, ast.Constant) and power.left.value == 10


# ---- numbers as they are typed into a text


def to_keyboard_signs(text: str) -> str:
    """Return a typed number in keyboard signs, as Python reads it: `−2.65×10⁻³`, `g ≈ 0.5`, `0.68…`."""
    raised = _RAISED.sub(lambda found: f"**({unicodedata.normalize('NFKC', found[0])})", text)
    plain = unicodedata.normalize("NFKC", raised).translate(_SIGNS).strip()
    plain = _NAME_IN_FRONT.sub("", plain).rstrip("$ ")
    power = _POWER.fullmatch(plain)
    return f"{power[1]}e{power[2]}" if power else re.sub(r"(?<=\d)\.{2,}$", "", plain)
