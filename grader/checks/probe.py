"""What a probe holds in its hands: a homework whose functions it calls; and what the probe brought back."""

from __future__ import annotations

import builtins
import copy
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from grader.checks.comparison import has_same_form
from grader.model import Call, Fault, FaultKind, Outcome


class Homework(Protocol):
    """One homework: something that can be asked to call its functions."""

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of one call."""


class Stopped(BaseException):
    """A call gave no value that the probe could go on with; not an Exception, so that no probe catches it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class Parts(dict[Any, Any]):
    """The named parts of an answer that have the form they should; to look at another one ends the probe."""

    def __missing__(self, name: Any) -> Any:
        raise Stopped(Fault(FaultKind.UNUSABLE, message=f"[{name!r}]"))


class Hands:
    """`hw` in a probe: `hw.softmax(x)` calls the homework's function, and every call is kept.

    With `like` (the reference's calls), a value of another form ends the probe: what checks compute on stays small,
    and the student is told about the form and not about what it led to.  Of a dict that holds for each part by itself.
    """

    def __init__(self, homework: Homework, like: Sequence[Call] = ()) -> None:
        self._homework, self._like = homework, like
        self._calls: list[Call] = []

    def __getattr__(self, function: str) -> Callable[..., Any]:
        if function.startswith("_"):
            raise AttributeError(function)

        def made(*args: Any, **kwargs: Any) -> Any:
            # The probe keeps its own arguments: a homework that changes them must not change the next call's.
            call = self._homework.call(function, args, kwargs)
            self._calls.append(call)
            if call.fault is not None:
                raise Stopped(call.fault)
            place = len(self._calls) - 1
            like = self._like[place] if place < len(self._like) else None
            return call.value if like is None or like.fault is not None else _formed(call.value, like.value)

        return made


def _formed(value: Any, like: Any) -> Any:
    """What of a value a probe may go on with; raises Stopped where that is nothing."""
    if has_same_form(value, like):
        return value
    if not isinstance(value, dict) or not isinstance(like, dict):
        raise Stopped(Fault(FaultKind.UNUSABLE))
    return Parts((name, value[name]) for name in like if name in value and has_same_form(value[name], like[name]))


def raised(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Call a function of a homework and return the name of the exception that it raises, "" where it gives a value.

    In a probe: `raised(hw.size, 7, 3, stride=0)`.  A kind of exception that the homework itself defines counts as the
    built-in one that it stands on.
    """
    try:
        function(*args, **kwargs)
    except Stopped as stopped:
        if stopped.fault.kind is not FaultKind.RAISED:
            raise
        return stopped.fault.base or stopped.fault.error
    return ""


def _built_in(error: BaseException) -> str:
    return next((kind.__name__ for kind in type(error).__mro__ if vars(builtins).get(kind.__name__) is kind), "")


class Trusted:
    """The reference or a misconception: functions of ours, called here on copies of the arguments."""

    def __init__(self, space: Mapping[str, Any]) -> None:
        self.space = space

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return what became of one call."""
        target = self.space.get(function)
        if target is None:
            return Call(function, args, kwargs, fault=Fault(FaultKind.MISSING))
        given, named = copy.deepcopy(args), copy.deepcopy(dict(kwargs))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = target(*given, **named)
            except NotImplementedError:
                return Call(function, args, kwargs, fault=Fault(FaultKind.UNWRITTEN))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a wrong version raises is its outcome
                fault = Fault(FaultKind.RAISED, type(error).__name__, str(error), base=_built_in(error))
                return Call(function, args, kwargs, fault=fault)
        said = tuple(f"{w.category.__name__}: {w.message}" for w in caught)
        changed = not same((given, named), (args, dict(kwargs)))
        return Call(function, args, kwargs, value, None, changed, warnings=said)


def same(one: Any, other: Any) -> bool:
    """Return whether two arguments are alike bit for bit."""
    if isinstance(one, np.ndarray):
        return (
            isinstance(other, np.ndarray)
            and one.dtype == other.dtype
            and one.shape == other.shape
            and (one.tobytes() == other.tobytes())
        )
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    return bool(one is other or one == other or (one != one and other != other))  # noqa: PLR0124 - NaN is itself here


def observe(
    probe: Callable[..., Any], homework: Homework, rng: np.random.Generator, like: Sequence[Call] = ()
) -> Outcome:
    """Return what a probe brings back from a homework."""
    hands = Hands(homework, like)
    started = time.perf_counter()
    value, fault = None, None
    try:
        value = probe(hands, rng)
    except Stopped as stopped:
        fault = stopped.fault
    except (Exception, SystemExit) as error:  # noqa: BLE001 - on the reference the author's fault, else the submission's
        fault = Fault(FaultKind.UNUSABLE, type(error).__name__, str(error)[:200])
    return Outcome(value, fault, tuple(hands._calls), time.perf_counter() - started)
