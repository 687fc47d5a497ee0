"""Files and folders of submissions: which files are to be graded, whose they are, and of which assignment."""

from __future__ import annotations

import difflib
import os
import re
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from grader import seeds
from grader.errors import UsageError
from grader.submissions.submission import SUFFIXES, Found

_NEAR = 0.8  # how much a file's name has to look like an assignment's to be taken for a slip
_ADDED = re.compile(r"^(copy of|kopie von) +|(-\d{1,2}| ?\(\d{1,2}\)|[ -]+(copy|kopie|副本)( ?\(?\d{1,2}\)?)?)$")


def find(paths: list[Path], assignment: str | None, known: list[str]) -> list[Found]:
    """Return the files to grade below `paths`: files, `<student>/<name>.py` or `.ipynb`, flat `<student>__<name>.py`.

    Raises UsageError for a path that is not there, for an assignment that nobody knows, and for a folder in which
    nobody has handed in.
    """
    if assignment is not None and assignment not in known:
        raise UsageError(f"there is no assignment '{assignment}'; there are: {', '.join(known) or 'none'}")
    if not known:
        raise UsageError("the course has no assignment yet: grader new NAME writes one")
    found: list[Found] = []
    for path in paths:
        try:
            folder = stat.S_ISDIR(path.stat().st_mode)
        except FileNotFoundError:
            raise UsageError(f"{_shown(path)} is not there") from None
        except OSError as error:
            raise UsageError(f"{_shown(path)} cannot be opened ({error.strerror})") from None
        found += _in_folder(path, assignment, known) if folder else [_one_file(path, assignment, known)]
    return told_apart(found)


def _one_file(path: Path, assignment: str | None, known: list[str]) -> Found:
    student, name = _flat(path.stem)
    name = assignment or assignment_named(name, known) or name
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{_shown(path)} is neither a .py nor an .ipynb file: name one, or a folder of them")
    if name not in known:
        there = ", ".join(known) or "none"
        raise UsageError(f"{_shown(path)}: there is no assignment '{name}' (there are: {there}); choose one with -a")
    return Found(str(path), _shown(path), student, name)


def _flat(stem: str) -> tuple[str, str]:
    student, mark, name = _text(stem).rpartition("__")
    return (student, name) if mark and student else ("", _text(stem))


def _in_folder(root: Path, assignment: str | None, known: list[str]) -> list[Found]:
    search = _Search(root, [assignment] if assignment else known, known)
    try:
        names = sorted(os.listdir(root))
    except OSError as error:
        raise UsageError(f"{_shown(root)} cannot be opened ({error.strerror})") from None
    found: list[Found] = []
    without: list[Found] = []
    for path in (root / name for name in names if not name.startswith(".")):
        if path.suffix.lower() in SUFFIXES:
            student, name = _flat(path.stem)
            found += search.taken([(path, student, name)]) if student else []
        elif path.is_dir():
            theirs = search.of_student(path)
            found += theirs
            without += [] if theirs else search.nothing_in(path)
    if not found:  # perhaps it is one student's own folder
        found = _Search(root.parent, search.wanted, known).of_student(root)
        without = []
    if not found:
        raise UsageError(
            f"{_shown(root)} holds no submission of {' or '.join(search.wanted)}: expected <student>/<name>.py, "
            "<student>/<name>.ipynb or <student>__<name>.py"
        )
    return found + without


@dataclass(frozen=True)
class _Search:
    """What is looked for in a folder of submissions."""

    root: Path
    wanted: list[str]
    known: list[str]

    @cached_property
    def base(self) -> Path:
        """Where the folder itself is, whatever links lead to it."""
        return Path(os.path.realpath(self.root))

    def of_student(self, folder: Path) -> list[Found]:
        """The files of one student's folder; what is below it is not looked at."""
        student = _text(folder.name)
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            why = f"the folder cannot be opened ({error.strerror})"
            return [Found(str(folder), self._shown(folder), student, self.wanted[0], why)] if self.wanted else []
        files = [folder / name for name in names if not name.startswith(".")]
        return self.taken([(path, student, _text(path.stem)) for path in files if path.suffix.lower() in SUFFIXES])

    def nothing_in(self, folder: Path) -> list[Found]:
        """What to say of a folder without homework: nobody is passed over in silence."""
        if folder.name == "__MACOSX" or any(
            assignment_named(_text(Path(name).stem), self.known) for name in os.listdir(folder)
        ):
            return []  # no student's, or somebody who has handed in another assignment only
        expected = " or ".join(f"{name}.py" for name in self.wanted)
        why = f"nothing to grade is in this folder: expected {expected} (or .ipynb)"
        return [Found(str(folder), self._shown(folder), _text(folder.name), self.wanted[0], why)]

    def taken(self, files: list[tuple[Path, str, str]]) -> list[Found]:
        """Those of one student's files that are wanted, and those whose name has a slip in it."""
        there = {name for _, _, name in files}
        missing = {name.lower(): name for name in self.wanted if name not in there}
        found = []
        for path, student, written in files:
            meant = assignment_named(written, self.known)
            name = written if meant in there else meant or written  # beside the file itself, what a browser renamed
            if name in self.wanted:
                found.append(Found(str(path), self._shown(path), student, sys.intern(name), self._led_away(path)))
            elif name not in self.known:
                near = difflib.get_close_matches(name.lower(), missing, 1, _NEAR)
                for meant in (missing[n] for n in near):
                    why = f"there is no assignment '{name}': rename the file if it is meant for {meant}"
                    found.append(Found(str(path), self._shown(path), student, meant, why))
        return found

    def _shown(self, path: Path) -> str:
        return _shown(path.relative_to(self.root))

    def _led_away(self, path: Path) -> str | None:
        """Why a link is not followed: it leads out of the student's own place, very likely to somebody else's work."""
        real, own = Path(os.path.realpath(path)), self.base / path.relative_to(self.root)
        if real == own or (own.parent != self.base and real.is_relative_to(own.parent)):
            return None if real.exists() else "this is a link to a file that is not there: hand in the file itself"
        return "this is a link to a file outside the student's own folder: hand in the file itself"


def _shown(path: Path) -> str:
    return _text(str(path))


def _text(name: str) -> str:
    """A file's name as text that can be written anywhere, whatever bytes it is made of."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def told_apart(found: list[Found]) -> list[Found]:
    """Return what is found, two files of one student's attempt as an error that names both; the same twice is one."""
    places: dict[tuple[str, str, str], list[Found]] = {}
    once = {(os.path.abspath(item.place), item.student): item for item in found}
    for item in once.values():
        key = (seeds.folded(item.student) or item.shown, item.assignment, item.submitted)
        places.setdefault(key, []).append(item)
    return [same[0] if len(same) == 1 else _several(same) for same in places.values()]


def _several(same: list[Found]) -> Found:
    every = " and ".join(item.shown for item in same)
    return replace(same[0], error=f"{len(same)} files of one student: {every}; leave the one that counts")


def assignment_named(stem: str, known: Sequence[str]) -> str:
    """Return the one of `known` that a file is called after, "" where there is none; `stem` is without the suffix."""
    by_name = {name.casefold(): name for name in known}
    name, shorter = "", stem.strip()
    while shorter != name:
        name = shorter
        if name in known or name.casefold() in by_name:
            return name if name in known else by_name[name.casefold()]
        shorter = _ADDED.sub("", name.casefold(), count=1)
    return ""
