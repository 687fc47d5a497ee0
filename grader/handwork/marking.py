"""Answers, worksheets, formulas and prose of one submission -> check results.  Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from grader import scoring
from grader.checks.declarations import Task, Trace
from grader.followthrough import intervals, step_marking, trace_marking
from grader.followthrough.intervals import Mark, flat, unit
from grader.followthrough.trace_marking import Marking, Table
from grader.handwork import key_facts
from grader.handwork.context import (
    Answers,
    Hand,
    broken,
    comma,
    has_comma,
    made,
    no_number,
    not_read,
    shown,
    verdict,
    where,
)
from grader.model import CheckResult, Credit, Kind, Status, Verdict
from grader.submissions.answer_sheet import BLANK, Unread, Written, number_in

_MARKED = "it is marked when you hand in."
_PROSE_ENOUGH = 3  # fewer letters than this are no text


def results(hand: Hand, task: Task) -> list[CheckResult]:
    """Return the check results of one task that is not code."""
    if task.kind is Kind.PROSE:
        return [_prose(hand, task)]
    if task.steps:
        from grader.handwork import worksheet

        return worksheet.results(hand, task)
    if task.kind is Kind.WORKSHEET:
        return _worksheet(hand, task)
    return [_formula(hand, task) if task.kind is Kind.FORMULA else _answer(hand, task)]


def legible(sheet: Answers, task: Task) -> list[CheckResult]:
    """Return whether the answers of a task can be read, without a word on whether they are right."""
    if not task.steps:
        return [_legible(sheet, task)]
    part = scoring.shared(task.points, len(task.steps))
    seen = [_legible(sheet, replace(task, name=name, title=name, points=part)) for name in task.steps]
    return [replace(result, task=task.name) for result in seen]


def _legible(sheet: Answers, task: Task) -> CheckResult:
    try:
        value = sheet.read(task.name)
    except KeyError:
        return made(task, Verdict(Status.NOT_ATTEMPTED, message=f"Your file has no `{task.name}`."))
    if task.kind is Kind.ANSWER:
        value = _as_number(value)
    if task.kind is Kind.WORKSHEET and not task.steps:
        value = trace_marking.no_table(value) or value
    if value is BLANK or (task.kind is Kind.PROSE and _too_short(value)):
        return made(task, Verdict(Status.NOT_ATTEMPTED, message="Still blank."))
    if isinstance(value, str) and task.steps and has_comma(value):
        value = no_number(value)
    if isinstance(value, Unread):
        message = f"Cannot be read yet: {where(value)}{value.reason}."
        return made(task, Verdict(Status.PENDING, message=message, credit=Credit.MISSING))
    return made(task, Verdict(Status.PENDING, message=f"Can be read{_extent(value, task)}; {_MARKED}"))


def _extent(value: Any, task: Task) -> str:
    """How much was read, and whether it has the digits that were asked for: a number that ends before them may."""
    cells = flat(value) if isinstance(value, list) else (value,)
    rows = isinstance(value, list) and any(isinstance(item, list) for item in value)
    counted = f" ({len(value)} {'rows' if rows else 'numbers'})" if isinstance(value, list) else ""
    numbers = [cell for cell in cells if isinstance(cell, Written) and not cell.parts]
    if task.digits and any(cell.half > unit(cell.value, task.digits) / 2 for cell in numbers):
        return f"{counted}, with fewer digits than asked for if it is rounded"
    return counted


def _prose(hand: Hand, task: Task) -> CheckResult:
    text = hand.read(task.name)
    if isinstance(text, Unread):
        return not_read(task, text)
    if text is BLANK or _too_short(text):
        return made(task, Verdict(Status.NOT_ATTEMPTED, message="No text yet."))
    found = sum(map(bool, key_facts.places(str(text), task.key_facts)))
    facts = f"{found} of {len(task.key_facts)} key facts by their words" if task.key_facts else ""
    return made(task, Verdict(Status.PENDING, message="Collected; a person will mark it.", got=facts))


def _formula(hand: Hand, task: Task) -> CheckResult:
    value = hand.read(task.name)
    if value is BLANK or value is None or (isinstance(value, str) and not value.strip(" .?_")):
        return made(task, Verdict(Status.NOT_ATTEMPTED, message="No formula yet."))
    if isinstance(value, list):
        value = Unread("this is a list where one formula is asked for: write it as text, in quotes", 0)
    if isinstance(value, Unread):
        return not_read(task, value)
    from grader.handwork.formulas import judge  # not for `check`, which has to start at once

    wrong = {name: space[task.name] for name, space in hand.wrong_spaces([task.name]).items()}
    text = value.text if isinstance(value, Written) else str(value)
    judged = judge.judge(text, task.symbols, dict(task.domain), hand.solution.steps[task.name], wrong)
    hint = "\nOr: ".join(hand.solution.misconceptions[name].hint for name in judged.misconceptions)
    return made(task, replace(judged, hint=hint))


def _too_short(text: Any) -> bool:
    return isinstance(text, str) and len(text.strip()) < _PROSE_ENOUGH


def _answer(hand: Hand, task: Task) -> CheckResult:
    value = _as_number(hand.read(task.name))
    if value is BLANK:
        return made(task, Verdict(Status.NOT_ATTEMPTED, message="No answer yet."))
    if not isinstance(value, Written):
        return not_read(task, value)
    function = hand.solution.steps[task.name]
    exact = intervals.call(function, hand.exact())
    if exact is None:
        return broken(task, "in the solution it gives None")
    own = _own(hand, function)

    def wrongs() -> dict[str, Any]:
        spaces = hand.wrong_spaces(_roots(hand, task.name))
        against = _ruled_out(hand, function)
        values = {n: intervals.call(s[task.name], hand.exact(n)) for n, s in spaces.items() if n not in against}
        return {name: v for name, v in values.items() if v not in (None, exact, own)}

    mark = step_marking.mark_value(task.name, value, exact, own, wrongs, digits=task.digits)
    unended = _own(hand, function, ended=False) if own is None else None
    if mark.credit in (Credit.NAMED, Credit.WRONG) and unended is not None and value.covers(Fraction(unended)):
        remark = "This is what your own table gives, but that does not end where it should."
        mark = Mark(task.name, Credit.WRONG, mark.written, None, exact, remark=remark)
    return made(task, verdict(mark, hand.solution, few=3))


def _as_number(value: Any) -> Any:
    """What was read, as the number that it says, or why it says none; BLANK where nothing is written."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return number_in(value) or no_number(value) if value.strip(" .?_") else BLANK
    return comma(value) if isinstance(value, list) else value


