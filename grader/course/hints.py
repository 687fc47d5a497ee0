"""The file of hints beside a solution: what a student reads who makes a known mistake, by the mistake's name."""

from __future__ import annotations

import re
from pathlib import Path

from grader.course.solution import Space
from grader.errors import AuthorError
from grader.near_names import did_you_mean

SUFFIX = ".hints.toml"


def add_hints(space: Space, solution: Path) -> None:
    """Add the hints of the file beside `solution`, where there is one, to the misconceptions in `space`.

    Raises AuthorError, with the file, the line and the remedy, where the file does not fit the solution.
    """
    path = solution.with_suffix(SUFFIX)
    if not path.exists():
        return
    known = [name for name, item in space.items() if hasattr(item, "grader_wrong")]
    text, hints = _read_hints(path)
    for name, hint in hints.items():
        wrong = ""
        if name not in known:
            remedy = did_you_mean(name, known, "take the line out")
            wrong = f"{name} is no misconception of {solution.name}: {remedy}"
        elif space[name].__doc__:
            wrong = f"{name} has a hint in {solution.name} too: keep one of them"
        elif not isinstance(hint, str):
            wrong = f'the hint of {name} is no text: write {name} = "..."'
        if wrong:
            raise AuthorError(f"{path}, line {_line_of(name, text)}: {wrong}")
        space[name].__doc__ = hint


def _line_of(name: str, text: str) -> int:
    begins = re.compile(rf"[\s\"'\[]*{re.escape(name)}\b")  # a key in quotes, or a table of that name
    return next((n for n, words in enumerate(text.splitlines(), 1) if begins.match(words)), 0)


def _read_hints(path: Path) -> tuple[str, dict[str, object]]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
        return text, tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise AuthorError(f'{path} cannot be read ({error}): write lines such as name = "hint", as UTF-8') from None
