"""Comparison of a submission's values with the reference's; expectations built on it; error signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass
from fractions import Fraction
from itertools import chain, islice
from typing import Any

import numpy as np

from grader import formatting
from grader.model import Call, FaultKind, Finding, Handle, Outcome

RTOL, ATOL = 1e-6, 1e-9
RTOL_SINGLE, ATOL_SINGLE = 1e-4, 1e-6


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference between two values: its kind, its place, and both sides, as values or as what they are.

    The place is a key of a dict, an index of a list or a tuple of indices of an array, one after the other.
    """

    kind: str  # type, shape, precision, finite, value, count, input, earlier, warning, raised, holds, score
    path: tuple[Any, ...]
    got: Any
    want: Any
    share: Fraction = Fraction(0)  # of the points, that is left all the same
    said: Finding | None = None  # of a score: how it was reached
    apart: tuple[int, int] = field(default=(1, 1), compare=False)  # how many entries of an array differ, of how many


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far numbers may be apart; None takes the default of the dtype.

    `allow_single` takes float32 results; `equal_nan` makes NaN equal NaN, as where two wrong outcomes are compared.
    """

    rtol: float | None = None
    atol: float | None = None
    exact: bool = False
    allow_single: bool = True
    equal_nan: bool = False


def compare(got: Any, want: Any, tolerance: Tolerance, path: tuple[Any, ...] = ()) -> Difference | None:
    """Return the first difference, or None.  No broadcasting: (n,) is not (1, n); NaN equals nothing.

    Where the reference has an opaque value, anything is right.
    """
    if isinstance(want, Handle):
        return None
    if want is None or isinstance(want, str):
        same = got is None if want is None else isinstance(got, str) and got == want
        return None if same else Difference("type", path, _type_of(got), want)
    if isinstance(want, dict):
        return _compare_dicts(got, want, tolerance, path)
    if isinstance(want, (list, tuple)):
        return _compare_sequences(got, want, tolerance, path)
    return _compare_arrays(got, np.asarray(want), tolerance, path)


def _compare_dicts(got: Any, want: dict[Any, Any], tolerance: Tolerance, path: tuple[Any, ...]) -> Difference | None:
    if not isinstance(got, dict):
        return Difference("type", path, _type_of(got), Finding("type.dict"))
    missing = [k for k in want if k not in got]
    if missing:
        name = formatting.excerpt(missing[0])
        return Difference("count", path, Finding("form.without", name=name), Finding("form.with", name=name))
    parts = (compare(got[k], want[k], tolerance, (*path, k)) for k in want)
    return next((d for d in parts if d is not None), None)


def _compare_sequences(got: Any, want: Any, tolerance: Tolerance, path: tuple[Any, ...]) -> Difference | None:
    if not isinstance(got, (list, tuple)) and not (isinstance(got, np.ndarray) and got.ndim):
        due = Finding("form.sequence", of=_type_of(want, plain=True), count=len(want))
        return Difference("type", path, _type_of(got), due)
    if len(got) != len(want):
        return Difference("count", path, Finding("form.count", count=len(got)), Finding("form.count", count=len(want)))
    parts = (compare(g, w, tolerance, (*path, i)) for i, (g, w) in enumerate(zip(got, want, strict=True)))
    return next((d for d in parts if d is not None), None)


def as_array(x: Any) -> np.ndarray[Any, Any] | None:
    """Return a number, a nested list of numbers or an array as an array of real numbers; None for anything else."""
    if isinstance(x, (set, frozenset, dict, str, bytes)) or x is None:
        return None
    try:
        array = np.asarray(x)
    except (ValueError, TypeError, OverflowError):  # ragged lists
        return None
    if array.dtype.kind == "c" and not np.any(array.imag):
        array = array.real
    return array if array.dtype.kind in "biuf" else None


def _compare_arrays(
    got: Any, want: np.ndarray[Any, Any], tolerance: Tolerance, path: tuple[Any, ...]
) -> Difference | None:
    array = as_array(got)
    if array is None:
        return Difference("type", path, _type_of(got), _type_of(want))
    if array.shape != want.shape:
        if _is_empty_list(got, want):
            return None
        return Difference("shape", path, _shape_of(array), _shape_of(want))
    single = _is_single_precision(array)
    if single and not tolerance.allow_single:
        return Difference(
            "precision", path, Finding("form.dtype", dtype=str(array.dtype)), Finding("form.dtype", dtype="float64")
        )
    if tolerance.exact or want.dtype.kind in "biu":
        rtol = atol = 0.0
    else:
        coarse = single or _is_single_precision(want)
        rtol = (RTOL_SINGLE if coarse else RTOL) if tolerance.rtol is None else tolerance.rtol
        atol = (ATOL_SINGLE if coarse else ATOL) if tolerance.atol is None else tolerance.atol
    near = _are_near(array, want, rtol, atol)
    if tolerance.equal_nan:
        near |= (array != array) & (want != want)  # noqa: PLR0124 - NaN is what differs from itself
    return _first_far_apart(array, want, near, path)


def _is_single_precision(array: np.ndarray[Any, Any]) -> bool:
    return bool(array.dtype.kind == "f" and array.dtype.itemsize < 8)


def _are_near(got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], rtol: float, atol: float) -> Any:
    """Where two arrays are near: `<=`, so that NaN never is; `==` beside it, so that equal infinities are."""
    with np.errstate(all="ignore"):
        close = np.abs(np.subtract(got, want, dtype=float)) <= atol + rtol * np.abs(want.astype(float))
        return (got == want) | (close & np.isfinite(got) & np.isfinite(want))


def _first_far_apart(
    got: np.ndarray[Any, Any], want: np.ndarray[Any, Any], near: Any, path: tuple[Any, ...]
) -> Difference | None:
    if np.all(near):
        return None
    index = tuple(int(i) for i in np.argwhere(~np.atleast_1d(near))[0]) if got.ndim else ()
    full_path = (*path, index) if index else path
    kind = "finite" if not np.isfinite(got[index]) and np.isfinite(want[index]) else "value"
    apart = int(np.count_nonzero(~near)), got.size
    return Difference(kind, full_path, got[index], want[index], apart=apart)


def has_same_form(got: Any, want: Any) -> bool:
    """Return whether `got` has the nesting and the numbers of dimensions of `want`, and is not much larger.

    A check goes on computing with such a value, so it has to stay small.  An opaque value has any form.
    """
    if isinstance(want, Handle):
        return True
    if isinstance(want, dict):
        return isinstance(got, dict) and all(k in got and has_same_form(got[k], w) for k, w in want.items())
    if isinstance(want, (list, tuple)):
        if isinstance(got, np.ndarray) and got.ndim:
            got = list(got[: len(want) + 1])
        same = isinstance(got, (list, tuple)) and len(got) == len(want)
        return same and all(has_same_form(g, w) for g, w in zip(got, want, strict=True))
    if want is None or isinstance(want, str):
        return got is None if want is None else isinstance(got, str)
    array, wanted = as_array(got), np.asarray(want)
    if array is None or array.size > 4 * wanted.size + 1000:
        return False
    return array.ndim == wanted.ndim or _is_empty_list(got, wanted)


def _is_empty_list(got: Any, want: np.ndarray[Any, Any]) -> bool:
    """Whether an empty list stands for an array of shape (0, n): a list cannot say more of it."""
    return isinstance(got, (list, tuple)) and not len(got) and want.shape[:1] == (0,)


def _shape_of(x: np.ndarray[Any, Any]) -> Finding:
    return Finding("form.number") if x.ndim == 0 else Finding("form.shape", shape=tuple(map(int, x.shape)))


_TYPES = (bool, int, float, complex, str, list, tuple, dict, set, bytes)


def _type_of(x: Any, *, plain: bool = False) -> Finding:
    """What a value is; a list that is no array of numbers is told apart, unless `plain`."""
    if x is None:
        return Finding("type.None")
    if isinstance(x, np.ndarray) and x.ndim:
        return Finding("type.array_of", dtype=str(x.dtype)) if x.dtype.kind not in "biuf" else Finding("type.array")
    if isinstance(x, (np.generic, np.ndarray)):
        return Finding("type.float") if x.dtype.kind in "biuf" else Finding("type.a", name=str(x.dtype))
    if isinstance(x, (list, tuple)) and not plain and as_array(x) is None:
        return Finding("type.ragged", of=_type_of(x, plain=True))
    if type(x) in _TYPES:
        return Finding(f"type.{type(x).__name__}")
    return Finding("type.object", name=x.name) if hasattr(x, "name") else Finding("type.a", name=type(x).__name__)


# ---- Expectations: small frozen objects that judge an outcome against the reference's; combined with `&`


class Expectation:
    """A rule that judges a submission's outcome (`got`) against the reference's (`want`)."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first difference that matters, or None."""
        raise NotImplementedError

    def __and__(self, other: Expectation) -> Expectation:
        return All((self, other))


