"""Formats of downloads: how the names of Moodle, Canvas, Blackboard, Gradescope and nbgrader say whose each file is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from grader.errors import SubmissionError
from grader.model import Finding
from grader.submissions import deadlines
from grader.submissions.downloads.gradescope_metadata import METADATA, read_metadata
from grader.submissions.downloads.listing import DownloadedFile


@dataclass(frozen=True)
class SubmittedFile:
    """A file that was handed in: by whom, under which name, when, in which attempt."""

    item: DownloadedFile
    student: str  # the id as the system writes it; "" where it cannot be told
    file: str  # as the student called it, perhaps with folders
    attempt: str = ""  # tells a student's attempts apart
    assignment: str = ""  # where the path says it
    submitted: str = ""  # ISO time in UTC
    late: bool = False  # as the system marks it
    notes: tuple[Finding, ...] = ()
    error: Finding | None = None
    within: str = ""  # the archive that the student handed in and that it is in
    is_inner: bool = False  # below another file of its name, which counts

    @property
    def name(self) -> str:
        """The last part of the file's name."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True)
class DownloadFormat:
    """One system's download: how its names are recognised and read."""

    system: str
    title: str
    roster_columns: tuple[str, ...]  # of a class list that may hold this system's ids
    has_own_ids: bool  # ids that students do not know: in their files they write another id
    count_names: Callable[[Sequence[str]], int]  # how many of the names are in this format
    list_submitted: Callable[[Sequence[DownloadedFile]], Iterator[SubmittedFile]]  # other files are passed over
    is_system_file: Callable[[str], bool] = lambda _: False  # a file of the system, no student's work
    own_ids_note: str = "they are no ids of the course"  # about own ids, where no class list maps them

    def fits(self, names: Sequence[str]) -> bool:
        """Return whether most of the names are in this format."""
        return bool(names) and 2 * self.count_names(names) > len(names)


def _utc_time(text: str, unreadable: Finding) -> tuple[str, tuple[Finding, ...]]:
    """A written time as ISO time in UTC, or "" and the note that it is unreadable."""
    try:
        return deadlines.parse_time(text).isoformat(timespec="seconds"), ()
    except ValueError:
        return "", (unreadable,)


# Moodle, "Download all submissions": `<full name>_<participant id>_assignsubmission_file/<file>`, or flat.
# The id is the number in `Participant 7` of the grading worksheet.  It belongs to one assignment: in the next one the
# same student has another.  The name before it holds no `_`, so the first id counts, whatever a student calls a file.
# Times are not in a download.

_MOODLE_NAME = re.compile(
    r"[^/]*?_(?P<participant>\d+)_assignsubmission_(?P<plugin>file|onlinetext)(?:_?/|_)(?P<file>.+)", re.DOTALL
)


def _moodle_count(names: Sequence[str]) -> int:
    return sum(_MOODLE_NAME.fullmatch(name) is not None for name in names)


def _moodle_files(items: Sequence[DownloadedFile]) -> Iterator[SubmittedFile]:
    for item in items:
        found = _MOODLE_NAME.fullmatch(item.name)
        if found:
            yield SubmittedFile(item, found["participant"], found["file"])


MOODLE = DownloadFormat(
    "Moodle",
    "Moodle submissions download",
    ("moodle", "participant", "identifier"),
    has_own_ids=True,
    count_names=_moodle_count,
    list_submitted=_moodle_files,
    own_ids_note="they hold for this assignment only",
)


# Canvas, "Download Submissions": `<name>[_LATE]_<user id>_<attachment id>_<file>`; a text: `..._<user id>_text.html`.
# Canvas takes digits between `_` out of names, so the first two such numbers are the ids; where a third one follows,
# a name that ends in `_12` and a file called `1_x.py` look alike, and nobody is guessed.  Anonymous marking gives
# `anon_<anonymous id>` for the name and the user id.  Times are not in a download, but `LATE` is.

