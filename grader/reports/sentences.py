"""Sentences of verdicts, made in this one place from what was found, in the language that is set.

A sentence is looked up by its key.  `{name}` stands for a value of the finding: a text as it is, another finding by its
own sentence.  `{name:value}` shows a value as it would be typed, `{name:path}` a place in a result, `{name:list}` and
`{name:and}` several things.  What stands in `[[ ]]` is left out where one of its values is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

from grader import formatting
from grader.errors import UsageError
from grader.model import ABSENT, Call, Finding, Verdict

_PERSON = "a person will look at it."
_NO_RUNNING = "write it out as a literal, so that it can be read without running anything"
_WARNED = "was computed with a warning of NumPy (overflow, division by zero or an invalid value)"
ENGLISH: dict[str, str] = {
    # a text that is no sentence of ours: written by a student or an author, or kept from an older gradebook
    "text": "{text}",
    "comment": "{text}",
    "more": "…",
    "object": "{text}",
    # what is compared
    "the_result": "the result",
    "function": "`{name}`",
    "place": "`result{path:path}`",
    "of": " of `{function}`",
    "at": " ([[{cell}, ]]line {line})",
    "an_exception": "an exception",
    "type.None": "None",
    "type.bool": "a truth value",
    "type.int": "an integer",
    "type.float": "a number",
    "type.complex": "a complex number",
    "type.str": "a text",
    "type.list": "a list",
    "type.tuple": "a tuple",
    "type.dict": "a dict",
    "type.set": "a set",
    "type.bytes": "bytes",
    "type.array": "an array of numbers",
    "type.array_of": "an array of {dtype}",
    "type.ragged": "{of} that is no array of numbers",
    "type.object": "an object of type {name}",
    "type.a": "a {name}",
    "form.number": "a single number",
    "form.float": "a float",
    "form.finite": "finite",
    "form.shape": "of shape {shape:shape}",
    "form.dtype": "of type {dtype}",
    "form.count": "{count} values",
    "form.one_value": "1 value",
    "form.sequence": "{of} of {count} values",
    "form.with": "a dict with {name:value}",
    "form.without": "a dict without {name:value}",
    "form.changed": "changed",
    "form.as_it_was": "left as it was",
    "form.changed_by_call": "changed by the call",
    "form.left": "left as it was: `x -= 1` changes the caller's array, `x = x - 1` makes a new one",
    "form.shared": "shared with the result",
    "form.left_alone": "left alone: return a new array",
    "form.no_warning": "no warning",
    "form.raised": "raised {error}",
    "form.raise": "raise {error}",
    "form.gave": "gave back {value:value}",
    "form.give": "give back a value",
    # code: what came back differs
    "differs.none": "{subject} gave back None: is there a return at its end?",
    "differs.input": "an input of {subject} was {got:shown}, but should be {want:shown}.",
    "differs.earlier": "{subject} changed what the call before had given back: return a new array each time.",
    "differs.warning": f"{{subject}} {_WARNED}: {{got}}.",
    "differs.raised": "{subject} {got:shown}, but should {want:shown}.",
    **dict.fromkeys(
        [f"differs.{kind}" for kind in ("type", "shape", "count", "finite", "value", "precision")],
        "{place}{whose} is {got:shown}, but should be {want:shown}.",
    ),
    "hidden.warning": f"{{subject}} {_WARNED}.",
    "hidden.raised": "{subject} should {want} here.",
    "hidden.type": "{place}{whose} is of another type than it should be.",
    "hidden.shape": "{place}{whose} has another shape than it should.",
    "hidden.count": "{place}{whose} has another number of values than it should.",
    "hidden.finite": "{place}{whose} is not a finite number.",
    "hidden.value": "{place}{whose} has another value than it should.",
    "hidden.precision": "{place}{whose} has less than double precision.",
    # code: nothing came back
    "fault.unwritten": "`{function}` is not written yet.",
    "fault.missing": "Your file has no function `{function}`.",
    "fault.near_name": "Your file has no function `{function}`, but one named `{other}`{where}: rename it.",
    "fault.not_loaded": "Your file stops with {error}{where} before `{function}` is defined: {text}",
    "fault.not_loaded.cells": (
        "There is no `{function}` after all cells were run; one stops with {error}{where}: {text}"
    ),
    "fault.raised": "`{function}` ended in {error}{where}.",
    "fault.raised.said": "`{function}` ended in {error}{where}: {text}",
    "fault.timed_out.call": "`{function}` did not finish in time: look for a loop that does not end.",
    "fault.timed_out.hung_before": "Not run: `{function}` had already run out of time in a check above.",
    "fault.timed_out.check": "Stopped at `{function}`: the calls of this check together took too long.",
    "fault.timed_out.submission": "Not run: your file had used up the time for the whole homework.",
    "fault.timed_out.while_loading": (
        "Your file did not finish loading in time: look for a loop outside the functions."
    ),
    "fault.crashed": "`{function}` ended the whole process[[: {text}]].",
    "fault.crashed.while_loading": "Loading your file ended the whole process: {text}.",
    "fault.too_large": "`{function}` gave back far too much[[: {text}]].",
    "fault.unusable": "`{function}` gave back something that this check cannot go on with ({error}).",
    # the course's own fault
    "broken": "this check is broken, which costs you nothing: {why}",
    "broken.reference_differs": "with the reference, too, {how}",
    "broken.missing": "it calls `{function}`, which the reference does not have",
    "broken.ends": "on the reference it ends in {error}[[ {text}]]",
    "broken.gives_none": "in the solution it gives None",
    "broken.solution": "in the solution it ends in {error}: {text}",
    "broken.not_asked": "nobody was asked for {name}",
    # by hand: blank, at home, collected
    "blank": "Still blank.",
    "blank.no_name": "Your file has no `{name}`.",
    "blank.text": "No text yet.",
    "blank.formula": "No formula yet.",
    "blank.answer": "No answer yet.",
    "missing": "Not there yet.",
    "home.unreadable": "Cannot be read yet: {where}{why}.",
    "home.readable": "Can be read{counted}; it is marked when you hand in.",
    "home.coarse": (
        "Can be read{counted}, with fewer digits than asked for if it is rounded; it is marked when you hand in."
    ),
    "form.rows": " ({count} rows)",
    "form.numbers": " ({count} numbers)",
    "collected": "Collected; a person will mark it.",
    "key_facts": "{found} of {count} key facts by their words",
    # by hand: right, and what is to be said of it
    "followed": "Right, given your own value before.",
    "remark.coarse": "It counts, although it is written with fewer digits than asked for.",
    "remark.cut": "It counts, although the last digit was cut off, or is not quite right.",
    "remark.written_as_zero": "A written 0 says that it is exactly 0: write the first digits that are not.",
    "remark.one_is_right": "{right} of {count} is right; look again at {wrong:semicolons}.",
    "remark.some_are_right": "{right} of {count} are right; look again at {wrong:semicolons}.",
    "remark.unended_table": "This is what your own table gives, but that does not end where it should.",
    "remark.counting_column": "Your first column counts the rows; it was left out.",
    "remark.start_row": "Your first row is the start; the table begins with the first update.",
    "remark.end_row": ("Your last row only says that nothing changes any more; the table ends with the last update."),
    "remark.numbered_from_zero": "You number from 0; it was read as if from 1, as the handout does.",
    "places.one": "number {columns:and}",
    "places.several": "numbers {columns:and}",
    "places.row_one": "row {row}, column {columns:and}",
    "places.row_several": "row {row}, columns {columns:and}",
    "idle": "This follows from your own numbers, but with these there is nothing left to work out.",
    "idle.rest": (
        "{right} of {count} count. The rest follows from your own numbers, but with these there is nothing left to "
        "work out."
    ),
    "table.too_early": "Your table stops too early: it ends when {ends}.[[ {following}]]",
    "table.next": "Next would come {column} {value:value}.",
    "table.too_long": "After your row before, {ends}: the table should have ended there.",
    "own_values": "{value}[[, going on from your own {steps:and}]][[{chain}]]",
    "own_values.chain": ", each worked out from your own number before it",
    # by hand: a person has to look
    "doubt.blurred": f"Too few digits, here or in what it stands on, to tell whether it is right; {_PERSON}",
    "doubt.last_digit": f"Its last digit is not right, which rounding inside the step may do; {_PERSON}",
    "doubt.too_few_digits": f"{{text}} has too few digits to tell whether it is right; {_PERSON}",
    "doubt.count": f"`{{name}}` has {{given}} where {{asked}} are asked for; {_PERSON}",
    "doubt.unread": f"`{{name}}` stands on `{{step}}`, which cannot be read; {_PERSON}",
    "doubt.unreadable": "{why:begin}. A person will look at it.",
    "doubt.unreadable.at": "{where}{why}. A person will look at it.",
    "doubt.identity": "Whose numbers these are is for a person to say; on {numbers} it would be {would}.",
    "would.right": "right",
    "would.in_part": "right in part",
    "would.wrong": "wrong",
    "numbers.lecture": "the lecture's numbers",
    "place_of_answer": "[[{cell}, ]]line {line}: ",
    "unread.built_by_code": f"`{{name}}` is built up by code; {_NO_RUNNING}",
    "unread.in_function": f"`{{name}}` is a function, or set in one; {_NO_RUNNING}",
    "unread.too_deep": "this is too long, or nested too deeply, to be read",
    "unread.f_string": "an f-string has to be run to be read; write plain text",
    "unread.needs_running": "`{text}` would have to be run to be read; write the value itself",
    "unread.name_needs_running": "`{text}` has to be run to be read; write its value",
    "unread.not_asked_for": "`{text}` is not a number that is asked for here",
    "unread.not_a_number": "`{text}` is not a number",
    "unread.still_blank": "`{name}` is still blank",
    "unread.other_name": "`{name}` is blank, but there is a `{other}`: give it the name that is asked for",
    "unread.long_number": "this number is too long to be one that is asked for",
    "unread.size": "this number is too large or too small to be one that is asked for",
    "unread.zero_division": "this divides by zero",
    "unread.arithmetic": "this arithmetic cannot be read; write the number that it gives",
    "unread.no_rows": "this is no list of rows: write [(…), (…)], one row for each update",
    "unread.row": "row {number} is no row of numbers: write it like the example above the table",
    "unread.cell": "`{text}` in the table is no number",
    "unread.formula_list": "this is a list where one formula is asked for: write it as text, in quotes",
    "unread.yes_or_no": 'write "yes" or "no"',
    "unread.decimal_commas": (
        "this is twice as many numbers as are asked for; with decimal points it would be ({meant})"
    ),
    "unread.pair": "`{text}` is two numbers in Python; write a decimal point: {meant}",
    "unread.list": "this is a list where one number is asked for",
    "unread.decimal_comma": "`{text}` has a decimal comma; write a decimal point: {meant}",
    "unread.no_number": "`{text}` is no number",
    # formulas
    "formula.waits": "{why}. A person will look at it.",
    "formula.sides": "What stands on the two sides of = is not the same",
    "formula.two_ways": "a / b c can be read in two ways: write brackets",
    "formula.unreadable": "Cannot be read: {why}",
    "formula.undecided": "Whether this is right could not be decided; a person will.",
    "formula.differs": "This is not the same.",
    "formula.example": "For example with {where:list} it gives {got:shown}, but should give {want:shown}.",
    "equation": "{name} = {value:shown}",
    "beyond_all_bounds": "a number beyond all bounds",
    "formula.at": "{why} (at the mark: {before}»{after})",
    "formula.no_meaning": "`{text}` has no meaning in a formula here",
    "formula.power": "this power is too large for a formula",
    "formula.too_long": "this is far too long for a formula",
    "formula.empty": "the formula is empty",
    "formula.does_not_go_on": "what stands here does not go on from what is before",
    "formula.missing": "`{sign}` is missing",
    "formula.condition": "a condition compares two indices: i = j",
    "formula.index_expected": "an index is expected here ({indices})",
    "formula.nested": "this is nested too deeply",
    "formula.ends": "the formula ends where an operand is expected",
    "formula.operand_expected": "an operand is expected here",
    "formula.number": "this number is too large for a formula",
    "formula.sums": "these are too many sums in one another",
    "formula.no_index": "nothing in this sum has the index {index}",
    "formula.brackets": "`{name}` needs brackets around what follows it",
    "formula.wrong_index": "`{index}` is no index here ({indices})",
    "formula.unknown": "`{name}` is not known here; use {known}",
}
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
    """Use another language in this block: the name of a file of `languages/`, "" for English.

    Raises UsageError where there is none of that name.
    """
    if name:
        _translations(name)
    token = _language.set(name)
    try:
        yield
    finally:
        _language.reset(token)


def languages() -> list[str]:
    """Return the languages that there are besides English."""
    folder = resources.files("grader.reports").joinpath("languages")
    return sorted(path.name.removesuffix(".po") for path in folder.iterdir() if path.name.endswith(".po"))


@cache
def _translations(name: str) -> Mapping[str, str]:
    """The sentences of a language by their English ones; what is not translated yet stays English."""
    if name not in languages():
        raise UsageError(f"there are no sentences in '{name}'; there are: {', '.join(['en', *languages()])}")
    try:
        from babel.messages import pofile
    except ImportError:
        raise UsageError("another language than English needs Babel: pip install 'grader[report]'") from None
    with resources.files("grader.reports").joinpath("languages", f"{name}.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in pofile.read_po(file) if entry.id and entry.string}


def translated(english: str) -> str:
    """Return an English text in the language that is set."""
    name = _language.get()
    return _translations(name).get(english, english) if name else english


def sentence(finding: Finding) -> str:
    """Return what is said of a finding."""
    template = translated(ENGLISH[finding.key])
    shown = _OPTIONAL.sub(lambda found: found[1] if _is_complete(found[1], finding.values) else "", template)
    return _WORDS.vformat(shown, (), finding.values)


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
    return "".join(f"[{', '.join(map(str, k)) if isinstance(k, tuple) else repr(k)}]" for k in value)


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
    "begin": _beginning,
}
_WORDS = _Words()


def message_of(verdict: Verdict) -> str:
    """Return what is said of a verdict, without its values and hints."""
    return " ".join(map(sentence, verdict.findings))


def reason_of(verdict: Verdict) -> str:
    """Return why a check is broken, without that it is; for any other verdict what is said of it."""
    why = next((f.values["why"] for f in verdict.findings if f.key == "broken"), None)
    return message_of(verdict) if why is None else sentence(why)


def verdict_words(verdict: Verdict, hints: Mapping[str, str], step: str = "") -> VerdictWords:
    """Return all that is said of a verdict; `hints` has what the course's author says of each misconception.

    `step` is the step of a worksheet that the verdict is about.
    """
    said = [translated(hints[name]) for name in verdict.misconceptions if hints.get(name)]
    return VerdictWords(
        message_of(verdict),
        f"\n{translated('Or:')} ".join(said),
        _call_text(verdict.call),
        shown_value(verdict.got),
        _wanted_text(verdict, step),
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
