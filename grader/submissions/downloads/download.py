"""What learning systems give out -> files to grade: `grade DOWNLOAD.zip`, or the unpacked folder, taken by its form.

Ids are kept as the system writes them, so that marks find their way back; a class list with a column named after the
system (`moodle`, `canvas`, ...) turns them into the course's own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from grader import seeds
from grader.errors import SubmissionError, UsageError
from grader.submissions import folders
from grader.submissions.downloads import listing
from grader.submissions.downloads.formats import FORMS, PLAIN, Form, Handed
from grader.submissions.downloads.listing import Item
from grader.submissions.roster import Entry, Ids, Roster
from grader.submissions.submission import SUFFIXES, Found

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

    `roster` is asked for where there is a download.  Raises UsageError as folders.find does, and for an archive
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
            taken = taken_files(items, form, Wanted(known, assignment), roster())
        except UsageError as error:
            raise UsageError(f"{path.name} taken for: {error}") from None
        say(_said(path, form, taken))
        one = len(paths) == 1
        found += taken.founds if one else [replace(f, shown=f"{path.name}/{f.shown}") for f in taken.founds]
    if others:
        found += folders.find(others, assignment, list(known))
    return folders.told_apart(found)


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
        if PLAIN.fits([item.name for item in items]):
            return PLAIN, items
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


# Of what was handed in, the homework: for each attempt the file that is meant, or a sentence why there is none.


_MOST_SHOWN = 3


@dataclass(frozen=True)
class Wanted:
    """Which assignments there are, and which one was asked for, if any."""

    known: Sequence[str]
    asked: str | None = None

    def named(self, file: str) -> str:
        """Return the assignment that a file is called after, "" where there is none."""
        return folders.assignment_named(file.rpartition("/")[2].rpartition(".")[0], self.known)


@dataclass
class Taken:
    """The files to grade of a download, and what was passed over."""

    founds: list[Found] = field(default_factory=list)
    beside: Counter[str] = field(default_factory=Counter)  # by suffix
    late: int = 0
    own_ids: int = 0  # files whose student is known by the system's own id alone
    strangers: int = 0  # files of ids that the class list does not have


@dataclass(frozen=True)
class _Chosen:
    """A file that was chosen, and for which assignment; "" for the one that the download is of."""

    handed: Handed
    assignment: str = ""


def taken_files(items: Sequence[Item], form: Form, wanted: Wanted, roster: Roster) -> Taken:
    """Return what there is to grade in a download.

    Raises UsageError where no file is called after an assignment and none was asked for.
    """
    attempts: dict[tuple[str, str], list[Handed]] = {}
    for handed in form.handed(items):
        if not (wanted.asked and handed.assignment in wanted.known and handed.assignment != wanted.asked):
            attempts.setdefault((seeds.folded(handed.student), handed.attempt), []).append(handed)
    chosen = [(files, _chosen(files, wanted)) for files in attempts.values()]
    names = Counter(one.assignment for _, some in chosen for one in some if one.assignment)
    expected = wanted.asked or next((name for name, _ in names.most_common(1)), "")
    if not expected:
        errors = [one.handed.error for _, some in chosen for one in some if one.handed.error]
        raise UsageError(_no_name(form, attempts.values(), errors, wanted))
    return _collected(items, form, roster, [(some or [_nothing(files, expected)]) for files, some in chosen], expected)


def _collected(items: Sequence[Item], form: Form, roster: Roster, chosen: Sequence[list[_Chosen]], name: str) -> Taken:
    result = Taken()
    used: set[str] = set()
    ids: dict[str, Ids] = {}
    spelt = _spellings(one.handed.student for some in chosen for one in some)
    for one in (replace(one, assignment=one.assignment or name) for some in chosen for one in some):
        their = ids.setdefault(one.assignment, Ids(roster, form.columns, one.assignment))
        entry = their.entry(one.handed.student, own=form.own_ids)
        found = _found(one, form, entry, sorted(spelt[seeds.folded(one.handed.student)]))
        result.founds.append(found)
        result.late += one.handed.late
        result.own_ids += found.own_id
        result.strangers += entry is None and (their.mapped if form.own_ids else bool(roster))
        used.add(one.handed.item.name)
    outer = {name for used_name in used for name in (used_name, used_name.partition(".zip/")[0] + ".zip")}
    result.beside = Counter(_kind(item.file) for item in items if item.name not in outer and not form.own(item.name))
    return result


def _kind(file: str) -> str:
    """A file's suffix; what a student made up is not for a terminal."""
    suffix = PurePosixPath(file).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 8 else "others"


