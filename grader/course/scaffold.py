"""The scaffold: a new course, or the three files of an assignment, small, complete, and passed by `verify`."""

from __future__ import annotations

import keyword
import re
import secrets
import sys
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory

from grader import files, version
from grader.course.loader import Course
from grader.errors import UsageError

# Where each template goes, in the order in which they are told.
_ASSIGNMENT = {
    "assignments/$name.py": "assignment/skeleton.txt",
    "solutions/$name.py": "assignment/solution.txt",
    "autotests/$name.py": "assignment/autotests.txt",
}
_COURSE = {
    "README.md": "course/readme.txt",
    "LICENSE": "course/license.txt",
    "pyproject.toml": "course/pyproject.txt",
    ".gitignore": "course/gitignore.txt",
    "course.secret": "course/secret.txt",
}
FIRST = "squared_error"  # the assignment that a new course has


def write_course(folder: Path) -> list[Path]:
    """Write a course with a first assignment into a new folder, or an empty one, and return the paths of its files.

    Raises UsageError where something is there already; then nothing is written.
    """
    place = folder.resolve()
    if place.exists() and (not place.is_dir() or any(entry.name != ".git" for entry in place.iterdir())):
        raise UsageError(
            f"{folder} is there already and not empty, and is left as it is: name a new folder; for another assignment "
            "in a course that is there, run grader new NAME in it"
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    words = re.sub(r"[^a-z0-9]+", "-", place.name.lower()).strip("-")
    titles = {
        "course": place.name,
        "project": f"course-{words}".rstrip("-"),
        "version": version.package_version(),
        "secret": secrets.token_hex(16),
        "first": FIRST,
    }
    with TemporaryDirectory(dir=place.parent, prefix=".course-") as beside:  # all of it is there, or nothing
        whole = Path(beside)
        written = _write(whole, _COURSE, titles) + write_assignment(Course(whole), FIRST)
        place.mkdir(exist_ok=True)
        for entry in whole.iterdir():
            entry.rename(place / entry.name)
    return [folder / path.relative_to(whole) for path in written]


def write_assignment(course: Course, name: str) -> list[Path]:
    """Write the three files of an assignment and return their paths.

    Raises UsageError for a name that no Python file can be called by, and where one of the files is there already;
    then nothing is written.
    """
    _refuse_name(name)
    paths = _write(course.root, _ASSIGNMENT, {"name": name, "Title": name.replace("_", " ").strip().capitalize()})
    course.__dict__.pop("names", None)  # the cached names are out of date
    return paths


def _write(root: Path, templates: Mapping[str, str], titles: Mapping[str, str]) -> list[Path]:
    texts = {root / Template(place).substitute(titles): _filled(name, titles) for place, name in templates.items()}
    there = " and is left as it is: choose another name, or change that file"
    existing = next((path for path in texts if path.exists()), None)
    if existing is not None:
        raise UsageError(f"{existing} is there already{there}")
    for path, text in texts.items():
        files.write_new(path, text, if_there=there, folders=True, remedy="look at the folder's permissions")
    return list(texts)


def _refuse_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise UsageError(
            f"'{name}' cannot be the name of an assignment: take small letters, digits and single underscores, "
            "such as delta_rule"
        )
    if name in sys.stdlib_module_names | {"numpy", "sympy", "scipy", "matplotlib", "grader"}:
        raise UsageError(f"'{name}' is a module's name, which a homework of that name would hide: take another")


def _filled(name: str, titles: Mapping[str, str]) -> str:
    text = resources.files("grader.course").joinpath("templates", name).read_text(encoding="utf-8")
    return Template(text).substitute(titles)
