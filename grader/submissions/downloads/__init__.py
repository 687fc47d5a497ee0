"""What learning systems give out -> files to grade: `grade DOWNLOAD.zip`, or the unpacked folder, taken by its form.

Ids are kept as the system writes them, so that marks find their way back; a class list with a column named after the
system (`moodle`, `canvas`, ...) turns them into the course's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from grader import seeds
from grader.errors import UsageError
from grader.submissions import submission
from grader.submissions.downloads import blackboard, canvas, gradescope, listing, moodle, nbgrader, plain, select
from grader.submissions.downloads.format import Form
from grader.submissions.downloads.listing import Item
from grader.submissions.downloads.select import Taken, Wanted
from grader.submissions.roster import Roster
from grader.submissions.submission import Found

FORMS = (moodle.FORM, blackboard.FORM, gradescope.FORM, nbgrader.FORM, canvas.FORM)
_WRAPPINGS = 2  # folders around a download that are looked through
_SHOWN = 5  # suffixes of what was passed over


def find(
    paths: Sequence[Path],
    assignment: str | None,
    known: Sequence[str],
    *,
    roster: Callable[[], Roster],
    say: Callable[[str], None],
) -> list[Found]:
    """Return the files to grade in downloads, folders and files, and say what each download was taken for.

    `roster` is asked for where there is a download.  Raises UsageError as submission.find does, and for an archive
    that is refused or of no known form.
    """
    found: list[Found] = []
    others: list[Path] = []
    for path in paths:
        download = _download(path)
        if download is None:
            others.append(path)
            continue
        form, items = download
        try:
            taken = select.taken(items, form, Wanted(known, assignment), roster())
        except UsageError as error:
            raise UsageError(f"{path.name} taken for: {error}") from None
        say(_said(path, form, taken))
        one = len(paths) == 1
        found += taken.founds if one else [replace(f, shown=f"{path.name}/{f.shown}") for f in taken.founds]
    if others:
        found += submission.find(others, assignment, list(known))
    return submission.told_apart(found)


def earlier(founds: Sequence[Found]) -> set[Found]:
    """Return the attempts that a later one of the same student has taken the place of."""
    last: dict[tuple[str, str], Found] = {}
    for found in founds:
        key = (seeds.folded(found.student) or found.shown, found.assignment)
        if key not in last or last[key].submitted <= found.submitted:
            last[key] = found
    return set(founds) - set(last.values())


def _download(path: Path) -> tuple[Form, list[Item]] | None:
    """The form and the files of a download, None where a path is something else."""
    zipped = os.path.isfile(path) and path.suffix.lower() == ".zip"
    if not zipped and not os.path.isdir(path):
        return None
    layers = [listing.sample(path)]
    while len(layers) <= _WRAPPINGS and (inner := listing.without_wrapping(layers[-1])):
        layers.append(inner)
    for depth, items in enumerate(layers):
        form = next((form for form in FORMS if form.fits([item.name for item in items])), None)
        if form is not None:
            return form, items if zipped else _unwrapped(listing.whole(path), depth)
    if not zipped:
        return None
    for items in reversed(layers):  # of <class>/<student>/<name>.py the inner folders are the students
        if plain.FORM.fits([item.name for item in items]):
            return plain.FORM, items
    systems = ", ".join(form.system for form in FORMS)
    raise UsageError(
        f"{path.name} is no download whose form is known ({systems}, or <student>/<name>.py): "
        "unpack it, and name the folder of submissions"
    )


def _unwrapped(items: list[Item], depth: int) -> list[Item]:
    for _ in range(depth):
        items = listing.without_wrapping(items)
    return items


def _said(path: Path, form: Form, taken: Taken) -> str:
    """What a download was taken for, and all that was not taken from it."""
    text = f"{path.name} taken for: {form.title}, {_files(len(taken.founds))}"
    if taken.late:
        text += f", {taken.late} of them late"
    if taken.beside:
        kinds = [f"{n} {suffix}" for suffix, n in taken.beside.most_common(_SHOWN)]
        rest = sum(taken.beside.values()) - sum(n for _, n in taken.beside.most_common(_SHOWN))
        text += f"; passed over: {', '.join(kinds + ([f'{rest} others'] if rest else []))}"
    if taken.strangers:
        text += f"; {_files(taken.strangers)} of ids that are not in the class list"
    elif taken.own_ids:
        text += (
            f". Students are known by {form.system}'s ids ({form.advice}), and whom a file names is not compared: "
            f"a class list with a column {form.columns[0]!r} joins them to the course's (--roster)"
        )
    return text


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"
