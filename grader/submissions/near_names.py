"""Answers under a name much like the one that is asked for: a doubt, not a blank.  Pure."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.submissions.answer_sheet import BLANK, Sheet, Unread

_LONG = 6  # letters from which one may be mistyped; digits never: w1_new is not w2_new
_NEAR = 0.9
_MOST = 500  # names beyond the handout's that are looked at


@dataclass(frozen=True)
class Named:
    """The top level of a homework, `given` being the names of the handout: each says what it says, and no other."""

    sheet: Sheet
    given: frozenset[str]

    def read(self, name: str) -> Any:
        """Return an answer as `Sheet.read` does; of a blank one that stands under another name, an Unread says so."""
        absent = name not in self.sheet.assigned and name not in self.sheet.inside and name not in self.sheet.computed
        value = BLANK if absent else self.sheet.read(name)
        found = self._near(name) if value is BLANK else ""
        if not found:
            return self.sheet.read(name) if absent else value
        reason = f"`{name}` is blank, but there is a `{found}`: give it the name that is asked for"
        return Unread(reason, *self.sheet.place(self.sheet.assigned[found].lineno))

    def _near(self, name: str) -> str:
        """The name that can only mean the one asked for, "" where there is none."""
        own = [n for n in self.sheet.assigned if n not in self.given][-_MOST:]
        spelt = [n for n in own if _plain(n) == _plain(name)]
        others = self.given - {name}
        typed = (n for n in own if _mistyped(n, name) and not any(_mistyped(n, other) for other in others))
        return self._last_filled(spelt) or self._last_filled([*typed])

    def _last_filled(self, names: Sequence[str]) -> str:
        return next((name for name in reversed(names) if self.sheet.read(name) is not BLANK), "")


def _mistyped(one: str, other: str) -> bool:
    one, other = _plain(one), _plain(other)
    if min(len(one), len(other)) < _LONG or _digits(one) != _digits(other):
        return False
    return difflib.SequenceMatcher(None, one, other).ratio() >= _NEAR


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def _digits(name: str) -> str:
    return "".join(c for c in name if c.isdigit())
