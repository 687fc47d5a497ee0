"""Traces: tables whose rows have state, computed, read, and marked row by row with follow-through.  Pure.

Each cell is judged given the student's own row before, and their own cells to its left, or by the exact table.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.checks.declarations import Trace
from grader.followthrough.intervals import Namespace, StepMark, call_step
from grader.model import Credit, Finding
from grader.seeds import Numbers
from grader.submissions.answer_sheet import BLANK, UnreadableAnswer, WrittenValue, number_from_text, to_keyboard_signs

_SURELY_APART = 1e-8  # relative distance of two floats that no rounding explains
_ROUNDING = Fraction(1, 10**9)  # what a computer's arithmetic may add to a number that is exact by hand
MAX_ROWS = 40  # more than anybody computes by hand
_COUNTS = 2**31  # whole numbers below it are integers, which are quicker; larger ones might overflow an array
_WORDS = ""  # stands for no column: the key of texts in a row
_LABEL = re.compile(r"(?:[^\W\d]+|#)[\s_.:^]*[({]?\s*(\d{1,3})\s*[)}]?")  # "x3", "sample 3"

TraceRow = dict[str, Any]  # column -> Fraction, or a tuple of them


class TraceMarking:
    """The marking of one student's table against the exact one.

    The first column is a choice (which sample), the others are arithmetic on it.  A table of another length is marked
    out of the longer of the two, so that stopping early never pays.  `cache` keeps computed rows, for other tables on
    the same numbers.
    """

    def __init__(
        self,
        name: str,
        trace: Trace,
        space: Namespace,
        numbers: Numbers,
        table: WrittenTable,
        wrong: Mapping[str, Namespace],
        cache: dict[Any, Any] | None = None,
    ) -> None:
        self.cache = {} if cache is None else cache
        self.name, self.trace, self.space, self.numbers = name, trace, space, numbers
        self.table, self.rows = table, table.rows
        self.wrong = wrong
        self.choice = trace.columns[0][0]
        self.start: TraceRow = call_step(space[trace.start], numbers)
        self.exact = self._cached_trace("", space)
        self._rows_before: dict[int, TraceRow] = {}

    @cached_property
    def marks(self) -> list[StepMark]:
        """The marks of each row's cells, and one for stopping where the table ends."""
        count = max(len(self.exact), len(self.rows))
        return [mark for i in range(count) for mark in self._row_marks(i)] + [self._stop_mark()]

    def student_rows(self) -> list[TraceRow]:
        """Return the student's rows, blanks filled with exact values."""
        return [self._row_before(i + 1) for i in range(len(self.rows))]

    def written_rows(self) -> list[TraceRow]:
        """Return the written cells of the right form, row by row; blanks are left out."""
        return [dict(row) for row in self._fitting_rows]

    def rules_out(self, name: str) -> bool:
        """Return whether a student with this misconception would have written neither this table nor the exact one."""
        theirs = self._cached_trace(name, self.wrong[name])
        return theirs != self.exact and not _same_tables(self.rows, theirs)

    # ---- the student's own rows

    def _written_cells(self, i: int) -> TraceRow:
        return self.rows[i] if i < len(self.rows) else {}

    @cached_property
    def _fitting_rows(self) -> list[TraceRow]:
        return [{column: value for column, value in row.items() if self._fits(column, value)} for row in self.rows]

    def _usable_cells(self, i: int) -> TraceRow:
        return self._fitting_rows[i] if i < len(self.rows) else {}

    def _fits(self, column: str, value: Any) -> bool:
        """Whether a written cell can be computed with: a vector of the right width, or a possible choice."""
        model = self.start[column]
        if isinstance(model, tuple):
            return isinstance(value, tuple) and len(value) == len(model)
        if isinstance(value, tuple):
            return False
        return column != self.choice or (value.denominator == 1 and value >= 1)

    def _row_before(self, i: int) -> TraceRow:
        """The student's row before row i; a blank falls back to the exact value."""
        if i == 0:
            return self.start
        if i not in self._rows_before:
            fallback = self.exact[i - 1] if i <= len(self.exact) else self._row_before(i - 1)
            self._rows_before[i] = {**fallback, **self._usable_cells(i - 1)}
        return self._rows_before[i]

    def _row_after(self, before: TraceRow, own: TraceRow, who: str = "") -> TraceRow | None:
        try:
            return cached_next_row(
                self.cache, self.name, who, self.trace, self.wrong.get(who, self.space), self.numbers, before, own
            )
        except (IndexError, ValueError, TypeError, ArithmeticError):
            return None  # the student's own row cannot be continued: a sample that does not exist

    def _row_after_own_cells(self, before: TraceRow, own: TraceRow, who: str = "") -> TraceRow | None:
        """The row after `before`, in which each column uses the cells of `own` to its left."""
        free = self._row_after(before, {}, who)
        if free is None or all(own.get(column, free[column]) == free[column] for column, _ in self.trace.columns[:-1]):
            return free
        return self._row_after(before, own, who)

    def _cached_trace(self, who: str, space: Namespace) -> list[TraceRow]:
        return cached_trace(self.cache, self.name, who, self.trace, space, self.numbers)

    # ---- marks

    def _row_marks(self, i: int) -> list[StepMark]:
        exact = self.exact[i] if i < len(self.exact) else None
        follow = self._row_after_own_cells(
            self._row_before(i), self._usable_cells(i)
        )  # None after the end: no further row is right
        marks = []
        for column, _ in self.trace.columns:
            step = f"{self.name}[{i + 1}].{column}"
            right, own = (None if row is None else row[column] for row in (exact, follow))
            marks.append(replace(self._cell_mark(step, i, column, right, own), row=i + 1, column=column))
        return marks

    def _cell_mark(self, step: str, i: int, column: str, exact: Any, own: Any) -> StepMark:
        value = self._written_cells(i).get(column)
        if value is None:
            return StepMark(step, Credit.MISSING, None, own, exact)
        if cells_equal(value, exact):
            return StepMark(step, Credit.RIGHT, value, own, exact)
        if cells_equal(value, own):
            return StepMark(step, Credit.FOLLOW_THROUGH, value, own, exact)
        named = tuple(name for name in self._suspects if self._explains(name, i, column))
        return StepMark(step, Credit.NAMED if named else Credit.WRONG, value, own, exact, named)

    def _stop_mark(self) -> StepMark:
        step = f"{self.name}.stop"
        if not any(self.rows):
            return StepMark(step, Credit.MISSING)
        last = self._row_before(len(self.rows))
        if len(self.rows) == len(self.exact) and all(cells_equal(last[c], self.exact[-1][c]) for c in last):
            return StepMark(step, Credit.RIGHT)
        following = self._row_after(last, {})
        whole = all(column in self._usable_cells(len(self.rows) - 1) for column, _ in self.trace.columns)
        if following is None and whole:
            return StepMark(step, Credit.FOLLOW_THROUGH)
        return StepMark(step, Credit.WRONG, expected=None if following is None else following[self.choice])

    # ---- names of mistakes

    @cached_property
    def _mistaken_starts(self) -> dict[str, TraceRow]:
        key = (self.name, "starts")
        if key not in self.cache:
            self.cache[key] = {m: call_step(space[self.trace.start], self.numbers) for m, space in self.wrong.items()}
        starts: dict[str, TraceRow] = self.cache[key]
        return starts

    @cached_property
    def _suspects(self) -> list[str]:
        """The misconceptions that explain the most rows, where these are more than the right rule explains."""
        # The one with the fewest misses so far is continued first: hopeless ones are not computed to the end.
        ahead = [(0, place, 0, name) for place, name in enumerate(self.wrong)]
        fewest, found = sum(not self._is_right(i) for i in range(len(self.rows))) - 1, set()
        while ahead and ahead[0][0] <= fewest:
            misses, place, i, name = heapq.heappop(ahead)
            if i < len(self.rows):
                heapq.heappush(ahead, (misses + (not self._explains_row(name, i)), place, i + 1, name))
            else:
                fewest = misses
                found.add(name)
        return [name for name in self.wrong if name in found]

    def _is_right(self, i: int) -> bool:
        """Whether row i is right, given the row before or in the exact table."""
        written = self._written_cells(i)
        exact = self.exact[i] if i < len(self.exact) else {}
        follow = self._row_after_own_cells(self._row_before(i), self._usable_cells(i)) or {}
        return bool(written) and all(
            cells_equal(v, exact.get(c)) or cells_equal(v, follow.get(c)) for c, v in written.items()
        )

    def _explains_row(self, name: str, i: int) -> bool:
        would = self._mistaken_row(name, i) if self.rows[i] else None
        return would is not None and all(cells_equal(cell, would[column]) for column, cell in self.rows[i].items())

    def _explains(self, name: str, i: int, column: str) -> bool:
        """Whether a student with this misconception would have written this cell after the same row before."""
        would = self._mistaken_row(name, i)
        if would is None:
            return False
        return cells_equal(self._written_cells(i)[column], would[column])

    def _mistaken_row(self, name: str, i: int) -> TraceRow | None:
        start = self._mistaken_starts[name]
        if any(_width(start[c]) != _width(self.start[c]) for c in start):  # another width, for example without a bias
            rows = self._cached_trace(name, self.wrong[name])
            return rows[i] if i < len(rows) else None
        before = start if i == 0 else self._row_before(i)
        free = self._row_after(before, {}, name)
        written = self._usable_cells(i)
        if free is None or self.choice not in written or cells_equal(free[self.choice], written[self.choice]):
            return free
        given = self._row_after(before, {self.choice: written[self.choice]}, name)
        return None if given is None else {**given, self.choice: free[self.choice]}


