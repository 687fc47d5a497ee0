"""Answers, worksheets and prose of one submission -> check results: marks put into words.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from grader import followthrough, phrase, score, tables
from grader.answers import BLANK, Sheet, Unread, Written, number_in
from grader.checks import Task, Trace
from grader.followthrough import Mark, Row, Table
from grader.model import FOLLOWED, CheckResult, Credit, Kind, Status, Verdict
from grader.solution import Solution
from grader.tables import Marking
from grader.variant import Numbers

_STATUS = {
    Credit.RIGHT: Status.PASSED, Credit.FOLLOW_THROUGH: Status.PASSED, Credit.NAMED: Status.FAILED,
    Credit.WRONG: Status.FAILED, Credit.MISSING: Status.NOT_ATTEMPTED,
}  # fmt: skip
_PROSE_ENOUGH = 3  # fewer letters than this are no text


@dataclass(frozen=True)
class Hand:
    """What marking by hand stands on: the top level of a homework, the solution, and the student's numbers."""

    sheet: Sheet
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
        start = followthrough.call(self.solution.space[trace.start], self.numbers)
        return followthrough.read_table(value, trace, start)

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
        return tables.run_once(self.known, name, held, solution.traces[name], space, self.numbers)

    def exact(self, held: str = "") -> dict[str, Any]:
        """Return the numbers with the exact tables beside them, as steps are called with; or those of that somebody."""
        traces = self.solution.traces.items()
        return {**self.numbers, **{n: followthrough.as_rows(self.rows(n, held), t) for n, t in traces}}

    def wrong_spaces(self, functions: list[str]) -> dict[str, Mapping[str, Any]]:
        """Return for each misconception that can show in `functions` the file as it is with it."""
        return {m.name: self.solution.wrong_space(m.name) for m in self.solution.touching(functions)}


def results(hand: Hand, task: Task) -> list[CheckResult]:
    """Return the check results of one task that is not code."""
    if task.kind is Kind.PROSE:
        return [_prose(hand, task)]
    if task.kind is Kind.WORKSHEET:
        return _worksheet(hand, task)
    return [_answer(hand, task)]


def legible(sheet: Sheet, task: Task) -> CheckResult:
    """Return whether an answer can be read, without a word on whether it is right."""
    try:
        value = sheet.read(task.name)
    except KeyError:
        return _made(task, Verdict(Status.NOT_ATTEMPTED, message=f"Your file has no `{task.name}`."))
    if task.kind is Kind.ANSWER:
        value = _as_number(value)
    if task.kind is Kind.WORKSHEET:
        value = followthrough.no_table(value) or value
    if value is BLANK or (task.kind is Kind.PROSE and _too_short(value)):
        return _made(task, Verdict(Status.NOT_ATTEMPTED, message="Still blank."))
    if isinstance(value, Unread):
        where = f"line {value.line}: " if value.line else ""
        return _made(task, Verdict(Status.PENDING, message=f"Cannot be read yet: {where}{value.reason}."))
    rows = f" ({len(value)} rows)" if isinstance(value, list) else ""
    return _made(task, Verdict(Status.PENDING, message=f"Can be read{rows}; it is marked when you hand in."))


def _made(task: Task, verdict: Verdict, name: str = "", title: str = "", points: Fraction | None = None) -> CheckResult:
    return CheckResult(name or task.name, task.name, task.kind, title or task.title, False, verdict,
                       task.points if points is None else points)  # fmt: skip


def _not_read(task: Task, unread: Unread) -> CheckResult:
    where = f"line {unread.line}: " if unread.line else ""
    message = f"{where}{unread.reason}. A person will look at it."
    return _made(task, Verdict(Status.PENDING, message=message))


def _prose(hand: Hand, task: Task) -> CheckResult:
    text = hand.read(task.name)
    if isinstance(text, Unread):
        return _not_read(task, text)
    if text is BLANK or _too_short(text):
        return _made(task, Verdict(Status.NOT_ATTEMPTED, message="No text yet."))
    found = sum(any(word in str(text).lower() for word in words) for words in task.key_facts)
    facts = f"{found} of {len(task.key_facts)} key facts by their words" if task.key_facts else ""
    return _made(task, Verdict(Status.PENDING, message="Collected; a person will mark it.", got=facts))


def _too_short(text: Any) -> bool:
    return isinstance(text, str) and len(text.strip()) < _PROSE_ENOUGH


def _answer(hand: Hand, task: Task) -> CheckResult:
    value = _as_number(hand.read(task.name))
    if value is BLANK:
        return _made(task, Verdict(Status.NOT_ATTEMPTED, message="No answer yet."))
    if not isinstance(value, Written):
        return _not_read(task, value)
    function = hand.solution.steps[task.name]
    exact = followthrough.call(function, hand.exact())
    own = _own(hand, function)

    def wrongs() -> dict[str, Any]:
        spaces = hand.wrong_spaces(_roots(hand, task.name))
        against = _ruled_out(hand, function)
        values = {n: followthrough.call(s[task.name], hand.exact(n)) for n, s in spaces.items() if n not in against}
        return {name: v for name, v in values.items() if v not in (None, exact, own)}

    mark = followthrough.mark_value(task.name, value, exact, own, wrongs)
    unended = _own(hand, function, ended=False) if own is None else None
    if mark.credit in (Credit.NAMED, Credit.WRONG) and unended is not None and value.covers(Fraction(unended)):
        remark = "This is what your own table gives, but that does not end where it should."
        mark = Mark(task.name, Credit.WRONG, mark.written, None, exact, remark=remark)
    return _made(task, _verdict(mark, hand.solution, few=3))


