"""A submission: whose it is, its source cell by cell and the cells that are Python, or why it cannot be read."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

from grader import seeds
from grader.errors import SubmissionError
from grader.seeds import Numbers
from grader.submissions import answer_sheet, archive, notebook
from grader.submissions.answer_sheet import AnswerSheet
from grader.submissions.encoding import decoded

MAX_BYTES = notebook.MAX_CODE  # of source; a notebook may be larger for its outputs
MAX_NOTEBOOK = 32 << 20
SUFFIXES = (".py", ".ipynb")


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


def readable(submission: Submission) -> tuple[AnswerSheet | None, list[str], list[str]]:
    """Return the top level of the source, the cells that are Python, and notes; no sheet where nothing is Python."""
    good, notes, sheets = [], [], []
    for name, cell in zip(submission.names, submission.cells, strict=True):
        try:
            sheets.append(answer_sheet.parse_answers(cell))
            good.append(cell)
        except SyntaxError as error:
            line = f"line {error.lineno}" if error.lineno else "the file"
            where = f"{name}, {line}" if len(submission.cells) > 1 else line
            notes.append(f"{where} is not Python ({_why(error)}).")
            good.append("\n" * cell.count("\n"))
    whole = len(notes) == len(submission.cells) or submission.path.suffix.lower() != ".ipynb"
    if notes and whole:
        return None, [], [f"{notes[0]} Mend it, run the file once yourself, and then hand it in."]
    notes = [f"{note} The other cells are graded." for note in notes]
    if len(good) == 1:
        return sheets[0], good, notes
    starts = accumulate((cell.count("\n") + 1 for cell in good), initial=0)
    cells = tuple(zip(submission.names, starts, strict=False))
    return replace(answer_sheet.parse_answers("\n".join(good)), cells=cells), good, notes


def _why(error: SyntaxError) -> str:
    """What Python says, but for `0,02`, where it speaks of octal numbers, and for an answer without its three dots."""
    if re.fullmatch(r"\s*\w+\s*=\s*(#.*\s*)?", error.text or ""):
        return "nothing is after =; what you leave blank keeps its three dots, ..."
    comma = re.search(r"-?\d+,0\d+", error.text or "") if error.msg.startswith("leading zeros") else None
    return f"{comma[0]} is no number: write a decimal point, {comma[0].replace(',', '.')}" if comma else error.msg


def with_numbers(
    submission: Submission, sheet: AnswerSheet, numbers: Numbers
) -> tuple[AnswerSheet, list[str], list[str]]:
    """Return what `readable` does, with the row's constants where a notebook only shows them."""
    place = submission.shows_numbers or 0
    constants = [f"{name.upper()} = {seeds.as_text(value)}" for name, value in numbers.items()]
    cells = list(submission.cells)
    cells[place] = "; ".join(constants) + cells[place]  # on one line: all others stay where they were
    again, good, notes = readable(replace(submission, cells=tuple(cells)))
    return again or sheet, good, notes
