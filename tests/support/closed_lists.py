"""All that a student can read of a hidden check: the findings, and the misconceptions that can be named beside them."""

from math import comb, log2

from grader.checks.judge import JudgedCheck, judge, part_names
from grader.model import Finding, Status
from grader.reports import wording

_DIFFERENCES = ("type", "shape", "count", "finite", "value", "precision")
_TIMES = ("call", "hung_before", "check", "submission", "while_loading")
_MOST_NAMED = 8
CAUSES = {key for key in wording.ENGLISH if key.startswith("cause.")}


def hidden_findings(check, want):
    """The findings that a verdict of this check can have, by the place that they have in it: the first, the second."""
    functions = sorted({check.task, *(call.function for call in want.calls)})
    first = [one for name in functions for one in _of_function(check, name)] + [
        Finding("differs.none", subject=_RESULT)
    ]
    for subject in (_RESULT, *(Finding("function", name=name) for name in functions)):
        first += [Finding("differs.holds", subject=subject), Finding("hidden.warning", subject=subject)]
        first += [Finding("differs.none", subject=subject), *_around(subject)]
        due = [Finding("form.raise", error=e) for e in {c.fault.base for c in want.calls if c.fault}]
        first += [Finding("hidden.raised", subject=subject, want=one) for one in (*due, Finding("form.give"))]
    for whose in (None, *(Finding("of", function=name) for name in functions)):
        first += [Finding(f"hidden.{kind}", place=p, whose=whose) for kind in _DIFFERENCES for p in _places(want)]
    return first, [Finding(key) for key in sorted(CAUSES)]


_RESULT = Finding("the_result")


def _around(subject):
    changed, shared = Finding("form.changed_by_call"), Finding("form.shared")
    yield Finding("differs.input", subject=subject, got=changed, want=Finding("form.left"))
    yield Finding("differs.input", subject=subject, got=shared, want=Finding("form.left_alone"))
    yield Finding("differs.earlier", subject=subject, got=Finding("form.changed"), want=Finding("form.as_it_was"))


def _places(want):
    """The parts that a contract names: those of a tuple or a dict that the reference gives back."""
    yield _RESULT
    places = []
    for call in want.calls:
        names = part_names(want, call)
        few = isinstance(call.value, tuple) and len(call.value) <= _MOST_NAMED
        parts = call.value if isinstance(call.value, dict) else range(len(call.value)) if few or names else ()
        for part in parts:
            name = names[part] if names else ""
            key = "place" if not name else "place.named" if name.isidentifier() else "place.described"
            said = {"name": name, "path": (part,), "rest": ()} if name else {"path": (part,)}
            places += [place] if (place := Finding(key, **said)) not in places else []
    yield from places


def _of_function(check, name):
    usual = {"function": name, "error": "", "where": None, "text": ""}
    yield Finding("fault.raised", **{**usual, "error": Finding("an_exception")})
    yield from (Finding(f"fault.timed_out.{why}", function=name, seconds=check.seconds) for why in _TIMES)
    kinds = ("unwritten", "missing", "missing.method", "missing.class", "crashed", "too_large", "unusable")
    yield from (Finding(f"fault.{kind}", **usual) for kind in kinds)
    yield Finding("fault.unwritten", function=name)


def bits_of_check(check, want, wrong_outcomes):
    """How many bits a verdict of a hidden check can tell: its status, its sentences, and the mistakes that it names.

    What was said before any input was there, of a file that does not load, is one more at most for each function.
    """
    first, second = hidden_findings(check, want)
    raised = sum(finding.key in ("fault.raised", "hidden.raised") for finding in first)
    loading = len({call.function for call in want.calls}) + 1
    right = JudgedCheck(check, want, want, judge(check, want, want), wrong_outcomes)
    names = sum(right.fails_with(name) for name in wrong_outcomes)
    named = 1 + names + 2 * comb(names, 2)  # one, one or another, both together
    ways = 1 + loading + raised * len(second) + (len(first) - raised) * named
    return log2(ways)


def outside(check, want, verdict):
    """The findings of a verdict that are in no closed list, and what else of it a student could read."""
    first, second = hidden_findings(check, want)
    found = [f for place, f in enumerate(verdict.findings) if f not in (second if place else first)]
    shown = [name for name in ("call",) if getattr(verdict, name) is not None]
    return [] if verdict.status is Status.PASSED and not shown else [*found, *shown]
