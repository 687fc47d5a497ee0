"""Files that are there whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from grader.errors import UsageError

_LONGEST = 60  # characters of a name that a file on its way keeps

def write(output: Path, put: Callable[[BinaryIO], object]) -> None:
    """Write a file: what is there under that name stays until the new one is whole.

    Raises UsageError where it cannot be written.
    """
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