_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<user>[0-9A-Za-z]+)_(?:\d+_(?P<file>.+)|(?P<text>text|link)\.html)"
)
_CANVAS_NAMED = re.compile(
    r"[^/]+?(?P<late>_LATE)?_(?P<user>\d+)_(?:(?P<attachment>\d+)_(?P<file>[^/]+)|(?P<text>text|link)\.html)"
)
_THIRD_NUMBER = re.compile(r"\d+_.")


def match_canvas(name: str) -> re.Match[str] | None:
    """Return the parts of a downloaded file's name, `user`, `attachment`, `file`; None for another name."""
    return _CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS_NAMED.fullmatch(name)


def _canvas_count(names: Sequence[str]) -> int:
    """How many names are Canvas's; `ws26_7_12__softmax.py` is of a plain folder, whose students have such ids."""
    return sum(
        (found := match_canvas(name)) is not None and not (found["file"] or "").startswith("_") for name in names
    )


def _canvas_files(items: Sequence[DownloadedFile]) -> Iterator[SubmittedFile]:
    for item in items:
        found = match_canvas(item.name)
        if found is None:
            continue
        file = found["file"] or f"{found['text']}.html"
        if found.re is _CANVAS_NAMED and found["file"] and _THIRD_NUMBER.match(file):
            why = Finding("handed_in.two_ids", one=found["user"], other=found["attachment"])
            yield SubmittedFile(item, "", file, item.name, late=bool(found["late"]), error=why)
        else:
            yield SubmittedFile(item, found["user"], file, late=bool(found["late"]))


CANVAS = DownloadFormat(
    "Canvas",
    "Canvas submissions download",
    ("canvas", "canvas id", "canvas user id"),
    has_own_ids=True,
    count_names=_canvas_count,
    list_submitted=_canvas_files,
)


# Blackboard, "Assignment File Download": `<assignment>_<username>_attempt_<time>_<file>`, and receipts.
# The receipt, `<assignment>_<username>_attempt_<time>.txt`, begins with `Name: <full name> (<username>)`: by it user
# names that hold a `_` are told from the assignment's title.  What a student writes stands further down and is not
# read. The time is the server's own; it is taken for this machine's.

_BLACKBOARD_NAME = re.compile(
    r"(?P<head>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))", re.DOTALL
)
_WHO = re.compile(r"[^\n:]*:[^\n]*\((?P<user>[^()\s]+)\)\s*")
_MAX_RECEIPT = 1 << 20


def _blackboard_count(names: Sequence[str]) -> int:
    return sum((found := _BLACKBOARD_NAME.fullmatch(name)) is not None and "_" in found["head"] for name in names)


def _blackboard_files(items: Sequence[DownloadedFile]) -> Iterator[SubmittedFile]:
    matched = [(item, found) for item in items if (found := _BLACKBOARD_NAME.fullmatch(item.name))]
    users = _blackboard_users(matched)
    for item, found in matched:
        head, time = found["head"], found["time"]
        user = users[head]
        submitted, notes = _blackboard_moment(time)
        yield SubmittedFile(
            item,
            user,
            found["file"] or "",
            time if user else head,
            submitted=submitted,
            notes=notes,
            error=None if user else Finding("handed_in.no_user"),
        )


def _blackboard_users(matched: Sequence[tuple[DownloadedFile, re.Match[str]]]) -> dict[str, str]:
    """User names by the beginning of a file's name, "" where title and user name cannot be told apart."""
    users: dict[str, str] = {}
    for item, found in matched:
        if found["receipt"]:
            user = _receipt_user(item)
            if found["head"].endswith(f"_{user}"):
                users[found["head"]] = user
    titles = sorted({head.removesuffix(user) for head, user in users.items()}, key=len, reverse=True)
    for head in {found["head"] for _, found in matched} - users.keys():  # others' receipts show the title
        users[head] = next((head.removeprefix(title) for title in titles if head.startswith(title)), "")
    bare = {head: head.rpartition("_") for head, user in users.items() if not user}
    if len({title for title, _, _ in bare.values()}) == 1:
        users |= {head: user for head, (_, _, user) in bare.items()}
    return users


