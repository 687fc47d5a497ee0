"""A notebook -> its code cells as plain Python: in order, magics left out, each with its lines where they were."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import SubmissionError

MAX_CODE = 1 << 18  # characters of all code cells; outputs may be larger
_MAX_CELLS = 5_000
_MAX_PARTS = 400_000  # objects and lists: each takes a hundred times the bytes that it is written in
_MAY_BE_MAGIC = re.compile(r"^[^\S\n]*[%!?]|\?[^\S\n]*$|=[^\S\n]*[%!]", re.MULTILINE)
_ASKED = re.compile(r"[^\W\d][\w.]*\?{1,2}")  # obj.method?
_ASSIGNED = re.compile(r"([^\W\d][\w.]*)\s*=\s*([%!]\S.*)")  # files = !ls
_RUN_AS_PYTHON = ("%%time\n", "%%time ", "%%capture", "%%prun")
SHOWS_NUMBERS = "numbers"  # the nbgrader id of the cell that shows a student's row
RESTORED = "restored"  # how a cell is marked that was put back: it is not the student's
_STUB = re.compile(r"^raise NotImplementedError\(\)[ \t]*$", re.MULTILINE)  # nbgrader leaves it below the blanks


@dataclass(frozen=True)
class Code:
    """A notebook's code cells as Python; whether it is one of nbgrader's; which cell shows the row of numbers."""

    cells: list[str]
    of_nbgrader: bool = False
    shows_numbers: int | None = None


def code(data: bytes) -> Code:
    """Return a notebook's code cells; raises SubmissionError where it is no notebook, or one beyond all bounds.

    Cells that nbgrader has put there, to test the others or to show the numbers, are blank.
    """
    notebook = parsed(data)
    cells = [cell for cell in _cells(notebook) if cell.get("cell_type") == "code"]
    if len(cells) > _MAX_CELLS:
        raise SubmissionError(f"{len(cells):,} code cells: hand in the homework's own")
    marks = [_marks(cell) for cell in cells]
    shown = [i for i, mark in enumerate(marks) if mark.get("grade_id") == SHOWS_NUMBERS]
    texts = [_source(cell) for cell in cells]
    for i, (cell, mark) in enumerate(zip(cells, marks, strict=True)):
        if i in shown or _no_work(cell, mark) or _other_language(texts[i]):
            texts[i] = "\n" * texts[i].count("\n")
        elif mark.get("solution") is True:
            texts[i] = _STUB.sub("", texts[i])
    return Code([without_magics(text) for text in bounded(texts)], any(marks), shown[0] if shown else None)


def parsed(data: bytes) -> Any:
    """Return the JSON of a notebook; raises SubmissionError where there is none, or too much of it for the memory."""
    if data.count(b"[") + data.count(b"{") > _MAX_PARTS:
        raise SubmissionError("the notebook has too many parts: clear its outputs, save it, and hand it in again")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _broken("it is not JSON") from None


def bounded(cells: list[str]) -> list[str]:
    """Return the cells; raises SubmissionError where they are more code than anybody writes."""
    size = sum(map(len, cells))
    if size > MAX_CODE:
        raise SubmissionError(f"{size / 1e6:.1f} MB of code: hand in the homework's own code, at most 0.26 MB")
    return cells


def _marks(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """What nbgrader keeps with a cell."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def _no_work(cell: Mapping[str, Any], marks: Mapping[str, Any]) -> bool:
    """Whether a cell was never the student's: it tests others, or it was put back."""
    tests = marks.get("grade") is True and marks.get("solution") is not True
    own = cell["metadata"].get("grader") if isinstance(cell.get("metadata"), dict) else None
    return tests or own == RESTORED


def _broken(why: str) -> SubmissionError:
    return SubmissionError(f"the notebook is broken, {why}: open it in Jupyter, save it, and hand it in again")


def _cells(notebook: Any) -> list[dict[str, Any]]:
    sheets = [notebook]
    if isinstance(notebook, dict) and "cells" not in notebook:
        sheets = notebook.get("worksheets", [])  # the format before 2015
    if not sheets or not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        raise _broken("it has no cells")
    lists = [sheet.get("cells") for sheet in sheets]
    if not all(isinstance(cells, list) for cells in lists):
        raise _broken("it has no cells")
    cells = [cell for cells in lists for cell in cells]
    if not all(isinstance(cell, dict) for cell in cells):
        raise _broken("not all of its cells are cells")
    return cells


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise _broken("a code cell holds something other than text")
    # JSON may name half a letter, which no file can hold.
    text = "".join(lines).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_magics(cell: str) -> str:
    """Return a cell with `%magic`, `!command` and `help?` lines as comments, each line where it was.

    A cell that is `%%` of another language or magic is left out; `files = !ls` becomes None.
    """
    if _other_language(cell):
        return "\n" * cell.count("\n")
    if not _MAY_BE_MAGIC.search(cell):
        return cell
    place = _Place()
    lines = []
    going_on = False  # a magic may go on on the next line
    for line in cell.split("\n"):
        bare = line.strip()
        python = _as_python(bare) if place.at_start() else None
        if going_on:
            python = f"# {bare}"
        if python is None:
            place.after(line)
            lines.append(line)
        else:
            lines.append(line[: len(line) - len(line.lstrip())] + python)
        going_on = python is not None and bare.endswith("\\")
    return "\n".join(lines)


def saved_as_python(text: str) -> Code:
    """Return the one cell that a .py file is, without magics where these alone keep it from being Python.

    Colab saves `!pip install` as it stands.  Raises SubmissionError where it is more code than anybody writes.
    """
    (text,) = bounded([text])
    if _MAY_BE_MAGIC.search(text) and not _other_language(text) and not _is_python(text):
        without = without_magics(text)
        text = without if _is_python(without) else text
    return Code([text])


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _other_language(cell: str) -> bool:
    start = cell.lstrip()
    return start.startswith("%%") and not (start + "\n").startswith(_RUN_AS_PYTHON)


def _as_python(bare: str) -> str | None:
    """The Python in place of a line that is a magic, None for any other."""
    if bare.startswith(("%", "!", "?")) or _ASKED.fullmatch(bare):
        return f"pass  # {bare}"
    assigned = _ASSIGNED.fullmatch(bare)
    return f"{assigned[1]} = None  # {assigned[2]}" if assigned else None


@dataclass
class _Place:
    """Where a line begins: in a text, in brackets, or after a backslash `%` is no magic."""

    quote: str = ""
    depth: int = 0
    continued: bool = False

    def at_start(self) -> bool:
        return not (self.quote or self.depth or self.continued)

    def after(self, line: str) -> None:
        """Go on to the line after this one."""
        self.continued = False
        at = 0
        while at < len(line):
            at += self._step(line, at)
        if len(self.quote) == 1 and not self.continued:
            self.quote = ""  # it was never closed: not Python, which is told elsewhere

    def _step(self, line: str, at: int) -> int:
        """Take in what stands at a place of the line, and return how many characters that is."""
        char = line[at]
        if char == "\\":
            self.continued = at == len(line) - 1
            return 2
        if self.quote:
            closed = line.startswith(self.quote, at)
            length = len(self.quote) if closed else 1
            self.quote = "" if closed else self.quote
            return length
        if char == "#":
            return len(line)
        if char in "\"'":
            self.quote = char * 3 if line.startswith(char * 3, at) else char
            return len(self.quote)
        self.depth = max(0, self.depth + (char in "([{") - (char in ")]}"))
        return 1
