"""A sheet of steps of one submission -> check results.  Pure."""

from __future__ import annotations

from typing import Any

from grader import score, targets
from grader.answers import BLANK, Unread, number_in
from grader.checks import Task
from grader.hand import Hand, comma, made, not_read, verdict
from grader.model import CheckResult
from grader.sheets import Sheet
from grader.targets import flat


def results(hand: Hand, task: Task) -> list[CheckResult]:
    """Return one result for each step, in the order of the sheet; a step that cannot be read waits for a person."""
    exact = targets.chain(task.steps, hand.solution.space, hand.exact())
    read = {name: _read(hand.read(name), single=len(flat(exact[name])) == 1) for name in task.steps}
    written = {name: cells for name, cells in read.items() if isinstance(cells, tuple)}
    wrong = {name: hand.wrong_spaces([name]) for name in task.steps}
    sheet = Sheet(task.steps, hand.solution.space, hand.exact(), written, wrong, task.digits)
    points = score.shared(task.points, len(task.steps))
    done = []
    for mark in sheet.marks():
        cells = read[mark.step]
        told = not_read(task, cells).verdict if isinstance(cells, Unread) else verdict(mark, hand.solution, few=2)
        done.append(made(task, told, mark.step, mark.step, points))
    return done


def _read(value: Any, *, single: bool) -> tuple[Any, ...] | Unread | None:
    """An answer's numbers and words laid flat; None where it is blank."""
    if value is BLANK:
        return None
    if isinstance(value, Unread):
        return value
    if single and isinstance(value, list):
        value = comma(value)
    cells = tuple(number_in(cell) or cell if isinstance(cell, str) else cell for cell in flat(value))
    if all(cell is BLANK for cell in cells):
        return None
    return next((cell for cell in cells if isinstance(cell, Unread)), None) or cells
