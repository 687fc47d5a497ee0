"""Numbers as they are typed into a text: other signs, powers of ten, a name in front.  Pure."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = str.maketrans(
    {
        "\N{MINUS SIGN}": "-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{HYPHEN}": "-",
        "\N{NON-BREAKING HYPHEN}": "-",
        "\N{MULTIPLICATION SIGN}": "*",
        "\N{MIDDLE DOT}": "*",
        "\N{DOT OPERATOR}": "*",
        "\N{DIVISION SIGN}": "/",
        "\N{FRACTION SLASH}": "/",
        "^": "**",
    }
)
_RAISED = re.compile("[\N{SUPERSCRIPT MINUS}⁰¹²³⁴-⁹]+")
_POWER = re.compile(r"([-+]?[\d.]+) ?[*x] ?10 ?\*\* ?[({]? ?([-+]?\d{1,3}) ?[)}]?")
_BEFORE = re.compile(r"^(?:[A-Za-z_]\w* ?(?:=|≈|:) ?|[≈~≃=$ ]+)+")


def plain(text: str) -> str:
    """Return a text with the signs that a keyboard has: `−2.65×10⁻³`, `g ≈ 0.5`, `0.68…` as Python has them."""
    raised = _RAISED.sub(lambda found: f"**({unicodedata.normalize('NFKC', found[0])})", text)
    told = unicodedata.normalize("NFKC", raised).translate(_SIGNS).strip()
    told = _BEFORE.sub("", told).rstrip("$ ")
    power = _POWER.fullmatch(told)
    return f"{power[1]}e{power[2]}" if power else re.sub(r"(?<=\d)\.{2,}$", "", told)
