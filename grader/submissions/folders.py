"""Files and folders of submissions: which files are to be graded, whose they are, and of which assignment."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

from grader import near_names, seeds
from grader.errors import SubmissionError, UsageError
from grader.model import Finding
from grader.submissions.submission import SUFFIXES, FileBeside, SubmissionFile

_SIMILAR_ENOUGH = 0.8  # how much a file's name has to look like an assignment's to be taken for a slip
_LEFT_BY_PROGRAMS = {
    *("__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env", "Thumbs.db", "desktop.ini")
}
_MOST_BELOW = 5_000  # folders and files that are looked through in one student's folder
_ADDED_TO_NAME = re.compile(
    r"^(copy of|kopie von) +|(-\d{1,2}| ?\(\d{1,2}\)|[ -]+(copy|kopie|副本)( ?\(?\d{1,2}\)?)?)$"
)


def find_files(paths: list[Path], assignment: str | None, assignments: list[str]) -> list[SubmissionFile]:
    """Return the files to grade below `paths`: files, `<student>/<name>.py` or `.ipynb`, flat `<student>__<name>.py`.

    Raises UsageError for a path that is not there, an unknown assignment, and a folder without any submission.
    """
    if assignment is not None and assignment not in assignments:
        raise UsageError(near_names.unknown_name("assignment", assignment, assignments))
    if not assignments:
        raise UsageError("the course has no assignment yet: grader new NAME writes one")
    found: list[SubmissionFile] = []
    for path in paths:
        try:
            folder = stat.S_ISDIR(path.stat().st_mode)
        except FileNotFoundError:
            raise UsageError(f"{_shown_path(path)} is not there") from None
        except OSError as error:
            raise UsageError(f"{_shown_path(path)} cannot be opened ({error.strerror})") from None
        found += _in_folder(path, assignment, assignments) if folder else [_single_file(path, assignment, assignments)]
    return mark_duplicates(found)


def _single_file(path: Path, assignment: str | None, assignments: list[str]) -> SubmissionFile:
    student, name = _split_flat_name(path.stem)
    name = assignment or assignment_named(name, assignments) or name
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{_shown_path(path)} is neither a .py nor an .ipynb file: name one, or a folder of them")
    if name not in assignments:
        there = ", ".join(assignments) or "none"
        raise UsageError(
            f"{_shown_path(path)}: there is no assignment '{name}' (there are: {there}); choose one with -a"
        )
    place = path.name if path.stem == name and _is_own_folder(path.parent) else ""
    return SubmissionFile(str(path), _shown_path(path), student, name, place=place)


def _is_own_folder(folder: Path) -> bool:
    """Whether a folder is one submission's: where many stand beside each other, they are called `s001__name.py`."""
    try:
        return not any("__" in name.strip("_") and name.lower().endswith(SUFFIXES) for name in os.listdir(folder))
    except OSError:
        return False


def _split_flat_name(stem: str) -> tuple[str, str]:
    student, mark, name = printable_name(stem).rpartition("__")
    return (student, name) if mark and student else ("", printable_name(stem))


def _in_folder(root: Path, assignment: str | None, assignments: list[str]) -> list[SubmissionFile]:
    search = _FolderSearch(root, [assignment] if assignment else assignments, assignments)
    try:
        names = sorted(os.listdir(root))
    except OSError as error:
        raise UsageError(f"{_shown_path(root)} cannot be opened ({error.strerror})") from None
    found: list[SubmissionFile] = []
    without: list[SubmissionFile] = []
    flat: dict[str, list[Path]] = {}
    paths = [root / name for name in names if not name.startswith(".")]
    for path in paths:
        student = _split_flat_name(path.stem)[0] if path.suffix.lower() in SUFFIXES else ""
        if student and not path.is_symlink():
            flat.setdefault(student, []).append(path)
    for path in paths:
        if path.suffix.lower() in SUFFIXES:
            student, name = _split_flat_name(path.stem)
            found += search.flat_file(path, student, name, flat.get(student, [])) if student else []
        elif path.is_dir():
            in_folder = search.in_student_folder(path)
            found += in_folder
            without += [] if in_folder else search.report_empty_folder(path)
    own = any(path.suffix.lower() in SUFFIXES and assignment_named(path.stem, search.wanted) for path in paths)
    if not found or (own and all(file.error for file in found)):  # perhaps it is one student's own folder
        found = _FolderSearch(root.parent, search.wanted, assignments).in_student_folder(root)
        without = []
    if not found:
        raise UsageError(
            f"{_shown_path(root)} holds no submission of {' or '.join(search.wanted)}: expected <student>/<name>.py, "
            "<student>/<name>.ipynb or <student>__<name>.py"
        )
    return found + without


