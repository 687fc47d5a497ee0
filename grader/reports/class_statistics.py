"""Statistics of a class: right and wrong by check, mistakes by name, groups of equal wrong outcomes.  Pure.

Figures: share right is the mean of the shares of a check's points; discrimination is the correlation of that share
with the rest of the student's points, over those who were given the check (a table may have fewer rows on other
numbers) and have it decided, a blank being nothing.  Few students or a check that all pass leave it empty.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from grader import formatting
from grader.followthrough.nodes import flatten
from grader.model import CheckResult, Finding, Kind, Result, Status, checks_by_task
from grader.reports import wording

_SHOWN = 8  # checks of a task that are named; a table has many
_FEW = 10  # students: below that a correlation is noise


@dataclass(frozen=True)
class CheckStatistics:
    """One check over the class."""

    name: str
    task: str
    title: str
    attempted: int
    right: float
    discrimination: float | None
    mistakes: Mapping[str, int]
    statuses: Mapping[str, int]

    @property
    def label(self) -> str:
        """The check's name, after its task's where that is another."""
        return self.name if self.name == self.task else f"{self.task}: {self.name}"

    @property
    def named(self) -> int:
        """How many were wrong with the name of their mistake."""
        return sum(self.mistakes.values())

    @property
    def other(self) -> int:
        """How many ended otherwise than right without a name."""
        wrong = (Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED)
        return sum(self.statuses.get(status, 0) for status in wrong) - self.named


@dataclass(frozen=True)
class FailedCheck:
    """A check that one cause fails, and for how many students it does."""

    task: str
    name: str
    count: int


@dataclass(frozen=True)
class ErrorCluster:
    """One cause that no known mistake explains: all checks that it fails, whose work, and one of them as example."""

    checks: tuple[FailedCheck, ...]
    count: int
    example: str  # a student
    path: str
    what: str
    students: tuple[str, ...]

    @property
    def label(self) -> str:
        """The checks by task, each with its count where that is not everybody."""
        return _checks_text(self.checks, self.count)


def _checks_text(checks: Iterable[FailedCheck], count: int) -> str:
    """Checks by task; where a check has another count than all, with it."""
    by_task: dict[str, dict[str, str]] = {}
    for one in checks:
        shown = one.name if one.count == count else f"{one.name} ({one.count})"
        by_task.setdefault(one.task, {})[one.name] = shown
    return "; ".join(
        task if [*names] == [task] else f"{task}: {formatting.first_names([*names.values()], _SHOWN)}"
        for task, names in by_task.items()
    )


@dataclass(frozen=True)
class ClassStatistics:
    """What `grader cohort` shows of one assignment."""

    assignment: str
    students: int
    graded: int
    points: tuple[float, ...]
    items: tuple[CheckStatistics, ...]
    clusters: tuple[ErrorCluster, ...]
    pending: Mapping[str, int]
    errors: Mapping[str, tuple[str, ...]]
    waiting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by task, the students
    blank: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # who has not attempted a task, by task


@dataclass
class _CheckTally:
    """One check while the class goes by: shares and points are kept as numbers, everything else as counts."""

    first: CheckResult
    attempted: int = 0
    rows: list[int] = field(default_factory=list)  # of those who have it decided, in the class
    shares: list[float] = field(default_factory=list)
    earned: list[float] = field(default_factory=list)
    mistakes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)


class _SharedError:
    """Students whose wrong answers are alike, check by check, each with their file; what was said of one of them."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.paths: dict[str, str] = {}
        self.checks: dict[tuple[str, str], set[str]] = {}

    def add(self, check: CheckResult, result: Result) -> None:
        """Take in one wrong answer."""
        self.paths.setdefault(result.student, result.path)
        self.checks.setdefault((check.task, check.name), set()).add(result.student)

    def without(self, told: Set[tuple[str, str, str]]) -> _SharedError:
        """Return what is left of it where some answers were told already."""
        left = _SharedError(self.what)
        for (task, name), students in self.checks.items():
            kept = {student for student in students if (task, name, student) not in told}
            left.checks |= {(task, name): kept} if kept else {}
        there = set().union(*left.checks.values())
        left.paths = {student: path for student, path in self.paths.items() if student in there}
        return left

    def take(self, other: _SharedError) -> None:
        """Take in the same students' wrong answers to other checks."""
        for check, students in other.checks.items():
            self.checks.setdefault(check, set()).update(students)