def _receipt_user(item: DownloadedFile) -> str:
    """The user name in the first line of a receipt, "" where there is none."""
    try:
        first = item.read_bytes(_MAX_RECEIPT).decode("utf-8-sig", "replace").split("\n", 1)[0]
    except SubmissionError:
        return ""
    found = _WHO.fullmatch(first)
    return found["user"] if found else ""


def _blackboard_moment(text: str) -> tuple[str, tuple[Finding, ...]]:
    year, month, day, *clock = text.split("-")
    written = f"{year}-{month}-{day} {':'.join(clock)}"
    return _utc_time(written, Finding("note.no_time", system="Blackboard", text=text))


def _blackboard_is_system_file(name: str) -> bool:
    found = _BLACKBOARD_NAME.fullmatch(name)
    return found is not None and bool(found["receipt"])


BLACKBOARD = DownloadFormat(
    "Blackboard",
    "Blackboard assignment file download",
    ("blackboard", "username"),
    has_own_ids=False,
    count_names=_blackboard_count,
    list_submitted=_blackboard_files,
    is_system_file=_blackboard_is_system_file,
)


# Gradescope, "Export Submissions": `submission_metadata.yml` and `submission_<id>/<files>`.
# The metadata say who handed in, by student number (`:sid`) and mail address, and when.  A group's submission is each
# member's.

_GRADESCOPE_NAME = re.compile(r"(?P<submission>submission_\d+)/(?P<file>.+)", re.DOTALL)
_FRACTION = re.compile(r"(\.\d{6})\d+")


def _gradescope_count(names: Sequence[str]) -> int:
    return len(names) if METADATA in names and any(map(_GRADESCOPE_NAME.fullmatch, names)) else 0


def _gradescope_files(items: Sequence[DownloadedFile]) -> Iterator[SubmittedFile]:
    metadata = read_metadata(next(item for item in items if item.name == METADATA))
    for item in items:
        found = _GRADESCOPE_NAME.fullmatch(item.name)
        if found is None:
            continue
        submission, file = found["submission"], found["file"]
        about = metadata.get(submission, {})
        submitted, notes = _gradescope_moment(about.get(":created_at"))
        students = list(dict.fromkeys(filter(None, map(_submitter_id, _as_list(about.get(":submitters"))))))
        for student in students:
            yield SubmittedFile(item, student, file, submission, submitted=submitted, notes=notes)
        if not students:
            why = Finding("handed_in.nobodys", file=METADATA, submission=submission)
            yield SubmittedFile(item, "", file, submission, submitted=submitted, notes=notes, error=why)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _submitter_id(submitter: Any) -> str:
    """The student number, else the mail address."""
    if not isinstance(submitter, Mapping):
        return ""
    texts = [str(submitter.get(key) or "").strip() for key in (":sid", ":email")]
    return next((text for text in texts if text not in ("", "~", "null")), "")


def _gradescope_moment(value: Any) -> tuple[str, tuple[Finding, ...]]:
    """`2026-11-20 13:17:05.123456789 Z` as ISO time in UTC."""
    if not value:
        return "", ()
    text = _FRACTION.sub(r"\1", str(value)).replace(" Z", "+00:00").replace(" +", "+").replace(" -", "-")
    return _utc_time(text, Finding("note.no_time", system="Gradescope", text=repr(str(value)[:60])))


GRADESCOPE = DownloadFormat(
    "Gradescope",
    "Gradescope export",
    ("gradescope", "sid", "email"),
    has_own_ids=False,
    count_names=_gradescope_count,
    list_submitted=_gradescope_files,
    is_system_file=METADATA.__eq__,
)


