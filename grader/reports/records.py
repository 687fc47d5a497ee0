"""Results for other programs: as JSON, what `grade --json` and `export jsonl` print, and grades as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from grader.csv_text import csv_text
from grader.gradebook import recorded_results
from grader.gradebook.grades import Grade
from grader.model import CheckResult, Result, rounded_points
from grader.reports import wording

_COLUMNS = tuple(
    "student assignment points max_points pending submitted days_late lost_for_being_late final remark".split()
)


def as_dict(result: Result) -> dict[str, Any]:
    """Return a result as it is printed: the contract's fields in words, and each verdict as data."""
    data = recorded_results.as_data(result)
    points = {
        "points": None if result.points is None else _number(result.points),
        "max_points": _number(result.max_points),
        "pending": _number(result.pending),
    }
    rows = [_check_dict(row, check, result) for row, check in zip(data.pop("checks"), result.checks, strict=True)]
    said = {
        "error": None if result.error is None else wording.sentence(result.error),
        "notes": [wording.sentence(note) for note in result.notes],
    }
    waits = {} if result.waits is None else {"waits": wording.sentence(result.waits), "points": None}
    return {**data, **said, **points, **waits, "checks": rows}


def _number(points: Fraction) -> float:
    """Points in full precision, so that those of 17 rows of 25/17 add up to 25."""
    return points.numerator if points.denominator == 1 else float(points)


def _check_dict(row: dict[str, Any], check: CheckResult, result: Result) -> dict[str, Any]:
    verdict = check.verdict
    words = wording.verdict_words(verdict, result.hints, check.name)
    printed: dict[str, Any] = {
        **row,
        "title": wording.title_of(check),
        "status": verdict.status,
        "points": _number(check.points),
        "max_points": _number(check.max_points),
        "pending": _number(check.pending),
        "message": words.message,
        "hint": words.hint,
        "misconceptions": list(verdict.misconceptions),
    }
    more = {
        "credit": verdict.credit,
        "by_hand": verdict.by_hand,
        "together": verdict.together,
        "would": None if verdict.would is None else str(verdict.would),
        "call": words.call,
        "got": words.got,
        "want": words.want,
        "alike": verdict.signature,
    }
    return printed | {name: value for name, value in more.items() if value}


def as_json(result: Result, encoding: str = "utf-8") -> str:
    """Return a result as one line of JSON, escaped where the encoding asks for it (a file's name may be no text)."""
    data = as_dict(result)
    line = json.dumps(data, ensure_ascii=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(data)
    return line


def as_json_lines(standings: Iterable[tuple[Result, Grade]]) -> Iterator[str]:
    """Yield a line for each result: all that `grade --json` prints, and what being late did to the points."""
    for result, mark in standings:
        more = {"submitted": mark.submitted, "days_late": round(mark.days_late, 4), "final": mark.final}
        yield json.dumps({**as_dict(result), **more}, ensure_ascii=False) + "\n"


def as_csv(marks: Iterable[Grade]) -> str:
    """Return marks as CSV with a header; a name that a spreadsheet would take for a formula is quoted as text."""
    return csv_text([_COLUMNS, *map(_grade_row, marks)])


def _grade_row(mark: Grade) -> tuple[object, ...]:
    absent = "" if mark.in_roster else wording.phrase("not in the roster")
    return (
        mark.student,
        mark.assignment,
        None if mark.points is None else rounded_points(mark.points),
        rounded_points(mark.max_points),
        rounded_points(mark.pending) if mark.pending else None,
        mark.submitted,
        round(mark.days_late, 3) if mark.days_late else None,
        f"{rounded_points(100 * mark.lost_share)}%" if mark.lost_share else None,
        mark.final,
        absent if mark.reason is None else wording.sentence(mark.reason),
    )
