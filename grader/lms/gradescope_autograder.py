"""An autograder for Gradescope: a zip with this package, one assignment's files and two scripts.

Source: Gradescope's autograder specifications.  gradescope_runner runs there.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from pathlib import Path

from grader.course import given, hints
from grader.course.loader import Assignment
from grader.errors import UsageError
from grader.submissions.roster import Roster

SETTINGS_FILE = "autograder.json"
PROGRAMS = _SETUP_PROGRAM, _RUN_PROGRAM = "setup.sh", "run_autograder"
_COLUMNS = ("gradescope", "email")
_TEMPLATES = resources.files("grader.lms").joinpath("templates")


@dataclass(frozen=True)
class AutograderSettings:
    """Settings of the autograder: the assignment, what students see at once, the protection that is enough."""

    assignment: str
    unseen: str = "after_published"  # the visibility of all but the public checks
    allow_weak: bool = False
    lecture_for_all: bool = False


def archive_members(
    assignment: Assignment, settings: AutograderSettings, roster: Roster
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of the autograder's zip by name; the two programs stand at its root, as Gradescope asks for."""
    course = assignment.course
    language = course.settings.get("language")
    needed = [*requirements(), *course.packages, *(["babel"] if language else [])]
    setup, run = (_TEMPLATES.joinpath(name).read_text(encoding="utf-8") for name in ("setup.sh", "run_autograder.sh"))
    yield _SETUP_PROGRAM, setup.replace("@REQUIREMENTS@", shlex.join(needed))
    yield _RUN_PROGRAM, run
    yield SETTINGS_FILE, json.dumps(asdict(settings), indent=1)
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".pyo"):
            yield f"grader/{path.relative_to(package).as_posix()}", path.read_bytes()
    for folder in ("assignments", "solutions", "autotests"):
        for suffix in (".py", ".numbers.json", hints.SUFFIX):
            path = assignment.path_in(folder, suffix)
            if path.exists():
                yield f"course/{folder}/{path.name}", path.read_bytes()
    for name, path in given.files_in(assignment.given).items():
        yield f"course/assignments/{assignment.name}/{name}", path.read_bytes()
    lines = ["[tool.grader]", f"packages = {json.dumps(list(course.packages))}"]
    if language:
        lines.append(f"language = {json.dumps(language)}")
    if "secret_file" in course.settings:
        lines.append('secret_file = "course.secret"')
        yield "course/course.secret", f"{course.secret}\n"
    people = _roster_csv(roster)
    if people:
        lines.append('roster = "roster.csv"')
        yield "course/roster.csv", people
    yield "course/pyproject.toml", "\n".join(lines) + "\n"


def requirements() -> list[str]:
    """Return what this package needs, without its extras; raises UsageError where it was never installed."""
    try:
        required = metadata.requires("grader") or []
    except metadata.PackageNotFoundError:
        raise UsageError("what grader needs is not known here: install it with pip install .") from None
    return [name for name in required if not re.search(r"extra\s*==", name)]


def _roster_csv(roster: Roster) -> bytes:
    """The class list with its ids on Gradescope alone, as CSV; empty where it has none."""
    columns = [name for name in _COLUMNS if any(entry.columns.get(name) for entry in roster)]
    if not columns:
        return b""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["student", *columns])
    writer.writerows([entry.student, *(entry.columns.get(name, "") for name in columns)] for entry in roster)
    return file.getvalue().encode()