@dataclass(frozen=True)
class All(Expectation):
    """All parts must hold; the difference is that of the first that leaves least of the points."""

    parts: tuple[Expectation, ...]

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first difference after which nothing is left, else the one that leaves least."""
        least: Difference | None = None
        for part in self.parts:
            found = part.differ(got, want)
            if found is not None and (least is None or found.share < least.share):
                least = found
            if least is not None and not least.share:
                break
        return least

    def __and__(self, other: Expectation) -> Expectation:
        return All((*self.parts, other))


@dataclass(frozen=True)
class Close(Expectation):
    """Values equal within a tolerance: by default that of the dtype, and integers exactly."""

    rtol: float | None = None
    atol: float | None = None

    def __call__(self, *, rtol: float | None = None, atol: float | None = None) -> Close:
        """Return the expectation with other tolerances."""
        return Close(rtol, atol)

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Compare the values."""
        tolerance = Tolerance(self.rtol, self.atol, allow_single=_may_be_single_precision(got))
        return compare(got.value, want.value, tolerance)


@dataclass(frozen=True)
class Exact(Expectation):
    """Values equal without any tolerance."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Compare the values."""
        return compare(got.value, want.value, Tolerance(exact=True, allow_single=_may_be_single_precision(got)))


@dataclass(frozen=True)
class Finite(Expectation):
    """No infinity and no NaN anywhere."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first number of the value that is not finite."""
        for path, leaf, _ in _leaves(got.value, want.value):
            array = as_array(leaf)
            if array is not None and not np.all(np.isfinite(array)):
                bad = array[~np.isfinite(array)].flat[0]
                return Difference("finite", path, bad, Finding("form.finite"))
        return None


