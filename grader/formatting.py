"""Values, calls, points and foreign text as people read them.

Values and calls are short and on one line, numbers with six significant digits.  Text that anybody may have written is
made fit for a page: nothing in it is live, and what is invisible is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np

from grader.model import Call, Excerpt, Finding, Status, Verdict

LONG = 2000  # characters of one text that a page shows
# What turns the reading direction round would let a text look like another one.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&#!])")
_BEGINNING = re.compile(r"^(\d*)(?=[-+=.)]+(?:\s|$))")  # of a list, of a rule, of the line under a heading
STATUS_WORDS = {
    Status.PASSED: "right",
    Status.FAILED: "wrong",
    Status.RAISED: "error",
    Status.TIMED_OUT: "too slow",
    Status.CRASHED: "crashed",
    Status.NOT_ATTEMPTED: "not yet",
    Status.PENDING: "waiting",
    Status.BROKEN: "waiting",
}
MARKED = "marked"  # by a person
IN_PART = "in part"  # a share of the points was reached
_ENTRIES = 8  # entries of one row before the middle is left out
_READABLE = 24  # characters of an exact number; what is longer is rounded
_LEAVES = 256  # of an excerpt: more than a line shows
_TEXT = 240  # characters of a text in an excerpt


def value_text(x: Any, limit: int = 100) -> str:
    """Return `x` in words that fit on a line; what does not fit ends in its shape or in an ellipsis."""
    return _cut_value(x, _value_text(x, limit), limit)


def _cut_value(x: Any, text: str, limit: int) -> str:
    """The text of `x` where it fits, else its beginning."""
    if len(text) <= limit:
        return text
    if isinstance(x, (np.ndarray, Excerpt)):
        return f"an array of shape {shape_text(x.shape)}, beginning {text[: max(20, limit - 40)].rstrip()}…"
    return text[: limit - 1] + "…"


def excerpt(x: Any) -> Any:
    """Return a value as plain data of bounded size that `value_text` shows as it shows the value."""
    return _Excerpts().of_value(x)


class _Excerpts:
    """Excerpts of values that together have at most so many leaves."""

    def __init__(self) -> None:
        self.left = _LEAVES

    def of_value(self, x: Any) -> Any:
        self.left -= 1
        if isinstance(x, np.ndarray):
            return self._of_array(x) if x.ndim else self.of_value(_only_entry(x))
        if isinstance(x, (list, tuple)):
            items = self._of_items(x)
            return items if isinstance(x, list) else tuple(items)
        if isinstance(x, dict):
            return {self.of_value(k): self.of_value(v) for k, v in [*x.items()][:_ENTRIES] if self.left > 0}
        return _leaf_excerpt(x)

    def _of_items(self, items: Sequence[Any]) -> list[Any]:
        if len(items) <= 2 * _ENTRIES:
            return [self.of_value(v) if self.left > 0 else _MORE for v in items]
        first = [self.of_value(v) if self.left > 0 else _MORE for v in items[:_ENTRIES]]
        return [*first, _MORE, *(self.of_value(v) for v in items[-1:])]

    def _of_array(self, x: np.ndarray[Any, Any]) -> Excerpt:
        if x.dtype in _LISTED_TYPES and x.size <= self.left and max(x.shape) <= 2 * _ENTRIES:
            self.left -= x.size
            return Excerpt(x.shape, x.tolist())
        many = len(x) > 2 * _ENTRIES
        rows = [
            self._of_array(row).entries if isinstance(row, np.ndarray) and row.ndim else self.of_value(row)
            for row in (x[:_ENTRIES] if many else x)
            if self.left > 0
        ]
        return Excerpt(tuple(map(int, x.shape)), [*rows, _MORE] if many else rows)


def _only_entry(x: np.ndarray[Any, Any]) -> Any:
    """The entry of an array without axes; of a masked array None where it is masked."""
    return x[()] if type(x) is np.ndarray else x.tolist()


def _leaf_excerpt(x: Any) -> Any:
    """A value without parts as one of Python's own types, an object by what it calls itself."""
    for kind, plain in _PLAIN_TYPES.items():
        if isinstance(x, kind) and not isinstance(x, np.timedelta64):  # which is an integer to NumPy
            return plain(x)
    if isinstance(x, Fraction) and _is_huge(x):
        return Finding("object", text=number_text(x))
    if x is None or isinstance(x, (Fraction, Finding)):
        return x
    name = getattr(x, "__name__", "")
    if name and vars(np).get(name) is x:  # a function that a check hands on
        return Finding("object", text=f"np.{name}")
    return Finding("object", text=(str(x) if isinstance(x, np.generic) else repr(x))[: _TEXT + 1])


