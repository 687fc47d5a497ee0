"""Columns of the gradebook files of Moodle, Canvas, Blackboard and Open edX: students' ids, the mark, the comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import UsageError
from grader.lms.csv_edit import Table
from grader.submissions.downloads import formats

_MOST_HEADINGS = 12  # headings that a sentence names
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True)
class ColumnRequest:
    """The column to fill in: of an assignment, by its name and title, or the one that the command line names."""

    assignment: str
    title: str = ""
    column: str | None = None


@dataclass(frozen=True)
class GradebookColumns:
    """The columns of a system's file: ids, mark, comment; and the rows that are students."""

    system: str
    table: Table
    rows: Sequence[int]  # of students
    ids: Mapping[str, Sequence[str]]  # by heading: each row's id; the system's own first
    grade_column: int
    max_points: str = ""  # the highest mark that the system takes, as text; "" where the file does not have it
    comment_column: int | None = None
    comment_format_column: int | None = None
    decimal_comma: bool = False
    roster_columns: Sequence[str] = ()  # of a class list: those that may hold this system's ids
    untouched_rows: Mapping[int, str] = field(default_factory=dict)  # rows that stay as they are, and why
    warnings: Sequence[str] = ()
    shown_column: int | None = None  # the column of the present mark, where it is another than grade_column


def choose_column(table: Table, titles: Mapping[int, tuple[str, str]], request: ColumnRequest, system: str) -> int:
    """Return the column of an assignment; `titles` has the title and the id of each column.

    Raises UsageError where no column or several could be meant: nothing is guessed.
    """
    asked = request.column
    if asked is not None:
        found = [i for i, names in titles.items() if asked in (table.headings[i], *names)]
    else:
        names = {_normalised(request.assignment), _normalised(request.title)}
        found = [i for i, (title, _) in titles.items() if _normalised(title) in names]
        found = found or ([next(iter(titles))] if len(titles) == 1 else [])
    if len(found) == 1:
        return found[0]
    there = list(dict.fromkeys(table.headings[i] for i in (found or titles)))
    shown = ", ".join(map(repr, there[:_MOST_HEADINGS])) + (", ..." if len(there) > _MOST_HEADINGS else "")
    name = asked or request.assignment
    if not titles:
        raise UsageError(f"{table.path} has no column for marks: download it from {system} once more")
    if found and len({titles[i] for i in found}) == 1:
        raise UsageError(f"{table.path} has the column {shown} {len(found)} times: {system} would take one of them")
    if found:
        raise UsageError(f"{table.path} has several columns called {name!r}: choose one of {shown} with --column")
    raise UsageError(f"{table.path} has no column called {name!r}: choose one of {shown} with --column")


