"""What two graders gave, compared item by item: differences with their kind, their place, and both sides.

What has to differ between two runs is taken out first, by `normalize`; everything else counts.
"""

from __future__ import annotations

import difflib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path, PurePath
from typing import Any

# Left out of objects: how long a check took, and the protection that the machine reached (printed, and no mark).
# What results have as data besides, since verdicts are data: the words made of it are compared.  Points were printed
# with four decimals before.
_ADDED = frozenset({"verdict", "format", "hints", "row", "rules", "was"})
_LEFT_OUT = ("seconds", "level")
_KINDS = {"misconceptions": "mistakes", "notes": "note"}  # the field of a result -> the kind of its differences
_NAMES = ("name", "student", "assignment", "check")  # what tells the objects of a list apart
_CLIPPED = 300
_DAY = "(day of the run)"
# Texts that differ from run to run, and what stands for them.
_DIFFERS = (
    (re.compile(r"protection [\w+]+"), "protection ..."),
    (re.compile(r"\b\d+\.\d+ (?:s|ms|seconds)\b"), "... seconds"),  # limits are whole seconds, and stay
    (re.compile(rf"{re.escape(_DAY)}[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?"), _DAY),
    (re.compile(r"\bgrader[ ,]+(?:version )?\d+\.\d+\.\d+\b"), "grader ..."),
)
# Lines that are there or not as it happens: how far a run has come, and which submission was the slowest.  And one that
# the frozen commit has not: what does not count until it is taken.
_PASSING = re.compile(r"^(?:\d+ of \d+, .* left|slowest |.* take them by grader diff --adopt )", re.MULTILINE)


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same: which part, what kind, where, and what each side gave."""

    part: str
    kind: str
    place: str
    before: str
    after: str


@dataclass
class Output:
    """What one side gave in one part, by name: exit codes, texts, objects and files."""

    words: dict[str, str] = field(default_factory=dict)  # texts of this side, folders above all -> what stands for them
    exits: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    objects: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def add_text(self, name: str, text: str) -> None:
        """Keep a text."""
        self.texts[name] = normalize(text, self.words)

    def add_lines(self, name: str, text: str, *, in_order: bool = True) -> None:
        """Keep objects that stand one a line, a text where they are none; several processes keep no order."""
        try:
            lines = text.splitlines() if in_order else sorted(text.splitlines(), key=_path)
            self.objects[name] = [json.loads(line) for line in lines]
        except ValueError:
            self.add_text(f"{name} stdout", text)

    def add_file(self, name: str, data: bytes) -> None:
        """Keep a file, and the members of an archive each by itself."""
        if data.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.namelist():
                    self.add_file(f"{name}!{member}", archive.read(member))
        else:
            self.files[name] = data

    def add_folder(self, name: str, folder: Path) -> None:
        """Keep every file below a folder."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.add_file(f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes())

    @property
    def count(self) -> int:
        """How many things were kept: an exit code, a text, an object, a file each."""
        return len(self.exits) + len(self.texts) + len(self.files) + sum(map(len, self.objects.values()))


def _path(line: str) -> str:
    return str(json.loads(line).get("path", ""))


def normalize(text: str, words: Mapping[str, str]) -> str:
    """Return a text without what has to differ: folders, seconds, times of this day, versions, the protection."""
    for old, new in words.items():
        text = text.replace(old, new)
    for day in (datetime.now(UTC) - timedelta(days=1), datetime.now(UTC)):
        text = text.replace(f"{day:%Y-%m-%d}", _DAY)
    for pattern, word in _DIFFERS:
        text = pattern.sub(word, text)
    return "\n".join(line for line in re.split(r"[\r\n]", text) if not _PASSING.match(line)).strip()