def summarize_class(assignment: str, results: Iterable[Result], *, smallest: int = 2) -> ClassStatistics:
    """Return the cohort of an assignment; `smallest` is the number of students from which a cluster is shown."""
    gathered: dict[str, _CheckTally] = {}
    alike: dict[_Cause, _SharedError] = {}
    errors: dict[str, list[str]] = {}
    points: list[float] = []
    waiting: dict[str, list[str]] = {}
    blank: dict[str, list[str]] = {}
    count = 0
    for count, result in enumerate(results, 1):  # noqa: B007 - the last one says how many there were
        if result.error is not None:
            errors.setdefault(_why_not_graded(result.error), []).append(result.student)
            continue
        points.append(float(result.points or 0))
        for task in dict.fromkeys(check.task for check in result.checks if check.pending):
            waiting.setdefault(task, []).append(result.student)
        for task, checks in checks_by_task(result.checks).items():
            if all(check.verdict.status is Status.NOT_ATTEMPTED for check in checks):
                blank.setdefault(task, []).append(result.student)
        for check in result.checks:
            _gather(gathered.setdefault(check.name, _CheckTally(check)), check, len(points) - 1)
            for cause, what in _causes(check):
                alike.setdefault(cause, _SharedError(what)).add(check, result)
    items = tuple(_check_statistics(gathered, points))
    return ClassStatistics(
        assignment,
        count,
        len(points),
        tuple(points),
        items,
        tuple(_clusters(alike, smallest)),
        {task: len(who) for task, who in waiting.items()},
        {why: tuple(who) for why, who in sorted(errors.items(), key=lambda item: -len(item[1]))},
        {task: tuple(who) for task, who in waiting.items()},
        {task: tuple(who) for task, who in sorted(blank.items(), key=lambda item: -len(item[1]))},
    )


def _why_not_graded(error: Finding) -> str:
    """Why a file could not be graded; that it is of Python 2 is one cause for the class, whatever the line."""
    within: Any = error
    while isinstance(within, Finding) and within.key != "note.older_syntax":
        within = within.values.get("what")
    return wording.sentence(error if within is None else Finding("cohort.older_syntax", **within.values))


def _gather(into: _CheckTally, check: CheckResult, row: int) -> None:
    into.statuses[check.verdict.status] += 1
    named = check.verdict.misconceptions
    into.mistakes[(" and " if check.verdict.together else " or ").join(named)] += bool(named)
    if not check.pending:
        into.attempted += check.verdict.status is not Status.NOT_ATTEMPTED
        into.rows.append(row)
        into.shares.append(float(check.verdict.share))
        into.earned.append(float(check.points))


def _check_statistics(gathered: Mapping[str, _CheckTally], points: Sequence[float]) -> Iterator[CheckStatistics]:
    totals = np.array(points)
    for one in gathered.values():
        if one.first.kind is Kind.PROSE:
            continue
        rest = totals[one.rows] - np.array(one.earned)
        yield CheckStatistics(
            one.first.name,
            one.first.task,
            wording.title_of(one.first),
            one.attempted,
            sum(one.shares) / max(one.attempted, 1),
            _correlation(np.array(one.shares), rest),
            dict(+one.mistakes),
            dict(one.statuses),
        )


def _correlation(one: Any, other: Any) -> float | None:
    if len(one) < _FEW or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


class _Cause(NamedTuple):
    """What wrong answers have in common; what is surer is told before what is less so, and nothing is told twice."""

    rank: int
    task: str  # "" where it may be of several
    name: str  # of a check, "" where it may be of several
    key: str


_OLDER, _ALIKE, _OF_ONE_KIND = range(3)


def _causes(check: CheckResult) -> Iterator[tuple[_Cause, str]]:
    """The causes that a wrong answer may share with others, each with what is to be said of it.

    What raises: that it was written for an older Python or NumPy, which is one cause for the class; the line that
    raised, whatever its names; else its kind alone.  Values are alike within a check, on numbers of one's own by how
    they stand to the right ones.
    """
    verdict = check.verdict
    if verdict.misconceptions or verdict.by_hand or verdict.status not in (Status.FAILED, Status.RAISED):
        return
    words = wording.verdict_words(verdict, {}, check.name)
    said = words.message or f"{words.got} in place of {words.want}"
    if verdict.status is Status.RAISED:
        kind = next((one.key for one in verdict.findings if one.key.startswith("cause.")), "")
        if kind.startswith("cause.older."):
            yield _Cause(_OLDER, "", "", "older"), wording.sentence(Finding("cohort.older"))
        if verdict.signature:
            yield _Cause(_ALIKE, "", "", verdict.signature), said
        if kind:
            yield _Cause(_OF_ONE_KIND, "", "", kind), wording.sentence(Finding("cohort.kind", what=Finding(kind)))
        return
    for name in [verdict.signature] if verdict.signature else error_patterns(verdict.got, verdict.want):
        yield _Cause(_ALIKE, check.task, check.name, name), pattern_words(name) or said


