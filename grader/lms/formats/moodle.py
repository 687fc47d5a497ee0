"""Fill in Moodle's offline grading worksheet, in any language.

Upload it under 'Upload grading worksheet'.

Example: grader export moodle -a softmax --into worksheet.csv -o upload.csv
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import ColumnRequest, GradebookColumns, ids_by_heading, parse_number, wrong_file_error
from grader.model import Result
from grader.submissions.downloads import formats

# Its columns are known by their order and by what stands in them: `Participant 7` first, after it the name; the mark
# right before the highest mark, a number that is the same in every row; the time of the mark last, before the
# comments.  The highest mark also says whether the site writes a decimal comma: where it does not, Moodle cuts off
# what follows one.

OPTIONS = ("comments", "feedback")
_FILE = "Moodle grading worksheet"
_PARTICIPANT = re.compile(r"\D*(\d+)")
_MAXIMUM = re.compile(r"\d+(?:[.,]\d+)?")
_TIME = re.compile(r"\d{1,2}[:.٫]\d{2}")
_LONGEST_TIME = 80
_LONGEST_NAME = 60  # characters of a name in a path
_CHANGED_LATER = (
    "Moodle passes over, without a word, a mark that was changed after this worksheet was downloaded, unless "
    "'Update records that have been modified more recently in Moodle than in the spreadsheet' is ticked"
)


def find_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of a Moodle grading worksheet; raises UsageError for another file."""
    rows = table.body
    first = table.column(0, rows)
    if not rows or not all(map(_PARTICIPANT.fullmatch, first)):
        raise wrong_file_error(table, _FILE, "its first column is no 'Participant 7'")
    if request.column is not None:
        raise wrong_file_error(table, _FILE, "a worksheet is of one assignment, leave out --column")
    top = _max_points_column(table, rows)
    marked = _time_column(table, rows, top)
    comments = marked + 1 if marked + 1 < len(table.headings) else None
    most = table.column(top, rows)[0]
    others = [i for i in range(2, top - 1) if _look_like_ids(table.column(i, rows))]
    numbers = [_PARTICIPANT.fullmatch(text) for text in first]
    ids = {table.headings[0]: [found[1] for found in numbers if found], **ids_by_heading(table, others, rows)}
    comma = "," in most
    warnings = [
        _CHANGED_LATER,
        *_comma_warnings(table, rows, top, decimal_comma=comma),
        *_lock_warnings(table, rows, top, marked),
    ]
    return GradebookColumns(
        "Moodle", table, rows, ids, top - 1, most, comments, None, comma, formats.MOODLE.roster_columns, {}, warnings
    )


def _max_points_column(table: Table, rows: list[int]) -> int:
    """The column of the highest mark: one number in every row, after a column of marks or of nothing."""
    for column in reversed(range(2, len(table.headings))):
        values = set(table.column(column, rows))
        before = table.column(column - 1, rows)
        if len(values) == 1 and _MAXIMUM.fullmatch(values.pop()) and all(_is_mark(text) for text in before):
            return column
    raise wrong_file_error(table, _FILE, "no column has the highest mark; a scale of words takes no points")


def _is_mark(text: str) -> bool:
    return text in ("", "-") or parse_number(text) is not None


def _time_column(table: Table, rows: list[int], top: int) -> int:
    """The column of the time of the mark: the last one of times, or of `-` where nothing is marked yet."""
    for column in reversed(range(top + 1, len(table.headings))):
        if all(map(_is_time, table.column(column, rows))):
            return column
    raise wrong_file_error(table, _FILE, "no column has the time of the mark, and Moodle would refuse it")


def _is_time(text: str) -> bool:
    return text == "-" or (len(text) < _LONGEST_TIME and _TIME.search(text) is not None)


def _look_like_ids(texts: list[str]) -> bool:
    ids = [text for text in texts if text]
    return bool(ids) and len(set(ids)) == len(ids) and not any(re.search(r"\s", text) for text in ids)


def _comma_warnings(table: Table, rows: list[int], top: int, *, decimal_comma: bool) -> list[str]:
    if decimal_comma:
        return ["Marks are written with a decimal comma, like the highest mark in this worksheet"]
    if any("," in text for text in table.column(top - 1, rows)):
        return ["Marks there have a decimal comma, but the highest mark has a point: compare two after the upload"]
    return []


def _lock_warnings(table: Table, rows: list[int], top: int, marked: int) -> list[str]:
    """Warnings about locked rows: the last column before the times has one of two words."""
    times = next(i for i in range(top + 1, marked + 1) if all(map(_is_time, table.column(i, rows))))
    words = Counter(table.column(times - 1, rows))
    if times - 1 == top or len(words) != 2:
        return []
    word, count = words.most_common()[1]
    return [f"'{table.headings[times - 1]}' is '{word}' for {count}: Moodle passes over rows that are locked"]


def feedback_names(columns: GradebookColumns) -> Callable[[int, Result], str]:
    """Return what names a row's file, `<name>_<participant id>_assignfeedback_file/<file>`; the id alone counts."""
    everybody = columns.table.column(1, columns.rows)
    names = everybody if len(set(everybody)) * 2 > len(everybody) else ["Participant"] * len(everybody)
    numbers = next(iter(columns.ids.values()))

    def name(row: int, result: Result) -> str:
        folder = " ".join(re.sub(r"[^\w -]|_", " ", names[row]).split())[:_LONGEST_NAME]  # `_` separates its parts
        return f"{folder or 'Participant'}_{numbers[row]}_assignfeedback_file/{result.assignment}-feedback"

    return name
