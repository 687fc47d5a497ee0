"""Gradescope's `submission_metadata.yml`: who handed in each submission, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.errors import SubmissionError, UsageError
from grader.model import Finding
from grader.submissions.downloads.listing import DownloadedFile

METADATA = "submission_metadata.yml"
_MAX_METADATA = 256 << 20
_KEYS = (":submitters", ":created_at")


def read_metadata(item: DownloadedFile) -> dict[str, dict[str, Any]]:
    """Return by submission who handed it in and when; raises UsageError where the file cannot be read."""
    try:
        import yaml
    except ImportError:
        raise UsageError(f"{METADATA} needs PyYAML: pip install 'grader[gradescope]'") from None
    try:
        # Texts as they stand: a student number 0012 is no number.
        events = yaml.parse(item.read_bytes(_MAX_METADATA), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        return dict(_submissions(_Events(events)))
    except (SubmissionError, yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else str(error).partition("\n")[0]
        why = error.finding if isinstance(error, SubmissionError) else where
        raise UsageError(Finding("download.metadata", file=METADATA, why=why)) from None


def _submissions(events: _Events) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each submission with its submitters and time; the output of its tests stands there too, and is never kept."""
    events.skip_to("MappingStartEvent")
    for submission in events.each_key():
        if not events.starts_mapping():
            raise ValueError(f"{submission} is no submission")
        about = {}
        for key in events.each_key():
            value = events.value(wanted=key in _KEYS)
            if key in _KEYS:
                about[key] = value
        yield submission, about


class _Events:
    """A reader of YAML, event by event."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.anchors: dict[str, Any] = {}

    def next(self) -> tuple[str, Any]:
        """Return the next event, and its kind by name."""
        event = next(self.events, None)
        if event is None:
            raise ValueError("it ends too early")
        return type(event).__name__, event

    def skip_to(self, kind: str) -> None:
        """Read up to and with the first event of a kind."""
        while (found := self.next()[0]) != kind:
            if found in ("SequenceStartEvent", "ScalarEvent", "DocumentEndEvent", "StreamEndEvent"):
                raise ValueError("it names no submissions")

    def starts_mapping(self) -> bool:
        return self.next()[0] == "MappingStartEvent"

    def each_key(self) -> Iterator[str]:
        """Yield the keys of the mapping that has begun; the caller reads each value before the next key."""
        while (event := self.next())[0] != "MappingEndEvent":
            if event[0] != "ScalarEvent":
                raise ValueError("a key is no text")
            yield event[1].value

    def value(self, *, wanted: bool) -> Any:
        """Return the next value where it is wanted, else skip it."""
        return self._build(*self.next()) if wanted else self._skip()

    def _skip(self) -> None:
        depth = 0
        while True:
            kind, _ = self.next()
            depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
            if depth <= 0:
                return

    def _build(self, kind: str, event: Any) -> Any:
        if kind == "AliasEvent":
            return self.anchors.get(event.anchor)
        built: Any = getattr(event, "value", None)
        if kind == "MappingStartEvent":
            built = {key: self.value(wanted=True) for key in self.each_key()}
        elif kind == "SequenceStartEvent":
            built = []
            while (item := self.next())[0] != "SequenceEndEvent":
                built.append(self._build(*item))
        if event.anchor:
            self.anchors[event.anchor] = built
        return built
