"""Tables of checks, of steps and of known mistakes, for what would say no more as a function of its own each.

Like the decorators in `declarations`, these words register nothing: what they declare goes to the file that is run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import FunctionType
from typing import Any, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from grader.checks import declarations
from grader.checks.comparison import Expectation, close, unchanged
from grader.checks.declarations import (
    Check,
    F,
    Probe,
    Was,
    call_limits,
    declare,
    demand_expectation,
    exact_points,
    former_names,
)
from grader.checks.probe import raised

Using = Callable[..., Any]  # is given the homework's function, and the arguments that follow the name, or rng


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call, some of them given by name."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    raises: bool = False  # the outcome is the name of the exception that the call raises


def args(*positional: Any, **named: Any) -> Arguments:
    """Return a row of calls with arguments that are given by name: `args(image, kernel, stride=2)`."""
    return Arguments(positional, named)


def raising(*positional: Any, **named: Any) -> Arguments:
    """Return a row whose outcome is the name of the exception that the call raises, as `raised` gives it."""
    return Arguments(positional, named, raises=True)


class Draws:
    """What one check draws: each Drawn when it is first needed, after which it stays."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.kept: dict[int, Any] = {}

    def value(self, argument: Any) -> Any:
        """Return an argument as it is called with."""
        if not isinstance(argument, Drawn):
            return argument(self.rng) if callable(argument) else argument
        if id(argument) not in self.kept:
            parts = map(self.value, argument.parts) if argument.parts else [self.rng]
            self.kept[id(argument)] = argument.function(*parts)
        return self.kept[id(argument)]


@dataclass(frozen=True, eq=False)
class Drawn(NDArrayOperatorsMixin):
    """An argument that is drawn, or made of drawn ones by indices and arithmetic, as an array is."""

    function: Callable[..., Any]
    parts: tuple[Any, ...] = ()  # what the function is given; the generator where there are none
    __iter__ = None  # has no length before it is drawn

    def __getitem__(self, index: Any) -> Drawn:
        return self.turned(lambda value: value[index])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Drawn:
        return Drawn(lambda *values: getattr(ufunc, method)(*values, **options), inputs)

    @property
    def T(self) -> Drawn:  # noqa: N802 - as arrays call it
        """The transpose."""
        return self.turned(lambda value: value.T)

    def turned(self, function: Callable[[Any], Any]) -> Drawn:
        """Return what a function makes of it."""
        return Drawn(function, (self,))


def drawn(draw: Callable[..., Any], *given: Any, parts: int = 0) -> Any:
    """Return an argument for several rows of a check, drawn once by `draw(rng, *given)`; a tuple of its `parts`.

    `x = drawn(eighths, 2, 3)` may be used as an array is: `x[:1]`, `x.T`, `2 * x`, `x.turned(np.sort)`.  Every check
    draws anew.
    """
    whole = Drawn(lambda rng: draw(rng, *given))
    return tuple(whole[i] for i in range(parts)) if parts else whole


@dataclass(frozen=True)
class CheckTable:
    """The checks of one function: its words begin a check by its points and what a student reads."""

    function: str
    expect: Expectation

    def hidden(
        self,
        points: float,
        title: str,
        expect: Expectation | None = None,
        *,
        seconds: float | None = None,
        memory: str | None = None,
    ) -> CheckRow:
        """Begin a hidden check; `expect` goes before that of the table, `seconds` and `memory` are as of `check`."""
        expect = demand_expectation(self.expect if expect is None else expect)
        return CheckRow(self.function, exact_points(points), title, expect, **call_limits(seconds, memory))

    def public(self, points: float, title: str, expect: Expectation | None = None, **limits: Any) -> CheckRow:
        """Begin a public check."""
        return replace(self.hidden(points, title, expect, **limits), public=True)

    def float32(self, points: float, title: str) -> CheckRow:
        """Begin a hidden check whose arrays of floats become float32; the result may be float32 as well."""
        return replace(self.hidden(points, title, close), turned=_in_single_precision)

    def small_integers(self, points: float, title: str) -> CheckRow:
        """Begin a hidden check whose lists become arrays of unsigned 8-bit integers, which wrap around at 256."""
        return replace(self.hidden(points, title), turned=_in_bytes)

    def lists(self, points: float, title: str) -> CheckRow:
        """Begin a hidden check whose arrays become lists."""
        return replace(self.hidden(points, title), turned=_in_lists)

    def read_only(self, points: float, title: str) -> CheckRow:
        """Begin a hidden check of whether calls leave arrays alone: each is made again with arrays that are read-only.

        The outcome is what it gives, and the name of the exception that it raises then, as NumPy does where it is to
        write to one: leaving alone what is worked out wrongly earns nothing.
        """
        return replace(self.hidden(points, title), locked=True)

    def left_alone(self, points: float, title: str, expect: Expectation = unchanged) -> CheckRow:
        """Begin a hidden check of whether inputs stay as they were; each row is called twice, and drawn anew."""
        return replace(self.hidden(points, title, expect), times=2)


