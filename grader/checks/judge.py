"""Verdicts from outcomes.  Pure: no process, no file, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, takewhile
from typing import Any, NamedTuple

import numpy as np

from grader import formatting
from grader.checks.comparison import Difference, Tolerance, as_array, compare
from grader.checks.declarations import Check
from grader.model import ABSENT, Call, Fault, FaultKind, Finding, Handle, Outcome, Status, Verdict

_STATUS = {
    FaultKind.UNWRITTEN: Status.NOT_ATTEMPTED,
    FaultKind.MISSING: Status.NOT_ATTEMPTED,
    FaultKind.RAISED: Status.RAISED,
    FaultKind.NOT_LOADED: Status.RAISED,
    FaultKind.TIMED_OUT: Status.TIMED_OUT,
    FaultKind.CRASHED: Status.CRASHED,
    FaultKind.TOO_LARGE: Status.FAILED,
    FaultKind.UNUSABLE: Status.FAILED,
}
_TIME_LIMITS = {name: name.replace(" ", "_") for name in ("hung before", "check", "submission", "while loading")}
_FORM_KINDS = ("type", "shape", "count", "precision")
_DEEPEST, _STEPS = 2, 3  # of the calls that are shown because a value came from them
_MOST_NAMED = 8  # parts of a tuple that a hidden check tells apart
MOST_PARTS = 200  # of a result that are looked through
SHARE_STEPS = 10  # that a share of the points counts in
_AROUND_KINDS = ("input", "earlier", "warning")  # seen around a call, not in its value


def judge(check: Check, got: Outcome, want: Outcome) -> Verdict:
    """Return the verdict of one check on a submission's outcome; misconceptions are named by `mistakes`."""
    if want.fault is not None:
        return broken(_broken_reason(want, want.fault))
    if got.fault is not None:
        return _fault_verdict(check, got, want, got.fault)
    try:
        difference = check.expect.differ(got, want)
    except Exception as error:  # noqa: BLE001 - an expectation that raises is the author's fault
        return broken(Finding("text", text=type(error).__name__))
    if difference is None:
        return Verdict(Status.PASSED, Fraction(1), call=_shown_call(check, got))
    failed = _failed_verdict(check, got, want, difference)
    if not _passes(check, want, want):
        return broken(Finding("broken.reference_differs", how=failed.findings[0]))
    return failed


def broken(why: Finding) -> Verdict:
    """Return the verdict of a check that the course's own fault keeps from being judged: it costs no point."""
    return Verdict(Status.BROKEN, findings=(Finding("broken", why=why),))


@dataclass(frozen=True, slots=True)
class JudgedCheck:
    """One check of one submission: its outcome, the reference's, those of the misconceptions, and the verdict."""

    check: Check
    got: Outcome
    want: Outcome
    verdict: Verdict
    wrong_outcomes: Mapping[str, Outcome]

    def fails_with(self, name: str) -> bool:
        """Return whether a misconception fails this check."""
        wrong = self.wrong_outcomes.get(name)
        return wrong is not None and not _passes(self.check, wrong, self.want)

    def is_explained_by(self, name: str) -> bool:
        """Return whether the submission did, call for call, what the misconception does."""
        return self.got.calls != () and name in self.wrong_outcomes and _same_calls(self.got, self.wrong_outcomes[name])


def matches_reference(got: Outcome, want: Outcome) -> bool:
    """Return whether a homework was called, and did, call for call, what the reference does."""
    return got.calls != () and _same_calls(got, want)


class Parting(NamedTuple):
    """Where two outcomes part: the number of the call, from 1, the place in what it gave, and both sides.

    A side is a value, or a finding where there is none.
    """

    call: int
    path: tuple[Any, ...]
    got: Any
    want: Any
    apart: tuple[int, int] = (1, 1)  # how many entries of an array differ, of how many


def first_parting(got: Outcome, other: Outcome) -> Parting | None:
    """Return where a submission first did otherwise than another homework; None where it did the same to the end."""
    for number, (mine, theirs) in enumerate(zip(got.calls, other.calls, strict=False), 1):
        if not _same_call(mine, theirs):
            return _parting(number, mine, theirs)
    if len(got.calls) != len(other.calls) or not _ends_alike(got.fault, other.fault):
        return Parting(min(len(got.calls), len(other.calls)) + 1, (), _last_end(got), _last_end(other))
    return None


