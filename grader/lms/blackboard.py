"""Blackboard's grade file to work on offline, `.xls` with tabs in UTF-16 or `.csv`: columns `<title> [...] |<id>`.

A column without an id would become a new one, of text and worth nothing: so none is ever written.
Rows go by user name.
"""

from __future__ import annotations

import re

from grader.lms import gradebook_columns
from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import Sheet, Wanted
from grader.submissions.downloads import blackboard as form

_WHAT = "Blackboard grade file"
_TITLE = re.compile(r"(.*?)(?:\s*\[[^\]]*?(?P<most>\d+(?:[.,]\d+)?)?[^\]\d]*\])?\s*\|(?P<id>\d+)", re.DOTALL)
_MANUAL = ("needs grading", "in progress")


def find(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in a grade file; raises UsageError where it is none."""
    found = {i: match for i, heading in enumerate(table.headings) if (match := _TITLE.fullmatch(heading))}
    titles = {i: (match[1].strip(), match["id"]) for i, match in found.items()}
    if not titles:
        raise gradebook_columns.refused(table, _WHAT, "no heading ends in '|' and a column's id")
    place = gradebook_columns.chosen(table, titles, wanted, "Blackboard")
    rows = table.body
    named = gradebook_columns.column_named(table, "Username", "User Name")
    columns = [i for i in (named, gradebook_columns.column_named(table, "Student ID")) if i is not None]
    if named is None:  # in another language: after the two names
        columns = [i for i in range(2, min(titles)) if all(table.column(i, rows)) and i < 4]
    if not columns:
        raise gradebook_columns.refused(table, _WHAT, "it has no column of user names")
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
        gradebook_columns.ids_in(table, columns, rows),
        place,
        most,
        gradebook_columns.column_named(table, "Feedback to Learner") if alone else None,
        gradebook_columns.column_named(table, "Feedback Format") if alone else None,
        any("," in text for text in [most, *table.column(place, rows)]),
        form.FORM.columns,
        {},
        warnings,
    )
