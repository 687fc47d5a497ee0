"""Checks and handwork as the data of a release: what a probe does to a homework, recorded call by call.

A recorded probe is a list of actions and a value.  An action calls a function, takes a part of what an earlier one
gave, by key or index, or goes on in a new process.  Arguments and value are put together from constants, from what
actions gave and from the homework's own functions.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from grader.checks.comparison import All, Close, Exact, Expectation, Finite, Integers, Quiet, Unchanged
from grader.checks.declarations import Check, Task
from grader.checks.probe import Homework, Instance, ProbeStopped, StandIn, find_handle, raised
from grader.checks.shares import Accuracy, Reaching
from grader.model import Kind
from grader.sandbox import wire

_EXPECTATIONS = {
    kind.__name__.lower(): kind for kind in (Accuracy, Close, Exact, Finite, Integers, Quiet, Reaching, Unchanged)
}
# Constants and results in lists, tuples and dicts: ("constant", value), ("result", action), ("list", [pattern]), ...
_Pattern = tuple[str, Any]


@dataclass(frozen=True)
class CallAction:
    """A call of a function; its result is the name of its exception where one is `expected`."""

    function: str
    arguments: _Pattern  # of a pair: positional ones and those given by name
    expected: bool

    def run(self, hw: Any, results: Sequence[Any]) -> Any:
        """Return what the call gives; `results` are those of the actions before."""
        args, kwargs = _filled(self.arguments, hw, results)
        function = getattr(hw, self.function)
        return raised(function, *args, **kwargs) if self.expected else function(*args, **kwargs)


@dataclass(frozen=True)
class PartAction:
    """A part of what an earlier action gave."""

    action: int
    key: str | int | tuple[int, ...]

    def run(self, hw: Any, results: Sequence[Any]) -> Any:
        """Return the part."""
        del hw
        return results[self.action][self.key]


@dataclass(frozen=True)
class FreshAction:
    """A new process."""

    def run(self, hw: Any, results: Sequence[Any]) -> None:
        """Go on in it."""
        del results
        hw.fresh()


Action = CallAction | PartAction | FreshAction


@dataclass(frozen=True)
class RecordedProbe:
    """A probe that does to any homework what another one did to the reference."""

    actions: Sequence[Action]
    value: _Pattern

    def __call__(self, hw: Any, rng: object) -> Any:
        """Return the value for a homework; nothing is drawn any more."""
        del rng
        results: list[Any] = []
        for action in self.actions:
            results.append(action.run(hw, results))
        return _filled(self.value, hw, results)


def _filled(pattern: _Pattern, hw: Any, results: Sequence[Any]) -> Any:
    kind, content = pattern
    if kind == "constant":
        return content
    if kind == "result":
        return results[content]
    if kind == "function":
        return getattr(hw, content)
    if kind == "dict":
        return {key: _filled(part, hw, results) for key, part in content.items()}
    parts = [_filled(part, hw, results) for part in content]
    return tuple(parts) if kind == "tuple" else parts


def _pattern_of(value: Any) -> _Pattern:
    """The pattern of a value, in which whatever holds no result is one constant."""
    kind = type(value)  # `isinstance` is refused by a result
    if kind is _Result:
        return "result", value._action
    if kind is _Function:
        if value.own:
            raise UnrecordableError("hands a method on")
        return "function", value.name
    if issubclass(kind, dict):
        parts: Any = {key: _pattern_of(part) for key, part in value.items()}
        return ("constant", value) if _are_constants(parts.values()) else ("dict", parts)
    if issubclass(kind, (list, tuple)):
        parts = [_pattern_of(part) for part in value]
        return ("constant", value) if _are_constants(parts) else ("list" if issubclass(kind, list) else "tuple", parts)
    return "constant", value


def _are_constants(patterns: Any) -> bool:
    return all(kind == "constant" for kind, _ in patterns)


# ---- Recording


class UnrecordableError(BaseException):
    """What a probe does and a release cannot record; not an Exception, so that no probe catches it."""


class _Recorder:
    """`hw` of a probe on the reference: what is called and taken becomes an action."""

    def __init__(self, homework: Homework) -> None:
        self._hw = StandIn(homework)
        self._actions: list[Action] = []
        self._results: list[Any] = []

    def __getattr__(self, function: str) -> _Function:
        if function.startswith("_"):
            raise AttributeError(function)
        return _Function(self, function)

    def fresh(self) -> None:
        """Record a new process."""
        self._add(FreshAction())

    def _add(self, action: Action) -> _Result:
        try:
            self._results.append(action.run(self._hw, self._results))
        except ProbeStopped:  # not in the probe itself, or the check would be broken
            raise UnrecordableError("catches an exception by other means than raised(hw.NAME, ...)") from None
        self._actions.append(action)
        return _Result(self, len(self._actions) - 1, self._results[-1])


class _Function:
    """A function of a homework, or a method of the instance that is `own`, whose calls are recorded."""

    def __init__(self, recorder: _Recorder, name: str, *own: _Result) -> None:
        self.recorder, self.name, self.own = recorder, name, own

    def __call__(self, *args: Any, **kwargs: Any) -> _Result:
        return self.recorder._add(CallAction(self.name, _pattern_of(((*self.own, *args), kwargs)), expected=False))

    def raised(self, *args: Any, **kwargs: Any) -> _Result:
        """Return the name of the exception that a call ends in: `raised` of a probe asks for this."""
        return self.recorder._add(CallAction(self.name, _pattern_of(((*self.own, *args), kwargs)), expected=True))


class _Result:
    """What an action gave: it can be handed on and taken apart, and asked for what an instance has.

    To compute with it is refused.
    """

    __slots__ = ("_action", "_recorder", "_value")

    def __init__(self, recorder: _Recorder, action: int, value: Any) -> None:
        self._recorder, self._action, self._value = recorder, action, value

    def __getattr__(self, name: str) -> Any:
        if type(self._value) is not Instance or name.startswith("_"):
            return self._refuse()
        member = _Function(self._recorder, f"{self._value._of}.{name}", self)
        return member if name in self._value._methods else member()

    def __call__(self, *args: Any, **kwargs: Any) -> _Result:
        if type(self._value) is not Instance:
            return self._refuse()
        return _Function(self._recorder, f"{self._value._of}.__call__", self)(*args, **kwargs)

    def __getitem__(self, key: Any) -> _Result:
        if type(key) not in (str, int) and not (type(key) is tuple and all(type(i) is int for i in key)):
            raise UnrecordableError("takes a part of a result other than by a key or an index")
        return self._recorder._add(PartAction(self._action, key))

    def __len__(self) -> int:
        # A homework's list or tuple is as long as the reference's, or it is not handed to the probe.
        return len(self._value) if isinstance(self._value, (list, tuple)) else self._refuse()

    def __iter__(self) -> Iterator[_Result]:
        return iter([self[place] for place in range(len(self))])

    def _refuse(self, *_: object) -> NoReturn:
        raise UnrecordableError("computes with a result")

    __bool__ = __eq__ = __ne__ = __contains__ = __repr__ = __setitem__ = _refuse
    __hash__ = None  # type: ignore[assignment]
    __class__ = property(_refuse)  # what isinstance() asks for


def record(check: Check, homework: Homework, rng: object) -> RecordedProbe:
    """Return what a probe does to the reference; raises UnrecordableError where that is more than calls and parts."""
    recorder = _Recorder(homework)
    try:
        value = _pattern_of(check.probe(recorder, rng))
    except Exception:  # noqa: BLE001 - on the results themselves it raises nothing, or the check would be broken
        raise UnrecordableError("computes with a result") from None
    return RecordedProbe(recorder._actions, value)


# ---- As the data of a release


def pack_check(check: Check, probe: RecordedProbe) -> dict[str, Any]:
    """Return a check as data; raises UnrecordableError for an expectation of the course's own, and what `wire` does."""
    limits = {"seconds": check.seconds, "memory": check.memory}
    return {
        **_pack_common(Kind.CODE, check),
        **{name: limit for name, limit in limits.items() if limit is not None},
        "task": check.task,
        "expect": list(_pack_expectation(check.expect)),
        "actions": [_pack_action(action) for action in probe.actions],
        "value": pack_value(probe.value),
    }


