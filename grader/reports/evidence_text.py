"""Evidence as text for a terminal: what lost points, and each check in full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

import numpy as np

from grader import formatting
from grader.checks.comparison import as_array
from grader.formatting import points_text
from grader.model import ABSENT, Excerpt, Fault, FaultKind, Finding, Kind, Status
from grader.reports import wording
from grader.reports.evidence import CallEvidence, CheckEvidence, Evidence, Parted, Suspect, fields
from grader.reports.text_report import Paint, no_paint
from grader.reports.wording import phrase
from grader.submissions.source_lines import SourceLines

_LABEL = 10  # columns of the word in front
_MOST_LINES = 60  # of source
_MOST_NUMBERS = 400  # of an array that is shown whole
_ON_A_LINE = 8  # numbers of an array that is shown once more
_SHORT = 60  # characters of a value beside others
_MOST_PARTS = 40  # of a value that has each on a line of its own
_HEADINGS = ("written", "mistakes")  # of what stands below
_UNCONSIDERED = (Status.RAISED, Status.TIMED_OUT, Status.CRASHED, Status.BROKEN, Status.NOT_ATTEMPTED)
_DETAILED = (Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED, Status.BROKEN)


def losing_checks(evidence: Evidence) -> tuple[CheckEvidence, ...]:
    """Return the checks that lost points or wait for a person."""
    return tuple(one for one in evidence.checks if one.check.points < one.check.max_points)


def evidence_text(
    evidence: Evidence, shown: Sequence[CheckEvidence], *, alone: bool = False, width: int = 80, paint: Paint = no_paint
) -> str:
    """Return the evidence in words: which attempt it is, what lost points, and each of the checks that are shown.

    Checks that were asked for stand `alone`, in full however they ended.  Of others one stands for all of its task that
    have the same cause.
    """
    writer = _Writer(max(width, 36), paint, alone=alone)
    lines = [*writer.head(evidence)]
    if not alone and evidence.result.error is None:
        lines += writer.lost(losing_checks(evidence))
    told: set[tuple[str, int]] = set()
    causes: dict[Any, list[CheckEvidence]] = {}
    for one in shown:
        if alone or one.check.verdict.status in _DETAILED:
            causes.setdefault(one.check.name if alone else _cause_of(one), []).append(one)
    for first, *more in causes.values():
        lines += ["", *writer.check(first, evidence, told), *writer.alike(more)]
    return formatting.visible("\n".join(lines))


def check_text(one: CheckEvidence, evidence: Evidence, *, width: int = 100) -> str:
    """Return one check of a submission in words."""
    return formatting.visible("\n".join(_Writer(width, no_paint, alone=True).check(one, evidence, set())))


class _Writer:
    """Writes lines of a width."""

    def __init__(self, width: int, paint: Paint, *, alone: bool) -> None:
        self.width, self.paint, self.alone = width, paint, alone
        self.seen: dict[Any, int] = {}  # arguments of several lines, and in which call of the check they came first

    def head(self, evidence: Evidence) -> Iterator[str]:
        result = evidence.result
        points = phrase("not graded")
        if result.points is not None:
            of_all = {"points": points_text(result.points), "most": points_text(result.max_points)}
            points = phrase("{points} of {most} points", **of_all)
            if result.pending:
                points += phrase(", {points} waiting for a person", points=points_text(result.pending))
        yield self.paint(f"{result.assignment}, {formatting.one_line(result.student)}: {points}", "title")
        of_attempt = fields(evidence, "attempt attempts submitted judged") | fields(result, "level rules numbers")
        about = Finding("evidence.attempt", **of_attempt)
        yield from self.wrapped(f"{formatting.one_line(result.path)}: {wording.sentence(about)}", "  ")
        if result.error is not None:
            yield from self.wrapped(wording.sentence(result.error), "  ")
        if evidence.stops is not None:
            yield from self.source(evidence.stops, set())
        if result.waits is not None:
            yield from self.wrapped(wording.sentence(result.waits), "  ")
        for remark in (*evidence.remarks, *result.notes):
            yield from self.wrapped(wording.sentence(remark), f"  {phrase('Note:')} ", "        ")

    def lost(self, lost: Sequence[CheckEvidence]) -> Iterator[str]:
        yield from ["", phrase("Lost or waiting:") if lost else phrase("Nothing was lost.")]
        for (task, _, word, named), group in _by_end(lost):
            points = points_text(sum((one.check.max_points - one.check.points for one in group), Fraction(0)))
            names = [one.check.name for one in group]
            which = phrase("{first} to {last}, {count} checks", first=names[0], last=names[-1], count=len(names))
            label = task if names == [task] else f"{task}: {names[0] if len(names) == 1 else which}"
            why = f", {named}" if named else ""
            yield from self.wrapped(f"{label}: {word}{why}", f"  {points:>5}  ", " " * 9)

    def alike(self, more: Sequence[CheckEvidence]) -> Iterator[str]:
        """The names of the checks of a task that have the cause of the one above."""
        if more:
            names = ", ".join(one.check.name for one in more)
            yield from self.wrapped(
                phrase("{count} more like this: {names}", count=len(more), names=names), "  ", "    "
            )

    # ---- one check

    def check(self, one: CheckEvidence, evidence: Evidence, told: set[tuple[str, int]]) -> Iterator[str]:
        check = one.check
        code = check.kind is Kind.CODE
        kind = phrase("public" if check.public else "hidden") if code else phrase(str(check.kind))
        word = phrase(formatting.status_word(check.verdict))
        of_all = {"points": points_text(check.points), "most": points_text(check.max_points)}
        head = f"{_label(one)}: {word}, {phrase('{points} of {most} points', **of_all)}, {kind}"
        yield from (self.paint(line, "task") for line in self.wrapped(head, "", "  "))
        yield from self.labelled("asked", wording.title_of(check))
        yield from self.asked(one.asked, told)
        yield from self.labelled("by", one.expects)
        if one.held_to:
            value = None if one.reference is ABSENT else _side_text(one.reference)
            told_to = Finding("evidence.held_to", name=one.held_to, value=value)
            yield from self.labelled("held to", wording.sentence(told_to))
        if one.machine is not None:
            yield from self.labelled("decided", wording.message_of(check.verdict) or phrase("by a person"))
            ended = phrase(formatting.status_word(one.machine))
            yield from self.labelled("machine", f"{ended}. {wording.message_of(one.machine)}")
        else:
            yield from self.labelled("said", wording.message_of(check.verdict))
        for name in check.verdict.misconceptions:
            yield from self.labelled("hint", evidence.result.hints.get(name, ""))
        if one.written and all((lines.place, lines.first) in told for lines in one.written):
            yield from self.labelled("written", phrase("as above, from line {line} on", line=one.written[0].first))
        elif one.written:
            yield from self.labelled("written", "")
            for lines in one.written:
                yield from self.source(lines, told)
        if one.missing is not None:
            yield from self.labelled("missing", wording.sentence(one.missing))
        self.seen.clear()
        for number, call in enumerate(one.calls, 1):
            yield from self.call(number, call)
        yield from self.outcome(one)
        yield from self.suspects(one)
        if one.calls:
            yield from self.labelled("time", self._times(one))

    def _times(self, one: CheckEvidence) -> str:
        calls = [call.got for call in one.calls]
        waited = [call.seconds for call in calls if call.seconds is not None]
        counted = [call.cpu for call in calls if call.cpu is not None]
        if not waited:
            return wording.sentence(Finding("evidence.no_times"))
        said = {"waited": _duration(sum(waited)), "cpu": _duration(sum(counted)) if sum(counted) else None}
        return wording.sentence(Finding("evidence.times", count=formatting.counted(len(calls), "call"), **said))

    def call(self, number: int, call: CallEvidence) -> Iterator[str]:
        got, label = call.got, phrase("call {number}", number=number)
        started = f"{got.function}({'…' if call.arguments else ''})"
        if not self.alone and _is_quiet(call):  # one that is asked for by name is shown whole
            yield from self.labelled(label, f"{started}: {phrase('as it should be')}")
            return
        yield from self.labelled(label, started)
        for name, value in call.arguments:
            label = f"{name} =" if name else ""
            if (known := self.seen.setdefault(_identity(value), number)) != number:
                yield f"{' ' * _LABEL}{label} {phrase('as in call {number}', number=known)}"
            else:
                yield from self.value(label, value)
        if got.fault is not None:
            yield from self.labelled("came back", _fault_text(got.fault))
            for lines in call.passed:
                yield from self.frame(lines)
        else:
            yield from self.labelled_value("came back", got.value, call.parts)
        yield from self.due(call)
        for seen, key in ((got.changed, "changed_input"), (got.shared, "shared"), (got.overwrote, "overwrote")):
            yield from self.labelled("seen", wording.sentence(Finding(f"evidence.{key}")) if seen else "")
        for warning in got.warnings:
            yield from self.labelled("warning", warning)

    def due(self, call: CallEvidence) -> Iterator[str]:
        """What a call should have given, and where what came back parts from it."""
        got, want = call.got, call.want
        if want is None:
            yield from self.labelled("", phrase("the reference makes no such call"))
        elif call.parted is None and got.fault is None:
            yield from self.labelled("", phrase("as it should be"))
        elif want.fault is not None:
            yield from self.labelled("should be", _fault_text(want.fault))
        else:
            yield from self.labelled_value("should be", want.value, call.parts)
            if call.parted is not None and got.fault is None:
                yield from self.labelled("parts", _parted_text(call.parted))

    def frame(self, lines: SourceLines) -> Iterator[str]:
        where = f"{lines.place}, " if lines.place else ""
        said = phrase("{where}line {line}, in {function}", where=where, line=lines.first, function=lines.function)
        yield from self.wrapped(said, " " * _LABEL)
        line = lines.lines[0].strip() if lines.lines else wording.sentence(Finding("evidence.no_line"))
        yield from self.wrapped(line, " " * (_LABEL + 2))

    def outcome(self, one: CheckEvidence) -> Iterator[str]:
        """What the probe brought back, where that is not simply what the one call gave; of hand work the values."""
        hand = one.check.kind is not Kind.CODE
        if hand:
            mine = "found" if one.check.kind is Kind.PROSE else "yours"
            same = value_lines(one.follows, self.width) == value_lines(one.want, self.width)
            for label, value in ((mine, one.got), ("follows", one.follows), ("exact", one.want)):
                if value is not ABSENT and not (same and label == "follows"):
                    yield from self.labelled_value(label, value)
            return
        if one.fault is not None and one.calls and one.calls[-1].got.fault is None:
            yield from self.labelled("stopped", _fault_text(one.fault))
        yield from self.labelled("share", wording.sentence(one.reached) if one.reached else "")
        if one.outcome is None or one.got is ABSENT:
            return
        if isinstance(one.outcome.got, Finding) and not one.outcome.path:  # seen around the calls, not in values
            return
        whole = next((call for call in one.calls if call.got.value is one.got), None)
        gathered = whole is None and _only_gathers(one)
        if gathered:
            yield from self.labelled("check has", phrase("what these calls gave"))
        elif whole is None:
            yield from self.labelled_value("check has", one.got)
            yield from self.labelled_value("should be", one.want)
        if not any(call.parted for call in one.calls) if gathered else whole is None or whole.parted is None:
            yield from self.labelled("parts", _parted_text(one.outcome))

    def suspects(self, one: CheckEvidence) -> Iterator[str]:
        if not one.suspects:
            return
        verdict = one.machine or one.check.verdict
        blank = one.check.kind is not Kind.CODE and one.got is ABSENT
        if blank or verdict.status in _UNCONSIDERED:
            how = phrase("nothing was written") if blank else phrase(formatting.status_word(verdict))
            yield from self.labelled("mistakes", wording.sentence(Finding("suspect.none", how=how)))
            return
        yield from self.labelled("mistakes", "")
        groups: dict[Any, list[Suspect]] = {}
        for suspect in one.suspects:
            groups.setdefault(_group_of(suspect, one), []).append(suspect)
        for (kind, *_), group in groups.items():
            first = group[0]
            if kind == "alone":
                text = f"{first.name}: {wording.sentence(first.why)}"
                yield from self.wrapped(text, "    ", "      ")
                continue
            values = [s.name for s in group]
            if kind == "right_there":
                yield from self.wrapped(
                    f"{wording.sentence(Finding('suspect.right_there'))} {'; '.join(values)}", "    ", "      "
                )
                continue
            if kind in ("parts", "gives"):
                given = (_side_text(s.parted.want) if s.parted else "" for s in group)
                values = [f"{name} {value}" for name, value in zip(values, given, strict=True)]
            lead = wording.sentence(first.why)
            if kind == "parts" and first.parted is not None:
                at, place = first.parted, first.parted.place if first.parted.path else None
                lead = wording.sentence(Finding("suspect.at", call=at.call, place=place, got=_side_text(at.got)))
            yield from self.wrapped(f"{lead} {'; '.join(values)}", "    ", "      ")

    # ---- values and lines

    def value(self, label: str, value: Any) -> Iterator[str]:
        lines = value_lines(value, self.width - _LABEL - 2)
        if len(lines) == 1 and len(label) + len(lines[0]) + _LABEL + 1 <= self.width:
            yield f"{' ' * _LABEL}{label}{' ' if label else ''}{lines[0]}"
            return
        if label:
            yield f"{' ' * _LABEL}{label}"
        yield from (f"{' ' * (_LABEL + 2)}{line}" for line in lines)

    def labelled_value(self, label: str, value: Any, parts: Sequence[str] = ()) -> Iterator[str]:
        first, *more = value_lines(value, self.width - _LABEL - 2, parts)
        yield f"  {phrase(label):<{_LABEL}}{first}"
        yield from (f"  {' ' * _LABEL}{line}" for line in more)

    def labelled(self, label: str, text: str) -> Iterator[str]:
        word = phrase(label) if label else ""
        if text:
            yield from self.wrapped(text, f"  {word:<{_LABEL}}", " " * (_LABEL + 2))
        elif label in _HEADINGS:
            yield f"  {word}"

    def asked(self, asked: Sequence[SourceLines], told: set[tuple[str, int]]) -> Iterator[str]:
        """The check in the course's file, and what it stands on there, which is shown once."""
        for number, lines in enumerate(asked):
            if number == 0:
                at = phrase("{place}, line {line}", place=lines.place, line=lines.first) if lines.first else lines.place
                yield from self.wrapped(at, " " * (_LABEL + 2))
            if number == 0 or (lines.place, lines.first) not in told:
                yield from self.source(lines, told, named=False)

    def source(self, lines: SourceLines, told: set[tuple[str, int]], *, named: bool = True) -> Iterator[str]:
        """Lines of a file with their numbers; those that were shown before are only named."""
        place = (lines.place, lines.first)
        if place in told:
            yield f"    {phrase('line {line} and on, as above', line=lines.first)}"
            return
        told.add(place)
        column = len(str(lines.first + len(lines.lines) - 1))
        if lines.place and named:
            yield f"    {lines.place}"
        for number, line in enumerate(lines.lines[:_MOST_LINES], lines.first):
            yield from _code_lines(f"    {number:>{column}}  ", line, self.width)
        if len(lines.lines) > _MOST_LINES:
            yield f"    {phrase('and {count} lines more', count=len(lines.lines) - _MOST_LINES)}"

    def wrapped(self, text: str, first: str, rest: str | None = None) -> list[str]:
        if not text:
            return []
        return textwrap.wrap(
            formatting.visible(text),
            self.width,
            initial_indent=first,
            subsequent_indent=first if rest is None else rest,
            break_on_hyphens=False,
        ) or [first]


