"""A file, a notebook or a folder -> submissions: whose it is, its source, and a sentence where it cannot be read."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tokenize
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError, UsageError

MAX_BYTES = 1 << 18  # of source; a notebook may be larger for its outputs
MAX_NOTEBOOK = 32 << 20
_TEXT_CODECS = ("utf-8", "utf-8-sig", "ascii", "latin-1", "iso-8859-1", "iso-8859-15", "cp1252", "gbk", "gb2312",
                "gb18030", "big5", "utf-16", "shift_jis", "euc-jp", "euc-kr", "cp1251", "koi8-r")  # fmt: skip
_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


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

    @property
    def names(self) -> list[str]:
        """What each cell is called in a traceback."""
        if self.path.suffix == ".ipynb":
            return [f"cell {i + 1}" for i in range(len(self.cells))]
        return [self.path.name]


@dataclass(frozen=True)
class Found:
    """A file that is to be graded: where it is, and whose it is as far as its place tells."""

    path: Path
    shown: str
    student: str  # "" where only the file itself can say
    assignment: str
    error: str | None = None


def read(found: Found) -> Submission:
    """Return the submission in a file; what is wrong with the file is in its `error`."""
    if found.error is not None:
        return Submission(found.student, found.assignment, found.path, found.shown, error=found.error)
    try:
        data = _bytes(found.path)
        digest = hashlib.sha256(data).hexdigest()
        notebook = found.path.suffix == ".ipynb"
        cells = notebook_cells(data) if notebook else [decoded(data)]
        size = sum(map(len, cells))
        if size > MAX_BYTES:
            raise SubmissionError(f"{size / 1e6:.1f} MB of code: hand in the homework's own code, at most 0.26 MB")
        if not "".join(cells).strip():
            raise SubmissionError("the file is empty: hand in the file that you worked in")
    except SubmissionError as error:
        return Submission(found.student, found.assignment, found.path, found.shown, error=str(error))
    return Submission(found.student, found.assignment, found.path, found.shown, tuple(cells), digest)


def _bytes(path: Path) -> bytes:
    limit = MAX_NOTEBOOK if path.suffix == ".ipynb" else 4 * MAX_BYTES
    try:
        if path.is_dir():
            raise SubmissionError("this is a folder: hand in the file itself")
        size = path.stat().st_size
        if size > limit:
            raise SubmissionError(f"the file has {size / 1e6:.1f} MB: hand in the homework's own code, without data")
        if not path.is_file():
            raise SubmissionError("this is no ordinary file: hand in the file itself")
        with path.open("rb") as file:
            return file.read(limit)
    except FileNotFoundError:
        raise SubmissionError("there is no such file") from None
    except OSError as error:
        raise SubmissionError(f"the file cannot be opened ({error.strerror})") from None


def decoded(data: bytes) -> str:
    """Return Python source as text, by its byte-order mark or its coding line, else UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16"
    elif data.startswith(b"\xef\xbb\xbf"):
        codec = "utf-8-sig"
    else:
        found = next((m for m in map(_CODING.match, data.split(b"\n", 2)[:2]) if m), None)
        codec = found.group(1).decode("ascii", "replace").lower().replace("_", "-") if found else "utf-8"
    if codec not in {c.replace("_", "-") for c in _TEXT_CODECS}:
        raise SubmissionError(f"the coding line names '{codec}', which is no text encoding: save the file as UTF-8")
    if b"\0" in data and codec != "utf-16":
        raise SubmissionError("the file holds bytes that are not text: save it as a .py file in UTF-8")
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SubmissionError(f"line {line} is not {codec.upper()} text: save the file as UTF-8") from None
    return io.IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)