def _as_number(value: Any) -> Any:
    """What was read, as the number that it says, or why it says none; BLANK where nothing is written."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return number_in(value) or Unread(f"`{value[:40]}` is no number", 0)
    return _comma(value) if isinstance(value, list) else value


def _comma(value: list[Any]) -> Unread | Written:
    """`0,16` is a pair in Python: very likely a decimal comma."""
    if len(value) == 1 and isinstance(value[0], Written):
        return value[0]
    if len(value) == 2 and all(isinstance(v, Written) for v in value):
        one, other = value
        meant = f"{one.text}.{other.text}"
        return Unread(f"`{one.text},{other.text}` is two numbers in Python; write a decimal point: {meant}", 0)
    return Unread("this is a list where one number is asked for", 0)


def _roots(hand: Hand, name: str) -> list[str]:
    """The functions that a step stands on: its own, and those of the tables that it reads."""
    inputs = followthrough.parameters(hand.solution.steps[name])
    traces = [t for n, t in hand.solution.traces.items() if n in inputs]
    return [name, *(f for t in traces for f in (t.start, *(c for _, c in t.columns)))]


def _ruled_out(hand: Hand, function: Callable[..., Any]) -> set[str]:
    """Misconceptions that the student's own tables speak against: they would show there, and do not."""
    against: set[str] = set()
    for name in hand.solution.traces.keys() & set(followthrough.parameters(function)):
        marking = hand.marking(name)
        if isinstance(marking, Marking) and any(marking.rows):
            found = {n for mark in marking.marks for n in mark.named}
            against |= {n for n in marking.wrong if n not in found and marking.speaks_against(n)}
    return against


def _own(hand: Hand, function: Callable[..., Any], *, ended: bool = True) -> Any:
    """The step's value from the student's own tables; None where it uses none, or these do not end rightly."""
    inputs = followthrough.parameters(function)
    values: dict[str, Any] = dict(hand.numbers)
    used = [name for name in hand.solution.traces if name in inputs]
    for name in used:
        marking = hand.marking(name)
        if isinstance(marking, Unread) or not marking.rows:
            return None
        if ended and marking.marks[-1].credit not in (Credit.RIGHT, Credit.FOLLOW_THROUGH):
            return None
        values[name] = followthrough.as_rows(marking.own_rows(), hand.solution.traces[name])
    return followthrough.call(function, values) if used else None


def _worksheet(hand: Hand, task: Task) -> list[CheckResult]:
    trace = hand.solution.traces[task.name]
    marking = hand.marking(task.name)
    if isinstance(marking, Unread):
        return [_not_read(task, marking)]
    marks = marking.marks
    points = score.shared(task.points, len(marks))
    made = []
    for mark in marks:
        verdict = _verdict(mark, hand.solution, few=2, wrong=_wrong_row(mark, trace))
        made.append(_made(task, verdict, mark.step, _step_title(mark, trace), points))
    return _with_remarks(made, marking.table)


def _with_remarks(made: list[CheckResult], table: Table) -> list[CheckResult]:
    if not table.remarks or not made:
        return made
    first = made[0]
    told = " ".join([*table.remarks, first.verdict.message]).strip()
    return [replace(first, verdict=replace(first.verdict, message=told)), *made[1:]]


def _step_title(mark: Mark, trace: Trace) -> str:
    row, _, column = mark.step.partition("[")[2].partition("].")
    if not row:
        return f"the end: when {trace.ends}"
    return f"row {row}: {column}" if column != trace.columns[0][0] else f"row {row}: which {column}"


def _wrong_row(mark: Mark, trace: Trace) -> str:
    """What to say of a step of a table that is wrong for where it stands; "" where its value is wrong."""
    if mark.step.endswith(".stop"):
        following = "" if mark.expected is None else f" Next would come {trace.columns[0][0]} {_shown(mark.expected)}."
        return f"Your table stops too early: it ends when {trace.ends}.{following}"
    if mark.expected is None and mark.exact is None:
        return f"After your row before, {trace.ends}: the table should have ended there."
    return ""


def _verdict(mark: Mark, solution: Solution, *, few: int, wrong: str = "") -> Verdict:
    if mark.doubt:
        return Verdict(Status.PENDING, message=mark.doubt)
    # A mistake is only named where few come into question: a wrong name is worse than none.
    named = mark.named if len(mark.named) <= few else ()
    credit = Credit.WRONG if mark.credit is Credit.NAMED and not named else mark.credit
    share = Fraction(credit in (Credit.RIGHT, Credit.FOLLOW_THROUGH))
    hint = "\nOr: ".join(solution.misconceptions[name].hint for name in named)
    message, written = _message(mark, credit) or ("" if share else wrong), _shown(mark.written)
    if share or wrong or credit is Credit.MISSING:
        return Verdict(_STATUS[credit], share, message, hint, named, credit, got=written)
    want = _shown(mark.exact if mark.expected is None else mark.expected)
    return Verdict(_STATUS[credit], share, message, hint, named, credit, got=written, want=want)


def _shown(value: Any) -> str:
    return "" if value is None else phrase.value(value)


def _message(mark: Mark, credit: Credit) -> str:
    if credit is Credit.RIGHT:
        return mark.remark
    if credit is Credit.FOLLOW_THROUGH:
        return mark.remark or FOLLOWED
    if credit is Credit.MISSING:
        return "Not there yet."
    return mark.remark
