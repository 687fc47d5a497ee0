"""The misconceptions that explain failed checks: call for call, or by the parts that the checks look at.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    known = list(dict.fromkeys(name for check in checks for name in _names_seen(check)))
    compared = [_ComparedParts.of(check, known) for check in checks] if known else []
    single = [used for name in known if (used := _used_by_parts((name,), compared))]
    if single:
        found = {place: [used[place].names[0] for used in single if place in used] for place in range(len(checks))}
        return {place: Named(tuple(names)) for place, names in found.items() if 0 < len(names) <= 2}
    functions = {name: frozenset(replaced.get(name, ())) for name in known}
    apart = [p for p in combinations(known, 2) if all(map(functions.get, p)) and not functions[p[0]] & functions[p[1]]]
    double = [used for pair in apart if (used := _used_by_parts(pair, compared))]
    return double[0] if len(double) == 1 else {}


def _names_seen(check: JudgedCheck) -> Iterator[str]:
    """The misconceptions by which one of the wrong parts that a check looks at came back."""
    if not _gave_parts(check):
        return
    places = [(n, path) for n, path in _compared_parts(check.want) if not _is_right(check, n, path)]
    for name, wrong in check.wrong_outcomes.items():
        if _has_calls_like(wrong, check.want) and any(
            is_same(part_at(check.got.calls[n].value, path), part_at(wrong.calls[n].value, path)) for n, path in places
        ):
            yield name


def _gave_parts(check: JudgedCheck) -> bool:
    failed = check.verdict.status is Status.FAILED and check.got.fault is None
    return failed and _has_calls_like(check.got, check.want)


def _is_right(check: JudgedCheck, number: int, path: tuple[Any, ...]) -> bool:
    return is_same(part_at(check.got.calls[number].value, path), part_at(check.want.calls[number].value, path))


@dataclass(frozen=True)
class _ComparedParts:
    """How the parts that a check looks at stand to the reference, and to each misconception that fails it."""

    failing: frozenset[str]  # the misconceptions
    right: Sequence[bool]  # by part, whether it is the reference's; none where the submission gave no such parts
    changed: Mapping[str, Sequence[bool | None]]  # whether what a misconception makes of it came back; None: nothing

    @classmethod
    def of(cls, check: JudgedCheck, names: Sequence[str]) -> _ComparedParts:
        """Return how the parts of a judged check stand."""
        failing = frozenset(name for name in names if check.fails_with(name))
        if not _gave_parts(check):
            return cls(failing, (), {})
        places = _compared_parts(check.want)
        got, want = ([part_at(o.calls[n].value, path) for n, path in places] for o in (check.got, check.want))
        changed: dict[str, Sequence[bool | None]] = {}
        for name in names:
            wrong = check.wrong_outcomes.get(name)
            if wrong is not None and _has_calls_like(wrong, check.want):
                parts = [part_at(wrong.calls[n].value, path) for n, path in places]
                pairs = zip(parts, got, want, strict=True)
                changed[name] = [None if is_same(part, due) else is_same(mine, part) for part, mine, due in pairs]
        return cls(failing, [_is_right(check, n, path) for n, path in places], changed)

    def shown(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the misconceptions of a set that show here, () where anything else does.

        A part that none of the set changes is right, and any other is that of exactly one of them.
        """
        if any(name in self.failing and name not in self.changed for name in names):
            return ()
        seen = set()
        for place, right in enumerate(self.right):
            made = {name: self.changed[name][place] for name in names if name in self.changed}
            like = [name for name, came_back in made.items() if came_back]
            is_changed = any(came_back is not None for came_back in made.values())
            if len(like) != 1 if is_changed else not right:
                return ()
            seen.update(like)
        return tuple(name for name in names if name in seen)


def _used_by_parts(names: tuple[str, ...], compared: Sequence[_ComparedParts]) -> dict[int, Named]:
    """By the place of each check that a set of misconceptions explains, those that it takes.

    Nothing where the set is not credible: it is where each check that one of them fails was failed and is explained,
    and all of them are needed.
    """
    used: dict[int, Named] = {}
    for place, one in enumerate(compared):
        if not one.failing.isdisjoint(names):
            found = one.shown(names)
            if not found:
                return {}
            used[place] = Named(found, together=len(found) > 1)
    return used if {name for one in used.values() for name in one.names} == set(names) else {}


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
