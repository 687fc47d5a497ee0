"""Declarations of checks and tasks, and tags on the functions of a solution: the words that course authors write with.

Nothing is registered: a decorator returns a record or tags a function, and `course` reads the files.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from fractions import Fraction
from types import FunctionType
from typing import Any, TypeVar

from grader.checks.comparison import Expectation, close
from grader.model import Kind
from grader.near_names import did_you_mean

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
Probe = Callable[..., Any]
Was = str | Sequence[str]  # a former name, or several, the last one first
_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s*([MG])(i?)B")
_MOST_SECONDS, _LEAST_MEMORY = 3600, 64 << 20
_declared: ContextVar[list[Any] | None] = ContextVar("declared", default=None)
_space: ContextVar[dict[str, Any] | None] = ContextVar("space", default=None)


@dataclass(frozen=True)
class Check:
    """A probe and an expectation, with their points and the function (`task`) that they are about."""

    name: str
    points: Fraction
    public: bool
    expect: Expectation
    probe: Probe
    title: str
    task: str
    was: tuple[str, ...] = ()  # the names that it had before, the last one first
    seconds: float | None = None  # that one call may take; None takes what every call may
    memory: int | None = None  # bytes that the homework may have; None takes what every homework may

    @property
    def first_name(self) -> str:
        """The name that it had first, by which its inputs are drawn."""
        return (self.name, *self.was)[-1]


@dataclass(frozen=True)
class Task:
    """Handwork: an answer, a worksheet, a formula or prose of that name in the file, and its points."""

    name: str
    kind: Kind
    points: Fraction
    title: str = ""
    key_facts: tuple[tuple[str, ...], ...] = ()
    digits: int | None = None  # significant digits that are asked for; None asks for the exact number
    steps: tuple[str, ...] = ()  # the answers that a worksheet consists of, where it is no table
    symbols: tuple[str, ...] = ()
    domain: tuple[tuple[str, str], ...] = ()
    was: tuple[tuple[str, tuple[str, ...]], ...] = ()  # its name and those of its steps, each with its former names


@dataclass(frozen=True)
class NotAsked:
    """What no check asks of some functions on purpose: a part of the sentence in which `verify` tells it, and why."""

    functions: tuple[str, ...]
    what: str
    why: str


@dataclass(frozen=True)
class Trace:
    """A table worked out row by row; each column is a function of this row's earlier columns and the row before.

    `columns` are pairs of a column and its function's name.  The table ends where the first column's function returns
    None; `ends` says in words when that is.
    """

    start: str
    columns: tuple[tuple[str, str], ...]
    ends: str

    @property
    def functions(self) -> list[str]:
        """The names of the functions that the table is worked out by."""
        return [self.start, *(function for _, function in self.columns)]


@dataclass(frozen=True)
class Definition:
    """The tag of a definition: the functions held against it, the parameters to differentiate by, the shapes."""

    value: Callable[..., Any]
    gradients: tuple[Callable[..., Any], ...]
    by: tuple[str, ...]
    shapes: tuple[Mapping[str, tuple[int, ...]], ...]


@contextmanager
def collect_declarations(space: dict[str, Any] | None = None) -> Iterator[list[Any]]:
    """Collect the declarations of a file while it is run, in the order of its lines; `space` has the file's names."""
    items: list[Any] = []
    tokens = _declared.set(items), _space.set(space)
    try:
        yield items
    finally:
        _declared.reset(tokens[0])
        _space.reset(tokens[1])


def declare(item: T) -> T:
    """Return an item after it was added to the declarations of the file that is run."""
    items = _declared.get()
    if items is not None:
        items.append(item)
    return item


def names_of_file() -> dict[str, Any]:
    """Return the names of the file that is run, to read and to add to; empty where none is."""
    space = _space.get()
    return {} if space is None else space


def exact_points(points: float) -> Fraction:
    """Return points as a fraction: a third may be written as 0.333."""
    return Fraction(points).limit_denominator(1000)


def demand_expectation(expect: Expectation) -> Expectation:
    """Return what `expect` is; raises TypeError where it is no expectation."""
    if not isinstance(expect, Expectation):
        raise TypeError(f"expect= takes an expectation, such as close, and not {expect!r}")
    return expect


