"""Hand work marked with follow-through: a slip costs the step where it was made, not all that follows.  Pure.

A table is worked out row by row; each cell is judged given the student's own row before (and their own cells to the
left), or by the exact chain.  A blank falls back to the exact value and blocks nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.checks.declarations import Trace
from grader.model import Credit
from grader.seeds import Numbers
from grader.submissions import number_text
from grader.submissions.answer_sheet import BLANK, Unread, Written, number_in

Space = Mapping[str, Any]
Wrongs = Callable[[], Mapping[str, Any]]
Row = dict[str, Any]  # column -> Fraction, or a tuple of them
MAX_ROWS = 40  # more than anybody works out by hand
_COUNTS = 2**31  # whole numbers below it are integers, which are quicker; larger ones might overflow an array
_WORDS = ""  # no column is called so
_LABEL = re.compile(r"(?:[^\W\d]+|#)[\s_.:^]*[({]?\s*(\d{1,3})\s*[)}]?")


@dataclass(frozen=True, slots=True)
class Mark:
    """How one step ended."""

    step: str
    credit: Credit
    written: Any = None
    expected: Any = None  # given the student's own earlier values
    exact: Any = None
    named: tuple[str, ...] = ()
    remark: str = ""
    doubt: str = ""  # why a person has to look
    share: Fraction = Fraction(0)  # of what is not right as a whole: the part of its numbers that is


@dataclass(frozen=True, slots=True)
class Table:
    """A student's table as read: rows with the written cells, remarks on its form, whether its numbers can be used."""

    rows: tuple[dict[str, Any], ...]
    remarks: tuple[str, ...] = ()


def call(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """Call a step with the values that its parameters name; raises KeyError where one is not there."""
    return function(**{name: values[name] for name in parameters(function)})


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the values that a step asks for."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def run(trace: Trace, space: Space, numbers: Numbers, most: int = MAX_ROWS) -> list[Row]:
    """Return the exact table, from the start to where it ends, or its first `most` rows."""
    return rows_after(call(space[trace.start], numbers), lambda row: advance(trace, space, numbers, row, {}), most)


def rows_after(row: Row, after: Callable[[Row], Row | None], most: int = MAX_ROWS) -> list[Row]:
    """Return the rows after a row, each from the one before it, to where there is none or as many as `most`."""
    rows: list[Row] = []
    while len(rows) < most and (following := after(row)) is not None:
        rows.append(following)
        row = following
    return rows


def advance(trace: Trace, space: Space, numbers: Numbers, before: Row, own: Mapping[str, Any]) -> Row | None:
    """Return the row after `before`, None where the table ends; `own` are cells that the student has written.

    A column's parameters that stand to its left mean this row, itself and those to its right the row before.
    """
    values: dict[str, Any] = {**numbers, **before}
    row: Row = {}
    for i, (column, function) in enumerate(trace.columns):
        row[column] = call(space[function], values)
        if i == 0 and row[column] is None:
            return None
        values[column] = own.get(column, row[column])
    return row


def as_rows(rows: Sequence[Row], trace: Trace) -> list[tuple[Any, ...]]:
    """Return rows as flat tuples, as a student writes them."""
    return [_flat(row, trace) for row in rows]


def _flat(row: Row, trace: Trace) -> tuple[Any, ...]:
    cells: list[Any] = []
    for column, _ in trace.columns:
        cells += row[column] if isinstance(row[column], tuple) else [row[column]]
    return tuple(cells)


def read_table(value: Any, trace: Trace, start: Row) -> Table | Unread:
    """Return the student's table, or the reason why it cannot be read.

    A first row that only says the start, and a last one that only says the end, are no updates and are left out;
    so is a column that counts the rows; numbering from 0 is understood; all with a remark.
    """
    if isinstance(value, Unread):
        return value
    if _flat_list(value) and len(value) == len(_flat(start, trace)):
        value = [value]  # a single row without its brackets
    unread = no_table(value)
    if unread is not None:
        return unread
    widths = [len(start[c]) if isinstance(start[c], tuple) else 1 for c, _ in trace.columns]
    lines: list[list[Any]] = []
    for number, row in enumerate(value, 1):
        cells = _cells(row)
        if cells is None:
            return _no_row(number)
        lines.append(cells)
    if lines and lines[0] and all(isinstance(cell, str) for cell in lines[0]):
        names, *lines = lines  # of the columns
        if not any(lines):
            return _no_number(names[0])
    remarks: list[str] = []
    lines = _without_count(lines, sum(widths), remarks)
    rows = [_columns(_labelled(cells), trace, widths) for cells in lines]
    rows = _without_start(rows, trace, start, remarks)
    rows = _without_end(rows, trace, remarks)
    for row in rows:
        if _WORDS in row:
            return _no_number(row[_WORDS][0])
    return Table(tuple(_from_one(rows, trace, remarks)), tuple(remarks))


def no_table(value: Any) -> Unread | None:
    """Return why something that was read is no table, whatever its columns are; None where it may be one."""
    if value is BLANK or isinstance(value, Unread) or _flat_list(value):
        return None
    if not isinstance(value, list):
        return Unread("this is no list of rows: write [(…), (…)], one row for each update", 0)
    lines = [_cells(row) for row in value]
    if None in lines:
        return _no_row(lines.index(None) + 1)
    # Words may stand in the first row, which may be a heading or the start, and in what says that it is over.
    said = [i for i, cells in enumerate(lines) if cells and any(isinstance(cell, Written) for cell in cells)]
    inner = [cell for cells in lines[1 : said[-1] if said else 0] for cell in cells or ()]
    words = (cell for cell in inner if isinstance(cell, str) and not _LABEL.fullmatch(number_text.plain(cell)))
    return next(map(_no_number, words), None)


def _no_row(number: int) -> Unread:
    return Unread(f"row {number} is no row of numbers: write it like the example above the table", 0)


def _no_number(text: str) -> Unread:
    return Unread(f"`{text[:40]}` in the table is no number", 0)


def _flat_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(row, list) for row in value)