@dataclass(frozen=True)
class _FolderSearch:
    """A search for the wanted assignments in a folder of submissions."""

    root: Path
    wanted: list[str]
    assignments: list[str]

    @cached_property
    def base(self) -> Path:
        """Where the folder itself is, whatever links lead to it."""
        return Path(os.path.realpath(self.root))

    def in_student_folder(self, folder: Path) -> list[SubmissionFile]:
        """The files in one student's folder; those in folders below it where it has none itself."""
        student = printable_name(folder.name)
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            why = Finding("folder.not_opened", why=error.strerror)
            return [SubmissionFile(str(folder), self._relative(folder), student, self.wanted[0], why)]
        files = [folder / name for name in names if _is_source(name)]
        direct = self.matching_files([(path, student, printable_name(path.stem)) for path in files])
        there = {file.assignment for file in direct}
        deeper = [] if there.issuperset(self.wanted) else [(path, student, path.stem) for path in _files_below(folder)]
        found = [*direct, *(file for file in self.matching_files(deeper) if file.assignment not in there)]
        placed = [replace(file, place=os.path.relpath(file.location, folder).replace(os.sep, "/")) for file in found]
        zips = [] if found else [folder / name for name in names if name.lower().endswith(".zip")]
        return placed + [file for path in zips for file in self._in_archive(path, student)]

    def _in_archive(self, path: Path, student: str) -> list[SubmissionFile]:
        """The files in an archive that a student handed in; where it is refused, an error that says why."""
        from grader.submissions import archive  # not for `check`, which has to start at once

        try:
            if self._link_error(path) is not None:
                return []
            members = archive.list_members(path.absolute(), students=True)
        except SubmissionError as error:
            why = Finding("handed_in.not_opened", file=path.name, why=error.finding)
            return [SubmissionFile(str(path), self._relative(path), student, self.wanted[0], why)]
        members = [m for m in members if _is_source(m.name) and not any(map(left_by_programs, m.name.split("/")))]
        beside = tuple(FileBeside(member.name, str(path.absolute() / member.name), member) for member in members)
        return [
            SubmissionFile(
                file.location,
                f"{self._relative(path)}/{file.name}",
                student,
                name,
                None,
                member=file.member,
                place=file.name,
                beside=beside,
            )
            for file in beside
            if (name := assignment_named(PurePosixPath(file.name).stem, self.assignments)) in self.wanted
        ]

    def flat_file(self, path: Path, student: str, name: str, own: Sequence[Path]) -> list[SubmissionFile]:
        """A file `<student>__<name>.py`; the files that are `own` have the same student in their name."""
        found = self.matching_files([(path, student, name)])
        if len(own) < 2:
            return found
        beside = tuple(FileBeside(_split_flat_name(o.stem)[1] + o.suffix, str(o.absolute())) for o in own)
        return [replace(file, place=name + path.suffix, beside=beside) for file in found]

    def report_empty_folder(self, folder: Path) -> list[SubmissionFile]:
        """A student's folder without homework, as an error; nothing where the folder is no student's."""
        if folder.name == "__MACOSX" or any(
            assignment_named(printable_name(Path(name).stem), self.assignments) for name in os.listdir(folder)
        ):
            return []  # no student's, or of somebody who has handed in another assignment only
        why = Finding("folder.nothing", expected=[f"{name}.py" for name in self.wanted])
        return [SubmissionFile(str(folder), self._relative(folder), printable_name(folder.name), self.wanted[0], why)]

    def matching_files(self, files: list[tuple[Path, str, str]]) -> list[SubmissionFile]:
        """Those of one student's files that are wanted; a file whose name has a slip in it as an error."""
        present = {name for _, _, name in files}
        missing = {name.lower(): name for name in self.wanted if name not in present}
        found = []
        for path, student, written in files:
            meant = assignment_named(written, self.assignments)
            name = written if meant in present else meant or written  # beside the file itself, what a browser renamed
            if name in self.wanted:
                found.append(
                    SubmissionFile(str(path), self._relative(path), student, sys.intern(name), self._link_error(path))
                )
            elif name not in self.assignments:
                near = near_names.nearest_name(name.lower(), missing, _SIMILAR_ENOUGH)
                if near:
                    why = Finding("folder.no_assignment", name=name, meant=missing[near])
                    found.append(SubmissionFile(str(path), self._relative(path), student, missing[near], why))
        return found

    def _relative(self, path: Path) -> str:
        return _shown_path(path.relative_to(self.root))

    def _link_error(self, path: Path) -> Finding | None:
        """Why a link is not followed: it leads out of the student's folder, very likely to somebody else's work."""
        real, own = Path(os.path.realpath(path)), self.base / path.relative_to(self.root)
        if real == own or (own.parent != self.base and real.is_relative_to(own.parent)):
            return None if real.exists() else Finding("file.broken_link")
        return Finding("file.link_outside")