def demand_function(function: Callable[..., Any] | str) -> Callable[..., Any] | str:
    """Return a function of the file, or its name; raises where it is none, or there is none of that name so far."""
    if not isinstance(function, str):
        if isinstance(function, type) or not hasattr(function, "__name__"):
            raise TypeError(f"of= and along= take functions and methods, and not {function!r}")
        return function
    space = names_of_file()
    name, _, method = function.partition(".")
    if space and (name not in space or (method and not hasattr(space[name], method))):
        hint = did_you_mean(function, space, "write it there")
        raise NameError(f"there is no function {function!r} above this line: {hint}")
    return function


def replaced_names(wrong: Callable[..., Any]) -> tuple[str, tuple[str, ...]]:
    """Return the name of the function that a misconception is of, and the names of those that go along with it."""
    of, along = wrong.__dict__["grader_wrong"]
    return _name(of), tuple(map(_name, along))


def _name(function: Callable[..., Any] | str) -> str:
    """The name of a function, `CLASS.METHOD` of a method."""
    if isinstance(function, str):
        return function
    name = getattr(function, "__qualname__", "")
    return name if "." in name and "<" not in name else function.__name__


def call_limits(seconds: float | None, memory: str | None) -> dict[str, Any]:
    """Return the fields of a check for limits of its own; raises ValueError where they are none."""
    if seconds is not None and not (isinstance(seconds, (int, float)) and 0 < seconds <= _MOST_SECONDS):
        raise ValueError(f"seconds= takes the seconds of one call, up to {_MOST_SECONDS}, and not {seconds!r}")
    if memory is None:
        return {"seconds": seconds, "memory": None}
    read = _MEMORY.fullmatch(str(memory).strip())
    size = 0 if read is None else round(float(read[1]) * (1024 if read[3] else 1000) ** "_KMG".index(read[2]))
    if size < _LEAST_MEMORY:
        raise ValueError(f'memory= takes a size of 64 MB or more, such as "1 GB", and not {memory!r}')
    return {"seconds": seconds, "memory": size}


def former_names(name: str, was: Was) -> tuple[str, ...]:
    """Return the names that `was=` says; raises ValueError where it says the present one."""
    names = (was,) if isinstance(was, str) else tuple(was)
    if name in names:
        raise ValueError(f"was= says that {name} was called {name}: name what it was called before, or leave it out")
    return tuple(filter(None, names))


