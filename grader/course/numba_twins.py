"""Loops of the solution as machine code: what Numba, where it is installed, makes of them and keeps on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from types import FunctionType
from typing import Any

from grader.cache import folder
from grader.course import code_hash


def installed() -> bool:
    """Return whether Numba is installed; to know it nothing is imported."""
    return find_spec("numba") is not None


@cache
def compiled(function: FunctionType) -> Callable[..., Any]:
    """Return a function of arrays and numbers as machine code; the function itself where Numba is not installed.

    It may call NumPy and builtins only.  It is compiled when it is first called with arguments of some type, and kept.
    """
    return _machine_code(function, code_hash.digest(function)) if installed() else function


_made: dict[str, Callable[..., Any]] = {}


def _machine_code(function: FunctionType, digest: str) -> Callable[..., Any]:
    """The same function of another space of the solution is not compiled again."""
    if digest not in _made:
        import numba

        kept = folder("compiled")
        with suppress(OSError, RuntimeError):
            kept.mkdir(parents=True, exist_ok=True)
        writable = os.access(kept, os.W_OK)  # a folder that cannot be written only costs time
        if writable and not numba.config.CACHE_DIR:
            numba.config.CACHE_DIR = str(kept)
        _made[digest] = numba.njit(cache=writable)(function)
    return _made[digest]
