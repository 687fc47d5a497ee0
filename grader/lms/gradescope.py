"""Gradescope, "Export Submissions": `submission_metadata.yml` and `submission_<id>/<files>`.

The metadata say who handed in, by student number (`:sid`) and mail address, and when.  A group's submission is each
member's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader import late
from grader.errors import SubmissionError, UsageError
from grader.lms.form import Form, Handed
from grader.lms.listing import Item

_METADATA = "submission_metadata.yml"
_NAME = re.compile(r"(?P<submission>submission_\d+)/(?P<file>.+)", re.DOTALL)
_FRACTION = re.compile(r"(\.\d{6})\d+")
_MAX_METADATA = 256 << 20


def _count(names: Sequence[str]) -> int:
    return len(names) if _METADATA in names and any(map(_NAME.fullmatch, names)) else 0


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    metadata = _metadata(next(item for item in items if item.name == _METADATA))
    for item in items:
        found = _NAME.fullmatch(item.name)
        if found is None:
            continue
        submission, file = found["submission"], found["file"]
        about = metadata.get(submission)
        about = about if isinstance(about, Mapping) else {}
        submitted, notes = _moment(about.get(":created_at"))
        students = list(dict.fromkeys(filter(None, map(_id, _list(about.get(":submitters"))))))
        for student in students:
            yield Handed(item, student, file, submission, submitted=submitted, notes=notes)
        if not students:
            why = f"{_METADATA} does not say whose {submission} is: grade the file itself, by its student's id"
            yield Handed(item, "", file, submission, submitted=submitted, notes=notes, error=why)


def _metadata(item: Item) -> Mapping[str, Any]:
    try:
        import yaml
    except ImportError:
        raise UsageError(f"{_METADATA} needs PyYAML: pip install 'grader[gradescope]'") from None
    # Texts as they stand: a student number 0012 is no number.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        data = yaml.load(item.read(_MAX_METADATA), Loader=loader)  # noqa: S506 - a base loader makes text alone
    except (SubmissionError, yaml.YAMLError, ValueError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise UsageError(f"{_METADATA} cannot be read ({why}): export the submissions once more") from None
    if not isinstance(data, Mapping):
        raise UsageError(f"{_METADATA} names no submissions: export them once more")
    return data


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _id(submitter: Any) -> str:
    """The student number, else the mail address."""
    if not isinstance(submitter, Mapping):
        return ""
    texts = [str(submitter.get(key) or "").strip() for key in (":sid", ":email")]
    return next((text for text in texts if text not in ("", "~", "null")), "")


def _moment(value: Any) -> tuple[str, tuple[str, ...]]:
    """`2026-11-20 13:17:05.123456789 Z` as ISO time in UTC."""
    if not value:
        return "", ()
    text = _FRACTION.sub(r"\1", str(value)).replace(" Z", "+00:00").replace(" +", "+").replace(" -", "-")
    try:
        return late.moment(text).isoformat(timespec="seconds"), ()
    except ValueError:
        return "", (f"Gradescope's time {value} is none.",)


FORM = Form(
    "Gradescope", "Gradescope export", ("gradescope", "sid", "email"), own_ids=False, count=_count, handed=_handed,
    own=_METADATA.__eq__,
)  # fmt: skip
