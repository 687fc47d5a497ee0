"""Marks a table row by row, given the student's own row before, and finds the mistake that explains it.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader.checks import Trace
from grader.model import Credit
from grader.variant import Numbers
from grader.followthrough import Mark, Row, Space, Table, advance, call, run

_ROUNDING = Fraction(1, 10**9)  # what a computer's arithmetic may add to a number that is exact by hand


class Marking:
    """One student's table beside the exact one.

    The first column is a choice (which sample), the others are arithmetic on it.  A table of another length is marked
    out of the longer of the two, so that stopping early never pays.
    """

    def __init__(
        self, name: str, trace: Trace, space: Space, numbers: Numbers, table: Table, wrong: Mapping[str, Space]
    ) -> None:
        self.name, self.trace, self.space, self.numbers = name, trace, space, numbers
        self.rows = table.rows
        self.wrong = wrong
        self.choice = trace.columns[0][0]
        self.start: Row = call(space[trace.start], numbers)
        self.exact = run(trace, space, numbers)

    def marks(self) -> list[Mark]:
        """Return the marks: for each row its choice and its arithmetic, and one for stopping rightly."""
        count = max(len(self.exact), len(self.rows))
        return [mark for i in range(count) for mark in self._row(i)] + [self._stop()]

    def own_rows(self) -> list[Row]:
        """Return the student's rows, blanks filled with what is exact."""
        return [self._before(i + 1) for i in range(len(self.rows))]

    # ---- the student's own state

    def _written(self, i: int) -> Row:
        return self.rows[i] if i < len(self.rows) else {}

    def _usable(self, i: int) -> Row:
        return {column: value for column, value in self._written(i).items() if self._fits(column, value)}

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
        fallback = self.exact[i - 1] if i <= len(self.exact) else self._before(i - 1)
        return {**fallback, **self._usable(i - 1)}

    def _next(self, space: Space, before: Row, own: Row) -> Row | None:
        try:
            return advance(self.trace, space, self.numbers, before, own)
        except (IndexError, ValueError, TypeError, ArithmeticError):
            return None  # the student's own numbers lead nowhere, such as a sample that does not exist

    # ---- marks

    def _row(self, i: int) -> list[Mark]:
        exact = self.exact[i] if i < len(self.exact) else None
        before = self._before(i)
        free = self._next(self.space, before, {})
        # After the end there is nothing to do, so nothing can be done rightly.
        follow = None if free is None else self._next(self.space, before, self._usable(i))
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
        following = self._next(self.space, last, {})
        whole = all(column in self._usable(len(self.rows) - 1) for column, _ in self.trace.columns)
        if following is None and whole:
            return Mark(step, Credit.FOLLOW_THROUGH)
        return Mark(step, Credit.WRONG, expected=None if following is None else following[self.choice])

    # ---- names of mistakes

    @cached_property
    def _starts(self) -> dict[str, Row]:
        return {name: call(space[self.trace.start], self.numbers) for name, space in self.wrong.items()}

    @cached_property
    def _suspects(self) -> list[str]:
        """The misconceptions that explain the most rows of this table; those that explain equally many are all kept."""
        scores = {name: sum(self._explains_row(name, i) for i in range(len(self.rows))) for name in self.wrong}
        best = max(scores.values(), default=0)
        return [name for name, score in scores.items() if score == best and best]

    def _explains_row(self, name: str, i: int) -> bool:
        return bool(self.rows[i]) and all(self._explains(name, i, column) for column in self.rows[i])

    def _explains(self, name: str, i: int, column: str) -> bool:
        """Whether somebody with this misconception would have written this cell after the student's own row before."""
        would = self._would_write(name, i)
        if would is None:
            return False
        return equal(self._written(i)[column], would[column])

    def _would_write(self, name: str, i: int) -> Row | None:
        space, start = self.wrong[name], self._starts[name]
        if any(_width(start[c]) != _width(self.start[c]) for c in start):  # another width: no bias, say
            rows = run(self.trace, space, self.numbers, len(self.rows))
            return rows[i] if i < len(rows) else None
        before = start if i == 0 else self._before(i)
        free = self._next(space, before, {})
        written = self._usable(i)
        if free is None or self.choice not in written or equal(free[self.choice], written[self.choice]):
            return free
        given = self._next(space, before, {self.choice: written[self.choice]})
        return None if given is None else {**given, self.choice: free[self.choice]}


def _width(cell: Any) -> int:
    return len(cell) if isinstance(cell, tuple) else 1


def equal(one: Any, other: Any) -> bool:
    """Return whether two cells say the same number or the same numbers; a computer's rounding is forgiven."""
    if one is None or other is None:
        return False
    if isinstance(one, tuple) or isinstance(other, tuple):
        same = isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other)
        return same and all(equal(a, b) for a, b in zip(one, other, strict=True))
    return abs(Fraction(one) - Fraction(other)) <= _ROUNDING
