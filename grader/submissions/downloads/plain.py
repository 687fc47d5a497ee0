"""A plain folder of submissions in a zip: `<student>/<name>.py`, `<student>/<name>.ipynb` or `<student>__<name>.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.submissions.downloads.format import Form, Handed
from grader.submissions.downloads.listing import Item

_NAME = re.compile(r"(?P<student>[^/]+)(?:/|__)(?P<file>[^/]+)", re.DOTALL)
_SOURCE = (".py", ".ipynb")


def _match(name: str) -> re.Match[str] | None:
    return _NAME.fullmatch(name)


def _count(names: Sequence[str]) -> int:
    source = [name for name in names if name.lower().endswith(_SOURCE)]
    return len(names) if any(map(_match, source)) else 0


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    for item in items:
        found = _match(item.name)
        if found:
            yield Handed(item, found["student"], found["file"])


FORM = Form("the folder", "zipped folder of submissions", (), own_ids=False, count=_count, handed=_handed)
