"""The modules that a submission imports from the files that were handed in with it: found by their imports, bounded."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from grader.errors import SubmissionError
from grader.model import Finding
from grader.submissions import notebook
from grader.submissions.encoding import decode_source

MAX_MODULES, MAX_CODE = 50, notebook.MAX_CODE  # characters of all modules of a submission
_MAX_LOOK_UPS = 4_000
_MOST_PATHS = 100_000  # that are tried, most of them more than once
_IMPORT = re.compile(  # where it repeats spaces or dots it gives none back: a line of them would take hours
    r"\bfrom\b[ \t]*+(\.*+)([\w.]{0,200})[ \t]*+\bimport\b[ \t]*+(\([^)]{0,4000}\)|[^\n;]{0,500})"
    r"|\bimport[ \t]++([\w., \t]{1,500})"
)
_LIBRARY = {"numpy", *sys.stdlib_module_names}  # which counts before a file of the same name


def read_modules(
    place: str, sources: Iterable[str], read: Callable[[str], bytes | None]
) -> tuple[dict[str, str], list[Finding]]:
    """Return the text of the modules that a submission imports, in turn, by path, and remarks on those left out.

    `place` is the submission's own path, `read` gives the bytes of a file beside it, None where there is none.
    """
    found: dict[str, str] = {}
    notes: list[Finding] = []
    seen, left_out, size, tried = {place}, list[str](), 0, 0
    waiting = [(place, source) for source in sources]
    while waiting:
        at, source = waiting.pop()
        for path in islice(_imported_paths(source, at, place), _MOST_PATHS - tried):
            tried += 1
            if path in seen or len(seen) > _MAX_LOOK_UPS:
                continue
            seen.add(path)
            try:
                data = read(path)
                text = None if data is None else notebook.python_file_cells(decode_source(data)).cells[0]
            except SubmissionError as error:
                notes.append(Finding("note.module_unread", file=path, why=error.finding))
                continue
            if text is None:
                continue
            if len(found) == MAX_MODULES or size + len(text) > MAX_CODE:
                left_out.append(path)
                continue
            size += len(text)
            found[path] = text
            waiting.append((path, text))
    if left_out:
        notes.append(Finding("note.modules_left_out", files=left_out[:5], count=len(left_out), most=MAX_MODULES))
    return dict(sorted(found.items())), notes


def folders_around(place: str) -> list[str]:
    """Return the folders in which a submission's absolute imports are looked for: its own, and those around it."""
    folders = [place.rpartition("/")[0]]
    while folders[-1]:
        folders.append(folders[-1].rpartition("/")[0])
    return folders


def _imported_paths(source: str, at: str, place: str) -> Iterator[str]:
    """Where the modules may be that a file imports: by its text, since some of it may be no Python."""
    imports = _IMPORT.finditer(re.sub("#.*", "", source.replace("\\\n", " ")))
    for dots, module, names, plain in dict.fromkeys(found.groups() for found in imports):
        whole = [part.split()[0] for part in plain.split(",") if part.strip()] if plain else [module]
        bases = folders_around(at)[len(dots) - 1 : len(dots)] if dots else folders_around(place)
        for parts in (name.strip(".").split(".") for name in whole):
            if not dots and parts[0] in _LIBRARY:
                continue
            last = re.findall(r"\w+", names or "")
            for base in bases:
                yield from _module_paths([base] if base else [], [part for part in parts if part], last)


def _module_paths(folder: list[str], parts: list[str], names: Iterable[str]) -> Iterator[str]:
    """The files that `import` may read for a dotted name in a folder, and for the names that are imported from it."""
    dotted = [parts[:count] for count in range(len(parts) + 1)] + [[*parts, name] for name in names]
    for name in dotted:
        path = "/".join([*folder, *name])
        yield f"{path}/__init__.py".lstrip("/")
        if name:
            yield f"{path}.py"