def _spellings(students: Iterable[str]) -> dict[str, set[str]]:
    """By folded id how a system writes it: it writes one student's always in the same way."""
    found: dict[str, set[str]] = {}
    for student in students:
        found.setdefault(seeds.folded(student), set()).add(student)
    return found


def _found(one: _Chosen, form: Form, entry: Entry | None, spelt: Sequence[str]) -> Found:
    handed, item = one.handed, one.handed.item
    said = entry.moment("submitted", one.assignment) if entry and not handed.submitted else None
    error = handed.error or item.error
    if len(spelt) > 1:
        error = f"{' and '.join(spelt)} are one id here, case does not count: grade each file by another id"
    if not item.sure and not handed.student.isascii():
        error = "the archive does not say in which encoding its names are: whose this is cannot be told"
    late = (f"{form.system} says that this was handed in late.",) if handed.late else ()
    return Found(
        str(item.path),
        item.name,
        entry.student if entry else handed.student,
        one.assignment,
        error,
        said.isoformat(timespec="seconds") if said else handed.submitted,
        item.member,
        (*handed.notes, *late),
        own_id=form.own_ids and entry is None,
    )


# ---- which file


def _chosen(files: Sequence[Handed], wanted: Wanted) -> list[_Chosen]:
    """The files of one attempt that are homework; an archive is looked into where nothing beside it is called so."""
    found = _matching(files, wanted)
    if found:
        return found
    inside: list[Handed] = []
    refused: list[_Chosen] = []
    for handed in files:
        if handed.name.lower().endswith(".zip"):
            try:
                inside += [replace(handed, item=item, file=item.name) for item in listing.nested(handed.item)]
            except SubmissionError as error:
                why = f"{handed.name} is not opened, {error}: hand in the file itself"
                refused.append(_Chosen(replace(handed, error=handed.error or why)))
    return _matching(inside, wanted) or _unnamed(files, wanted) or _unnamed(inside, wanted) or refused[:1]


def _matching(files: Iterable[Handed], wanted: Wanted) -> list[_Chosen]:
    """By the file's own name, else by the place's."""
    named = [(one, wanted.named(one.name)) for one in files if one.name.lower().endswith(SUFFIXES)]
    found = [_Chosen(one, name) for one, name in named if name and wanted.asked in (None, name)]
    others = [one for one, name in named if not name]
    return found or [_Chosen(one, one.assignment) for one in others if one.assignment in wanted.known]


def _unnamed(files: Iterable[Handed], wanted: Wanted) -> list[_Chosen]:
    """What there is, whatever it is called, where the assignment was asked for."""
    others = [one for one in files if one.name.lower().endswith(SUFFIXES) and not wanted.named(one.name)]
    return [_Chosen(one, wanted.asked) for one in others] if wanted.asked and len(others) <= _MOST_SHOWN else []


def _nothing(files: Sequence[Handed], expected: str) -> _Chosen:
    names = [one.name for one in files if one.file]
    shown = ", ".join(names[:_MOST_SHOWN]) + (", ..." if len(names) > _MOST_SHOWN else "")
    why = f"nothing to grade was handed in: expected {expected}.py (or .ipynb), found {shown or 'no file'}"
    if any(name.lower().endswith(SUFFIXES) for name in names):
        why += f"; rename the file if it is meant for {expected}"
    return _Chosen(replace(files[0], error=files[0].error or why))


def _no_name(form: Form, attempts: Iterable[Sequence[Handed]], errors: Sequence[str], wanted: Wanted) -> str:
    names = Counter(one.name for files in attempts for one in files if one.name.lower().endswith(SUFFIXES))
    there = ", ".join(wanted.known) or "none"
    if not names and errors:
        return f"{form.title}, but no file of it can be graded; the first: {errors[0]}"
    if not names:
        return f"{form.title}, but there is no .py or .ipynb file in it"
    example = names.most_common(1)[0][0]
    but = f"but no file is called after an assignment (there are: {there}; one file is {example!r})"
    return f"{form.title}, {but}: say which it is with -a"
