"""A release: the files of an assignment that students get.  What is not named here does not travel.

    assignments/<name>.py              the skeleton, byte for byte
    assignments/<name>.numbers.json    the rows of numbers, without the seed that they were drawn from
    autotests/<name>.py                the public checks and what they use; of handwork the name, points and title
    answers/<name>.json                the outcomes of the reference and the misconceptions on the public seed

Before anything is written, the files are tried alone: every check has to load and to give the same outcomes as in the
course, and nothing of the hidden checks and of the solution may be found in them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader import seeds
from grader.course import public_checks
from grader.course.answer_key import LiveKey, release_answers
from grader.course.loader import TABLE_FORMAT, Assignment, Course
from grader.errors import AuthorError, GraderError, UsageError

_COURSE_FOLDERS = ("assignments", "autotests", "solutions", "answers", "grader", "tests")  # never released into
# What is shorter may be found elsewhere by chance: a line of the solution, a title, the course's secret.
_LINE_LENGTH, _TITLE_WORDS, _SECRET_LENGTH = 20, 3, 6


def write_release(assignment: Assignment, dest: Path, *, lecture_for_all: bool = False) -> list[Path]:
    """Write the release of an assignment into `dest` and return its files; those of other assignments stay.

    With `lecture_for_all` the rows of numbers are left out.  Raises UsageError where `dest` is no place for a release,
    and AuthorError where a public check cannot be given away on its own.
    """
    _refuse_folder(assignment, dest)
    files = _release_files(assignment, lecture_for_all=lecture_for_all)
    with tempfile.TemporaryDirectory() as folder:
        _write_files(files, Path(folder))
        _try_alone(assignment, Path(folder))
    table = dest / "assignments" / f"{assignment.name}.numbers.json"
    if lecture_for_all and table.exists():
        table.unlink()  # of an earlier release: with it, students would start on rows
    return _write_files(files, dest)


def find_leaks(assignment: Assignment, dest: Path) -> list[str]:
    """Return a sentence for each thing in the files below `dest` that must not leave the course.

    Looks for the names and titles of hidden checks, lines of the solution, and the course's secret.  What the skeleton
    and the rows of numbers say, their author gives away; a name without `_` is a word like any other, and only looked
    for where code is named.
    """
    secrets = list(_secrets(assignment))
    leaks = [f"{folder}/ is in the release: take it out" for folder in ("solutions",) if (dest / folder).exists()]
    for path in sorted(p for p in dest.rglob("*") if p.is_file()):
        text = _readable_text(path)
        spaced = _single_spaced(text)
        shown = path.relative_to(dest).as_posix()
        for what, sought in secrets:
            if sought in spaced if isinstance(sought, str) else sought.search(text):
                leaks.append(f"{shown}: {what}")
        if path.name.endswith(".numbers.json") and not set(json.loads(path.read_bytes())) <= {"format", "rows"}:
            leaks.append(f"{shown}: more than the rows of numbers")
    return leaks


# ---- The files of a release


def _release_files(assignment: Assignment, *, lecture_for_all: bool) -> dict[str, bytes]:
    name, root = assignment.name, assignment.course.root
    if assignment.solution is None:
        raise UsageError(f"{root} has no solutions/{name}.py: release from the course itself, not from a release")
    key = LiveKey(name, assignment.solution, seeds.PUBLIC_SEED)
    public = [check for check in assignment.checks if check.public]
    checks = public_checks.public_checks_source(assignment)
    # The answers first: they say that the files beside them are a release's.
    files = {
        f"answers/{name}.json": release_answers(key, public).encode(),
        f"assignments/{name}.py": (root / "assignments" / f"{name}.py").read_bytes(),
        f"autotests/{name}.py": checks.encode(),
    }
    if assignment.rows and not lecture_for_all:
        rows = [json.dumps(seeds.to_json(row), ensure_ascii=False) for row in assignment.rows]
        table = f'{{"format": {TABLE_FORMAT}, "rows": [\n' + ",\n".join(rows) + "\n]}\n"
        files[f"assignments/{name}.numbers.json"] = table.encode()
    return files


def _write_files(files: Mapping[str, bytes], dest: Path) -> list[Path]:
    written = []
    for name, data in files.items():
        path = dest / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written


def _refuse_folder(assignment: Assignment, dest: Path) -> None:
    root, target = assignment.course.root.resolve(), dest.resolve()
    if target == root or root.is_relative_to(target):
        raise UsageError(f"{dest} holds the course itself, with its solutions: release into a folder of its own")
    if any(target.is_relative_to(root / folder) for folder in _COURSE_FOLDERS):
        raise UsageError(f"{dest} lies among the course's own files: release into a folder of its own")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{dest} is a file: release into a folder")
    if (target / "solutions").exists():
        raise UsageError(f"{dest} holds solutions/: release into a folder that students may have")
    for folder in ("assignments", "autotests", "answers"):
        if (target / folder).resolve() != target / folder:
            raise UsageError(f"{dest / folder} is a link to another folder: release into a folder of its own")
    skeleton = target / "assignments" / f"{assignment.name}.py"
    if skeleton.exists() and not (target / "answers" / f"{assignment.name}.json").exists():
        raise UsageError(f"{skeleton} is there already and is no release's: release into another folder")


# ---- Checks of a release before it is written


def _try_alone(assignment: Assignment, folder: Path) -> None:
    """Raise AuthorError unless the files in `folder` do alone what they do in the course, and leak nothing."""
    path = assignment.course.root / "autotests" / f"{assignment.name}.py"
    try:
        alone = {check.name: check for check in Course(folder).assignment(assignment.name).checks}
    except GraderError as error:
        reason = str(error).replace(f"{folder}/", "")
        raise AuthorError(f"{path}: the public checks cannot be run on their own ({reason})") from None
    for check in assignment.checks:
        if check.public and _outcomes(assignment, check) != _outcomes(assignment, alone.get(check.name)):
            raise AuthorError(
                f"{path}: on its own, the public check `{check.name}` does something else than in the course; let it "
                "use `hw`, `rng`, imports, constants and functions of the top level only, or make it hidden"
            )
    leaks = find_leaks(assignment, folder)
    if leaks:
        raise AuthorError(
            f"{path}: this must not leave the course: {'; '.join(leaks)}. Reword it, or make the check hidden"
        )


def _outcomes(assignment: Assignment, check: Any) -> Any:
    if check is None or assignment.solution is None:
        return None
    key = LiveKey(assignment.name, assignment.solution, seeds.PUBLIC_SEED)
    try:
        recorded = release_answers(key, [check])
    except AuthorError:
        recorded = "broken"
    return check.points, check.title, check.task, check.public, recorded


def _secrets(assignment: Assignment) -> Iterator[tuple[str, str | re.Pattern[str]]]:
    """What must not be found in a release: its name in a sentence, and its words or a pattern to look for."""
    skeleton = assignment.skeleton.text
    given = _single_spaced(skeleton)
    for check in assignment.checks:
        if check.public:
            continue
        word = re.escape(check.name)
        common = "_" not in check.name or re.search(rf"\b{word}\b", skeleton)
        named = rf"\bdef {word}\(hw\b|\"{word}\": *\{{" if common else rf"\b{word}\b"
        yield f"the hidden check `{check.name}`", re.compile(named)
        title = _single_spaced(check.title)
        if len(title.split()) >= _TITLE_WORDS and title not in given:
            yield f"the title of the hidden check `{check.name}`", title
    public = [check for check in assignment.checks if check.public]
    rows = json.dumps([seeds.to_json(row) for row in assignment.rows], ensure_ascii=False)
    for number, line in _secret_lines(assignment, f"{given}\n{rows}", public):
        yield f"line {number} of solutions/{assignment.name}.py", line
    secret = _course_secret(assignment.course)
    if len(secret) >= _SECRET_LENGTH and secret != seeds.PUBLIC_SEED:
        yield "the course's secret", re.compile(re.escape(secret))


def _secret_lines(assignment: Assignment, given: str, public: list[Any]) -> Iterator[tuple[int, str]]:
    path = assignment.course.root / "solutions" / f"{assignment.name}.py"
    if assignment.solution is None or not path.exists():
        return
    key = LiveKey(assignment.name, assignment.solution, seeds.PUBLIC_SEED)
    hints = _single_spaced(" ".join(json.loads(release_answers(key, public))["hints"].values()))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        bare = _single_spaced(line.strip().strip('"').strip())
        known = bare.startswith(("import ", "from ")) or bare in given or bare in hints
        if len(bare) >= _LINE_LENGTH and not known:
            yield number, bare


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _course_secret(course: Course) -> str:
    try:
        return course.secret
    except AuthorError:
        return ""  # a secret that is not on this machine cannot have got into a release


def _readable_text(path: Path) -> str:
    """The text of a file, and the texts that JSON and base64 hide in it."""
    text = path.read_bytes().decode("utf-8", "replace")
    if path.suffix != ".json":
        return text
    try:
        return "\n".join([text, *_strings(json.loads(text))])
    except ValueError:
        return text


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
        try:
            yield base64.b64decode(data, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return
    elif isinstance(data, (list, dict)):
        for item in [*data.values()] if isinstance(data, dict) else data:
            yield from _strings(item)