def _cells(row: Any) -> list[Any] | None:
    """A row's cells, nested ones laid flat: Written, None for a blank, a dash and the like, text that is no number."""
    if row is BLANK:
        return []
    if isinstance(row, str) and not any(c.isdigit() for c in row):
        return [_cell_text(row)]  # "converged"
    if not isinstance(row, list):
        return None
    cells: list[Any] = []
    for cell in row:
        if isinstance(cell, list):
            inner = _cells(cell)
            if inner is None:
                return None
            cells += inner
        elif isinstance(cell, Written):
            cells.append(cell)
        elif cell is BLANK or cell is None:
            cells.append(None)
        elif isinstance(cell, str):
            cells.append(_cell_text(cell))
        else:
            return None
    return cells


def _cell_text(text: str) -> Written | str | None:
    return (number_in(text) or text) if any(c.isalnum() for c in text) else None


def _labelled(cells: list[Any]) -> list[Any]:
    """The cells, the first one a number where it names it: "x3", "sample 3"."""
    found = _LABEL.fullmatch(number_text.plain(cells[0])) if cells and isinstance(cells[0], str) else None
    return [Written(Fraction(int(found[1])), Fraction(0), cells[0]), *cells[1:]] if found else cells


def _without_count(lines: list[list[Any]], width: int, remarks: list[str]) -> list[list[Any]]:
    """The rows without a column more than asked for, the first, that only says which row it is."""
    said = [cells for cells in lines if any(cell is not None for cell in cells)]
    counts = [cells[0].value for cells in said if len(cells) == width + 1 and isinstance(cells[0], Written)]
    if len(said) < 2 or len(counts) < len(said) or counts != [counts[0] + i for i in range(len(counts))]:
        return lines
    if counts[0] not in (0, 1):
        return lines
    remarks.append("Your first column counts the rows; it was left out.")
    return [cells[1:] for cells in lines]