def part_of_call(mine: Call, theirs: Call, number: int, tolerance: Tolerance) -> Parting | None:
    """Return where a call parts from the reference's, None where it gives the same."""
    difference = _call_difference(mine, theirs, (), tolerance)
    return None if difference is None else _parting_at(number, difference)


def _parting_at(number: int, found: Difference) -> Parting:
    return Parting(number, found.path, found.got, found.want, found.apart)


def _parting(number: int, mine: Call, theirs: Call) -> Parting:
    difference = _call_difference(mine, theirs, (), Tolerance(equal_nan=True))
    if difference is not None:
        return _parting_at(number, difference)
    one, other = (Finding("form.changed_input" if call.changed else "form.left_input") for call in (mine, theirs))
    return Parting(number, (), one, other)


def _last_end(outcome: Outcome) -> Finding:
    key = "value" if outcome.fault is None else outcome.fault.kind.value
    return Finding("form.ended", count=len(outcome.calls), how=key)


def _passes(check: Check, got: Outcome, want: Outcome) -> bool:
    """Whether the verdict would be passed, without the words for what is wrong."""
    if got.fault is not None or want.fault is not None:
        return False
    try:
        return check.expect.differ(got, want) is None
    except Exception:  # noqa: BLE001 - an expectation that raises is the author's fault
        return False


def _tells_mistakes_apart(fault: Fault | None) -> bool:
    """Whether an outcome tells mistakes apart: only values do; an exception may have any cause."""
    return fault is None or fault.kind is FaultKind.UNUSABLE


def _same_calls(one: Outcome, other: Outcome) -> bool:
    if len(one.calls) != len(other.calls) or not _ends_alike(one.fault, other.fault):
        return False
    return all(_same_call(a, b) for a, b in zip(one.calls, other.calls, strict=True))


def _ends_alike(one: Fault | None, other: Fault | None) -> bool:
    """Whether two outcomes end alike: in a value, or in the same exception (which alone names no mistake)."""
    if one is None or other is None or (_tells_mistakes_apart(one) and _tells_mistakes_apart(other)):
        return _tells_mistakes_apart(one) and _tells_mistakes_apart(other)
    return one.kind is other.kind and one.error == other.error


def _same_call(one: Call, other: Call) -> bool:
    if one.fault is not None or other.fault is not None:
        return one.fault is not None and other.fault is not None and one.fault.base == other.fault.base
    same = compare(one.value, other.value, Tolerance(equal_nan=True)) is None
    return same and one.changed == other.changed


def _broken_reason(want: Outcome, fault: Fault) -> Finding:
    """Return why a check is broken, from the fault of the reference."""
    if fault.kind is FaultKind.UNUSABLE and not fault.error:
        return Finding("text", text=fault.message)
    if fault.kind is FaultKind.MISSING:
        return Finding("broken.missing", function=want.calls[-1].function)
    return Finding("broken.ends", error=fault.error or fault.kind.value, text=fault.message)


def not_attempted(judged: JudgedCheck) -> JudgedCheck:
    """Return a check of a function that was left as it was given out: not attempted, whatever came back."""
    finding = Finding("fault.unwritten", function=judged.check.task)
    return replace(judged, verdict=Verdict(Status.NOT_ATTEMPTED, findings=(finding,)))


def _fault_verdict(check: Check, got: Outcome, want: Outcome, fault: Fault) -> Verdict:
    call = got.calls[-1] if got.calls else None
    if fault.kind is FaultKind.UNUSABLE and call is not None:
        difference = _first_different_call(got, want, fault.path)[1]
        if difference is not None:
            return _failed_verdict(check, got, want, difference)
    shown = _call_excerpt(call, got.calls) if call is not None and check.public else None
    found = _fault_finding(fault, check, call)
    if fault.kind is FaultKind.MISSING and call is not None:
        found = Finding(f"{found.key}{_kind_of(call, want)}", **found.values)
    return Verdict(_STATUS[fault.kind], findings=(found,), call=shown)


def _kind_of(call: Call, want: Outcome) -> str:
    """What a call is of, by the reference: of a function nothing is said."""
    instances = {c.function for c in want.calls if isinstance(c.value, Handle) and c.value._methods}
    return ".method" if "." in call.function else ".class" if call.function in instances else ""