def _code_lines(head: str, line: str, width: int) -> Iterator[str]:
    """A line of source; what does not fit goes on below, and nothing of it is left out."""
    shown = line.expandtabs(4)
    pieces = textwrap.wrap(
        shown, max(width - len(head), 10), drop_whitespace=False, replace_whitespace=False, break_on_hyphens=False
    )
    for number, piece in enumerate(pieces or [""]):
        yield f"{' ' * len(head) if number else head}{piece}".rstrip()


def _by_end(lost: Sequence[CheckEvidence]) -> Iterator[tuple[tuple[Any, ...], list[CheckEvidence]]]:
    """What was lost; checks of a task that follow each other and were not attempted, or wait, stand together."""

    def end(one: CheckEvidence) -> tuple[Any, ...]:
        check, verdict = one.check, one.check.verdict
        alone = check.name if verdict.status in _DETAILED else ""
        word = phrase(formatting.status_word(verdict))
        if check.pending or verdict.status is Status.NOT_ATTEMPTED:
            word += f". {wording.message_of(verdict)}"
        return check.task, alone, word, wording.named_mistakes(verdict)

    return ((key, list(group)) for key, group in groupby(lost, end))


def _cause_of(one: CheckEvidence) -> Any:
    """What checks of a task that fail for one reason have in common; of no known reason nothing else has it."""
    check, verdict = one.check, one.check.verdict
    known: Any = verdict.misconceptions or verdict.signature
    known = known or tuple(found.key for found in verdict.findings if found.key.startswith("cause."))
    if verdict.status is Status.TIMED_OUT:
        known = tuple(found.key for found in verdict.findings)
    if verdict.by_hand:  # what a person says is of this check alone
        known = ""
    return check.task, check.kind, verdict.status, known or check.name, verdict.together


