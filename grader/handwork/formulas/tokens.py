"""How formulas are written: what symbols and indices there are, and a text cut into tokens with places.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.handwork.formulas import notation as formulas_notation

MAX_TEXT = 500


class FormulaError(Exception):
    """This text is no formula that can be read; `place` counts characters from 0."""

    def __init__(self, reason: str, text: str, place: int) -> None:
        before, after = _visible(text[max(0, place - 20) : place]), _visible(text[place : place + 12])
        pointer = f" (at the mark: {before}»{after})" if text.strip() else ""
        super().__init__(reason + pointer)
        self.reason, self.place = reason, place


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


@dataclass(frozen=True)
class Notation:
    """What a formula may use: plain symbols, and vectors with the indices that may stand on them."""

    scalars: frozenset[str]
    vectors: frozenset[str]
    indices: frozenset[str]
    delta: bool

    @classmethod
    def of(cls, symbols: Sequence[str]) -> Notation:
        """Return the notation of declared symbols such as `s_i`, `delta_ij`, `t`."""
        split = [symbol.partition("_") for symbol in symbols]
        vectors = {base for base, _, sub in split if sub and base != "delta"}
        indices = {letter for _, _, sub in split for letter in sub}
        scalars = {base for base, _, sub in split if not sub}
        return cls(
            frozenset(scalars), frozenset(vectors), frozenset(indices), any(b == "delta" and s for b, _, s in split)
        )


FUNCTIONS = {"exp", "log", "ln", "sqrt", "tanh", "sigmoid", "sigma", "abs"}


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name with its index, or a sign."""

    kind: str
    text: str
    sub: str
    place: int


def sides(text: str, notation: Notation) -> list[str]:
    """Return the formulas that a text says are the same, each in one spelling."""
    return formulas_notation.one_spelling(text, notation.indices, notation.vectors, delta=notation.delta)


@lru_cache(maxsize=64)
def _token(indices: str) -> re.Pattern[str]:
    """The next token; where letters follow an index, as in `s_is_j`, the declared indices say where it ends."""
    return re.compile(
        r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
        r"|(?P<name>[A-Za-z]+[0-9]*'?)"
        r"(?P<sub>_\{[A-Za-z, ]{1,5}\}|_[A-Za-z]{1,2}(?![A-Za-z_])|_[" + indices + r"]{1,2}"
        r"|_[A-Za-z]{1,2}(?=[A-Za-z]+_)|\[ ?[a-z](?: ?, ?[a-z])? ?\])?"
        r"|(?P<sign>\*\*|!=|==|[-+*/^()=,{}\[\]]))"
    )


def tokens(text: str, notation: Notation) -> list[Token]:
    """Return the tokens of a text; raises FormulaError where a character has no meaning."""
    pattern = _token("".join(sorted(notation.indices)) or "i")
    found_so_far, place = [], 0
    while place < len(text):
        found = pattern.match(text, place)
        if found is None or found.end() == place:
            if not text[place:].strip():
                break
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(f"`{_visible(text[start])}` has no meaning in a formula here", text, start)
        kind = found.lastgroup if found.lastgroup != "sub" else "name"
        sub = re.sub(r"[^A-Za-z]", "", found["sub"] or "")
        found_so_far.append(Token(kind or "", found[kind or 0], sub, found.start(kind or 0)))
        place = found.end()
    return found_so_far
