"""The difference between two states of a class: who gains, who loses, and by which check.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from grader import formatting, seeds
from grader.model import Result, rounded_points


@dataclass(frozen=True)
class Change:
    """One student's two states; `by` are the checks whose points differ.  None: there was, or is, no mark."""

    student: str
    before: Fraction | None
    after: Fraction | None
    waiting: tuple[Fraction, Fraction]
    by: Mapping[str, Fraction]

    @property
    def gain(self) -> Fraction:
        """Points gained; below 0 where some are lost."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


@dataclass(frozen=True, slots=True)
class _StudentState:
    """What a student had at one time; small, since a class of thousands is held at once."""

    student: str
    points: Fraction | None
    pending: Fraction
    checks: Mapping[str, Fraction]
    former: Mapping[str, tuple[str, ...]]  # names that checks had before, by those that they have

    @classmethod
    def of(cls, result: Result) -> _StudentState:
        named = {_name(c.task, c.name): c for c in result.checks}
        former = {name: tuple(_name(*old) for old in check.was) for name, check in named.items() if check.was}
        checks = {name: check.points for name, check in named.items()}
        return cls(result.student, result.points, result.pending, checks, former)

    def name_in(self, other: _StudentState, name: str) -> str:
        """Return the name that a check of this state has in another one, its own where it has none there."""
        return next((one for one in (name, *self.former.get(name, ())) if one in other.checks), name)


_NOTHING = _StudentState("", None, Fraction(0), {}, {})


def changes(before: Iterable[Result], after: Iterable[Result]) -> Iterator[Change]:
    """Yield those whose points or whose waiting points differ, and those who are new or gone."""
    older = {seeds.folded(result.student): _StudentState.of(result) for result in before}
    for result in after:
        change = _change(older.pop(seeds.folded(result.student), _NOTHING), _StudentState.of(result))
        if change.before != change.after or change.waiting[0] != change.waiting[1] or change.by:
            yield change
    for old in older.values():
        yield _change(old, _NOTHING)


def _change(old: _StudentState, new: _StudentState) -> Change:
    """The difference; a check that was renamed is one check, and the parts of one that was split count together."""
    by: dict[str, Fraction] = {}
    shown: dict[str, list[str]] = {}  # the names of now, by the name that both states have
    for state, other, sign in ((old, new, -1), (new, old, 1)):
        for name, points in state.checks.items():
            key = state.name_in(other, name)
            by[key] = by.get(key, Fraction(0)) + sign * points
            shown.setdefault(key, []).extend([name] if state is new else [])
    by = {" + ".join(shown[key]) or key: points for key, points in by.items() if points}
    return Change(new.student or old.student, old.points, new.points, (old.pending, new.pending), by)


def _name(task: str, name: str) -> str:
    return name if name == task else f"{task}: {name}"


def changes_text(found: list[Change], *, students: int = 20) -> str:
    """Return the changes in words: the sums, check by check, then the students, those who lose first."""
    if not found:
        return "no mark changes"
    both = [change for change in found if change.before is not None and change.after is not None]
    gain, lose = (sum(1 for c in both if sign * c.gain > 0) for sign in (1, -1))
    new = sum(1 for c in found if c.before is None and c.after is not None)
    gone = sum(1 for c in found if c.after is None and c.before is not None)
    otherwise = len(found) - gain - lose - new - gone
    counts = [f"{gain} gain", f"{lose} lose", f"{otherwise} change otherwise"]
    counts += [f"{count} {what}" for count, what in ((new, "had no mark"), (gone, "has none now")) if count]
    lines = [", ".join(counts)]
    per_check: dict[str, list[Fraction]] = {}
    for change in both:  # a new mark is no gain in every check
        for name, points in change.by.items():
            per_check.setdefault(name, []).append(points)
    if per_check:
        width = max(map(len, per_check))
        lines += ["", f"{'check':<{width}}  {'gain':>5}  {'lose':>5}  {'points':>8}"]
        for name, each in sorted(per_check.items(), key=lambda item: -len(item[1])):
            up, down = (sum(1 for p in each if sign * p > 0) for sign in (1, -1))
            lines.append(f"{name:<{width}}  {up:>5}  {down:>5}  {rounded_points(sum(each, Fraction(0))):>+8}")
    lines += ["", *map(_line, sorted(found, key=lambda change: change.gain)[:students])]
    if len(found) > students:
        lines.append(f"and {len(found) - students} more: all of them with --json")
    return "\n".join(lines)


def not_adopted_text(assignment: str, changing: int, waiting: int) -> str:
    """Return in a sentence that what was judged last does not count yet; "" where all of it does."""
    said = [f"{formatting.counted(changing, 'mark')} would change"] if changing else []
    said += [f"{waiting} {'waits' if waiting == 1 else 'wait'}"] if waiting else []
    if not said:
        return ""
    why = "since marks were given out under other rules or before the assignment changed"
    return f"{assignment}: {' and '.join(said)}, {why}; see and take them by grader diff --adopt {assignment}"


def _line(change: Change) -> str:
    before, after = (("-" if points is None else rounded_points(points)) for points in (change.before, change.after))
    waiting = [rounded_points(points) for points in change.waiting]
    more = f", waiting {waiting[0]} -> {waiting[1]}" if waiting[0] != waiting[1] else ""
    return f"{formatting.visible(change.student)}: {before} -> {after} ({rounded_points(change.gain):+}){more}"


def as_dict(change: Change) -> dict[str, object]:
    """Return a change as plain data."""
    points = [None if p is None else rounded_points(p) for p in (change.before, change.after)]
    return {
        "student": change.student,
        "before": points[0],
        "after": points[1],
        "pending_before": rounded_points(change.waiting[0]),
        "pending_after": rounded_points(change.waiting[1]),
        "by": {name: rounded_points(points) for name, points in change.by.items()},
    }
