"""The files of a download, zipped or unpacked, by name; nothing is unpacked to disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from grader.errors import SubmissionError, UsageError
from grader.model import Finding
from grader.submissions import archive
from grader.submissions.archive import Member
from grader.submissions.folders import left_by_programs, printable_name

_SAMPLE = 2_000  # names of a folder that are enough to recognise its format


@dataclass(frozen=True)
class DownloadedFile:
    """A file of a download: its path within the download, with `/`, and where its bytes are."""

    name: str
    path: Path
    member: Member | None = None
    error: Finding | None = None

    @property
    def basename(self) -> str:
        """The last part of the name."""
        return self.name.rpartition("/")[2]

    @property
    def name_is_certain(self) -> bool:
        """Whether the name's encoding is known."""
        return self.member is None or self.member.name_is_certain

    def demand_readable(self) -> None:
        """Raise SubmissionError where it cannot be read."""
        if self.error is not None:
            raise SubmissionError(self.error.key, **self.error.values)

    def read_bytes(self, limit: int) -> bytes:
        """Return the bytes; raises SubmissionError where they cannot be read or are more than `limit`."""
        self.demand_readable()
        if self.member is not None:
            return archive.read_member(self.member, limit)
        try:
            with self.path.open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise SubmissionError("archive.not_opened", why=error.strerror or str(error)) from None
        if len(data) > limit:
            raise SubmissionError("archive.more", megabytes=f"{limit / 1e6:.1f}")
        return data


def list_first_files(path: Path) -> list[DownloadedFile]:
    """Return the first files of a download; raises UsageError where an archive is refused."""
    return _list_archive(path) if path.is_file() else list(islice(_list_folder(path), _SAMPLE))


def list_files(path: Path) -> list[DownloadedFile]:
    """Return all files of a download; raises UsageError where there are too many, or an archive is refused."""
    if path.is_file():
        return _list_archive(path)
    items = list(islice(_list_folder(path), archive.MAX_MEMBERS + 1))
    if len(items) > archive.MAX_MEMBERS:
        raise UsageError(f"{path} holds more than {archive.MAX_MEMBERS:,} files: name the download's own folder")
    return items


def list_student_archive(item: DownloadedFile) -> list[DownloadedFile]:
    """Return the files in an archive that a student handed in; raises SubmissionError where it is refused."""
    item.demand_readable()
    members = archive.list_members(item.member or item.path, students=True)
    return [
        DownloadedFile(f"{item.name}/{m.name}", item.path / m.name, m)
        for m in members
        if not _is_left_by_programs(m.name.split("/"))
    ]


def strip_common_folder(items: Sequence[DownloadedFile]) -> list[DownloadedFile]:
    """Return the files by their names below the one folder that holds them all, or nothing where there is none."""
    tops = {item.name.partition("/")[0] for item in items}
    if len(tops) != 1 or any("/" not in item.name for item in items):
        return []
    return [replace(item, name=item.name.partition("/")[2]) for item in items]


def _is_left_by_programs(parts: Iterable[str]) -> bool:
    """Whether a path is of the files that programs leave beside others."""
    return any(map(left_by_programs, parts))


def _list_archive(path: Path) -> list[DownloadedFile]:
    path = path.absolute()
    try:
        members = archive.list_members(path)
    except SubmissionError as error:
        raise UsageError(Finding("archive.refused", archive=path.name, why=error.finding)) from None
    return [DownloadedFile(m.name, path / m.name, m) for m in members if not _is_left_by_programs(m.name.split("/"))]


def _list_folder(root: Path) -> Iterator[DownloadedFile]:
    """Files below a folder, in order; of a whole nbgrader course only what was submitted."""
    root = root.absolute()
    top = root / "submitted" if (root / "submitted").is_dir() else root
    prefix = "submitted/" if top.name == "submitted" else ""
    for folder, folders, files in os.walk(top):
        place = Path(folder).relative_to(top).as_posix()
        before = prefix if place == "." else f"{prefix}{place}/"
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # which walk() keeps out of
        folders[:] = sorted(name for name in folders if not _is_left_by_programs([name]))
        for name in sorted(files + linked):
            if not _is_left_by_programs([name]):
                path = Path(folder, name)
                led = Finding("file.is_link") if path.is_symlink() else None
                yield DownloadedFile(printable_name(before + name), path, error=led)
