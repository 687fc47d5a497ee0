"""Canvas's gradebook export: a column for each assignment, `<title> (<id>)`; rows by Canvas's id, SIS id or login.

A heading without a known id would make Canvas create an assignment: so none is ever written.
"""

from __future__ import annotations

import re

from grader.lms import gradebook_columns
from grader.lms.csv_edit import Table
from grader.lms.gradebook_columns import Sheet, Wanted
from grader.submissions.downloads import canvas as form

_WHAT = "Canvas gradebook export"
_TITLE = re.compile(r"(.*)\s\((\d+)\)", re.DOTALL)
_IDS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_STAY = {"ex": "excused there", "n/a": "not assigned there"}


def find(table: Table, wanted: Wanted) -> Sheet:
    """Return where marks belong in an export; raises UsageError where it is none."""
    own, section = gradebook_columns.column_named(table, "ID"), gradebook_columns.column_named(table, "Section")
    if own is None or section is None:
        raise gradebook_columns.refused(table, _WHAT, "it has no column 'ID' or no column 'Section'")
    titles = {}
    for number, heading in enumerate(table.headings):
        found = _TITLE.fullmatch(heading)
        if found and number > section:
            titles[number] = (found[1], found[2])
    place = gradebook_columns.chosen(table, titles, wanted, "Canvas")
    rows = [row for row in table.body if table.rows[row][own].value.strip()]
    heads = [row for row in table.body if not table.rows[row][own].value.strip()]
    possible = [row for row in heads if "points possible" in table.rows[row][0].value.casefold()]
    most = table.rows[possible[0]][place].value.strip() if possible else ""
    columns = [i for name in _IDS if (i := gradebook_columns.column_named(table, name)) is not None]
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
        gradebook_columns.ids_in(table, columns, rows),
        place,
        most,
        comma="," in most,
        columns=form.FORM.columns,
        left=left,
        warnings=warnings,
    )
