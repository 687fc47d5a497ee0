"""Fill in Canvas's gradebook export.

Example: grader export canvas -a softmax --into gradebook.csv -o upload.csv --column 1234
"""

from __future__ import annotations

import re
from collections.abc import Callable

from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import (
    ColumnRequest,
    GradebookColumns,
    choose_column,
    find_column,
    ids_by_heading,
    wrong_file_error,
)
from grader.model import Result
from grader.submissions.downloads import formats

# Canvas's gradebook export: a column for each assignment, `<title> (<id>)`; rows by Canvas's id, SIS id or login.
# A heading without a known id would make Canvas create an assignment: so none is ever written.

OPTIONS = ("column", "feedback")
_FILE = "Canvas gradebook export"
_TITLE = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_UNTOUCHED = {"ex": "excused there", "n/a": "not assigned there"}


def find_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of a Canvas gradebook export; raises UsageError for another file."""
    id_column, section = find_column(table, "ID"), find_column(table, "Section")
    if id_column is None or section is None:
        raise wrong_file_error(table, _FILE, "it has no column 'ID' or no column 'Section'")
    titles = {}
    for number, heading in enumerate(table.headings):
        found = _TITLE.fullmatch(heading)
        if found and number > section:
            titles[number] = (found[1], found[2])
    grade_column = choose_column(table, titles, request, "Canvas")
    rows = [row for row in table.body if table.rows[row][id_column].value.strip()]
    heads = [row for row in table.body if not table.rows[row][id_column].value.strip()]
    possible = [row for row in heads if "points possible" in table.rows[row][0].value.casefold()]
    most = table.rows[possible[0]][grade_column].value.strip() if possible else ""
    columns = [i for name in _IDS if (i := find_column(table, name)) is not None]
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


def feedback_names(columns: GradebookColumns) -> Callable[[int, Result], str]:
    """Return what names the file of a row: the downloaded file with `-feedback`, "" where it is from no download.

    Canvas takes the first two numbers of a name for the user and the file that was handed in.
    """
    users = columns.ids["ID"]

    def name(row: int, result: Result) -> str:
        for downloaded in reversed(result.path.split("/")):
            found = formats.match_canvas(downloaded)
            anonymous = downloaded.startswith(("anon_", "LATE_anon_"))
            if found and found["file"] and (found["user"] == users[row] or anonymous):
                return f"{downloaded.removesuffix(found['file'])}{result.assignment}-feedback"
        return ""

    return name
