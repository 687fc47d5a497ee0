"""Coverage of a function's arguments by its checks: what they never ask with, from the reference's calls alone.

A size or a value that is missing is told where the reference takes it: a wrong homework could go by it unseen.
"""

from __future__ import annotations

import copy
import inspect
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from grader.checks import judge
from grader.checks.comparison import as_array, parts_of, unchanged
from grader.checks.declarations import Check, NotAsked
from grader.model import Call, Handle, Outcome

Array = np.ndarray[Any, Any]
Asked = tuple[dict[str, Any], Call, Check]  # the arguments of a call by their names, the call, the check that makes it
Axis = tuple[str, int, int]  # a parameter, the number of its dimensions (0 where that changes), one of them
LARGE = 50  # beyond it exp of a net, and its slope, are no ordinary numbers any more
_TRIED = 4  # calls that are tried in another form, from the largest on
_SIZES = re.compile(r"\b(\w+) \(([\w+, ]+)\)")
_WINDOWS = ("kernel", "f", "kernel_size", "window", "size")


@dataclass(frozen=True)
class Hole:
    """What the checks of a function never ask with."""

    function: str
    what: str


def is_meant(hole: Hole, not_asked: NotAsked) -> bool:
    """Return whether the author has left this out on purpose."""
    return hole.function in not_asked.functions and not_asked.what in hole.what


def find_holes(
    name: str, function: Callable[..., Any], asked_by: Iterable[tuple[Check, Outcome]], docstrings: str
) -> Iterator[Hole]:
    """Yield what is never asked of a function of the skeleton, by the outcomes of the reference."""
    try:
        signature = inspect.signature(function)
        calls = list(_calls_of(name, signature, asked_by))
    except (TypeError, ValueError):  # a class that NumPy has written, or any number of arguments
        return
    if calls:
        look = _Look(function, signature, calls, docstrings)
        yield from dict.fromkeys(Hole(name, what) for rule in _RULES for what in rule(look))


def _calls_of(name: str, signature: inspect.Signature, asked_by: Iterable[tuple[Check, Outcome]]) -> Iterator[Asked]:
    for check, outcome in asked_by:
        for call in outcome.calls:
            if call.function == name and call.fault is None:
                yield dict(signature.bind(*call.args, **call.kwargs).arguments), call, check


