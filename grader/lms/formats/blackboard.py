"""Fill in Blackboard's file for working offline.

Example: grader export blackboard -a softmax --into gc.xls -o upload.xls
"""

from __future__ import annotations

import re

from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import (
    ColumnRequest,
    GradebookColumns,
    choose_column,
    find_column,
    ids_by_heading,
    wrong_file_error,
)
from grader.submissions.downloads import formats

# Blackboard's grade file to work on offline, `.xls` with tabs in UTF-16 or `.csv`: columns `<title> [...] |<id>`.
# A column without an id would become a new one, of text and worth nothing: so none is ever written.  Rows go by user
# name.

OPTIONS = ("column", "comments")
_FILE = "Blackboard grade file"
_TITLE = re.compile(r"(.*?)(?:\s*\[[^\]]*?(?P<most>\d+(?:[.,]\d+)?)?[^\]\d]*\])?\s*\|(?P<id>\d+)", re.DOTALL)
_UNGRADED = ("needs grading", "in progress")


def find_columns(table: Table, request: ColumnRequest) -> GradebookColumns:
    """Return the columns of a Blackboard grade file; raises UsageError for another file."""
    found = {i: match for i, heading in enumerate(table.headings) if (match := _TITLE.fullmatch(heading))}
    titles = {i: (match[1].strip(), match["id"]) for i, match in found.items()}
    if not titles:
        raise wrong_file_error(table, _FILE, "no heading ends in '|' and a column's id")
    grade_column = choose_column(table, titles, request, "Blackboard")
    rows = table.body
    named = find_column(table, "Username", "User Name")
    columns = [i for i in (named, find_column(table, "Student ID")) if i is not None]
    if named is None:  # in another language: after the two names
        columns = [i for i in range(2, min(titles)) if all(table.column(i, rows)) and i < 4]
    if not columns:
        raise wrong_file_error(table, _FILE, "it has no column of user names")
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