def task(function: str, expect: Expectation = close) -> CheckTable:
    """Return the table of the checks of one function, which expect `expect` where they say nothing else.

    `t.hidden(2, "what a student reads")("name", x, (y, 0))` on such a table is a check that makes two calls, and so are
    `t.public(...)(...)` and the other words.  Each row after the name is one call: a tuple of arguments, `args(...)`
    where some have names, or anything else, which is the only argument.  An argument that is a function is drawn: it is
    given `rng`.  The outcome of one row is its value, of several a tuple.  What is no table calls the function itself:
    `("name", x, using=lambda f, x: f(x) - f(0))`, or `@t.hidden(2, "what a student reads")` above `def name(f, rng)`.
    """
    if not isinstance(function, str):
        raise TypeError(f"task() takes the name of a function of the skeleton, and not {function!r}")
    return CheckTable(function, demand_expectation(expect))


@dataclass(frozen=True)
class CheckRow:
    """A check whose name and calls are still to be said."""

    function: str
    points: Fraction
    title: str
    expect: Expectation
    public: bool = False
    turned: Callable[[Any], Any] | None = None
    times: int = 1
    locked: bool = False
    seconds: float | None = None
    memory: int | None = None

    def __call__(self, name: str | Using, *rows: Any, using: Using | None = None, was: Was = ()) -> Check:
        """Declare the check of that name and what it calls; a function below it in place of a name is `using`.

        `was` is the name that it had before, as of `check`.
        """
        if callable(name):
            return self(name.__name__, *rows, using=name)
        if not rows and using is None:
            raise TypeError(f"{name} has to say what is called: by rows, or by using=")
        if using is not None and (self.turned or self.times > 1 or self.locked):
            raise TypeError(f"{name} is about rows of arguments: take using= out, or begin by t.hidden")
        probe = self._calls_of(rows) if using is None else _calls_by(self.function, using, rows)
        about = (self.points, self.public, self.expect, probe, self.title, self.function)
        return declare(Check(name, *about, former_names(name, was), self.seconds, self.memory))

    def _calls_of(self, rows: Sequence[Any]) -> Probe:
        function, turned, times = self.function, self.turned or (lambda value: value), self.times
        locked = self.locked

        def probe(hw: Any, rng: np.random.Generator) -> Any:
            values = []
            for draws in (Draws(rng) for _ in range(times)):
                for row in rows:
                    given = _arguments(row)
                    positional = [turned(draws.value(argument)) for argument in given.args]
                    named = {name: turned(draws.value(argument)) for name, argument in given.kwargs.items()}
                    call = getattr(hw, function)
                    ask = raised if given.raises else _called
                    values.append(ask(call, *positional, **named))
                    if locked:
                        positional, named = [*map(_locked, positional)], {n: _locked(v) for n, v in named.items()}
                        values.append(raised(call, *positional, **named))
            return values[0] if len(values) == 1 else tuple(values)

        return probe


def _calls_by(function: str, using: Using, given: Sequence[Any]) -> Probe:
    def probe(hw: Any, rng: np.random.Generator) -> Any:
        draws = Draws(rng)
        return using(getattr(hw, function), *(map(draws.value, given) if given else [rng]))

    return probe


