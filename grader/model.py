"""The data classes that packages hand to each other: outcomes, verdicts, check results, results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, NoReturn


class Kind(StrEnum):
    """What a check looks at."""

    CODE = "code"
    ANSWER = "answer"
    WORKSHEET = "worksheet"
    FORMULA = "formula"
    PROSE = "prose"


class Status(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not_attempted"
    PENDING = "pending"  # waits for a person
    BROKEN = "broken"  # the course's own fault: waits for a person, costs no point


class Credit(StrEnum):
    """How one step of hand work ended."""

    RIGHT = "right"
    FOLLOW_THROUGH = "follow_through"  # right, given the student's own earlier value
    NAMED = "named"
    WRONG = "wrong"
    MISSING = "missing"


class Finding:
    """One thing that was found, as data: a key of the catalogue of sentences, and the values that its sentence shows.

    The values are plain data: names, texts that somebody wrote, numbers, lists, dicts and other findings.
    """

    __slots__ = ("key", "values")

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key, self.values = key, values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and (self.key, self.values) == (other.key, other.values)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Finding({', '.join([repr(self.key), *(f'{k}={v!r}' for k, v in self.values.items())])})"


class Absent(Enum):
    """No value, where None is one."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The beginning of an array that is too large to be kept with a verdict: its shape and its first entries."""

    shape: tuple[int, ...]
    entries: list[Any]


class Handle:
    """What stands for an opaque value, which stays where a homework's code runs: it can be handed on, and no more.

    `of` is the function that returned it, `number` its place among the opaque values of a check, from 1; `home` is
    where it can be handed back.  The number 0 stands for the function `of` itself.  An instance of a class has the
    names of its `methods`.
    """

    __slots__ = ("_home", "_methods", "_number", "_of")

    def __init__(self, number: int, of: str, home: object = None, methods: tuple[str, ...] = ()) -> None:
        self._number, self._of, self._home, self._methods = number, of, home, methods

    @property
    def wire_key(self) -> list[Any]:
        """What goes over the wire in its place."""
        return [self._number, self._of, *self._methods]

    def __deepcopy__(self, memo: Mapping[Any, Any]) -> Any:
        """Return what `memo` finds for it, which is no copy, or the handle itself."""
        return memo[Handle](self) if Handle in memo else self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Handle) and (self._number, self._of) == (other._number, other._of)

    def __hash__(self) -> int:
        return hash((self._number, self._of))

    def __repr__(self) -> str:
        return f"<{self._of}>" if self._methods else f"<what {self._of} returned>" if self._number else self._of

    def _refuse(self, *_: object, **_named: object) -> NoReturn:
        raise TypeError(f"what {self._of} returned is opaque: hand it on as it is, and look at what comes of it")

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"what {self._of} returned is opaque, and is not asked for its {name}: hand it on as it is"
        )

    __bool__ = __len__ = __iter__ = __getitem__ = __contains__ = __call__ = __float__ = __array__ = _refuse


def methods_in(opaque: Iterable[str], name: str) -> tuple[str, ...]:
    """Return the methods of a class among the names of what stays where it is, which has `CLASS.METHOD` for each."""
    return tuple(other.partition(".")[2] for other in opaque if other.startswith(f"{name}."))


class FaultKind(StrEnum):
    """Why a probe got no value."""

    UNWRITTEN = "unwritten"  # NotImplementedError: the skeleton's body
    MISSING = "missing"  # no function of that name
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"  # the process ended
    TOO_LARGE = "too_large"
    UNUSABLE = "unusable"  # came back, but in a form that the check cannot go on with
    NOT_LOADED = "not_loaded"  # the file itself could not be run


