"""Whether handwork can be read, which is all that students are told at home: not whether it is right.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from grader.checks.declarations import Task
from grader.followthrough.nodes import digit_unit, flatten
from grader.handwork import written_tables
from grader.handwork.marking import (
    Answers,
    as_number,
    has_decimal_comma,
    is_too_short,
    not_a_number,
    not_attempted,
    place_of,
    task_result,
)
from grader.model import CheckResult, Credit, Finding, Kind, Status, Verdict, shared_points
from grader.submissions.answer_sheet import BLANK, UnreadableAnswer, WrittenValue


def legibility_results(sheet: Answers, tasks: Iterable[Task]) -> list[CheckResult]:
    """Return the results of all tasks of handwork, of whether these can be read."""
    return [result for task in tasks for result in check_legibility(sheet, task)]


def check_legibility(sheet: Answers, task: Task) -> list[CheckResult]:
    """Return results that say whether the answers of a task can be read, not whether they are right."""
    if not task.steps:
        return [_answer_legibility(sheet, task)]
    part = shared_points(task.points, len(task.steps))
    seen = [_answer_legibility(sheet, replace(task, name=name, title=name, points=part)) for name in task.steps]
    return [replace(result, task=task.name) for result in seen]


def _answer_legibility(sheet: Answers, task: Task) -> CheckResult:
    try:
        value = sheet.read_answer(task.name)
    except KeyError:
        return not_attempted(task, Finding("blank.no_name", name=task.name))
    if task.kind is Kind.ANSWER:
        value = as_number(value)
    if task.kind is Kind.WORKSHEET and not task.steps:
        value = written_tables.table_fault(value) or value
    if value is BLANK or (task.kind is Kind.PROSE and is_too_short(value)):
        return not_attempted(task, Finding("blank"))
    if isinstance(value, str) and task.steps and has_decimal_comma(value):
        value = not_a_number(value)
    if isinstance(value, UnreadableAnswer):
        finding = Finding("home.unreadable", where=place_of(value), why=value.reason)
        return task_result(task, Verdict(Status.PENDING, findings=(finding,), credit=Credit.MISSING))
    return task_result(task, Verdict(Status.PENDING, findings=(_amount_read(value, task),)))


def _amount_read(value: Any, task: Task) -> Finding:
    """How many numbers or rows were read, and whether some have fewer digits than asked for."""
    cells = flatten(value) if isinstance(value, list) else (value,)
    rows = isinstance(value, list) and any(isinstance(item, list) for item in value)
    counted = Finding("form.rows" if rows else "form.numbers", count=len(value)) if isinstance(value, list) else None
    numbers = [cell for cell in cells if isinstance(cell, WrittenValue) and not cell.operands]
    if task.digits and any(cell.half_unit > digit_unit(cell.value, task.digits) / 2 for cell in numbers):
        return Finding("home.coarse", counted=counted)
    return Finding("home.readable", counted=counted)
