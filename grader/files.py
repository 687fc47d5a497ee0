"""Files that are written: whole or not at all, and never over what somebody would miss."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from grader.errors import UsageError

_LONGEST = 60  # characters of a name in that of the temporary file
_DATE = (2026, 1, 1, 0, 0, 0)  # of every file in an archive
_GRADEBOOK = b"SQLite format 3\0"


def write_whole(
    path: Path,
    content: str | bytes | Callable[[BinaryIO], object],
    *,
    folders: bool = False,
    remedy: str = "name another place",
) -> None:
    """Write a file from its content, or a function that writes it; an older one stays until the new one is whole.

    A device or a pipe is written into.  Missing `folders` are made where that is asked for.  Raises UsageError, with
    the remedy, where the file cannot be written or a gradebook would be lost.
    """
    if _first_bytes(path) == _GRADEBOOK:
        raise UsageError(f"{path} is a gradebook: {remedy}")
    part = path.with_name(f".{path.name[:_LONGEST]}.{os.getpid()}.part")  # another process may write the same file
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        place = path if _is_device(path) else part
        with place.open("wb") as file:
            _put(content, file)
        if place is part:
            part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): {remedy}") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def write_new(path: Path, content: str | bytes, *, if_there: str, folders: bool = False, remedy: str) -> None:
    """Write a file where there is none; raises UsageError where there is one, or it cannot be written."""
    try:
        if folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            _put(content, file)
    except FileExistsError:
        raise UsageError(f"{path} is there already{if_there}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): {remedy}") from None


def write_zip(members: Iterable[tuple[str, str | bytes]], file: BinaryIO, programs: Collection[str] = ()) -> int:
    """Write named contents into a zip, the same into the same bytes, and return their number.

    Those in `programs` may be executed where they are unpacked.
    """
    count = 0
    with zipfile.ZipFile(file, "w") as archive:
        for count, (name, content) in enumerate(members, 1):  # noqa: B007 - the last one says how many there were
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.compress_type = 3, zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if name in programs else 0o100644) << 16
            archive.writestr(info, content)
    return count


def _put(content: str | bytes | Callable[[BinaryIO], object], file: BinaryIO) -> None:
    if callable(content):
        content(file)
    else:
        file.write(content.encode() if isinstance(content, str) else content)


def _is_device(path: Path) -> bool:
    """Whether a path is no file but /dev/null, a terminal or a pipe, which is written into and never replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _first_bytes(path: Path) -> bytes:
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(len(_GRADEBOOK))
    return b""