@dataclass(frozen=True)
class Integers(Expectation):
    """An integer wherever the reference has one: 3.0 equals 3, but is no size of an array."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first float where the reference has an integer."""
        for path, leaf, due in _leaves(got.value, want.value):
            mine, theirs = as_array(leaf), as_array(due)
            if mine is not None and theirs is not None and mine.dtype.kind == "f" and theirs.dtype.kind in "iu":
                return Difference("type", path, Finding("form.float"), Finding("type.int"))
        return None


@dataclass(frozen=True)
class Unchanged(Expectation):
    """Inputs unchanged by the call, a result that shares no memory with them and that the next call leaves alone."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first change of an input or of an earlier result."""
        del want
        for number, call in enumerate(got.calls):
            if call.changed:
                return Difference("input", (), Finding("form.changed_by_call"), Finding("form.left"))
            if call.shared:
                return Difference("input", (), Finding("form.shared"), Finding("form.left_alone"))
            if number and call.overwrote:
                return Difference("earlier", (), Finding("form.changed"), Finding("form.as_it_was"))
        return None


@dataclass(frozen=True)
class Quiet(Expectation):
    """No warning of NumPy but of underflow."""

    def differ(self, got: Outcome, want: Outcome) -> Difference | None:
        """Return the first warning of a call."""
        del want
        warnings = [w for call in got.calls for w in call.warnings]
        first = next((w for w in warnings if w.startswith("RuntimeWarning") and "underflow" not in w), None)
        if first is None:
            return None
        return Difference("warning", (), Finding("text", text=first.partition(": ")[2]), Finding("form.no_warning"))


def parts_of(expect: Expectation) -> list[Expectation]:
    """Return the expectations that are joined in one."""
    return [part for one in expect.parts for part in parts_of(one)] if isinstance(expect, All) else [expect]


