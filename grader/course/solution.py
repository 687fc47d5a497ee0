"""A solution file: the reference, its steps and traces, the drawing of numbers, and the misconceptions."""

from __future__ import annotations

import inspect
from abc import ABCMeta
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import CellType, CodeType, FunctionType
from typing import Any

from grader.checks.declarations import Trace, replaced_names
from grader.seeds import Numbers

Opaque = Mapping[str, Sequence[int | str | None]]  # places by function; None is all that it returns
Space = dict[str, Any]  # the names of a file with what they stand for, as a module has them


class NotDerivedError(LookupError):
    """SymPy has no derivatives for these arguments; the reference gives the expected value."""


@dataclass(frozen=True)
class Misconception:
    """A known mistake: the wrong version of each function that it replaces, and the hint for the student."""

    name: str
    hint: str
    wrong: Mapping[str, FunctionType]


class Solution:
    """The functions of one solution file, by name; when `fast`, twins take the places of their functions.

    `part_names` has the names of the parts of what functions return, `convention` what an alternative replaces, and
    `words` are those that students are given.
    """

    def __init__(
        self,
        space: Space,
        *,
        fast: bool = False,
        part_names: Mapping[str, tuple[str, ...]] | None = None,
        words: frozenset[str] = frozenset(),
        convention: Mapping[str, FunctionType] | None = None,
    ) -> None:
        self.space, self.fast, self.part_names, self.convention = space, fast, part_names or {}, convention or {}
        self.words = words
        # What was worked out before, by the arguments of the methods of these names.
        self._wrong_spaces: dict[str, Space] = {}
        self._uses: dict[str, frozenset[str]] = {}
        self._changed_steps: dict[tuple[tuple[str, ...], str], dict[str, bool]] = {}
        self._misconceptions_in: dict[tuple[str, ...], list[Misconception]] = {}

    @cached_property
    def misconceptions(self) -> dict[str, Misconception]:
        """The misconceptions in the order of the file."""
        misconceptions = {}
        for name, function in self.space.items():
            if isinstance(function, FunctionType) and hasattr(function, "grader_wrong"):
                of, along = replaced_names(function)
                wrong = {of: function}
                for other in along:
                    more = self.space[other]
                    wrong[replaced_names(more)[0]] = more
                if not wrong.keys().isdisjoint(self.convention):
                    continue  # it is a mistake in the other convention
                misconceptions[name] = Misconception(name, inspect.cleandoc(function.__doc__ or ""), wrong)
        return misconceptions

    @cached_property
    def alternatives(self) -> dict[str, Solution]:
        """The solution by each other convention that is right as well, by the name of its function."""
        tagged = {name: item for name, item in self.space.items() if hasattr(item, "grader_alternative")}
        more: dict[str, Any] = {"fast": self.fast, "part_names": self.part_names, "words": self.words}
        return {
            name: Solution(self.space, convention={item.grader_alternative: item}, **more)
            for name, item in tagged.items()
        }

    @property
    def hints(self) -> dict[str, str]:
        """What the author says of each misconception."""
        return {name: known.hint for name, known in self.misconceptions.items()}

    @cached_property
    def opaque(self) -> Opaque:
        """The places of what functions return that are opaque, by the functions' names.

        Of a class it is the whole, an instance; all methods are there, `CLASS.METHOD`, whether or not they have places.
        """
        tagged = ((name, getattr(item, "grader_opaque", ())) for name, item in self.space.items())
        opaque: dict[str, Sequence[int | str | None]] = {name: places for name, places in tagged if places}
        for name, kind in self.classes.items():
            opaque[name] = (None,)
            for method in ("__init__", *methods_of(kind)):
                opaque[f"{name}.{method}"] = getattr(getattr(kind, method), "grader_opaque", ())
        return opaque

    @cached_property
    def classes(self) -> dict[str, type]:
        """The classes that the file defines."""
        return own_classes(self.space)

    @cached_property
    def traces(self) -> dict[str, Trace]:
        """The traces: worksheets that are tables worked out row by row."""
        return {name: item for name, item in self.space.items() if isinstance(item, Trace)}

    @cached_property
    def steps(self) -> dict[str, Callable[..., Any]]:
        """The steps: functions whose value is an answer of the student's."""
        return {name: item for name, item in self.space.items() if getattr(item, "grader_step", False)}

    @cached_property
    def definitions(self) -> dict[str, FunctionType]:
        """The definitions in SymPy, each tagged with a Definition."""
        return {name: item for name, item in self.space.items() if hasattr(item, "grader_definition")}

    @cached_property
    def expected_functions(self) -> dict[str, FunctionType]:
        """Functions that give the expected value of another one from definitions, by that one's name."""
        tagged = ((getattr(item, "grader_expected", None), item) for item in self.space.values())
        return {name: item for name, item in tagged if name is not None}

    @cached_property
    def expected_space(self) -> Space:
        """The functions that expected values come from: the reference, or what SymPy derives in place of it."""
        space = self.right_space
        expected = self.expected_functions.items()
        known = {n: function for n, function in expected if n in space and self.uses(n).isdisjoint(self.convention)}
        return {**space, **{name: _expected_or_reference(f, space[name]) for name, f in known.items()}}

    @cached_property
    def twins(self) -> dict[str, FunctionType]:
        """Faster twins of other functions, by those functions' names."""
        tagged = ((getattr(item, "grader_twin", None), item) for item in self.space.values())
        return {name: item for name, item in tagged if name in self.space}

    @cached_property
    def right_space(self) -> Space:
        """The right functions of this file: as written, or with twins in their places."""
        twins = self._twins_beside(self.convention)
        return _with_replaced(self.space, self.convention, twins) if twins or self.convention else self.space

    @cached_property
    def draw(self) -> Callable[..., Numbers | None] | None:
        """The function that draws a student's numbers, None where all students have the same."""
        return next((self.right_space[name] for name in self._drawing_functions), None)

    @cached_property
    def pictures(self) -> dict[str, list[FunctionType]]:
        """Functions that return a Picture, by the misconception or the task that they are about."""
        pictures: dict[str, list[FunctionType]] = {}
        for item in self.space.values():
            if isinstance(item, FunctionType) and hasattr(item, "grader_picture"):
                pictures.setdefault(item.__dict__["grader_picture"], []).append(item)
        return pictures

    @property
    def lecture(self) -> Numbers:
        """The lecture's own numbers."""
        return next((item.grader_lecture for item in self._drawing_functions.values()), {})

    @cached_property
    def _drawing_functions(self) -> dict[str, Any]:
        return {name: item for name, item in self.space.items() if hasattr(item, "grader_lecture")}

    def wrong_space(self, name: str) -> Space:
        """Return the functions of this file for a student with the misconception `name`."""
        if name not in self._wrong_spaces:
            wrong = {**self.convention, **self.misconceptions[name].wrong}
            self._wrong_spaces[name] = _with_replaced(self.space, wrong, self._twins_beside(wrong))
        return self._wrong_spaces[name]

    def uses_twin(self, function: str) -> bool:
        """Return whether a twin takes the place of a function, or of one that it calls."""
        return self.fast and not self.uses(function).isdisjoint(self.twins)

    def _twins_beside(self, wrong: Mapping[str, FunctionType]) -> dict[str, FunctionType]:
        """The twins of functions that call nothing wrong: of others, only the code as written shows the mistake."""
        twins = self.twins if self.fast else {}
        return {name: twin for name, twin in twins.items() if not (self.uses(name) - {name}) & wrong.keys()}

    @cached_property
    def _names_used(self) -> dict[str, frozenset[str]]:
        written = {**self.space, **self.convention}
        functions = {name: item for name, item in written.items() if isinstance(item, FunctionType)}
        used = {name: frozenset(names_in_code(function.__code__)) for name, function in functions.items()}
        for name, kind in self.classes.items():
            members = [(f"{name}.{member}", function) for member, function in _functions_of(kind)]
            for member, function in members:
                used[member] = used.get(member, frozenset()) | {name, *names_in_code(function.__code__)}
            used[name] = frozenset({*dict(members), *(base.__name__ for base in kind.__bases__)})
        return used

    def uses(self, function: str) -> frozenset[str]:
        """Return the functions of this file that `function` calls, directly or through others, and itself.

        Who uses a class uses its methods.
        """
        if function in self._uses:
            return self._uses[function]
        seen: set[str] = set()
        waiting = [function]
        while waiting:
            name = waiting.pop()
            if name not in seen and name in self._names_used:
                seen.add(name)
                waiting += self._names_used[name]
        return self._uses.setdefault(function, frozenset(seen))

    def changed_steps(self, steps: tuple[str, ...], name: str) -> dict[str, bool]:
        """Return the steps that the misconception `name` can change, in an order that they can be worked out in.

        True where it changes the step's own function, False where it only changes a value that the step works with.
        """
        if (steps, name) not in self._changed_steps:
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
            self._changed_steps[steps, name] = {step: touched for step, (changed, touched) in seen.items() if changed}
        return self._changed_steps[steps, name]

    def misconceptions_in(self, functions: Iterator[str] | list[str]) -> list[Misconception]:
        """Return the misconceptions that can show in one of `functions`."""
        asked = tuple(functions)
        if asked not in self._misconceptions_in:
            used = frozenset().union(*(self.uses(f) for f in asked))
            self._misconceptions_in[asked] = [m for m in self.misconceptions.values() if used & m.wrong.keys()]
        return self._misconceptions_in[asked]