def differences(part: str, frozen: Output, present: Output) -> list[Difference]:
    """Return every difference between what the two sides gave in a part."""
    found: list[Difference] = []
    for name, one, other in _pairs(frozen.exits, present.exits):
        if one != other:
            found.append(Difference(part, "exit", name, _shown(one), _shown(other)))
    for name, one, other in _pairs(frozen.texts, present.texts):
        kind = name.rpartition(" ")[2]  # stdout, stderr
        found += _compare_lines(part, kind, name, (one or "").splitlines(), (other or "").splitlines())
    for name, one, other in _pairs(frozen.objects, present.objects):
        if one is None or other is None:  # one side gave objects, the other none
            found.append(Difference(part, "stdout", name, _shown(one), _shown(other)))
        else:
            found += _compare_objects(part, name, one, other)
    for name, one, other in _pairs(frozen.files, present.files):
        if one != other:
            found += _compare_files(part, name, one, other, (frozen.words, present.words))
    return found


def _pairs(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in dict.fromkeys([*one, *other]):
        yield name, one.get(name), other.get(name)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else "(none)" if value is None else json.dumps(value, ensure_ascii=False)


# ---- objects


def _compare_objects(part: str, place: str, one: Any, other: Any) -> list[Difference]:
    return [
        Difference(part, kind, where, _shown(a), _shown(b)) for kind, where, a, b in _compare_values(one, other, place)
    ]


def _compare_values(one: Any, other: Any, place: str, kind: str = "object") -> Iterator[tuple[str, str, Any, Any]]:
    """Yield kind, place and both values wherever two objects part.

    The kind is the name of the field, at its outermost: of the hints of many mistakes it is `hints`.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        for key, a, b in _pairs(one, other):
            if key not in _LEFT_OUT and not (a is None and key in _ADDED):
                yield from _compare_values(a, b, f"{place}: {key}", _KINDS.get(key, key) if kind == "object" else kind)
    elif isinstance(one, list) and isinstance(other, list) and (names := _named(one, other)):
        mine, theirs = names
        both = [name for name in mine if name in theirs], [name for name in theirs if name in mine]
        moved = [(a, b) for a, b in zip(*both, strict=True) if a != b]
        if moved:
            yield "order", place, moved[0][0], moved[0][1]
        for name, a, b in _pairs(mine, theirs):
            there = a is not None and b is not None
            yield from _compare_values(a, b, f"{place}: {name}", "object" if there else kind)
    elif isinstance(one, str) and isinstance(other, str):
        if normalize(one, {}) != normalize(other, {}):
            yield kind, place, one, other
    elif one != other and not (isinstance(one, float) and isinstance(other, float) and one == round(other, 4)):
        yield kind, place, one, other


def _named(one: list[Any], other: list[Any]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The objects of two lists by their names, None where they have none or not each its own."""
    found = []
    for values in (one, other):
        if not values or not all(isinstance(value, dict) for value in values):
            return None
        names = [value.get("path") or " ".join(str(value[key]) for key in _NAMES if key in value) for value in values]
        if len(set(names)) < len(names):
            names = [f"{name} {number}" for number, name in enumerate(names)]
        found.append(dict(zip(names, values, strict=True)))
    return found[0], found[1]


# ---- files


def _compare_files(
    part: str, name: str, one: bytes | None, other: bytes | None, words: tuple[Mapping[str, str], Mapping[str, str]]
) -> Iterator[Difference]:
    if one is None or other is None:
        yield Difference(part, "file", name, _size(one), _size(other))
        return
    try:
        before, after = (normalize(data.decode(), theirs) for data, theirs in zip((one, other), words, strict=True))
    except UnicodeDecodeError:
        yield Difference(part, "bytes", name, f"{len(one)} bytes", f"{len(other)} bytes")
        return
    if before == after:  # folders and times, which have to differ
        return
    suffix = PurePath(name).suffix
    if suffix == ".html":
        pages = [read_page(text) for text in (before, after)]
        parted = [*_compare_lines(part, "text", name, pages[0].lines, pages[1].lines)]
        parted += _compare_lines(part, "markup", name, pages[0].tags, pages[1].tags)
        yield from parted or [Difference(part, "bytes", name, f"{len(one)} bytes", f"{len(other)} bytes")]
    elif suffix in (".json", ".jsonl", ".ipynb"):
        whole = suffix == ".jsonl"
        try:
            values = [
                [json.loads(line) for line in t.splitlines()] if whole else json.loads(t) for t in (before, after)
            ]
        except ValueError:  # one of them is no JSON
            values = [before.splitlines(), after.splitlines()]
        parted = _compare_objects(part, name, *values)
        yield from parted or [Difference(part, "bytes", name, f"{len(one)} bytes", f"{len(other)} bytes")]
    else:
        kind = "text" if suffix == ".md" else "file"
        yield from _compare_lines(part, kind, name, before.splitlines(), after.splitlines())


def _size(data: bytes | None) -> str:
    return "(no such file)" if data is None else f"{len(data)} bytes"


class _Page(HTMLParser):
    """The text of a page, a line for each block, and its tags with their attributes."""

    _BLOCKS = frozenset(
        {
            "title",
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "li",
            "dt",
            "dd",
            "tr",
            "div",
            "section",
            "pre",
            "figcaption",
            "summary",
            "text",
            "br",
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.tags: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag; a block begins a line."""
        self._style = tag in ("style", "script")
        self.tags.append(" ".join([tag, *(f'{key}="{value}"' for key, value in attrs)]))
        if tag in self._BLOCKS and self.lines[-1].strip():
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        """End a block's line."""
        self._style = False
        if tag in self._BLOCKS and self.lines[-1].strip():
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        """Keep a text; rules of style are no text."""
        if self._style:
            self.tags += data.splitlines()
        else:
            self.lines[-1] += data


def read_page(text: str) -> _Page:
    """Return the lines of text and the tags of an HTML page."""
    page = _Page()
    page.feed(text)
    page.close()
    page.lines = [" ".join(line.split()) for line in page.lines if line.strip()]
    return page


# ---- texts


def _compare_lines(part: str, kind: str, place: str, one: Sequence[str], other: Sequence[str]) -> Iterator[Difference]:
    """Yield the lines that are not the same, one for one where as many stand against each other."""
    if one == other:
        return
    for what, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        if b - a == d - c:
            for before, after in zip(one[a:b], other[c:d], strict=True):
                yield Difference(part, kind, place, before, after)
        else:
            yield Difference(part, kind, place, "\n".join(one[a:b]), "\n".join(other[c:d]))


# ---- the report


def summary(found: Sequence[Difference], counts: Mapping[str, int]) -> str:
    """Return a table: each part, how many things were compared, how many differences of which kinds."""
    rows = [("part", "compared", "differences", "by kind")]
    for part, count in counts.items():
        kinds = Counter(one.kind for one in found if one.part == part)
        listed = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        rows.append((part, f"{count:,}", str(kinds.total()), listed))
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    lines = [f"{a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}  {d}".rstrip() for a, b, c, d in rows]
    return "\n".join(lines)


def examples(found: Sequence[Difference], most: int) -> str:
    """Return the differences in words: what is the same change in many places once, with the first places."""
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for one in found:
        groups.setdefault((one.part, one.kind, one.before, one.after), []).append(one.place)
    lines: list[str] = []
    for part, kind in dict.fromkeys(key[:2] for key in groups):
        theirs = {key: places for key, places in groups.items() if key[:2] == (part, kind)}
        total = sum(map(len, theirs.values()))
        lines.append(f"\n{part}, {kind}: {total} in {len(theirs)} different changes")
        for (_, _, before, after), places in sorted(theirs.items(), key=lambda item: -len(item[1]))[:most]:
            lines.append(f"  {len(places)} x")
            lines += [f"    - {_clipped(line)}" for line in before.splitlines()[:5] or [""]]
            lines += [f"    + {_clipped(line)}" for line in after.splitlines()[:5] or [""]]
            lines += [f"      in {place}" for place in places[:3]]
        if len(theirs) > most:
            lines.append(f"  and {len(theirs) - most} more changes of this kind")
    return "\n".join(lines)


def _clipped(text: str) -> str:
    return text if len(text) <= _CLIPPED else text[:_CLIPPED] + " ..."


def as_json(found: Sequence[Difference]) -> str:
    """Return all differences, one object a line, in an order that stays: so two lists can be compared."""
    ordered = sorted(found, key=lambda one: (one.part, one.kind, one.place, one.before, one.after))
    return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in ordered)
