"""The handout: a student's copy of the skeleton, with the id, the row and its numbers filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader import files, seeds
from grader.course import given
from grader.course.loader import Assignment, graded_with_sentence
from grader.errors import AuthorError, UsageError
from grader.formatting import limits_text
from grader.seeds import LECTURE
from grader.submissions import answer_sheet

_BOM = "\ufeff"


def write_handout(
    assignment: Assignment, dest: Path | None, student: str | None, *, lecture_for_all: bool = False
) -> Path:
    """Write the handout of a student and return its path: `dest` is a file `*.py` or a folder, by default this one.

    Raises UsageError where the student is not named but has to be, and where there is a file already.
    """
    path = _handout_path(assignment.name, dest)
    text = handout_text(assignment, student, lecture_for_all=lecture_for_all)
    there = (
        f" and is left as it is: work on in it, or name another place, as in grader start {assignment.name} OTHER.py"
    )
    if path.exists():
        raise UsageError(f"{path} is there already{there}")
    _give_files(assignment, path.parent)
    files.write_new(path, text, if_there=there, folders=True, remedy="name another place")
    return path


def _give_files(assignment: Assignment, dest: Path) -> None:
    """Write what is given out beside the skeleton; what is there already with the same content is left as it is."""
    for name, source in given.files_in(assignment.given).items():
        content = source.read_bytes()
        if (dest / name).is_file() and (dest / name).read_bytes() == content:
            continue
        other = ", and is not what this assignment gives out: name another place"
        files.write_new(dest / name, content, if_there=other, folders=True, remedy="name another place")


def handout_text(assignment: Assignment, student: str | None, *, lecture_for_all: bool = False) -> str:
    """Return the skeleton with the student's id and numbers; on the lecture's numbers its constants stay as they are.

    Raises UsageError where the student is not named but has to be, and AuthorError where the skeleton has no place for
    a number.
    """
    named = _checked_id(student)
    values = {} if not named else {"STUDENT": repr(named)}
    if lecture_for_all or not assignment.rows:
        if lecture_for_all:
            values["NUMBERS"] = f'"{LECTURE}"'
        return _fill_in(assignment, values, optional={"NUMBERS", "STUDENT"})
    if not named:
        raise UsageError(
            f"in {assignment.name} each student has other numbers: say whose, as in grader start {assignment.name} "
            "--student s001, or take the lecture's with --numbers lecture"
        )
    row = seeds.row_of(named, assignment.name, len(assignment.rows))
    values["NUMBERS"] = f'"row {row}"'
    values |= {key.upper(): seeds.as_text(value) for key, value in assignment.rows[row - 1].items()}
    return _fill_in(assignment, values, optional=set())


def _checked_id(student: str | None) -> str:
    named = (student or "").strip()
    try:
        named.encode()
    except UnicodeEncodeError:
        raise UsageError(f"the student's id {named!r} is not text in this terminal's encoding: type it anew") from None
    return named


def _handout_path(name: str, dest: Path | None) -> Path:
    if dest is None:
        return Path(f"{name}.py")
    if dest.suffix == ".ipynb":
        raise UsageError(f"{dest}: grader start writes a .py file; name one, or a folder")
    return dest if dest.suffix == ".py" and not dest.is_dir() else dest / f"{name}.py"


def _fill_in(assignment: Assignment, values: dict[str, str], optional: set[str]) -> str:
    """The skeleton with the top-level values of these names replaced, the last first so that positions stay right."""
    path = assignment.path_in("assignments")
    whole = path.read_bytes().decode("utf-8")  # not read_text: line ends stay as they are
    text = whole.removeprefix(_BOM)
    sheet = answer_sheet.parse_answers(text)
    lines = re.split("(?<=\n)|(?<=\r)(?!\n)", text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    edits = _limit_comments(text, assignment.limits, starts)
    if assignment.graded_with and "STUDENT" in sheet.assigned:
        line = sheet.assigned["STUDENT"].lineno
        place, end = offset(line, 0), "".join(re.findall(r"[\r\n]+$", lines[line - 1])) or "\n"
        edits.append((place, place, f"# {graded_with_sentence(assignment.graded_with)}{end}"))
    for name, value in values.items():
        node = sheet.assigned.get(name)
        if node is None and name in optional:
            continue
        if node is None or name in sheet.computed:
            raise AuthorError(f"{path} has no line `{name} = ...` at its top level: add it above the answers")
        edits.append((offset(node.lineno, node.col_offset), offset(*_end_position(node)), value))
    for first, last, value in sorted(edits, reverse=True):
        text = text[:first] + value + text[last:]
    return (_BOM if whole.startswith(_BOM) else "") + text


def _limit_comments(
    text: str, limits: Mapping[str, Mapping[str, float]], starts: Sequence[int]
) -> list[tuple[int, int, str]]:
    """Comments that say what a call may take, above the functions and methods where that is not the usual."""
    edits = []
    body = [("", node) for node in ast.parse(text).body]
    body += [(f"{kind.name}.", node) for _, kind in body if isinstance(kind, ast.ClassDef) for node in kind.body]
    for above, node in body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and (name := above + node.name) in limits:
            place = starts[min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1]
            edits.append((place, place, f"{' ' * node.col_offset}# {limits_sentence(limits[name])}\n"))
    return edits


def limits_sentence(limits: Mapping[str, float]) -> str:
    """Return what students are told of a function's limits."""
    return f"A call may take {limits_text(**limits)} while it is graded."


def _end_position(node: ast.expr) -> tuple[int, int]:
    assert node.end_lineno is not None  # noqa: S101 - set for all that was parsed
    assert node.end_col_offset is not None  # noqa: S101
    return node.end_lineno, node.end_col_offset
