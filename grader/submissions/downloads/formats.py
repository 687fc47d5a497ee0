"""What a form of download has to say: whether a set of names is of its form, and whose each file is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from grader.errors import SubmissionError
from grader.submissions import deadlines
from grader.submissions.downloads.gradescope_metadata import METADATA, read_metadata
from grader.submissions.downloads.listing import Item


@dataclass(frozen=True)
class Handed:
    """A file that was handed in: by whom, under which name, when, in which attempt."""

    item: Item
    student: str  # the id as the system writes it; "" where it cannot be told
    file: str  # as the student called it, perhaps with folders
    attempt: str = ""  # tells a student's attempts apart
    assignment: str = ""  # where the place says it
    submitted: str = ""  # ISO time in UTC
    late: bool = False  # as the system marks it
    notes: tuple[str, ...] = ()
    error: str | None = None

    @property
    def name(self) -> str:
        """The last part of the file's name."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True)
class Form:
    """One system's download."""

    system: str
    title: str
    columns: tuple[str, ...]  # of a class list that may hold this system's ids
    own_ids: bool  # students do not know them, and write another id in their files
    count: Callable[[Sequence[str]], int]  # how many of the names are of this form
    handed: Callable[[Sequence[Item]], Iterator[Handed]]  # the rest is passed over
    own: Callable[[str], bool] = lambda _: False  # a file of the system's, nobody's work
    advice: str = "they are no ids of the course"  # about own ids, where no class list maps them

    def fits(self, names: Sequence[str]) -> bool:
        """Return whether most of the names are of this form."""
        return bool(names) and 2 * self.count(names) > len(names)


# Moodle, "Download all submissions": `<full name>_<participant id>_assignsubmission_file/<file>`, or flat.
# The id is the number in `Participant 7` of the grading worksheet.  It belongs to one assignment: in the next one the
# same student has another.  The name before it holds no `_`, so the first id counts, whatever a student calls a file.
# Times are not in a download.

_MOODLE_NAME = re.compile(
    r"[^/]*?_(?P<participant>\d+)_assignsubmission_(?P<plugin>file|onlinetext)(?:_?/|_)(?P<file>.+)", re.DOTALL
)


def _moodle_count(names: Sequence[str]) -> int:
    return sum(_MOODLE_NAME.fullmatch(name) is not None for name in names)


def _moodle_handed(items: Sequence[Item]) -> Iterator[Handed]:
    for item in items:
        found = _MOODLE_NAME.fullmatch(item.name)
        if found:
            yield Handed(item, found["participant"], found["file"])


MOODLE = Form(
    "Moodle",
    "Moodle submissions download",
    ("moodle", "participant", "identifier"),
    own_ids=True,
    count=_moodle_count,
    handed=_moodle_handed,
    advice="they hold for this assignment only",
)


# Canvas, "Download Submissions": `<name>[_LATE]_<user id>_<attachment id>_<file>`, text as `..._<user
# id>_text.html`.
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
    """Return what the name of a downloaded file says: `user`, `attachment`, `file`; None for another name."""
    return _CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS_NAMED.fullmatch(name)


def _canvas_count(names: Sequence[str]) -> int:
    """Names like `ws26_7_12__softmax.py` are of a plain folder, whose students have such ids."""
    return sum(
        (found := match_canvas(name)) is not None and not (found["file"] or "").startswith("_") for name in names
    )


def _canvas_handed(items: Sequence[Item]) -> Iterator[Handed]:
    for item in items:
        found = match_canvas(item.name)
        if found is None:
            continue
        file = found["file"] or f"{found['text']}.html"
        if found.re is _CANVAS_NAMED and found["file"] and _THIRD_NUMBER.match(file):
            why = f"it can be {found['user']}'s or {found['attachment']}'s: grade the file itself, by its student's id"
            yield Handed(item, "", file, item.name, late=bool(found["late"]), error=why)
        else:
            yield Handed(item, found["user"], file, late=bool(found["late"]))


CANVAS = Form(
    "Canvas",
    "Canvas submissions download",
    ("canvas", "canvas id", "canvas user id"),
    own_ids=True,
    count=_canvas_count,
    handed=_canvas_handed,
)


# Blackboard, "Assignment File Download": `<assignment>_<username>_attempt_<time>_<file>`, a receipt for each
# attempt.
# The receipt, `<assignment>_<username>_attempt_<time>.txt`, begins with `Name: <full name> (<username>)`: by it user
# names that hold a `_` are told from the assignment's title.  What a student writes stands further down and is not
# read. The time is the server's own; it is taken for this machine's.

_BLACKBOARD_NAME = re.compile(
    r"(?P<head>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<receipt>\.txt))", re.DOTALL
)
_WHO = re.compile(r"[^\n:]*:[^\n]*\((?P<user>[^()\s]+)\)\s*")
_MAX_RECEIPT = 1 << 20
_UNSURE = (
    "where the title ends and the user name begins cannot be told: download it with its receipts, or grade the file "
    "itself, by its student's id"
)


def _blackboard_count(names: Sequence[str]) -> int:
    return sum((found := _BLACKBOARD_NAME.fullmatch(name)) is not None and "_" in found["head"] for name in names)


def _blackboard_handed(items: Sequence[Item]) -> Iterator[Handed]:
    matched = [(item, found) for item in items if (found := _BLACKBOARD_NAME.fullmatch(item.name))]
    users = _blackboard_users(matched)
    for item, found in matched:
        head, time = found["head"], found["time"]
        user = users[head]
        submitted, notes = _blackboard_moment(time)
        yield Handed(
            item,
            user,
            found["file"] or "",
            time if user else head,
            submitted=submitted,
            notes=notes,
            error=None if user else _UNSURE,
        )


