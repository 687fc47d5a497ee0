"""Marks as files that other systems read: plain CSV, and JSON Lines with every check."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator

from grader.gradebook import serialize
from grader.gradebook.grades import Mark
from grader.model import Result, rounded_points

_COLUMNS = (
    "student",
    "assignment",
    "points",
    "max_points",
    "pending",
    "submitted",
    "days_late",
    "lost_for_being_late",
    "final",
    "remark",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # also as wide as Chinese characters are
_INSIDE = re.compile(r"(?<=[;\t\r\n])([\s\"']*)(?=[=+@＝＋＠-])")


def as_csv(marks: Iterable[Mark]) -> str:
    """Return marks as CSV with a header; a name that a spreadsheet would take for a formula is quoted as text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for mark in marks:
        points = "" if mark.points is None else rounded_points(mark.points)
        remark = mark.why or ("" if mark.known else "not in the roster")
        late = round(mark.days_late, 3) if mark.days_late else ""
        lost = f"{rounded_points(100 * mark.lost)}%" if mark.lost else ""
        writer.writerow(
            [
                harmless(mark.student),
                mark.assignment,
                points,
                rounded_points(mark.max_points),
                rounded_points(mark.pending) if mark.pending else "",
                mark.submitted,
                late,
                lost,
                "" if mark.final is None else mark.final,
                harmless(remark),
            ]
        )
    return file.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, also where it parts cells at other signs than we do.

    Anything else stays as it is.
    """
    inside = _INSIDE.sub(r"\1'", text)
    return f"'{inside}" if text.startswith(_FORMULA) else inside


def as_json_lines(standings: Iterable[tuple[Result, Mark]]) -> Iterator[str]:
    """Yield a line for each result: all that `grade --json` prints, and what being late did to the points."""
    for result, mark in standings:
        more = {"submitted": mark.submitted, "days_late": round(mark.days_late, 4), "final": mark.final}
        yield json.dumps({**serialize.as_dict(result), **more}, ensure_ascii=False) + "\n"
