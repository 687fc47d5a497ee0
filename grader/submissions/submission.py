"""A file, a notebook or a folder -> submissions: whose it is, its source, and a sentence where it cannot be read."""

from __future__ import annotations

import difflib
import hashlib
import os
import stat
import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from grader import seeds
from grader.errors import SubmissionError, UsageError
from grader.submissions import archive, filenames, notebook
from grader.submissions.encoding import decoded

MAX_BYTES = notebook.MAX_CODE  # of source; a notebook may be larger for its outputs
MAX_NOTEBOOK = 32 << 20
SUFFIXES = (".py", ".ipynb")
_NEAR = 0.8  # how much a file's name has to look like an assignment's to be taken for a slip


@dataclass(frozen=True)
class Submission:
    """One homework as handed in: source cell by cell (a .py file is one cell), or why it cannot be read."""

    student: str
    assignment: str
    path: Path
    shown: str  # the path as results name it
    cells: tuple[str, ...] = ()
    digest: str = ""
    error: str | None = None
    notes: tuple[str, ...] = field(default=())
    own_id: bool = False  # `student` is an id that only the system knows it came from
    row_by_id: bool = False  # it need not say which row it works on: the student's id does
    shows_numbers: int | None = None  # the cell that stands for the row's constants

    @property
    def names(self) -> list[str]:
        """What each cell is called in a traceback."""
        if self.path.suffix.lower() == ".ipynb":
            return [f"cell {i + 1}" for i in range(len(self.cells))]
        return [self.path.name]


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is to be graded: where it is, and whose it is as far as its place tells.

    Small, since all of a class are held: a string in place of a Path, which has four times its size.
    """

    place: str
    shown: str
    student: str  # "" where only the file itself can say
    assignment: str
    error: str | None = None
    submitted: str = ""  # when, as ISO time in UTC, where the place tells; of several attempts the latest counts
    member: archive.Member | None = None  # of the archive that `path` leads into
    notes: tuple[str, ...] = ()
    own_id: bool = False  # the learning system's own id: students do not know it, and write another in their files

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.place)


def read(found: Found, data: bytes | None = None) -> Submission:
    """Return the submission in a file, or in `data` instead; what is wrong with it is in its `error`."""
    base = Submission(found.student, found.assignment, found.path, found.shown, notes=found.notes, own_id=found.own_id)
    try:
        if found.error is not None:
            raise SubmissionError(found.error)
        return _filled(base, _bytes(found) if data is None else data)
    except SubmissionError as error:
        return replace(base, error=str(error))


def _filled(base: Submission, data: bytes) -> Submission:
    """A submission with the source that its file holds."""
    is_notebook = base.path.suffix.lower() == ".ipynb"
    code = notebook.code(data) if is_notebook else notebook.saved_as_python(decoded(data))
    if not "".join(code.cells).strip():
        raise SubmissionError("the file is empty: hand in the file that you worked in")
    return replace(
        base,
        cells=tuple(code.cells),
        digest=hashlib.sha256(data).hexdigest(),
        row_by_id=code.of_nbgrader,
        shows_numbers=code.shows_numbers,
    )


def _bytes(found: Found) -> bytes:
    path, member = found.path, found.member
    outputs = path.suffix.lower() == ".ipynb"
    limit = MAX_NOTEBOOK if outputs else 4 * MAX_BYTES
    if member is not None:
        _bounded(member.size, limit, outputs=outputs)
        try:
            return archive.read(member, limit)
        except SubmissionError as error:
            raise SubmissionError(f"{error}: hand in the file itself, or download the archive once more") from None
    try:
        _ordinary(path.stat(), limit, outputs=outputs)
        with open(path, "rb", opener=_at_once) as file:
            _ordinary(os.fstat(file.fileno()), limit, outputs=outputs)  # it may have been replaced meanwhile
            return file.read(limit)
    except FileNotFoundError:
        raise SubmissionError("there is no such file: hand it in again") from None
    except OSError as error:
        raise SubmissionError(f"the file cannot be opened ({error.strerror or error}): hand it in again") from None


def _at_once(path: str, flags: int) -> int:
    """Open a file; a pipe would otherwise be waited for until somebody writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _ordinary(status: os.stat_result, limit: int, *, outputs: bool) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SubmissionError("this is a folder: hand in the file itself")
    if not stat.S_ISREG(status.st_mode):
        raise SubmissionError("this is no ordinary file: hand in the file itself")
    _bounded(status.st_size, limit, outputs=outputs)


def _bounded(size: int, limit: int, *, outputs: bool) -> None:
    if size > limit:
        how = "clear its outputs, save it" if outputs else "leave out all that is not the homework's own code"
        raise SubmissionError(f"the file has {size / 1e6:.1f} MB: {how}, and hand it in again")


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
    name = assignment or filenames.after(name, known) or name
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
            filenames.after(_text(Path(name).stem), self.known) for name in os.listdir(folder)
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
            meant = filenames.after(written, self.known)
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
