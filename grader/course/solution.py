"""A solution file: the reference, its steps and traces, the numbers it draws, and the known wrong versions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from grader.checks.declarations import Trace
from grader.seeds import Numbers

Space = dict[str, Any]


class NotDerivedError(LookupError):
    """There are no derivatives for such arguments; the reference knows them."""


@dataclass(frozen=True)
class Misconception:
    """A known mistake: which functions it replaces by which, and the hint for a student who makes it."""

    name: str
    hint: str
    wrong: Mapping[str, FunctionType]


class Solution:
    """The functions of one solution file, by name; when `fast`, twins stand in for what they are twins of."""

    def __init__(self, space: Space, *, fast: bool = False) -> None:
        self.space, self.fast = space, fast

    @cached_property
    def misconceptions(self) -> dict[str, Misconception]:
        """The known mistakes in the order in which they are written."""
        found = {}
        for name, function in self.space.items():
            tag = getattr(function, "grader_wrong", None)
            if tag is not None and isinstance(function, FunctionType):
                wrong = {tag[0]: function}
                for other in tag[1]:
                    more = self.space[other]
                    wrong[more.grader_wrong[0]] = more
                found[name] = Misconception(name, inspect.cleandoc(function.__doc__ or ""), wrong)
        return found

    @cached_property
    def traces(self) -> dict[str, Trace]:
        """Worksheets that are tables worked out row by row."""
        return {name: item for name, item in self.space.items() if isinstance(item, Trace)}

    @cached_property
    def steps(self) -> dict[str, Callable[..., Any]]:
        """Functions whose value is an answer of the student's."""
        return {name: item for name, item in self.space.items() if getattr(item, "grader_step", False)}

    @cached_property
    def definitions(self) -> dict[str, FunctionType]:
        """Functions that define in SymPy what others work out; tagged with a Definition."""
        return {name: item for name, item in self.space.items() if hasattr(item, "grader_definition")}

    @cached_property
    def expectations(self) -> dict[str, FunctionType]:
        """Functions that say from definitions what is expected of another one, by that one's name."""
        tagged = ((getattr(item, "grader_expected", None), item) for item in self.space.values())
        return {of: item for of, item in tagged if of is not None}

    @cached_property
    def expected_space(self) -> Space:
        """The functions that expected values come from: the reference, and what stands above it where there is one."""
        space = self.right_space
        known = {of: function for of, function in self.expectations.items() if of in space}
        return {**space, **{of: _or_else(function, space[of]) for of, function in known.items()}}

    @cached_property
    def twins(self) -> dict[str, FunctionType]:
        """Functions that do the same as another one, faster, by that one's name."""
        tagged = ((getattr(item, "grader_twin", None), item) for item in self.space.values())
        return {of: item for of, item in tagged if of in self.space}

    @cached_property
    def right_space(self) -> Space:
        """The functions of this file that do what they should: as written, or with twins in their places."""
        return _replaced(self.space, {}, self.twins) if self.fast and self.twins else self.space

    @cached_property
    def draw(self) -> Callable[..., Numbers | None] | None:
        """The function that draws a student's numbers, None where everybody has the same."""
        return next((self.right_space[name] for name in self._drawing), None)

    @cached_property
    def pictures(self) -> dict[str, list[FunctionType]]:
        """Functions that draw, by the known mistake or the task that they stand beside."""
        found: dict[str, list[FunctionType]] = {}
        for item in self.space.values():
            if isinstance(item, FunctionType) and hasattr(item, "grader_picture"):
                found.setdefault(item.__dict__["grader_picture"], []).append(item)
        return found

    @property
    def lecture(self) -> Numbers:
        """The lecture's own numbers."""
        return next((item.grader_lecture for item in self._drawing.values()), {})

    @cached_property
    def _drawing(self) -> dict[str, Any]:
        return {name: item for name, item in self.space.items() if hasattr(item, "grader_lecture")}

    def wrong_space(self, name: str) -> Space:
        """Return the functions of this file as they are for somebody with the misconception `name`."""
        if name not in self._wrong_spaces:
            wrong = self.misconceptions[name].wrong
            self._wrong_spaces[name] = _replaced(self.space, wrong, self._beside(wrong))
        return self._wrong_spaces[name]

    def by_twin(self, function: str) -> bool:
        """Return whether a twin stands in for a function, or for one that it calls."""
        return self.fast and not self.uses(function).isdisjoint(self.twins)

    def _beside(self, wrong: Mapping[str, FunctionType]) -> dict[str, FunctionType]:
        """The twins of functions that stand on nothing wrong: of any other, only what is written shows the mistake."""
        twins = self.twins if self.fast else {}
        return {of: twin for of, twin in twins.items() if not (self.uses(of) - {of}) & wrong.keys()}

    @cached_property
    def _wrong_spaces(self) -> dict[str, Space]:
        return {}

    @cached_property
    def _reach(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(_names(f.__code__)) for name, f in self.space.items() if isinstance(f, FunctionType)}

    def uses(self, function: str) -> frozenset[str]:
        """Return the functions of this file that `function` calls, directly or through others, and itself."""
        if function in self._used:
            return self._used[function]
        seen: set[str] = set()
        waiting = [function]
        while waiting:
            name = waiting.pop()
            if name not in seen and name in self._reach:
                seen.add(name)
                waiting += self._reach[name]
        return self._used.setdefault(function, frozenset(seen))

    @cached_property
    def _used(self) -> dict[str, frozenset[str]]:
        return {}

    def changed(self, steps: tuple[str, ...], name: str) -> dict[str, bool]:
        """Return the steps that the misconception `name` can change, each after those that it stands on.

        True where it touches the step itself, False where it only changes what the step is worked out from.
        """
        if (steps, name) not in self._changed:
            wrong, space = self.misconceptions[name].wrong.keys(), self.wrong_space(name)
            seen: dict[str, tuple[bool, bool]] = {}

            def changes(step: str) -> bool:
                if step not in seen:
                    code = space[step].__code__
                    inputs = [p for p in code.co_varnames[: code.co_argcount] if p != step]
                    before = [changes(p) for p in inputs if p in steps]
                    touched = not self.uses(step).isdisjoint(wrong)
                    reads = any(p in self.traces for p in inputs)
                    seen[step] = touched or reads or any(before), touched
                return seen[step][0]

            for step in steps:
                changes(step)
            self._changed[steps, name] = {step: touched for step, (changed, touched) in seen.items() if changed}
        return self._changed[steps, name]

    @cached_property
    def _changed(self) -> dict[tuple[tuple[str, ...], str], dict[str, bool]]:
        return {}

    def touching(self, functions: Iterator[str] | list[str]) -> list[Misconception]:
        """Return the misconceptions that can show in one of `functions`."""
        asked = tuple(functions)
        if asked not in self._touching:
            used = frozenset().union(*(self.uses(f) for f in asked))
            self._touching[asked] = [m for m in self.misconceptions.values() if used & m.wrong.keys()]
        return self._touching[asked]

    @cached_property
    def _touching(self) -> dict[tuple[str, ...], list[Misconception]]:
        return {}


def _or_else(function: Callable[..., Any], reference: Callable[..., Any]) -> Callable[..., Any]:
    def expected(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except NotDerivedError:
            return reference(*args, **kwargs)

    return expected


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _rebuilt(function: FunctionType, space: Space) -> FunctionType:
    copy = FunctionType(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    return copy


def _replaced(space: Space, wrong: Mapping[str, FunctionType], twins: Mapping[str, FunctionType]) -> Space:
    """The whole file again, with some functions wrong or by a twin: those that call them, call these.

    Either may itself call the right one that it replaces.
    """
    changed = dict(space)
    for name, item in space.items():
        if isinstance(item, FunctionType) and item.__globals__ is space:
            changed[name] = _rebuilt(item, changed)
    written = {name: changed[name] for name in twins}
    for name, item in twins.items():
        changed[name] = _rebuilt(item, {**changed, name: written[name]})
    right = {name: changed[name] for name in wrong}
    for name, item in wrong.items():
        changed[name] = _rebuilt(item, changed)
    for name, item in wrong.items():
        changed[name] = _rebuilt(item, {**changed, name: right[name]})
    return changed
