"""A result as plain data and back: what `grade --json` prints and the gradebook keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from grader.errors import UsageError
from grader.model import CheckResult, Credit, Kind, Result, Status, Verdict, rounded_points

FORMAT = 1  # of what is recorded; what has no number was recorded before formats had one, and is the first
_NEWER = "install a newer grader, or name another file with --gradebook"
_TEXT_FIELDS = ("student", "assignment", "path", "seed", "numbers", "level", "digest")


def as_dict(result: Result) -> dict[str, Any]:
    """Return a result as `grade --json` prints it: the contract's fields and a few more."""
    return {
        "student": result.student,
        "assignment": result.assignment,
        "path": result.path,
        "points": None if result.points is None else rounded_points(result.points),
        "max_points": rounded_points(result.max_points),
        "pending": rounded_points(result.pending),
        "seed": result.seed,
        "numbers": result.numbers,
        "level": result.level,
        "digest": result.digest,
        "error": result.error,
        "notes": list(result.notes),
        "checks": [_check_dict(check) for check in result.checks],
        "texts": dict(result.texts),
    }


def _check_dict(check: CheckResult) -> dict[str, Any]:
    verdict = check.verdict
    row: dict[str, Any] = {
        "name": check.name,
        "task": check.task,
        "kind": check.kind,
        "title": check.title,
        "status": verdict.status,
        "points": rounded_points(check.points),
        "max_points": rounded_points(check.max_points),
        "pending": rounded_points(check.pending),
        "public": check.public,
        "message": verdict.message,
        "hint": verdict.hint,
        "misconceptions": list(verdict.misconceptions),
        "seconds": round(check.seconds, 6),
    }
    if verdict.credit is not None:
        row["credit"] = verdict.credit
    if verdict.by_hand:
        row["by_hand"] = True
    if verdict.would is not None:
        row["would"] = str(verdict.would)
    return row | {name: text for name in ("call", "got", "want", "alike") if (text := getattr(verdict, name))}


def as_recorded(result: Result) -> dict[str, Any]:
    """Return what the gradebook keeps: what is printed, and points as fractions: a third is not 0.3333."""
    data = as_dict(result) | {"format": FORMAT}
    for row, check in zip(data["checks"], result.checks, strict=True):
        row["exact"] = [str(check.verdict.share), str(check.max_points)]
    return data


def as_json(result: Result, encoding: str = "utf-8") -> str:
    """Return a result as one line of JSON, escaped where the encoding asks for it (a file's name may be no text)."""
    data = as_dict(result)
    line = json.dumps(data, ensure_ascii=False)
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(data)
    return line


def from_dict(data: Mapping[str, Any]) -> Result:
    """Return the result that was kept as data; its points to four decimals where only what is printed was kept.

    Raises UsageError for a newer format than this package reads.
    """
    demand_format(data, FORMAT, f"the result of '{data.get('student')}'")
    checks = tuple(_check_result(row) for row in data["checks"])
    words = {name: str(data[name]) for name in _TEXT_FIELDS}
    return Result(checks=checks, error=data["error"], notes=tuple(data["notes"]), texts=dict(data["texts"]), **words)


def demand_format(data: Mapping[str, Any], newest: int, what: str) -> None:
    """Raise UsageError where recorded data has a newer format than this package reads."""
    number = data.get("format", 1)
    if type(number) is not int or number > newest:
        raise UsageError(f"{what} was recorded in format {number}, but this grader reads none above {newest}: {_NEWER}")


def _check_result(row: Mapping[str, Any]) -> CheckResult:
    most = Fraction(str(row["max_points"]))
    share = Fraction(str(row["points"])) / most if most else Fraction(0)
    if "exact" in row:
        share, most = map(Fraction, row["exact"])
    credit = Credit(row["credit"]) if "credit" in row else None
    verdict = Verdict(
        Status(row["status"]),
        share,
        row["message"],
        row["hint"],
        tuple(row["misconceptions"]),
        credit,
        row.get("call", ""),
        row.get("got", ""),
        row.get("want", ""),
        row.get("alike", ""),
        Fraction(row["would"]) if "would" in row else None,
        row.get("by_hand", False),
    )
    return CheckResult(
        row["name"], row["task"], Kind(row["kind"]), row["title"], row["public"], verdict, most, row["seconds"]
    )
