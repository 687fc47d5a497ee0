"""The files that an assignment gives out beside its skeleton, `assignments/<name>/`, and code that runs among them."""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from grader.errors import AuthorError

_LEFT_OUT = ("__pycache__",)  # and what begins with a dot


def folder_of(root: Path, name: str) -> Path:
    """Return the folder whose content an assignment gives out; it need not be there."""
    return root / "assignments" / name


def folders_of(root: Path) -> list[str]:
    """Return the folders that the assignments of a course give out, as absolute paths."""
    skeletons = sorted((root / "assignments").glob("*.py"))
    return [str(found.resolve()) for path in skeletons if (found := folder_of(root, path.stem)).is_dir()]


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by their paths in it, with `/`; none where there is no folder."""
    found = {}
    for place, inner, names in os.walk(folder):
        inner[:] = sorted(name for name in inner if name not in _LEFT_OUT and not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(place, name)
                found[path.relative_to(folder).as_posix()] = path
    return found


def digests_in(folder: Path) -> dict[str, bytes]:
    """Return a hash of each file of a folder, by its path there."""
    return {name: hashlib.sha256(path.read_bytes()).digest() for name, path in files_in(folder).items()}


def refuse_links(folder: Path) -> None:
    """Raise AuthorError for a link in a folder: homework could not follow it, and a release might leave it out."""
    for place, inner, names in os.walk(folder):
        for path in (Path(place, name) for name in sorted([*inner, *names])):
            if path.is_symlink():
                raise AuthorError(f"{path} is a link, which homework cannot follow: put in its place what it leads to")


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Run code of the course where a homework runs: in the folder that is given out, where there is one."""
    if not folder.is_dir():
        yield
        return
    with chdir(folder):
        yield


@contextmanager
def modules_importable(folder: Path) -> Iterator[None]:
    """Let code of the course import the modules of a folder that is given out; another folder has its own."""
    tops = {name.partition("/")[0].removesuffix(".py") for name in files_in(folder) if name.endswith(".py")}
    others = {key: sys.modules.pop(key) for key in list(sys.modules) if key.partition(".")[0] in tops}
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = before
        for key in [key for key in sys.modules if key.partition(".")[0] in tops]:
            del sys.modules[key]
        sys.modules.update(others)


def run_in(folder: Path, probe: Callable[..., Any]) -> Callable[..., Any]:
    """Return a probe that runs in a folder."""

    @functools.wraps(probe)
    def run(*arguments: Any) -> Any:
        with working_in(folder):
            return probe(*arguments)

    return run
