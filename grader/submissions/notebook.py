"""The code cells of a notebook as plain Python: in order, magics left out, each line where it was."""

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
_HELP_LINE = re.compile(r"[^\W\d][\w.]*\?{1,2}")  # obj.method?
_ASSIGNED_MAGIC = re.compile(r"([^\W\d][\w.]*)\s*=\s*([%!]\S.*)")  # files = !ls
_RUN_AS_PYTHON = ("%%time\n", "%%time ", "%%capture", "%%prun")
SHOWS_NUMBERS = "numbers"  # the nbgrader id of the cell that shows a student's row
RESTORED = "restored"  # how a cell is marked that was put back: it is not the student's
_STUB = re.compile(r"^raise NotImplementedError\(\)[ \t]*$", re.MULTILINE)  # nbgrader leaves it below the blanks


@dataclass(frozen=True)
class SourceCells:
    """The source of a file cell by cell; whether it is of nbgrader; the index of the cell that shows the numbers."""

    cells: list[str]
    from_nbgrader: bool = False
    numbers_cell: int | None = None


def code_cells(data: bytes) -> SourceCells:
    """Return a notebook's code cells; raises SubmissionError where it is no notebook or far too large.

    Cells that are not the student's, which test other cells or show the numbers, are blank.
    """
    notebook = parse_json(data)
    cells = [cell for cell in _all_cells(notebook) if cell.get("cell_type") == "code"]
    if len(cells) > _MAX_CELLS:
        raise SubmissionError("notebook.cells", count=f"{len(cells):,}")
    metadata = [_nbgrader_metadata(cell) for cell in cells]
    shown = [i for i, about in enumerate(metadata) if about.get("grade_id") == SHOWS_NUMBERS]
    texts = [_cell_source(cell) for cell in cells]
    for i, (cell, about) in enumerate(zip(cells, metadata, strict=True)):
        if i in shown or _is_not_student_work(cell, about) or _is_other_language(texts[i]):
            texts[i] = "\n" * texts[i].count("\n")
        elif about.get("solution") is True:
            texts[i] = _STUB.sub("", texts[i])
    return SourceCells(
        [comment_out_magics(text) for text in refuse_too_much_code(texts)], any(metadata), shown[0] if shown else None
    )


def is_notebook(data: bytes) -> bool:
    """Return whether a file is a notebook by its content, whatever it is called."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"nbformat"' not in data:
        return False
    try:
        return isinstance(parse_json(data), dict)
    except SubmissionError:
        return False


def parse_json(data: bytes) -> Any:
    """Return the JSON of a notebook; raises SubmissionError where there is none, or more than memory should hold."""
    if data.count(b"[") + data.count(b"{") > _MAX_PARTS:
        raise SubmissionError("notebook.parts")
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SubmissionError("notebook.not_json") from None


def refuse_too_much_code(cells: list[str]) -> list[str]:
    """Return the cells; raises SubmissionError where they hold more code than anybody writes."""
    size = sum(map(len, cells))
    if size > MAX_CODE:
        raise SubmissionError("file.too_much_code", megabytes=f"{size / 1e6:.1f}")
    return cells


def _nbgrader_metadata(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    """nbgrader's metadata of a cell, empty where it has none."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def _is_not_student_work(cell: Mapping[str, Any], about: Mapping[str, Any]) -> bool:
    """Whether a cell tests other cells, or was put back because the student had deleted it."""
    tests = about.get("grade") is True and about.get("solution") is not True
    restored = cell["metadata"].get("grader") if isinstance(cell.get("metadata"), dict) else None
    return tests or restored == RESTORED


def _all_cells(notebook: Any) -> list[dict[str, Any]]:
    parts = [notebook]
    if isinstance(notebook, dict) and "cells" not in notebook:
        parts = notebook.get("worksheets", [])  # the format before 2015
    if not parts or not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise SubmissionError("notebook.no_cells")
    lists = [part.get("cells") for part in parts]
    if not all(isinstance(cells, list) for cells in lists):
        raise SubmissionError("notebook.no_cells")
    cells = [cell for cells in lists for cell in cells]
    if not all(isinstance(cell, dict) for cell in cells):
        raise SubmissionError("notebook.odd_cells")
    return cells


def _cell_source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise SubmissionError("notebook.odd_source")
    # JSON may name half a letter, which no file can hold.
    text = "".join(lines).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def comment_out_magics(cell: str) -> str:
    """Return a cell with `%magic`, `!command` and `help?` lines as comments, each line where it was.

    A cell that is `%%` of another language or magic is left out; `files = !ls` becomes None.
    """
    if _is_other_language(cell):
        return "\n" * cell.count("\n")
    if not _MAY_BE_MAGIC.search(cell):
        return cell
    start = _LineStart()
    lines = []
    continued_magic = False  # a magic may go on on the next line
    for line in cell.split("\n"):
        bare = line.strip()
        python = _python_for_magic(bare) if start.is_statement() else None
        if continued_magic:
            python = f"# {bare}"
        if python is None:
            start.advance(line)
            lines.append(line)
        else:
            lines.append(line[: len(line) - len(line.lstrip())] + python)
        continued_magic = python is not None and bare.endswith("\\")
    return "\n".join(lines)


def python_file_cells(text: str) -> SourceCells:
    """Return the one cell that a .py file is, without magics where these alone keep it from being Python.

    Colab saves `!pip install` as it stands.  Raises SubmissionError where it is more code than anybody writes.
    """
    (text,) = refuse_too_much_code([text])
    if _MAY_BE_MAGIC.search(text) and not _is_other_language(text) and not _is_python(text):
        without = comment_out_magics(text)
        text = without if _is_python(without) else text
    return SourceCells([text])


def _is_python(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_other_language(cell: str) -> bool:
    start = cell.lstrip()
    return start.startswith("%%") and not (start + "\n").startswith(_RUN_AS_PYTHON)


def _python_for_magic(bare: str) -> str | None:
    """The Python in place of a line that is a magic, None for any other line."""
    if bare.startswith(("%", "!", "?")) or _HELP_LINE.fullmatch(bare):
        return f"pass  # {bare}"
    assigned = _ASSIGNED_MAGIC.fullmatch(bare)
    return f"{assigned[1]} = None  # {assigned[2]}" if assigned else None


@dataclass
class _LineStart:
    """What a line begins in: within a string, within brackets, or after a backslash `%` is no magic."""

    quote: str = ""
    depth: int = 0
    continued: bool = False

    def is_statement(self) -> bool:
        return not (self.quote or self.depth or self.continued)

    def advance(self, line: str) -> None:
        """Go on to the next line."""
        self.continued = False
        at = 0
        while at < len(line):
            at += self._step(line, at)
        if len(self.quote) == 1 and not self.continued:
            self.quote = ""  # it was never closed: not Python, which is reported elsewhere

    def _step(self, line: str, at: int) -> int:
        """Read the token at a position of the line; return how many characters it has."""
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
