"""Marks a table row by row, given the student's own row before, and finds the mistake that explains it.  Pure."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.checks.declarations import Trace
from grader.followthrough.trace_table import Mark, Row, Space, Table, advance, call, rows_after
from grader.model import Credit
from grader.seeds import Numbers

_SURELY = 1e-8  # of numbers as floats: what is further apart is no rounding
_ROUNDING = Fraction(1, 10**9)  # what a computer's arithmetic may add to a number that is exact by hand


class Marking:
    """One student's table beside the exact one.

    The first column is a choice (which sample), the others are arithmetic on it.  A table of another length is marked
    out of the longer of the two, so that stopping early never pays.  `known` keeps what was worked out, for other
    tables on the same numbers.
    """

    def __init__(
        self,
        name: str,
        trace: Trace,
        space: Space,
        numbers: Numbers,
        table: Table,
        wrong: Mapping[str, Space],
        known: dict[Any, Any] | None = None,
    ) -> None:
        self.known = {} if known is None else known
        self.name, self.trace, self.space, self.numbers = name, trace, space, numbers
        self.table, self.rows = table, table.rows
        self.wrong = wrong
        self.choice = trace.columns[0][0]
        self.start: Row = call(space[trace.start], numbers)
        self.exact = self._run("", space)
        self._befores: dict[int, Row] = {}

    @cached_property
    def marks(self) -> list[Mark]:
        """The marks: for each row its choice and its arithmetic, and one for stopping rightly."""
        count = max(len(self.exact), len(self.rows))
        return [mark for i in range(count) for mark in self._row(i)] + [self._stop()]

    def own_rows(self) -> list[Row]:
        """Return the student's rows, blanks filled with what is exact."""
        return [self._before(i + 1) for i in range(len(self.rows))]

    def written_rows(self) -> list[Row]:
        """Return the cells that the student has written and that fit, row by row; a blank is not there."""
        return [dict(row) for row in self._fitting]

    def speaks_against(self, name: str) -> bool:
        """Return whether somebody with this misconception would have written neither this table nor the exact one."""
        theirs = self._run(name, self.wrong[name])
        return theirs != self.exact and not _alike(self.rows, theirs)

    # ---- the student's own state

    def _written(self, i: int) -> Row:
        return self.rows[i] if i < len(self.rows) else {}

    @cached_property
    def _fitting(self) -> list[Row]:
        return [{column: value for column, value in row.items() if self._fits(column, value)} for row in self.rows]

    def _usable(self, i: int) -> Row:
        return self._fitting[i] if i < len(self.rows) else {}

    def _fits(self, column: str, value: Any) -> bool:
        """Whether a written cell can be computed with: a vector of the right width, a choice that can be one."""
        model = self.start[column]
        if isinstance(model, tuple):
            return isinstance(value, tuple) and len(value) == len(model)
        if isinstance(value, tuple):
            return False
        return column != self.choice or (value.denominator == 1 and value >= 1)

    def _before(self, i: int) -> Row:
        """The row before row i as the student has it; what is blank falls back to the exact value."""
        if i == 0:
            return self.start
        if i not in self._befores:
            fallback = self.exact[i - 1] if i <= len(self.exact) else self._before(i - 1)
            self._befores[i] = {**fallback, **self._usable(i - 1)}
        return self._befores[i]

    def _next(self, before: Row, own: Row, who: str = "") -> Row | None:
        try:
            return advance_once(
                self.known, self.name, who, self.trace, self.wrong.get(who, self.space), self.numbers, before, own
            )
        except (IndexError, ValueError, TypeError, ArithmeticError):
            return None  # the student's own numbers lead nowhere, such as a sample that does not exist

    def _given(self, before: Row, own: Row, who: str = "") -> Row | None:
        """The row after `before` where `own` is written in it already: each column goes on from those to its left."""
        free = self._next(before, {}, who)
        if free is None or all(own.get(column, free[column]) == free[column] for column, _ in self.trace.columns[:-1]):
            return free
        return self._next(before, own, who)

    def _run(self, who: str, space: Space) -> list[Row]:
        return run_once(self.known, self.name, who, self.trace, space, self.numbers)

    # ---- marks

    def _row(self, i: int) -> list[Mark]:
        exact = self.exact[i] if i < len(self.exact) else None
        follow = self._given(self._before(i), self._usable(i))  # None after the end: nothing can be done rightly
        marks = []
        for column, _ in self.trace.columns:
            step = f"{self.name}[{i + 1}].{column}"
            right, own = (None if row is None else row[column] for row in (exact, follow))
            marks.append(self._cell(step, i, column, right, own))
        return marks

    def _cell(self, step: str, i: int, column: str, exact: Any, own: Any) -> Mark:
        value = self._written(i).get(column)
        if value is None:
            return Mark(step, Credit.MISSING, None, own, exact)
        if equal(value, exact):
            return Mark(step, Credit.RIGHT, value, own, exact)
        if equal(value, own):
            return Mark(step, Credit.FOLLOW_THROUGH, value, own, exact)
        named = tuple(name for name in self._suspects if self._explains(name, i, column))
        return Mark(step, Credit.NAMED if named else Credit.WRONG, value, own, exact, named)

    def _stop(self) -> Mark:
        step = f"{self.name}.stop"
        if not any(self.rows):
            return Mark(step, Credit.MISSING)
        last = self._before(len(self.rows))
        if len(self.rows) == len(self.exact) and all(equal(last[c], self.exact[-1][c]) for c in last):
            return Mark(step, Credit.RIGHT)
        following = self._next(last, {})
        whole = all(column in self._usable(len(self.rows) - 1) for column, _ in self.trace.columns)
        if following is None and whole:
            return Mark(step, Credit.FOLLOW_THROUGH)
        return Mark(step, Credit.WRONG, expected=None if following is None else following[self.choice])

    # ---- names of mistakes

    @cached_property
    def _starts(self) -> dict[str, Row]:
        key = (self.name, "starts")
        if key not in self.known:
            self.known[key] = {m: call(space[self.trace.start], self.numbers) for m, space in self.wrong.items()}
        starts: dict[str, Row] = self.known[key]
        return starts

    @cached_property
    def _suspects(self) -> list[str]:
        """The misconceptions that explain the most rows, all that explain equally many, and more than the rule does."""
        # The one with the fewest misses so far goes on first, so that hopeless ones are not followed to the end.
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
        """Whether row i needs no mistake to explain it, given the row before, or as it is in the exact table."""
        written = self._written(i)
        exact = self.exact[i] if i < len(self.exact) else {}
        follow = self._given(self._before(i), self._usable(i)) or {}
        return bool(written) and all(equal(v, exact.get(c)) or equal(v, follow.get(c)) for c, v in written.items())

    def _explains_row(self, name: str, i: int) -> bool:
        would = self._would_write(name, i) if self.rows[i] else None
        return would is not None and all(equal(cell, would[column]) for column, cell in self.rows[i].items())

    def _explains(self, name: str, i: int, column: str) -> bool:
        """Whether somebody with this misconception would have written this cell after the student's own row before."""
        would = self._would_write(name, i)
        if would is None:
            return False
        return equal(self._written(i)[column], would[column])

    def _would_write(self, name: str, i: int) -> Row | None:
        start = self._starts[name]
        if any(_width(start[c]) != _width(self.start[c]) for c in start):  # another width: no bias, say
            rows = self._run(name, self.wrong[name])
            return rows[i] if i < len(rows) else None
        before = start if i == 0 else self._before(i)
        free = self._next(before, {}, name)
        written = self._usable(i)
        if free is None or self.choice not in written or equal(free[self.choice], written[self.choice]):
            return free
        given = self._next(before, {self.choice: written[self.choice]}, name)
        return None if given is None else {**given, self.choice: free[self.choice]}