def _clusters(alike: Mapping[_Cause, _SharedError], smallest: int) -> Iterator[ErrorCluster]:
    """The largest first.  Of each wrong answer one cause is told, the surest, and of several as sure the largest."""
    told: set[tuple[str, str, str]] = set()
    found: dict[_Cause, _SharedError] = {}
    for cause, same in sorted(alike.items(), key=lambda item: (item[0].rank, -len(item[1].paths))):
        left = same.without(told)
        if len(left.paths) < smallest:
            continue
        told |= {(*check, student) for check, students in left.checks.items() for student in students}
        wider = (found[other] for other in found if cause.name and (other.rank, other.task) == (cause.rank, cause.task))
        known = next((other for other in wider if _is_part(left, other)), None)
        if known is None:
            found[cause] = left
        else:
            known.take(left)
    for same in sorted(found.values(), key=lambda same: -len(same.paths)):
        checks = (FailedCheck(*check, len(students)) for check, students in sorted(same.checks.items()))
        (example, path), *_ = same.paths.items()
        yield ErrorCluster(tuple(checks), len(same.paths), example, path, same.what, tuple(same.paths))


def _is_part(one: _SharedError, other: _SharedError) -> bool:
    """Whether wrong answers to a check come from the same students as those to another one of its task, or most."""
    return one.paths.keys() <= other.paths.keys() and 2 * len(one.paths) > len(other.paths)


def mistake_counts(items: Iterable[CheckStatistics]) -> list[tuple[str, int]]:
    """Return each mistake with its count in the check that shows most of it, most frequent first."""
    counts: dict[str, int] = {}
    for item in items:
        for name, count in item.mistakes.items():
            counts[name] = max(counts.get(name, 0), count)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def mistake_checks(items: Iterable[CheckStatistics], name: str) -> str:
    """Return the checks in which a mistake was named, by task."""
    there = [item for item in items if name in item.mistakes]
    counts = [FailedCheck(item.task, item.name, item.mistakes[name]) for item in there]
    most = max((one.count for one in counts), default=0)
    return _checks_text(counts, most)


# ---- how a wrong number stands to the right one

_TIMES, _PLUS = "times ", "plus "


def error_patterns(got: Any, want: Any) -> list[str]:
    """Return names for what leads from `want` to `got`: a factor, a difference.

    Where there is neither, as with one wrong number of five or with words, the value itself is the name.
    """
    one, other = _numbers(got), _numbers(want)
    shown = " ".join(wording.shown_value(got).split())
    itself = [f"is {shown}"] if shown else []
    if not one or not other or len(one) != len(other):
        return itself
    found = []
    if all(want for want in other):
        ratios = [a / b for a, b in zip(one, other, strict=True)]
        if _nearly_equal(ratios):
            found.append(f"{_TIMES}{ratios[0]:.3g}")
    differences = [a - b for a, b in zip(one, other, strict=True)]
    if _nearly_equal(differences):
        found.append(f"{_PLUS}{differences[0]:.3g}")
    return found or itself


def pattern_words(name: str) -> str:
    """Return a name in words, "" where it is a digest or a text that speaks for itself."""
    for start, words in ((_TIMES, "the right number times"), (_PLUS, "the right number plus")):
        if name.startswith(start):
            return f"{words} {name.removeprefix(start)}"
    return ""


def _numbers(value: Any) -> list[float]:
    """The numbers of a value; none where it has anything else."""
    leaves = flatten(value)
    plain = all(isinstance(v, (int, float, Fraction)) and math.isfinite(v) for v in leaves)
    return [float(v) for v in leaves] if plain else []


def _nearly_equal(values: list[float]) -> bool:
    return all(math.isclose(value, values[0], rel_tol=2e-3, abs_tol=1e-9) for value in values)
