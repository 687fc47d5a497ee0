"""A download of a learning system: its format is recognised, and of each attempt the file to grade is selected.

Ids are kept as the system writes them, so that grades find their way back; a class list with a column named after the
system (`moodle`, `canvas`, ...) turns them into the course's own.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from grader import formatting, seeds
from grader.errors import SubmissionError, UsageError
from grader.model import Finding
from grader.submissions import folders
from grader.submissions.downloads import listing
from grader.submissions.downloads.formats import FORMATS, PLAIN, DownloadFormat, SubmittedFile
from grader.submissions.downloads.listing import DownloadedFile
from grader.submissions.roster import Entry, Roster, SystemIds
from grader.submissions.submission import SUFFIXES, FileBeside, SubmissionFile

_WRAPPINGS = 2  # folders around a download that are looked through
_MOST_SUFFIXES = 5  # of the files that were passed over
_MOST_SHOWN = 3


def find_files(
    paths: Sequence[Path],
    assignment: str | None,
    assignments: Sequence[str],
    *,
    roster: Callable[[], Roster],
    say: Callable[[str], None],
) -> list[SubmissionFile]:
    """Return the files to grade in downloads, folders and files; `say` gets a summary of each download.

    `roster` is called only where there is a download.  Raises UsageError as folders.find_files does, and for an archive
    that is refused or whose format is unknown.
    """
    found: list[SubmissionFile] = []
    others: list[Path] = []
    for path in paths:
        download = _recognise(path)
        if download is None:
            others.append(path)
            continue
        form, items = download
        try:
            selection = select_files(items, form, AssignmentChoice(assignments, assignment), roster())
        except UsageError as error:
            raise UsageError(Finding("download.taken_for", download=path.name, why=error.args[0])) from None
        say(_summary(path, form, selection))
        prefix = f"{path.name}/" if len(paths) > 1 else ""
        found += [replace(file, shown_path=prefix + file.shown_path) for file in selection.files]
    if others:
        found += folders.find_files(others, assignment, list(assignments))
    return folders.mark_duplicates(found)


def superseded_files(files: Sequence[SubmissionFile]) -> set[SubmissionFile]:
    """Return the attempts that a later attempt of the same student has replaced."""
    last: dict[tuple[str, str], SubmissionFile] = {}
    for file in files:
        key = (seeds.folded(file.student) or file.shown_path, file.assignment)
        if key not in last or last[key].submitted <= file.submitted:
            last[key] = file
    return set(files) - set(last.values())


def _recognise(path: Path) -> tuple[DownloadFormat, list[DownloadedFile]] | None:
    """The format and the files of a download, None where a path is something else."""
    zipped = os.path.isfile(path) and path.suffix.lower() == ".zip"
    if not zipped and not os.path.isdir(path):
        return None
    layers = [listing.list_first_files(path)]
    while len(layers) <= _WRAPPINGS and (inner := listing.strip_common_folder(layers[-1])):
        layers.append(inner)
    for depth, items in enumerate(layers):
        form = next((form for form in FORMATS if form.fits([item.name for item in items])), None)
        if form is not None:
            return form, items if zipped else _strip_folders(listing.list_files(path), depth)
    if not zipped:
        return None
    for items in reversed(layers):  # of <class>/<student>/<name>.py the inner folders are the students
        if PLAIN.fits([item.name for item in items]):
            return PLAIN, items
    systems = ", ".join(form.system for form in FORMATS)
    raise UsageError(
        f"{path.name} is no download whose form is known ({systems}, or <student>/<name>.py): "
        "unpack it, and name the folder of submissions"
    )


def _strip_folders(items: list[DownloadedFile], depth: int) -> list[DownloadedFile]:
    for _ in range(depth):
        items = listing.strip_common_folder(items)
    return items


@dataclass(frozen=True)
class AssignmentChoice:
    """The course's assignments, and the one that the command line names, if any."""

    assignments: Sequence[str]
    chosen: str | None = None

    def match_filename(self, file: str) -> str:
        """Return the assignment that a file is called after, "" where there is none."""
        return folders.assignment_named(file.rpartition("/")[2].rpartition(".")[0], self.assignments)


@dataclass
class Selection:
    """The files to grade of a download, and what was passed over."""

    files: list[SubmissionFile] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)  # by suffix
    late: int = 0
    with_lms_id: int = 0  # files whose student is known by the system's own id alone
    not_in_roster: int = 0  # files of ids that the class list does not have


@dataclass(frozen=True)
class _ChosenFile:
    """A file that was chosen, and for which assignment; "" for the assignment of the whole download."""

    file: SubmittedFile
    assignment: str = ""
    beside: tuple[FileBeside, ...] = ()  # the source of the attempt, itself too