def _called(call: Callable[..., Any], *positional: Any, **named: Any) -> Any:
    return call(*positional, **named)


def _arguments(row: Any) -> Arguments:
    return row if isinstance(row, Arguments) else Arguments(row if isinstance(row, tuple) else (row,), {})


def _in_single_precision(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _in_bytes(value: Any) -> Any:
    return np.array(value, np.uint8) if isinstance(value, list) else value


def _locked(value: Any) -> Any:
    """The value with all its arrays read-only."""
    if isinstance(value, np.ndarray):
        value = value[...]  # as it lies in memory
        value.flags.writeable = False
    elif type(value) in (list, tuple):
        value = type(value)(map(_locked, value))
    elif type(value) is dict:
        value = {key: _locked(part) for key, part in value.items()}
    return value


def _in_lists(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


# ---- Steps and known mistakes


def steps(**table: Any) -> dict[str, FunctionType]:
    """Declare steps: `name=` a function, a formula of its symbols as text, or a value that is always the same.

    Returns them by name, for another sheet to do them `again`.
    """
    return {name: declarations.step(_defined(name, item)) for name, item in table.items()}


def misconceptions(
    *, of: Callable[..., Any] | str, along: Sequence[Callable[..., Any] | str] = (), **table: Any
) -> None:
    """Declare wrong versions of one function of the solution, or of a step: `name=` the wrong version.

    That is a function with the parameters of the right one, a formula of its symbols as text, or a value.  The hint
    stands under the name in the file of hints beside the solution, or here: `name=(hint, version)`.
    """
    tag = declarations.misconception(of=of, along=along)
    for name, item in table.items():
        hint, version = item if _has_hint(item) else (None, item)
        tag(_defined(name, version)).__doc__ = hint


def part(right: F, *, along: Sequence[Callable[..., Any] | str] = (), **wrong: Any) -> F:
    """Return a function of the solution after its wrong versions were declared, as by `misconceptions`.

    `half = part(lambda x: x / 2, left_out=lambda x: x)` is a function of one expression, with the mistakes made in it.
    """
    misconceptions(of=right, along=along, **wrong)
    return right


def _has_hint(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)


def _defined(name: str, item: Any) -> FunctionType:
    """The function that an item of a table stands for, put among the names of the file."""
    space = declarations.names_of_file()
    if name in space:
        raise ValueError(f"{name} is defined twice: give one of them another name")
    if isinstance(item, str):
        item = _formula(item, space)
    elif not isinstance(item, FunctionType):
        if callable(item):
            raise TypeError(f"{name} is {item!r}: write a lambda that calls it, or a function")
        item = _constant(item, space)
    code = item.__code__.replace(co_name=name, co_qualname=name)
    function = FunctionType(code, item.__globals__, name, item.__defaults__, item.__closure__)
    function.__kwdefaults__ = item.__kwdefaults__
    function.__dict__.update(item.__dict__)
    space[name] = function
    return function


def _constant(value: Any, space: dict[str, Any]) -> FunctionType:
    closed = cast(FunctionType, lambda *_, **__: value)  # in the place of any function
    return FunctionType(closed.__code__, space, "", None, closed.__closure__)


def formula_symbols(text: str) -> list[str]:
    """Return the symbols of a formula, which are all names in it that are not called; raises ValueError."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError:
        raise ValueError(f"the formula {text} is not Python: write it as in `s_i * (1 - s_j)`") from None
    called = {id(n) for call in ast.walk(tree) if isinstance(call, ast.Call) for n in ast.walk(call.func)}
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and id(n) not in called]
    return list(dict.fromkeys(n.id for n in sorted(names, key=lambda n: n.col_offset)))


def _formula(text: str, space: dict[str, Any]) -> FunctionType:
    """The function of a formula's symbols."""
    symbols = ", ".join(formula_symbols(text))
    # The text is the author's, from a file of the course that is run as it is; a student's never comes here.
    function = cast(FunctionType, eval(f"lambda {symbols}: ({text})", space))  # noqa: S307
    function.__dict__["grader_formula"] = text
    return function
