"""Which wrong outcomes are the same mistake: values that agree in five digits, exceptions of one name.  Pure."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from grader.model import Call, FaultKind, Outcome

_DIGITS = 5
_SAID = frozenset({FaultKind.RAISED, FaultKind.UNUSABLE, FaultKind.TOO_LARGE})


def of(got: Outcome) -> str:
    """Return a short name that outcomes have in common which are wrong in the same way, "" where nothing came back."""
    if not got.calls:
        return ""
    digest = hashlib.blake2b(digest_size=8)
    for call in got.calls:
        digest.update(_call(call).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _call(call: Call) -> str:
    if call.fault is not None:
        return f"{call.fault.kind}:{call.fault.error if call.fault.kind in _SAID else ''}"
    marks = "changed" if call.changed else ""
    return f"{call.function}={_rough(call.value)}{marks}"


def _rough(value: Any) -> str:
    """A value with its numbers to five digits; lists, tuples and arrays of the same numbers look the same."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{_rough(value[key])}" for key in sorted(value, key=repr)) + "}"
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_rough, value)) + "]"
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, complex | np.complexfloating):
        return f"({_rough(value.real)},{_rough(value.imag)})"
    if isinstance(value, int | float | np.integer | np.floating):
        return f"{float(value) + 0.0:.{_DIGITS - 1}e}"
    return f"{type(value).__name__}:{value!r}"