def _summary(path: Path, form: DownloadFormat, selection: Selection) -> str:
    """The format of a download, how many files were selected, and all that was passed over."""
    text = f"{path.name} taken for: {form.title}, {formatting.counted(len(selection.files), 'file')}"
    if selection.late:
        text += f", {selection.late} of them late"
    if selection.passed_over:
        named = selection.passed_over.most_common(_MOST_SUFFIXES)
        rest = selection.passed_over.total() - sum(n for _, n in named)
        kinds = [f"{n} {suffix}" for suffix, n in [*named, ("others", rest)] if n]
        text += f"; passed over: {', '.join(kinds)}"
    if selection.not_in_roster:
        text += f"; {formatting.counted(selection.not_in_roster, 'file')} of ids that are not in the class list"
    elif selection.with_lms_id:
        ids = f"{form.system}'s ids ({form.own_ids_note})"
        text += (
            f". Students are known by {ids}, and whom a file names is not compared: "
            f"a class list with a column {form.roster_columns[0]!r} joins them to the course's (--roster)"
        )
    return text


def select_files(
    items: Sequence[DownloadedFile], form: DownloadFormat, choice: AssignmentChoice, roster: Roster
) -> Selection:
    """Return the files to grade in a download; an attempt without any is there with a sentence why.

    Raises UsageError where no file is called after an assignment and the command line names none.
    """
    attempts: dict[tuple[str, str], list[SubmittedFile]] = {}
    for file in form.list_submitted(items):
        if not (choice.chosen and file.assignment in choice.assignments and file.assignment != choice.chosen):
            attempts.setdefault((seeds.folded(file.student), file.attempt), []).append(file)
    chosen = [(files, _choose_files(files, choice)) for files in attempts.values()]
    names = Counter(file.assignment for _, of_attempt in chosen for file in of_attempt if file.assignment)
    expected = choice.chosen or next((name for name, _ in names.most_common(1)), "")
    if not expected:
        errors = [file.file.error for _, of_attempt in chosen for file in of_attempt if file.file.error]
        raise UsageError(_no_assignment_text(form, attempts.values(), errors, choice))
    complete = [file for files, of_attempt in chosen for file in (of_attempt or [_nothing_to_grade(files, expected)])]
    return _build_selection(items, form, roster, complete, expected)


def _build_selection(
    items: Sequence[DownloadedFile], form: DownloadFormat, roster: Roster, chosen: Sequence[_ChosenFile], name: str
) -> Selection:
    selection = Selection()
    used: set[str] = set()
    ids: dict[str, SystemIds] = {}
    spellings = _spellings(choice.file.student for choice in chosen)
    for choice in (replace(choice, assignment=choice.assignment or name) for choice in chosen):
        system_ids = ids.setdefault(choice.assignment, SystemIds(roster, form.roster_columns, choice.assignment))
        entry = system_ids.student_with_id(choice.file.student, own=form.has_own_ids)
        file = _submission_file(choice, form, entry, sorted(spellings[seeds.folded(choice.file.student)]))
        selection.files.append(file)
        selection.late += choice.file.late
        selection.with_lms_id += file.has_lms_id
        selection.not_in_roster += entry is None and (system_ids.has_ids if form.has_own_ids else bool(roster))
        used.add(choice.file.item.name)
    outer = {name for used_name in used for name in (used_name, used_name.partition(".zip/")[0] + ".zip")}
    others = (item for item in items if item.name not in outer and not form.is_system_file(item.name))
    selection.passed_over = Counter(_suffix_label(item.basename) for item in others)
    return selection


def _suffix_label(file: str) -> str:
    """A file's suffix; a suffix that a student made up is not for a terminal."""
    suffix = PurePosixPath(file).suffix.lower()
    return suffix if suffix.isascii() and suffix[1:].isalnum() and len(suffix) <= 8 else "others"


def _spellings(students: Iterable[str]) -> dict[str, set[str]]:
    """By folded id how a system writes it: it writes one student's always in the same way."""
    spellings: dict[str, set[str]] = {}
    for student in students:
        spellings.setdefault(seeds.folded(student), set()).add(student)
    return spellings


