"""Open edX's two files: grades of subsections (`new_override-<id>`), points of a staff graded block (`New Points`)."""

from __future__ import annotations

from grader.lms import gradebook_columns
from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import Sheet, Wanted

_WHAT = "Open edX grade file"
_OVERRIDE, _PREVIOUS = "new_override-", "previous_override-"
_MOST_BYTES = 4 << 20
_AT_ONCE = 100
_IDS = ("user_id", "username", "student_key", "student_uid")
COLUMNS = ("openedx", "edx", "username")


def find(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in one of the two; raises UsageError where it is neither."""
    user = gradebook_columns.column_named(table, "user_id")
    if user is None:
        raise gradebook_columns.refused(table, _WHAT, "it has no column 'user_id'")
    rows = [row for row in table.body if table.rows[row][user].value.strip()]
    points = gradebook_columns.column_named(table, "New Points")
    warnings = []
    if points is not None:
        place, shown = points, gradebook_columns.column_named(table, "Previous Points")
        if len(rows) > _AT_ONCE:
            warnings.append(f"With more than {_AT_ONCE} rows Open edX works in the background: look again later")
        if table.path.stat().st_size > _MOST_BYTES:
            warnings.append("Open edX refuses more than 4 MiB: take out rows that need no mark")
        warnings.append("Open edX refuses points above the block's highest mark, which this file does not say")
    else:
        place = gradebook_columns.chosen(table, _subsections(table, rows), wanted, "Open edX")
        shown = gradebook_columns.column_named(table, _PREVIOUS + table.headings[place].removeprefix(_OVERRIDE))
        warnings.append("This file does not say the highest mark of the subsection, and Open edX checks none")
    columns = [i for name in _IDS if (i := gradebook_columns.column_named(table, name)) is not None]
    ids = gradebook_columns.ids_in(table, columns, rows)
    return Sheet("Open edX", table, rows, ids, place, columns=COLUMNS, warnings=warnings, shown=shown)


def _subsections(table: Table, rows: list[int]) -> dict[int, tuple[str, str]]:
    """The columns of overrides, each with the subsection's name and short id."""
    found = {}
    for number, heading in enumerate(table.headings):
        if heading.startswith(_OVERRIDE):
            short = heading.removeprefix(_OVERRIDE)
            names = gradebook_columns.column_named(table, f"name-{short}")
            said = table.column(names, rows) if names is not None else []
            found[number] = (next(filter(None, said), short), short)
    return found
