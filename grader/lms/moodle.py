"""Moodle's offline grading worksheet, in whatever language its headings are.

Its columns are known by their order and by what stands in them: `Participant 7` first, after it the name; the mark
right before the highest mark, a number that is the same in every row; the time of the mark last, before the comments.
The highest mark also says whether the site writes a decimal comma: where it does not, Moodle cuts off what follows one.
"""

from __future__ import annotations

import re
from collections import Counter

from grader.lms import gradebook_columns
from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import Sheet, Wanted
from grader.submissions.downloads import moodle as form

_WHAT = "Moodle grading worksheet"
_PARTICIPANT = re.compile(r"\D*(\d+)")
_MAXIMUM = re.compile(r"\d+(?:[.,]\d+)?")
_TIME = re.compile(r"\d{1,2}[:.٫]\d{2}")
_LONGEST_TIME = 80
_LATER = (
    "Moodle passes over, without a word, a mark that was changed after this worksheet was downloaded, unless "
    "'Update records that have been modified more recently in Moodle than in the spreadsheet' is ticked"
)


def find(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in a worksheet; raises UsageError where it is none."""
    rows = table.body
    first = table.column(0, rows)
    if not rows or not all(map(_PARTICIPANT.fullmatch, first)):
        raise gradebook_columns.refused(table, _WHAT, "its first column is no 'Participant 7'")
    if wanted.column is not None:
        raise gradebook_columns.refused(table, _WHAT, "a worksheet is of one assignment, leave out --column")
    top = _maximum(table, rows)
    marked = _marked(table, rows, top)
    comments = marked + 1 if marked + 1 < len(table.headings) else None
    most = table.column(top, rows)[0]
    others = [i for i in range(2, top - 1) if _are_ids(table.column(i, rows))]
    numbers = [_PARTICIPANT.fullmatch(text) for text in first]
    ids = {table.headings[0]: [found[1] for found in numbers if found], **gradebook_columns.ids_in(table, others, rows)}
    comma = "," in most
    warnings = [_LATER, *_about_commas(table, rows, top, comma=comma), *_about_locks(table, rows, top, marked)]
    return Sheet("Moodle", table, rows, ids, top - 1, most, comments, None, comma, form.FORM.columns, {}, warnings)


def _maximum(table: Table, rows: list[int]) -> int:
    """The column of the highest mark: one number in every row, after a column of marks or of nothing."""
    for column in reversed(range(2, len(table.headings))):
        values = set(table.column(column, rows))
        before = table.column(column - 1, rows)
        if len(values) == 1 and _MAXIMUM.fullmatch(values.pop()) and all(_is_mark(text) for text in before):
            return column
    raise gradebook_columns.refused(table, _WHAT, "no column has the highest mark; a scale of words takes no points")


def _is_mark(text: str) -> bool:
    return text in ("", "-") or gradebook_columns.value_of(text) is not None


def _marked(table: Table, rows: list[int], top: int) -> int:
    """The column of the time of the mark: the last one of times, or of `-` where nothing is marked yet."""
    for column in reversed(range(top + 1, len(table.headings))):
        if all(map(_is_time, table.column(column, rows))):
            return column
    raise gradebook_columns.refused(table, _WHAT, "no column has the time of the mark, and Moodle would refuse it")


def _is_time(text: str) -> bool:
    return text == "-" or (len(text) < _LONGEST_TIME and _TIME.search(text) is not None)


def _are_ids(texts: list[str]) -> bool:
    said = [text for text in texts if text]
    return bool(said) and len(set(said)) == len(said) and not any(re.search(r"\s", text) for text in said)


def _about_commas(table: Table, rows: list[int], top: int, *, comma: bool) -> list[str]:
    if comma:
        return ["Marks are written with a decimal comma, like the highest mark in this worksheet"]
    if any("," in text for text in table.column(top - 1, rows)):
        return ["Marks there have a decimal comma, but the highest mark has a point: compare two after the upload"]
    return []


def _about_locks(table: Table, rows: list[int], top: int, marked: int) -> list[str]:
    """The last column before the times says yes or no: whether a mark can be changed."""
    times = next(i for i in range(top + 1, marked + 1) if all(map(_is_time, table.column(i, rows))))
    said = Counter(table.column(times - 1, rows))
    if times - 1 == top or len(said) != 2:
        return []
    word, count = said.most_common()[1]
    return [f"'{table.headings[times - 1]}' is '{word}' for {count}: Moodle passes over rows that are locked"]
