"""How fine a written number is: counts are not rounded, arithmetic is as fine as the rounded numbers in it.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from grader.followthrough.intervals import HUGE, TELLING, counts, flat, is_number
from grader.followthrough.trace_table import Space, parameters
from grader.submissions.answer_sheet import Written

_FOUR_DIGITS = 0.0005  # half a unit of the last of four digits, relative to the smallest such number


def finely(
    names: Iterable[str],
    written: Mapping[str, tuple[Any, ...]],
    space: Space,
    exact: Mapping[str, Any],
    numbers: Collection[Any],
) -> dict[str, tuple[Any, ...]]:
    """Return what was written in some steps, as fine as it is: counts are not rounded, numbers in arithmetic may be."""
    made: dict[str, tuple[Any, ...]] = {}
    for name in names:
        cells = made[name] = _counted(written[name], exact[name])
        if any(isinstance(cell, Written) and cell.parts for cell in cells):
            before = [v for p in parameters(space[name]) if p in exact for v in written.get(p, flat(exact[p]))]
            made[name] = tuple(_as_fine(cell, before, numbers) for cell in cells)
    return made


def _counted(cells: tuple[Any, ...], exact: Any) -> tuple[Any, ...]:
    """What was written; where counts are asked for a whole number is exact, nothing was rounded."""
    if not counts(exact):
        return cells
    whole = [isinstance(c, Written) and c.value.denominator == 1 for c in cells]
    return tuple(replace(c, half=Fraction(0)) if w else c for c, w in zip(cells, whole, strict=True))


def _as_fine(cell: Any, before: Sequence[Any], given: Collection[Any]) -> Any:
    """What was written; arithmetic is as fine as the rounded numbers in it.

    These are those of four digits, and coarser ones that round the student's own, `before`; what was `given` nobody
    rounds.  Signs do not count: who subtracts 0.0027 has rounded -0.002654 all the same.
    """
    if not isinstance(cell, Written) or not cell.parts:
        return cell
    own = [abs(v.value if isinstance(v, Written) else v) for v in before if is_number(v)]
    room = sum(
        abs(slope) * float(part.half)
        for part, slope in cell.parts
        if abs(part.value) not in given and _rounded(part, own)
    )
    return replace(cell, half=cell.half + Fraction(room)) if 0 < room < HUGE else cell


def _rounded(part: Written, own: Sequence[Any]) -> bool:
    if part.half <= _FOUR_DIGITS * abs(part.value):
        return True
    return part.half <= TELLING * abs(part.value) and any(0 < abs(abs(part.value) - v) <= part.half for v in own)
