"""The folder of a course and its settings under [tool.grader].  Nothing heavy is imported: a sandbox starts at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.errors import AuthorError, UsageError
from grader.near_names import unknown_name


def find_root(start: Path | None = None) -> Path:
    """Return the folder of the course at or above `start` (the working folder).

    Raises UsageError where there is none.
    """
    begin = (start or Path.cwd()).resolve()
    for folder in (begin, *begin.parents):
        if (folder / "assignments").is_dir() and any((folder / name).is_dir() for name in ("autotests", "answers")):
            return folder
    raise UsageError(
        f"no course at or above {begin}: go to a folder that holds assignments/ and autotests/ "
        "or answers/, or name it with --course"
    )


_SETTINGS = ("secret_file", "packages", "late", "due", "roster", "language")


def read_settings(root: Path) -> dict[str, Any]:
    """Return what stands under [tool.grader] in the course's pyproject.toml.

    Raises AuthorError where that is no TOML, and for a setting that there is not: misspelt, it would do nothing.
    """
    path = root / "pyproject.toml"
    if not path.exists():
        return {}
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuthorError(f"{path} is not TOML ({error}); mend the line") from None
    tool = said.get("tool", {})
    settings = tool.get("grader", {}) if isinstance(tool, dict) else tool
    if not isinstance(settings, dict):
        raise AuthorError(f"{path}: tool.grader is no table; write a line [tool.grader] and the settings below it")
    for name in settings:
        if name not in _SETTINGS:
            raise AuthorError(f"{path}, [tool.grader]: {unknown_name('setting', name, _SETTINGS)}")
    named = settings.get("packages", [])
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise AuthorError(f'{path}: packages in [tool.grader] is no list of names; write packages = ["scipy"]')
    return settings


def packages(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what submissions may import besides NumPy and the standard library."""
    return tuple(settings.get("packages", ()))