def _label(one: CheckEvidence) -> str:
    check = one.check
    return check.name if check.name == check.task else f"{check.task}: {check.name}"


def _identity(value: Any) -> Any:
    """What equal arrays of several lines have in common; of anything else nothing else has it."""
    if isinstance(value, np.ndarray) and value.size > _ON_A_LINE:
        return value.dtype.str, value.shape, value.tobytes()
    return object()


def _only_gathers(one: CheckEvidence) -> bool:
    """Whether what a check has is made of what its calls gave, each as it came back."""
    values = [call.got.value for call in one.calls if call.got.fault is None]
    given = [part for value in values for part in (value, *(value if type(value) in (list, tuple) else ()))]

    def came_back(value: Any) -> bool:
        parts = list(value.values()) if isinstance(value, dict) else value if type(value) in (list, tuple) else ()
        return any(value is one for one in given) or (bool(parts) and all(map(came_back, parts)))

    return came_back(one.got)


def _is_quiet(call: CallEvidence) -> bool:
    """Whether a call gave what it should, and nothing else is to be said of it."""
    got = call.got
    seen = got.changed or got.shared or got.overwrote or got.warnings
    return got.fault is None and call.want is not None and call.parted is None and not seen


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.2f} ms"


def _fault_text(fault: Fault) -> str:
    key = f"evidence.fault.{fault.kind.value}"
    if fault.kind is FaultKind.TIMED_OUT:
        return wording.sentence(Finding(f"{key}.{fault.error.replace(' ', '_') or 'call'}"))
    said = f"{fault.error}: {fault.message}" if fault.error and fault.message else fault.error or fault.message
    return f"{wording.sentence(Finding(key))}{': ' if said else ''}{said}"