def _normalised(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def find_column(table: Table, *names: str) -> int | None:
    """Return the first column with one of these headings, in whatever case; None where there is none."""
    headings = [heading.casefold() for heading in table.headings]
    return next((headings.index(name.casefold()) for name in names if name.casefold() in headings), None)


def ids_by_heading(table: Table, columns: Sequence[int], rows: Sequence[int]) -> dict[str, list[str]]:
    """Return by heading the cells of some columns."""
    return {table.headings[i]: table.column(i, rows) for i in columns}


def parse_number(text: str) -> Fraction | None:
    """Return a number as a system writes it, with a point or a comma; None where it is none."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def count_decimals(text: str) -> int:
    """Return how many decimals a number is written with."""
    return len(re.sub(r"\s", "", text).replace(",", ".").partition(".")[2])


def wrong_file_error(table: Table, system: str, why: str) -> UsageError:
    """Return the error for a file that is not of the system."""
    return UsageError(f"{table.path} is no {system} ({why}): name the file as it was downloaded with --into")


# Moodle's offline grading worksheet, in whatever language its headings are.
# Its columns are known by their order and by what stands in them: `Participant 7` first, after it the name; the mark
# right before the highest mark, a number that is the same in every row; the time of the mark last, before the
# comments.  The highest mark also says whether the site writes a decimal comma: where it does not, Moodle cuts off
# what follows one.

_MOODLE_FILE = "Moodle grading worksheet"
_PARTICIPANT = re.compile(r"\D*(\d+)")
_MAXIMUM = re.compile(r"\d+(?:[.,]\d+)?")
_TIME = re.compile(r"\d{1,2}[:.٫]\d{2}")
_LONGEST_TIME = 80
_CHANGED_LATER = (
    "Moodle passes over, without a word, a mark that was changed after this worksheet was downloaded, unless "
    "'Update records that have been modified more recently in Moodle than in the spreadsheet' is ticked"
)


def find_moodle_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of a Moodle grading worksheet; raises UsageError for another file."""
    rows = table.body
    first = table.column(0, rows)
    if not rows or not all(map(_PARTICIPANT.fullmatch, first)):
        raise wrong_file_error(table, _MOODLE_FILE, "its first column is no 'Participant 7'")
    if request.column is not None:
        raise wrong_file_error(table, _MOODLE_FILE, "a worksheet is of one assignment, leave out --column")
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
    raise wrong_file_error(table, _MOODLE_FILE, "no column has the highest mark; a scale of words takes no points")


def _is_mark(text: str) -> bool:
    return text in ("", "-") or parse_number(text) is not None


def _time_column(table: Table, rows: list[int], top: int) -> int:
    """The column of the time of the mark: the last one of times, or of `-` where nothing is marked yet."""
    for column in reversed(range(top + 1, len(table.headings))):
        if all(map(_is_time, table.column(column, rows))):
            return column
    raise wrong_file_error(table, _MOODLE_FILE, "no column has the time of the mark, and Moodle would refuse it")


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


# Canvas's gradebook export: a column for each assignment, `<title> (<id>)`; rows by Canvas's id, SIS id or login.
# A heading without a known id would make Canvas create an assignment: so none is ever written.

_CANVAS_FILE = "Canvas gradebook export"
_CANVAS_TITLE = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
_CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_UNTOUCHED = {"ex": "excused there", "n/a": "not assigned there"}


def find_canvas_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of a Canvas gradebook export; raises UsageError for another file."""
    id_column, section = find_column(table, "ID"), find_column(table, "Section")
    if id_column is None or section is None:
        raise wrong_file_error(table, _CANVAS_FILE, "it has no column 'ID' or no column 'Section'")
    titles = {}
    for number, heading in enumerate(table.headings):
        found = _CANVAS_TITLE.fullmatch(heading)
        if found and number > section:
            titles[number] = (found[1], found[2])
    grade_column = choose_column(table, titles, request, "Canvas")
    rows = [row for row in table.body if table.rows[row][id_column].value.strip()]
    heads = [row for row in table.body if not table.rows[row][id_column].value.strip()]
    possible = [row for row in heads if "points possible" in table.rows[row][0].value.casefold()]
    most = table.rows[possible[0]][grade_column].value.strip() if possible else ""
    columns = [i for name in _CANVAS_IDS if (i := find_column(table, name)) is not None]
    left = {
        row: _UNTOUCHED[text.casefold()]
        for row, text in zip(rows, table.column(grade_column, rows), strict=True)
        if text.casefold() in _UNTOUCHED
    }
    warnings = []
    if any("manual posting" in table.rows[row][grade_column].value.casefold() for row in heads):
        warnings.append("The assignment is posted by hand: students see nothing before 'Post grades' in Canvas")
    return GradebookColumns(
        "Canvas",
        table,
        rows,
        ids_by_heading(table, columns, rows),
        grade_column,
        most,
        decimal_comma="," in most,
        roster_columns=formats.CANVAS.roster_columns,
        untouched_rows=left,
        warnings=warnings,
    )


# Blackboard's grade file to work on offline, `.xls` with tabs in UTF-16 or `.csv`: columns `<title> [...] |<id>`.
# A column without an id would become a new one, of text and worth nothing: so none is ever written.  Rows go by user
# name.

_BLACKBOARD_FILE = "Blackboard grade file"
_BLACKBOARD_TITLE = re.compile(r"(.*?)(?:\s*\[[^\]]*?(?P<most>\d+(?:[.,]\d+)?)?[^\]\d]*\])?\s*\|(?P<id>\d+)", re.DOTALL)
_UNGRADED = ("needs grading", "in progress")


def find_blackboard_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of a Blackboard grade file; raises UsageError for another file."""
    found = {i: match for i, heading in enumerate(table.headings) if (match := _BLACKBOARD_TITLE.fullmatch(heading))}
    titles = {i: (match[1].strip(), match["id"]) for i, match in found.items()}
    if not titles:
        raise wrong_file_error(table, _BLACKBOARD_FILE, "no heading ends in '|' and a column's id")
    grade_column = choose_column(table, titles, request, "Blackboard")
    rows = table.body
    named = find_column(table, "Username", "User Name")
    columns = [i for i in (named, find_column(table, "Student ID")) if i is not None]
    if named is None:  # in another language: after the two names
        columns = [i for i in range(2, min(titles)) if all(table.column(i, rows)) and i < 4]
    if not columns:
        raise wrong_file_error(table, _BLACKBOARD_FILE, "it has no column of user names")
    alone = len(titles) == 1
    warnings = []
    waiting = sum(text.casefold().startswith(_UNGRADED) for text in table.column(grade_column, rows))
    if waiting:
        warnings.append(f"{waiting} attempts wait for a mark in Blackboard: what is uploaded overrides them")
    most = found[grade_column]["most"] or ""
    return GradebookColumns(
        "Blackboard",
        table,
        rows,
        ids_by_heading(table, columns, rows),
        grade_column,
        most,
        find_column(table, "Feedback to Learner") if alone else None,
        find_column(table, "Feedback Format") if alone else None,
        any("," in text for text in [most, *table.column(grade_column, rows)]),
        formats.BLACKBOARD.roster_columns,
        {},
        warnings,
    )


# Open edX's two files: grades of subsections (`new_override-<id>`), points of a staff graded block (`New Points`).

_OPENEDX_FILE = "Open edX grade file"
_OVERRIDE, _PREVIOUS = "new_override-", "previous_override-"
_MOST_BYTES = 4 << 20
_MOST_ROWS_AT_ONCE = 100
_OPENEDX_IDS = ("user_id", "username", "student_key", "student_uid")
_OPENEDX_COLUMNS = ("openedx", "edx", "username")


def find_openedx_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of either Open edX file; raises UsageError for another file."""
    user = find_column(table, "user_id")
    if user is None:
        raise wrong_file_error(table, _OPENEDX_FILE, "it has no column 'user_id'")
    rows = [row for row in table.body if table.rows[row][user].value.strip()]
    points = find_column(table, "New Points")
    warnings = []
    if points is not None:
        grade_column, shown = points, find_column(table, "Previous Points")
        if len(rows) > _MOST_ROWS_AT_ONCE:
            warnings.append(
                f"With more than {_MOST_ROWS_AT_ONCE} rows Open edX works in the background: look again later"
            )
        if table.path.stat().st_size > _MOST_BYTES:
            warnings.append("Open edX refuses more than 4 MiB: take out rows that need no mark")
        warnings.append("Open edX refuses points above the block's highest mark, which this file does not say")
    else:
        grade_column = choose_column(table, _subsection_columns(table, rows), request, "Open edX")
        shown = find_column(table, _PREVIOUS + table.headings[grade_column].removeprefix(_OVERRIDE))
        warnings.append("This file does not say the highest mark of the subsection, and Open edX checks none")
    columns = [i for name in _OPENEDX_IDS if (i := find_column(table, name)) is not None]
    ids = ids_by_heading(table, columns, rows)
    return GradebookColumns(
        "Open edX",
        table,
        rows,
        ids,
        grade_column,
        roster_columns=_OPENEDX_COLUMNS,
        warnings=warnings,
        shown_column=shown,
    )


def _subsection_columns(table: Table, rows: list[int]) -> dict[int, tuple[str, str]]:
    """The columns of overrides, each with the subsection's name and short id."""
    found = {}
    for number, heading in enumerate(table.headings):
        if heading.startswith(_OVERRIDE):
            short = heading.removeprefix(_OVERRIDE)
            names = find_column(table, f"name-{short}")
            shown = table.column(names, rows) if names is not None else []
            found[number] = (next(filter(None, shown), short), short)
    return found


FINDERS = {
    "moodle": find_moodle_columns,
    "canvas": find_canvas_columns,
    "blackboard": find_blackboard_columns,
    "openedx": find_openedx_columns,
}