_PLAIN_TYPES: dict[Any, Callable[[Any], Any]] = {
    (bool, np.bool_): bool,
    str: lambda x: str(x)[: _TEXT + 1],
    bytes: lambda x: bytes(x)[: _TEXT + 1],
    (int, np.integer): int,
    (float, np.floating): float,
    (complex, np.complexfloating): complex,
}
_LISTED_TYPES = frozenset(map(np.dtype, ("f8", "f4", "i8", "i4", "?")))  # whose lists have Python's own numbers
_MORE = Finding("more")  # what an excerpt leaves out


def shape_text(dimensions: tuple[int, ...]) -> str:
    """Return a shape as it is written in Python."""
    return str(tuple(int(n) for n in dimensions))


def number_text(x: Any) -> str:
    """Return a number with at most six significant digits; exact ones as they are, unless nobody would read them."""
    if isinstance(x, (bool, np.bool_)):
        return str(bool(x))
    if isinstance(x, Fraction):
        if _is_huge(x):
            return f"{(Decimal(x.numerator) / Decimal(x.denominator)).normalize():.12g}"
        return written if len(written := exact_number(x)) <= _READABLE else f"{float(x):.12g}"
    if isinstance(x, (int, np.integer)):
        return str(int(x))
    if isinstance(x, (complex, np.complexfloating)):
        return f"{x:.6g}"
    x = float(x)
    return str(int(x)) if x.is_integer() and abs(x) < 1e6 else f"{x:.6g}"


def _is_huge(x: Fraction) -> bool:
    """Whether a number is too large for a float, or has more digits than Python writes."""
    above, below = x.numerator.bit_length(), x.denominator.bit_length()
    return above - below > 1022 or max(above, below) > 14_000


def exact_number(x: Fraction) -> str:
    """Return a fraction as a decimal where it ends within fifteen places, else as p/q."""
    for places in range(16):
        scaled = x * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).zfill(places + 1)
            sign = "-" if x < 0 else ""
            return f"{sign}{digits[: len(digits) - places]}{'.' if places else ''}{digits[len(digits) - places :]}"
    return f"{x.numerator}/{x.denominator}"


def _value_text(x: Any, room: int) -> str:
    """What `x` looks like; what takes more than `room` characters may be cut anywhere beyond it."""
    if isinstance(x, (bool, int, float, complex, np.generic, Fraction)) and not isinstance(x, (np.str_, np.bytes_)):
        return number_text(x) if not isinstance(x, (np.datetime64, np.timedelta64)) else str(x)
    if isinstance(x, (np.ndarray, Excerpt)):
        return _array(x, room)
    if isinstance(x, (Call, Finding)):
        return f"<what {call_text(x, room)} returned>" if isinstance(x, Call) else str(x.values.get("text", "…"))
    if isinstance(x, (list, tuple)):
        inner = _joined(x, room)
        return f"[{inner}]" if isinstance(x, list) else f"({inner}{',' if len(x) == 1 else ''})"
    if isinstance(x, dict):
        pairs = list(x.items())[:_ENTRIES]
        return "{" + _within((f"{_value_text(k, room)}: {_value_text(v, room)}" for k, v in pairs), room) + "}"
    plain = str(x) if isinstance(x, str) else x
    return repr(plain[: room + 1] if type(plain) in (str, bytes) else x)


def _within(parts: Iterable[str], room: int) -> str:
    """The parts with commas between them, until there is no room for more: an array may have millions."""
    taken: list[str] = []
    for part in parts:
        taken.append(part)
        room -= len(part) + 2
        if room < 0:
            break
    return ", ".join(taken)


def _joined(items: Sequence[Any], room: int) -> str:
    if len(items) <= 2 * _ENTRIES:
        return _within((_value_text(v, room) for v in items), room)
    first, last = (_value_text(v, room) for v in items[:_ENTRIES]), (_value_text(v, room) for v in items[-1:])
    return _within(chain(first, ["…"], last), room)


def _array(x: np.ndarray[Any, Any] | Excerpt, room: int) -> str:
    if 0 in x.shape:
        return f"an empty array of shape {shape_text(x.shape)}"
    if isinstance(x, Excerpt):
        return _value_text(x.entries, room)
    if x.ndim == 0:
        return _value_text(_only_entry(x), room)
    many = len(x) > 2 * _ENTRIES
    rows = (_value_text(v, room) for v in (x[:_ENTRIES] if many else x))
    return f"[{_within(chain(rows, ['…'] if many else []), room)}]"


def call_text(made: Call, limit: int = 160) -> str:
    """Return a call as it would be typed: with all of its arguments where they fit, else with the long ones cut.

    Where a member of an instance is asked for without any, it may be an attribute: its name alone is written.  What an
    instance went through before is written in front of it.
    """
    if "." in made.function and made.args and isinstance(made.args[0], Call):
        return _steps_text(made, limit)
    values = [("", x) for x in made.args] + [(f"{name}=", x) for name, x in made.kwargs.items()]
    arguments = [(name, x, _value_text(x, limit)) for name, x in values]
    text = ""
    for width in (limit, 60, 24):
        cut = (name + _cut_value(x, whole, width) for name, x, whole in arguments)
        text = f"{made.function}({', '.join(cut)})" if arguments or "." not in made.function else made.function
        if len(text) <= limit:
            break
    return text


