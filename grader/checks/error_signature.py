"""Which wrong outcomes are the same mistake: values that agree in five digits, exceptions of one name.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import numpy as np

from grader.model import Call, FaultKind, Outcome

_DIGITS = 5
_MOST = 10_000  # numbers of an array, or pieces of another value, that are looked at
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
    return f"{call.function}={''.join(islice(_rough(call.value), _MOST))}{marks}"


def _rough(value: Any) -> Iterator[str]:
    """A value with its numbers to five digits; lists, tuples and arrays of the same numbers look the same."""
    if isinstance(value, np.ndarray):
        if value.size > _MOST:
            yield str(value.shape)
            value = value.reshape(-1)[:_MOST]
        value = value.tolist()
    if isinstance(value, dict):
        pairs = ((key, value[key]) for key in sorted(value, key=repr))
        yield from _listed("{", (chain([f"{key}:"], _rough(part)) for key, part in pairs), "}")
    elif isinstance(value, (list, tuple)):
        yield from _listed("[", map(_rough, value), "]")
    elif isinstance(value, (complex, np.complexfloating)):
        yield from _listed("(", map(_rough, (value.real, value.imag)), ")")
    elif isinstance(value, (bool, np.bool_)):
        yield str(int(value))
    elif isinstance(value, (int, float, np.integer, np.floating)):
        yield f"{float(value) + 0.0:.{_DIGITS - 1}e}"
    else:
        yield f"{type(value).__name__}:{value!r}"


def _listed(opened: str, parts: Iterable[Iterable[str]], closed: str) -> Iterator[str]:
    yield opened
    for number, part in enumerate(parts):
        yield "," if number else ""
        yield from part
    yield closed
