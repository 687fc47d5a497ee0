"""The code hash: a short digest of code, unchanged by comments, by its place in a file and by the file's name."""

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

_PLAIN_TYPES = (str, bytes, int, float, complex, type(None), type(...), type(NotImplemented))
_SIGNATURE_FLAGS = 0x0C  # of a code's flags: whether it takes *args and **kwargs
# Attributes that Python writes into a class by itself: they say where it stands, or repeat what its functions say.
_WRITTEN_BY_PYTHON = frozenset(
    (
        "__module__ __qualname__ __doc__ __dict__ __weakref__ __firstlineno__ __static_attributes__ "
        "__annotations__ __annotate__ __annotate_func__ __annotations_cache__ __match_args__ "
        "__dataclass_fields__ __dataclass_params__ __abstractmethods__ _abc_impl"
    ).split()
)


def digest(*items: Any) -> str:
    """Return the code hash of functions and plain data, with all that they call and use.

    Other packages, Python and this package count by their names alone: their versions are recorded elsewhere.
    """
    hasher = _Hasher()
    for item in items:
        hasher.add(item)
    return hasher.hash.hexdigest()


class _Hasher:
    """A walk through functions and data that hashes each of them once."""

    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=12)
        self.seen: set[int] = set()
        self.open: set[int] = set()  # containers that are being walked through: one may hold itself
        self.alive: list[Any] = []  # an id is not given again as long as its object lives

    def update(self, *words: object) -> None:
        self.hash.update(repr(words).encode("utf-8", "surrogatepass"))

    def add(self, item: Any) -> None:
        if isinstance(item, FunctionType):
            self._function(item)
        elif isinstance(item, type):
            self._class(item)
        elif isinstance(item, ModuleType):
            self.update("module", item.__name__, "" if _is_known_by_name(item.__name__) else _file_hash(item))
        elif type(item) in _PLAIN_TYPES or isinstance(item, bool):
            self.update(type(item).__qualname__, item)
        elif isinstance(item, np.ndarray) and item.dtype != object:
            self.update("array", item.dtype.str, item.shape, item.tobytes())
        elif isinstance(item, (set, frozenset)):
            self.update(type(item).__qualname__, sorted(map(digest, item)))  # its order differs from process to process
        elif (parts := _contents(item)) is not None:
            self._class(type(item))
            self._add_parts(item, parts)
        else:
            self._object(item)

    def _add_parts(self, item: Any, parts: list[Any]) -> None:
        self.update(len(parts))
        with self._walking(item) as first:
            for part in parts if first else ():
                self.add(part)

    @contextmanager
    def _walking(self, item: Any) -> Iterator[bool]:
        first = id(item) not in self.open
        self.open.add(id(item))
        yield first
        if first:
            self.open.remove(id(item))

    def _is_first(self, item: Any) -> bool:
        if id(item) in self.seen:
            return False
        self.seen.add(id(item))
        self.alive.append(item)
        return True

    def _object(self, item: Any) -> None:
        """Add an object by the parts that a copy is made of; a wrapper of a function by that function."""
        if (wrapped := getattr(item, "__wrapped__", None)) is not None:
            self.add(wrapped)
            return
        self._class(type(item))
        if self._is_first(item):
            for part in _copy_parts(item):
                self.add(part)

    def _class(self, item: type) -> None:
        self.update("class", item.__module__, item.__qualname__)
        if not _is_known_by_name(item.__module__) and self._is_first(item):
            self._add_parts(item, list(item.__bases__))
            for name, value in vars(item).items():
                if name not in _WRITTEN_BY_PYTHON:
                    self.update(name)
                    self.add(value)

    def _function(self, function: FunctionType) -> None:
        self.update("function", function.__name__)
        if _is_known_by_name(function.__module__):
            self.update(function.__module__, function.__qualname__)
        elif self._is_first(function):
            self.add([function.__defaults__, function.__kwdefaults__])
            for cell in function.__closure__ or ():
                self.add(_cell_value(cell))
            for code in nested_codes(function.__code__):
                self._code(code)
                for name in code.co_names:
                    if name in function.__globals__:
                        self.add(function.__globals__[name])

    def _code(self, code: CodeType) -> None:
        self.update(code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        self.update(code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & _SIGNATURE_FLAGS)
        self.update(code.co_exceptiontable)
        places = {code.co_firstlineno} if "__firstlineno__" in code.co_names else set()  # since Python 3.13
        self.add([c for c in code.co_consts if not isinstance(c, CodeType) and not (type(c) is int and c in places)])


@cache
def _is_known_by_name(module: str | None) -> bool:
    """Whether code is Python's, an installed package's or this one's; the files of a course are no modules."""
    top = (module or "").partition(".")[0]
    if top in sys.stdlib_module_names or top == __name__.partition(".")[0]:
        return True
    file = getattr(sys.modules.get(top), "__file__", None)
    return file is not None and not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)


def _file_hash(module: ModuleType) -> str:
    """The hash of a module that a course has beside its three files."""
    file = getattr(module, "__file__", None)
    return hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else ""


def _cell_value(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not set yet
        return None


def _contents(item: Any) -> list[Any] | None:
    """The contents of a container or a record, in an order that is the same in every process."""
    if isinstance(item, np.ndarray):
        return [item.shape, item.tolist()]
    if isinstance(item, (list, tuple)):
        return list(item)
    if isinstance(item, Mapping):
        return list(item.items())
    return [getattr(item, field.name) for field in fields(item)] if is_dataclass(item) else None


def _copy_parts(item: Any) -> list[Any]:
    """The parts that a copy of an object is made of; its name where it is one of a kind."""
    if isinstance(item, (staticmethod, classmethod)):
        return [item.__func__]
    if isinstance(item, property):
        return [item.fget, item.fset, item.fdel]
    try:
        built = item.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - a lock, an open file: they may refuse in any way
        return [getattr(item, "__qualname__", ""), dict(sorted(getattr(item, "__dict__", {}).items()))]
    return [built] if isinstance(built, str) else [part for part in built[:3] if part is not None]


def nested_codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a function's code and that of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested_codes(constant)
