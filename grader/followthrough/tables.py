"""Tables whose rows follow from each other: computed, and marked row by row with follow-through.  Pure.

Each cell is judged given the student's own row before, and their own cells to its left, or by the exact table.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.checks.declarations import Trace
from grader.followthrough.marking import mark_value
from grader.followthrough.nodes import STEP_FAULTS, Namespace, StepMark, call_step, flatten, kept, same_cells
from grader.model import Credit, Finding
from grader.seeds import Numbers
from grader.submissions.answer_sheet import WrittenValue

MAX_ROWS = 40  # more than anybody computes by hand

TraceRow = dict[str, Any]  # column -> a number, or a tuple of them


class TraceTable:
    """The table of one trace on one student's numbers, right or with a misconception; `cache` keeps computed rows.

    `space_of` returns the solution's functions for a student with a misconception, the right ones for "".
    """

    def __init__(
        self, name: str, trace: Trace, space_of: Callable[[str], Namespace], numbers: Numbers, cache: dict[Any, Any]
    ) -> None:
        self.name, self.trace, self.space_of, self.numbers, self.cache = name, trace, space_of, numbers, cache

    def start(self, who: str = "") -> TraceRow:
        """Return the values before the first row."""
        row: TraceRow = kept(
            self.cache, (self.name, who, "start"), lambda: call_step(self.space_of(who)[self.trace.start], self.numbers)
        )
        return row

    def row_after(self, before: TraceRow, own: TraceRow, who: str = "") -> TraceRow | None:
        """Return the row after `before`, None where the table ends; `own` are cells that the student has in it."""
        key = (self.name, who, *before.items(), "own", *own.items())
        return kept(self.cache, key, lambda: next_row(self.trace, self.space_of(who), self.numbers, before, own))

    def rows(self, who: str = "") -> list[TraceRow]:
        """Return the rows from the start to the end, or the first ones of a table without an end."""
        return kept(self.cache, (self.name, who, "rows"), lambda: self._rows(who))

    def _rows(self, who: str) -> list[TraceRow]:
        rows: list[TraceRow] = []
        while len(rows) < MAX_ROWS and (row := self.row_after(rows[-1] if rows else self.start(who), {}, who)):
            rows.append(row)
        return rows


class TableMarking:
    """The marking of one student's table against the exact one; `wrong` are the misconceptions that can show in it.

    The first column is a choice (which sample), the others are arithmetic on it.  A table of another length is marked
    out of the longer of the two, so that stopping early never pays.
    """

    def __init__(
        self,
        table: TraceTable,
        rows: Sequence[TraceRow],
        wrong: Collection[str] = (),
        remarks: tuple[Finding, ...] = (),
    ) -> None:
        self.table, self.rows, self.wrong, self.remarks = table, rows, wrong, remarks
        self.columns = [column for column, _ in table.trace.columns]
        self.choice, self.exact = self.columns[0], table.rows()
        # One for each row of the longer of the two: the student's cells, and those that can be computed with.
        self._cells = [*rows, *({} for _ in range(len(self.exact) - len(rows)))]
        self._usable = [{c: v for c, v in row.items() if self._is_usable(c, v)} for row in self._cells]
        self._rows_before: dict[int, TraceRow] = {0: table.start()}

    @cached_property
    def marks(self) -> list[StepMark]:
        """The marks of each row's cells, and one for stopping where the table ends."""
        return [mark for i in range(len(self._cells)) for mark in self._row_marks(i)] + [self._stop_mark()]

    @property
    def ended(self) -> bool:
        """Whether the table ends rightly."""
        return self.marks[-1].credit in (Credit.RIGHT, Credit.FOLLOW_THROUGH)

    @property
    def usable_rows(self) -> list[TraceRow]:
        """The student's cells of the right form, row by row; blanks are left out."""
        return self._usable[: len(self.rows)]

    def values(self) -> list[tuple[Any, ...]]:
        """Return the student's rows flat, as a step reads them, blanks filled with exact values."""
        return flatten_rows([self._row_before(i + 1) for i in range(len(self.rows))], self.table.trace)

    def ruled_out(self) -> set[str]:
        """Return the misconceptions with which a student would have written neither this table nor the exact one."""
        found = {name for mark in self.marks for name in mark.misconceptions}
        theirs = {name: self.table.rows(name) for name in self.wrong if name not in found and any(self.rows)}
        return {name for name, rows in theirs.items() if rows != self.exact and not self._is_written(rows)}

    def _is_written(self, rows: Sequence[TraceRow]) -> bool:
        pairs = zip(self.rows, rows, strict=False)
        return len(self.rows) == len(rows) and all(same_cells(own.get(c), row[c]) for own, row in pairs for c in row)

    # ---- the student's own rows

    def _is_usable(self, column: str, value: Any) -> bool:
        """Whether a cell can be computed with: a vector of the right width, or a possible choice."""
        model = self.table.start()[column]
        if isinstance(model, tuple) or isinstance(value, tuple):
            return isinstance(model, tuple) and isinstance(value, tuple) and len(value) == len(model)
        return column != self.choice or (value.denominator == 1 and value >= 1)

    def _row_before(self, i: int) -> TraceRow:
        """The student's row before row i; a blank falls back to the exact value."""
        if i not in self._rows_before:
            fallback = self.exact[i - 1] if i <= len(self.exact) else self._row_before(i - 1)
            self._rows_before[i] = {**fallback, **self._usable[i - 1]}
        return self._rows_before[i]

    def _row(self, i: int, who: str = "") -> TraceRow | None:
        """Row i after the student's row before, each column beside own cells to its left.

        With a misconception it begins as that does, and the choice alone is the student's.
        """
        right, start = self.table.start(), self.table.start(who)
        if who and any(_width(start[c]) != _width(right[c]) for c in start):  # for example without a bias
            rows = self.table.rows(who)
            return rows[i] if i < len(rows) else None
        left = self.columns[:1] if who else self.columns[:-1]
        own = {column: self._usable[i][column] for column in left if column in self._usable[i]}
        return self._row_given(self._row_before(i) if i else start, own, who)

    def _row_given(self, before: TraceRow, own: TraceRow, who: str = "") -> TraceRow | None:
        """The row after `before` and beside own cells; None after the end, or where these cannot be continued."""
        try:
            free = self.table.row_after(before, {}, who)
            if free is None or all(free[column] == cell for column, cell in own.items()):
                return free
            return self.table.row_after(before, own, who)
        except STEP_FAULTS:  # a sample that does not exist
            return None

    # ---- marks

    def _row_marks(self, i: int) -> list[StepMark]:
        exact = self.exact[i] if i < len(self.exact) else {}
        following = self._row(i) or {}

        def mark(column: str) -> StepMark:
            def mistaken() -> dict[str, Any]:
                rows = {name: self._row(i, name) for name in self._suspects}
                return {name: row[column] for name, row in rows.items() if row is not None}

            step, cell = f"{self.table.name}[{i + 1}].{column}", self._cells[i].get(column)
            return mark_value(step, cell, exact.get(column), following.get(column), mistaken, row=i + 1, column=column)

        return [mark(column) for column in self.columns]

    def mistaken_cells(self, mark: StepMark) -> dict[str, Any]:
        """Return what each misconception gives in the cell of a mark, going on from the student's row before."""
        rows = {name: self._row(mark.row - 1, name) for name in self.wrong} if mark.row else {}
        return {name: row[mark.column] for name, row in rows.items() if row is not None}

    def _stop_mark(self) -> StepMark:
        step, count = f"{self.table.name}.stop", len(self.rows)
        if not any(self.rows):
            return StepMark(step, Credit.MISSING)
        last = self._row_before(count)
        if count == len(self.exact) and all(same_cells(last[c], self.exact[-1][c]) for c in last):
            return StepMark(step, Credit.RIGHT)
        following = self._row_given(last, {})
        if following is None and all(column in self._usable[count - 1] for column in self.columns):
            return StepMark(step, Credit.FOLLOW_THROUGH)
        return StepMark(step, Credit.WRONG, expected=None if following is None else following[self.choice])

    # ---- names of mistakes

    @cached_property
    def _suspects(self) -> list[str]:
        """The misconceptions that explain the most rows, where these are more than the right rule explains."""
        # The one with the fewest misses so far is continued first: hopeless ones are not computed to the end.
        ahead = [(0, place, 0, name) for place, name in enumerate(self.wrong)]
        fewest, found = sum(not self._is_right(i) for i in range(len(self.rows))) - 1, set()
        while ahead and ahead[0][0] <= fewest:
            misses, place, i, name = heapq.heappop(ahead)
            if i < len(self.rows):
                heapq.heappush(ahead, (misses + (not self._explains_row(i, name)), place, i + 1, name))
            else:
                fewest = misses
                found.add(name)
        return [name for name in self.wrong if name in found]

    def _is_right(self, i: int) -> bool:
        """Whether row i is right, given the row before or in the exact table."""
        rows = [self.exact[i] if i < len(self.exact) else {}, self._row(i) or {}]
        written = self.rows[i].items()
        return bool(written) and all(any(same_cells(v, row.get(c)) for row in rows) for c, v in written)

    def _explains_row(self, i: int, name: str) -> bool:
        row = self._row(i, name) if self.rows[i] else None
        return row is not None and all(same_cells(cell, row[column]) for column, cell in self.rows[i].items())


