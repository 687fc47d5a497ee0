"""Feedback as files in a zip, named so that the system finds whose each is: Moodle's folders, Canvas's own names."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import BinaryIO

from grader import seeds
from grader.lms.gradebook_columns import Sheet
from grader.lms.join_ids import Joined
from grader.reports import pages, text_report
from grader.reports.pages import Page
from grader.submissions.downloads.formats import match_canvas

_DATE = (2026, 1, 1, 0, 0, 0)
_LONGEST = 60  # characters of a name in a path


def write(named: Iterable[tuple[str, str]], file: BinaryIO) -> int:
    """Write texts by name into a zip; return how many there were."""
    count = 0
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in named:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
            count += 1
    return count


def moodle(place: Sheet, joined: Joined, made: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """Yield `<name>_<participant id>_assignfeedback_file/<file>` and its text; the id alone counts there."""
    everybody = place.table.column(1, place.rows)
    names = everybody if len(set(everybody)) * 2 > len(everybody) else ["Participant"] * len(everybody)
    numbers = next(iter(place.ids.values()))
    where = _rows(joined)
    for page in made:
        row = where.get(seeds.folded(page.result.student))
        if row is not None:
            suffix, text = _rendered(page)
            folder = f"{_plain(names[row])}_{numbers[row]}_assignfeedback_file"
            yield f"{folder}/{page.result.assignment}-feedback{suffix}", text


def canvas(place: Sheet, joined: Joined, made: Iterable[Page], without: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each downloaded file, `-feedback` added, and a text; students of other files go to `without`.

    Canvas takes the first two numbers of a name for the user and the file that was handed in.
    """
    numbers: Sequence[str] = place.ids["ID"]
    where = _rows(joined)
    for page in made:
        row = where.get(seeds.folded(page.result.student))
        if row is None:
            continue
        head = _downloaded(page.result.path, numbers[row])
        if head:
            suffix, text = _rendered(page)
            yield f"{head}{page.result.assignment}-feedback{suffix}", text
        else:
            without.append(page.result.student)


def _rows(joined: Joined) -> Mapping[str, int]:
    return {seeds.folded(mark.student): number for number, mark in joined.places.items()}


def _downloaded(path: str, user: str) -> str:
    """The part of a downloaded file's name that says whose and which it is, "" where it is not from a download."""
    for name in reversed(path.split("/")):
        found = match_canvas(name)
        if found and found["file"] and (found["user"] == user or name.startswith(("anon_", "LATE_anon_"))):
            return name.removesuffix(found["file"])
    return ""


def _rendered(page: Page) -> tuple[str, str]:
    """A page, or plain text where the extra for pages is not installed."""
    if find_spec("jinja2") is None:
        return ".txt", text_report.feedback(page.result) + "\n"
    return ".html", pages.html(page)


def _plain(name: str) -> str:
    """A person's name for a path: `_` separates there."""
    return " ".join(re.sub(r"[^\w -]|_", " ", name).split())[:_LONGEST] or "Participant"