def _blackboard_users(matched: Sequence[tuple[Item, re.Match[str]]]) -> dict[str, str]:
    """Whose the files are by what their names begin with, "" where that cannot be told."""
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


def _receipt_user(item: Item) -> str:
    """Who the first line of a receipt names, "" where it names nobody."""
    try:
        first = item.read(_MAX_RECEIPT).decode("utf-8-sig", "replace").split("\n", 1)[0]
    except SubmissionError:
        return ""
    found = _WHO.fullmatch(first)
    return found["user"] if found else ""


def _blackboard_moment(text: str) -> tuple[str, tuple[str, ...]]:
    year, month, day, *clock = text.split("-")
    try:
        moment = deadlines.moment(f"{year}-{month}-{day} {':'.join(clock)}")
    except ValueError:
        return "", (f"Blackboard's time {text} is none.",)
    return moment.isoformat(timespec="seconds"), ()


def _blackboard_own(name: str) -> bool:
    found = _BLACKBOARD_NAME.fullmatch(name)
    return found is not None and bool(found["receipt"])


BLACKBOARD = Form(
    "Blackboard",
    "Blackboard assignment file download",
    ("blackboard", "username"),
    own_ids=False,
    count=_blackboard_count,
    handed=_blackboard_handed,
    own=_blackboard_own,
)


# Gradescope, "Export Submissions": `submission_metadata.yml` and `submission_<id>/<files>`.
# The metadata say who handed in, by student number (`:sid`) and mail address, and when.  A group's submission is each
# member's.

_GRADESCOPE_NAME = re.compile(r"(?P<submission>submission_\d+)/(?P<file>.+)", re.DOTALL)
_FRACTION = re.compile(r"(\.\d{6})\d+")


def _gradescope_count(names: Sequence[str]) -> int:
    return len(names) if METADATA in names and any(map(_GRADESCOPE_NAME.fullmatch, names)) else 0


def _gradescope_handed(items: Sequence[Item]) -> Iterator[Handed]:
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
            yield Handed(item, student, file, submission, submitted=submitted, notes=notes)
        if not students:
            why = f"{METADATA} does not say whose {submission} is: grade the file itself, by its student's id"
            yield Handed(item, "", file, submission, submitted=submitted, notes=notes, error=why)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _submitter_id(submitter: Any) -> str:
    """The student number, else the mail address."""
    if not isinstance(submitter, Mapping):
        return ""
    texts = [str(submitter.get(key) or "").strip() for key in (":sid", ":email")]
    return next((text for text in texts if text not in ("", "~", "null")), "")


def _gradescope_moment(value: Any) -> tuple[str, tuple[str, ...]]:
    """`2026-11-20 13:17:05.123456789 Z` as ISO time in UTC."""
    if not value:
        return "", ()
    text = _FRACTION.sub(r"\1", str(value)).replace(" Z", "+00:00").replace(" +", "+").replace(" -", "-")
    try:
        return deadlines.moment(text).isoformat(timespec="seconds"), ()
    except ValueError:
        return "", (f"Gradescope's time {str(value)[:60]!r} is none.",)


GRADESCOPE = Form(
    "Gradescope",
    "Gradescope export",
    ("gradescope", "sid", "email"),
    own_ids=False,
    count=_gradescope_count,
    handed=_gradescope_handed,
    own=METADATA.__eq__,
)


# nbgrader: `submitted/<student>/<assignment>/<notebook>.ipynb`, and the time in `timestamp.txt` beside it.

_NBGRADER_NAME = re.compile(r"(?:submitted/)?+(?P<student>[^/]+)/(?P<assignment>[^/]+)/(?P<file>.+)", re.DOTALL)
_TIMESTAMP = "timestamp.txt"


def _nbgrader_count(names: Sequence[str]) -> int:
    below = [name for name in names if name.startswith("submitted/")]
    if not below and any((found := _NBGRADER_NAME.fullmatch(name)) and found["file"] == _TIMESTAMP for name in names):
        below = list(names)
    return sum(_NBGRADER_NAME.fullmatch(name) is not None for name in below)


def _nbgrader_handed(items: Sequence[Item]) -> Iterator[Handed]:
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
        yield Handed(item, student, file, assignment, assignment, submitted, notes=notes)


def _nbgrader_moment(item: Item) -> tuple[str, tuple[str, ...]]:
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
    return datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).isoformat()


def _nbgrader_own(name: str) -> bool:
    return name.endswith(f"/{_TIMESTAMP}")


NBGRADER = Form(
    "nbgrader",
    "nbgrader's submitted folder",
    ("nbgrader",),
    own_ids=False,
    count=_nbgrader_count,
    handed=_nbgrader_handed,
    own=_nbgrader_own,
)


# A plain folder of submissions in a zip: `<student>/<name>.py`, `<student>/<name>.ipynb` or `<student>__<name>.py`.

_PLAIN_NAME = re.compile(r"(?P<student>[^/]+)(?:/|__)(?P<file>[^/]+)", re.DOTALL)
_SOURCE = (".py", ".ipynb")


def _match(name: str) -> re.Match[str] | None:
    return _PLAIN_NAME.fullmatch(name)


def _plain_count(names: Sequence[str]) -> int:
    source = [name for name in names if name.lower().endswith(_SOURCE)]
    return len(names) if any(map(_match, source)) else 0


def _plain_handed(items: Sequence[Item]) -> Iterator[Handed]:
    for item in items:
        found = _match(item.name)
        if found:
            yield Handed(item, found["student"], found["file"])


PLAIN = Form("the folder", "zipped folder of submissions", (), own_ids=False, count=_plain_count, handed=_plain_handed)

FORMS = (MOODLE, BLACKBOARD, GRADESCOPE, NBGRADER, CANVAS)