def _submission_file(
    chosen: _ChosenFile, form: DownloadFormat, entry: Entry | None, spellings: Sequence[str]
) -> SubmissionFile:
    file, item = chosen.file, chosen.file.item
    in_roster = entry.time_in("submitted", chosen.assignment) if entry and not file.submitted else None
    error = file.error or item.error
    if len(spellings) > 1:
        error = Finding("handed_in.one_id", ids=list(spellings))
    if not item.name_is_certain and not file.student.isascii():
        error = Finding("handed_in.name_encoding")
    late = (Finding("note.late", system=form.system),) if file.late else ()
    return SubmissionFile(
        str(item.path),
        item.name,
        entry.student if entry else file.student,
        chosen.assignment,
        error,
        in_roster.isoformat(timespec="seconds") if in_roster else file.submitted,
        item.member,
        (*file.notes, *late),
        has_lms_id=form.has_own_ids and entry is None,
        place=file.file if chosen.beside else "",
        beside=chosen.beside,
    )


def _choose_files(files: Sequence[SubmittedFile], choice: AssignmentChoice) -> list[_ChosenFile]:
    """The files of one attempt that are homework; archives are opened only where no file beside them is called so."""
    if named := _named_files(files, choice):
        return _with_files_beside(named, files)
    inside: list[SubmittedFile] = []
    refused: list[_ChosenFile] = []
    for file in files:
        if file.name.lower().endswith(".zip"):
            try:
                whole = file.item.name
                inside += [
                    replace(file, item=item, file=item.name.removeprefix(f"{whole}/"), within=whole)
                    for item in listing.list_student_archive(file.item)
                ]
            except SubmissionError as error:
                why = Finding("handed_in.not_opened", file=file.name, why=error.finding)
                refused.append(_ChosenFile(replace(file, error=file.error or why)))
    chosen = _named_files(inside, choice) or _unnamed_files(files, choice) or _unnamed_files(inside, choice)
    return _with_files_beside(chosen, [*files, *inside]) or refused[:1]


def _with_files_beside(chosen: list[_ChosenFile], every: Sequence[SubmittedFile]) -> list[_ChosenFile]:
    """What was chosen of an attempt, with the other source of it; in an archive, of the same one."""
    source = [file for file in every if file.name.lower().endswith(SUFFIXES) and file.item.error is None]
    if len(source) < 2:
        return chosen
    by_archive: dict[str, list[FileBeside]] = {}
    names = {file.file for file in source}
    for file in source:
        name = folders.name_before_download(file.file)
        other = FileBeside(file.file if name in names else name, str(file.item.path), file.item.member)
        by_archive.setdefault(file.within, []).append(other)
    return [replace(choice, beside=tuple(by_archive.get(choice.file.within, ()))) for choice in chosen]


def _named_files(files: Iterable[SubmittedFile], choice: AssignmentChoice) -> list[_ChosenFile]:
    """Files that belong to an assignment by their own name, else by the folder that they are in."""
    source = [file for file in files if file.name.lower().endswith(SUFFIXES) and not file.is_inner]
    names = [(file, choice.match_filename(file.name)) for file in source]
    named = [_ChosenFile(file, name) for file, name in names if name and choice.chosen in (None, name)]
    others = [file for file, name in names if not name]
    return named or [_ChosenFile(file, file.assignment) for file in others if file.assignment in choice.assignments]


def _unnamed_files(files: Iterable[SubmittedFile], choice: AssignmentChoice) -> list[_ChosenFile]:
    """Files of any name, where the command line names the assignment."""
    others = [f for f in files if f.name.lower().endswith(SUFFIXES) and not choice.match_filename(f.name)]
    chosen = choice.chosen
    return [_ChosenFile(file, chosen) for file in others] if chosen and len(others) <= _MOST_SHOWN else []


def _nothing_to_grade(files: Sequence[SubmittedFile], expected: str) -> _ChosenFile:
    names = [file.name for file in files if file.file]
    found = formatting.first_names(names) or Finding("no_file")
    meant = expected if any(name.lower().endswith(SUFFIXES) for name in names) else ""
    why = Finding("handed_in.nothing", expected=expected, found=found, meant=meant)
    return _ChosenFile(replace(files[0], error=files[0].error or why))


def _no_assignment_text(
    form: DownloadFormat,
    attempts: Iterable[Sequence[SubmittedFile]],
    errors: Sequence[Finding],
    choice: AssignmentChoice,
) -> Finding | str:
    names = Counter(file.name for files in attempts for file in files if file.name.lower().endswith(SUFFIXES))
    there = ", ".join(choice.assignments) or "none"
    if not names and errors:
        return Finding("download.none_graded", title=form.title, first=errors[0])
    if not names:
        return f"{form.title}, but there is no .py or .ipynb file in it"
    example = names.most_common(1)[0][0]
    but = f"but no file is called after an assignment (there are: {there}; one file is {example!r})"
    return f"{form.title}, {but}: say which it is with -a"
