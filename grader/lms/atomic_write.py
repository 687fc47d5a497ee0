"""Atomic writing of files: a file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from grader.errors import UsageError

_LONGEST = 60  # characters of a name in that of the temporary file
_GRADEBOOK = b"SQLite format 3\0"


def write_atomically(output: Path, put: Callable[[BinaryIO], object]) -> None:
    """Write a file; an older one under that name stays until the new one is whole.

    Raises UsageError where it cannot be written, or a gradebook would be lost.
    """
    if _first_bytes(output) == _GRADEBOOK:
        raise UsageError(f"{output} is a gradebook: name another file with -o")
    part = output.with_name(f".{output.name[:_LONGEST]}.part")
    try:
        with part.open("wb") as file:
            put(file)
        part.replace(output)
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}): name another file with -o") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _first_bytes(path: Path) -> bytes:
    with suppress(OSError):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(len(_GRADEBOOK))
    return b""