def _call_difference(mine: Call, theirs: Call, path: tuple[Any, ...], tolerance: Tolerance) -> Difference | None:
    """The difference of a call from the reference's: an exception in place of a value, or another value.

    Of a dict, only the parts named in `path` are compared, where it names any.
    """
    if mine.fault is not None or theirs.fault is not None:
        ended, due = _exception_name(mine), _exception_name(theirs)
        if ended == due:
            return None
        got = (
            Finding("form.raised", error=ended) if ended else Finding("form.gave", value=formatting.excerpt(mine.value))
        )
        return Difference("raised", (), got, Finding("form.raise", error=due) if due else Finding("form.give"))
    want = theirs.value
    if isinstance(want, dict):
        want = {name: part for name, part in want.items() if name in path} or want
    return compare(mine.value, want, tolerance)


def _exception_name(call: Call) -> str:
    """The name of the exception that a call ended in, "" where it gave a value."""
    return "" if call.fault is None else call.fault.base or call.fault.error or call.fault.kind.value


def _fault_finding(fault: Fault, check: Check, call: Call | None) -> Finding:
    """What is to be said of a fault; of a hidden check nothing that may tell its input.

    What an exception says, its name and line, an exit code and a size each may: the homework chooses them.
    """
    name = call.function if call is not None else check.task
    # What is said while a file loads was said before any input was there.
    ended_loading = fault.kind is FaultKind.CRASHED and fault.error == "while loading"
    shown = check.public or ended_loading or fault.kind is FaultKind.NOT_LOADED
    error = fault.error if shown else Finding("an_exception") if fault.kind is FaultKind.RAISED else ""
    key = f"fault.{fault.kind.value}"
    if fault.kind is FaultKind.TIMED_OUT:
        return Finding(f"{key}.{_TIME_LIMITS.get(fault.error, 'call')}", function=name, seconds=check.seconds)
    if ended_loading:
        key += ".while_loading"
    if fault.kind is FaultKind.NOT_LOADED and fault.cell:
        key += ".cells"
    if fault.kind is FaultKind.RAISED and shown and fault.message:
        key += ".said"
    where = Finding("at", line=fault.line, cell=fault.cell) if fault.line and shown else None
    return Finding(key, function=name, error=error, where=where, text=fault.message if shown else "")


def _shown_call(check: Check, got: Outcome) -> Call | None:
    return _call_excerpt(got.calls[0], got.calls) if check.public and got.calls else None


def _call_excerpt(call: Call, calls: Sequence[Call], depth: int = 0) -> Call:
    """A call as a verdict keeps it: excerpts of its arguments, and of opaque ones the calls that they came from."""
    before = list(takewhile(lambda other: other is not call, calls))
    given = [_argument_excerpt(a, before, depth) for a in call.args]
    if "." in call.function and not isinstance(given[0], Call):
        given = given[1:]  # an instance of which nothing is known
    named = {name: _argument_excerpt(a, before, depth) for name, a in call.kwargs.items()}
    return Call(call.function, tuple(given), named)


def _argument_excerpt(argument: Any, before: Sequence[Call], depth: int) -> Any:
    """An excerpt of an argument; of an opaque one, the call that made it, and of an instance the last ones of it."""
    if not isinstance(argument, Handle) or depth == _DEEPEST:
        return formatting.excerpt(argument)
    made = next((c for c in before if argument in opaque_parts(c.value)), None)
    if made is None:
        return formatting.excerpt(argument)
    shown = _call_excerpt(made, before, depth + 1)
    methods = {f"{argument._of}.{name}" for name in argument._methods}
    for step in [c for c in before if c.function in methods and c.args[0] == argument][-_STEPS:]:
        given = (_argument_excerpt(a, (), _DEEPEST) for a in step.args[1:])
        shown = Call(step.function, (shown, *given), {name: formatting.excerpt(a) for name, a in step.kwargs.items()})
    return shown


