"""Verdicts from outcomes, and the misconceptions that explain failed checks.  Pure: no process, no file, no clock."""

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
_COMMON_ERRORS = {name for name, e in vars(builtins).items() if isinstance(e, type) and issubclass(e, Exception)}
_COMMON_ERRORS |= {"AxisError", "LinAlgError", "UFuncTypeError"}
_FORM_KINDS = ("type", "shape", "count", "precision")
_AROUND_KINDS = ("input", "earlier", "warning")  # seen around a call, not in its value
_HIDDEN_WORDS = {
    "type": "is of another type than it should be",
    "shape": "has another shape than it should",
    "count": "has another number of values than it should",
    "finite": "is not a finite number",
    "value": "has another value than it should",
    "precision": "has less than double precision",
    "warning": "was computed with a warning of NumPy (overflow, division by zero or an invalid value)",
}


def judge(check: Check, got: Outcome, want: Outcome) -> Verdict:
    """Return the verdict of one check on a submission's outcome; misconceptions are named by `name_mistakes`."""
    if want.fault is not None:
        return Verdict(Status.BROKEN, message=f"{BROKEN}: {broken_reason(want, want.fault)}")
    if got.fault is not None:
        return _fault_verdict(check, got, want)
    try:
        difference = check.expect.differ(got, want)
    except Exception as error:  # noqa: BLE001 - an expectation that raises is the author's fault
        return Verdict(Status.BROKEN, message=f"{BROKEN}: {type(error).__name__}")
    if difference is None:
        return Verdict(Status.PASSED, Fraction(1), call=_shown_call(check, got))
    failed = _failed_verdict(check, got, want, difference)
    if not _passes(check, want, want):
        return Verdict(Status.BROKEN, message=f"{BROKEN}: with the reference, too, {failed.message}")
    return failed


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


def name_mistakes(checks: Sequence[JudgedCheck]) -> list[tuple[str, ...]]:
    """Return for each check of one task the misconceptions that explain its failure, at most two.

    A misconception is credible where it explains this check call for call, where no check was passed that it would
    have failed, and where it explains more than half of the checks that it fails: a wrong name is worse than none.
    """
    failed = [check for check in checks if check.verdict.status is Status.FAILED]
    candidates = {name for check in failed for name in check.wrong_outcomes if check.is_explained_by(name)}
    credible = {name for name in candidates if _is_credible(name, checks)}
    weight = {name: sum(check.is_explained_by(name) for check in checks) for name in credible}
    named = []
    for check in checks:
        possible = credible if check.verdict.status is Status.FAILED else ()
        names = {name for name in possible if check.fails_with(name) and check.is_explained_by(name)}
        best = [n for n in check.wrong_outcomes if n in names and weight[n] == max(weight[m] for m in names)]
        named.append(tuple(best) if len(best) <= 2 else ())
    return named


def matches_reference(got: Outcome, want: Outcome) -> bool:
    """Return whether a homework was called, and did, call for call, what the reference does."""
    return got.calls != () and _same_calls(got, want)


def _is_credible(name: str, checks: Sequence[JudgedCheck]) -> bool:
    failing = [check for check in checks if check.fails_with(name)]
    if any(check.verdict.status is Status.PASSED for check in failing):
        return False
    return 2 * sum(check.is_explained_by(name) for check in failing) > len(failing)


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


def broken_reason(want: Outcome, fault: Fault) -> str:
    """Return why a check is broken, from the fault of the reference."""
    if fault.kind is FaultKind.UNUSABLE and not fault.error:
        return fault.message
    if fault.kind is FaultKind.MISSING:
        return f"it calls `{want.calls[-1].function}`, which the reference does not have"
    return f"on the reference it ends in {fault.error or fault.kind.value} {fault.message}".rstrip()


def _fault_verdict(check: Check, got: Outcome, want: Outcome) -> Verdict:
    fault = got.fault
    assert fault is not None  # noqa: S101 - asked by judge
    call = got.calls[-1] if got.calls else None
    shown = formatting.call_text(call) if call is not None and check.public else ""
    if fault.kind is FaultKind.UNUSABLE and call is not None:
        difference = _first_different_call(got, want, fault.message)[1]
        if difference is not None:
            return _failed_verdict(check, got, want, difference)
    return Verdict(_STATUS[fault.kind], message=_fault_message(fault, check, call), call=shown)