def check(
    *,
    points: float,
    public: bool = False,
    expect: Expectation = close,
    task: str | None = None,
    was: Was = (),
    seconds: float | None = None,
    memory: str | None = None,
) -> Callable[[Probe], Check]:
    """Make a check of a probe `f(hw, rng)`; its docstring is the title that a student reads.

    `task` is the function that the check is about; without it, the one that the probe names first.  `was` is the name
    that it had before, where it is renamed or split: its inputs, recorded calls and decisions go by that one.  One call
    may take `seconds`, and the homework `memory` ("1 GB"), where that is more or less than usual.
    """
    demand_expectation(expect)
    limits = call_limits(seconds, memory)

    def decorate(probe: Probe) -> Check:
        title = inspect.cleandoc(probe.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        name, worth = probe.__name__, exact_points(points)
        return declare(Check(name, worth, public, expect, probe, title, task or "", former_names(name, was), **limits))

    return decorate


def answer(name: str, *, points: float, title: str = "", digits: int | None = None, was: Was = ()) -> None:
    """Declare a short answer: the step of that name in the solution says what is right.

    With `digits`, that many significant digits are asked for, and a number that agrees in them is right.  `was` is the
    name that it had before: in files that have it, the answer is read there.
    """
    declare(Task(name, Kind.ANSWER, exact_points(points), title, digits=digits, was=_renamed(name, was)))


def formula(
    name: str,
    *,
    points: float,
    symbols: Sequence[str],
    title: str = "",
    domain: Mapping[str, str] | None = None,
    was: Was = (),
) -> None:
    """Declare a formula in `symbols` (`s_i`, `delta_ij`, `t`); the solution's step of that name says what is right.

    `domain` says that a symbol is always `positive`, or that a vector holds `probabilities`; `was` is its former name.
    """
    made = Task(name, Kind.FORMULA, exact_points(points), title, symbols=tuple(symbols), was=_renamed(name, was))
    declare(replace(made, domain=tuple((domain or {}).items())))


def worksheet(
    name: str,
    *,
    points: float,
    title: str = "",
    steps: Sequence[str] = (),
    digits: int | None = None,
    was: Was | Mapping[str, Was] = (),
) -> None:
    """Declare a worksheet, marked with follow-through: a trace, or a sheet of `steps` that share the points.

    A trace is the table of that name in the solution.  Each step is an answer in the student's file, and a function
    tagged as a step in the solution.  `digits` significant digits are asked for; without it, exact numbers.  `was` is
    its former name; `{"step": "former name"}` says it of steps.
    """
    made = Task(name, Kind.WORKSHEET, exact_points(points), title, digits=digits, was=_renamed(name, was))
    declare(replace(made, steps=tuple(steps)))


def prose(
    name: str, *, points: float, title: str = "", key_facts: str | Sequence[Sequence[str]] = (), was: Was = ()
) -> None:
    """Declare a discussion that a person marks; each key fact is a choice of words that would show it.

    Key facts are tuples of words, or a text: `velocity, inertia; gradient` are two facts, the first by two words.
    `was` is its former name.
    """
    if isinstance(key_facts, str):
        key_facts = [[word.strip() for word in fact.split(",")] for fact in key_facts.split(";")]
    if any(isinstance(words, str) for words in key_facts):
        raise TypeError('each of key_facts= is a tuple of words, such as ("velocity",), and not a word')
    facts = tuple(tuple(words) for words in key_facts)
    declare(Task(name, Kind.PROSE, exact_points(points), title, facts, was=_renamed(name, was)))


def not_asked(functions: str, what: str, *, why: str) -> None:
    """Declare that checks do not ask these functions for something on purpose: `verify` is silent about it.

    `what` is the sentence of `verify`, or a part of it, such as `is never 0`; `why` is for who reads the file.
    """
    if not functions.split() or not what.strip() or not why.strip():
        raise ValueError('not_asked() says of which functions, what and why: not_asked("f", "x is never 0", why="...")')
    declare(NotAsked(tuple(functions.split()), what, why))


def _renamed(name: str, was: Was | Mapping[str, Was]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named = was if isinstance(was, Mapping) else {name: was}
    return tuple((new, names) for new, old in named.items() if (names := former_names(new, old)))


def step(function: F) -> F:
    """Tag a function of the solution as a step: its parameters name the student's numbers and earlier steps."""
    function.__dict__["grader_step"] = True
    return function


def again(function: Callable[..., Any], prefix: str, **fixed: Any) -> Callable[..., Any]:
    """Return a copy of a step for another sheet: its name and those of its parameters get a prefix.

    `fixed` gives other values to its keyword-only parameters, which are no numbers of the student's.
    """
    code = function.__code__
    asked, rest = code.co_varnames[: code.co_argcount], code.co_varnames[code.co_argcount :]
    renamed = code.replace(co_varnames=(*(prefix + name for name in asked), *rest))
    made = FunctionType(renamed, function.__globals__, prefix + function.__name__, None, function.__closure__)
    made.__kwdefaults__, made.__doc__ = {**(function.__kwdefaults__ or {}), **fixed}, function.__doc__
    return step(made)


def trace(*, start: Callable[..., Any], ends: str, **columns: Callable[..., Any]) -> Trace:
    """Return a worksheet of rows: `start` gives the columns' values before the first row, `ends` says when it is over.

    `ends` goes on from "the table ends when ...".
    """
    return Trace(start.__name__, tuple((name, f.__name__) for name, f in columns.items()), ends)


def definition(
    *,
    value: Callable[..., Any],
    gradients: Sequence[Callable[..., Any]],
    by: Sequence[str],
    shapes: Sequence[Mapping[str, tuple[int, ...]]],
) -> Callable[[F], F]:
    """Tag a definition written in SymPy, whose derivatives are worked out and held against the reference.

    The function is called with arrays of symbols of one of the `shapes`, imports SymPy itself, and returns expressions.
    `value` and each of `gradients` are called with arrays of numbers in the same places; a gradient returns the
    derivative by the parameter `by`, or a tuple of them where there are several.  A second gradient may be a faster
    twin of the first.
    """

    def decorate(function: F) -> F:
        function.__dict__["grader_definition"] = Definition(value, tuple(gradients), tuple(by), tuple(shapes))
        return function

    return decorate


def opaque(*places: int | str) -> Callable[[F], F]:
    """Tag a function of the solution that returns something of its own, such as a cache, which is nobody's business.

    `places` are indices or keys of what it returns; without any, the whole is opaque.  What a homework returns there
    stays in its process and is compared with nothing.  A probe gets a handle, and hands it on to other functions.
    """
    for place in places:
        if isinstance(place, bool) or not isinstance(place, (int, str)) or (isinstance(place, int) and place < 0):
            raise TypeError(f"@opaque takes indices from 0 and keys, and not {place!r}: write it as in @opaque(1)")

    def decorate(function: F) -> F:
        function.__dict__["grader_opaque"] = places or (None,)
        return function

    return decorate


def expected(*, of: Callable[..., Any]) -> Callable[[F], F]:
    """Tag a function that gives the expected value of another one of the solution, from what SymPy derives.

    The function takes the same arguments and works by `derivatives` of a definition.  Checks expect its value of a
    homework; where SymPy has no derivatives for the arguments, they expect what the other function gives.
    """

    def decorate(function: F) -> F:
        function.__dict__["grader_expected"] = of.__name__
        return function

    return decorate


def twin(*, of: Callable[..., Any]) -> Callable[[F], F]:
    """Tag a faster twin of another function of the solution, with loops that are `compiled`.

    The twin takes that function's place where Numba is installed and functions are called often.  A twin may itself
    call the function that it stands in for, and leave to it what it cannot do.
    """

    def decorate(function: F) -> F:
        function.__dict__["grader_twin"] = of.__name__
        return function

    return decorate


def numbers(*, lecture: dict[str, Any]) -> Callable[[F], F]:
    """Tag the function that draws a student's numbers from a generator; it returns None to refuse a draw.

    `lecture` holds the lecture's own numbers.
    """

    def decorate(function: F) -> F:
        function.__dict__["grader_lecture"] = lecture
        return function

    return decorate


def misconception(*, of: Callable[..., Any] | str, along: Sequence[Callable[..., Any] | str] = ()) -> Callable[[F], F]:
    """Tag a known wrong version of one function of the solution; its docstring is the hint.

    `of` may be a method, as in `of=Network.backward`.  For a student with the misconception, all that calls the
    function in the solution gets the wrong version.  `along` adds other misconceptions that the same student has.
    """
    tag = demand_function(of), tuple(map(demand_function, along))

    def decorate(function: F) -> F:
        function.__dict__["grader_wrong"] = tag
        return function

    return decorate


def alternative(*, of: Callable[..., Any] | str) -> Callable[[F], F]:
    """Tag a second right version of one function of the solution, where the contract leaves a convention open.

    All that calls the function in the solution then goes by the other convention.  A task is right by one of the two,
    and wrong where it mixes them: it is judged by the nearer one.
    """
    name = _name(demand_function(of))

    def decorate(function: F) -> F:
        function.__dict__["grader_alternative"] = name
        return function

    return decorate


def picture(*, of: Callable[..., Any] | str) -> Callable[[F], F]:
    """Tag a function of the solution that returns a `Picture`, or None where there is nothing to draw.

    `of` is a misconception (the picture stands beside its hint) or the name of a task (it stands below the student's
    own work).  Its parameters name the student's numbers and answers: an answer is None where it was left blank, a
    table is a list of rows, each with the cells that were written, by column.
    """

    def decorate(function: F) -> F:
        function.__dict__["grader_picture"] = of if isinstance(of, str) else of.__name__
        return function

    return decorate