def advance_once(
    known: dict[Any, Any], name: str, who: str, trace: Trace, space: Space, numbers: Numbers, before: Row, own: Row
) -> Row | None:
    """Return the row after `before` as `space`, that of somebody who holds the misconception `who`, gives it.

    It is kept in `known`.
    """
    key = (name, who, *before.items(), "own", *own.items())
    if key not in known:
        known[key] = advance(trace, space, numbers, before, own)
    row: Row | None = known[key]
    return row


def run_once(known: dict[Any, Any], name: str, who: str, trace: Trace, space: Space, numbers: Numbers) -> list[Row]:
    """Return the table of the same; kept in `known`."""
    key = (name, who, "run")
    if key not in known:

        def after(row: Row) -> Row | None:
            return advance_once(known, name, who, trace, space, numbers, row, {})

        known[key] = rows_after(call(space[trace.start], numbers), after)
    rows: list[Row] = known[key]
    return rows


def _alike(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    pairs = zip(rows, others, strict=False)
    return len(rows) == len(others) and all(equal(one.get(column), row[column]) for one, row in pairs for column in row)


def _width(cell: Any) -> int:
    return len(cell) if isinstance(cell, tuple) else 1


def equal(one: Any, other: Any) -> bool:
    """Return whether two cells say the same number or the same numbers; a computer's rounding is forgiven."""
    if one is None or other is None:
        return False
    if isinstance(one, tuple) or isinstance(other, tuple):
        same = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        return same and all(equal(a, b) for a, b in zip(one, other, strict=True))
    if one == other:
        return True
    near, far = float(one), float(other)
    if abs(near - far) > _SURELY * (1 + abs(near) + abs(far)):
        return False
    return abs(Fraction(one) - Fraction(other)) <= _ROUNDING
