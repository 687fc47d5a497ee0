"""How formulas are written: symbols, indices, Greek letters and signs, cut into tokens with their places.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_TEXT = 500


class FormulaError(Exception):
    """This text is no formula that can be read; `place` counts characters from 0."""

    def __init__(self, reason: str, text: str, place: int) -> None:
        before, after = text[max(0, place - 20) : place], text[place : place + 12]
        pointer = f" (at the mark: {before}»{after})" if text.strip() else ""
        super().__init__(reason + pointer)
        self.reason, self.place = reason, place


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


_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "delta", "ε": "epsilon", "η": "eta", "θ": "theta",
          "λ": "lambda", "μ": "mu", "π": "pi", "σ": "sigma", "Σ": "sum", "∑": "sum", "τ": "tau",
          "φ": "phi", "ω": "omega"}  # fmt: skip
_SIGNS = {"−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "∗": "*", "÷": "/", "²": "^2", "³": "^3", "≠": "!=",
          "′": "'", "\u00a0": " "}  # fmt: skip
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z]+[0-9]*'?)"
    r"(?P<sub>_\{[A-Za-z, ]{1,5}\}|_[a-z]{1,2}(?=[A-Za-z]_)|_[A-Za-z]{1,2}(?![A-Za-z])|\[[a-z](?:, ?[a-z])?\])?"
    r"|(?P<sign>\*\*|!=|==|[-+*/^()=,{}\[\]]))"
)
_SUBSCRIPTS = str.maketrans("ᵢⱼₕₖ", "ijhk")
FUNCTIONS = {"exp", "log", "ln", "sqrt", "tanh", "sigmoid", "sigma", "abs"}
_KRONECKER = re.compile(
    r"(?:1|I|𝟙)?\s*[\[{(]\s*([a-z])\s*==?\s*([a-z])\s*[\]})]|(?:delta|kronecker|kron)\s*\(\s*([a-z])\s*,\s*([a-z])\s*\)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name with its index, or a sign."""

    kind: str
    text: str
    sub: str
    place: int


def plain(text: str, notation: Notation) -> str:
    """Return the text with one spelling for what has several."""
    text = re.sub("[ᵢⱼₕₖ]+", lambda m: "_" + m[0].translate(_SUBSCRIPTS), text)
    for sign, word in {**_SIGNS, **{g: f" {w}" if g in "Σ∑" else w for g, w in _GREEK.items()}}.items():
        text = text.replace(sign, word)
    text = text.replace("\\", "").replace("$", " ").replace("cdot", "*").strip()
    if notation.delta:
        text = _KRONECKER.sub(lambda m: f" delta_{m[1] or m[3]}{m[2] or m[4]} ", text) if " if " not in text else text
    if "df" in notation.vectors:
        text = re.sub(r"f\s*'\s*\(\s*net_?\{?([a-z])\}?\s*\)", r" df_\1 ", text)
    left, equals, right = text.rpartition("=")
    if equals and " if " not in text and not left.endswith(("=", "!")) and re.search(r"^\s*(d|∂|[A-Za-z_]+\s*$)", left):
        return right  # "d s_i / d x_j = ..." says the same as what stands behind the sign
    return text


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text; raises FormulaError where a character has no meaning."""
    found_so_far, place = [], 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.end() == place:
            if not text[place:].strip():
                break
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(f"`{text[start]}` has no meaning in a formula here", text, start)
        kind = found.lastgroup if found.lastgroup != "sub" else "name"
        sub = re.sub(r"[^A-Za-z]", "", found["sub"] or "")
        found_so_far.append(Token(kind or "", found[kind or 0], sub, found.start(kind or 0)))
        place = found.end()
    return found_so_far
