"""Outcomes -> verdicts: pure, it knows no process, no file and no clock."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader import formatting
from grader.checks.comparison import Difference, Tolerance, compare
from grader.checks.declarations import Check
from grader.model import BROKEN, Call, Fault, FaultKind, Outcome, Status, Verdict

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
_COMMON_ERRORS = frozenset(n for n, e in vars(builtins).items() if isinstance(e, type) and issubclass(e, Exception)) | {
    "AxisError",
    "LinAlgError",
    "UFuncTypeError",
}
_FORM = ("type", "shape", "count", "precision")
_AROUND = ("input", "earlier", "warning")  # seen around a call, not in its value
_HIDDEN = {
    "type": "is of another type than it should be",
    "shape": "has another shape than it should",
    "count": "has another number of values than it should",
    "finite": "is not a finite number",
    "value": "has another value than it should",
    "precision": "has less than double precision",
    "warning": "was computed with a warning of NumPy (overflow, division by zero or an invalid value)",
}


def judge(check: Check, got: Outcome, want: Outcome) -> Verdict:
    """Return the verdict of one check on what a submission brought back, without the name of a mistake."""
    if want.fault is not None:
        return Verdict(Status.BROKEN, message=f"{BROKEN}: {broken(want, want.fault)}")
    if got.fault is not None:
        return _faulty(check, got, want)
    try:
        difference = check.expect.differ(got, want)
    except Exception as error:  # noqa: BLE001 - an expectation that raises is the author's fault
        return Verdict(Status.BROKEN, message=f"{BROKEN}: {type(error).__name__}")
    if difference is None:
        return Verdict(Status.PASSED, Fraction(1), call=_first_call(check, got))
    told = _wrong(check, got, want, difference)
    if not _passes(check, want, want):
        return Verdict(Status.BROKEN, message=f"{BROKEN}: with the reference, too, {told.message}")
    return told


@dataclass(frozen=True, slots=True)
class Tried:
    """One check as it went for a submission: what came back, what should have, and what each misconception brings."""

    check: Check
    got: Outcome
    want: Outcome
    verdict: Verdict
    wrongs: Mapping[str, Outcome]

    def shows(self, name: str) -> bool:
        """Return whether a misconception fails this check."""
        wrong = self.wrongs.get(name)
        return wrong is not None and not _passes(self.check, wrong, self.want)

    @property
    def as_wanted(self) -> bool:
        """Whether the submission did, call for call, what the reference does."""
        return as_wanted(self.got, self.want)

    def explained(self, name: str) -> bool:
        """Return whether the submission did, call for call, what the misconception does."""
        return self.got.calls != () and name in self.wrongs and _same_calls(self.got, self.wrongs[name])


def name_mistakes(tried: Sequence[Tried]) -> list[tuple[str, ...]]:
    """Return for each check of one task the misconceptions that a failed one is put down to, at most two.

    A misconception is believed where it explains this check call for call, where no check was passed that it would
    have failed, and where it explains more than half of the checks that it fails: a wrong name is worse than none.
    """
    failed = [one for one in tried if one.verdict.status is Status.FAILED]
    candidates = {name for one in failed for name in one.wrongs if one.explained(name)}
    believed = {name for name in candidates if _believed(name, tried)}
    weight = {name: sum(one.explained(name) for one in tried) for name in believed}
    named = []
    for one in tried:
        names = [n for n in believed if one.verdict.status is Status.FAILED and one.shows(n) and one.explained(n)]
        best = [n for n in one.wrongs if n in names and weight[n] == max(weight[m] for m in names)]
        named.append(tuple(best) if len(best) <= 2 else ())
    return named


def as_wanted(got: Outcome, want: Outcome) -> bool:
    """Return whether a homework was called, and did, call for call, what the reference does."""
    return got.calls != () and _same_calls(got, want)


def _believed(name: str, tried: Sequence[Tried]) -> bool:
    shown = [one for one in tried if one.shows(name)]
    if any(one.verdict.status is Status.PASSED for one in shown):
        return False
    return 2 * sum(one.explained(name) for one in shown) > len(shown)


def _passes(check: Check, got: Outcome, want: Outcome) -> bool:
    """Whether `judge` would say passed, without the words for what is wrong."""
    if got.fault is not None or want.fault is not None:
        return False
    try:
        return check.expect.differ(got, want) is None
    except Exception:  # noqa: BLE001 - an expectation that raises is the author's fault
        return False


def _telling(fault: Fault | None) -> bool:
    """Only values tell mistakes apart; an exception may have any cause."""
    return fault is None or fault.kind is FaultKind.UNUSABLE


def _same_calls(one: Outcome, other: Outcome) -> bool:
    if len(one.calls) != len(other.calls) or not _same_end(one.fault, other.fault):
        return False
    return all(_same_call(a, b) for a, b in zip(one.calls, other.calls, strict=True))


def _same_end(one: Fault | None, other: Fault | None) -> bool:
    """Whether two outcomes end alike: in a value, or in the same exception (which by itself names no mistake)."""
    if one is None or other is None or (_telling(one) and _telling(other)):
        return _telling(one) and _telling(other)
    return one.kind is other.kind and one.error == other.error


def _same_call(one: Call, other: Call) -> bool:
    if one.fault is not None or other.fault is not None:
        return one.fault is not None and other.fault is not None and one.fault.base == other.fault.base
    same = compare(one.value, other.value, Tolerance(nan=True)) is None
    return same and one.changed == other.changed


def broken(want: Outcome, fault: Fault) -> str:
    """Return how a check ends that the reference does not come through."""
    if fault.kind is FaultKind.UNUSABLE and not fault.error:
        return fault.message
    if fault.kind is FaultKind.MISSING:
        return f"it calls `{want.calls[-1].function}`, which the reference does not have"
    return f"on the reference it ends in {fault.error or fault.kind.value} {fault.message}".rstrip()


def _faulty(check: Check, got: Outcome, want: Outcome) -> Verdict:
    fault = got.fault
    assert fault is not None  # noqa: S101 - asked by judge
    call = got.calls[-1] if got.calls else None
    shown = formatting.call(call) if call is not None and check.public else ""
    if fault.kind is FaultKind.UNUSABLE and call is not None:
        difference = _first_apart(got, want, fault.message)[1]
        if difference is not None:
            return _wrong(check, got, want, difference)
    return Verdict(_STATUS[fault.kind], message=_fault_message(fault, check, call), call=shown)


def _apart(mine: Call, theirs: Call, path: str = "") -> Difference | None:
    """How a call came back otherwise than the reference's: in an exception or a value, or with another value.

    Of a dict only the parts that `path` speaks of are held against each other, where it speaks of any.
    """
    if mine.fault is not None or theirs.fault is not None:
        ended, due = _ended(mine), _ended(theirs)
        got = f"raised {ended}" if ended else f"gave back {formatting.value(mine.value)}"
        return None if ended == due else Difference("raised", "", got, f"raise {due}" if due else "give back a value")
    want = theirs.value
    if isinstance(want, dict):
        want = {name: part for name, part in want.items() if f"[{name!r}]" in path} or want
    return compare(mine.value, want, Tolerance())


def _ended(call: Call) -> str:
    """The exception that a call ended in, "" where it gave a value."""
    return "" if call.fault is None else call.fault.base or call.fault.error or call.fault.kind.value


def _fault_message(fault: Fault, check: Check, call: Call | None) -> str:  # noqa: PLR0911 - one line a fault
    name = call.function if call is not None else check.task
    where = _place(fault)
    if fault.kind is FaultKind.UNWRITTEN:
        return f"`{name}` is not written yet."
    if fault.kind is FaultKind.MISSING:
        return f"Your file has no function `{name}`."
    if fault.kind is FaultKind.NOT_LOADED:
        ended = f"{fault.error}{where}"
        return (
            f"There is no `{name}` after all cells were run; one stops with {ended}: {fault.message}"
            if fault.cell
            else f"Your file stops with {ended} before `{name}` is defined: {fault.message}"
        )
    # What an exception says, the name of one that the homework defines, an exit code, a size: each may tell the input.
    error = fault.error if check.public or fault.error in _COMMON_ERRORS else "an exception"
    if fault.kind is FaultKind.RAISED:
        if not check.public:
            return f"`{name}` ended in {error}{where}."
        return f"`{name}` ended in {fault.error}{where}" + (f": {fault.message}" if fault.message else ".")
    if fault.kind is FaultKind.TIMED_OUT:
        return _time_message(fault, name)
    if fault.kind is FaultKind.TOO_LARGE:
        return f"`{name}` gave back far too much{f': {fault.message}' if check.public else ''}."
    if fault.kind is FaultKind.CRASHED:
        if fault.error == "while loading":
            return f"Loading your file ended the whole process: {fault.message}."
        return f"`{name}` ended the whole process{f': {fault.message}' if check.public else ''}."
    return f"`{name}` gave back something that this check cannot go on with ({error})."


def _place(fault: Fault) -> str:
    cell = f"{fault.cell}, " if fault.cell else ""
    return f" ({cell}line {fault.line})" if fault.line else ""


def _time_message(fault: Fault, name: str) -> str:
    if fault.error == "hung before":
        return f"Not run: `{name}` had already run out of time in a check above."
    if fault.error == "check":
        return f"Stopped at `{name}`: the calls of this check together took too long."
    if fault.error == "submission":
        return "Not run: your file had used up the time for the whole homework."
    if fault.error == "while loading":
        return "Your file did not finish loading in time: look for a loop outside the functions."
    return f"`{name}` did not finish in time: look for a loop that does not end."


def _first_call(check: Check, got: Outcome) -> str:
    return formatting.call(got.calls[0]) if check.public and got.calls else ""


def _wrong(check: Check, got: Outcome, want: Outcome, difference: Difference) -> Verdict:
    call, part = _culprit(check, got, want, difference)
    if call is None or part is None:
        part = difference
    subject = f"`{call.function}`" if call is not None else "the result"
    none = call is not None and call.value is None and part.what != "raised"
    message = _sentence(subject, part, public=check.public, none=none)
    if not check.public:
        return Verdict(Status.FAILED, message=message)
    shown = formatting.call(call) if call is not None else ""
    # Where the whole fits on a line, the whole teaches more than the one number that differs.
    pairs = zip(got.calls, want.calls, strict=False)
    twin = next((theirs for mine, theirs in pairs if mine is call), None)  # `==` on calls would compare their arrays
    if twin is not None and call is not None and part is not difference and part.what not in (*_AROUND, "raised"):
        whole, due = formatting.value(call.value, 240), formatting.value(twin.value, 240)
        if whole != due:  # 3.0 reads as 3
            return Verdict(Status.FAILED, message=message, call=shown, got=whole, want=due)
    return Verdict(Status.FAILED, message=message, call=shown, got=part.got, want=part.want)


def _culprit(
    check: Check, got: Outcome, want: Outcome, difference: Difference
) -> tuple[Call | None, Difference | None]:
    """The call that a difference is told by, and how that call differs; the last call where none shows it by itself."""
    call, part = (None, None) if difference.what in _AROUND else _first_apart(got, want, difference.path)
    if part is not None:
        return call, part
    for mine, theirs in zip(got.calls, want.calls, strict=False):
        try:
            part = check.expect.differ(_alone(mine), _alone(theirs))
        except Exception:  # noqa: BLE001, S112 - an expectation of several calls need not hold of one
            continue
        if part is not None and part.what == difference.what:
            return mine, part
    return got.calls[-1] if got.calls else None, None


def _alone(call: Call) -> Outcome:
    return Outcome(call.value, call.fault, (call,))


def _first_apart(got: Outcome, want: Outcome, path: str) -> tuple[Call | None, Difference | None]:
    """The first call that came back otherwise than the reference's, and how."""
    for mine, theirs in zip(got.calls, want.calls, strict=False):
        difference = _apart(mine, theirs, path)
        if difference is not None:
            return mine, difference
    return None, None


def _sentence(subject: str, part: Difference, *, public: bool, none: bool) -> str:  # noqa: PLR0911 - one line a kind
    if none:
        return f"{subject} gave back None: is there a return at its end?"
    place = f"`result{part.path}`" if part.path else "the result"
    if part.what == "input":
        return f"an input of {subject} was {part.got}, but should be {part.want}."
    if part.what == "earlier":
        return f"{subject} changed what the call before had given back: return a new array each time."
    if part.what == "warning":
        return f"{subject} {_HIDDEN[part.what]}" + (f": {part.got}." if public else ".")
    if part.what == "raised":
        return f"{subject} {part.got}, but should {part.want}." if public else f"{subject} should {part.want} here."
    of = "" if subject == "the result" else f" of {subject}"
    if not public:  # the shape or the type that came back could be chosen to tell the input
        return f"{place}{of} {_HIDDEN[part.what]}."
    return f"{place}{of if part.what in _FORM else ''} is {part.got}, but should be {part.want}."
