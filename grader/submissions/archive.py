"""Zip archives: their members and the bytes of a member.  Nothing is unpacked to disk, and no header is trusted.

A member holds the position of its bytes, so that any process reads it without the archive's directory.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from grader.errors import SubmissionError
from grader.model import Finding

MAX_MEMBERS = 200_000  # of a class's download
MAX_NESTED_MEMBERS = 5_000  # of an archive that a student handed in
MAX_NESTED = 64 << 20  # bytes of such an archive
MAX_TOTAL = 1 << 30  # bytes that such an archive may claim to unpack to
MAX_NAME = 1024  # characters
MAX_RATIO = 200  # text packs to a tenth, a notebook's outputs to a fiftieth: more than this is a zip bomb
_ALWAYS_ALLOWED = 1 << 20  # bytes that may be packed at any ratio
_MAX_DIRECTORY = 64 << 20
_CHUNK = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # the mark, and how long the name and what follows it are
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED, _UTF8 = 0x1, 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_PLAIN_FILES = (0, stat.S_IFREG, stat.S_IFDIR)
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OverflowError)


@dataclass(frozen=True)
class Member:
    """A file in an archive; `container` is the member that this archive is, where it lies in another one."""

    archive: Path
    name: str
    offset: int  # of its local header
    packed: int
    size: int  # as the archive says
    method: int
    crc: int
    container: Member | None = None
    name_is_certain: bool = True  # False where the encoding of the name is unknown


class _BoundedReader(io.BufferedReader):
    """A file that refuses large directories: zipfile reads one at once and makes a large object of each entry."""

    max_entries = MAX_MEMBERS

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MAX_DIRECTORY:
            raise zipfile.BadZipFile(f"a directory of {size / 1e6:.0f} MB")
        data = super().read(size)
        if data.count(_DIRECTORY_ENTRY) > self.max_entries:
            raise SubmissionError("archive.files", count=f"{self.max_entries:,}")
        return data


def list_members(source: Path | Member, *, students: bool = False) -> list[Member]:
    """Return the files in an archive; a student's archive has closer limits.

    Raises SubmissionError where the archive is refused.
    """
    if isinstance(source, Member):
        data = read_member(source, MAX_NESTED)
        return _read_directory(io.BytesIO(data), len(data), source.archive, source, students=students)
    try:
        with source.open("rb", buffering=0) as file:
            size = source.stat().st_size
            if students and size > MAX_NESTED:
                raise SubmissionError("archive.size", megabytes=f"{size / 1e6:.0f}")
            return _read_directory(file, size, source, None, students=students)
    except OSError as error:
        raise SubmissionError("archive.not_opened", why=error.strerror or str(error)) from None


def _read_directory(
    file: io.RawIOBase | io.BytesIO, length: int, archive: Path, within: Member | None, *, students: bool
) -> list[Member]:
    bounded = _BoundedReader(file)
    bounded.max_entries = MAX_NESTED_MEMBERS if students else MAX_MEMBERS
    try:
        with zipfile.ZipFile(bounded) as opened:
            infos = opened.infolist()
    except _DAMAGED as error:
        raise SubmissionError("archive.damaged", why=str(error)) from None
    finally:
        bounded.detach()
    total = sum(info.file_size for info in infos)
    if students and total > MAX_TOTAL:
        raise SubmissionError("archive.total", gigabytes=f"{total / 1e9:.1f}")
    _refuse_overlaps(infos, length)
    return _checked_members(infos, archive, within)


def _checked_members(infos: list[zipfile.ZipInfo], archive: Path, within: Member | None) -> list[Member]:
    """The members that are files; a single unsafe member refuses the whole archive."""
    seen: set[str] = set()
    found = []
    for info in infos:
        name, sure = _decoded_name(info)
        why = _refusal_reason(info, name) or (Finding("member.twice") if name in seen else None)
        if why is not None:
            raise SubmissionError("archive.member", name=_clipped_name(name), why=why)
        seen.add(name)
        if not name.endswith("/"):
            found.append(
                Member(
                    archive,
                    name,
                    info.header_offset,
                    info.compress_size,
                    info.file_size,
                    info.compress_type,
                    info.CRC,
                    within,
                    sure,
                )
            )
    return found


def _refuse_overlaps(infos: list[zipfile.ZipInfo], length: int) -> None:
    """Refuse members that share bytes: they unpack to far more than the archive's size, and no packer writes them."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise SubmissionError("archive.member", name=_clipped_name(info.filename), why=Finding("member.shares"))
        end = info.header_offset + _LOCAL_HEADER.size + info.compress_size
    if end > length:
        raise SubmissionError("archive.damaged", why=Finding("archive.ends"))