def _may_be_single_precision(outcome: Outcome) -> bool:
    """Whether single precision may come out: where every array that went in had it."""
    arrays = [a for call in outcome.calls for a in (*call.args, *call.kwargs.values()) if isinstance(a, np.ndarray)]
    return all(a.dtype == np.float32 for a in arrays)


def _leaves(value: Any, like: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any, Any]]:
    """The parts of a value: the place of each, itself, and what the reference has there, None where it has nothing.

    Of a dict these are the reference's: what a homework adds is not compared, and its key could tell a hidden input.
    """
    if isinstance(value, dict):
        if not isinstance(like, dict):
            return [leaf for v in value.values() for leaf in _leaves(v, None, path)]
        return [leaf for k, due in like.items() if k in value for leaf in _leaves(value[k], due, (*path, k))]
    if isinstance(value, (list, tuple)) and as_array(value) is None:
        known_items = like if isinstance(like, (list, tuple)) and len(like) == len(value) else [None] * len(value)
        pairs = enumerate(zip(value, known_items, strict=True))
        return [leaf for i, (v, due) in pairs for leaf in _leaves(v, due, (*path, i))]
    return [(path, value, like)]


def expectation_text(expect: Expectation) -> str:
    """Return an expectation as it is written in a check: `close(rtol=0.001) & finite`."""
    if isinstance(expect, All):
        return " & ".join(map(expectation_text, expect.parts))
    own: tuple[Field[Any], ...] = fields(expect) if is_dataclass(expect) else ()
    values = [(field.name, getattr(expect, field.name), field.default) for field in own]
    given = ", ".join(f"{name}={value!r}" for name, value, usual in values if value != usual)
    name = type(expect).__name__.lower()
    return f"{name}({given})" if given else name


close = Close()
exact = Exact()
finite = Finite()
integers = Integers()
unchanged = Unchanged()
quiet = Quiet()


# ---- Error signatures: which wrong outcomes are the same mistake

_SIGNATURE_DIGITS = 5
_SIGNATURE_SIZE = 10_000  # numbers of an array, or pieces of another value, that are looked at
_NAMED_FAULTS = frozenset({FaultKind.RAISED, FaultKind.UNUSABLE, FaultKind.TOO_LARGE})


def error_signature(got: Outcome) -> str:
    """Return a short name that outcomes share which are wrong in the same way, "" where no call was made."""
    if not got.calls:
        return ""
    digest = hashlib.blake2b(digest_size=8)
    for call in got.calls:
        digest.update(_call_text(call).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _call_text(call: Call) -> str:
    if call.fault is not None:
        return f"{call.fault.kind}:{call.fault.error if call.fault.kind in _NAMED_FAULTS else ''}"
    marks = "changed" if call.changed else ""
    return f"{call.function}={''.join(islice(_rounded_text(call.value), _SIGNATURE_SIZE))}{marks}"


def _rounded_text(value: Any) -> Iterator[str]:
    """A value as text with its numbers to five digits; lists, tuples and arrays of the same numbers give the same."""
    if isinstance(value, np.ndarray):
        if value.size > _SIGNATURE_SIZE:
            yield str(value.shape)
            value = value.reshape(-1)[:_SIGNATURE_SIZE]
        value = value.tolist()
    if isinstance(value, dict):
        pairs = ((key, value[key]) for key in sorted(value, key=repr))
        yield from _joined_text("{", (chain([f"{key}:"], _rounded_text(part)) for key, part in pairs), "}")
    elif isinstance(value, (list, tuple)):
        yield from _joined_text("[", map(_rounded_text, value), "]")
    elif isinstance(value, (complex, np.complexfloating)):
        yield from _joined_text("(", map(_rounded_text, (value.real, value.imag)), ")")
    elif isinstance(value, (bool, np.bool_)):
        yield str(int(value))
    elif isinstance(value, (int, float, np.integer, np.floating)):
        yield f"{float(value) + 0.0:.{_SIGNATURE_DIGITS - 1}e}"
    else:
        yield f"{type(value).__name__}:{value!r}"


def _joined_text(opened: str, parts: Iterable[Iterable[str]], closed: str) -> Iterator[str]:
    yield opened
    for number, part in enumerate(parts):
        yield "," if number else ""
        yield from part
    yield closed