def _call_difference(mine: Call, theirs: Call, path: str = "") -> Difference | None:
    """The difference of a call from the reference's: an exception in place of a value, or another value.

    Of a dict, only the parts named in `path` are compared, where it names any.
    """
    if mine.fault is not None or theirs.fault is not None:
        ended, due = _exception_name(mine), _exception_name(theirs)
        got = f"raised {ended}" if ended else f"gave back {formatting.value_text(mine.value)}"
        return None if ended == due else Difference("raised", "", got, f"raise {due}" if due else "give back a value")
    want = theirs.value
    if isinstance(want, dict):
        want = {name: part for name, part in want.items() if f"[{name!r}]" in path} or want
    return compare(mine.value, want, Tolerance())


def _exception_name(call: Call) -> str:
    """The name of the exception that a call ended in, "" where it gave a value."""
    return "" if call.fault is None else call.fault.base or call.fault.error or call.fault.kind.value


def _fault_message(fault: Fault, check: Check, call: Call | None) -> str:  # noqa: PLR0911 - one line a fault
    name = call.function if call is not None else check.task
    where = _line_text(fault)
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


def _line_text(fault: Fault) -> str:
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


def _shown_call(check: Check, got: Outcome) -> str:
    return formatting.call_text(got.calls[0]) if check.public and got.calls else ""


def _failed_verdict(check: Check, got: Outcome, want: Outcome, difference: Difference) -> Verdict:
    call, shown = _call_to_show(check, got, want, difference)
    if call is None or shown is None:
        shown = difference
    subject = f"`{call.function}`" if call is not None else "the result"
    none = call is not None and call.value is None and shown.kind != "raised"
    message = _sentence(subject, shown, public=check.public, none=none)
    if not check.public:
        return Verdict(Status.FAILED, message=message)
    call_text = formatting.call_text(call) if call is not None else ""
    # Where the whole fits on a line, the whole teaches more than the one number that differs.
    pairs = zip(got.calls, want.calls, strict=False)
    wanted = next((theirs for mine, theirs in pairs if mine is call), None)  # `==` on calls would compare their arrays
    in_value = shown is not difference and shown.kind not in (*_AROUND_KINDS, "raised")
    if in_value and call is not None and wanted is not None:
        whole, due = formatting.value_text(call.value, 240), formatting.value_text(wanted.value, 240)
        if whole != due:  # 3.0 reads as 3
            return Verdict(Status.FAILED, message=message, call=call_text, got=whole, want=due)
    return Verdict(Status.FAILED, message=message, call=call_text, got=shown.got, want=shown.want)


def _call_to_show(
    check: Check, got: Outcome, want: Outcome, difference: Difference
) -> tuple[Call | None, Difference | None]:
    """The call that shows a difference, and how that call differs; the last call where none shows it alone."""
    if difference.kind not in _AROUND_KINDS:
        call, in_call = _first_different_call(got, want, difference.path)
        if in_call is not None:
            return call, in_call
    for mine, theirs in zip(got.calls, want.calls, strict=False):
        try:
            in_call = check.expect.differ(_outcome_of_call(mine), _outcome_of_call(theirs))
        except Exception:  # noqa: BLE001, S112 - an expectation of several calls need not hold of one
            continue
        if in_call is not None and in_call.kind == difference.kind:
            return mine, in_call
    return got.calls[-1] if got.calls else None, None


def _outcome_of_call(call: Call) -> Outcome:
    return Outcome(call.value, call.fault, (call,))


def _first_different_call(got: Outcome, want: Outcome, path: str) -> tuple[Call | None, Difference | None]:
    """The first call whose result differs from the reference's, and how."""
    for mine, theirs in zip(got.calls, want.calls, strict=False):
        difference = _call_difference(mine, theirs, path)
        if difference is not None:
            return mine, difference
    return None, None


def _sentence(subject: str, difference: Difference, *, public: bool, none: bool) -> str:  # noqa: PLR0911 - one line a kind
    if none:
        return f"{subject} gave back None: is there a return at its end?"
    place = f"`result{difference.path}`" if difference.path else "the result"
    got, want = difference.got, difference.want
    if difference.kind == "input":
        return f"an input of {subject} was {got}, but should be {want}."
    if difference.kind == "earlier":
        return f"{subject} changed what the call before had given back: return a new array each time."
    if difference.kind == "warning":
        return f"{subject} {_HIDDEN_WORDS[difference.kind]}" + (f": {got}." if public else ".")
    if difference.kind == "raised":
        return f"{subject} {got}, but should {want}." if public else f"{subject} should {want} here."
    of_subject = "" if subject == "the result" else f" of {subject}"
    if not public:  # the shape or the type that came back could be chosen to tell the input
        return f"{place}{of_subject} {_HIDDEN_WORDS[difference.kind]}."
    return f"{place}{of_subject if difference.kind in _FORM_KINDS else ''} is {got}, but should be {want}."