class _Look:
    """All calls of one function, looked at by parameter and by axis."""

    def __init__(
        self, function: Callable[..., Any], signature: inspect.Signature, calls: Sequence[Asked], docstrings: str
    ) -> None:
        self.function, self.signature, self.docstrings = function, signature, docstrings
        self.calls = calls
        self.given = [given for given, _, _ in calls]
        self.arrays = list(map(_arrays, self.given))
        self.names = [name for name in signature.parameters if any(name in given for given in self.given)]

    def values(self, name: str) -> list[Any]:
        """What a parameter was given, where it was."""
        return [given[name] for given in self.given if name in given]

    def seen(self, name: str) -> list[Array]:
        """The arrays that a parameter was given, lists as arrays."""
        return [arrays[name] for arrays in self.arrays if name in arrays]

    def promises(self, *words: str) -> bool:
        """Whether one of these words stands in what students are told."""
        return any(word in self.docstrings.lower() for word in words)

    def numbers(self, name: str) -> list[Any]:
        """The single numbers that a parameter was given; none where it was given anything else."""
        values = [v for v in self.values(name) if v is not None]
        if any(isinstance(v, Handle) for v in values):
            return []
        arrays = map(as_array, values)
        plain = all(array is not None and array.ndim == 0 and array.dtype.kind in "iuf" for array in arrays)
        return values if plain else []

    def result_with(self, number: int, **changed: Any) -> Any:
        """What the reference gives where arguments of a call are others; None where it takes them not."""
        if any(isinstance(value, Handle) for value in self.given[number].values()):
            return None  # what it stands for is gone by now
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                value = self.function(**copy.deepcopy({**self.given[number], **changed}))
            except Exception:  # noqa: BLE001 - whatever it is, these arguments are not taken
                return None
        whole = all(np.all(np.isfinite(a)) for a in _leaves(value))
        return value if whole else None

    def takes(self, **changed: Any) -> bool:
        """Whether the reference takes other arguments in one of the calls that were made."""
        return any(self.result_with(i, **changed) is not None for i in range(min(_TRIED, len(self.given))))

    def sizes(self) -> dict[Axis, dict[int, int]]:
        """The length of each axis, by the numbers of the calls; first and last where their number changes."""
        found: dict[Axis, dict[int, int]] = {}
        of_many = {name for name in self.names if len({a.ndim for a in self.seen(name)}) > 1}
        for number, arrays in enumerate(self.arrays):
            for name, array in arrays.items():
                ndim, axes = array.ndim, list(range(array.ndim))
                if name in of_many:
                    ndim, axes = 0, [0, -1] if array.ndim > 1 else [-1]
                for axis in axes:
                    found.setdefault((name, ndim, axis), {})[number] = array.shape[axis]
        return found

    def samples(self) -> Axis | None:
        """The axis of samples, or of steps: the first one of the first array that has two."""
        return next((axis for axis in self.sizes() if axis[1] != 1 and axis[2] == 0), None)

    def cut(self, axes: Iterable[Axis], sizes: Mapping[Axis, Mapping[int, int]], stop: int) -> bool:
        """Whether the reference takes these axes cut together, as by `[:stop]`, where they are longest."""
        axes = list(axes)
        common = set.intersection(*(set(sizes[axis]) for axis in axes))
        longest = sorted((n for n in common if sizes[axes[0]][n] > 2), key=lambda n: -sizes[axes[0]][n])
        for number in longest[:_TRIED]:
            arrays = dict(self.arrays[number])
            for name, _, axis in axes:
                arrays[name] = np.take(arrays[name], range(arrays[name].shape[axis])[:stop], axis)
            if self.result_with(number, **{name: arrays[name] for name, _, _ in axes}) is not None:
                return True
        return False


def _array(value: Any) -> Array | None:
    return as_array(value) if isinstance(value, (np.ndarray, list, tuple)) else None


def _arrays(given: Mapping[str, Any]) -> dict[str, Array]:
    """The arguments that are arrays, or lists of numbers."""
    found = {name: _array(value) for name, value in given.items()}
    return {name: array for name, array in found.items() if array is not None and array.ndim}


def _leaves(value: Any) -> list[Array]:
    """The numbers of a result, part by part."""
    parts = (np.asarray(part) for _, part in judge.parts_of(value) if not isinstance(part, Handle))
    return [part for part in parts if part.dtype.kind in "biuf"]


# ---- The rules: each yields what is never asked, and what to add


def _missing_sizes(look: _Look) -> Iterator[str]:
    sizes = look.sizes()
    for group in _linked(sizes):
        name = _axis_name(group[0])
        lengths = {length for axis in group for length in sizes[axis].values()}
        if 1 not in lengths and look.cut(group, sizes, 1):
            yield f"{name} is never 1: add a call where it is"
        elif len(lengths - {0, 1}) < 2 and look.cut(group, sizes, -1):
            yield f"{name} is always {max(lengths)}: add a call with another length"
        if 0 not in lengths and look.samples() in group and look.cut(group, sizes, 0):
            yield f"{name} is never 0: add a call without any"


def _equal_sizes(look: _Look) -> Iterator[str]:
    sizes, letters = look.sizes(), _letters(look)
    for group in _linked(sizes):
        for one, other in combinations(group, 2):
            pair = letters.get(one), letters.get(other)
            if None not in pair and pair[0] != pair[1]:
                apart = True
            elif None in pair:
                apart = any(look.cut([axis], sizes, -1) for axis in (one, other))
            else:
                apart = False
            if apart:
                yield f"{_axis_name(one)} and {_axis_name(other)} are always equal: add a call where they differ"
                break


