"""Tables as students write them, read into rows of cells; what is in the way is said.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.checks.declarations import Trace
from grader.followthrough.tables import TraceRow
from grader.model import Finding
from grader.submissions.answer_sheet import BLANK, UnreadableAnswer, WrittenValue, number_from_text, to_keyboard_signs

_COUNTS = 2**31  # whole numbers below it are integers, which are quicker; larger ones might overflow an array
_WORDS = ""  # stands for no column: the key of texts in a row
_LABEL = re.compile(r"(?:[^\W\d]+|#)[\s_.:^]*[({]?\s*(\d{1,3})\s*[)}]?")  # "x3", "sample 3"


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A student's table as read: rows of written cells, and remarks on its form."""

    rows: tuple[dict[str, Any], ...]
    remarks: tuple[Finding, ...] = ()


def read_table(value: Any, trace: Trace, start: TraceRow) -> WrittenTable | UnreadableAnswer:
    """Return the student's table, or the reason why it cannot be read.

    A first row with only the start, a last one with only the end, and a column that counts the rows are left out;
    numbering from 0 is understood; each with a remark.
    """
    if isinstance(value, UnreadableAnswer):
        return value
    widths = [len(start[c]) if isinstance(start[c], tuple) else 1 for c, _ in trace.columns]
    if _is_flat_list(value) and len(value) == sum(widths):
        value = [value]  # a single row without its brackets
    unread = table_fault(value)
    if unread is not None:
        return unread
    lines: list[list[Any]] = []
    for number, row in enumerate(value, 1):
        cells = _cells(row)
        if cells is None:
            return _unreadable_row(number)
        lines.append(cells)
    if lines and lines[0] and all(isinstance(cell, str) for cell in lines[0]):
        names, *lines = lines  # of the columns
        if not any(lines):
            return _unreadable_cell(names[0])
    remarks: list[Finding] = []
    lines = _without_count(lines, sum(widths), remarks)
    rows = [_columns(_without_label(cells), trace, widths) for cells in lines]
    rows = _without_start(rows, trace, start, remarks)
    rows = _without_end(rows, trace, remarks)
    for row in rows:
        if _WORDS in row:
            return _unreadable_cell(row[_WORDS][0])
    return WrittenTable(tuple(_numbered_from_one(rows, trace, remarks)), tuple(remarks))


def table_fault(value: Any) -> UnreadableAnswer | None:
    """Return why an answer is no table, whatever its columns should be; None where it may be one."""
    if value is BLANK or isinstance(value, UnreadableAnswer) or _is_flat_list(value):
        return None
    if not isinstance(value, list):
        return UnreadableAnswer(Finding("unread.no_rows"), 0)
    lines = [_cells(row) for row in value]
    if None in lines:
        return _unreadable_row(lines.index(None) + 1)
    # Words may stand in the first row, a heading or the start, and in rows behind the last that has numbers.
    with_numbers = [
        i for i, cells in enumerate(lines) if cells and any(isinstance(cell, WrittenValue) for cell in cells)
    ]
    inner = [cell for cells in lines[1 : with_numbers[-1] if with_numbers else 0] for cell in cells or ()]
    words = (cell for cell in inner if isinstance(cell, str) and not _LABEL.fullmatch(to_keyboard_signs(cell)))
    return next(map(_unreadable_cell, words), None)


def _unreadable_row(number: int) -> UnreadableAnswer:
    return UnreadableAnswer(Finding("unread.row", number=number), 0)


def _unreadable_cell(text: str) -> UnreadableAnswer:
    return UnreadableAnswer(Finding("unread.cell", text=text[:40]), 0)


def _is_flat_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not any(isinstance(row, list) for row in value)


def _cells(row: Any) -> list[Any] | None:
    """A row's cells, nested ones flat: written values, None for blanks and dashes, texts; None for what is no row."""
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
        elif isinstance(cell, WrittenValue):
            cells.append(cell)
        elif cell is BLANK or cell is None:
            cells.append(None)
        elif isinstance(cell, str):
            cells.append(_cell_text(cell))
        else:
            return None
    return cells


def _cell_text(text: str) -> WrittenValue | str | None:
    return (number_from_text(text) or text) if any(c.isalnum() for c in text) else None


def _without_label(cells: list[Any]) -> list[Any]:
    """The cells, a first one such as "x3" or "sample 3" replaced by its number."""
    found = _LABEL.fullmatch(to_keyboard_signs(cells[0])) if cells and isinstance(cells[0], str) else None
    return [WrittenValue(Fraction(int(found[1])), Fraction(0), cells[0]), *cells[1:]] if found else cells


def _without_count(lines: list[list[Any]], width: int, remarks: list[Finding]) -> list[list[Any]]:
    """The rows without an extra first column that only counts them."""
    filled = [cells for cells in lines if any(cell is not None for cell in cells)]
    counts = [cells[0].value for cells in filled if len(cells) == width + 1 and isinstance(cells[0], WrittenValue)]
    if len(filled) < 2 or len(counts) < len(filled) or counts != [counts[0] + i for i in range(len(counts))]:
        return lines
    if counts[0] not in (0, 1):
        return lines
    remarks.append(Finding("remark.counting_column"))
    return [cells[1:] for cells in lines]


def _columns(cells: list[Any], trace: Trace, widths: list[int]) -> dict[str, Any]:
    """Cells by column; an incomplete column is left out, one of another width keeps its written cells.

    Texts that are no number stand under _WORDS.
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


def _without_start(rows: list[TraceRow], trace: Trace, start: TraceRow, remarks: list[Finding]) -> list[TraceRow]:
    first, rest = trace.columns[0][0], [c for c, _ in trace.columns[1:]]
    if rows and all(rows[0].get(c) == start[c] for c in rest) and rows[0].get(first) in (None, 0):
        remarks.append(Finding("remark.start_row"))
        return rows[1:]
    return rows


def _without_end(rows: list[TraceRow], trace: Trace, remarks: list[Finding]) -> list[TraceRow]:
    first, rest = trace.columns[0][0], [c for c, _ in trace.columns[1:]]
    while rows and not rows[-1].keys() - {_WORDS} and not _has_unreadable_numbers(rows[-1].get(_WORDS, ())):
        rows = rows[:-1]  # blank, or only words: "converged"
    chooses_nothing = len(rows) > 1 and rows[-1].get(first) in (None, 0) and any(c in rows[-1] for c in rest)
    if chooses_nothing and all(rows[-1].get(c) == rows[-2].get(c) for c in rest):
        remarks.append(Finding("remark.end_row"))
        return rows[:-1]
    return rows


def _has_unreadable_numbers(words: Sequence[str]) -> bool:
    """Whether the texts of a row are unreadable numbers rather than a word on the end."""
    return sum(any(c.isdigit() for c in word) for word in words) > 1


def _numbered_from_one(rows: list[TraceRow], trace: Trace, remarks: list[Finding]) -> list[TraceRow]:
    first = trace.columns[0][0]
    if any(row.get(first) == 0 for row in rows):
        remarks.append(Finding("remark.numbered_from_zero"))
        return [{**row, first: row[first] + 1} if first in row else row for row in rows]
    return rows