def _files_below(folder: Path) -> Iterator[Path]:
    """The source in the folders below one, without what programs keep there; no more than anybody has."""
    seen = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not left_by_programs(name))
        seen += len(folders) + len(files)
        if seen > _MOST_BELOW:
            return
        if place != str(folder):
            yield from (Path(place, name) for name in sorted(files) if _is_source(name))


def _is_source(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith(".")


def left_by_programs(name: str) -> bool:
    """Return whether a folder or a file is one that programs leave beside others."""
    return name.startswith(".") or name in _LEFT_BY_PROGRAMS


def _shown_path(path: Path) -> str:
    return printable_name(str(path))


def printable_name(name: str) -> str:
    """Return a file's name as text that can be written anywhere, whatever bytes it is made of."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def mark_duplicates(found: list[SubmissionFile]) -> list[SubmissionFile]:
    """Return the files, several of one student's attempt as one error that names them; the same file twice is one."""
    by_attempt: dict[tuple[str, str, str], list[SubmissionFile]] = {}
    once = {(os.path.abspath(item.location), item.student): item for item in found}
    for item in once.values():
        key = (seeds.folded(item.student) or item.shown_path, item.assignment, item.submitted)
        by_attempt.setdefault(key, []).append(item)
    return [same[0] if len(same) == 1 else _duplicate_files(same) for same in by_attempt.values()]


def _duplicate_files(same: list[SubmissionFile]) -> SubmissionFile:
    every = [item.shown_path for item in same]
    return replace(same[0], error=Finding("folder.several", count=len(same), files=every))


def name_before_download(path: str) -> str:
    """Return a file's path without what systems and browsers add to its name: nothing is imported as `utils-1`."""
    folder, slash, file = path.rpartition("/")
    stem, dot, suffix = file.rpartition(".")
    return f"{folder}{slash}{_ADDED_TO_NAME.sub('', stem, count=1)}{dot}{suffix}"


def assignment_named(stem: str, assignments: Sequence[str]) -> str:
    """Return the assignment that a file is called after, "" where there is none.

    `stem` is the name without its suffix; what systems, browsers and file managers add to a name does not count.
    """
    by_name = {name.casefold(): name for name in assignments}
    name, shorter = "", stem.strip()
    while shorter != name:
        name = shorter
        if name in assignments or name.casefold() in by_name:
            return name if name in assignments else by_name[name.casefold()]
        shorter = _ADDED_TO_NAME.sub("", name.casefold(), count=1)
    return ""