def _width(cell: Any) -> int:
    return len(cell) if isinstance(cell, tuple) else 1


def mark_answer(
    name: str,
    own: WrittenValue,
    exact: Any,
    function: Callable[..., Any],
    numbers: Numbers,
    tables: Sequence[TableMarking | None],
    wrong: Mapping[str, Callable[[], Any]],
    digits: int | None = None,
) -> StepMark:
    """Return the mark of an answer, worked out by a function of numbers and of tables; None is one that cannot be read.

    It is right, too, where it follows from the student's own tables and these end rightly; it is wrong where they do
    not.  `wrong` has for each misconception what returns the answer with it.
    """
    read = [table for table in tables if table is not None]
    following = ended = None
    if tables and len(read) == len(tables) and all(table.rows for table in read):
        following = call_step(function, {**numbers, **{table.table.name: table.values() for table in read}})
        ended = following if all(table.ended for table in read) else None

    def mistaken() -> dict[str, Any]:
        against = set[str]().union(*(table.ruled_out() for table in read))
        return {mistake: value() for mistake, value in wrong.items() if mistake not in against}

    mark = mark_value(name, own, exact, ended, mistaken, digits=digits)
    is_wrong = mark.credit in (Credit.NAMED, Credit.WRONG)
    if is_wrong and ended is None and following is not None and own.covers(Fraction(following)):
        return StepMark(name, Credit.WRONG, mark.written, None, exact, remarks=(Finding("remark.unended_table"),))
    return mark


# ---- computed


def compute_trace(trace: Trace, space: Namespace, numbers: Numbers) -> list[TraceRow]:
    """Return the exact table from the start to its end."""
    return TraceTable("", trace, lambda _: space, numbers, {}).rows()


def next_row(
    trace: Trace, space: Namespace, numbers: Numbers, before: TraceRow, own: Mapping[str, Any]
) -> TraceRow | None:
    """Return the row after `before`, None where the table ends; `own` are cells that the student has in it.

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
    return [flatten([row[column] for column, _ in trace.columns]) for row in rows]
