"""Running a probe: the stand-in for a homework whose functions it calls, and the outcome that it brings back."""

from __future__ import annotations

import builtins
import copy
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NoReturn, Protocol

import numpy as np

from grader import seeds
from grader.checks.comparison import has_same_form
from grader.checks.declarations import Check
from grader.model import Call, Fault, FaultKind, Handle, Outcome, methods_in
from grader.sandbox.wire import parts_exchanged


class Homework(Protocol):
    """A homework whose functions can be called: a submission, the reference, or a misconception."""

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return one call with its value or its fault."""

    def fresh(self) -> None:
        """Go on in a new process: what calls left behind is gone, and so is what handles stand for."""


class ProbeStopped(BaseException):
    """The end of a probe whose call gave no usable value; not an Exception, so that no probe catches it."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class UsableParts(dict[Any, Any]):
    """The parts of a dict that have the form they should; reading another one ends the probe."""

    def __missing__(self, name: Any) -> Any:
        raise ProbeStopped(Fault(FaultKind.UNUSABLE, path=(name,)))


class UnusableResult:
    """What a method gave in another form than it should have: the probe ends where it is used, and not before."""

    def _stop(self, *_: Any, **__: Any) -> NoReturn:
        raise ProbeStopped(Fault(FaultKind.UNUSABLE))

    __getattr__ = __getitem__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __contains__ = __call__ = _stop
    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _stop
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __abs__ = _stop
    __float__ = __int__ = __index__ = __str__ = __repr__ = __array__ = __array_ufunc__ = __deepcopy__ = _stop
    __hash__ = None  # type: ignore[assignment]


def _demand_usable(value: Any) -> None:
    """Raise ProbeStopped where an unusable result is among what a probe hands on or brings back."""
    if isinstance(value, UnusableResult):
        value._stop()
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        _demand_usable(part)


class HomeworkFunction(Handle):
    """A function of a homework in a probe: to be called, or handed to another one, which calls it where it stands."""

    __slots__ = ("_call",)

    def __init__(self, name: str, call: Callable[..., Any]) -> None:
        super().__init__(0, name)
        self._call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the homework's function gives, as far as a probe may go on with it."""
        return self._call(self._of, args, kwargs)