def _score_verdict(check: Check, got: Outcome, difference: Difference) -> Verdict:
    """The verdict on a score: its share in steps, so that it tells little of a hidden input, and how it was reached."""
    share = Fraction(int(difference.share * SHARE_STEPS), SHARE_STEPS)
    subject = Finding("function", name=got.calls[-1].function) if got.calls else Finding("the_result")
    bounds = {k: v for k, v in difference.said.values.items() if k in ("full", "none")} if difference.said else {}
    found = Finding("hidden.score" if bounds else "hidden.score.own", subject=subject, **bounds)
    if not check.public:
        return Verdict(Status.FAILED, share, findings=(found,))
    if difference.said is not None:
        found = Finding(difference.said.key, **{"subject": subject, **difference.said.values})
    of_last = bool(got.calls) and (difference.got is ABSENT or difference.got is got.calls[-1].value)
    shown = _call_excerpt(got.calls[-1], got.calls) if of_last else None
    mine, due = (s if s is ABSENT else formatting.excerpt(s) for s in (difference.got, difference.want))
    return Verdict(Status.FAILED, share, (found,), call=shown, got=mine, want=due)


def _failed_verdict(check: Check, got: Outcome, want: Outcome, difference: Difference) -> Verdict:
    if difference.kind == "score":
        return _score_verdict(check, got, difference)
    if _says_what_holds(got, difference):
        difference = replace(difference, kind="holds")
    call, in_call = _call_to_show(check, got, want, difference)
    shown = _difference_excerpt(difference if in_call is None else in_call)
    none = call is not None and call.value is None and shown.kind != "raised"
    pairs = zip(got.calls, want.calls, strict=False)
    wanted = next((theirs for mine, theirs in pairs if mine is call), None)  # `==` on calls would compare their arrays
    if not check.public:
        shown = replace(shown, path=_part_of_contract(shown.path, want, wanted) if in_call is not None else ())
    names = part_names(want, wanted) if in_call is not None else None
    found = _difference_finding(call, shown, names, public=check.public, none=none)
    if not check.public:
        return Verdict(Status.FAILED, findings=(found,))
    call_shown = _call_excerpt(call, got.calls) if call is not None else None
    # Where the whole fits on a line, the whole teaches more than the one number that differs.
    in_value = shown.kind not in (*_AROUND_KINDS, "raised")
    sides = shown.got, shown.want
    if in_call is not None and in_value and call is not None and wanted is not None:
        sides = formatting.excerpt(call.value), formatting.excerpt(wanted.value)
    elif in_call is None and in_value and isinstance(got.value, (list, tuple)) and len(got.value) > 1:
        sides = formatting.excerpt(got.value), formatting.excerpt(want.value)
    return Verdict(Status.FAILED, findings=(found,), call=call_shown, got=sides[0], want=sides[1])


def _part_of_contract(path: tuple[Any, ...], want: Outcome, wanted: Call | None) -> tuple[Any, ...]:
    """The beginning of a place that a contract names: a part of a tuple, one that has a name, a key by its own words.

    A place in an array or a list is none of it: a homework can choose which entry is wrong, by its input.  Neither is
    another key of a dict, which may come from the input.
    """
    value = None if wanted is None else wanted.value
    few = isinstance(value, tuple) and len(value) <= _MOST_NAMED
    named = few or bool(part_names(want, wanted)) or (isinstance(value, dict) and not want.words.isdisjoint(path[:1]))
    return path[:1] if named else ()


def part_names(want: Outcome, call: Call | None) -> tuple[str, ...]:
    """Return the names of the parts that a call of the reference gave, () where its contract says none."""
    names = want.part_names.get(call.function, ()) if call is not None else ()
    several = call is not None and isinstance(call.value, (list, tuple)) and len(call.value) == len(names)
    return names if several else ()


def _says_what_holds(got: Outcome, difference: Difference) -> bool:
    """Whether a probe has worked out what holds of an opaque value, as of one of many models that are all right.

    No single call is wrong then because it is another one than the reference's.
    """
    given = any(isinstance(call.value, (bool, np.bool)) for call in got.calls)
    return _hands_on(got) and not given and difference.kind == "value" and isinstance(difference.want, (bool, np.bool))


def _hands_on(got: Outcome) -> bool:
    """Whether a probe hands an opaque value on, or calls a method of an instance."""
    return any(isinstance(part, Handle) and part._number for call in got.calls for part in call.args)


def _difference_excerpt(difference: Difference) -> Difference:
    """A difference as a verdict keeps it: a key of a dict may be a number of NumPy's, and so may a side."""
    path = tuple(map(formatting.excerpt, difference.path))
    return Difference(difference.kind, path, formatting.excerpt(difference.got), formatting.excerpt(difference.want))