def _linked(sizes: Mapping[Axis, Mapping[int, int]]) -> list[list[Axis]]:
    """Axes in groups of which all are of the same length in each call."""
    groups: list[list[Axis]] = []
    for axis, lengths in sizes.items():
        for group in groups:
            if all(_always_equal(lengths, sizes[other]) for other in group):
                group.append(axis)
                break
        else:
            groups.append([axis])
    return groups


def _always_equal(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    common = one.keys() & other.keys()
    return bool(common) and all(one[number] == other[number] for number in common)


def _axis_name(axis: Axis) -> str:
    name, ndim, place = axis
    if ndim == 1:
        return f"the length of {name}"
    return f"axis {place} of {name}" if ndim else f"the {'last' if place else 'first'} axis of {name}"


def _letters(look: _Look) -> dict[Axis, str]:
    """What the docstrings call the axes: `X (N, d)`; a number is what the axis always is."""
    found = {}
    for name, text in _SIZES.findall(look.docstrings):
        words = [word.strip() for word in text.split(",") if word.strip()]
        if name in look.names:
            found.update({(name, len(words), place): word for place, word in enumerate(words)})
    return found


def _missing_numbers(look: _Look) -> Iterator[str]:
    """Single numbers, options and truth values: always the same, never 0, never given, never left out."""
    for name, parameter in look.signature.parameters.items():
        values, default = look.values(name), parameter.default
        optional = default is not inspect.Parameter.empty
        if optional and not values:
            yield f"{name} is never given: add a call with another than {default!r}"
            continue
        if optional and len(values) == len(look.calls):
            yield f"{name} is never left to its default: add a call without it"
        elif optional:
            values = [*values, default]  # asked for by leaving it out
        words = {v for v in values if isinstance(v, str)}
        said = set(re.findall(r'"(\w+)"', look.docstrings)) if words else set()
        if said and words < said:
            yield f"{name} is never {' or '.join(repr(w) for w in sorted(said - words))}: add a call with it"
        truths = {bool(v) for v in values if isinstance(v, (bool, np.bool_))}
        if len(truths) == 1:
            yield f"{name} is never {not truths.pop()}: add a call with it"
        if not words and not truths:
            yield from _missing_of_number(look, name, values)


def _missing_of_number(look: _Look, name: str, values: list[Any]) -> Iterator[str]:
    values = [v for v in values if v is not None]
    if not look.numbers(name):
        return
    if len({float(v) for v in values}) == 1:
        yield f"{name} is always {values[0]}: add a call with another value"
    fractions = any(v != int(v) for v in values if np.isfinite(v))
    if fractions and 0 not in values and look.takes(**{name: 0}):
        yield f"{name} is never 0: add a call where it is"
    if name == "axis" and all(v >= 0 for v in values):
        yield f"{name} is never negative: add a call where it counts from the end"


def _missing_values(look: _Look) -> Iterator[str]:
    arrays = [a for name in look.names for a in look.seen(name) if a.size]
    if any(a.dtype.kind == "f" for a in arrays) and not any(np.any(abs(a.astype(float)) >= LARGE) for a in arrays):
        yield f"numbers in arrays are never large: add a call where some are {LARGE} or more"
    seen = {name: look.seen(name) for name in look.names}
    with_floats = {name: of_it for name, of_it in seen.items() if any(a.dtype.kind == "f" for a in of_it)}
    flat = {name: np.concatenate([a.ravel().astype(float) for a in of_it]) for name, of_it in with_floats.items()}
    for what, holds in _OF_NUMBERS.items():
        names = [name for name, numbers in flat.items() if numbers.size and not np.any(holds(numbers))]
        if names:
            yield f"{_are(names)} never {what}: add a call where a number is"


_OF_NUMBERS: dict[str, Callable[[Array], Any]] = {
    "negative": lambda numbers: numbers < 0,
    "0": lambda numbers: numbers == 0,
    "positive": lambda numbers: numbers > 0,
    "a fraction": lambda numbers: numbers != np.floor(numbers),
}


def _are(names: Sequence[str]) -> str:
    return f"{', '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _missing_kinds(look: _Look) -> Iterator[str]:
    """Lists, integers and single precision, where the skeleton promises that they are taken."""
    seen = {name: look.seen(name) for name in look.names if look.seen(name)}
    lists = [name for name in seen if not any(isinstance(v, (list, tuple)) for v in look.values(name))]
    if lists and look.promises("list"):
        yield f"{_are(lists)} never a list: add a call where that is one"
    floats = [name for name, arrays in seen.items() if all(a.dtype.kind == "f" for a in arrays)]
    if floats and look.promises("integer"):
        yield f"{_are(floats)} never of integers: add a call where that is"
    kinds = [{a.dtype for a in given.values() if isinstance(a, np.ndarray)} for given in look.given]
    kinds = [{kind for kind in of_call if kind.kind == "f"} for of_call in kinds]
    if any(kinds) and {np.dtype(np.float32)} not in kinds and look.promises("float32", "single precision"):
        yield "arrays are never of float32: add a call where all are"


def _small_integers(look: _Look) -> Iterator[str]:
    integers = [[a for v in given.values() if (a := _integers(v)) is not None] for given in look.given]
    if not any(integers) or not look.promises("integer"):
        return
    wraps = [_wraps([a for a in arrays if a.dtype == np.uint8]) for arrays in integers]
    if not any(wraps):
        yield "small integers never wrap around: add a call with uint8 whose sum or product is above 255"


def _integers(value: Any) -> Array | None:
    array = np.asarray(value) if isinstance(value, np.integer) else _array(value)
    return array if array is not None and array.dtype.kind in "iu" else None


def _wraps(small: Sequence[Array]) -> bool:
    filled = [a.astype(int) for a in small if a.size]
    return any(int(a.sum()) > 255 for a in filled) or any(
        int(a.max()) * int(b.max()) > 255 for a, b in combinations(filled, 2)
    )


def _labels(look: _Look) -> Iterator[str]:
    """Integers that name a column of another array, of which some are never named."""
    for name in look.names:
        for other in look.names:
            pairs = [(a[name], a[other]) for a in look.arrays if name in a and other in a]
            pairs = [(labels, scores) for labels, scores in pairs if labels.size and scores.ndim == 2]
            fit = [
                labels.dtype.kind in "iu"
                and labels.shape == scores.shape[:1]
                and labels.min() >= 0
                and labels.max() < scores.shape[1]
                for labels, scores in pairs
            ]
            if len(fit) > 1 and all(fit) and not any(set(a.tolist()) == set(range(b.shape[1])) for a, b in pairs):
                yield f"{name} never names every column of {other}: add a call where each is named"


def _windows(look: _Look) -> Iterator[str]:
    window = next((name for name in _WINDOWS if name in look.signature.parameters), None)
    if window is None or "stride" not in look.signature.parameters:
        return
    default = look.signature.parameters["stride"].default
    steps = [(given.get("stride", default), _extent(given.get(window))) for given in look.given if window in given]
    over = {stride < extent for stride, extent in steps if stride is not inspect.Parameter.empty and extent > 1}
    if len(over) == 1:
        yield f"windows {'always' if over.pop() else 'never'} overlap: add a stride that says otherwise"


def _extent(window: Any) -> int:
    array = _array(window)
    return int(window) if array is None else max(array.shape)


def _results(look: _Look) -> Iterator[str]:
    """Integers that may be floats, cut integers, and pairs of numbers that always stand in the same order."""
    about = {check.name: (check, call) for _, call, check in look.calls}
    whole = all(any(leaf.dtype.kind in "iu" for leaf in _leaves(call.value)) for _, call, _ in look.calls)
    if whole and not any(_demands_integers(check, call) for check, call in about.values()):
        yield "no check asks that its integers are integers: add `& integers` to one"
    in_integers = [i for i, arrays in enumerate(look.arrays) if arrays and all(map(_is_whole, arrays.values()))]
    if in_integers and not any(_has_fraction(look.calls[i][1].value) for i in in_integers):
        others = ({name: 3 * a + 1 for name, a in look.arrays[i].items()} for i in in_integers[:_TRIED])
        if any(_has_fraction(look.result_with(i, **o)) for i, o in zip(in_integers, others, strict=False)):
            yield "its result is always whole where integers come in: add integers whose result is a fraction"
    for one, other in _related(look.calls[0][1].value):
        signs = {float(np.sign(call.value[one] - call.value[other])) for _, call, _ in look.calls}
        if not {-1.0, 1.0} <= signs:
            yield f"{one} is never {'above' if 1.0 not in signs else 'below'} {other}: add a call where it is"


def _is_whole(array: Array) -> bool:
    return array.dtype.kind in "iu"


def _has_fraction(value: Any) -> bool:
    floats = [leaf for leaf in _leaves(value) if leaf.dtype.kind == "f"]
    return any(bool(np.any(np.isfinite(leaf) & (leaf != np.floor(leaf)))) for leaf in floats)


def _related(value: Any) -> Iterator[tuple[str, str]]:
    """Pairs of numbers in a result that are of one kind, as loss_before and loss_after."""
    if not isinstance(value, dict):
        return
    plain = {name: _leaves(part) for name, part in value.items() if isinstance(name, str)}
    single = [name for name, parts in plain.items() if len(parts) == 1 and parts[0].ndim == 0]
    for one, other in combinations(single, 2):
        if "_" in one and one.split("_")[0] == other.split("_")[0]:
            yield one, other


def _demands_integers(check: Check, call: Call) -> bool:
    want = Outcome(call.value, None, (call,))
    floats = _in_floats(call.value)
    try:
        return check.expect.differ(replace(want, value=floats), want) is not None
    except Exception:  # noqa: BLE001 - an expectation of what the probe makes of calls
        return False


def _in_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _in_floats(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(map(_in_floats, value))
    (array,) = _leaves(value) or [np.zeros(0)]
    return array.astype(float) if array.dtype.kind in "iu" else value


def _given_back(look: _Look) -> Iterator[str]:
    """Calls in which nothing changes, so that the result could be the input: of those that look at that alone."""
    looked_at = [i for i, (_, _, check) in enumerate(look.calls) if unchanged in parts_of(check.expect)]
    if not looked_at or any(_repeats(look.arrays[i], look.calls[i][1].value) for i in looked_at):
        return
    for number in looked_at[:_TRIED]:
        for changed, how in _still(look, number):
            value = look.result_with(number, **changed)
            if value is not None and _repeats(_arrays({**look.given[number], **changed}), value):
                yield f"no check of unchanged inputs asks where nothing changes: add a call where {how}"
                return


def _still(look: _Look, number: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Changes of a call after which there may be nothing to do, and what to say of each."""
    yield from (({name: 0}, f"{name} is 0") for name in look.names if look.numbers(name))
    sizes, arrays = look.sizes(), look.arrays[number]
    for group in _linked(sizes):
        cut = {name: np.take(arrays[name], [], axis) for name, _, axis in group if name in arrays}
        yield cut, f"{_axis_name(group[0])} is 0"


def _repeats(arrays: Mapping[str, Array], value: Any) -> bool:
    parts = [leaf for leaf in _leaves(value) if leaf.ndim and leaf.dtype.kind == "f" and np.any(leaf)]
    floats = [a for a in arrays.values() if a.dtype.kind == "f"]
    return any(np.array_equal(leaf.ravel(), a.ravel()) for leaf in parts for a in floats)


_RULES = (
    _missing_sizes,
    _equal_sizes,
    _missing_numbers,
    _missing_values,
    _missing_kinds,
    _small_integers,
    _labels,
    _windows,
    _results,
    _given_back,
)
