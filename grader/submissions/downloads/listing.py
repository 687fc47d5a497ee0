"""What a download holds, by names, zipped or unpacked: nothing of it is written anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.submissions import archive
from grader.submissions.archive import Member

_SAMPLE = 2_000  # names of a folder that are enough to tell its form
_OF_MACHINES = {"__MACOSX", "__pycache__", "node_modules", "Thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class Item:
    """A file of a download: its name within, with `/`, and where its bytes are."""

    name: str
    path: Path
    member: Member | None = None
    error: str | None = None

    @property
    def file(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]

    @property
    def sure(self) -> bool:
        """Whether its name is known for certain."""
        return self.member is None or self.member.sure

    def read(self, limit: int) -> bytes:
        """Return its bytes; raises SubmissionError where they cannot be had or are too many."""
        if self.error is not None:
            raise SubmissionError(self.error)
        if self.member is not None:
            return archive.read(self.member, limit)
        try:
            with self.path.open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise SubmissionError(f"it cannot be opened ({error.strerror or error})") from None
        if len(data) > limit:
            raise SubmissionError(f"it has more than {limit / 1e6:.1f} MB")
        return data


def sample(path: Path) -> list[Item]:
    """Return the first files of a download; raises UsageError where an archive is refused."""
    return _zipped(path) if path.is_file() else list(islice(_unzipped(path), _SAMPLE))


def whole(path: Path) -> list[Item]:
    """Return all files of a download; raises UsageError where there are too many, or an archive is refused."""
    if path.is_file():
        return _zipped(path)
    items = list(islice(_unzipped(path), archive.MAX_MEMBERS + 1))
    if len(items) > archive.MAX_MEMBERS:
        raise UsageError(f"{path} holds more than {archive.MAX_MEMBERS:,} files: name the download's own folder")
    return items


def nested(item: Item) -> list[Item]:
    """Return the files in an archive that a student handed in; raises SubmissionError where it is refused."""
    if item.error is not None:
        raise SubmissionError(item.error)
    members = archive.members(item.member or item.path, students=True)
    return [Item(f"{item.name}/{m.name}", item.path / m.name, m) for m in members if not _left_out(m.name.split("/"))]


def without_wrapping(items: Sequence[Item]) -> list[Item]:
    """Return the files by their names below the one folder that holds them all, or nothing where there is none."""
    tops = {item.name.partition("/")[0] for item in items}
    if len(tops) != 1 or any("/" not in item.name for item in items):
        return []
    return [replace(item, name=item.name.partition("/")[2]) for item in items]


def _left_out(parts: Iterable[str]) -> bool:
    """What programs leave beside files: of no interest to anybody."""
    return any(part in _OF_MACHINES or part.startswith(".") for part in parts)


def _zipped(path: Path) -> list[Item]:
    path = path.absolute()
    try:
        members = archive.members(path)
    except SubmissionError as error:
        raise UsageError(f"{path.name}: {error}; download it once more") from None
    return [Item(m.name, path / m.name, m) for m in members if not _left_out(m.name.split("/"))]


def _unzipped(root: Path) -> Iterator[Item]:
    """Files below a folder, in order; of a whole nbgrader course only what was submitted."""
    root = root.absolute()
    top = root / "submitted" if (root / "submitted").is_dir() else root
    prefix = "submitted/" if top.name == "submitted" else ""
    for folder, folders, files in os.walk(top):
        place = Path(folder).relative_to(top).as_posix()
        before = prefix if place == "." else f"{prefix}{place}/"
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # which walk() keeps out of
        folders[:] = sorted(name for name in folders if not _left_out([name]))
        for name in sorted(files + linked):
            if not _left_out([name]):
                path = Path(folder, name)
                led = "this is a link: hand in the file itself" if path.is_symlink() else None
                yield Item(_text(before + name), path, error=led)


def _text(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
