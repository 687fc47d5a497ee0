"""Loading of a course and its assignments: three files of one name become an Assignment.

A course is a folder with assignments/, autotests/ and solutions/; a release has answers/ in place of solutions/.
"""

from __future__ import annotations

import ast
import hashlib
import json
import linecache
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from importlib.machinery import PathFinder
from pathlib import Path
from types import FunctionType
from typing import Any, overload

from grader import config, formatting, near_names, seeds, version
from grader.checks.declarations import Check, NotAsked, Task, collect_declarations
from grader.course import given, hints
from grader.course.answer_key import (
    AnswerKey,
    LiveKey,
    RecordedKey,
    demand_format,
    read_release,
    unreadable_release,
)
from grader.course.part_names import part_names
from grader.course.solution import Solution, Space, names_in_code
from grader.errors import AuthorError, UsageError
from grader.model import Kind, rounded_points
from grader.seeds import Numbers
from grader.submissions.placeholders import Definition, definitions_in

TABLE_FORMAT = 1  # of the tables of numbers that are written; a table without a number is of format 1
RULES_DIGEST = 16  # characters
_SECRET_LENGTH = 16


@dataclass(frozen=True)
class Skeleton:
    """The file that a student starts from: its functions with their parameters, the names of its answers, the text."""

    text: str
    functions: dict[str, str]
    answers: tuple[str, ...]
    title: str
    names: frozenset[str] = frozenset()  # assigned at the top level: answers and numbers
    classes: tuple[str, ...] = ()

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that students are given."""
        return frozenset(re.findall(r"\w+", self.text))

    @cached_property
    def tasks(self) -> list[str]:
        """The names that a check may be about: functions, classes and methods."""
        methods = [name for name, node in self.definitions.items() if "." in name and not _is_property(node)]
        return [*self.functions, *self.classes, *methods]

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """Its functions and methods as they are left for students."""
        return definitions_in(ast.parse(self.text).body)

    @classmethod
    def read(cls, path: Path) -> Skeleton:
        """Read a skeleton without running it; raises AuthorError where it is not Python."""
        text = _read_text(path)
        try:
            tree = ast.parse(text)
        except SyntaxError as error:
            raise AuthorError(f"{path}, line {error.lineno}: not Python ({error.msg}); mend the line") from None
        functions = {n.name: ast.unparse(n.args) for n in tree.body if isinstance(n, ast.FunctionDef)}
        answers = tuple(
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value is ...
            for target in node.targets
            if isinstance(target, ast.Name) and target.id != "STUDENT"
        )
        title = (ast.get_docstring(tree) or path.stem).split("\n")[0].rstrip(".")
        assigned = (target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets)
        names = frozenset(target.id for target in assigned if isinstance(target, ast.Name))
        classes = tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef))
        return cls(text, functions, answers, title, names, classes)


def _is_property(node: Definition) -> bool:
    """Whether a method is read as an attribute."""
    tags = [ast.unparse(tag) for tag in node.decorator_list]
    return any("property" in tag or tag.endswith((".setter", ".deleter")) for tag in tags)


class NumberRows(Sequence[Numbers]):
    """The rows of a table of numbers, each decoded when it is used: a student's file needs one of a thousand."""

    def __init__(self, path: Path, json_rows: list[Any]) -> None:
        self.path, self.json_rows = path, json_rows

    def __len__(self) -> int:
        return len(self.json_rows)

    @overload
    def __getitem__(self, index: int) -> Numbers: ...

    @overload
    def __getitem__(self, index: slice) -> list[Numbers]: ...

    def __getitem__(self, index: int | slice) -> Numbers | list[Numbers]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        try:
            row: Numbers = seeds.from_json(self.json_rows[index])
        except (ValueError, TypeError) as error:
            raise _unreadable_table(self.path, error) from None
        return row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # like a list


def _unreadable_table(path: Path, error: Exception) -> AuthorError:
    name = path.name.removesuffix(".numbers.json")
    return AuthorError(f"{path} cannot be read ({error}): draw it again with grader draw {name}")


