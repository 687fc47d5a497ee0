"""What code says, as a short digest: a comment, a place in the file or another name for the file changes nothing."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_PLAIN = (str, bytes, int, float, complex, type(None), type(...), type(NotImplemented))
_SIGNATURE = 0x0C  # of a code's flags: whether it takes *args and **kwargs
# Of a class: what Python writes into it by itself, which says where it stands or repeats what its functions say.
_BESIDE = frozenset(
    {
        "__module__",
        "__qualname__",
        "__doc__",
        "__dict__",
        "__weakref__",
        "__firstlineno__",
        "__static_attributes__",
        "__annotations__",
        "__annotate__",
        "__annotate_func__",
        "__annotations_cache__",
        "__match_args__",
        "__dataclass_fields__",
        "__dataclass_params__",
        "__abstractmethods__",
        "_abc_impl",
    }
)


def digest(*items: Any) -> str:
    """Return a short name of what functions and plain data say: with all that they call and use.

    Other people's packages, Python and this package are known by their names alone: their versions are kept elsewhere.
    """
    telling = _Telling()
    for item in items:
        telling.add(item)
    return telling.hash.hexdigest()


class _Telling:
    """Walks through functions and data once, and hashes what it meets."""

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=12)
        self.seen: set[int] = set()
        self.inside: set[int] = set()  # containers that are being walked through: one may hold itself
        self.kept: list[Any] = []  # an id stays taken as long as its object lives

    def say(self, *words: object) -> None:
        self.hash.update(repr(words).encode("utf-8", "surrogatepass"))

    def add(self, item: Any) -> None:
        if isinstance(item, FunctionType):
            self._function(item)
        elif isinstance(item, type):
            self._class(item)
        elif isinstance(item, ModuleType):
            self.say("module", item.__name__, "" if _elsewhere(item.__name__) else _text(item))
        elif type(item) in _PLAIN or isinstance(item, bool):
            self.say(type(item).__qualname__, item)
        elif isinstance(item, np.ndarray) and item.dtype != object:
            self.say("array", item.dtype.str, item.shape, item.tobytes())
        elif isinstance(item, (set, frozenset)):
            self.say(type(item).__qualname__, sorted(map(digest, item)))  # its order differs from process to process
        elif (parts := _parts(item)) is not None:
            self._class(type(item))
            self._each(item, parts)
        else:
            self._object(item)

    def _each(self, item: Any, parts: list[Any]) -> None:
        self.say(len(parts))
        with self._walking(item) as first:
            for part in parts if first else ():
                self.add(part)

    @contextmanager
    def _walking(self, item: Any) -> Iterator[bool]:
        first = id(item) not in self.inside
        self.inside.add(id(item))
        yield first
        if first:
            self.inside.remove(id(item))

    def _once(self, item: Any) -> bool:
        if id(item) in self.seen:
            return False
        self.seen.add(id(item))
        self.kept.append(item)
        return True

    def _object(self, item: Any) -> None:
        """An object by what it is built from again; a function that something else stands in for, by itself."""
        if (wrapped := getattr(item, "__wrapped__", None)) is not None:
            self.add(wrapped)
            return
        self._class(type(item))
        if self._once(item):
            for part in _built_from(item):
                self.add(part)

    def _class(self, item: type) -> None:
        self.say("class", item.__module__, item.__qualname__)
        if not _elsewhere(item.__module__) and self._once(item):
            self._each(item, list(item.__bases__))
            for name, value in vars(item).items():
                if name not in _BESIDE:
                    self.say(name)
                    self.add(value)

    def _function(self, function: FunctionType) -> None:
        self.say("function", function.__name__)
        if _elsewhere(function.__module__):
            self.say(function.__module__, function.__qualname__)
        elif self._once(function):
            self.add([function.__defaults__, function.__kwdefaults__])
            for cell in function.__closure__ or ():
                self.add(_content(cell))
            for code in codes(function.__code__):
                self._code(code)
                for name in code.co_names:
                    if name in function.__globals__:
                        self.add(function.__globals__[name])

    def _code(self, code: CodeType) -> None:
        self.say(code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        self.say(code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & _SIGNATURE)
        self.say(code.co_exceptiontable)
        places = {code.co_firstlineno} if "__firstlineno__" in code.co_names else set()  # since Python 3.13
        self.add([c for c in code.co_consts if not isinstance(c, CodeType) and not (type(c) is int and c in places)])


@cache
def _elsewhere(module: str | None) -> bool:
    """Whether code is Python's, an installed package's or this one's; the files of a course are no modules at all."""
    top = (module or "").partition(".")[0]
    if top in sys.stdlib_module_names or top == __name__.partition(".")[0]:
        return True
    file = getattr(sys.modules.get(top), "__file__", None)
    return file is not None and not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)


def _text(module: ModuleType) -> str:
    """The text of a file that a course has beside its own."""
    file = getattr(module, "__file__", None)
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else ""


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not set yet
        return None


def _parts(item: Any) -> list[Any] | None:
    """What a container or a record holds, in an order that is the same in every process."""
    if isinstance(item, np.ndarray):
        return [item.shape, item.tolist()]
    if isinstance(item, (list, tuple)):
        return list(item)
    if isinstance(item, Mapping):
        return list(item.items())
    return [getattr(item, field.name) for field in fields(item)] if is_dataclass(item) else None


def _built_from(item: Any) -> list[Any]:
    """What a copy of an object would be made of, its name where it is one of a kind; nothing where it has no copy."""
    if isinstance(item, (staticmethod, classmethod)):
        return [item.__func__]
    if isinstance(item, property):
        return [item.fget, item.fset, item.fdel]
    try:
        built = item.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - a lock, an open file: they may refuse in any way
        return [getattr(item, "__qualname__", ""), dict(sorted(getattr(item, "__dict__", {}).items()))]
    return [built] if isinstance(built, str) else [part for part in built[:3] if part is not None]


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from codes(constant)
