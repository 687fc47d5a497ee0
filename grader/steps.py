"""A sheet of steps of one submission -> check results.  Pure."""

from __future__ import annotations

from typing import Any

from grader import score, targets
from grader.answers import BLANK, Unread, Written, number_in
from grader.checks import Task
from grader.hand import Hand, comma, made, not_read, verdict
from grader.model import CheckResult, Status, Verdict
from grader.sheets import Sheet
from grader.targets import flat

_WORDS = dict.fromkeys(("yes", "y", "true", "1", "是"), "yes") | dict.fromkeys(("no", "n", "false", "0", "否"), "no")


def results(hand: Hand, task: Task) -> list[CheckResult]:
    """Return one result for each step, in the order of the sheet; a step that cannot be read waits for a person."""
    if task.name not in hand.known:
        hand.known[task.name] = targets.chain(task.steps, hand.solution.space, hand.exact())
    exact = hand.known[task.name]
    read = {name: _read(hand.read(name), flat(exact[name])) for name in task.steps}
    written = {name: cells for name, cells in read.items() if isinstance(cells, tuple)}
    wrong = {name: hand.wrong_spaces([name]) for name in task.steps}
    sheet = Sheet(task.steps, hand.solution.space, hand.exact(), written, wrong, task.digits, exact)
    points = score.shared(task.points, len(task.steps))
    done = []
    for mark in sheet.marks():
        cells = read[mark.step]
        told = not_read(task, cells).verdict if isinstance(cells, Unread) else verdict(mark, hand.solution, few=2)
        failed = told.status is Status.FAILED
        unread = [p for p in task.steps if isinstance(read[p], Unread) and failed and p in sheet.stands_on(mark.step)]
        if unread:
            reason = f"stands on `{unread[0]}`, which cannot be read"
            told = Verdict(Status.PENDING, message=f"`{mark.step}` {reason}; a person will look at it.")
        done.append(made(task, told, mark.step, mark.step, points))
    return done


def _read(value: Any, wanted: tuple[Any, ...]) -> tuple[Any, ...] | Unread | None:
    """An answer's numbers and words laid flat; None where it is blank."""
    if value is BLANK or (value is None and None not in wanted):
        return None
    if isinstance(value, Unread):
        return value
    if len(wanted) == 1 and isinstance(value, list):
        value = comma(value)
    plain = not any(isinstance(w, str) for w in wanted)
    cells = tuple(_cell(c, wanted) if isinstance(c, str) else c for c in flat(_blank_rows(value)))
    if all(cell is BLANK for cell in cells):
        return None
    if len(wanted) == len(cells) == 1 and wanted[0] in _WORDS.values():
        return _word(cells[0])
    doubt = next((cell for cell in cells if isinstance(cell, Unread)), None)
    return doubt or _commas(cells, wanted) or (_no_number(cells) if plain else None) or cells


def _blank_rows(value: Any) -> Any:
    """A row left blank as a whole is as many blanks as another row has numbers."""
    widths = [len(row) for row in value if isinstance(row, list)] if isinstance(value, list) else []
    return [[BLANK] * widths[0] if row is BLANK else row for row in value] if widths else value


def _cell(text: str, wanted: tuple[Any, ...]) -> Any:
    """The number that a text says; where only numbers are asked for, a question mark or a dash is a blank.

    Where None is an answer, a dash may mean it as well: that stays a text.
    """
    if None in wanted and text.strip(" .").casefold() == "none":
        return None
    blank = " .?_" if None in wanted else " .?-_"
    plain = not any(isinstance(w, str) for w in wanted)
    return BLANK if plain and not text.strip(blank) else number_in(text) or text


def _word(cell: Any) -> tuple[str] | Unread:
    said = _WORDS.get(str(cell.value) if isinstance(cell, Written) else str(cell).strip(" .!\"'").casefold())
    return (said,) if said else Unread('write "yes" or "no"', 0)


def _commas(cells: tuple[Any, ...], wanted: tuple[Any, ...]) -> Unread | None:
    """`(0,5, 0,25)` is four numbers in Python."""
    if len(cells) != 2 * len(wanted) or not all(isinstance(c, Written) and c.value.denominator == 1 for c in cells):
        return None
    meant = ", ".join(f"{one.text}.{other.text}" for one, other in zip(cells[::2], cells[1::2], strict=True))
    return Unread(f"this is twice as many numbers as are asked for; with decimal points it would be ({meant})", 0)


def _no_number(cells: tuple[Any, ...]) -> Unread | None:
    word = next((cell for cell in cells if isinstance(cell, str)), None)
    return None if word is None else Unread(f"`{word[:40]}` is no number", 0)