@dataclass(frozen=True)
class Assignment:
    """One assignment of a course: skeleton, checks and tasks, and the solution or a release's recorded answers."""

    name: str
    course: Course
    skeleton: Skeleton
    declared: tuple[Check | Task, ...]
    answers: Mapping[str, Any] | None = None  # of a release
    not_asked: tuple[NotAsked, ...] = ()

    @property
    def checks(self) -> list[Check]:
        """The checks of code, in the order of the file."""
        return [item for item in self.declared if isinstance(item, Check)]

    @property
    def tasks(self) -> list[Task]:
        """The tasks that are not code, in the order of the file."""
        return [item for item in self.declared if isinstance(item, Task)]

    @cached_property
    def limits(self) -> dict[str, dict[str, float]]:
        """The `seconds` and bytes of `memory` that a call may take, by task, where checks say so, hidden ones too."""
        if self.answers is not None:
            return dict(self.answers.get("limits", {}))
        limits: dict[str, dict[str, float]] = {}
        for check in self.checks:
            for name, most in (("seconds", check.seconds), ("memory", check.memory)):
                if most is not None:
                    of_task = limits.setdefault(check.task, {})
                    of_task[name] = max(most, of_task.get(name, 0))
        return limits

    @property
    def graded_with(self) -> Mapping[str, str]:
        """The versions of Python and NumPy that homework is graded with; none in a release that does not say."""
        return version.running_with() if self.answers is None else self.answers.get("graded_with", {})

    @property
    def former_names(self) -> dict[str, tuple[str, ...]]:
        """The former names of handwork and of its steps, by their names now."""
        return {name: names for task in self.tasks for name, names in task.was}

    def name_problems(self) -> Iterator[str]:
        """Yield a sentence for each name that is used twice, and each former name that cannot be one."""
        for name, times in Counter(item.name for item in self.declared).items():
            if times > 1:
                yield f"{times} checks or tasks are called {name}: give each a name of its own"
        former = {check.name: check.was for check in self.checks} | self.former_names
        there = {item.name for item in self.declared} | {step for task in self.tasks for step in task.steps}
        for name, names in former.items():
            if name not in there:
                yield f"was= speaks of {name}, which is no name here: name the task or one of its steps"
            for old in set(names) & there:
                yield f"was= says that {name} was called {old}, which is still there: take was= out, or rename {old}"

    @property
    def points(self) -> Fraction:
        """Points of the whole assignment."""
        return sum((item.points for item in self.declared), Fraction(0))

    @cached_property
    def solution(self) -> Solution | None:
        """The reference; None in a release.  Raises AuthorError where the file cannot be run."""
        path = self.path_in("solutions")
        if not path.exists():
            return None
        space = run_course_file(path)[0]
        hints.add_hints(space, path)
        written = definitions_in(ast.parse(_read_text(path)).body)
        names = part_names(written) | part_names(self.skeleton.definitions)
        return Solution(space, part_names=names, words=self.skeleton.words)

    def answer_key(self, secret: str) -> AnswerKey:
        """Return the answer key for a seed; raises AuthorError where there is none, or a name is no good."""
        for problem in self.name_problems():
            raise AuthorError(f"{self.course.root / 'autotests' / self.name}.py: {problem}")
        if self.solution is not None:
            return LiveKey(self.name, self.solution, secret)
        if self.answers is None:
            raise AuthorError(f"{self.name} has no reference: write {self.course.root / 'solutions' / self.name}.py")
        return RecordedKey(self.path_in("answers", ".json"), self.answers)

    @cached_property
    def rows(self) -> Sequence[Numbers]:
        """The drawn rows of numbers, the first for row 1; empty where all students have the lecture's."""
        path = self.numbers_path
        if not path.exists():
            return []
        try:
            data = json.loads(_read_text(path))
            demand_format(path, data, TABLE_FORMAT, "install a newer grader, and do not draw it again")
            rows = data["rows"]
            if not isinstance(rows, list):
                raise TypeError("rows is no list")
            return NumberRows(path, rows)
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable_table(path, error) from None

    def path_in(self, folder: str, suffix: str = ".py") -> Path:
        """Return the path of its file in one of the course's folders: `assignments`, `solutions` or `autotests`."""
        return self.course.root / folder / f"{self.name}{suffix}"

    @property
    def numbers_path(self) -> Path:
        """The path of the table of numbers."""
        return self.path_in("assignments", ".numbers.json")

    @property
    def given(self) -> Path:
        """The folder whose content is given out beside the skeleton, where homework runs; it need not be there."""
        return given.folder_of(self.course.root, self.name)

    @cached_property
    def given_digests(self) -> dict[str, bytes]:
        """A hash of each file that is given out, by its path."""
        return given.digests_in(self.given)

    @cached_property
    def given_modules(self) -> dict[str, str]:
        """The modules that are given out, source by path."""
        paths = given.files_in(self.given).items()
        return {name: _read_text(path) for name, path in paths if name.endswith(".py")}

    @property
    def digest(self) -> str:
        """The hash of all that marks depend on, and one of this package, which may say the same in other words."""
        return f"{self.rules_digest}.{version.source_digest()[:8]}"

    @cached_property
    def rules_digest(self) -> str:
        """A hash of all that marks depend on.

        That is the number of the marking rules, the three files with the course's own modules that they import, the
        hints, the table, the files that are given out or lie beside the checks, and a release's answers.
        """
        digest = hashlib.sha256(f"rules {version.RULES}".encode())
        code = []
        for folder in ("assignments", "solutions", "autotests", "answers"):
            for suffix in (".py", ".numbers.json", ".json", hints.SUFFIX):
                path = self.path_in(folder, suffix)
                content = path.read_bytes() if path.exists() else b"-"
                digest.update(content)
                code += [content] if suffix == ".py" else []
        for content in _imported_sources(code):
            digest.update(content)
        for files in (self.given_digests, given.digests_in(self.course.root / "autotests" / self.name)):
            for name, content in files.items():
                digest.update(name.encode() + content)
        return digest.hexdigest()[:RULES_DIGEST]


