"""Moodle, "Download all submissions": `<full name>_<participant id>_assignsubmission_file/<file>`, or flat.

The id is the number in `Participant 7` of the grading worksheet.  It belongs to one assignment: in the next one the
same student has another.  The name before it holds no `_`, so the first id counts, whatever a student calls a file.
Times are not in a download.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.submissions.downloads.format import Form, Handed
from grader.submissions.downloads.listing import Item

_NAME = re.compile(
    r"[^/]*?_(?P<participant>\d+)_assignsubmission_(?P<plugin>file|onlinetext)(?:_?/|_)(?P<file>.+)", re.DOTALL
)


def _count(names: Sequence[str]) -> int:
    return sum(_NAME.fullmatch(name) is not None for name in names)


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    for item in items:
        found = _NAME.fullmatch(item.name)
        if found:
            yield Handed(item, found["participant"], found["file"])


FORM = Form(
    "Moodle",
    "Moodle submissions download",
    ("moodle", "participant", "identifier"),
    own_ids=True,
    count=_count,
    handed=_handed,
    advice="they hold for this assignment only",
)
