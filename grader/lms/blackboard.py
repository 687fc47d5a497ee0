"""Blackboard, "Assignment File Download": `<assignment>_<username>_attempt_<time>_<file>`, a receipt for each attempt.

The receipt, `<assignment>_<username>_attempt_<time>.txt`, begins with `Name: <full name> (<username>)`: by it user
names that hold a `_` are told from the assignment's title.  What a student writes stands further down and is not read.
The time is the server's own; it is taken for this machine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader import late
from grader.errors import SubmissionError
from grader.lms.form import Form, Handed
from grader.lms.listing import Item

_NAME = re.compile(
    r"(?P<head>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))", re.DOTALL
)
_WHO = re.compile(r"[^\n:]*:[^\n]*\((?P<user>[^()\s]+)\)\s*")
_MAX_RECEIPT = 1 << 20


def _count(names: Sequence[str]) -> int:
    return sum((found := _NAME.fullmatch(name)) is not None and "_" in found["head"] for name in names)


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    matched = [(item, found) for item in items if (found := _NAME.fullmatch(item.name))]
    users: dict[str, str] = {}
    for item, found in matched:
        if found["receipt"]:
            user = _user(item)
            if found["head"].endswith(f"_{user}"):
                users[found["head"]] = user
    titles = {head.removesuffix(user) for head, user in users.items()}
    for item, found in matched:
        user = users.get(found["head"]) or _by_title(found["head"], titles)
        submitted, notes = _moment(found["time"])
        yield Handed(item, user, found["file"] or "", found["time"], submitted=submitted, notes=notes)


def _user(item: Item) -> str:
    """Who the first line of a receipt names, "" where it names nobody."""
    try:
        first = item.read(_MAX_RECEIPT).decode("utf-8-sig", "replace").split("\n", 1)[0]
    except SubmissionError:
        return ""
    found = _WHO.fullmatch(first)
    return found["user"] if found else ""


def _by_title(head: str, titles: set[str]) -> str:
    """Without a receipt: what follows the title that other receipts show, else what follows the last `_`."""
    title = next((title for title in titles if head.startswith(title)), "")
    return head.removeprefix(title) if title else head.rpartition("_")[2]


def _moment(text: str) -> tuple[str, tuple[str, ...]]:
    year, month, day, *clock = text.split("-")
    try:
        moment = late.moment(f"{year}-{month}-{day} {':'.join(clock)}")
    except ValueError:
        return "", (f"Blackboard's time {text} is none.",)
    return moment.isoformat(timespec="seconds"), ()


def _own(name: str) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and bool(found["receipt"])


FORM = Form(
    "Blackboard", "Blackboard assignment file download", ("blackboard", "username"), own_ids=False, count=_count,
    handed=_handed, own=_own,
)  # fmt: skip