@dataclass(frozen=True)
class Course:
    """A folder of assignments."""

    root: Path

    @cached_property
    def names(self) -> list[str]:
        """The names of the assignments, sorted."""
        return sorted(p.stem for p in (self.root / "assignments").glob("*.py"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The settings under [tool.grader] in the course's pyproject.toml."""
        return config.read_settings(self.root)

    @cached_property
    def secret(self) -> str:
        """The course's secret, `public` where it has none; AuthorError where its file is missing or too short."""
        name = self.settings.get("secret_file")
        if name is None:
            return seeds.PUBLIC_SEED
        path = self.root / str(name)
        if not path.exists():
            raise AuthorError(f"{path} is not there: write one line of secret text into it, or take secret_file out")
        secret = _read_text(path).strip()
        if len(secret) < _SECRET_LENGTH:
            raise AuthorError(f"{path} could be guessed: write at least {_SECRET_LENGTH} random characters into it")
        return secret

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """The packages that submissions may import besides NumPy and the standard library."""
        return config.packages(self.settings)

    @property
    def given_folders(self) -> list[str]:
        """The folders that assignments give out, which every homework may read while it is graded."""
        return given.folders_of(self.root)

    def assignment(self, name: str) -> Assignment:
        """Return an assignment; raises UsageError where there is none of that name."""
        if name not in self.names:
            raise UsageError(near_names.unknown_name("assignment", name, self.names))
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    @cached_property
    def _loaded(self) -> dict[str, Assignment]:
        return {}

    def _load(self, name: str) -> Assignment:
        given.refuse_links(given.folder_of(self.root, name))
        skeleton = Skeleton.read(self.root / "assignments" / f"{name}.py")
        answers_path = self.root / "answers" / f"{name}.json"
        alone = not (self.root / "solutions" / f"{name}.py").exists()
        answers = read_release(answers_path) if alone else None  # before anything of it is run
        if answers is not None and answers.get("format", 1) > 1:
            from grader.course.recorded_checks import unpack  # for a release alone

            with unreadable_release(answers_path, "cannot be read"):
                return Assignment(name, self, skeleton, tuple(map(unpack, answers["declared"])), answers)
        path = self.root / "autotests" / f"{name}.py"
        if not path.exists():
            raise AuthorError(f"{name} has no checks: write {path}")
        items = run_course_file(path)[1]
        not_asked = tuple(item for item in items if isinstance(item, NotAsked))
        declared = tuple(_with_task(item, skeleton) for item in items if not isinstance(item, NotAsked))
        if (folder := given.folder_of(self.root, name).resolve()).is_dir():
            declared = tuple(
                replace(i, probe=given.run_in(folder, i.probe)) if isinstance(i, Check) else i for i in declared
            )
        return Assignment(name, self, skeleton, declared, answers, not_asked)


def _with_task(item: Check | Task, skeleton: Skeleton) -> Check | Task:
    """An item with its task: a check without one is about the function that its probe calls first."""
    if isinstance(item, Task) or item.task:
        return item
    code = getattr(item.probe, "__code__", None)  # any object that can be called may be a probe
    task = (
        next((name for name in names_in_code(code) if name in (*skeleton.functions, *skeleton.classes)), "")
        if code
        else ""
    )
    return replace(item, task=task)


def run_course_file(path: Path) -> tuple[Space, list[Any]]:
    """Run one of the course's own files; return its names and the declared checks and tasks."""
    text = _read_text(path)
    space: Space = {"__name__": f"{path.parent.name}.{path.stem}", "__file__": str(path.resolve())}
    folder = given.folder_of(path.resolve().parent.parent, path.stem)
    with collect_declarations(space) as declared, given.working_in(folder), given.modules_importable(folder):
        try:
            exec(compile(text, str(path), "exec", dont_inherit=True), space)  # noqa: S102 - the course's own file
        except SyntaxError as error:
            raise AuthorError(f"{path}, line {error.lineno}: not Python ({error.msg}); mend the line") from None
        except (Exception, SystemExit) as error:
            line = _line_in_file(error, str(path))
            raise AuthorError(f"{path}, line {line}: {type(error).__name__}: {error}; mend the line") from error
    linecache.checkcache(str(path))
    _name_lambdas(space)
    return space, declared


def _name_lambdas(space: Space) -> None:
    """Give each lambda of the file the name that it is assigned to; others go by that name."""
    for name, item in space.items():
        if isinstance(item, FunctionType) and item.__name__ == "<lambda>" and item.__globals__ is space:
            item.__name__ = name


def _imported_sources(sources: Sequence[bytes]) -> Iterator[bytes]:
    """The source of the modules that are imported, in turn, and neither Python's own, ours nor installed."""
    waiting, seen = list(sources), {"grader", *sys.stdlib_module_names}
    while waiting:
        names = set()
        with suppress(SyntaxError, ValueError):
            for node in ast.walk(ast.parse(waiting.pop(0))):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    found = (
                        [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                    )
                    names |= {name.partition(".")[0] for name in found}
        for name in sorted(names - seen):
            seen.add(name)
            spec = PathFinder.find_spec(name)
            place = Path(spec.origin or "") if spec is not None else Path()
            if place.suffix == ".py" and not {"site-packages", "dist-packages"} & set(place.parts):
                paths = sorted(place.parent.rglob("*.py")) if place.name == "__init__.py" else [place]
                waiting += (modules := [path.read_bytes() for path in paths])
                yield from modules


def _line_in_file(error: BaseException, path: str) -> int:
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # an editor may have put a byte-order mark
    except FileNotFoundError:
        raise AuthorError(f"{path} is not there: write it, or run grader new {path.stem}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"{path} cannot be read ({error}): save it as UTF-8") from None


def kind_of(item: Check | Task) -> Kind:
    """Return the kind of a check or a task."""
    return Kind.CODE if isinstance(item, Check) else item.kind


def summary(assignment: Assignment) -> dict[str, Any]:
    """Return an assignment's name, title, points and tasks as plain data."""
    tasks: dict[str, dict[str, Any]] = {}
    for item in assignment.declared:
        name = item.task if isinstance(item, Check) else item.name
        task = tasks.setdefault(name, {"name": name, "kind": kind_of(item).value, "points": Fraction(0), "checks": 0})
        task["points"] += item.points
        task["checks"] += 1
    for name, limits in assignment.limits.items():
        if name in tasks:  # hidden checks of a release are not there
            tasks[name]["limits"] = limits
    return {
        "name": assignment.name,
        "title": assignment.skeleton.title,
        "points": rounded_points(assignment.points),
        "graded_with": dict(assignment.graded_with),
        "tasks": [{**task, "points": rounded_points(task["points"])} for task in tasks.values()],
    }


def graded_with_sentence(versions: Mapping[str, str]) -> str:
    """Return what is told of the Python that homework is run with."""
    return f"Graded with Python {versions['python']} and NumPy {versions['numpy']}."


def summary_text(row: dict[str, Any]) -> str:
    """Return a summary as `grader list` shows it."""
    lines = [f"{row['name']}: {row['title']}, {row['points']} points"]
    for task in row["tasks"]:
        kind = task["kind"]
        if "limits" in task:
            kind += f"; a call may take {formatting.limits_text(**task['limits'])}"
        lines.append(f"  {task['points']:>5}  {task['name']} ({kind})")
    lines += [f"  {graded_with_sentence(row['graded_with'])}"] if row["graded_with"] else []
    return "\n".join(lines)
