"""A system's own file as a place for marks: which rows are students, by which ids, and where the mark goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.errors import UsageError
from grader.lms.csv_edit import Table
from grader.submissions.downloads import formats

_MANY = 12  # headings that a sentence names
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """What is to be filled in: an assignment by its name and title, or the column that was asked for."""

    assignment: str
    title: str = ""
    column: str | None = None


@dataclass(frozen=True)
class Sheet:
    """Where marks belong in a file."""

    system: str
    table: Table
    rows: Sequence[int]  # of students
    ids: Mapping[str, Sequence[str]]  # by heading: each row's id; the system's own first
    place: int  # the column of the mark
    most: str = ""  # the highest mark that the system takes, as the file says it; "" where it does not
    comments: int | None = None  # the column of what a student is told
    form: int | None = None  # the column that says how comments are written
    comma: bool = False  # marks are written with a decimal comma
    columns: Sequence[str] = ()  # of a class list that may hold this system's ids
    left: Mapping[int, str] = field(default_factory=dict)  # rows that keep what they have, and why
    warnings: Sequence[str] = ()
    shown: int | None = None  # the column that shows the mark of before, where that is another one


def chosen(table: Table, titles: Mapping[int, tuple[str, str]], wanted: Wanted, system: str) -> int:
    """Return the column for an assignment, by `titles`: of each column its title and its id.

    Raises UsageError where none is meant, or where several could be: nothing is guessed.
    """
    asked = wanted.column
    if asked is not None:
        found = [i for i, names in titles.items() if asked in (table.headings[i], *names)]
    else:
        names = {_plain(wanted.assignment), _plain(wanted.title)}
        found = [i for i, (title, _) in titles.items() if _plain(title) in names]
        found = found or ([next(iter(titles))] if len(titles) == 1 else [])
    if len(found) == 1:
        return found[0]
    there = list(dict.fromkeys(table.headings[i] for i in (found or titles)))
    shown = ", ".join(map(repr, there[:_MANY])) + (", ..." if len(there) > _MANY else "")
    name = asked or wanted.assignment
    if not titles:
        raise UsageError(f"{table.path} has no column for marks: download it from {system} once more")
    if found and len({titles[i] for i in found}) == 1:
        raise UsageError(f"{table.path} has the column {shown} {len(found)} times: {system} would take one of them")
    if found:
        raise UsageError(f"{table.path} has several columns called {name!r}: choose one of {shown} with --column")
    raise UsageError(f"{table.path} has no column called {name!r}: choose one of {shown} with --column")


def _plain(title: str) -> str:
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def column_named(table: Table, *names: str) -> int | None:
    """Return the first column with one of these headings, in whatever case; None where there is none."""
    headings = [heading.casefold() for heading in table.headings]
    return next((headings.index(name.casefold()) for name in names if name.casefold() in headings), None)


def ids_in(table: Table, columns: Sequence[int], rows: Sequence[int]) -> dict[str, list[str]]:
    """Return by heading what stands in some columns."""
    return {table.headings[i]: table.column(i, rows) for i in columns}


def value_of(text: str) -> Fraction | None:
    """Return a number as a system writes it, with a point or a comma; None where it is none."""
    plain = re.sub(r"\s", "", text).replace(",", ".")
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def decimals(text: str) -> int:
    """Return how many decimals a number is written with."""
    return len(re.sub(r"\s", "", text).replace(",", ".").partition(".")[2])


def refused(table: Table, system: str, why: str) -> UsageError:
    """Return what to say of a file that is not the system's."""
    return UsageError(f"{table.path} is no {system} ({why}): name the file as it was downloaded with --into")


# Moodle's offline grading worksheet, in whatever language its headings are.
# Its columns are known by their order and by what stands in them: `Participant 7` first, after it the name; the mark
# right before the highest mark, a number that is the same in every row; the time of the mark last, before the
# comments. The highest mark also says whether the site writes a decimal comma: where it does not, Moodle cuts off
# what follows one.

_MOODLE_WHAT = "Moodle grading worksheet"
_PARTICIPANT = re.compile(r"\D*(\d+)")
_MAXIMUM = re.compile(r"\d+(?:[.,]\d+)?")
_TIME = re.compile(r"\d{1,2}[:.٫]\d{2}")
_LONGEST_TIME = 80
_LATER = (
    "Moodle passes over, without a word, a mark that was changed after this worksheet was downloaded, unless "
    "'Update records that have been modified more recently in Moodle than in the spreadsheet' is ticked"
)


