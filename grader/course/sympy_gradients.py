"""Gradients that SymPy derives from definitions, compiled to NumPy and cached on disk.

A definition is a function of the solution written in SymPy.  SymPy prints its value and derivatives, from the author's
own expressions with common parts taken out, as the source text of a NumPy function.  The text is cached, so that later
uses do not import SymPy.  Nothing that a student wrote ever comes here.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from grader import files
from grader.cache import cache_folder
from grader.checks.declarations import Definition
from grader.course.solution import NotDerivedError, Solution, names_in_code
from grader.errors import UsageError

Shapes = Mapping[str, tuple[int, ...]]
_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), BuiltinFunctionType, np.ufunc)
_CODE = (
    "co_code co_names co_varnames co_freevars co_cellvars co_argcount co_posonlyargcount co_kwonlyargcount co_flags "
    "co_exceptiontable"
).split()  # all of code but its constants, its place and its name
_FORMAT = "1"  # of the source text; another one is derived anew
_COMPLEX_STEP = 1e-30  # of the complex step: no difference is taken, so no digit is lost


@dataclass(frozen=True)
class Derived:
    """A definition as a NumPy function, with its derivatives by some of its parameters."""

    function: Callable[..., tuple[Any, ...]]
    by: tuple[str, ...]
    parameters: tuple[str, ...]

    def value(self, *arrays: Any) -> Any:
        """Return the value at these arrays; they may be complex."""
        return self.function(*arrays)[0]

    def gradients(self, *arrays: Any) -> tuple[Any, ...]:
        """Return the derivative by each of the parameters in `by`: the value's axes first, then the parameter's."""
        return self.function(*arrays)[1:]

    def complex_step(self, *arrays: Any) -> tuple[Any, ...]:
        """Return the same derivatives from the values alone, by a complex step."""
        return tuple(self._stepped(list(arrays), self.parameters.index(name)) for name in self.by)

    def _stepped(self, arrays: list[Any], at: int) -> Any:
        columns = []
        for i in range(np.size(arrays[at])):
            moved = np.array(arrays[at], complex)
            moved.flat[i] += 1j * _COMPLEX_STEP
            columns.append(np.imag(self.value(*arrays[:at], moved, *arrays[at + 1 :])) / _COMPLEX_STEP)
        return np.stack(columns, axis=-1).reshape(np.shape(columns[0]) + np.shape(arrays[at]))


def derive(function: FunctionType, by: tuple[str, ...], shapes: Shapes) -> Derived:
    """Return a definition's value and derivatives at these shapes, from the cache or worked out and cached."""
    names = _parameters(function)
    key = code_key(_FORMAT, sys.version_info[:2], _sympy_version(), function, by, [shapes[name] for name in names])
    path = cache_folder("derived") / f"{key}.py"
    text = _read_cached(path) if key else None
    if text is None:
        text = _numpy_source(function, names, by, shapes)
        if key:
            _write_cached(path, text)
    space: dict[str, Any] = {"numpy": np}
    exec(compile(text, f"<derived from {function.__name__}>", "exec"), space)  # noqa: S102 - printed by ourselves
    return Derived(space["derived"], by, names)


def derivatives(function: FunctionType, *arrays: Any) -> Any:
    """Return the derivatives of a definition at these numbers: a tuple where it has several parameters to derive by.

    Raises NotDerivedError for arrays of other shapes than the definition names, in single precision, and where the
    definition as it is written overflows.
    """
    numbers = [np.asarray(array) for array in arrays]
    exact = _derived_at(function, tuple(array.shape for array in numbers))
    if exact is None or any(array.dtype == np.float32 for array in numbers):
        raise NotDerivedError
    with np.errstate(all="ignore"):
        gradients = exact.gradients(*(array.astype(float) for array in numbers))
    if not all(np.all(np.isfinite(part)) for part in gradients):
        raise NotDerivedError
    return gradients if len(exact.by) > 1 else gradients[0]


def prepare_derivatives(solution: Solution | None) -> None:
    """Derive and cache all that expected values need, so that processes started later find it on disk."""
    if solution is not None and solution.expected_functions:
        for function in solution.definitions.values():
            for shapes in function.__dict__["grader_definition"].shapes:
                _derived_at(function, tuple(shapes[name] for name in _parameters(function)))


@cache
def _derived_at(function: FunctionType, array_shapes: tuple[tuple[int, ...], ...]) -> Derived | None:
    tag: Definition = function.__dict__["grader_definition"]
    shapes = dict(zip(_parameters(function), array_shapes, strict=True))
    return derive(function, tag.by, shapes) if shapes in tag.shapes else None


def _parameters(function: FunctionType) -> tuple[str, ...]:
    return function.__code__.co_varnames[: function.__code__.co_argcount]


# ---- The cache


