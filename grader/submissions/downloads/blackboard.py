"""Blackboard, "Assignment File Download": `<assignment>_<username>_attempt_<time>_<file>`, a receipt for each attempt.

The receipt, `<assignment>_<username>_attempt_<time>.txt`, begins with `Name: <full name> (<username>)`: by it user
names that hold a `_` are told from the assignment's title.  What a student writes stands further down and is not read.
The time is the server's own; it is taken for this machine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.errors import SubmissionError
from grader.submissions import deadlines
from grader.submissions.downloads.format import Form, Handed
from grader.submissions.downloads.listing import Item

_NAME = re.compile(
    r"(?P<head>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))", re.DOTALL
)
_WHO = re.compile(r"[^\n:]*:[^\n]*\((?P<user>[^()\s]+)\)\s*")
_MAX_RECEIPT = 1 << 20
_UNSURE = (
    "where the title ends and the user name begins cannot be told: download it with its receipts, or grade the file "
    "itself, by its student's id"
)


def _count(names: Sequence[str]) -> int:
    return sum((found := _NAME.fullmatch(name)) is not None and "_" in found["head"] for name in names)


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    matched = [(item, found) for item in items if (found := _NAME.fullmatch(item.name))]
    users = _users(matched)
    for item, found in matched:
        head, time = found["head"], found["time"]
        user = users[head]
        submitted, notes = _moment(time)
        yield Handed(
            item,
            user,
            found["file"] or "",
            time if user else head,
            submitted=submitted,
            notes=notes,
            error=None if user else _UNSURE,
        )


def _users(matched: Sequence[tuple[Item, re.Match[str]]]) -> dict[str, str]:
    """Whose the files are by what their names begin with, "" where that cannot be told."""
    users: dict[str, str] = {}
    for item, found in matched:
        if found["receipt"]:
            user = _user(item)
            if found["head"].endswith(f"_{user}"):
                users[found["head"]] = user
    titles = sorted({head.removesuffix(user) for head, user in users.items()}, key=len, reverse=True)
    for head in {found["head"] for _, found in matched} - users.keys():  # others' receipts show the title
        users[head] = next((head.removeprefix(title) for title in titles if head.startswith(title)), "")
    bare = {head: head.rpartition("_") for head, user in users.items() if not user}
    if len({title for title, _, _ in bare.values()}) == 1:
        users |= {head: user for head, (_, _, user) in bare.items()}
    return users


def _user(item: Item) -> str:
    """Who the first line of a receipt names, "" where it names nobody."""
    try:
        first = item.read(_MAX_RECEIPT).decode("utf-8-sig", "replace").split("\n", 1)[0]
    except SubmissionError:
        return ""
    found = _WHO.fullmatch(first)
    return found["user"] if found else ""


def _moment(text: str) -> tuple[str, tuple[str, ...]]:
    year, month, day, *clock = text.split("-")
    try:
        moment = deadlines.moment(f"{year}-{month}-{day} {':'.join(clock)}")
    except ValueError:
        return "", (f"Blackboard's time {text} is none.",)
    return moment.isoformat(timespec="seconds"), ()


def _own(name: str) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and bool(found["receipt"])


FORM = Form(
    "Blackboard",
    "Blackboard assignment file download",
    ("blackboard", "username"),
    own_ids=False,
    count=_count,
    handed=_handed,
    own=_own,
)
