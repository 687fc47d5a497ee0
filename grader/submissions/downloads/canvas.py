"""Canvas, "Download Submissions": `<name>[_LATE]_<user id>_<attachment id>_<file>`, text as `..._<user id>_text.html`.

Canvas takes digits between `_` out of names, so the first two such numbers are the ids; where a third one follows, a
name that ends in `_12` and a file called `1_x.py` look alike, and nobody is guessed.  Anonymous marking gives
`anon_<anonymous id>` for the name and the user id.  Times are not in a download, but `LATE` is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.submissions.downloads.format import Form, Handed
from grader.submissions.downloads.listing import Item

_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<user>[0-9A-Za-z]+)_(?:\d+_(?P<file>.+)|(?P<text>text|link)\.html)")
_NAMED = re.compile(
    r"[^/]+?(?P<late>_LATE)?_(?P<user>\d+)_(?:(?P<attachment>\d+)_(?P<file>[^/]+)|(?P<text>text|link)\.html)"
)
_THIRD = re.compile(r"\d+_.")


def match(name: str) -> re.Match[str] | None:
    """Return what the name of a downloaded file says: `user`, `attachment`, `file`; None for another name."""
    return _ANONYMOUS.fullmatch(name) or _NAMED.fullmatch(name)


def _count(names: Sequence[str]) -> int:
    """Names like `ws26_7_12__softmax.py` are of a plain folder, whose students have such ids."""
    return sum((found := match(name)) is not None and not (found["file"] or "").startswith("_") for name in names)


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    for item in items:
        found = match(item.name)
        if found is None:
            continue
        file = found["file"] or f"{found['text']}.html"
        if found.re is _NAMED and found["file"] and _THIRD.match(file):
            why = f"it can be {found['user']}'s or {found['attachment']}'s: grade the file itself, by its student's id"
            yield Handed(item, "", file, item.name, late=bool(found["late"]), error=why)
        else:
            yield Handed(item, found["user"], file, late=bool(found["late"]))


FORM = Form(
    "Canvas",
    "Canvas submissions download",
    ("canvas", "canvas id", "canvas user id"),
    own_ids=True,
    count=_count,
    handed=_handed,
)
