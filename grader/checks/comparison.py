"""Comparison of what a homework brought back with what it should: numbers, expectations, the signature of an error."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np

from grader import formatting
from grader.model import Call, FaultKind, Outcome

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


def has_same_form(got: Any, want: Any) -> bool:
    """Return whether `got` has the form of `want`: a check may go on computing with it.

    The same nesting and numbers of dimensions, and not much larger: what a check computes on must stay small.
    """
    if isinstance(want, dict):
        return isinstance(got, dict) and all(k in got and has_same_form(got[k], w) for k, w in want.items())
    if isinstance(want, (list, tuple)):
        if isinstance(got, np.ndarray) and got.ndim:
            got = list(got[: len(want) + 1])
        same = isinstance(got, (list, tuple)) and len(got) == len(want)
        return same and all(has_same_form(g, w) for g, w in zip(got, want, strict=True))
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


# ---- Expectations: small frozen objects that judge an outcome against the reference's; combined with `&`


class Expectation:
    """Judges what came back from a submission against what came back from the reference."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first difference that matters, or None."""
        raise NotImplementedError

    def __and__(self, other: Expectation) -> Expectation:
        return All((self, other))


@dataclass(frozen=True)
class All(Expectation):
    """Every part must hold; the first that does not is told."""

    parts: tuple[Expectation, ...]

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first difference of the first part that has one."""
        return next((d for part in self.parts if (d := part.differ(got, want)) is not None), None)

    def __and__(self, other: Expectation) -> Expectation:
        return All((*self.parts, other))


@dataclass(frozen=True)
class Close(Expectation):
    """The same value within a tolerance; by default that of its dtype, and integers exactly."""

    rtol: float | None = None
    atol: float | None = None

    def __call__(self, *, rtol: float | None = None, atol: float | None = None) -> Close:
        """Return the same with other tolerances."""
        return Close(rtol, atol)

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Compare the values."""
        return compare(got.value, want.value, Tolerance(self.rtol, self.atol, single=_takes_single(got)))


@dataclass(frozen=True)
class Exact(Expectation):
    """The same value, bit for bit as numbers."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Compare the values."""
        return compare(got.value, want.value, Tolerance(exact=True, single=_takes_single(got)))


@dataclass(frozen=True)
class Finite(Expectation):
    """No infinity and no NaN anywhere."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at every number of the value."""
        del want
        for path, leaf in _leaves(got.value, ""):
            array = as_array(leaf)
            if array is not None and not np.all(np.isfinite(array)):
                bad = array[~np.isfinite(array)].flat[0]
                return Difference("finite", path, f"{bad}", "finite")
        return None


@dataclass(frozen=True)
class Integers(Expectation):
    """An integer wherever the reference has one: 3.0 is equal to 3, but no size."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at the kinds of numbers, not at their values."""
        for (path, leaf), (_, due) in zip(_leaves(got.value, ""), _leaves(want.value, ""), strict=False):
            mine, theirs = as_array(leaf), as_array(due)
            if mine is not None and theirs is not None and mine.dtype.kind == "f" and theirs.dtype.kind in "iu":
                return Difference("type", path, "a float", "an integer")
        return None


IN_PLACE = "left as it was: `x -= 1` changes the caller's array, `x = x - 1` makes a new one"


@dataclass(frozen=True)
class Unchanged(Expectation):
    """The inputs are what they were before the call, the result is no part of them, and the next call leaves it so."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at what was seen around each call."""
        del want
        for number, call in enumerate(got.calls):
            if call.changed:
                return Difference("input", "", "changed by the call", IN_PLACE)
            if call.shared:
                return Difference("input", "", "shared with the result", "left alone: return a new array")
            if number and call.overwrote:
                return Difference("earlier", "", "changed", "left as it was")
        return None


@dataclass(frozen=True)
class Quiet(Expectation):
    """No warning but of underflow."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Look at what was said during each call."""
        del want
        said = [w for call in got.calls for w in call.warnings]
        first = next((w for w in said if w.startswith("RuntimeWarning") and "underflow" not in w), None)
        return None if first is None else Difference("warning", "", first.partition(": ")[2], "no warning")


def _takes_single(outcome: Outcome) -> bool:
    """Single precision may come out where every array that went in had it."""
    arrays = [a for call in outcome.calls for a in (*call.args, *call.kwargs.values()) if isinstance(a, np.ndarray)]
    return all(a.dtype == np.float32 for a in arrays)


def _leaves(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for k, v in value.items() for leaf in _leaves(v, f"{path}[{k!r}]")]
    if isinstance(value, (list, tuple)) and as_array(value) is None:
        return [leaf for i, v in enumerate(value) for leaf in _leaves(v, f"{path}[{i}]")]
    return [(path, value)]


close = Close()
exact = Exact()
finite = Finite()
integers = Integers()
unchanged = Unchanged()
quiet = Quiet()


# ---- Error signatures: which wrong outcomes are the same mistake

_DIGITS = 5
_MOST = 10_000  # numbers of an array, or pieces of another value, that are looked at
_SAID = frozenset({FaultKind.RAISED, FaultKind.UNUSABLE, FaultKind.TOO_LARGE})


def error_signature(got: Outcome) -> str:
    """Return a short name that outcomes have in common which are wrong in the same way, "" where nothing came back."""
    if not got.calls:
        return ""
    digest = hashlib.blake2b(digest_size=8)
    for call in got.calls:
        digest.update(_call_text(call).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _call_text(call: Call) -> str:
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
