"""Code that is nearly the same beyond the skeleton, by winnowing (the extra `similarity`): a list, never a verdict."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from grader.errors import UsageError

_LENGTH, _WINDOW = 15, 10  # of a fingerprint in tokens; of how many neighbours one is kept
_ENOUGH = 20  # fingerprints in common, below which two files are not compared
_COMMON = 60  # students, as many as ever copy from each other: what more have is nobody's own
_NEAR = 0.7


@dataclass(frozen=True)
class Pair:
    """Two students, and which share of each one's own code is in the other's."""

    one: str
    other: str
    share: float
    tokens: int


def pairs(sources: Iterable[tuple[str, Sequence[str]]], skeleton: str, *, most: int = 50) -> Iterator[Pair]:
    """Yield pairs of students whose code is nearly the same beyond the skeleton, the nearest first.

    `sources` are students with the cells of their homework.  Raises UsageError without the extra.
    """
    try:
        import copydetect
        import numpy as np
    except ImportError:
        raise UsageError("--similar needs copydetect: pip install 'grader[similarity]'") from None

    def fingerprint(text: str, boilerplate: Any) -> Any:
        return copydetect.CodeFingerprint(
            "homework.py", _LENGTH, _WINDOW, np.array(list(boilerplate)), filter=True, fp=io.StringIO(text)
        )

    given = fingerprint(skeleton, []).hashes
    prints = {student: fingerprint("\n".join(cells), given) for student, cells in sources}
    found = [_pair(copydetect, prints, one, other) for one, other in _worth_comparing(prints)]
    near = sorted((pair for pair in found if pair.share >= _NEAR), key=lambda pair: (-pair.share, -pair.tokens))
    yield from near[:most]


def _worth_comparing(prints: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs that have enough in common which not too many have; so that a class of thousands is not squared."""
    having: dict[int, list[str]] = {}
    for student, one in prints.items():
        for number in set(one.hashes):
            having.setdefault(int(number), []).append(student)
    shared: Counter[tuple[str, str]] = Counter()
    for students in having.values():
        if 1 < len(students) <= _COMMON:
            shared.update(combinations(sorted(students), 2))
    return [pair for pair, count in shared.items() if count >= _ENOUGH]


def _pair(copydetect: Any, prints: dict[str, Any], one: str, other: str) -> Pair:
    tokens, shares, _ = copydetect.compare_files(prints[one], prints[other])
    return Pair(one, other, float(min(shares)), int(tokens))
