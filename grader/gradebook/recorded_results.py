"""A result as plain data and back, as the gradebook keeps it; `docs/result.schema.json` describes the form.

Nothing in it is a sentence of ours.  Values that JSON has no form for stand as `{"$name": ...}`: fractions, tuples,
complex numbers, dicts, what is no finite number, the beginning of an array, and findings inside findings.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from grader import formatting
from grader.errors import UsageError
from grader.model import ABSENT, Call, CheckResult, Credit, Excerpt, Finding, Kind, Result, Status, Verdict

FORMAT = 2  # of what is recorded; what has no number was recorded before formats had one, and is the first
_NEWER = "install a newer grader, or name another file with --gradebook"
_TEXT_FIELDS = ("student", "assignment", "path", "seed", "numbers", "level", "digest")


def as_data(result: Result) -> dict[str, Any]:
    """Return a result as plain data."""
    return {
        "format": FORMAT,
        **{name: getattr(result, name) for name in _TEXT_FIELDS},
        "error": encode_value(result.error),
        "notes": [encode_value(note) for note in result.notes],
        "texts": dict(result.texts),
        "hints": dict(result.hints),
        "rules": result.rules,
        "checks": [_check_data(check) for check in result.checks],
    }


def _check_data(check: CheckResult) -> dict[str, Any]:
    return {
        "name": check.name,
        "task": check.task,
        "kind": check.kind,
        "title": encode_value(check.title),
        "public": check.public,
        "max_points": str(check.max_points),
        "seconds": round(check.seconds, 6),
        "verdict": verdict_data(check.verdict),
        **({"row": check.row} if check.row else {}),
        **({"was": [list(names) for names in check.was]} if check.was else {}),
    }


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain data; fields that say nothing are left out."""
    data: dict[str, Any] = {"status": verdict.status, "share": str(verdict.share)}
    if verdict.findings:
        data["findings"] = [encode_value(finding) for finding in verdict.findings]
    if verdict.call is not None:
        data["call"] = encode_value(verdict.call)
    for name in ("got", "want"):
        if (value := getattr(verdict, name)) is not ABSENT:
            data[name] = encode_value(value)
    for name in ("misconceptions", "follows_from"):
        if names := getattr(verdict, name):
            data[name] = list(names)
    if verdict.would is not None:
        data["would"] = str(verdict.would)
    more = {"credit": verdict.credit, "signature": verdict.signature, "by_hand": verdict.by_hand}
    more["together"] = verdict.together
    return data | {name: value for name, value in more.items() if value}


def from_data(data: Mapping[str, Any]) -> Result:
    """Return the result that was kept as data; raises UsageError for a newer format than this package reads.

    Of the first format the sentences are kept as they are, and points to four decimals where no more was kept.
    """
    demand_format(data, FORMAT, f"the result of '{data.get('student')}'")
    first = data.get("format", 1) == 1
    checks = tuple(_check_of_format_1(row) if first else _check(row) for row in data["checks"])
    hints = _hints_of_format_1(data["checks"]) if first else data["hints"]
    words: dict[str, Any] = {name: str(data[name]) for name in _TEXT_FIELDS}
    error, *notes = (kept_text(said) for said in (data["error"], *data["notes"]))
    more = {"texts": dict(data["texts"]), "hints": hints, "rules": data.get("rules", 0)}
    return Result(checks=checks, error=error, notes=tuple(notes), **more, **words)


def kept_text(said: Any) -> Any:
    """Return what was kept of an error or a note; of the first format, the sentence."""
    return Finding("text", text=said) if isinstance(said, str) else decode_value(said)


def demand_format(data: Mapping[str, Any], newest: int, what: str) -> None:
    """Raise UsageError where recorded data has a newer format than this package reads."""
    number = data.get("format", 1)
    if type(number) is not int or number > newest:
        raise UsageError(f"{what} was recorded in format {number}, but this grader reads none above {newest}: {_NEWER}")


def _check(row: Mapping[str, Any]) -> CheckResult:
    data = row["verdict"]
    verdict = Verdict(
        Status(data["status"]),
        Fraction(data["share"]),
        tuple(decode_value(finding) for finding in data.get("findings", ())),
        tuple(data.get("misconceptions", ())),
        Credit(data["credit"]) if "credit" in data else None,
        decode_value(data.get("call")),
        decode_value(data["got"]) if "got" in data else ABSENT,
        decode_value(data["want"]) if "want" in data else ABSENT,
        tuple(data.get("follows_from", ())),
        data.get("signature", ""),
        Fraction(data["would"]) if "would" in data else None,
        data.get("by_hand", False),
        data.get("together", False),
    )
    return _with_verdict(row, verdict, Fraction(row["max_points"]))


