"""Gradescope's `submission_metadata.yml`: who handed in each submission, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from grader.errors import SubmissionError, UsageError
from grader.submissions.downloads.listing import Item

METADATA = "submission_metadata.yml"
_MAX_METADATA = 256 << 20
_WANTED = (":submitters", ":created_at")


def read_metadata(item: Item) -> dict[str, dict[str, Any]]:
    """Return by submission who handed it in and when; raises UsageError where the file cannot be read."""
    try:
        import yaml
    except ImportError:
        raise UsageError(f"{METADATA} needs PyYAML: pip install 'grader[gradescope]'") from None
    try:
        # Texts as they stand: a student number 0012 is no number.
        events = yaml.parse(item.read(_MAX_METADATA), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
        return dict(_submissions(_Events(events)))
    except (SubmissionError, yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else str(error).partition("\n")[0]
        raise UsageError(f"{METADATA} cannot be read ({where}): export the submissions once more") from None


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
