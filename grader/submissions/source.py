"""A submission's source as it is graded: the cells that are Python, their top level, and the numbers it works on."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate

from grader import seeds
from grader.seeds import Numbers
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import Sheet
from grader.submissions.submission import Submission


def readable(submission: Submission) -> tuple[Sheet | None, list[str], list[str]]:
    """Return the top level of the source, the cells that are Python, and notes; no sheet where nothing is Python."""
    good, notes, sheets = [], [], []
    for name, cell in zip(submission.names, submission.cells, strict=True):
        try:
            sheets.append(answer_sheet.parse(cell))
            good.append(cell)
        except SyntaxError as error:
            line = f"line {error.lineno}" if error.lineno else "the file"
            where = f"{name}, {line}" if len(submission.cells) > 1 else line
            notes.append(f"{where} is not Python ({_why(error)}).")
            good.append("\n" * cell.count("\n"))
    whole = len(notes) == len(submission.cells) or submission.path.suffix.lower() != ".ipynb"
    if notes and whole:
        return None, [], [f"{notes[0]} Mend it, run the file once yourself, and then hand it in."]
    notes = [f"{note} The other cells are graded." for note in notes]
    if len(good) == 1:
        return sheets[0], good, notes
    starts = accumulate((cell.count("\n") + 1 for cell in good), initial=0)
    cells = tuple(zip(submission.names, starts, strict=False))
    return replace(answer_sheet.parse("\n".join(good)), cells=cells), good, notes


def _why(error: SyntaxError) -> str:
    """What Python says, but for `0,02`, where it speaks of octal numbers, and for an answer without its three dots."""
    if re.fullmatch(r"\s*\w+\s*=\s*(#.*\s*)?", error.text or ""):
        return "nothing is after =; what you leave blank keeps its three dots, ..."
    comma = re.search(r"-?\d+,0\d+", error.text or "") if error.msg.startswith("leading zeros") else None
    return f"{comma[0]} is no number: write a decimal point, {comma[0].replace(',', '.')}" if comma else error.msg


def with_numbers(submission: Submission, sheet: Sheet, numbers: Numbers) -> tuple[Sheet, list[str], list[str]]:
    """Return what `readable` does, with the row's constants where a notebook only shows them."""
    place = submission.shows_numbers or 0
    constants = [f"{name.upper()} = {seeds.as_text(value)}" for name, value in numbers.items()]
    cells = list(submission.cells)
    cells[place] = "; ".join(constants) + cells[place]  # on one line: all others stay where they were
    again, good, notes = readable(replace(submission, cells=tuple(cells)))
    return again or sheet, good, notes