def _call_to_show(
    check: Check, got: Outcome, want: Outcome, difference: Difference
) -> tuple[Call | None, Difference | None]:
    """The call that shows a difference, and how that call differs; the last call where none shows it alone."""
    if difference.kind == "holds":
        return got.calls[-1], None
    if difference.kind not in _AROUND_KINDS:
        found = _compared_part(got, want, difference)
        if found is not None:
            return found
        call, in_call = _first_different_call(got, want, difference.path)
        if call is not None and in_call is not None:
            return call, None if _is_worked_out(got, want, difference, in_call) else in_call
    for mine, theirs in zip(got.calls, want.calls, strict=False):
        try:
            in_call = check.expect.differ(_outcome_of_call(mine), _outcome_of_call(theirs))
        except Exception:  # noqa: BLE001, S112 - an expectation of several calls need not hold of one
            continue
        if in_call is not None and in_call.kind == difference.kind:
            return mine, in_call
    return got.calls[-1] if got.calls else None, None


def _compared_part(got: Outcome, want: Outcome, difference: Difference) -> tuple[Call, Difference] | None:
    """The call of whose result a probe brought back a part, and the difference at its place there, else None.

    An array or a float is known again, and so is a piece of an array.  Any other number is one that is wrong in the
    same way: what is said of it is true, wherever the probe took it from.
    """
    if got.fault is not None:
        return None
    for path, part in islice(parts_of(got.value), MOST_PARTS):
        if path == difference.path[: len(path)] and isinstance(part, (np.ndarray, np.floating, float)):
            for call, theirs in zip(got.calls, want.calls, strict=False):
                for place, whole in islice(parts_of(call.value), MOST_PARTS):
                    within = _path_within(part, difference.path[len(path) :], whole)
                    if within is not None and not _stands_on_others(call, theirs):
                        return call, replace(difference, path=(*place, *within))
    if not all(isinstance(side, (int, float, np.number, np.bool)) for side in (difference.got, difference.want)):
        return None
    for call, theirs in zip(got.calls, want.calls, strict=False):
        found = _place_of_pair(call.value, theirs.value, difference.got, difference.want)
        if found is not None and not _stands_on_others(call, theirs):
            return call, replace(difference, path=found)
    return None


def _stands_on_others(call: Call, theirs: Call) -> bool:
    """Whether a call was given what another one had returned: where that was wrong, it is told first."""
    mine, like = ([*one.args, *one.kwargs.values()] for one in (call, theirs))
    return any(isinstance(part, Handle) and part._number for part in mine) or not is_same(mine, like)


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values are equal within the tolerances, NaN and NaN too."""
    return compare(one, other, Tolerance(equal_nan=True)) is None


def _path_within(part: Any, path: tuple[Any, ...], whole: Any) -> tuple[Any, ...] | None:
    """The path in `whole` of what is at `path` in `part`, which is the same or a piece of it, else None."""
    if part is whole:
        return path
    if not (isinstance(part, np.ndarray) and isinstance(whole, np.ndarray) and path and isinstance(path[0], tuple)):
        return None
    if part.dtype != whole.dtype or not whole.flags.c_contiguous:
        return None
    first = part.ctypes.data + sum(i * step for i, step in zip(path[0], part.strides, strict=True))
    place, rest = divmod(first - whole.ctypes.data, whole.itemsize)
    if rest or not 0 <= place < whole.size:
        return None
    return (tuple(int(i) for i in np.unravel_index(place, whole.shape)),)


def _place_of_pair(value: Any, like: Any, got: Any, want: Any) -> tuple[Any, ...] | None:
    """The first place at which one value has the number `got` and the other has `want`."""
    others = dict(islice(parts_of(like), MOST_PARTS))
    for path, part in islice(parts_of(value), MOST_PARTS):
        mine, theirs = as_array(part), as_array(others.get(path))
        if mine is None or theirs is None or mine.shape != theirs.shape:
            continue
        same = _are(mine, got) & _are(theirs, want)
        if np.any(same):
            return (*path, tuple(int(i) for i in np.argwhere(same)[0])) if mine.ndim else path
    return None


def _are(array: np.ndarray[Any, Any], number: Any) -> Any:
    return (array == number) | ((array != array) & (number != number))  # noqa: PLR0124 - NaN is what differs from itself


def _is_worked_out(got: Outcome, want: Outcome, difference: Difference, in_call: Difference) -> bool:
    """Whether a probe has worked out several things of which some are right, from results of several parts.

    Then no part of a result is to blame alone: what it is wrong with may be the other.
    """
    mine, theirs = got.value, want.value
    if got.fault is not None or not (
        isinstance(mine, (list, tuple)) and isinstance(theirs, (list, tuple)) and len(mine) == len(theirs)
    ):
        return False
    if len(want.calls) != 1 or not isinstance(want.calls[0].value, (tuple, dict)) or not in_call.path:
        return False
    right = any(compare(one, other, Tolerance()) is None for one, other in zip(mine, theirs, strict=True))
    return right and difference.kind == "value"


def parts_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the parts of a value that are no lists, tuples or dicts themselves, with their places."""
    if isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from parts_of(part, (*path, place))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from parts_of(part, (*path, name))
    else:
        yield path, value