def code_key(*items: Any) -> str:
    """Return a digest of functions and plain data with all that they use, "" where they use anything else.

    Comments and places in the file do not count, and Python, NumPy, SymPy and this package count by their names.
    """
    digest, waiting, seen = hashlib.sha256(), list(items), set()
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind in (list, dict, FunctionType):
            if id(item) in seen:
                continue
            seen.add(id(item))  # what is held by a function or a container lives on
        shown: Any = (kind.__name__, item)
        if kind in (FunctionType, type, ModuleType) and _is_known(item):
            shown = (kind.__name__, item.__name__, getattr(item, "__module__", ""))
        elif kind is FunctionType and item.__closure__ is None:
            shown = (kind.__name__, item.__name__)
            used = [name for name in names_in_code(item.__code__) if name in item.__globals__]
            waiting += [item.__defaults__, item.__kwdefaults__, item.__code__]
            waiting += [(name, item.__globals__[name]) for name in used]
        elif kind is CodeType and "__firstlineno__" not in item.co_names:  # a class in it, which knows its line
            shown = [getattr(item, name) for name in _CODE]
            waiting += item.co_consts
        elif kind in (tuple, list, dict):
            shown = (kind.__name__, len(item))
            waiting += item.items() if kind is dict else item
        elif kind not in _PLAIN:
            return ""
        digest.update(repr(shown).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:24]


def _is_known(item: Any) -> bool:
    """Whether something is of Python, NumPy, SymPy or this package."""
    name = item.__name__ if isinstance(item, ModuleType) else str(item.__module__)
    return name.partition(".")[0] in {*sys.stdlib_module_names, "numpy", "sympy", "grader"}


@cache
def _sympy_version() -> str:
    from importlib.metadata import version  # `grader check` has no time for it

    return version("sympy")


def _read_cached(path: Path) -> str | None:
    """The cached text, None where there is none or it was changed."""
    with suppress(OSError, ValueError, RuntimeError):
        digest, _, text = path.read_text(encoding="utf-8").partition("\n")
        if digest == _checksum(text):
            return text
    return None


def _write_cached(path: Path, text: str) -> None:
    with suppress(UsageError):  # a folder that cannot be written only costs time
        files.write_whole(path, f"{_checksum(text)}\n{text}", folders=True)


def _checksum(text: str) -> str:
    return "# " + hashlib.sha256(text.encode()).hexdigest()


# ---- Derivation by SymPy


def _numpy_source(function: FunctionType, names: tuple[str, ...], by: tuple[str, ...], shapes: Shapes) -> str:
    """The source text of the NumPy function that gives the value and the derivatives."""
    import sympy

    def symbols(name: str) -> Any:
        entries = [sympy.Symbol(f"{name}_{i}", real=True) for i in range(int(np.prod(shapes[name], dtype=int)))]
        return np.array(entries, dtype=object).reshape(shapes[name])

    arrays = {name: symbols(name) for name in names}
    value = np.array(function(*(arrays[name][()] for name in names)), dtype=object)
    blocks = [(value.shape, [sympy.sympify(entry) for entry in value.flat])]
    for name in by:
        slopes = [sympy.diff(entry, symbol) for entry in blocks[0][1] for symbol in arrays[name].flat]
        blocks.append((value.shape + shapes[name], slopes))
    every_entry = [entry for _, entries in blocks for entry in entries]
    shared, plain = sympy.cse(every_entry, symbols=sympy.numbered_symbols("shared_"))
    printer = _printer()
    lines = [f"def derived({', '.join(names)}):"]
    for name in names:
        entries = ", ".join(str(symbol) for symbol in arrays[name].flat)
        lines.append(f"    [{entries}] = numpy.asarray({name}).reshape(-1)")
    lines += [f"    {symbol} = {printer.doprint(expression)}" for symbol, expression in shared]
    rest = iter(plain)
    shown = [
        f"numpy.array([{', '.join(printer.doprint(next(rest)) for _ in entries)}]).reshape({shape})"
        for shape, entries in blocks
    ]
    lines.append(f"    return {', '.join(shown)},")
    return "\n".join(lines) + "\n"


def _printer() -> Any:
    """SymPy's printer for NumPy; a condition looks at real parts, so that a complex step leaves it as it is."""
    from sympy.printing.numpy import NumPyPrinter

    class Printer(NumPyPrinter):  # type: ignore[misc]
        def _print_Piecewise(self, expr: Any) -> str:  # noqa: N802 - SymPy's name
            shown = ""
            for value, condition in expr.args:
                if condition == True:  # noqa: E712 - SymPy's own truth
                    return f"({shown}{self._print(value)})"
                shown += f"{self._print(value)} if {self._print(condition)} else "
            return f"({shown}numpy.nan)"

        def _print_Relational(self, expr: Any) -> str:  # noqa: N802 - SymPy's name
            return f"(numpy.real({self._print(expr.lhs)}) {expr.rel_op} numpy.real({self._print(expr.rhs)}))"

    return Printer({"fully_qualified_modules": True})