def find_moodle(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in a worksheet; raises UsageError where it is none."""
    rows = table.body
    first = table.column(0, rows)
    if not rows or not all(map(_PARTICIPANT.fullmatch, first)):
        raise refused(table, _MOODLE_WHAT, "its first column is no 'Participant 7'")
    if wanted.column is not None:
        raise refused(table, _MOODLE_WHAT, "a worksheet is of one assignment, leave out --column")
    top = _maximum(table, rows)
    marked = _marked(table, rows, top)
    comments = marked + 1 if marked + 1 < len(table.headings) else None
    most = table.column(top, rows)[0]
    others = [i for i in range(2, top - 1) if _are_ids(table.column(i, rows))]
    numbers = [_PARTICIPANT.fullmatch(text) for text in first]
    ids = {table.headings[0]: [found[1] for found in numbers if found], **ids_in(table, others, rows)}
    comma = "," in most
    warnings = [_LATER, *_about_commas(table, rows, top, comma=comma), *_about_locks(table, rows, top, marked)]
    return Sheet(
        "Moodle", table, rows, ids, top - 1, most, comments, None, comma, formats.MOODLE.roster_columns, {}, warnings
    )


def _maximum(table: Table, rows: list[int]) -> int:
    """The column of the highest mark: one number in every row, after a column of marks or of nothing."""
    for column in reversed(range(2, len(table.headings))):
        values = set(table.column(column, rows))
        before = table.column(column - 1, rows)
        if len(values) == 1 and _MAXIMUM.fullmatch(values.pop()) and all(_is_mark(text) for text in before):
            return column
    raise refused(table, _MOODLE_WHAT, "no column has the highest mark; a scale of words takes no points")


def _is_mark(text: str) -> bool:
    return text in ("", "-") or value_of(text) is not None


def _marked(table: Table, rows: list[int], top: int) -> int:
    """The column of the time of the mark: the last one of times, or of `-` where nothing is marked yet."""
    for column in reversed(range(top + 1, len(table.headings))):
        if all(map(_is_time, table.column(column, rows))):
            return column
    raise refused(table, _MOODLE_WHAT, "no column has the time of the mark, and Moodle would refuse it")


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


# Canvas's gradebook export: a column for each assignment, `<title> (<id>)`; rows by Canvas's id, SIS id or login.
# A heading without a known id would make Canvas create an assignment: so none is ever written.

_CANVAS_WHAT = "Canvas gradebook export"
_CANVAS_TITLE = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
_CANVAS_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_STAY = {"ex": "excused there", "n/a": "not assigned there"}


def find_canvas(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in an export; raises UsageError where it is none."""
    own, section = column_named(table, "ID"), column_named(table, "Section")
    if own is None or section is None:
        raise refused(table, _CANVAS_WHAT, "it has no column 'ID' or no column 'Section'")
    titles = {}
    for number, heading in enumerate(table.headings):
        found = _CANVAS_TITLE.fullmatch(heading)
        if found and number > section:
            titles[number] = (found[1], found[2])
    place = chosen(table, titles, wanted, "Canvas")
    rows = [row for row in table.body if table.rows[row][own].value.strip()]
    heads = [row for row in table.body if not table.rows[row][own].value.strip()]
    possible = [row for row in heads if "points possible" in table.rows[row][0].value.casefold()]
    most = table.rows[possible[0]][place].value.strip() if possible else ""
    columns = [i for name in _CANVAS_IDS if (i := column_named(table, name)) is not None]
    left = {
        row: _STAY[text.casefold()]
        for row, text in zip(rows, table.column(place, rows), strict=True)
        if text.casefold() in _STAY
    }
    warnings = []
    if any("manual posting" in table.rows[row][place].value.casefold() for row in heads):
        warnings.append("The assignment is posted by hand: students see nothing before 'Post grades' in Canvas")
    return Sheet(
        "Canvas",
        table,
        rows,
        ids_in(table, columns, rows),
        place,
        most,
        comma="," in most,
        columns=formats.CANVAS.roster_columns,
        left=left,
        warnings=warnings,
    )


# Blackboard's grade file to work on offline, `.xls` with tabs in UTF-16 or `.csv`: columns `<title> [...] |<id>`.
# A column without an id would become a new one, of text and worth nothing: so none is ever written. Rows go by user
# name.

_BLACKBOARD_WHAT = "Blackboard grade file"
_BLACKBOARD_TITLE = re.compile(r"(.*?)(?:\s*\[[^\]]*?(?P<most>\d+(?:[.,]\d+)?)?[^\]\d]*\])?\s*\|(?P<id>\d+)", re.DOTALL)
_MANUAL = ("needs grading", "in progress")


def find_blackboard(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in a grade file; raises UsageError where it is none."""
    found = {i: match for i, heading in enumerate(table.headings) if (match := _BLACKBOARD_TITLE.fullmatch(heading))}
    titles = {i: (match[1].strip(), match["id"]) for i, match in found.items()}
    if not titles:
        raise refused(table, _BLACKBOARD_WHAT, "no heading ends in '|' and a column's id")
    place = chosen(table, titles, wanted, "Blackboard")
    rows = table.body
    named = column_named(table, "Username", "User Name")
    columns = [i for i in (named, column_named(table, "Student ID")) if i is not None]
    if named is None:  # in another language: after the two names
        columns = [i for i in range(2, min(titles)) if all(table.column(i, rows)) and i < 4]
    if not columns:
        raise refused(table, _BLACKBOARD_WHAT, "it has no column of user names")
    alone = len(titles) == 1
    warnings = []
    waiting = sum(text.casefold().startswith(_MANUAL) for text in table.column(place, rows))
    if waiting:
        warnings.append(f"{waiting} attempts wait for a mark in Blackboard: what is uploaded overrides them")
    most = found[place]["most"] or ""
    return Sheet(
        "Blackboard",
        table,
        rows,
        ids_in(table, columns, rows),
        place,
        most,
        column_named(table, "Feedback to Learner") if alone else None,
        column_named(table, "Feedback Format") if alone else None,
        any("," in text for text in [most, *table.column(place, rows)]),
        formats.BLACKBOARD.roster_columns,
        {},
        warnings,
    )


# Open edX's two files: grades of subsections (`new_override-<id>`), points of a staff graded block (`New Points`).

_OPENEDX_WHAT = "Open edX grade file"
_OVERRIDE, _PREVIOUS = "new_override-", "previous_override-"
_MOST_BYTES = 4 << 20
_AT_ONCE = 100
_OPENEDX_IDS = ("user_id", "username", "student_key", "student_uid")
_OPENEDX_COLUMNS = ("openedx", "edx", "username")


def find_openedx(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in one of the two; raises UsageError where it is neither."""
    user = column_named(table, "user_id")
    if user is None:
        raise refused(table, _OPENEDX_WHAT, "it has no column 'user_id'")
    rows = [row for row in table.body if table.rows[row][user].value.strip()]
    points = column_named(table, "New Points")
    warnings = []
    if points is not None:
        place, shown = points, column_named(table, "Previous Points")
        if len(rows) > _AT_ONCE:
            warnings.append(f"With more than {_AT_ONCE} rows Open edX works in the background: look again later")
        if table.path.stat().st_size > _MOST_BYTES:
            warnings.append("Open edX refuses more than 4 MiB: take out rows that need no mark")
        warnings.append("Open edX refuses points above the block's highest mark, which this file does not say")
    else:
        place = chosen(table, _subsections(table, rows), wanted, "Open edX")
        shown = column_named(table, _PREVIOUS + table.headings[place].removeprefix(_OVERRIDE))
        warnings.append("This file does not say the highest mark of the subsection, and Open edX checks none")
    columns = [i for name in _OPENEDX_IDS if (i := column_named(table, name)) is not None]
    ids = ids_in(table, columns, rows)
    return Sheet("Open edX", table, rows, ids, place, columns=_OPENEDX_COLUMNS, warnings=warnings, shown=shown)


def _subsections(table: Table, rows: list[int]) -> dict[int, tuple[str, str]]:
    """The columns of overrides, each with the subsection's name and short id."""
    found = {}
    for number, heading in enumerate(table.headings):
        if heading.startswith(_OVERRIDE):
            short = heading.removeprefix(_OVERRIDE)
            names = column_named(table, f"name-{short}")
            said = table.column(names, rows) if names is not None else []
            found[number] = (next(filter(None, said), short), short)
    return found


FINDERS = {"moodle": find_moodle, "canvas": find_canvas, "blackboard": find_blackboard, "openedx": find_openedx}
