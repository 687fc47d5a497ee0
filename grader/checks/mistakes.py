"""The misconceptions that explain failed checks: call for call, or by the parts that the checks look at.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, islice
from typing import Any, NamedTuple

import numpy as np

from grader.checks.judge import MOST_PARTS, JudgedCheck, is_same, part_at, parts_of, top_parts
from grader.model import Outcome, Status

Replaced = Mapping[str, Collection[str]]  # the functions that each misconception replaces


class Named(NamedTuple):
    """The misconceptions that a check's failure is explained by: one or another, or all of them `together`."""

    names: tuple[str, ...] = ()
    together: bool = False


def nearest_reference(groups: Sequence[Sequence[JudgedCheck]]) -> int:
    """Return by which of several references the checks of a task were judged that they are nearest to.

    That is the one with the most points; then the one of whose parts the most came back, the earlier ones first.
    """
    return max(range(len(groups)), key=lambda number: _closeness(groups[number]))


def _closeness(group: Sequence[JudgedCheck]) -> tuple[Any, ...]:
    points = sum((one.verdict.share * one.check.points for one in group), Fraction(0))
    right = [
        is_same(_part_of(one.got, place, path), _part_of(one.want, place, path))
        for one in group
        for place, call in enumerate(one.want.calls)
        for path in top_parts(call.value)
    ]
    return all(one.verdict.status is not Status.BROKEN for one in group), points, sum(right), right


def _part_of(outcome: Outcome, place: int, path: tuple[Any, ...]) -> Any:
    call = outcome.calls[place] if place < len(outcome.calls) else None
    return ... if call is None or call.fault is not None else part_at(call.value, path)


def name_mistakes(checks: Sequence[JudgedCheck], replaced: Replaced | None = None) -> list[Named]:
    """Return for each check of one task the misconceptions that explain its failure, at most two.

    A misconception is credible where it explains this check call for call, where no check was passed that it would
    have failed, and where it explains more than half of the checks that it fails: a wrong name is worse than none.
    Of what no misconception explains so, one or two together may explain the parts that were compared; `replaced` has
    the functions that each misconception is a wrong version of.
    """
    failed = [check for check in checks if check.verdict.status is Status.FAILED]
    candidates = {name for check in failed for name in check.wrong_outcomes if check.is_explained_by(name)}
    credible = {name for name in candidates if weigh_mistake(name, checks).is_credible}
    weight = {name: sum(check.is_explained_by(name) for check in checks) for name in credible}
    named = []
    for check in checks:
        possible = credible if check.verdict.status is Status.FAILED else ()
        names = {name for name in possible if check.fails_with(name) and check.is_explained_by(name)}
        best = [n for n in check.wrong_outcomes if n in names and weight[n] == max(weight[m] for m in names)]
        named.append(Named(tuple(best)) if len(best) <= 2 else Named())
    by_parts = _name_by_parts(checks, replaced or {}) if not any(one.names for one in named) else {}
    return [by_parts.get(place, one) for place, one in enumerate(named)]


class Weight(NamedTuple):
    """What speaks for and against a misconception: the checks of a task that it fails, and how a submission ended."""

    failing: int
    explained: int  # of those, the ones in which the submission did, call for call, what it does
    passed: tuple[str, ...]  # of those, the ones that the submission passed

    @property
    def is_credible(self) -> bool:
        """Whether it may be named where it explains a check."""
        return not self.passed and 2 * self.explained > self.failing


def weigh_mistake(name: str, checks: Sequence[JudgedCheck]) -> Weight:
    """Return how a misconception stands over the checks of one task."""
    failing = [check for check in checks if check.fails_with(name)]
    passing = (check for check in failing if check.verdict.status is Status.PASSED)
    # A homework that did the same and passed is right in what is seen around a call alone, such as a warning.
    passed = tuple(check.check.name for check in passing if not check.is_explained_by(name))
    return Weight(len(failing), sum(check.is_explained_by(name) for check in failing), passed)


