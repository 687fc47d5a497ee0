"""What every report says of a result, in words: sentences from the catalogue, and a view of each check.

Sentences are in the language that is set; all renderers take their texts from the views.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from grader import formatting
from grader.errors import GraderError, SubmissionError, UsageError
from grader.model import ABSENT, Call, CheckResult, Finding, Kind, Result, Status, Verdict, checks_by_task

_LANGUAGES = Path(__file__).with_name("languages")
ENGLISH: dict[str, str] = tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))
_ENGLISH = "en"
_LINE = 100  # characters of a value inside a sentence
_WHOLE = 240  # of a value that stands by itself
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_language: ContextVar[str] = ContextVar("language", default="")


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What is said of a verdict: a message, a hint, and the call, the value and the right value that it is about."""

    message: str = ""
    hint: str = ""
    call: str = ""
    got: str = ""
    want: str = ""


@contextmanager
def language(name: str) -> Iterator[None]:
    """Use another language in this block: the name of a file of `languages/`, `en` or "" for English.

    Raises UsageError where there is none of that name.
    """
    if name:
        _translations(name)
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def current_language() -> str:
    """Return the language that is set, "" where none is, which is English."""
    return _language.get()


def languages() -> list[str]:
    """Return the languages that there are besides English."""
    return sorted(path.name.removesuffix(".po") for path in _LANGUAGES.iterdir() if path.name.endswith(".po"))


