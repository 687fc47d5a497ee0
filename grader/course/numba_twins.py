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


def is_numba_installed() -> bool:
    """Return whether Numba is installed, without importing it."""
    return find_spec("numba") is not None


@cache
def compiled(function: FunctionType) -> Callable[..., Any]:
    """Return a function of arrays and numbers as machine code; the function itself where Numba is not installed.

    It may call NumPy and builtins only.  It is compiled when it is first called with arguments of some type, and
    cached on disk.
    """
    if not is_numba_installed():
        return function
    import numba

    cached = cache_folder("compiled")
    with suppress(OSError, RuntimeError):
        cached.mkdir(parents=True, exist_ok=True)
    writable = os.access(cached, os.W_OK)  # a folder that cannot be written only costs time
    if writable and not numba.config.CACHE_DIR:
        numba.config.CACHE_DIR = str(cached)
    machine_code: Callable[..., Any] = numba.njit(cache=writable)(function)
    return machine_code
