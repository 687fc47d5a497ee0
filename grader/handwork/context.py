"""What marking by hand stands on, and marks put into words.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from grader import formatting
from grader.checks.declarations import Task
from grader.course.solution import Solution
from grader.followthrough import intervals, trace_marking
from grader.followthrough.intervals import Mark
from grader.followthrough.trace_marking import Marking, Row, Table
from grader.model import BROKEN, FOLLOWED, CheckResult, Credit, Status, Verdict
from grader.seeds import Numbers
from grader.submissions.answer_sheet import BLANK, Unread, Written

_STATUS = {
    Credit.RIGHT: Status.PASSED,
    Credit.FOLLOW_THROUGH: Status.PASSED,
    Credit.NAMED: Status.FAILED,
    Credit.WRONG: Status.FAILED,
    Credit.MISSING: Status.NOT_ATTEMPTED,
}


class Answers(Protocol):
    """Where answers are read: the top level of a homework."""

    def read(self, name: str) -> Any:
        """Return an answer; raises KeyError where there is none of that name."""


@dataclass(frozen=True)
class Hand:
    """What marking by hand stands on: the top level of a homework, the solution, and the student's numbers."""

    sheet: Answers
    solution: Solution
    numbers: Numbers
    known: dict[Any, Any] = field(default_factory=dict, compare=False)  # worked out already, on these numbers
    _markings: dict[str, Marking] = field(default_factory=dict, compare=False)

    def read(self, name: str) -> Any:
        """Return an answer as read; BLANK where the file has no such name."""
        try:
            return self.sheet.read(name)
        except KeyError:
            return BLANK

    def table(self, name: str) -> Table | Unread | None:
        """Return a table as read, None where it is blank."""
        value = self.read(name)
        trace = self.solution.traces[name]
        if value is BLANK:
            return None
        start = intervals.call(self.solution.space[trace.start], self.numbers)
        return trace_marking.read_table(value, trace, start)

    def marking(self, name: str) -> Marking | Unread:
        """Return the marks of a table, all missing where it is blank, or why it cannot be read."""
        if name not in self._markings:
            table, trace = self.table(name), self.solution.traces[name]
            if isinstance(table, Unread):
                return table
            wrong = self.wrong_spaces([trace.start, *(f for _, f in trace.columns)])
            read = table or Table(())
            self._markings[name] = Marking(name, trace, self.solution.space, self.numbers, read, wrong, self.known)
        return self._markings[name]

    def rows(self, name: str, held: str = "") -> list[Row]:
        """Return the exact table, or that of somebody who holds the misconception `held`."""
        solution = self.solution
        space = solution.wrong_space(held) if held else solution.space
        return trace_marking.run_once(self.known, name, held, solution.traces[name], space, self.numbers)

    def exact(self, held: str = "") -> dict[str, Any]:
        """Return the numbers with the exact tables beside them, as steps are called with; or those of that somebody."""
        traces = self.solution.traces.items()
        return {**self.numbers, **{n: trace_marking.as_rows(self.rows(n, held), t) for n, t in traces}}

    def wrong_spaces(self, functions: list[str]) -> dict[str, Mapping[str, Any]]:
        """Return for each misconception that can show in `functions` the file as it is with it."""
        return {m.name: self.solution.wrong_space(m.name) for m in self.solution.touching(functions)}


def made(task: Task, told: Verdict, name: str = "", title: str = "", points: Fraction | None = None) -> CheckResult:
    """Return the result of a task, or of one of its steps with its own name, title and points."""
    return CheckResult(
        name or task.name,
        task.name,
        task.kind,
        title or task.title,
        False,
        told,
        task.points if points is None else points,
    )


def not_read(task: Task, unread: Unread) -> CheckResult:
    """Return the result of what could not be read: it waits for a person."""
    place = where(unread)
    reason = unread.reason if place else unread.reason[:1].upper() + unread.reason[1:]
    message = f"{place}{reason}. A person will look at it."
    return made(task, Verdict(Status.PENDING, message=message))


def broken(task: Task, why: str) -> CheckResult:
    """Return the result of a task that the course's own fault keeps from being marked: it waits, and costs nothing."""
    return made(task, Verdict(Status.BROKEN, message=f"{BROKEN}: {why}"))


def where(unread: Unread) -> str:
    """Return the place of what could not be read, to go before the reason; "" where none is known."""
    cell = f"{unread.cell}, " if unread.cell else ""
    return f"{cell}line {unread.line}: " if unread.line else ""


def comma(value: list[Any]) -> Unread | Written:
    """`0,16` is a pair in Python: very likely a decimal comma."""
    if len(value) == 1 and isinstance(value[0], Written):
        return value[0]
    if len(value) == 2 and all(isinstance(v, Written) for v in value):
        one, other = value
        meant = f"{one.text}.{other.text}"
        if other.text[:1].isdigit() and not set("./*") & set(one.text + other.text):
            return Unread(f"`{one.text},{other.text}` is two numbers in Python; write a decimal point: {meant}", 0)
    return Unread("this is a list where one number is asked for", 0)


def no_number(text: str) -> Unread:
    """Return why a text says no number."""
    if has_comma(text):
        meant = text.strip().replace(",", ".")
        return Unread(f"`{text.strip()}` has a decimal comma; write a decimal point: {meant}", 0)
    return Unread(f"`{text[:40]}` is no number", 0)


def has_comma(text: str) -> bool:
    """Return whether a text is a number but for its decimal comma."""
    return re.fullmatch(r"\s*[-+]?\d{1,30},\d{1,30}\s*", text) is not None


def verdict(mark: Mark, solution: Solution, *, few: int, wrong: str = "") -> Verdict:
    """Return a mark in words; `wrong` is what to say where it is wrong for where it stands, `few` bounds the names."""
    if mark.doubt:
        believed = mark.credit in (Credit.RIGHT, Credit.FOLLOW_THROUGH)
        return Verdict(Status.PENDING, message=mark.doubt, would=Fraction(1) if believed else None)
    # A mistake is only named where few come into question: a wrong name is worse than none.
    named = mark.named if len(mark.named) <= few else ()
    credit = Credit.WRONG if mark.credit is Credit.NAMED and not named else mark.credit
    right = credit in (Credit.RIGHT, Credit.FOLLOW_THROUGH)
    share = Fraction(1) if right else mark.share
    hint = "\nOr: ".join(solution.misconceptions[name].hint for name in named)
    message, written = _message(mark, credit) or ("" if right else wrong), shown(mark.written)
    if right or wrong or credit is Credit.MISSING:
        return Verdict(_STATUS[credit], share, message, hint, named, credit, got=written)
    want = shown(mark.exact if mark.expected is None else mark.expected)
    return Verdict(_STATUS[credit], share, message, hint, named, credit, got=written, want=want)


def shown(value: Any) -> str:
    """Return a value in words, nothing for None."""
    return "" if value is None else formatting.value(value)


def _message(mark: Mark, credit: Credit) -> str:
    if credit is Credit.RIGHT:
        return mark.remark
    if credit is Credit.FOLLOW_THROUGH:
        return f"{FOLLOWED} {mark.remark}".strip()
    if credit is Credit.MISSING:
        return "Not there yet."
    return mark.remark