def _group_of(suspect: Suspect, one: CheckEvidence) -> tuple[Any, ...]:
    """What is said once of several: all that part at the same place, that are right there, and that would pass."""
    key = suspect.why.key.partition(".")[2]
    mine = one.calls[suspect.parted.call - 1 :][:1] if suspect.parted and suspect.parted.call else ()
    due = [call.parted for call in mine if call.parted and suspect.parted and call.parted.path == suspect.parted.path]
    if key == "parts" and suspect.parted and due and _side_text(due[0].want) == _side_text(suspect.parted.want):
        return ("right_there",)
    if key == "parts" and suspect.parted is not None:
        return "parts", suspect.parted.call, suspect.parted.path, _side_text(suspect.parted.got)
    if key == "gives_value":
        return key, suspect.why.values["call"]
    return (key,) if key in ("passes", "gives", "right") else ("alone", suspect.name)


def _parted_text(parted: Parted) -> str:
    one, other = _side_text(parted.got), _side_text(parted.want)
    if one == other:
        one, other = (repr(side.item() if isinstance(side, np.generic) else side) for side in (parted.got, parted.want))
    differ, count = parted.apart if parted.apart[1] > 1 else (None, None)
    return wording.sentence(
        Finding("evidence.parts", place=parted.place, got=one, want=other, differ=differ, count=count)
    )