def _roots(hand: Hand, name: str) -> list[str]:
    """The functions that a step stands on: its own, and those of the tables that it reads."""
    inputs = intervals.parameters(hand.solution.steps[name])
    traces = [t for n, t in hand.solution.traces.items() if n in inputs]
    return [name, *(f for t in traces for f in (t.start, *(c for _, c in t.columns)))]


def _ruled_out(hand: Hand, function: Callable[..., Any]) -> set[str]:
    """Misconceptions that the student's own tables speak against: they would show there, and do not."""
    against: set[str] = set()
    for name in hand.solution.traces.keys() & set(intervals.parameters(function)):
        marking = hand.marking(name)
        if isinstance(marking, Marking) and any(marking.rows):
            found = {n for mark in marking.marks for n in mark.named}
            against |= {n for n in marking.wrong if n not in found and marking.speaks_against(n)}
    return against


def _own(hand: Hand, function: Callable[..., Any], *, ended: bool = True) -> Any:
    """The step's value from the student's own tables; None where it uses none, or these do not end rightly."""
    inputs = intervals.parameters(function)
    values: dict[str, Any] = dict(hand.numbers)
    used = [name for name in hand.solution.traces if name in inputs]
    for name in used:
        marking = hand.marking(name)
        if isinstance(marking, Unread) or not marking.rows:
            return None
        if ended and marking.marks[-1].credit not in (Credit.RIGHT, Credit.FOLLOW_THROUGH):
            return None
        values[name] = trace_marking.as_rows(marking.own_rows(), hand.solution.traces[name])
    return intervals.call(function, values) if used else None


def _worksheet(hand: Hand, task: Task) -> list[CheckResult]:
    trace = hand.solution.traces[task.name]
    marking = hand.marking(task.name)
    if isinstance(marking, Unread):
        return [not_read(task, marking)]
    marks = marking.marks
    points = scoring.shared(task.points, len(marks))
    done = []
    for mark in marks:
        told = verdict(mark, hand.solution, few=2, wrong=_wrong_row(mark, trace))
        done.append(made(task, told, mark.step, _step_title(mark, trace), points))
    return _with_remarks(done, marking.table)


def _with_remarks(done: list[CheckResult], table: Table) -> list[CheckResult]:
    if not table.remarks or not done:
        return done
    first = done[0]
    told = " ".join([*table.remarks, first.verdict.message]).strip()
    return [replace(first, verdict=replace(first.verdict, message=told)), *done[1:]]


def _step_title(mark: Mark, trace: Trace) -> str:
    row, _, column = mark.step.partition("[")[2].partition("].")
    if not row:
        return f"the end: when {trace.ends}"
    return f"row {row}: {column}" if column != trace.columns[0][0] else f"row {row}: which {column}"


def _wrong_row(mark: Mark, trace: Trace) -> str:
    """What to say of a step of a table that is wrong for where it stands; "" where its value is wrong."""
    if mark.step.endswith(".stop"):
        following = "" if mark.expected is None else f" Next would come {trace.columns[0][0]} {shown(mark.expected)}."
        return f"Your table stops too early: it ends when {trace.ends}.{following}"
    if mark.expected is None and mark.exact is None:
        return f"After your row before, {trace.ends}: the table should have ended there."
    return ""