def _decoded_name(info: zipfile.ZipInfo) -> tuple[str, bool]:
    """A member's name, and whether its encoding is known: many programs write UTF-8 without the flag for it."""
    name = "/".join(part for part in info.orig_filename.split("/") if part != ".")
    if info.flag_bits & _UTF8 or name.isascii():
        return name, True
    try:
        return name.encode("cp437").decode("utf-8"), True
    except UnicodeError:
        return name, False


def _refusal_reason(info: zipfile.ZipInfo, name: str) -> Finding | None:
    """Why a member is refused, None where it is not."""
    if len(name) > MAX_NAME:
        return Finding("member.long_name", count=f"{len(name):,}")
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/"):
        return Finding("member.outside")
    if "\\" in name or "\0" in name or not name.strip("/"):
        return Finding("member.no_name")
    if info.flag_bits & _ENCRYPTED:
        return Finding("member.encrypted")
    if info.create_system == 3 and stat.S_IFMT(info.external_attr >> 16) not in _PLAIN_FILES:  # written on Unix
        return Finding("member.link")
    return None


def _clipped_name(name: str) -> str:
    return repr(name if len(name) <= 80 else f"{name[:60]}…{name[-15:]}")


def read_member(member: Member, limit: int) -> bytes:
    """Return a member's bytes; raises SubmissionError where they are more than `limit`, a zip bomb, or damaged."""
    if member.container is not None:
        return _read_packed(io.BytesIO(read_member(member.container, MAX_NESTED)), member, limit)
    try:
        with member.archive.open("rb") as file:
            return _read_packed(file, member, limit)
    except OSError as error:
        raise SubmissionError(
            "archive.named_not_opened", archive=member.archive.name, why=error.strerror or str(error)
        ) from None


def _read_packed(file: BinaryIO, member: Member, limit: int) -> bytes:
    if member.method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SubmissionError("archive.unusual")
    file.seek(member.offset)
    head = file.read(_LOCAL_HEADER.size)
    mark, name, extra = _LOCAL_HEADER.unpack(head) if len(head) == _LOCAL_HEADER.size else (b"", 0, 0)
    if mark != b"PK\x03\x04":
        raise _damaged(member)
    file.seek(name + extra, io.SEEK_CUR)
    try:
        data = _decompress(file, member, limit)
    except zlib.error:
        raise _damaged(member) from None
    if len(data) != member.size or zlib.crc32(data) != member.crc:
        raise _damaged(member)
    return data


def _decompress(file: BinaryIO, member: Member, limit: int) -> bytes:
    """The unpacked bytes, counted while they are unpacked."""
    unpack = zlib.decompressobj(-15) if member.method == zipfile.ZIP_DEFLATED else None
    data, left, pending = bytearray(), member.packed, b""
    while True:
        chunk = pending or file.read(min(left, _CHUNK))
        left -= 0 if pending else len(chunk)
        more = chunk if unpack is None else unpack.decompress(chunk, _CHUNK)
        pending = b"" if unpack is None else unpack.unconsumed_tail
        data += more
        used = member.packed - left - len(pending)
        if len(data) > _ALWAYS_ALLOWED and len(data) > MAX_RATIO * used:
            raise SubmissionError("archive.ratio", times=MAX_RATIO)
        if len(data) > limit:
            raise SubmissionError("archive.more", megabytes=f"{limit / 1e6:.1f}")
        if not chunk or (not more and not left and not pending) or (unpack is not None and unpack.eof):
            return bytes(data)


def _damaged(member: Member) -> SubmissionError:
    where = member.container.name if member.container else member.archive.name
    return SubmissionError("archive.damaged_in", name=where.rpartition("/")[2])
