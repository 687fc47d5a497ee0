"""A submission: whose it is, its source cell by cell and the cells that are Python, or why it cannot be read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from grader import seeds
from grader.errors import SubmissionError
from grader.model import Finding
from grader.seeds import Numbers
from grader.submissions import answer_sheet, notebook, own_modules
from grader.submissions.answer_sheet import AnswerSheet
from grader.submissions.encoding import decode_source

if TYPE_CHECKING:
    from grader.submissions import archive

MAX_BYTES = notebook.MAX_CODE  # of source; a notebook may be larger for its outputs
MAX_NOTEBOOK = 32 << 20
SUFFIXES = (".py", ".ipynb")


@dataclass(frozen=True)
class Submission:
    """One homework as handed in: source cell by cell (a .py file is one cell), or why it cannot be read."""

    student: str
    assignment: str
    path: Path
    shown_path: str  # the path as results show it
    cells: tuple[str, ...] = ()
    digest: str = ""
    error: Finding | None = None
    notes: tuple[Finding, ...] = field(default=())
    has_lms_id: bool = False  # `student` is an id that only the learning system knows
    row_from_id: bool = False  # the file need not name its row of numbers: the student's id picks it
    numbers_cell: int | None = None  # the cell that shows the row's constants
    is_notebook: bool = False
    place: str = ""  # its path among the files that were handed in with it
    modules: Mapping[str, str] = field(default_factory=dict)  # those of them that it imports, source by path

    @property
    def cell_names(self) -> list[str]:
        """The name of each cell in a traceback."""
        if self.is_notebook:
            return [f"cell {i + 1}" for i in range(len(self.cells))]
        return [self.path.name]


class FileBeside(NamedTuple):
    """A file of a submission beside the one to grade: its path in the submission, and where its bytes are."""

    name: str
    location: str
    member: archive.Member | None = None


@dataclass(frozen=True, slots=True)
class SubmissionFile:
    """A file to grade: where it is, and whose it is as far as its place tells.

    Small, since all of a class are held: a string in place of a Path, which has four times its size.
    """

    location: str
    shown_path: str
    student: str  # "" where only the file itself can say
    assignment: str
    error: Finding | None = None
    submitted: str = ""  # ISO time in UTC where the place tells it; of several attempts the latest counts
    member: archive.Member | None = None  # of the archive that `path` leads into
    notes: tuple[Finding, ...] = ()
    has_lms_id: bool = False  # the learning system's own id: students do not know it, and write another in their files
    place: str = ""  # its path in the submission's own folder; "" where nothing beside it is this submission's
    beside: tuple[FileBeside, ...] = ()  # the submission's other files, where they are not simply in that folder

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(self.location)


def read_submission(file: SubmissionFile, data: bytes | None = None) -> Submission:
    """Return the submission in a file, or in `data` in its place; a fault of the file is in its `error`."""
    base = Submission(
        file.student, file.assignment, file.path, file.shown_path, notes=file.notes, has_lms_id=file.has_lms_id
    )
    try:
        if file.error is not None:
            return replace(base, error=file.error)
        return _with_modules(_with_source(base, _file_bytes(file) if data is None else data), file)
    except SubmissionError as error:
        return replace(base, error=error.finding)


def _with_source(base: Submission, data: bytes) -> Submission:
    """The submission with the source in its file."""
    named_so = base.path.suffix.lower() == ".ipynb"
    is_notebook = named_so or notebook.is_notebook(data)
    code = notebook.code_cells(data) if is_notebook else notebook.python_file_cells(decode_source(data))
    if not "".join(code.cells).strip():
        raise SubmissionError("file.empty")
    return replace(
        base,
        cells=tuple(code.cells),
        digest=hashlib.sha256(data).hexdigest(),
        row_from_id=code.from_nbgrader,
        numbers_cell=code.numbers_cell,
        is_notebook=is_notebook,
        notes=(*base.notes, *([Finding("note.is_notebook")] if is_notebook and not named_so else [])),
    )


def _with_modules(read: Submission, file: SubmissionFile) -> Submission:
    """A submission with the modules that it imports from its other files; its digest covers these."""
    if not file.place:
        return read
    listed = {unicodedata.normalize("NFC", other.name): other for other in file.beside}
    folder = file.location.removesuffix(file.place)
    inside = os.path.join(os.path.realpath(folder), "")

    def read_file(name: str) -> bytes | None:
        # Python reads names composed; a Mac may have written them in parts.
        parted = folder + unicodedata.normalize("NFD", name)
        there = folder + name if os.path.lexists(folder + name) else parted
        other = listed.get(unicodedata.normalize("NFC", name)) if listed else FileBeside(name, there)
        if other is None or not (other.member or os.path.lexists(other.location)):
            return None
        if not listed and not os.path.realpath(other.location).startswith(inside):
            raise SubmissionError("file.link_outside")
        return _file_bytes(SubmissionFile(other.location, name, "", "", member=other.member))

    modules, notes = own_modules.read_modules(file.place, read.cells, read_file)
    digest = hashlib.sha256(read.digest.encode())
    for name, text in modules.items():
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    return replace(
        read,
        place=file.place,
        modules=modules,
        notes=(*read.notes, *notes),
        digest=digest.hexdigest() if modules else read.digest,
    )


def _file_bytes(file: SubmissionFile) -> bytes:
    path, member = file.path, file.member
    outputs = path.suffix.lower() == ".ipynb"
    limit = MAX_NOTEBOOK if outputs else 4 * MAX_BYTES
    if member is not None:
        from grader.submissions import archive  # not for `check`, which has to start at once

        _refuse_large_file(member.size, limit, outputs=outputs)
        try:
            return archive.read_member(member, limit)
        except SubmissionError as error:
            raise SubmissionError("file.in_archive", why=error.finding) from None
    try:
        _refuse_special_file(path.stat(), limit, outputs=outputs)
        with open(path, "rb", opener=_open_without_waiting) as opened:
            _refuse_special_file(
                os.fstat(opened.fileno()), limit, outputs=outputs
            )  # it may have been replaced meanwhile
            return opened.read(limit)
    except FileNotFoundError:
        raise SubmissionError("file.not_there") from None
    except OSError as error:
        raise SubmissionError("file.not_opened", why=error.strerror or str(error)) from None


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file without waiting: a pipe would be waited for until somebody writes to it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse_special_file(status: os.stat_result, limit: int, *, outputs: bool) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SubmissionError("file.is_folder")
    if not stat.S_ISREG(status.st_mode):
        raise SubmissionError("file.is_special")
    _refuse_large_file(status.st_size, limit, outputs=outputs)


def _refuse_large_file(size: int, limit: int, *, outputs: bool) -> None:
    if size > limit:
        raise SubmissionError(f"{'notebook' if outputs else 'file'}.too_large", megabytes=f"{size / 1e6:.1f}")


def parse_cells(submission: Submission) -> tuple[AnswerSheet | None, list[str], list[Finding]]:
    """Return the answer sheet of the source, its cells, and notes; None for the sheet where nothing is Python.

    A cell of a notebook that is not Python is left blank, with a note.
    """
    if len(submission.cells) > 1:
        with suppress(SyntaxError):  # at once, where each of them is Python
            return _whole_sheet(submission, submission.cells, sure=False), list(submission.cells), []
    python, notes, sheets = [], [], []
    for name, cell in zip(submission.cell_names, submission.cells, strict=True):
        try:
            sheets.append(answer_sheet.parse_answers(cell))
            python.append(cell)
        except SyntaxError as error:
            cell_name = name if len(submission.cells) > 1 else None
            notes.append(_not_python(cell, error, cell_name))
            python.append("\n" * cell.count("\n"))
    nothing_left = len(notes) == len(submission.cells) or not submission.is_notebook
    if notes and nothing_left:
        newer = notes[0].key == "note.newer_python"  # which the student ran, and there is nothing to mend
        return None, [], [notes[0] if newer else Finding("note.mend_it", what=notes[0])]
    notes = [Finding("note.others_graded", what=note) for note in notes]
    if len(python) == 1:
        return sheets[0], python, notes
    return _whole_sheet(submission, python, sure=True), python, notes


def _not_python(cell: str, error: SyntaxError, cell_name: str | None) -> Finding:
    """Why a cell cannot be read: it is Python of a newer version, of an older one, or none."""
    from grader.submissions import newer_python, older_python  # for the few that need it

    older = older_python.older_syntax(error)
    if older is not None:
        return Finding(older.key, cell=cell_name, **older.values)
    needed = newer_python.version_needed(cell)
    if needed is not None:
        ours = f"{sys.version_info.major}.{sys.version_info.minor}"
        return Finding("note.newer_python", cell=cell_name, needed=".".join(map(str, needed)), ours=ours)
    key = "note.line_is_not_python" if error.lineno else "note.file_is_not_python"
    return Finding(key, cell=cell_name, line=error.lineno, why=_syntax_error(error))


def _whole_sheet(submission: Submission, cells: Sequence[str], *, sure: bool) -> AnswerSheet:
    """The answer sheet of all cells; raises SyntaxError where it is not `sure` that each is Python by itself."""
    starts = list(accumulate((cell.count("\n") + 1 for cell in cells), initial=0))
    sheet = answer_sheet.parse_answers("\n".join(cells), () if sure else starts)
    return replace(sheet, cells=tuple(zip(submission.cell_names, starts, strict=False)))


def _syntax_error(error: SyntaxError) -> Finding:
    """Python's message, in other words for `0,02` (it speaks of octal numbers) and for an answer without its dots."""
    if re.fullmatch(r"\s*\w+\s*=\s*(#.*\s*)?", error.text or ""):
        return Finding("note.nothing_after_sign")
    comma = re.search(r"-?\d+,0\d+", error.text or "") if error.msg.startswith("leading zeros") else None
    if comma:
        return Finding("note.decimal_comma", text=comma[0], meant=comma[0].replace(",", "."))
    return Finding("text", text=error.msg)


def parse_with_numbers(
    submission: Submission, sheet: AnswerSheet, numbers: Numbers
) -> tuple[AnswerSheet, list[str], list[Finding]]:
    """Return what parse_cells does, with the row's constants in the cell of a notebook that only shows them."""
    index = submission.numbers_cell or 0
    constants = [f"{name.upper()} = {seeds.as_text(value)}" for name, value in numbers.items()]
    cells = list(submission.cells)
    cells[index] = "; ".join(constants) + cells[index]  # on one line: all others stay where they were
    parsed, python, notes = parse_cells(replace(submission, cells=tuple(cells)))
    return parsed or sheet, python, notes