def _steps_text(made: Call, limit: int) -> str:
    """The calls of one instance as they would be typed, from the one that makes it."""
    steps: list[Call] = []
    while "." in made.function and made.args and isinstance(made.args[0], Call):
        steps.insert(0, made)
        made = made.args[0]
    name = made.function.lower()
    members = [replace(s, function=f"{name}.{s.function.partition('.')[2]}", args=s.args[1:]) for s in steps]
    *before, last = [call_text(member, limit) for member in members]
    before = [text if text.endswith(")") else f"{text}()" for text in before]  # these are methods
    return "; ".join([f"{name} = {call_text(made, limit)}", *before, last])


def table_rows(x: Any) -> list[list[str]] | None:
    """Return the cells of what is a whole table of numbers or words that people can look through, else None."""
    rows = x.entries if isinstance(x, Excerpt) and len(x.shape) == 2 else x
    if not isinstance(rows, (list, tuple)) or not 1 < len(rows) <= 2 * _ENTRIES:
        return None
    cells = [row.entries if isinstance(row, Excerpt) and len(row.shape) == 1 else row for row in rows]
    if not all(isinstance(row, (list, tuple)) and 1 < len(row) <= 2 * _ENTRIES for row in cells):
        return None
    if len(set(map(len, cells))) > 1 or any(
        isinstance(v, (list, tuple, dict, Excerpt)) or v == _MORE for row in cells for v in row
    ):
        return None
    return [[value_text(v, _READABLE) for v in row] for row in cells]


def points_text(amount: Any) -> str:
    """Return points as people write them, with at most two decimals."""
    value = float(amount)
    return str(int(value)) if value.is_integer() else f"{value:.2f}".rstrip("0").rstrip(".")


def status_word(verdict: Verdict) -> str:
    """Return in a word how a check ended."""
    in_part = verdict.status is Status.FAILED and verdict.share and verdict.credit is None
    return MARKED if verdict.by_hand else IN_PART if in_part else STATUS_WORDS[verdict.status]


# ---- text that anybody may have written


def visible(text: str) -> str:
    """Return a text with control characters, bytes that are no text and turns of direction written out."""
    return text if text.isprintable() else "".join(map(_visible_character, text))


def _visible_character(c: str) -> str:
    if c in "\n\t" or (c not in _TURNING and unicodedata.category(c) not in ("Cc", "Cs")):
        return c
    return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}"


def one_line(text: str) -> str:
    """Return a text that stays on its line and moves nothing on a terminal: names are made up by anybody."""
    if text.isprintable():
        return text  # the same one: a table of thousands holds no copies
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def counted(count: int, what: str) -> str:
    """Return a count with its noun, in the plural where there is not one."""
    return f"{count} {what}" if count == 1 else f"{count:,} {what}s"


def first_names(names: Sequence[str], most: int = 5) -> str:
    """Return the first few of some names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def clipped(text: str, most: int = LONG) -> str:
    """Return the beginning of a text that is too long to be read, and how much was left out."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} more characters)"


def code_pieces(text: str) -> list[tuple[str, bool]]:
    """Return a message cut at its `backticks`: each piece, and whether it is code."""
    cut = text.split("`")
    even = len(cut) % 2 == 1
    return [(piece, even and i % 2 == 1) for i, piece in enumerate(cut) if piece] if even else [(text, False)]


def markdown_text(text: str) -> str:
    """Return a text for a place inside a line of Markdown, where it stands for itself."""
    line = " ".join(clipped(visible(text)).split())
    return _BEGINNING.sub(r"\1\\", _SPECIAL.sub(r"\\\1", line))


def markdown_code(text: str) -> str:
    """Return a text as code inside a line of Markdown, whatever backticks it has."""
    shown = " ".join(clipped(visible(text)).split())
    fence = _fence(shown, 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}" if shown else ""


def markdown_block(text: str, most: int) -> str:
    """Return a text as a block of Markdown that is shown as it is."""
    shown = clipped(visible(text), most)
    fence = _fence(shown, 3)
    return f"{fence}text\n{shown}\n{fence}"


def _fence(text: str, least: int) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)


def limits_text(seconds: float = 0, memory: float = 0) -> str:
    """Return limits of time and of bytes of memory in words, of either or both."""
    told = [f"{seconds:g} s" if seconds else "", f"{memory / 1e9:.3g} GB" if memory else ""]
    return " and ".join(filter(None, told))
