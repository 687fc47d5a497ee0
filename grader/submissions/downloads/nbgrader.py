"""nbgrader: `submitted/<student>/<assignment>/<notebook>.ipynb`, and the time in `timestamp.txt` beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from grader.errors import SubmissionError
from grader.submissions import deadlines
from grader.submissions.downloads.format import Form, Handed
from grader.submissions.downloads.listing import Item

_NAME = re.compile(r"(?:submitted/)?+(?P<student>[^/]+)/(?P<assignment>[^/]+)/(?P<file>.+)", re.DOTALL)
_TIMESTAMP = "timestamp.txt"


def _count(names: Sequence[str]) -> int:
    below = [name for name in names if name.startswith("submitted/")]
    if not below and any((found := _NAME.fullmatch(name)) and found["file"] == _TIMESTAMP for name in names):
        below = list(names)
    return sum(_NAME.fullmatch(name) is not None for name in below)


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    below = [item for item in items if item.name.startswith("submitted/")] or items
    matched = [(item, found) for item in below if (found := _NAME.fullmatch(item.name))]
    times = {
        (found["student"], found["assignment"]): _moment(item) for item, found in matched if found["file"] == _TIMESTAMP
    }
    for item, found in matched:
        student, assignment, file = found.group("student", "assignment", "file")
        submitted, notes = times.get((student, assignment), ("", ()))
        yield Handed(item, student, file, assignment, assignment, submitted, notes=notes)


def _moment(item: Item) -> tuple[str, tuple[str, ...]]:
    """`2026-11-20 13:17:05.123456 UTC`, or with another zone's name, as ISO time in UTC."""
    try:
        text = item.read(1000).decode("utf-8-sig").strip()
    except (SubmissionError, UnicodeDecodeError):
        return "", (f"Its {_TIMESTAMP} cannot be read.",)
    try:
        return deadlines.moment(text).isoformat(timespec="seconds"), ()
    except ValueError:
        pass
    clock, _, zone = text.rpartition(" ")
    try:
        return deadlines.moment(_with_zone(clock, zone)).isoformat(timespec="seconds"), ()
    except (ValueError, OSError, KeyError):
        return "", (f"Its {_TIMESTAMP} says {text[:60]!r}, which is no time.",)


def _with_zone(clock: str, zone: str) -> str:
    from datetime import datetime

    return datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).isoformat()


def _own(name: str) -> bool:
    return name.endswith(f"/{_TIMESTAMP}")


FORM = Form(
    "nbgrader", "nbgrader's submitted folder", ("nbgrader",), own_ids=False, count=_count, handed=_handed, own=_own
)