def _columns(cells: list[Any], trace: Trace, widths: list[int]) -> dict[str, Any]:
    """Cells by column; a column that is not whole is left out, one of another width keeps what was written.

    Under _WORDS stands a text that is no number.
    """
    row: dict[str, Any] = {}
    place = 0
    for i, ((column, _), width) in enumerate(zip(trace.columns, widths, strict=True)):
        last = i == len(widths) - 1
        part = cells[place:] if last else cells[place : place + width]
        place += width
        words = [cell for cell in part if isinstance(cell, str)]
        if words:
            row[_WORDS] = (*row.get(_WORDS, ()), *words)
        if not part or words or any(cell is None for cell in part):
            continue
        values = tuple(int(v) if v.denominator == 1 and abs(v) < _COUNTS else v for v in (cell.value for cell in part))
        row[column] = values[0] if width == 1 and len(values) == 1 else values
    return row


def _without_start(rows: list[Row], trace: Trace, start: Row, remarks: list[str]) -> list[Row]:
    first, rest = trace.columns[0][0], [c for c, _ in trace.columns[1:]]
    if rows and all(rows[0].get(c) == start[c] for c in rest) and rows[0].get(first) in (None, 0):
        remarks.append("Your first row is the start; the table begins with the first update.")
        return rows[1:]
    return rows


def _without_end(rows: list[Row], trace: Trace, remarks: list[str]) -> list[Row]:
    first, rest = trace.columns[0][0], [c for c, _ in trace.columns[1:]]
    while rows and not rows[-1].keys() - {_WORDS} and not _unreadable(rows[-1].get(_WORDS, ())):
        rows = rows[:-1]  # blank, or only words: "converged"
    said = len(rows) > 1 and rows[-1].get(first) in (None, 0) and any(c in rows[-1] for c in rest)
    if said and all(rows[-1].get(c) == rows[-2].get(c) for c in rest):
        remarks.append("Your last row only says that nothing changes any more; the table ends with the last update.")
        return rows[:-1]
    return rows


def _unreadable(words: Sequence[str]) -> bool:
    """Whether what a row says are rather numbers that cannot be read than a word on its being the last."""
    return sum(any(c.isdigit() for c in word) for word in words) > 1


def _from_one(rows: list[Row], trace: Trace, remarks: list[str]) -> list[Row]:
    first = trace.columns[0][0]
    if any(row.get(first) == 0 for row in rows):
        remarks.append("You number from 0; it was read as if from 1, as the handout does.")
        return [{**row, first: row[first] + 1} if first in row else row for row in rows]
    return rows


def _agrees(written: Written, target: Fraction, digits: int) -> bool:
    """Whether a number is right in its first significant digits, as many as were asked for and written."""
    unit = Fraction(10) ** (math.floor(math.log10(abs(target))) + 1 - digits) if target else Fraction(0)
    return abs(written.value - target) <= unit / 2 and 2 * written.half <= unit


def mark_value(step: str, written: Written, exact: Any, own: Any, wrongs: Wrongs, digits: int | None = None) -> Mark:
    """Return the mark of a single number; with `digits`, that many significant ones are asked for.

    `own` is the step's value given the student's own earlier ones (None where these earn nothing), `wrongs` gives the
    value for each misconception.  A number too coarse to be told from a mistake waits for a person.
    """
    for target, credit in ((exact, Credit.RIGHT), (own, Credit.FOLLOW_THROUGH)):
        if target is None:
            continue
        if digits is not None and _agrees(written, Fraction(target), digits):
            return Mark(step, credit, written.value, own, exact)
        if not written.covers(Fraction(target)):
            continue
        if Written(written.value, Fraction(0), "").covers(Fraction(target)):
            return Mark(step, credit, written.value, own, exact)
        if any(written.covers(Fraction(value)) and value != target for value in wrongs().values()):
            doubt = f"{written.text} has too few digits to tell whether it is right; a person will look at it."
            return Mark(step, credit, written.value, own, exact, doubt=doubt)
        remark = "It counts, although it is written with fewer digits than asked for."
        return Mark(step, credit, written.value, own, exact, remark=remark)
    named = tuple(name for name, value in wrongs().items() if written.covers(Fraction(value)))
    return Mark(step, Credit.NAMED if named else Credit.WRONG, written.value, own, exact, named)
