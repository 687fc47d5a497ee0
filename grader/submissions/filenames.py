"""Which assignment a file is called after, whatever systems, browsers and file managers have added to its name."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ADDED = re.compile(r"^(copy of|kopie von) +|(-\d{1,2}| ?\(\d{1,2}\)|[ -]+(copy|kopie|副本)( ?\(?\d{1,2}\)?)?)$")


def after(stem: str, known: Sequence[str]) -> str:
    """Return the one of `known` that a file is called after, "" where there is none; `stem` is without the suffix."""
    by_name = {name.casefold(): name for name in known}
    name, shorter = "", stem.strip()
    while shorter != name:
        name = shorter
        if name in known or name.casefold() in by_name:
            return name if name in known else by_name[name.casefold()]
        shorter = _ADDED.sub("", name.casefold(), count=1)
    return ""
