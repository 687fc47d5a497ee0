"""The notation of formulas: their symbols and indices, the many spellings brought to one, and tokens.  Pure.

Only rewriting that cannot change the meaning is done; the parser reports the rest, with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.model import Finding

MAX_TEXT = 500
FUNCTIONS = {"exp", "log", "ln", "sqrt", "tanh", "sigmoid", "sigma", "abs"}
_GREEK_WORDS = ("alpha beta gamma delta delta epsilon eta theta lambda mu pi sigma sum sum tau phi omega").split()
_GREEK = dict(zip("αβγδΔεηθλμπσΣ∑τφω", _GREEK_WORDS, strict=True))
_SIGNS = (
    dict.fromkeys("−–—‐‑", "-")
    | dict.fromkeys("·⋅∙•×∗", "*")
    | dict.fromkeys("÷∕⁄", "/")
    | {"²": "^2", "³": "^3", "≠": "!="}
    | dict.fromkeys("′’‘´", "'")
    | {"。": ".", "【": "[", "】": "]", "⟦": "[", "⟧": "]", "𝜕": "∂"}
    | dict.fromkeys('`"“”\u00a0\u3000', " ")
)
_CHARACTERS = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | _SIGNS
    | {letter: f" {word}" for letter, word in _GREEK.items()}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")
)
_SUBSCRIPTS = str.maketrans("ᵢⱼₕₖ", "ijhk")
_ESCAPED = re.compile(r"\t(?=imes|ext)|\f(?=rac)|\r(?=ight)|\x08(?=egin|ig)|\n(?=eq?\b)")
_LETTER = {"\t": r"\t", "\f": r"\f", "\r": r"\r", "\x08": r"\b", "\n": r"\n"}
_LATEX = (
    (r"\\(?:begin|end)\s*\{cases\}", " "),
    (r"\\\\", ";"),
    (r"&", ","),
    (r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])", ""),
    (r"\\(?:[,;:! ]|q?quad(?![A-Za-z]))", " "),
    (r"\\(?:mathbb|mathbf|mathrm|mathit|text|textbf|operatorname|bm|boldsymbol)\s*\{([^{}]*)\}", r" \1 "),
    (r"\\(?:cdot|times|ast)(?![A-Za-z])", "*"),
    (r"\\neq?(?![A-Za-z])", "!="),
    (r"\\prime(?![A-Za-z])", "'"),
    (r"\\partial(?![A-Za-z])", "∂"),
    (r"\\(?:(?:display|text)style(?![A-Za-z])|boxed(?=\s*\{))", " "),
    (r"\\[dt]?frac", " frac"),
    (r"\bfrac\s*(\d)(?=\s*[\d{])", r"frac{\1}"),
    (r"\bfrac(\{[^{}]*\})\s*(\d)", r"frac\1{\2}"),
    (r"\\", " "),
    (r"\$", " "),
    (r"\bcdot\b", "*"),
    (r"\^\s*(?:\{\s*'\s*\}|')", "'"),
)
_IF, _ELSE = r"(?:if|for|when|where|当|若)", r"(?:else|otherwise|否则|其他|其它)"
_KRONECKERS = r"(?:1|I|int|float|bool|ind|indicator|delta|kron|[Kk]ronecker|KroneckerDelta|kronecker_delta|eye)"
_DERIVATIVE = r"(?:frac ?\{ ?)?[dD∂][^=+*;,]*[/{] ?[dD∂][^=+*;,]*"
_NAME = r"[A-Za-z∇∂][\w ]*(?:(?:\{[^={}]*\}|\[[^=\]]*\]|\([^-+*=)]*\)|')[\w ]*)*"
_LEFT = re.compile(rf" ?(?:{_DERIVATIVE}|{_NAME}) ?$")
_LABEL = re.compile(rf" ?(?:{_DERIVATIVE}|{_NAME}) ?:=? ?")
_CHAIN_RULE = re.compile(rf" ?{_DERIVATIVE}(?: ?\* ?{_DERIVATIVE})+ ?$")


class FormulaError(Exception):
    """A text cannot be read as a formula: why, and the place, which counts characters from 0."""

    def __init__(self, why: Finding, text: str = "", place: int = 0) -> None:
        super().__init__(why)
        before, after = _visible(text[max(0, place - 20) : place]), _visible(text[place : place + 12])
        self.finding = Finding("formula.at", why=why, before=before, after=after) if text.strip() else why
        self.place = place


def _visible(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


@dataclass(frozen=True)
class Notation:
    """The symbols of a formula: scalars, and vectors with their possible indices."""

    scalars: frozenset[str]
    vectors: frozenset[str]
    indices: frozenset[str]
    delta: bool

    @classmethod
    def from_symbols(cls, symbols: Sequence[str]) -> Notation:
        """Return the notation of declared symbols such as `s_i`, `delta_ij`, `t`."""
        split = [symbol.partition("_") for symbol in symbols]
        vectors = {base for base, _, sub in split if sub and base != "delta"}
        indices = {letter for _, _, sub in split for letter in sub}
        scalars = {base for base, _, sub in split if not sub}
        return cls(
            frozenset(scalars), frozenset(vectors), frozenset(indices), any(b == "delta" and s for b, _, s in split)
        )


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name with its index, or a sign."""

    kind: str
    text: str
    sub: str
    place: int


