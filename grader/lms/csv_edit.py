"""Editing of a CSV or tab-separated file: cells are changed one by one, and every other byte stays.

The file is never written anew: a changed cell replaces its own characters, all others are copied.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import UsageError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
)
_DELIMITERS = "\t;,"
# As the standard has it; and as PHP writes it, where a quotation mark after a backslash is not doubled.
_QUOTED = (r'"[^"]*(?:""[^"]*)*"', r'"[^"\\]*(?:(?:""|\\.)[^"\\]*)*"')
_DOWNLOAD_AGAIN = "take the file as it was downloaded, not as a spreadsheet saved it"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the positions of its characters, its value, and whether it is quoted."""

    start: int
    end: int
    value: str
    quoted: bool


@dataclass(frozen=True)
class Table:
    """A file as text and as rows of cells; the first row has the headings."""

    path: Path
    bom: bytes  # the byte-order mark, if any
    codec: str
    text: str
    delimiter: str
    rows: Sequence[Sequence[Cell]]

    @cached_property
    def headings(self) -> list[str]:
        """The texts of the first row."""
        return [cell.value.strip() for cell in self.rows[0]]

    def column(self, number: int, rows: Sequence[int]) -> list[str]:
        """Return the cells of a column in some rows."""
        return [self.rows[row][number].value.strip() for row in rows]

    @cached_property
    def body(self) -> list[int]:
        """The numbers of the rows below the headings that are not blank."""
        return [i for i, row in enumerate(self.rows) if i and any(cell.value.strip() for cell in row)]

    def with_cells(self, new: Mapping[tuple[int, int], str]) -> bytes:
        """Return the file's bytes with other texts in some cells, named by row and column."""
        pieces, done = [], 0
        for (row, column), value in sorted(new.items()):
            cell = self.rows[row][column]
            pieces += [self.text[done : cell.start], self._quoted(value, quoted=cell.quoted)]
            done = cell.end
        return self.bom + "".join([*pieces, self.text[done:]]).encode(self.codec)

    def _quoted(self, value: str, *, quoted: bool) -> str:
        if quoted or any(c in value for c in (self.delimiter, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def read_table(path: Path) -> Table:
    """Return the table in a file; raises UsageError where there is none, or a spreadsheet has changed its format."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be opened ({error.strerror}): name the downloaded file with --into") from None
    mark, codec = next((mark, codec) for mark, codec in _BYTE_ORDER_MARKS if data.startswith(mark))
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not {codec.upper()} text (byte {error.start}): {_DOWNLOAD_AGAIN}") from None
    if not text.strip() or "\0" in text:
        raise UsageError(f"{path} is no CSV file: {_DOWNLOAD_AGAIN}")
    why = ""
    for quoted in _QUOTED:
        delimiter = _guess_delimiter(text, quoted)
        rows, why = _split_rows(text, quoted, delimiter)
        if not why:
            return Table(path, mark, codec, text, delimiter, rows)
    raise UsageError(f"{path}, {why}: {_DOWNLOAD_AGAIN}")


def _guess_delimiter(text: str, quoted: str) -> str:
    head = re.split("[\r\n]", re.sub(quoted, "", text, count=0), maxsplit=1)[0]
    return max(_DELIMITERS, key=head.count)


def _split_rows(text: str, quoted: str, delimiter: str) -> tuple[list[list[Cell]], str]:
    """The rows, and their fault, "" where there is none."""
    cell = re.compile(rf"({quoted}|[^{delimiter}\r\n]*)({delimiter}|\r\n|\r|\n|\Z)", re.DOTALL)
    rows: list[list[Cell]] = [[]]
    place = 0
    while place < len(text) or (rows[-1] and text.endswith(delimiter)):
        found = cell.match(text, place)
        raw = found[1] if found else text[place : place + 20]
        in_marks = len(raw) > 1 and raw.startswith('"') and raw.endswith('"')
        if found is None or (raw.startswith('"') and not in_marks):
            return rows, f"line {text.count(chr(10), 0, place) + 1}: a quotation mark without an end"
        value = raw[1:-1].replace('""', '"') if in_marks else raw
        rows[-1].append(Cell(place, place + len(raw), value, in_marks))
        place = found.end()
        if found[2] != delimiter:
            rows.append([])
        if place >= len(text) and found[2] == delimiter:
            rows[-1].append(Cell(place, place, "", quoted=False))
            break
    rows = [row for row in rows if row]
    for row in rows:
        if len(row) != len(rows[0]) and any(c.value.strip() for c in row):
            line = text.count("\n", 0, row[0].start) + 1
            return rows, f"line {line}: {len(row)} cells under {len(rows[0])} headings"
    return rows, ""