def opaque_parts(value: Any) -> list[Handle]:
    """Return what of a value stays where a homework's code runs."""
    return [part for _, part in parts_of(value) if isinstance(part, Handle)]


def part_at(value: Any, path: tuple[Any, ...]) -> Any:
    """Return the part of a value at a path, Ellipsis where there is none."""
    try:
        for step in path:
            value = value[step]
    except (TypeError, LookupError):
        return ...
    return value


def top_parts(value: Any) -> list[tuple[Any, ...]]:
    """Return the paths of what a function returns together: the parts of a tuple or a dict, or the whole."""
    if isinstance(value, tuple) and value:
        return [(place,) for place in range(len(value))]
    return [(name,) for name in value] if isinstance(value, dict) and value else [()]


def _outcome_of_call(call: Call) -> Outcome:
    return Outcome(call.value, call.fault, (call,))


def _first_different_call(got: Outcome, want: Outcome, path: tuple[Any, ...]) -> tuple[Call | None, Difference | None]:
    """The first call whose result differs from the reference's, and how.

    Where the form of a result ended the probe, and opaque values are handed on, other values may be right: the last
    result of another form it was.
    """
    pairs = list(zip(got.calls, want.calls, strict=False))
    orders = [(pairs, Tolerance())]
    if got.fault is not None and not got.fault.error and _hands_on(got):
        orders.insert(0, (pairs[::-1], Tolerance(rtol=0, atol=np.inf, equal_nan=True)))
    for ordered, tolerance in orders:
        for mine, theirs in ordered:
            difference = _call_difference(mine, theirs, path, tolerance)
            if difference is not None:
                return mine, difference
    return None, None


def _difference_finding(
    call: Call | None, difference: Difference, names: Sequence[str] | None, *, public: bool, none: bool
) -> Finding:
    """What is to be said of a difference; of a hidden check where it is and of which kind, but no value.

    `names` are those of the parts of the call's result; None where it is about what the probe worked out.  Of a hidden
    check neither is the shape or the type that came back: it could be chosen to tell the input.
    """
    subject = Finding("the_result") if call is None else Finding("function", name=call.function)
    if none:
        return Finding("differs.none", subject=subject)
    sides = {"got": difference.got, "want": difference.want}
    if difference.kind in ("input", "earlier"):
        return Finding(f"differs.{difference.kind}", subject=subject, **sides)
    if difference.kind == "raised" and not public:
        return Finding("hidden.raised", subject=subject, want=difference.want)
    key, shown = (f"differs.{difference.kind}", sides) if public else (f"hidden.{difference.kind}", {})
    if difference.kind == "holds":
        return Finding("differs.holds", subject=subject)
    if difference.kind in ("warning", "raised"):
        return Finding(key, subject=subject, **shown)
    place = place_of_part(difference.path, names)
    in_form = (
        not public
        or difference.kind in _FORM_KINDS
        or place.key in ("place.named", "place.described", "place.worked_out")
    )
    whose = Finding("of", function=call.function) if call is not None and in_form else None
    return Finding(key, place=place, whose=whose, **shown)


def place_of_part(path: tuple[Any, ...], names: Sequence[str] | None) -> Finding:
    """Return where a difference is: in a part by its name, or as its contract describes it, or in the result."""
    if not path:
        return Finding("the_result")
    if names is None:
        return Finding("place.worked_out", path=path)
    name = names[path[0]] if names and isinstance(path[0], int) and path[0] < len(names) else ""
    if not name:
        return Finding("place", path=path)
    return Finding("place.named" if name.isidentifier() else "place.described", name=name, path=path, rest=path[1:])