def _expected_or_reference(function: Callable[..., Any], reference: Callable[..., Any]) -> Callable[..., Any]:
    def expected(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except NotDerivedError:
            return reference(*args, **kwargs)

    return expected


def names_in_code(code: CodeType) -> Iterator[str]:
    """Yield the global names and attributes that code uses, then those of the functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in_code(constant)


def own_classes(space: Mapping[str, Any]) -> dict[str, type]:
    """Return the classes that a file defines, by their names."""
    own = space.get("__name__")
    return {name: item for name, item in space.items() if isinstance(item, type) and item.__module__ == own}


def methods_of(kind: type) -> list[str]:
    """Return the names of the methods that can be called from outside."""
    names = [name for name in dir(kind) if name == "__call__" or not name.startswith("_")]
    return [name for name in names if isinstance(inspect.getattr_static(kind, name), _METHODS)]


_METHODS = (FunctionType, staticmethod, classmethod)


def _functions_of(kind: type) -> Iterator[tuple[str, FunctionType]]:
    """The functions in the body of a class: methods, those of properties, and whatever wraps one."""
    for name, item in vars(kind).items():
        inside = (item, *(getattr(item, part, None) for part in ("__func__", "fget", "fset", "func")))
        yield from ((name, part) for part in inside if isinstance(part, FunctionType))


def _rebind_class(kind: type, space: Space) -> type:
    """A copy of a class whose methods call the functions of another space, which has its bases."""
    cell = CellType()

    def rebound(item: Any) -> Any:
        if isinstance(item, FunctionType):
            return _rebind(item, space, cell) if item.__globals__.get("__name__") == space.get("__name__") else item
        if isinstance(item, (staticmethod, classmethod)):
            return type(item)(rebound(item.__func__))
        if isinstance(item, property):
            return property(rebound(item.fget), rebound(item.fset), rebound(item.fdel), item.__doc__)
        return item

    slots = vars(kind).get("__slots__", ())
    left_out = {"__dict__", "__weakref__", *([slots] if isinstance(slots, str) else slots)}
    body = {name: rebound(item) for name, item in vars(kind).items() if name not in left_out}
    bases = tuple(space[b.__name__] if b.__module__ == kind.__module__ else b for b in kind.__bases__)
    made = type(kind)(kind.__name__, bases, body)
    cell.cell_contents = made
    return made


def _rebind(function: FunctionType, space: Space, own_class: CellType | None = None) -> FunctionType:
    """A function that calls those of another space; in a method, `super()` goes by `own_class`."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    closure = tuple(own_class if own_class and name == "__class__" else cell for name, cell in cells)
    copy = FunctionType(function.__code__, space, function.__name__, function.__defaults__, closure or None)
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__doc__ = function.__doc__
    copy.__dict__.update(function.__dict__)
    return copy


def _with_replaced(space: Space, wrong: Mapping[str, FunctionType], twins: Mapping[str, FunctionType]) -> Space:
    """A copy of the whole file with some functions wrong or replaced by twins, which all others then call.

    A wrong version or a twin may itself call the right function that it replaces.
    """
    changed = dict(space)
    for name, item in space.items():
        if isinstance(item, FunctionType) and item.__globals__ is space:
            changed[name] = _rebind(item, changed)
    for name, kind in own_classes(space).items():  # a base stands above
        if type(kind) in (type, ABCMeta):
            changed[name] = _rebind_class(kind, changed)
    written = {name: changed[name] for name in twins}
    for name, item in twins.items():
        changed[name] = _rebind(item, {**changed, name: written[name]})
    methods = {name: item for name, item in wrong.items() if "." in name}
    functions = {name: item for name, item in wrong.items() if "." not in name}
    right = {name: changed[name] for name in functions}
    for name, item in functions.items():
        changed[name] = _rebind(item, changed)
    for name, item in functions.items():
        changed[name] = _rebind(item, {**changed, name: right[name]})
    for name, item in methods.items():
        of, _, method = name.partition(".")
        kind = changed[of]
        right_kind = type(kind)(of, (kind,), {method: getattr(kind, method)})
        setattr(kind, method, _rebind(item, {**changed, of: right_kind}))
    return changed
