"""Fill in Open edX's grades of subsections, or the points of a staff graded block.

Example: grader export openedx -a softmax --into grades.csv -o upload.csv --column hw1
"""

from __future__ import annotations

from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import (
    ColumnRequest,
    GradebookColumns,
    choose_column,
    find_column,
    ids_by_heading,
    wrong_file_error,
)

# Open edX's two files: grades of subsections (`new_override-<id>`), points of a staff graded block (`New Points`).

OPTIONS = ("column",)
_FILE = "Open edX grade file"
_OVERRIDE, _PREVIOUS = "new_override-", "previous_override-"
_MOST_BYTES = 4 << 20
_MOST_ROWS_AT_ONCE = 100
_IDS = ("user_id", "username", "student_key", "student_uid")
_COLUMNS = ("openedx", "edx", "username")


def find_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of either Open edX file; raises UsageError for another file."""
    user = find_column(table, "user_id")
    if user is None:
        raise wrong_file_error(table, _FILE, "it has no column 'user_id'")
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
    columns = [i for name in _IDS if (i := find_column(table, name)) is not None]
    ids = ids_by_heading(table, columns, rows)
    return GradebookColumns(
        "Open edX",
        table,
        rows,
        ids,
        grade_column,
        roster_columns=_COLUMNS,
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
