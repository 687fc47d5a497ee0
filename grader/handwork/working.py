"""What stands behind the verdicts on handwork, for staff: the marks of steps, and what mistakes give there.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from grader.checks.declarations import Task
from grader.followthrough.marking import WorksheetMarking
from grader.followthrough.nodes import StepMark, unwrap_single
from grader.handwork import marking
from grader.handwork.formulas.verdict import formula_verdict
from grader.handwork.marking import Handwork
from grader.model import Finding, Kind
from grader.submissions.answer_sheet import UnreadableAnswer, WrittenValue


class WorkedStep(NamedTuple):
    """The mark of a step, and by misconception what is written there with it, going on from the student's own values.

    Of a formula it is where the mistake parts from the right one: a finding.
    """

    mark: StepMark | None
    mistaken: Mapping[str, Any]


def worked_steps(handwork: Handwork, task: Task) -> dict[str, WorkedStep]:
    """Return what stands behind each verdict of a task, by the name of the check; nothing of prose."""
    if task.kind is Kind.PROSE:
        return {}
    if task.steps:
        sheet, _ = marking.sheet_marking(handwork, task)
        return {mark.step: WorkedStep(mark, _mistaken_values(sheet, mark.step)) for mark in sheet.marks()}
    if task.kind is Kind.WORKSHEET:
        table = handwork.table_marking(task.name)
        if isinstance(table, UnreadableAnswer):
            return {}
        return {mark.step: WorkedStep(mark, table.mistaken_cells(mark)) for mark in table.marks}
    if task.kind is Kind.FORMULA:
        return {task.name: WorkedStep(None, _mistaken_formulas(handwork, task))}
    value = marking.as_number(handwork.read_answer(task.name))
    mark = marking.answer_mark(handwork, task, value) if isinstance(value, WrittenValue) else None
    return {
        task.name: WorkedStep(mark, {name: made() for name, made in marking.mistaken_answers(handwork, task).items()})
    }


def _mistaken_values(sheet: WorksheetMarking, step: str) -> dict[str, Any]:
    values = sheet.own.mistaken_values(sheet.suspects.wrong.get(step, {}), step)
    return {name: unwrap_single(list(cells)) for name, cells in values.items()}


def _mistaken_formulas(handwork: Handwork, task: Task) -> dict[str, Finding]:
    """Where the formula that was written parts from each wrong one, of those that can be read."""
    value = handwork.read_answer(task.name)
    text = value.text if isinstance(value, WrittenValue) else value
    if not isinstance(text, str):
        return {}
    spaces = handwork.mistaken_namespaces([task.name]).items()
    domain = dict(task.domain)
    verdicts = {name: formula_verdict(text, task.symbols, domain, space[task.name], {}) for name, space in spaces}
    return {name: verdict.findings[0] for name, verdict in verdicts.items() if verdict.findings}