def formula_sides(text: str, notation: Notation) -> list[str]:
    """Return the sides of an equation in a text, each in one spelling; mostly there is one."""
    return one_spelling(text, notation.indices, notation.vectors, delta=notation.delta)


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


def tokenize(text: str, notation: Notation) -> list[Token]:
    """Return the tokens of a text; raises FormulaError where a character has no meaning."""
    pattern = _token("".join(sorted(notation.indices)) or "i")
    tokens_found, place = [], 0
    while place < len(text):
        found = pattern.match(text, place)
        if found is None or found.end() == place:
            if not text[place:].strip():
                break
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(Finding("formula.no_meaning", text=_visible(text[start])), text, start)
        kind = found.lastgroup if found.lastgroup != "sub" else "name"
        sub = re.sub(r"[^A-Za-z]", "", found["sub"] or "")
        tokens_found.append(Token(kind or "", found[kind or 0], sub, found.start(kind or 0)))
        place = found.end()
    return tokens_found


# ---- one spelling for what students write in many


def one_spelling(text: str, indices: frozenset[str], vectors: frozenset[str], *, delta: bool) -> list[str]:
    """Return the sides of an equation in a text, each in one spelling, without what only names the quantity."""
    text = _characters(text)
    for pattern, word in _LATEX:
        text = re.sub(pattern, word, text)
    text = re.sub(r"\s*_\s*", "_", re.sub(r"\s+", " ", text.partition("#")[0])).strip(" ,;").rstrip(" ,;.")
    text = re.sub(r"\bsum\s*_\{?([a-z])\s*=\s*[01]\}?\s*\^\s*(?:\{[A-Za-z0-9]\}|[A-Za-z0-9])", r"sum_\1 ", text)
    letters = "".join(sorted(indices | {"k", "l"}))
    text = re.sub(rf"(?<!\w)([{letters}]) ?(?:=| is | equals ) ?([{letters}])(?!\w)", r"\1 == \2", text)
    text = re.sub(rf"(\[[{letters}])\]\[([{letters}]\])", r"\1,\2", text)
    if vectors:
        named = "|".join(sorted(map(re.escape, vectors)))
        text = re.sub(rf"(?<![A-Za-z])({named}) ?\( ?([{letters}]) ?\)", r"\1_\2 ", text)
    text = re.sub(r"(?<=[)\]}A-Za-z])\. ?(?=[A-Za-z(])", "*", text)
    if "x" not in vectors:
        text = re.sub(r"(?<=[\w)\]}])(?<!\bd) x (?=[\w(])", "*", text)
    if "df" in vectors:
        text = _slope(text, letters)
    if "s" in vectors:
        text = re.sub(r"\b(?:softmax ?(?:\( ?x ?\) ?)?|s ?\( ?x ?\) ?)(?=_|\[)", "s", text)
        text = re.sub(rf"\b(?:softmax|s)_\{{? ?([{letters}]) ?\}}? ?\( ?x ?\)", r"s_\1 ", text)
    if delta:
        text = _matrices(text, vectors)
    sides = _sides(text)
    return [_deltas(_cases(side, letters), letters) if delta else side for side in sides]


def _characters(text: str) -> str:
    text = _ESCAPED.sub(lambda found: _LETTER[found[0]], text)  # "\times" without the r in front
    text = "".join(unicodedata.normalize("NFKC", c) if 0x1D400 <= ord(c) <= 0x1D7FF else c for c in text)
    text = re.sub(r"(?<![\d.])[½⅓⅔¼¾]", lambda found: f"({unicodedata.normalize('NFKC', found[0])})", text)
    return re.sub("[ᵢⱼₕₖ]+", lambda m: "_" + m[0].translate(_SUBSCRIPTS) + " ", text).translate(_CHARACTERS)


def _slope(text: str, letters: str) -> str:
    """The text with f'(net_h), f'_h, df/dnet_h and the like as df_h."""
    net = rf"net[_ ]?[{{\[]?([{letters}])[}}\]]?"
    quotient = rf"d ?f ?/ ?d ?{net}(?![\w(])|frac ?\{{ ?[d∂] ?f ?\}} ?\{{ ?[d∂] ?{net} ?\}}"
    written = rf"f ?' ?\( ?{net} ?\)|f(?:_([{letters}]) ?'| ?'_([{letters}]))|{quotient}"
    return re.sub(written, lambda found: f" df_{next(filter(None, found.groups()))} ", text)