def _side_text(value: Any) -> str:
    if isinstance(value, Finding):
        return wording.sentence(value)
    return formatting.value_text(value, _SHORT)


def value_lines(value: Any, width: int, names: Sequence[str] = ()) -> list[str]:
    """Return a value in lines, whole up to a sensible size: arrays row by row, and the parts of what has several.

    Parts of a tuple may have `names`.
    """
    if isinstance(value, Excerpt):
        value = np.array(value.entries) if _is_full(value) else value
    if isinstance(value, np.ndarray) and value.ndim:
        return _array_lines(
            value, f"{phrase('shape {shape}', shape=formatting.shape_text(value.shape))}, {value.dtype}", width
        )
    if isinstance(value, Finding):
        return textwrap.wrap(wording.sentence(value), width) or [""]
    parts: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        parts = [(repr(key), part) for key, part in value.items()]
    elif isinstance(value, (list, tuple)):
        known = [*names, *("" for _ in value)]
        parts = [(known[place] or str(place), part) for place, part in enumerate(value)]
    text = formatting.value_text(value, 20 * width)
    deep = any(isinstance(part, np.ndarray) and part.ndim > 1 for _, part in parts)
    if not parts or (len(text) <= width and "…" not in text and not deep):
        return textwrap.wrap(text, width) or [text]
    if isinstance(value, list) and _numbers_only(value) and (table := as_array(value)) is not None:
        return _array_lines(table, phrase("list, shape {shape}", shape=formatting.shape_text(table.shape)), width)
    lines: list[str] = []
    for name, part in parts[:_MOST_PARTS]:
        first, *more = value_lines(part, width - 2)
        if not more and len(name) + len(first) + 4 <= width:
            lines.append(f"[{name}] {first}")
        else:
            lines += [f"[{name}]", f"  {first}", *(f"  {line}" for line in more)]
    left = len(parts) - _MOST_PARTS
    return [*lines, phrase("and {count} more", count=left)] if left > 0 else lines


def _is_full(value: Excerpt) -> bool:
    entries = as_array(value.entries) if _numbers_only(value.entries) else None
    return entries is not None and entries.shape == value.shape != ()


def _numbers_only(entries: Any) -> bool:
    if isinstance(entries, list):
        return all(map(_numbers_only, entries))
    return isinstance(entries, (bool, int, float, complex))


def _array_lines(array: np.ndarray[Any, Any], head: str, width: int) -> list[str]:
    if not array.size:
        return [head]
    shown = np.array2string(array, max_line_width=max(width, 20), precision=6, separator=", ", threshold=_MOST_NUMBERS)
    lines = [line for line in shown.split("\n") if line.strip()]
    if len(lines) == 1 and array.ndim == 1 and array.dtype.kind in "fi" and array.dtype.itemsize == 8:
        return lines
    return [head, *lines]
