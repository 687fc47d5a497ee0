"""The files that an assignment gives out beside its skeleton, `assignments/<name>/`, and code that runs among them."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

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


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    """Run code of the course where a homework runs: in the folder that is given out, where there is one."""
    if not folder.is_dir():
        yield
        return
    with chdir(folder):
        yield


def run_in(folder: Path, probe: Callable[..., Any]) -> Callable[..., Any]:
    """Return a probe that runs in a folder."""

    @functools.wraps(probe)
    def run(*arguments: Any) -> Any:
        with working_in(folder):
            return probe(*arguments)

    return run