class Instance(Handle):
    """An instance of a class of a homework in a probe: its methods can be called, its attributes are read by value."""

    __slots__ = ("_call",)

    def __init__(self, handle: Handle, call: Callable[..., Any]) -> None:
        super().__init__(handle._number, handle._of, handle._home, handle._methods)
        self._call = call

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        member = f"{self._of}.{name}"
        if name not in self._methods:
            return self._call(member, (self,), {})
        return lambda *args, **kwargs: self._call(member, (self, *args), kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the instance gives where its class says that it can be called."""
        return (
            self._call(f"{self._of}.__call__", (self, *args), kwargs) if "__call__" in self._methods else self._refuse()
        )


def find_handle(key: Sequence[Any]) -> Any:
    """Return what a key stands for in frames of our own: a handle without a home, or a function of NumPy's."""
    number, name, *methods = key
    return getattr(np, name[3:]) if name.startswith("np.") else Handle(number, name, methods=tuple(methods))


class StandIn:
    """`hw` in a probe: `hw.softmax(x)` calls the homework's function, and every call is recorded.

    A value of another form than in `reference_calls` ends the probe: what checks compute on stays small, and the
    student reads about the form and not about what it led to.  Of a dict that holds for each part by itself.
    """

    def __init__(self, homework: Homework, reference_calls: Sequence[Call] = ()) -> None:
        self._homework, self._reference_calls = homework, reference_calls
        self._calls: list[Call] = []
        self._has_unusable = False

    def __getattr__(self, function: str) -> HomeworkFunction:
        if function.startswith("_"):
            raise AttributeError(function)
        return HomeworkFunction(function, self._call)

    def _call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        if self._has_unusable:
            _demand_usable((args, kwargs))
        # The probe keeps its own arguments: a homework that changes them must not change the next call's.
        call = self._homework.call(function, args, kwargs)
        known = self._reference_calls[len(self._calls) : len(self._calls) + 1]
        wanted = known[0] if known and known[0].fault is None else None
        if "." in function and wanted is not None and wanted.value is None:
            too_much = call.fault is not None and call.fault.kind is FaultKind.TOO_LARGE
            # A method that is called for what it does may give anything.
            call = replace(call, value=None, fault=None if too_much else call.fault)
        self._calls.append(call)
        if call.fault is not None:
            raise ProbeStopped(call.fault)
        try:
            value = call.value if wanted is None else _usable_value(call.value, wanted.value)
        except ProbeStopped:
            if "." not in function:
                raise
            self._has_unusable = True
            return UnusableResult()  # perhaps it was called for what it does
        return Instance(value, self._call) if isinstance(value, Handle) and value._methods else value

    def fresh(self) -> None:
        """Go on in a new process, where nothing is left of the calls before."""
        self._homework.fresh()


def _usable_value(value: Any, wanted: Any) -> Any:
    """The part of a value that a probe may go on with; raises ProbeStopped where there is none."""
    if has_same_form(value, wanted):
        return value
    if not isinstance(value, dict) or not isinstance(wanted, dict):
        raise ProbeStopped(Fault(FaultKind.UNUSABLE))
    usable = (name for name in wanted if name in value and has_same_form(value[name], wanted[name]))
    return UsableParts((name, value[name]) for name in usable)


def raised(function: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Call a function of a homework and return the name of the exception that it raises, "" where it gives a value.

    In a probe: `raised(hw.size, 7, 3, stride=0)`.  An exception class that the homework itself defines counts as its
    built-in base class.
    """
    recorded = getattr(function, "raised", None)
    if recorded is not None:  # for a release, which asks every homework
        return recorded(*args, **kwargs)  # type: ignore[no-any-return]
    try:
        function(*args, **kwargs)
    except ProbeStopped as stopped:
        if stopped.fault.kind is not FaultKind.RAISED:
            raise
        return stopped.fault.base or stopped.fault.error
    return ""


def _builtin_base(error: BaseException) -> str:
    return next((kind.__name__ for kind in type(error).__mro__ if vars(builtins).get(kind.__name__) is kind), "")


class TrustedHomework:
    """The reference or a misconception: functions of the course, called in this process on copies of the arguments.

    `opaque` has the places of what functions return where a probe gets handles.
    """

    def __init__(self, space: Mapping[str, Any], opaque: Mapping[str, Sequence[Any]] | None = None) -> None:
        self.space, self.opaque = space, opaque or {}
        self._home, self._made = object(), 0
        self._kept: dict[int, Any] = {}

    def fresh(self) -> None:
        """Let go of what handles stand for."""
        self._home = object()

    def call(self, function: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call:
        """Return one call with its value or its fault."""
        numbers = {place: self._made + i for i, place in enumerate(self.opaque.get(function, ()), 1)}
        self._made += len(numbers)
        find: dict[Any, Any] = {Handle: self._find}
        own_args, own_kwargs = copy.deepcopy((args, dict(kwargs)), find)
        _lock_alike([own_args, own_kwargs], [args, dict(kwargs)])
        target, given = self._target(function, own_args)
        if target is None:
            return Call(function, args, kwargs, fault=Fault(FaultKind.MISSING))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = target(*given, **own_kwargs)
            except NotImplementedError:
                return Call(function, args, kwargs, fault=Fault(FaultKind.UNWRITTEN))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a wrong version raises is its outcome
                fault = Fault(FaultKind.RAISED, type(error).__name__, str(error), base=_builtin_base(error))
                return Call(function, args, kwargs, fault=fault)
        shown = tuple(f"{w.category.__name__}: {w.message}" for w in caught)
        changed = not same_bits((own_args, own_kwargs), (args, dict(kwargs)))
        if given is not own_args and value is own_args[0]:
            value = None  # a method that returns its instance brings nothing new
        value = parts_exchanged(value, numbers, lambda place, part: self._keep(part, numbers[place], function))
        if numbers or "." in function:
            value = copy.deepcopy(value)  # what stays here may go on changing
        return Call(function, args, kwargs, value, None, changed, warnings=shown)

    def _keep(self, value: Any, number: int, function: str) -> Handle:
        self._kept[number] = value
        return Handle(number, function, self._home, methods_in(self.opaque, function))

    def _target(self, function: str, args: tuple[Any, ...]) -> tuple[Callable[..., Any] | None, tuple[Any, ...]]:
        """What is called with which arguments: a function, a method of the first argument, or a read of its value."""
        name, _, member = function.partition(".")
        if not member:
            return self.space.get(name), args
        if function in self.opaque:
            return getattr(args[0], member, None), args[1:]
        return lambda instance: getattr(instance, member), args

    def _find(self, handle: Handle) -> Any:
        """What a handle stands for: it is handed on as it is, no copy."""
        if not handle._number:
            return self.space.get(handle._of)
        if handle._home is not self._home:
            raise TypeError(f"{handle!r} cannot be handed on: it is gone with its process")
        return self._kept[handle._number]


def _lock_alike(copied: Any, sent: Any) -> None:
    """Make arrays of a copy read-only where those that were sent are: the copy could be written to."""
    if isinstance(sent, np.ndarray):
        copied.flags.writeable = copied.flags.writeable and sent.flags.writeable
    elif isinstance(sent, (list, tuple)):
        for own, part in zip(copied, sent, strict=True):
            _lock_alike(own, part)
    elif isinstance(sent, dict):
        for key, part in sent.items():
            _lock_alike(copied[key], part)


def same_bits(one: Any, other: Any) -> bool:
    """Return whether two arguments are the same bit for bit; of what a handle stands for nothing is known."""
    if isinstance(other, Handle):
        return one == other if isinstance(one, Handle) else True
    if isinstance(one, np.ndarray):
        same_form = isinstance(other, np.ndarray) and (one.dtype, one.shape) == (other.dtype, other.shape)
        return same_form and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same_bits(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_bits(one[k], other[k]) for k in one)
    return bool(one is other or one == other or (one != one and other != other))  # noqa: PLR0124 - NaN is itself here


def observe(
    probe: Callable[..., Any], homework: Homework, rng: np.random.Generator, reference_calls: Sequence[Call] = ()
) -> Outcome:
    """Run a probe on a homework and return its outcome."""
    stand_in = StandIn(homework, reference_calls)
    started = time.perf_counter()
    value, fault = None, None
    try:
        value = probe(stand_in, rng)
        if stand_in._has_unusable:
            _demand_usable(value)
    except ProbeStopped as stopped:
        fault = stopped.fault
    except (Exception, SystemExit) as error:  # noqa: BLE001 - on the reference the author's fault, else the submission's
        fault = Fault(FaultKind.UNUSABLE, type(error).__name__, str(error)[:200])
    return Outcome(value, fault, tuple(stand_in._calls), time.perf_counter() - started)


def observe_check(
    check: Check, homework: Homework, secret: str, assignment: str, reference_calls: Sequence[Call] = ()
) -> Outcome:
    """Return the outcome of a check on a homework, with the seed that it has in this assignment."""
    return observe(check.probe, homework, seeds.generator(secret, assignment, check.first_name), reference_calls)