def notebook_cells(data: bytes) -> list[str]:
    """Return a notebook's code cells in order, magics left out; raises SubmissionError where it is none."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
        found = notebook.get("cells")
        if found is None:  # the format before 2015 kept cells in worksheets
            found = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        cells = [_cell_source(cell) for cell in found if cell.get("cell_type") == "code"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SubmissionError(
            f"the notebook is broken ({type(error).__name__}): open it in Jupyter, save it, and hand it in again"
        ) from None
    return [without_magics(cell) for cell in cells]


def _cell_source(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(source) if isinstance(source, list) else str(source)
    return text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\0", "")


def without_magics(cell: str) -> str:
    """Return a cell with `%magic`, `!command` and `?help` lines as comments; a `%%` cell of another language is left out."""
    first = cell.lstrip().partition("\n")[0]
    if first.startswith("%%") and not first.startswith(("%%time", "%%capture", "%%prun")):
        return "\n" * cell.count("\n")
    inside = _continued(cell)
    lines = cell.split("\n")
    for i, line in enumerate(lines):
        bare = line.strip()
        if i in inside:
            continue
        if bare.startswith(("%", "!", "?")) or (bare.endswith("?") and bare.rstrip("?").replace(".", "").isidentifier()):
            indent = line[: len(line) - len(line.lstrip())]
            lines[i] = f"{indent}pass  # {bare}"
    return "\n".join(lines)


def _continued(cell: str) -> set[int]:
    """Lines that go on with a text or a bracket begun above, where `%` is no magic."""
    inside: set[int] = set()
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(cell).readline):
            if token.type == tokenize.STRING:
                inside.update(range(token.start[0], token.end[0]))
            elif token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
            if depth > 0 and token.type in (tokenize.NL, tokenize.COMMENT):
                inside.add(token.start[0])
    except (tokenize.TokenError, IndentationError, SyntaxError):
        pass  # a magic is no Python: what was seen until there counts
    return inside


def find(paths: list[Path], assignment: str | None, known: list[str]) -> list[Found]:
    """Return the files to grade below `paths`: files, `<student>/<name>.py` or `.ipynb`, flat `<student>__<name>.py`.

    Raises UsageError for a path that is not there and for an assignment that nobody knows.
    """
    found: list[Found] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} is not there")
        found += _in_folder(path, assignment, known) if path.is_dir() else [_one_file(path, assignment, known)]
    return _told_apart(found)


def _one_file(path: Path, assignment: str | None, known: list[str]) -> Found:
    student, name = _flat(path.stem)
    name = assignment or name
    if name not in known:
        raise UsageError(f"{path}: there is no assignment '{name}' (there are: {', '.join(known)}); choose one with -a")
    return Found(path, str(path), student, name)


def _flat(stem: str) -> tuple[str, str]:
    student, mark, name = stem.rpartition("__")
    return (student, name) if mark and student else ("", stem)


def _in_folder(root: Path, assignment: str | None, known: list[str]) -> list[Found]:
    found: list[Found] = []
    wanted = [assignment] if assignment else known
    for path in sorted(root.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            found += _of_student(path, root, wanted)
        elif path.suffix in (".py", ".ipynb"):
            student, name = _flat(path.stem)
            if student and name in wanted:
                found.append(_contained(path, root, student, name))
    if not found:
        raise UsageError(
            f"{root} holds no submission of {' or '.join(wanted)}: expected <student>/<name>.py, <student>/<name>.ipynb "
            "or <student>__<name>.py"
        )
    return found


def _of_student(folder: Path, root: Path, wanted: list[str]) -> list[Found]:
    files = [folder / f"{name}{suffix}" for name in wanted for suffix in (".py", ".ipynb")]
    return [_contained(f, root, folder.name, f.stem) for f in files if f.exists() or f.is_symlink()]


def _contained(path: Path, root: Path, student: str, name: str) -> Found:
    shown = str(path.relative_to(root))
    inside = os.path.realpath(path).startswith(os.path.realpath(root) + os.sep)
    error = None if inside else "this is a link to a file outside the folder: hand in the file itself"
    return Found(path, shown, student, name, error)


def _told_apart(found: list[Found]) -> list[Found]:
    """Two files of one student for one assignment are an error that names both."""
    places: dict[tuple[str, str], list[Found]] = {}
    for item in found:
        key = (item.student.strip().casefold() or item.shown, item.assignment)
        places.setdefault(key, []).append(item)
    result = []
    for same in places.values():
        if len(same) == 1:
            result += same
            continue
        both = " and ".join(item.shown for item in same)
        first = same[0]
        message = f"two files of one student: {both}; leave the one that counts"
        result.append(Found(first.path, first.shown, first.student, first.assignment, message))
    return result
