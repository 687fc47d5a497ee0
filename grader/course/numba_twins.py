"""Compilation of a solution's loops to machine code by Numba, where it is installed, with a cache on disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from types import FunctionType
from typing import Any

from grader.cache import cache_folder
from grader.course import code_hash


def is_numba_installed() -> bool:
    """Return whether Numba is installed, without importing it."""
    return find_spec("numba") is not None


@cache
def compiled(function: FunctionType) -> Callable[..., Any]:
    """Return a function of arrays and numbers as machine code; the function itself where Numba is not installed.

    It may call NumPy and builtins only.  It is compiled when it is first called with arguments of some type, and
    cached on disk.
    """
    return _machine_code(function, code_hash.digest(function)) if is_numba_installed() else function


_compiled: dict[str, Callable[..., Any]] = {}


def _machine_code(function: FunctionType, digest: str) -> Callable[..., Any]:
    """The compiled function, from an earlier compilation of the same code where there is one."""
    if digest not in _compiled:
        import numba

        cached = cache_folder("compiled")
        with suppress(OSError, RuntimeError):
            cached.mkdir(parents=True, exist_ok=True)
        writable = os.access(cached, os.W_OK)  # a folder that cannot be written only costs time
        if writable and not numba.config.CACHE_DIR:
            numba.config.CACHE_DIR = str(cached)
        _compiled[digest] = numba.njit(cache=writable)(function)
    return _compiled[digest]
