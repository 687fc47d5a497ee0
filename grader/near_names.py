"""Names that are nearly the one that was written: what may have been meant."""

from __future__ import annotations

from collections.abc import Collection


def nearest_name(name: str, names: Collection[str], likeness: float = 0.6) -> str:
    """Return the one of some names that is most like a written one, "" where none is so much like it."""
    import difflib  # `grader check` starts a sandbox before it has time for that

    return next(iter(difflib.get_close_matches(name, names, 1, likeness)), "")


def did_you_mean(name: str, names: Collection[str], otherwise: str) -> str:
    """Return the end of a sentence on an unknown name: which one may be meant, or what to say where none is near."""
    near = nearest_name(name, names)
    return f"did you mean {near}?" if near else otherwise


def unknown_name(what: str, name: str, names: Collection[str]) -> str:
    """Return that there is no setting, assignment or the like of this name, and which may be meant or there are."""
    there = ", ".join(names) or "none"
    return f"there is no {what} '{name}'; {did_you_mean(name, names, f'there are: {there}')}"