class Frame(NamedTuple):
    """A place in the student's own file that an exception passed through; `cell` is of a notebook."""

    cell: str
    line: int
    function: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why there is no value: its kind, the exception's name, what it said, and the line in the student's file.

    `base` is the built-in exception that it is or stands on: a homework may define kinds of its own.
    """

    kind: FaultKind
    error: str = ""
    message: str = ""
    line: int | None = None
    base: str = ""
    cell: str = ""  # of a notebook, where the line is
    path: tuple[Any, ...] = ()  # of the part that a check cannot go on with
    frames: tuple[Frame, ...] = field(default=(), compare=False)  # the innermost last; for staff, no verdict shows them


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a homework's function, as seen from outside."""

    function: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    value: Any = None
    fault: Fault | None = None
    changed: bool = False  # an argument was not what it had been before the call
    shared: bool = False  # the result shares memory with an argument
    warnings: tuple[str, ...] = ()
    output: str = ""
    overwrote: bool = False  # what the call before had given back was changed by this one
    seconds: float | None = field(default=None, compare=False)  # until the answer, as it was waited for
    cpu: float | None = field(default=None, compare=False)  # seconds of a processor, as the worker itself counts them


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a probe brought back from one homework: a value or a fault, and the calls on the way."""

    value: Any = None
    fault: Fault | None = None
    calls: tuple[Call, ...] = ()
    seconds: float = 0.0
    part_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of results, by function; the reference's
    words: frozenset[str] = frozenset()  # of the contract; the reference's


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one check as data, `share` of its points from 0 to 1; sentences are made of it by `reports`.

    `got` and `want` are what came back and what should have, `call` the call that shows it: excerpts of values.
    """

    status: Status
    share: Fraction = Fraction(0)
    findings: tuple[Finding, ...] = ()  # what was compared, where it parts and by which rule; the first says most
    misconceptions: tuple[str, ...] = ()
    credit: Credit | None = None
    call: Call | Finding | None = None
    got: Any = ABSENT
    want: Any = ABSENT
    follows_from: tuple[str, ...] = ()  # steps whose own values `want` goes on from, itself where it is a chain
    signature: str = ""  # a short name that wrong outcomes share which no known mistake explains
    would: Fraction | None = None  # of what waits: the share that it would be if the doubt is settled for the student
    by_hand: bool = False  # a person decided, and the finding is what they said
    together: bool = False  # all of the misconceptions, not one of them


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of a student's feedback: a verdict with its name, its task and its points."""

    name: str
    task: str
    kind: Kind
    title: str | Finding  # an author's text or a name; of a row of a table what it asks for
    public: bool
    verdict: Verdict
    max_points: Fraction
    seconds: float = 0.0
    row: int = 0  # of a worksheet that is a table, from 1
    was: tuple[tuple[str, str], ...] = ()  # former tasks and names

    @property
    def points(self) -> Fraction:
        """Points that are decided."""
        return Fraction(0) if self.pending else self.verdict.share * self.max_points

    @property
    def pending(self) -> Fraction:
        """Points that wait for a person."""
        return self.max_points if self.verdict.status in (Status.PENDING, Status.BROKEN) else Fraction(0)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one submission: its checks, or why it could not be graded."""

    student: str
    assignment: str
    path: str
    checks: tuple[CheckResult, ...] = ()
    error: Finding | None = None
    notes: tuple[Finding, ...] = ()
    seed: str = ""
    level: str = ""
    numbers: str = ""
    digest: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)  # prose as handed in, for the person who marks it
    hints: Mapping[str, str] = field(default_factory=dict)  # by misconception, what the course's author says of it
    rules: int = 0  # the number of the marking rules that it was judged by; 0 before these had one
    waits: Finding | None = None  # why it does not count yet, though it is judged

    @property
    def points(self) -> Fraction | None:
        """Points that are decided, or None where nothing could be graded."""
        return None if self.error is not None else sum((c.points for c in self.checks), Fraction(0))

    @property
    def pending(self) -> Fraction:
        """Points that wait for a person."""
        return sum((c.pending for c in self.checks), Fraction(0))

    @property
    def max_points(self) -> Fraction:
        """Points that the assignment is worth."""
        return sum((c.max_points for c in self.checks), Fraction(0))


def rounded_points(points: Fraction) -> float:
    """Return points as a number with at most four decimals, rounded half to even."""
    if points.denominator == 1:
        return points.numerator
    value = float(round(points, 4))
    return int(value) if value.is_integer() else value


def shared_points(points: Fraction, count: int) -> Fraction:
    """Return each one's part where `count` checks share the points of a task."""
    return points / count if count else Fraction(0)


def count_statuses(checks: Iterable[CheckResult]) -> dict[Status, int]:
    """Return how many checks ended in which way."""
    counts: dict[Status, int] = {}
    for check in checks:
        counts[check.verdict.status] = counts.get(check.verdict.status, 0) + 1
    return counts


def ordered_checks(checks: Iterable[CheckResult], names: Iterable[str]) -> list[CheckResult]:
    """Return check results in the order of the names of checks and, by hand, of tasks."""
    places = {name: place for place, name in enumerate(names)}
    return sorted(checks, key=lambda check: places[check.name if check.kind is Kind.CODE else check.task])


def checks_by_task(checks: Iterable[CheckResult]) -> dict[str, list[CheckResult]]:
    """Return the checks of each task, tasks and checks in their order."""
    tasks: dict[str, list[CheckResult]] = {}
    for check in checks:
        tasks.setdefault(check.task, []).append(check)
    return tasks


def point_totals(checks: Iterable[CheckResult]) -> tuple[Fraction, Fraction, Fraction]:
    """Return the points that are decided, that are pending, and the most there are."""
    points = pending = most = Fraction(0)
    for check in checks:
        points, pending, most = points + check.points, pending + check.pending, most + check.max_points
    return points, pending, most