def _with_verdict(row: Mapping[str, Any], verdict: Verdict, most: Fraction) -> CheckResult:
    about = (row["name"], row["task"], Kind(row["kind"]), decode_value(row["title"]), row["public"])
    was = tuple((task, name) for task, name in row.get("was", ()))
    return CheckResult(*about, verdict, most, row["seconds"], row.get("row", 0), was)


# ---- values


def encode_value(x: Any) -> Any:
    """Return a value of a verdict as JSON has it."""
    if x is None or isinstance(x, (bool, int, str)) or (isinstance(x, float) and math.isfinite(x)):
        return x
    if type(x) in _ENCODERS:
        return _ENCODERS[type(x)](x)
    return encode_value(formatting.excerpt(x))


_ENCODERS: dict[type, Callable[[Any], Any]] = {
    list: lambda x: [encode_value(v) for v in x],
    tuple: lambda x: {"$tuple": [encode_value(v) for v in x]},
    dict: lambda x: {"$dict": [[encode_value(k), encode_value(v)] for k, v in x.items()]},
    Fraction: lambda x: {"$fraction": str(x)},
    float: lambda x: {"$float": str(x)},
    complex: lambda x: {"$complex": str(x)},
    bytes: lambda x: {"$bytes": x.decode("latin-1")},
    Excerpt: lambda x: {"$array": list(x.shape), "entries": encode_value(x.entries)},
    Call: lambda x: {"$call": x.function, "args": encode_value(list(x.args)), "kwargs": encode_value(dict(x.kwargs))},
    Finding: lambda x: {"$finding": x.key, **{name: encode_value(v) for name, v in x.values.items()}},
}


def decode_value(x: Any) -> Any:
    """Return the value that `encode_value` was given."""
    if isinstance(x, list):
        return [decode_value(v) for v in x]
    if not isinstance(x, dict):
        return x
    kind, *more = x
    return _DECODERS[kind](x[kind], {name: decode_value(x[name]) for name in more})


_DECODERS: dict[str, Callable[[Any, Any], Any]] = {
    "$tuple": lambda x, _: tuple(decode_value(v) for v in x),
    "$dict": lambda x, _: {decode_value(k): decode_value(v) for k, v in x},
    "$fraction": lambda x, _: Fraction(x),
    "$float": lambda x, _: float(x),
    "$complex": lambda x, _: complex(x),
    "$bytes": lambda x, _: x.encode("latin-1"),
    "$array": lambda x, more: Excerpt(tuple(x), more["entries"]),
    "$call": lambda x, more: Call(x, tuple(more["args"]), more["kwargs"]),
    "$finding": lambda x, more: Finding(x, **more),
}


# ---- the first format, in which sentences were kept


def _check_of_format_1(row: Mapping[str, Any]) -> CheckResult:
    most = Fraction(str(row["max_points"]))
    share = Fraction(str(row["points"])) / most if most else Fraction(0)
    if "exact" in row:
        share, most = map(Fraction, row["exact"])
    kept = {name: Finding("text", text=row[name]) for name in ("message", "call") if row.get(name)}
    verdict = Verdict(
        Status(row["status"]),
        share,
        (kept["message"],) if "message" in kept else (),
        tuple(row["misconceptions"]),
        Credit(row["credit"]) if "credit" in row else None,
        kept.get("call"),
        _value_of_text(row.get("got", "")),
        _value_of_text(row.get("want", "")),
        signature=row.get("alike", ""),
        would=Fraction(row["would"]) if "would" in row else None,
        by_hand=row.get("by_hand", False),
    )
    number = re.fullmatch(r"\w+\[(\d+)\]\.\w+", row["name"])  # the row had no field of its own
    return _with_verdict({**row, "row": int(number[1]) if number else 0}, verdict, most)


def _value_of_text(text: str) -> Any:
    """The numbers in a text that value_text gave, for class statistics; the text where that would show otherwise."""
    if not text:
        return ABSENT
    try:
        value = _literal(ast.parse(text, mode="eval").body, text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return Finding("text", text=text)
    return value if formatting.value_text(value, len(text) + 1) == text else Finding("text", text=text)


def _literal(node: ast.expr, text: str) -> Any:
    if isinstance(node, (ast.Tuple, ast.List)):
        items = [_literal(item, text) for item in node.elts]
        return tuple(items) if isinstance(node, ast.Tuple) else items
    source = ast.get_source_segment(text, node) or ""
    return ast.literal_eval(node) if "e" in source or not set(".") & set(source) else Fraction(source)


def _hints_of_format_1(rows: list[Mapping[str, Any]]) -> dict[str, str]:
    """Hints by misconception; where several were named at once, their hints stood below each other."""
    hints: dict[str, str] = {}
    for row in rows:
        hints |= dict(zip(row["misconceptions"], row["hint"].split("\nOr: "), strict=False))
    return hints
