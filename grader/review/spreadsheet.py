"""Manual grading in a spreadsheet: pending cases as a CSV file, and decisions read back from it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import files
from grader.csv_text import csv_text
from grader.errors import UsageError
from grader.gradebook.pending import Case
from grader.handwork import key_facts
from grader.model import rounded_points
from grader.reports import wording
from grader.review import queue
from grader.review.queue import NewDecision, Question, ReviewSession, legible

_COLUMNS = ("id", "question", "title", "text", "key_facts", "before", "points", "max_points", "comment")
_TOLD = 20  # rows that are named where many are bad
# Western Europe never has so many accents in a row: it is the encoding of a Chinese, Russian or other Windows.
_FOREIGN = re.compile(rb"[\xa1-\xff]{4}")


@dataclass(frozen=True)
class SpreadsheetRow:
    """A row as it came back: its number in the spreadsheet, and the cells that count."""

    number: int
    id: str
    points: str
    comment: str


def write_cases(
    path: Path,
    cases: Sequence[Case],
    session: ReviewSession,
    question_of: Callable[[Case], Question],
    written_in: Callable[[Case], str],
    *,
    names: bool = False,
) -> None:
    """Write cases to a new file; raises UsageError where there is one: somebody's points may stand in it."""
    rows: list[Sequence[str]] = [[*_COLUMNS, *(["student"] if names else [])]]
    for case in cases:
        asked, before = question_of(case), session.earlier_decision(case)
        found = key_facts.find_key_facts(legible(case.text), asked.key_facts)
        facts = "; ".join(words[0] for words, spans in zip(asked.key_facts, found, strict=True) if spans)
        doubt = "\n".join(
            [*map(wording.sentence, case.notes), wording.message_of(case.check.verdict), "", written_in(case)]
        )
        was = (
            f"{rounded_points(before.points)} of {rounded_points(before.max_points)}, {before.comment}"
            if before
            else ""
        )
        row = (
            case.id,
            case.check.name,
            asked.title,
            case.text or doubt,
            facts if asked.key_facts else "",
            was,
            "",
            str(rounded_points(case.check.max_points)),
            "",
            *([case.student] if names else []),
        )
        rows.append([legible(cell) for cell in row])
    marked = csv_text(rows).encode("utf-8-sig")  # Excel takes a file without a mark for Latin
    there = ", perhaps with points in it: name another file"
    files.write_new(path, marked, if_there=there, remedy="name another file")


def read_rows(path: Path) -> list[SpreadsheetRow]:
    """Return the rows that have something in them; raises UsageError where this is no such file."""
    text = _decoded_text(path)
    first = next((line for line in text.splitlines() if not line.startswith("sep=")), "")
    for separator in (",", ";", "\t"):
        heads = next(csv.reader([first], delimiter=separator), [])
        if {"id", "points", "comment"} <= {head.strip().lower() for head in heads}:
            break
    else:
        raise UsageError(f"{path} has no columns id, points and comment: write one with grader mark --to FILE")
    try:
        return list(_rows(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        raise UsageError(f"{path} is no CSV file ({error}): save it as CSV once more") from None


def _rows(lines: Iterator[list[str]]) -> Iterator[SpreadsheetRow]:
    place: dict[str, int] | None = None
    for line_number, cells in enumerate(lines, 1):
        if place is None:
            if not (cells and cells[0].startswith("sep=")):
                place = {head.strip().lower(): n for n, head in enumerate(cells)}
        elif any(cell.strip() for cell in cells):
            wanted = (place["id"], place["points"], place["comment"])
            yield SpreadsheetRow(line_number, *(cells[n].strip() if n < len(cells) else "" for n in wanted))


def _decoded_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): name a file that is there") from None
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):  # Excel saves plain CSV in the latter
        if encoding == "cp1252" and _FOREIGN.search(data):
            break
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{path} is no text that can be read: save it as CSV UTF-8")


def new_decisions(
    path: Path, rows: Sequence[SpreadsheetRow], cases: Mapping[str, Case], session: ReviewSession
) -> list[NewDecision]:
    """Return what rows say that is new; raises UsageError, with a sentence for each bad row, where any is bad."""
    found: dict[str, NewDecision] = {}
    wrong: list[str] = []
    for row in rows:
        try:
            if (mark := _new_decision(row, cases, session)) is not None:
                if mark.case.id in found:
                    raise ValueError("The same id has points above: keep one of the two.")
                found[mark.case.id] = mark
        except ValueError as error:
            wrong.append(f"row {row.number}: {error}")
    if wrong:
        more = [f"and {len(wrong) - _TOLD} more"] if len(wrong) > _TOLD else []
        raise UsageError("\n".join([f"{path} has bad rows, and nothing of it was kept:", *wrong[:_TOLD], *more]))
    return list(found.values())


def _new_decision(row: SpreadsheetRow, cases: Mapping[str, Case], session: ReviewSession) -> NewDecision | None:
    case = cases.get(row.id)
    if not row.points:
        if row.comment:
            raise ValueError("A comment without points: give points, or take the comment out.")
        return None
    if case is None:
        why = "where another text was handed in since, write a new file"
        raise ValueError(f"Nothing waits under the id '{legible(row.id)[:30]}'; {why}.")
    points, comment = queue.parse_points(row.points, case), legible(row.comment)
    before = session.decision(case)
    if before is not None and (before.points, before.comment) == (points, comment):
        return None
    if before is not None and before.marker != session.marker:
        raise ValueError(
            f"{before.marker} gave {rounded_points(before.points)} meanwhile: take the points out to leave it so."
        )
    session.acknowledge(case)
    typed = " ".join(comment.split())
    return NewDecision(case, points, comment, "" if typed in session.phrases(case) else typed)