def cached_next_row(
    cache: dict[Any, Any],
    name: str,
    who: str,
    trace: Trace,
    space: Namespace,
    numbers: Numbers,
    before: TraceRow,
    own: TraceRow,
) -> TraceRow | None:
    """Return what `next_row` returns, from `cache` where it is there.

    `who` names the misconception that `space` has, "" for none.
    """
    key = (name, who, *before.items(), "own", *own.items())
    if key not in cache:
        cache[key] = next_row(trace, space, numbers, before, own)
    row: TraceRow | None = cache[key]
    return row


def cached_trace(
    cache: dict[Any, Any], name: str, who: str, trace: Trace, space: Namespace, numbers: Numbers
) -> list[TraceRow]:
    """Return what `compute_trace` returns, from `cache` where it is there; `who` as in `cached_next_row`."""
    key = (name, who, "run")
    if key not in cache:

        def after(row: TraceRow) -> TraceRow | None:
            return cached_next_row(cache, name, who, trace, space, numbers, row, {})

        cache[key] = rows_after(call_step(space[trace.start], numbers), after)
    rows: list[TraceRow] = cache[key]
    return rows


def _same_tables(rows: Sequence[TraceRow], others: Sequence[TraceRow]) -> bool:
    pairs = zip(rows, others, strict=False)
    return len(rows) == len(others) and all(
        cells_equal(one.get(column), row[column]) for one, row in pairs for column in row
    )