def _name_by_parts(checks: Sequence[JudgedCheck], replaced: Replaced) -> dict[int, Named]:
    """The misconceptions of failed checks by their places, where one set explains the parts that were compared.

    A set is one misconception, or two of different functions where no single one explains anything.
    """
    failed = [check for check in checks if check.verdict.status is Status.FAILED and check.got.fault is None]
    known = list(dict.fromkeys(name for check in failed for name in check.wrong_outcomes if check.fails_with(name)))
    pairs = [
        pair for pair in combinations(known, 2) if _are_apart(*(frozenset(replaced.get(name, ())) for name in pair))
    ]
    single = [used for name in known if (used := _used_by_parts((name,), checks))]
    if single:
        found = {place: [used[place].names[0] for used in single if place in used] for place in range(len(checks))}
        return {place: Named(tuple(names)) for place, names in found.items() if 0 < len(names) <= 2}
    double = [used for pair in pairs if (used := _used_by_parts(pair, checks))]
    return double[0] if len(double) == 1 else {}


def _are_apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and one.isdisjoint(other)


def _used_by_parts(names: tuple[str, ...], checks: Sequence[JudgedCheck]) -> dict[int, Named]:
    """By the place of each check that a set of misconceptions explains, those that it takes.

    Nothing where the set is not credible: it is where each check that one of them fails was failed and is explained,
    and all of them are needed.
    """
    used: dict[int, Named] = {}
    for place, check in enumerate(checks):
        if any(check.fails_with(name) for name in names):
            found = _parts_explained(check, names) if check.verdict.status is Status.FAILED else ()
            if not found:
                return {}
            used[place] = Named(found, together=len(found) > 1)
    return used if {name for one in used.values() for name in one.names} == set(names) else {}


def _parts_explained(check: JudgedCheck, names: tuple[str, ...]) -> tuple[str, ...]:
    """The misconceptions of a set that a check's compared parts show, () where these show anything else.

    A part that none of the set changes is right, and any other is that of exactly one of them.
    """
    wrong = {name: check.wrong_outcomes[name] for name in names if name in check.wrong_outcomes}
    if check.got.fault is not None or not all(_has_calls_like(o, check.want) for o in (check.got, *wrong.values())):
        return ()
    seen = set()
    for place, path in _compared_parts(check.want):
        got, want = (part_at(outcome.calls[place].value, path) for outcome in (check.got, check.want))
        parts = {name: part_at(outcome.calls[place].value, path) for name, outcome in wrong.items()}
        changed = [name for name, part in parts.items() if not is_same(part, want)]
        like = [name for name in changed if is_same(got, parts[name])]
        if len(like) != 1 if changed else not is_same(got, want):
            return ()
        seen.update(like)
    return tuple(name for name in names if name in seen)


def _has_calls_like(one: Outcome, other: Outcome) -> bool:
    """Whether the same functions were called, and each gave a value or none of them."""
    pairs = zip(one.calls, other.calls, strict=False)
    alike = all((a.function, a.fault is None) == (b.function, b.fault is None) for a, b in pairs)
    return alike and len(one.calls) == len(other.calls)


def _compared_parts(want: Outcome) -> list[tuple[int, tuple[Any, ...]]]:
    """The parts of calls' results that a check looks at: those that its probe brings back, as (call, path).

    All parts where the probe works something else out of them.
    """
    everything = [(place, path) for place, call in enumerate(want.calls) for path in top_parts(call.value)]
    known = {id(part_at(want.calls[place].value, path)): (place, path) for place, path in reversed(everything)}
    brought = list(islice(parts_of(want.value), MOST_PARTS))
    if not all(isinstance(part, (np.ndarray, np.floating, float)) and id(part) in known for _, part in brought):
        return everything
    return [known[id(part)] for _, part in brought]