def pack_task(task: Task) -> dict[str, Any]:
    """Return handwork as data: its name, points and title, and what `check` looks for."""
    looked_for = {"digits": task.digits, "steps": task.steps, "symbols": task.symbols}
    return {**_pack_common(task.kind, task), **{name: value for name, value in looked_for.items() if value}}


def unpack(data: Mapping[str, Any]) -> Check | Task:
    """Return a check or handwork from its data."""
    kind, name, points, title = Kind(data["kind"]), data["name"], Fraction(data["points"]), data["title"]
    if kind is not Kind.CODE:
        named = {field: tuple(data.get(field, ())) for field in ("steps", "symbols")}
        return Task(name, kind, points, title, digits=data.get("digits"), **named)
    parts = tuple(_unpack_expectation(**part) for part in data["expect"])
    probe = RecordedProbe([_unpack_action(action) for action in data["actions"]], unpack_value(data["value"]))
    limits: dict[str, Any] = {field: data.get(field) for field in ("seconds", "memory")}
    expect = parts[0] if len(parts) == 1 else All(parts)
    return Check(name, points, True, expect, probe, title, data["task"], **limits)


def _pack_common(kind: Kind, item: Check | Task) -> dict[str, Any]:
    return {"kind": kind.value, "name": item.name, "points": str(item.points), "title": item.title}


def _pack_expectation(expect: Expectation) -> Iterator[dict[str, Any]]:
    if isinstance(expect, All):
        for part in expect.parts:
            yield from _pack_expectation(part)
        return
    name = type(expect).__name__.lower()
    if _EXPECTATIONS.get(name) is not type(expect):
        raise UnrecordableError(f"expects {type(expect).__name__}, which is none of {', '.join(_EXPECTATIONS)},")
    yield {"name": name, **vars(expect)}


def _unpack_expectation(name: str, **parameters: Any) -> Expectation:
    return _EXPECTATIONS[name](**parameters)


def _pack_action(action: Action) -> dict[str, Any]:
    if isinstance(action, FreshAction):
        return {"fresh": True}
    if isinstance(action, PartAction):
        return {"part": action.action, "key": action.key}
    called = {"call": action.function, "arguments": pack_value(action.arguments)}
    return {**called, "raises": True} if action.expected else called


def _unpack_action(data: Mapping[str, Any]) -> Action:
    if "fresh" in data:
        return FreshAction()
    if "call" in data:
        return CallAction(data["call"], unpack_value(data["arguments"]), expected="raises" in data)
    return PartAction(data["part"], tuple(data["key"]) if isinstance(data["key"], list) else data["key"])


def pack_value(value: Any, *, request: bool = True) -> str:
    """Return plain data as text, bit for bit, by `wire.encode`."""
    return base64.b64encode(wire.encode(value, request=request)).decode()


def unpack_value(text: str) -> Any:
    """Return what was packed; raises ValueError, struct.error or wire.WireError for other text."""
    return wire.decode_frame(base64.b64decode(text), request=True, find=find_handle)