@cache
def _translations(name: str) -> Mapping[str, str]:
    """The sentences of a language by their English ones; what is not translated yet stays English."""
    if name == _ENGLISH:
        return {}
    if name not in languages():
        raise UsageError(f"there are no sentences in '{name}'; there are: {', '.join([_ENGLISH, *languages()])}")
    try:
        from babel.messages import pofile
    except ImportError:
        raise UsageError("another language than English needs Babel: pip install 'grader[report]'") from None
    with _LANGUAGES.joinpath(f"{name}.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in pofile.read_po(file) if entry.id and entry.string}


def translated(english: str) -> str:
    """Return an English text in the language that is set."""
    name = _language.get()
    return _translations(name).get(english, english) if name else english


def phrase(english: str, **values: Any) -> str:
    """Return an English text of a report in the language that is set, with the values in their places."""
    return _filled(english, lambda text: text.format(**values))


def sentence(finding: Finding) -> str:
    """Return what is said of a finding."""

    def fill(template: str) -> str:
        shown = _OPTIONAL.sub(lambda found: found[1] if _is_complete(found[1], finding.values) else "", template)
        return _WORDS.vformat(shown, (), finding.values)

    return _filled(ENGLISH[finding.key], fill)


def _filled(english: str, fill: Callable[[str], str]) -> str:
    """A text with its values, in English where the translation asks for others: a slip in it costs no feedback."""
    text = translated(english)
    try:
        return fill(text)
    except (KeyError, IndexError, ValueError):
        if text == english:
            raise
        return fill(english)


def error_text(error: GraderError) -> str:
    """Return what an error says: a sentence, or what is said of its finding."""
    why = error.finding if isinstance(error, SubmissionError) else error.args[0]
    return sentence(why) if isinstance(why, Finding) else str(error)


def _is_complete(part: str, values: Mapping[str, Any]) -> bool:
    names = (name for _, name, _, _ in Formatter().parse(part) if name)
    return all(values.get(name) not in (None, "", []) for name in names)


class _Words(Formatter):
    """Puts values into a sentence."""

    def get_value(self, key: int | str, _args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        return _FORMATS[format_spec](value)


def _plain(value: Any) -> str:
    if isinstance(value, Finding):
        return sentence(value)
    return "" if value is None else value if isinstance(value, str) else formatting.value_text(value, _LINE)


def _path(value: Sequence[Any]) -> str:
    return "".join(f"[{', '.join(map(repr, k)) if isinstance(k, tuple) else repr(k)}]" for k in value)


def _and(value: Sequence[Any]) -> str:
    shown = [_plain(item) for item in value]
    return f"{', '.join(shown[:-1])} {translated('and')} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _beginning(value: Any) -> str:
    text = _plain(value)
    return text[:1].upper() + text[1:]


_FORMATS: dict[str, Callable[[Any], str]] = {
    "": _plain,
    "shown": lambda value: sentence(value) if isinstance(value, Finding) else formatting.value_text(value, _LINE),
    "value": lambda value: formatting.value_text(value, _LINE),
    "shape": formatting.shape_text,
    "path": _path,
    "list": lambda value: ", ".join(map(_plain, value)),
    "semicolons": lambda value: "; ".join(map(_plain, value)),
    "and": _and,
    "or": lambda value: value if isinstance(value, str) else alternatives(value),  # a text in older gradebooks
    "begin": _beginning,
}
_WORDS = _Words()


def title_of(check: CheckResult) -> str:
    """Return what a check asks for, "" where its author says nothing."""
    return sentence(check.title) if isinstance(check.title, Finding) else check.title


def message_of(verdict: Verdict) -> str:
    """Return what is said of a verdict, without its values and hints."""
    *before, last = [*map(sentence, verdict.findings)] or [""]
    return " ".join([*(text if text.endswith((".", "?", "!")) else f"{text}." for text in before), last])


def reason_of(verdict: Verdict) -> str:
    """Return why a check is broken, without that it is; for any other verdict what is said of it."""
    why = next((f.values["why"] for f in verdict.findings if f.key == "broken"), None)
    return message_of(verdict) if why is None else sentence(why)


def verdict_words(verdict: Verdict, hints: Mapping[str, str], step: str = "") -> VerdictWords:
    """Return all that is said of a verdict; `hints` has what the course's author says of each misconception.

    `step` is the step of a worksheet that the verdict is about.
    """
    got, want = shown_value(verdict.got), _wanted_text(verdict, step)
    sides = verdict.findings[0].values if verdict.findings else {}
    if got and got == want and "got" in sides:  # 3.0 reads as 3: then what differs says more than the whole
        got, want = shown_value(sides["got"]), shown_value(sides["want"])
    said = [translated(hints[name]) for name in verdict.misconceptions if hints.get(name)]
    return VerdictWords(
        message_of(verdict),
        f"\n{translated('And:' if verdict.together else 'Or:')} ".join(said),
        _call_text(verdict.call),
        got,
        want,
    )


def _call_text(call: Call | Finding | None) -> str:
    return "" if call is None else sentence(call) if isinstance(call, Finding) else formatting.call_text(call)


def shown_value(value: Any) -> str:
    """Return a value of a verdict in words, "" where there is none."""
    if value is ABSENT:
        return ""
    return sentence(value) if isinstance(value, Finding) else formatting.value_text(value, _WHOLE)


def _wanted_text(verdict: Verdict, step: str) -> str:
    text = shown_value(verdict.want)
    if not verdict.follows_from or not text:
        return text
    steps = [name for name in verdict.follows_from if name != step]
    chain = Finding("own_values.chain") if step in verdict.follows_from else None
    return sentence(Finding("own_values", value=text, steps=steps, chain=chain))


@dataclass(frozen=True, slots=True)
class Table:
    """A table as people see it: its cells, and the row that differs from the other side's, from 0."""

    rows: list[list[str]]
    marked: int

    def text(self) -> str:
        """Return it with its columns aligned and a mark before the row that differs."""
        widths = [max(map(len, column)) for column in zip(*self.rows, strict=True)]
        signs = (">" if number == self.marked else " " for number in range(len(self.rows)))
        aligned = ("  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)) for row in self.rows)
        return "\n".join(f"{sign} {text}" for sign, text in zip(signs, aligned, strict=True))


def tables_of(verdict: Verdict) -> tuple[Table, Table] | None:
    """Return the table that came back and the one that should have, where what differs is a table small enough."""
    place = verdict.findings[0].values.get("place") if verdict.findings else None
    path = [*place.values.get("path", ())] if isinstance(place, Finding) else []
    got, want = verdict.got, verdict.want
    while True:
        mine, theirs = formatting.table_rows(got), formatting.table_rows(want)
        if mine and theirs:
            rows = next((i for i, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b), None)
            first = min(len(mine), len(theirs)) if rows is None else rows
            if len(mine[0]) != len(theirs[0]):
                first = -1  # all rows differ
            at = path[0][0] if path and isinstance(path[0], tuple) else path[0] if path else first
            return Table(mine, at), Table(theirs, at)
        if not path or isinstance(path[0], tuple):
            return None
        try:
            got, want = got[path[0]], want[path[0]]
        except (TypeError, LookupError):
            return None
        path = path[1:]


# ---- a view of each check


@dataclass(frozen=True)
class CheckView:
    """What is said of one check; nothing of a hidden check beyond its title and what its verdict says."""

    check: CheckResult
    anchor: str  # on a page
    word: str  # how it ended
    title: str
    hidden: bool
    points: str
    message: str
    hint: str
    mistakes: str  # the known mistakes by name
    again: bool  # the same mistake was named before
    call: str = ""
    got: str = ""
    want: str = ""
    written: str = ""  # what a student wrote by hand, right or wrong
    tables: tuple[Table, Table] | None = None  # in place of `got` and `want`, where there is room

    @property
    def status(self) -> Status:
        """How the check ended."""
        return self.check.verdict.status

    @property
    def by_hand(self) -> bool:
        """Whether a person decided."""
        return self.check.verdict.by_hand

    @property
    def remark(self) -> str:
        """The message without what the word for how it ended says already."""
        findings = self.check.verdict.findings
        return " ".join(sentence(finding) for finding in findings if finding.key != "followed")

    @property
    def idle(self) -> bool:
        """Whether nothing was left to work out with the student's own numbers."""
        return any(finding.key == "idle" for finding in self.check.verdict.findings)


def check_view(check: CheckResult, hints: Mapping[str, str], anchor: str = "", *, again: bool = False) -> CheckView:
    """Return what is said of a check; `hints` has what the course's author says of each misconception."""
    verdict = check.verdict
    words = verdict_words(verdict, hints, check.name)
    hidden = check.kind is Kind.CODE and not check.public
    shown = not hidden and check.kind is not Kind.PROSE and verdict.status is not Status.PASSED
    worth = formatting.points_text(check.max_points)
    return CheckView(
        check,
        anchor,
        phrase(formatting.status_word(verdict)),
        title_of(check) or check.name,
        hidden,
        phrase("{points} waiting", points=worth)
        if check.pending
        else phrase("{points} of {most}", points=formatting.points_text(check.points), most=worth),
        words.message,
        words.hint,
        named_mistakes(verdict).replace("_", " "),
        again,
        words.call if shown else "",
        words.got if shown else "",
        words.want if shown else "",
        words.got,
        tables_of(verdict) if shown and check.kind is Kind.CODE else None,
    )


def task_views(result: Result) -> dict[str, list[CheckView]]:
    """Return the views of a result's checks by task; a mistake is told once, and once a task what made it raise."""
    told: set[tuple[str, ...]] = set()
    views: dict[str, list[CheckView]] = {}
    for number, (task, checks) in enumerate(checks_by_task(result.checks).items(), 1):
        views[task], causes = [], set[str]()
        for place, check in enumerate(checks, 1):
            named, findings = check.verdict.misconceptions, check.verdict.findings
            once = tuple(Finding("same_cause") if finding.key in causes else finding for finding in findings)
            causes |= {finding.key for finding in findings if finding.key.startswith("cause.")}
            shown = replace(check, verdict=replace(check.verdict, findings=once))
            views[task].append(check_view(shown, result.hints, f"t{number}c{place}", again=named in told))
            told |= {named} if named else set()
    return views


def named_mistakes(verdict: Verdict) -> str:
    """Return the names of the known mistakes of a verdict: one or another, or one and another."""
    return _and(verdict.misconceptions) if verdict.together else alternatives(verdict.misconceptions)


def alternatives(names: Sequence[str]) -> str:
    """Return names of which one is meant."""
    return f" {translated('or')} ".join(names)


def says_the_same(views: Sequence[CheckView]) -> bool:
    """Return whether the same is said of all of these checks, but for their titles and values."""
    first = views[0]
    return all((v.status, v.message, v.hint) == (first.status, first.message, first.hint) for v in views)
