"""Comparison of what came back with what should have: type, shape, kind, finiteness, then the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader import formatting

RTOL, ATOL = 1e-6, 1e-9
RTOL_SINGLE, ATOL_SINGLE = 1e-4, 1e-6


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two values part: what kind of difference, where, and both sides in words."""

    what: str  # type, shape, precision, finite, value, count
    path: str
    got: str
    want: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far numbers may be apart; None takes the default of the dtype.

    `single` allows float32 results; with `nan`, NaN is like NaN, as where two mistakes are compared.
    """

    rtol: float | None = None
    atol: float | None = None
    exact: bool = False
    single: bool = True
    nan: bool = False


def compare(got: Any, want: Any, tolerance: Tolerance, path: str = "") -> Difference | None:
    """Return the first difference, or None.  No broadcasting: (n,) is not (1, n); NaN equals nothing."""
    if want is None or isinstance(want, str):
        same = got is None if want is None else isinstance(got, str) and got == want
        return None if same else Difference("type", path, _kind(got), formatting.value(want))
    if isinstance(want, dict):
        return _compare_dicts(got, want, tolerance, path)
    if isinstance(want, (list, tuple)):
        return _compare_sequences(got, want, tolerance, path)
    return _compare_arrays(got, np.asarray(want), tolerance, path)


def _compare_dicts(got: Any, want: dict[Any, Any], tolerance: Tolerance, path: str) -> Difference | None:
    if not isinstance(got, dict):
        return Difference("type", path, _kind(got), "a dict")
    missing = [k for k in want if k not in got]
    if missing:
        return Difference("count", path, f"a dict without {missing[0]!r}", f"a dict with {missing[0]!r}")
    parts = (compare(got[k], want[k], tolerance, f"{path}[{k!r}]") for k in want)
    return next((d for d in parts if d is not None), None)


def _compare_sequences(got: Any, want: Any, tolerance: Tolerance, path: str) -> Difference | None:
    if not isinstance(got, (list, tuple)) and not (isinstance(got, np.ndarray) and got.ndim):
        return Difference("type", path, _kind(got), f"{_NAMES[type(want)]} of {len(want)} values")
    if len(got) != len(want):
        return Difference("count", path, f"{len(got)} values", f"{len(want)} values")
    parts = (compare(g, w, tolerance, f"{path}[{i}]") for i, (g, w) in enumerate(zip(got, want, strict=True)))
    return next((d for d in parts if d is not None), None)


def as_array(x: Any) -> np.ndarray[Any, Any] | None:
    """Return numbers, nested lists of numbers and arrays as an array of numbers; None for anything else."""
    if isinstance(x, (set, frozenset, dict, str, bytes)) or x is None:
        return None
    try:
        array = np.asarray(x)
    except (ValueError, TypeError, OverflowError):  # ragged lists
        return None
    if array.dtype.kind == "c" and not np.any(array.imag):
        array = array.real
    return array if array.dtype.kind in "biuf" else None


def _compare_arrays(got: Any, want: np.ndarray[Any, Any], tolerance: Tolerance, path: str) -> Difference | None:
    array = as_array(got)
    if array is None:
        return Difference("type", path, _kind(got), _kind(want))
    if array.shape != want.shape:
        if _empty_list(got, want):
            return None
        return Difference("shape", path, _shaped(array), _shaped(want))
    single = _single(array)
    if single and not tolerance.single:
        return Difference("precision", path, f"of type {array.dtype}", "of type float64")
    if tolerance.exact or want.dtype.kind in "biu":
        rtol = atol = 0.0
    else:
        coarse = single or _single(want)
        rtol = (RTOL_SINGLE if coarse else RTOL) if tolerance.rtol is None else tolerance.rtol
        atol = (ATOL_SINGLE if coarse else ATOL) if tolerance.atol is None else tolerance.atol
    near = _near(array, want, rtol, atol)
    if tolerance.nan:
        near |= (array != array) & (want != want)  # noqa: PLR0124 - NaN is what differs from itself
    return _first_apart(array, want, near, path)


def _single(array: np.ndarray[Any, Any]) -> bool:
    return bool(array.dtype.kind == "f" and array.dtype.itemsize < 8)


def _near(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], rtol: float, atol: float) -> Any:
    """`<=`, so that NaN is never near anything; `==` beside it, so that equal infinities are."""
    with np.errstate(all="ignore"):
        close = np.abs(np.subtract(got, want, dtype=float)) <= atol + rtol * np.abs(want.astype(float))
        return (got == want) | (close & np.isfinite(got) & np.isfinite(want))


def _first_apart(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], near: Any, path: str) -> Difference | None:
    if np.all(near):
        return None
    index = tuple(int(i) for i in np.argwhere(~np.atleast_1d(near))[0]) if got.ndim else ()
    place = f"{path}[{', '.join(map(str, index))}]" if index else path
    here = got[index]
    what = "finite" if not np.isfinite(here) and np.isfinite(want[index]) else "value"
    return Difference(what, place, formatting.number(here), formatting.number(want[index]))


def alike(got: Any, want: Any) -> bool:
    """Return whether `got` has the form of `want`: a check may go on computing with it.

    The same nesting and numbers of dimensions, and not much larger: what a check computes on must stay small.
    """
    if isinstance(want, dict):
        return isinstance(got, dict) and all(k in got and alike(got[k], w) for k, w in want.items())
    if isinstance(want, (list, tuple)):
        if isinstance(got, np.ndarray) and got.ndim:
            got = list(got[: len(want) + 1])
        same = isinstance(got, (list, tuple)) and len(got) == len(want)
        return same and all(alike(g, w) for g, w in zip(got, want, strict=True))
    if want is None or isinstance(want, str):
        return got is None if want is None else isinstance(got, str)
    array, like = as_array(got), np.asarray(want)
    if array is None or array.size > 4 * like.size + 1000:
        return False
    return array.ndim == like.ndim or _empty_list(got, like)


def _empty_list(got: Any, want: np.ndarray[Any, Any]) -> bool:
    """Whether a list says all that a list can say of an array of shape (0, n)."""
    return isinstance(got, (list, tuple)) and not len(got) and want.shape[:1] == (0,)


def _shaped(x: np.ndarray[Any, Any]) -> str:
    return "a single number" if x.ndim == 0 else f"of shape {formatting.shape(x.shape)}"


_NAMES = {
    bool: "a truth value",
    int: "an integer",
    float: "a number",
    complex: "a complex number",
    str: "a text",
    list: "a list",
    tuple: "a tuple",
    dict: "a dict",
    set: "a set",
    bytes: "bytes",
}


def _kind(x: Any) -> str:
    if x is None:
        return "None"
    if isinstance(x, np.ndarray) and x.ndim:
        return f"an array of {x.dtype}" if x.dtype.kind not in "biuf" else "an array of numbers"
    if isinstance(x, (np.generic, np.ndarray)):
        return "a number" if x.dtype.kind in "biuf" else f"a {x.dtype}"
    if isinstance(x, (list, tuple)) and as_array(x) is None:
        return f"{_NAMES[type(x)]} that is no array of numbers"
    return _NAMES.get(type(x)) or (f"an object of type {x.name}" if hasattr(x, "name") else f"a {type(x).__name__}")
