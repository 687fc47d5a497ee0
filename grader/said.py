"""What code says, as a short digest: a comment, a place in the file or another name for the file changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_DEEP = 12  # data nested further than this is told by its type alone


def digest(*items: Any) -> str:
    """Return a short name of what functions and plain data say: with all that they call in their own file, and use."""
    telling = _Telling()
    for item in items:
        telling.add(item)
    return telling.hash.hexdigest()


class _Telling:
    """Walks through functions and data once, and hashes what it meets."""

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=12)
        self.seen: set[int] = set()
        self.kept: list[Any] = []  # an id stays taken as long as its object lives

    def say(self, *words: object) -> None:
        self.hash.update(repr(words).encode("utf-8", "surrogatepass"))

    def add(self, item: Any, depth: int = 0) -> None:
        if isinstance(item, FunctionType):
            self._function(item, depth)
        elif isinstance(item, type):
            self._class(item, depth)
        elif isinstance(item, ModuleType):
            self.say("module", item.__name__)
        elif isinstance(item, np.ndarray):
            self.say("array", item.dtype.str, item.shape, item.tolist() if item.dtype == object else item.tobytes())
        elif depth > _DEEP:
            self.say(type(item).__qualname__)
        elif (parts := _parts(item)) is not None:
            self.say(type(item).__qualname__, len(parts))
            for part in parts:
                self.add(part, depth + 1)
        else:
            self._other(item, depth)

    def _once(self, item: Any) -> bool:
        if id(item) in self.seen:
            return False
        self.seen.add(id(item))
        self.kept.append(item)
        return True

    def _other(self, item: Any, depth: int) -> None:
        """Numbers and texts by what they are; objects by their class and what they hold; builtins by their name."""
        kind = type(item)
        if " at 0x" not in (shown := repr(item)):
            self.say(kind.__qualname__, shown)
        elif self._once(item):
            self.say(getattr(item, "__qualname__", kind.__qualname__))
            for name, value in sorted(getattr(item, "__dict__", {}).items()):
                self.say(name)
                self.add(value, depth + 1)

    def _class(self, item: type, depth: int) -> None:
        self.say("class", item.__module__, item.__qualname__)
        if self._once(item):
            for name, value in vars(item).items():
                if isinstance(value, FunctionType) and value.__module__ == item.__module__:
                    self.say(name)
                    self._function(value, depth + 1)

    def _function(self, function: FunctionType, depth: int) -> None:
        self.say("function", function.__name__)
        if not self._once(function.__code__):
            return
        self.add(function.__defaults__, depth + 1)
        self.add(function.__kwdefaults__, depth + 1)
        for cell in function.__closure__ or ():
            self.add(cell.cell_contents, depth + 1)
        for code in codes(function.__code__):
            constants = [c for c in code.co_consts if not isinstance(c, CodeType)]
            self.say(code.co_code, code.co_names, code.co_varnames)
            self.add(constants, depth + 1)  # a set's order differs from process to process
            for name in code.co_names:
                if name in function.__globals__:
                    self._used(name, function.__globals__[name], function, depth)

    def _used(self, name: str, item: Any, user: FunctionType, depth: int) -> None:
        """What a function finds under a name of its file; other packages' functions are known by their name."""
        own = isinstance(item, FunctionType) and item.__globals__ is user.__globals__
        if own or not isinstance(item, (FunctionType, type)):
            self.add(item, depth + 1)
        else:
            self.say(name, getattr(item, "__module__", ""), getattr(item, "__qualname__", ""))


def _parts(item: Any) -> list[Any] | None:
    """What a container or a record holds, in an order that is the same in every process."""
    if isinstance(item, (list, tuple)):
        return list(item)
    if isinstance(item, (set, frozenset)):
        return sorted(item, key=repr)
    if isinstance(item, Mapping):
        return list(item.items())
    return [getattr(item, field.name) for field in fields(item)] if is_dataclass(item) else None


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)
