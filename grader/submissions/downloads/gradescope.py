"""Gradescope, "Export Submissions": `submission_metadata.yml` and `submission_<id>/<files>`.

The metadata say who handed in, by student number (`:sid`) and mail address, and when.  A group's submission is each
member's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.errors import SubmissionError, UsageError
from grader.submissions import deadlines
from grader.submissions.downloads.format import Form, Handed
from grader.submissions.downloads.listing import Item

_METADATA = "submission_metadata.yml"
_NAME = re.compile(r"(?P<submission>submission_\d+)/(?P<file>.+)", re.DOTALL)
_FRACTION = re.compile(r"(\.\d{6})\d+")
_MAX_METADATA = 256 << 20
_WANTED = (":submitters", ":created_at")


def _count(names: Sequence[str]) -> int:
    return len(names) if _METADATA in names and any(map(_NAME.fullmatch, names)) else 0


def _handed(items: Sequence[Item]) -> Iterator[Handed]:
    metadata = _metadata(next(item for item in items if item.name == _METADATA))
    for item in items:
        found = _NAME.fullmatch(item.name)
        if found is None:
            continue
        submission, file = found["submission"], found["file"]
        about = metadata.get(submission, {})
        submitted, notes = _moment(about.get(":created_at"))
        students = list(dict.fromkeys(filter(None, map(_id, _list(about.get(":submitters"))))))
        for student in students:
            yield Handed(item, student, file, submission, submitted=submitted, notes=notes)
        if not students:
            why = f"{_METADATA} does not say whose {submission} is: grade the file itself, by its student's id"
            yield Handed(item, "", file, submission, submitted=submitted, notes=notes, error=why)


def _metadata(item: Item) -> dict[str, dict[str, Any]]:
    try:
        import yaml
    except ImportError:
        raise UsageError(f"{_METADATA} needs PyYAML: pip install 'grader[gradescope]'") from None
    try:
        # Texts as they stand: a student number 0012 is no number.
        events = yaml.parse(item.read(_MAX_METADATA), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        return dict(_submissions(_Events(events)))
    except (SubmissionError, yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else str(error).partition("\n")[0]
        raise UsageError(f"{_METADATA} cannot be read ({where}): export the submissions once more") from None


def _submissions(events: _Events) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is said of each submission: all that its tests printed stands there too, and is never held as a whole."""
    events.to("MappingStartEvent")
    for submission in events.each_key():
        if not events.starts_mapping():
            raise ValueError(f"{submission} is no submission")
        about = {}
        for key in events.each_key():
            value = events.value(wanted=key in _WANTED)
            if key in _WANTED:
                about[key] = value
        yield submission, about


class _Events:
    """A reader of YAML piece by piece."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.anchors: dict[str, Any] = {}

    def next(self) -> tuple[str, Any]:
        """Return what comes next, with its kind by name."""
        event = next(self.events, None)
        if event is None:
            raise ValueError("it ends too early")
        return type(event).__name__, event

    def to(self, kind: str) -> None:
        """Go on behind the first event of a kind."""
        while (found := self.next()[0]) != kind:
            if found in ("SequenceStartEvent", "ScalarEvent", "DocumentEndEvent", "StreamEndEvent"):
                raise ValueError("it names no submissions")

    def starts_mapping(self) -> bool:
        return self.next()[0] == "MappingStartEvent"

    def each_key(self) -> Iterator[str]:
        """Yield the keys of the mapping that has begun; whoever asks takes each value before the next."""
        while (event := self.next())[0] != "MappingEndEvent":
            if event[0] != "ScalarEvent":
                raise ValueError("a key is no text")
            yield event[1].value

    def value(self, *, wanted: bool) -> Any:
        """Return what comes next, or pass it over."""
        return self._built(*self.next()) if wanted else self._passed()

    def _passed(self) -> None:
        depth = 0
        while True:
            kind, _ = self.next()
            depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
            if depth <= 0:
                return

    def _built(self, kind: str, event: Any) -> Any:
        if kind == "AliasEvent":
            return self.anchors.get(event.anchor)
        made: Any = getattr(event, "value", None)
        if kind == "MappingStartEvent":
            made = {key: self.value(wanted=True) for key in self.each_key()}
        elif kind == "SequenceStartEvent":
            made = []
            while (one := self.next())[0] != "SequenceEndEvent":
                made.append(self._built(*one))
        if event.anchor:
            self.anchors[event.anchor] = made
        return made


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
        return deadlines.moment(text).isoformat(timespec="seconds"), ()
    except ValueError:
        return "", (f"Gradescope's time {str(value)[:60]!r} is none.",)


FORM = Form(
    "Gradescope",
    "Gradescope export",
    ("gradescope", "sid", "email"),
    own_ids=False,
    count=_count,
    handed=_handed,
    own=_METADATA.__eq__,
)
