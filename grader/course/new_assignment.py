"""The scaffold: the three files of a new assignment, small, complete, and passed by `verify` as they stand."""

from __future__ import annotations

import keyword
import re
import sys
from importlib import resources
from pathlib import Path
from string import Template

from grader import files
from grader.course.loader import Course
from grader.errors import UsageError

_FILES = (("assignments", "assignment.txt"), ("solutions", "solution.txt"), ("autotests", "autotests.txt"))


def write_scaffold(course: Course, name: str) -> list[Path]:
    """Write the three files of an assignment and return their paths.

    Raises UsageError for a name that no Python file can be called by, and where one of the files is there already;
    then nothing is written.
    """
    _refuse_name(name)
    paths = [course.root / folder / f"{name}.py" for folder, _ in _FILES]
    there = " and is left as it is: choose another name, or change that file"
    existing = next((path for path in paths if path.exists()), None)
    if existing is not None:
        raise UsageError(f"{existing} is there already{there}")
    titles = {"name": name, "Title": name.replace("_", " ").strip().capitalize()}
    for path, (_, template) in zip(paths, _FILES, strict=True):
        text = Template(_template(template)).substitute(titles)
        files.write_new(path, text, if_there=there, folders=True, remedy="look at the folder's permissions")
    course.__dict__.pop("names", None)  # the cached names are out of date
    return paths


def _refuse_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise UsageError(
            f"'{name}' cannot be the name of an assignment: take small letters, digits and single underscores, "
            "such as delta_rule"
        )
    if name in sys.stdlib_module_names | {"numpy", "sympy", "scipy", "matplotlib", "grader"}:
        raise UsageError(f"'{name}' is a module's name, which a homework of that name would hide: take another")


def _template(name: str) -> str:
    return resources.files("grader.course").joinpath("templates", name).read_text(encoding="utf-8")
