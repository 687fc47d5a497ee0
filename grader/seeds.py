"""Seeds of hidden inputs, and the row of numbers that belongs to each student."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

PUBLIC_SEED = "public"
LECTURE = "lecture"
Numbers = Mapping[str, Any]


def generator(secret: str, assignment: str, check: str) -> np.random.Generator:
    """Return the random generator of one check: moving or adding a check changes no other check's inputs."""
    digest = hashlib.sha256(f"{secret}\n{assignment}\n{check}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "little"))


def fingerprint(secret: str) -> str:
    """Return a short name of a secret that says nothing about it."""
    return secret if secret == PUBLIC_SEED else hashlib.sha256(f"fingerprint {secret}".encode()).hexdigest()[:12]


def same_student(one: str, other: str) -> bool:
    """Return whether two ids are one student's: case and surrounding space do not matter."""
    return folded(one) == folded(other)


def folded(student: str) -> str:
    """Return an id without what does not tell students apart: case, space around it, how an accent is put together."""
    return unicodedata.normalize("NFC", student.strip().casefold())


def row_of(student: str, assignment: str, rows: int) -> int:
    """Return the row, from 1 to `rows`, that the public rule gives a student."""
    digest = hashlib.sha256(f"{assignment}\n{folded(student)}".encode("utf-8", "surrogatepass")).digest()
    return 1 + int.from_bytes(digest[:8], "big") % rows


def draw(
    sample: Callable[[np.random.Generator], Numbers | None],
    accept: Callable[[Numbers], bool],
    *,
    seed: str,
    assignment: str,
    row: int,
    tries: int = 100_000,
) -> tuple[Numbers, int]:
    """Return one row of numbers that the sampler offers and `accept` takes, and how many were tried.

    Raises LookupError where nothing is accepted within `tries`.
    """
    rng = generator(seed, assignment, f"row {row}")
    for tried in range(1, tries + 1):
        numbers = sample(rng)
        if numbers is not None and accept(numbers):
            return numbers, tried
    raise LookupError(f"no acceptable numbers within {tries} draws")


def to_json(value: Any) -> Any:
    """Return drawn numbers as JSON data: fractions as text (`0.8`, `1/3`), sequences as lists."""
    if isinstance(value, Mapping):
        return {k: to_json(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(v) for v in value]
    if isinstance(value, Fraction):
        return as_text(value)
    return int(value) if isinstance(value, (int, np.integer)) else value


def from_json(value: Any) -> Any:
    """Return the numbers again, exactly: text becomes a Fraction, lists become tuples."""
    if isinstance(value, dict):
        return {k: from_json(v) for k, v in value.items()}
    if isinstance(value, list):
        return tuple(from_json(v) for v in value)
    return Fraction(value) if isinstance(value, str) else value


def as_text(value: Any) -> str:
    """Return a number or a sequence of numbers as it is written in a student's file."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join(as_text(v) for v in value)
        nested = any(isinstance(v, (list, tuple)) for v in value)
        return f"[{inner}]" if nested or len(value) != 2 else f"({inner})"
    if isinstance(value, Fraction):
        for places in range(13):
            if (value * 10**places).denominator == 1:
                return f"{float(value):.{max(places, 1)}f}"
        return f"{value.numerator}/{value.denominator}"
    return str(value)
