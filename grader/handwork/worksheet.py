"""A sheet of steps of one submission -> check results.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader import scoring
from grader.checks.declarations import Task
from grader.followthrough import intervals
from grader.followthrough.intervals import Mark, flat, is_number, parameters, shaped
from grader.followthrough.step_marking import Own, Sheet
from grader.handwork.context import Hand, comma, made, no_number, not_read, shown, verdict
from grader.model import CheckResult, Status, Verdict
from grader.submissions.answer_sheet import BLANK, Unread, Written, number_in

FEW = 2  # names that may be offered together
_WORDS = dict.fromkeys(("yes", "y", "true", "1", "是"), "yes") | dict.fromkeys(("no", "n", "false", "0", "否"), "no")


def results(hand: Hand, task: Task) -> list[CheckResult]:
    """Return one result for each step, in the order of the sheet; a step that cannot be read waits for a person."""
    exact = exact_values(hand, task)
    read = {name: cells(hand.read(name), exact[name]) for name in task.steps}
    sheet = Sheet(own(hand, task, read), {name: hand.wrong_spaces([name]) for name in task.steps})
    points = scoring.shared(task.points, len(task.steps))
    done: list[CheckResult] = []
    wrong: list[str] = []
    for mark in sheet.marks():
        said = read[mark.step]
        told = not_read(task, said).verdict if isinstance(said, Unread) else verdict(mark, hand.solution, few=FEW)
        failed = told.status is Status.FAILED
        unread = [p for p in task.steps if isinstance(read[p], Unread) and failed and p in sheet.stands_on(mark.step)]
        if unread:
            reason = f"stands on `{unread[0]}`, which cannot be read"
            told = Verdict(Status.PENDING, message=f"`{mark.step}` {reason}; a person will look at it.")
        done.append(made(task, _worked_on(told, mark, sheet, wrong), mark.step, mark.step, points))
        if told.status is Status.FAILED:
            wrong.append(mark.step)
    return done


def _worked_on(told: Verdict, mark: Mark, sheet: Sheet, wrong: Sequence[str]) -> Verdict:
    """The worked solution goes on from what the student wrote: over a blank, and from a value that is wrong."""
    if not sheet.own.written or told.status not in (Status.FAILED, Status.NOT_ATTEMPTED):
        return told
    exact = sheet.own.exact[mark.step]
    told = replace(told, got=_in_form(mark.written, exact) if told.got else "")
    if exact is None or mark.expected is None:  # nothing fits, or the student's own numbers lead nowhere
        return replace(told, want="None" if exact is None and mark.expected is None else told.want)
    before = sheet.stands_on(mark.step) & set(parameters(sheet.own.space[mark.step]))
    used = [name for name in wrong if name in before]
    own = f", going on from your own {' and '.join(used)}" if used else ""
    if mark.step in parameters(sheet.own.space[mark.step]) and flat(mark.expected) != flat(exact):
        own += ", each worked out from your own number before it"
    return replace(told, want=f"{_in_form(mark.expected, exact)}{own}")


def _in_form(value: Any, exact: Any) -> str:
    """A step's value in words, a matrix in rows."""
    flat_value, form = flat(value), flat(exact)
    return shown(shaped(list(flat_value), exact) if len(flat_value) == len(form) > 1 else value)


def exact_values(hand: Hand, task: Task) -> dict[str, Any]:
    """Return the value of every step, from the numbers on."""
    if task.name not in hand.known:
        hand.known[task.name] = intervals.chain(task.steps, hand.solution.space, hand.exact())
    exact: dict[str, Any] = hand.known[task.name]
    return exact


def own(hand: Hand, task: Task, read: Mapping[str, Any]) -> Own:
    """Return the student's values of a sheet from what `cells` gave for each step."""
    written = {name: said for name, said in read.items() if isinstance(said, tuple)}
    return Own(
        task.steps,
        hand.solution.space,
        hand.exact(),
        written,
        digits=task.digits,
        exact=exact_values(hand, task),
        known=hand.known,
    )


def cells(value: Any, exact: Any) -> tuple[Any, ...] | Unread | None:
    """Return an answer's numbers and words laid flat, None where it is blank, or why it cannot be read."""
    if isinstance(value, Written) and is_number(exact) and not isinstance(exact, (tuple, list)):
        return (value,)
    wanted = flat(exact)
    if value is BLANK or (value is None and None not in wanted):
        return None
    if isinstance(value, Unread):
        return value
    if len(wanted) == 1 and isinstance(value, list):
        value = comma(value)
    plain = not any(isinstance(w, str) for w in wanted)
    found = tuple(_cell(c, wanted) if isinstance(c, str) else c for c in flat(_blank_rows(value)))
    if all(cell is BLANK for cell in found):
        return None
    if len(wanted) == len(found) == 1 and wanted[0] in _WORDS.values():
        return _word(found[0])
    doubt = next((cell for cell in found if isinstance(cell, Unread)), None)
    return doubt or _commas(found, wanted) or (_no_number(found) if plain else None) or found


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
    return None if word is None else no_number(word)