# nbgrader: `submitted/<student>/<assignment>/<notebook>.ipynb`, and the time in `timestamp.txt` beside it.

_NBGRADER_NAME = re.compile(r"(?:submitted/)?+(?P<student>[^/]+)/(?P<assignment>[^/]+)/(?P<file>.+)", re.DOTALL)
_TIMESTAMP = "timestamp.txt"


def _nbgrader_count(names: Sequence[str]) -> int:
    below = [name for name in names if name.startswith("submitted/")]
    if not below and any((found := _NBGRADER_NAME.fullmatch(name)) and found["file"] == _TIMESTAMP for name in names):
        below = list(names)
    return sum(_NBGRADER_NAME.fullmatch(name) is not None for name in below)


def _nbgrader_files(items: Sequence[DownloadedFile]) -> Iterator[SubmittedFile]:
    below = [item for item in items if item.name.startswith("submitted/")] or items
    matched = [(item, found) for item in below if (found := _NBGRADER_NAME.fullmatch(item.name))]
    times = {
        (found["student"], found["assignment"]): _nbgrader_moment(item)
        for item, found in matched
        if found["file"] == _TIMESTAMP
    }
    for item, found in matched:
        student, assignment, file = found.group("student", "assignment", "file")
        submitted, notes = times.get((student, assignment), ("", ()))
        yield SubmittedFile(item, student, file, assignment, assignment, submitted, notes=notes)


def _nbgrader_moment(item: DownloadedFile) -> tuple[str, tuple[Finding, ...]]:
    """`2026-11-20 13:17:05.123456 UTC`, or with another zone's name, as ISO time in UTC."""
    try:
        text = item.read_bytes(1000).decode("utf-8-sig").strip()
    except (SubmissionError, UnicodeDecodeError):
        return "", (Finding("note.unreadable_time", file=_TIMESTAMP),)
    clock, _, zone = text.rpartition(" ")
    written = text
    with suppress(ValueError, OSError, KeyError):
        written = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).isoformat()
    return _utc_time(written, Finding("note.no_timestamp", file=_TIMESTAMP, text=text[:60]))


NBGRADER = DownloadFormat(
    "nbgrader",
    "nbgrader's submitted folder",
    ("nbgrader",),
    has_own_ids=False,
    count_names=_nbgrader_count,
    list_submitted=_nbgrader_files,
    is_system_file=lambda name: name.endswith(f"/{_TIMESTAMP}"),
)


# A plain folder of submissions in a zip: `<student>/<name>.py`, `<student>/<name>.ipynb` or `<student>__<name>.py`.  In
# a student's folder it may be in folders further below, and counts where there is none of its name above.

_PLAIN_NAME = re.compile(r"(?P<student>[^/]+)(?:/(?P<file>.+)|__(?P<flat>[^/]+))", re.DOTALL)
_SOURCE = (".py", ".ipynb")


def _plain_count(names: Sequence[str]) -> int:
    source = [name for name in names if name.lower().endswith(_SOURCE)]
    return len(names) if any(map(_PLAIN_NAME.fullmatch, source)) else 0


def _plain_files(items: Sequence[DownloadedFile]) -> Iterator[SubmittedFile]:
    matched = [(item, found) for item in items if (found := _PLAIN_NAME.fullmatch(item.name))]
    direct = {item.name for item, _ in matched}
    for item, found in matched:
        file, student = found["file"] or found["flat"], found["student"]
        inner = "/" in file and f"{student}/{item.basename}" in direct
        yield SubmittedFile(item, student, file, is_inner=inner)


PLAIN = DownloadFormat(
    "the folder",
    "zipped folder of submissions",
    (),
    has_own_ids=False,
    count_names=_plain_count,
    list_submitted=_plain_files,
)

FORMATS = (MOODLE, BLACKBOARD, GRADESCOPE, NBGRADER, CANVAS)
