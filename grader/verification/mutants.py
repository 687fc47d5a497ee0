"""Wrong versions of any function, for checks that no known mistake is there for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

Function = Callable[..., Any]


def _off(right: Function) -> Function:
    return lambda *args, **kwargs: _shifted(right(*args, **kwargs))


def _blank(right: Function) -> Function:
    return lambda *args, **kwargs: _zeros(right(*args, **kwargs))


def _spoiling(right: Function) -> Function:
    def spoiling(*args: Any, **kwargs: Any) -> Any:
        value = right(*args, **kwargs)
        for given in (*args, *kwargs.values()):
            _spoil(given)
        return value

    return spoiling


def _silent(right: Function) -> Function:
    def silent(*args: Any, **kwargs: Any) -> None:
        right(*args, **kwargs)

    return silent


def _raising(_right: Function) -> Function:
    def raising(*_args: Any, **_kwargs: Any) -> None:
        raise ValueError("not this")

    return raising


# Values of the right form that are wrong, and inputs that are not left alone: a check has to fail one of these or a
# misconception.  What gives no value ends every check that calls it, so that says nothing about what is expected.
Mutants = Mapping[str, Callable[[Function], Function]]
TELLING: Mutants = {"is off by one": _off, "gives zeros": _blank, "changes its inputs": _spoiling}
FATAL: Mutants = {"returns None": _silent, "raises": _raising}


def spaces(space: Mapping[str, Any], functions: Iterable[str]) -> Iterable[tuple[str, bool, Mapping[str, Any]]]:
    """Yield (what is wrong, whether it is telling, the functions of a homework with one of `functions` so wrong)."""
    for name in dict.fromkeys(functions):
        if name in space:
            for mutants, telling in ((TELLING, True), (FATAL, False)):
                for what, make in mutants.items():
                    yield f"`{name}` {what}", telling, {**space, name: make(space[name])}


def _shifted(value: Any) -> Any:
    return _mapped(value, lambda array: ~array if array.dtype.kind == "b" else array + 1)


def _zeros(value: Any) -> Any:
    return _mapped(value, np.zeros_like)


def _mapped(value: Any, change: Callable[[np.ndarray[Any, Any]], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_mapped(item, change) for item in value)
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return value
    changed = change(array)
    return changed if isinstance(value, np.ndarray) else np.asarray(changed).item()


def _spoil(given: Any) -> None:
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf" and given.size and given.flags.writeable:
        given += given.dtype.type(1) if given.dtype.kind != "b" else True
    elif isinstance(given, list):
        given.append(given[-1] if given else 0)