def _matrices(text: str, vectors: frozenset[str]) -> str:
    """The text with diag(s) and s s^T written with indices."""
    for v in vectors:
        text = re.sub(rf"\bdiag ?\( ?{v} ?\)(?:_\{{?ij\}}?|_\{{?i, ?j\}}?|\[i, ?j\])?", f" (delta_ij {v}_i) ", text)
        text = re.sub(rf"(?<!\w){v} ?[*@]? ?{v} ?\^ ?\{{?T\}}?(?!\w)", f" ({v}_i {v}_j) ", text)
        text = re.sub(rf"\b(?:np\.)?outer ?\( ?{v}, ?{v} ?\)(?:\[i, ?j\])?", f" ({v}_i {v}_j) ", text)
    return text


def _sides(text: str) -> list[str]:
    """The sides of an equation, without those that only name the quantity or the rule."""
    label = _LABEL.match(text)
    sides = re.split(r"(?<![=!<>])=(?!=)", text[label.end() :] if label else text)
    sides = sides[1:] if len(sides) > 1 and _LEFT.match(sides[0]) else sides
    return [*(side for side in sides[:-1] if not _CHAIN_RULE.match(side)), sides[-1]]


@lru_cache(maxsize=16)
def _patterns(letters: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    def condition(name: str) -> str:
        equal = rf"(?P<{name}1>[{letters}]) ?(?P<{name}sign>==|!=) ?(?P<{name}2>[{letters}])(?!\w)"
        return rf"(?:\( ?{equal.replace(name, name + 'b')} ?\)|{equal})"

    first, second = condition("c"), condition("d")
    before = rf"(?:(?P<word>{_IF}) ?)?{first} ?(?P<sign>时,?|:|,|then)? ?(?P<one>.+?) ?[,;.]? ?(?:and )?"
    after = rf"(?P<one>.+?) ?(?P<sign>[,;])? ?(?P<word>{_IF})? ?{first}时? ?(?P<gap>[,;.]|and)? ?"
    return (
        re.compile(rf"^ ?{before}(?:{_ELSE}|(?:{_IF} ?)?{second}) ?(?:时,?|[:,]|then)? ?(?P<other>.+)$"),
        re.compile(rf"^{after}(?:{_ELSE} ?[:,]? ?(?P<left>.+)|(?P<other>.+?) ?,? ?(?:{_ELSE}|(?:{_IF} ?)?{second}))$"),
    )


def _cases(text: str, letters: str) -> str:
    """The text with `A, i = j; B, i != j` and the like as `(A) if i == j else (B)`."""
    if "==" not in text and "!=" not in text:
        return text
    braced = re.fullmatch(r" ?\{ ?((?:[^{}]|\{[^{}]*\})*?) ?\} ?", text)
    text = braced[1] if braced else text
    for pattern in _patterns(letters):
        found = pattern.search(text)
        if found is None:
            continue
        groups = {name: value for name, value in found.groupdict().items() if value}
        bracketed = "cb1" in groups and "gap" in groups  # "A (i = j), B ..."
        one, other = groups["one"].strip(" ,;"), (groups.get("other") or groups["left"]).strip(" ,;")
        opposite = groups.get("dsign", groups.get("dbsign"))
        sign = groups.get("csign", groups.get("cbsign"))
        if not ({"word", "sign"} & groups.keys() or bracketed) or opposite == sign:
            continue
        if _whole(one) and _whole(other):
            pair = groups.get("c1", groups.get("cb1")), groups.get("c2", groups.get("cb2"))
            return f"({one}) if {pair[0]} {sign} {pair[1]} else ({other})"
    return text


def _whole(text: str) -> bool:
    """Whether a text is a whole formula: every bracket is closed, and no condition stands in it."""
    depth = 0
    for c in text:
        depth += (c in "([{") - (c in ")]}")
        if depth < 0:
            return False
    return bool(text) and depth == 0 and not re.search(rf"\b{_IF}\b", text)


def _deltas(text: str, letters: str) -> str:
    """The text with Kronecker's delta, in each of its spellings, as delta_ij."""
    text = re.sub(rf"(?<!\w)delta ?\( ?([{letters}]) ?- ?([{letters}]) ?\)", r" delta_\1\2 ", text)
    equal = rf"([{letters}]) ?(==|!=) ?([{letters}])"
    text = re.sub(rf"\{{ ?\{{ ?{equal} ?\}} ?\}}", r"{\1 \2 \3}", text)
    text = re.sub(rf"(?:(?<![\w.]){_KRONECKERS}_? ?)?[\[{{(] ?{equal} ?[\]}})]", _delta, text)
    pair = rf"([{letters}]) ?,? ?([{letters}])"
    text = re.sub(
        rf"(?<![\w.]){_KRONECKERS}(?: ?\( ?{pair} ?\)| ?\[ ?{pair} ?\]|_\{{ ?{pair} ?\}}|_{pair}(?!\w))",
        lambda m: " delta_" + "".join(g for g in m.groups() if g) + " ",
        text,
    )
    return re.sub(rf"(?<!\w)delta_([{letters}])[, _]([{letters}])(?!\w)", r" delta_\1\2 ", text)


def _delta(found: re.Match[str]) -> str:
    name = f"delta_{found[1]}{found[3]}"
    return f" {name} " if found[2] == "==" else f" (1 - {name}) "