def _width(cell: Any) -> int:
    return len(cell) if isinstance(cell, tuple) else 1


def cells_equal(one: Any, other: Any) -> bool:
    """Return whether two cells hold the same number or numbers, up to a computer's rounding."""
    if one is None or other is None:
        return False
    if isinstance(one, tuple) or isinstance(other, tuple):
        same = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        return same and all(cells_equal(a, b) for a, b in zip(one, other, strict=True))
    if one == other:
        return True
    near, far = float(one), float(other)
    if abs(near - far) > _SURELY_APART * (1 + abs(near) + abs(far)):
        return False
    return abs(Fraction(one) - Fraction(other)) <= _ROUNDING


# ---- computing and reading a table


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A student's table as read: rows of written cells, and remarks on its form."""

    rows: tuple[dict[str, Any], ...]
    remarks: tuple[Finding, ...] = ()


def compute_trace(trace: Trace, space: Namespace, numbers: Numbers, most: int = MAX_ROWS) -> list[TraceRow]:
    """Return the exact table from the start to its end, or its first `most` rows."""
    return rows_after(
        call_step(space[trace.start], numbers), lambda row: next_row(trace, space, numbers, row, {}), most
    )


def rows_after(row: TraceRow, after: Callable[[TraceRow], TraceRow | None], most: int = MAX_ROWS) -> list[TraceRow]:
    """Return the rows after a row, each computed from the one before it, at most `most` rows."""
    rows: list[TraceRow] = []
    while len(rows) < most and (following := after(row)) is not None:
        rows.append(following)
        row = following
    return rows


def next_row(
    trace: Trace, space: Namespace, numbers: Numbers, before: TraceRow, own: Mapping[str, Any]
) -> TraceRow | None:
    """Return the row after `before`, None where the table ends; `own` are cells that the student has written.

    A column's parameters that name columns to its left mean this row; itself and those to its right, the row before.
    """
    values: dict[str, Any] = {**numbers, **before}
    row: TraceRow = {}
    for i, (column, function) in enumerate(trace.columns):
        row[column] = call_step(space[function], values)
        if i == 0 and row[column] is None:
            return None
        values[column] = own.get(column, row[column])
    return row


def flatten_rows(rows: Sequence[TraceRow], trace: Trace) -> list[tuple[Any, ...]]:
    """Return rows as flat tuples, which is how a student writes them."""
    return [_flatten_row(row, trace) for row in rows]


def _flatten_row(row: TraceRow, trace: Trace) -> tuple[Any, ...]:
    cells: list[Any] = []
    for column, _ in trace.columns:
        cells += row[column] if isinstance(row[column], tuple) else [row[column]]
    return tuple(cells)


def read_table(value: Any, trace: Trace, start: TraceRow) -> WrittenTable | UnreadableAnswer:
    """Return the student's table, or the reason why it cannot be read.

    A first row with only the start, a last one with only the end, and a column that counts the rows are left out;
    numbering from 0 is understood; each with a remark.
    """
    if isinstance(value, UnreadableAnswer):
        return value
    if _is_flat_list(value) and len(value) == len(_flatten_row(start, trace)):
        value = [value]  # a single row without its brackets
    unread = table_fault(value)
    if unread is not None:
        return unread
    widths = [len(start[c]) if isinstance(start[c], tuple) else 1 for c, _ in trace.columns]
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
