"""The package as a picture: imports only point down, and the core that decides about points knows no file or clock."""

import ast
from functools import cache
from graphlib import TopologicalSorter

import pytest
from places import ROOT

PACKAGE = ROOT / "grader"

# From what people start to the words that everything is said in.  A package imports from the lines below its own only.
PICTURE = """
__main__
cli
verification  lms  nbgrader  review
grading
reports
gradebook  handwork
course
followthrough
checks
submissions  sandbox
formatting seeds files config cache version
errors
model csv_text near_names
"""
LINES = [line.split() for line in PICTURE.strip().splitlines()]
DEPTH = {name: depth for depth, line in enumerate(LINES) for name in line}
# A package stands for all of its modules.
PURE = (
    "checks.comparison",
    "checks.judge",
    "course.pictures",
    "followthrough",
    "formatting",
    "gradebook.pending",
    "handwork.formulas.notation",
    "handwork.formulas.latex",
    "handwork.formulas.parser",
    "handwork.formulas.verdict",
    "handwork.key_facts",
    "handwork.legibility",
    "handwork.marking",
    "handwork.simulated_student",
    "handwork.written_tables",
    "model",
    "reports.class_statistics",
    "reports.pages",
    "reports.regrade_diff",
    "reports.svg",
    "submissions.answer_sheet",
    "submissions.identity",
)
OUTSIDE = {
    "os",
    "sys",
    "io",
    "subprocess",
    "time",
    "datetime",
    "pathlib",
    "socket",
    "sqlite3",
    "random",
    "secrets",
    "tempfile",
    "shutil",
    "threading",
    "multiprocessing",
    "asyncio",
    "concurrent",
    "ctypes",
    "signal",
    "click",
    "rich",
}
DOING = {"open", "exec", "eval", "compile", "print", "input", "breakpoint", "__import__"}
IMPURE = (
    "sandbox",
    "submissions.submission",
    "submissions.folders",
    "course.loader",
    "gradebook.store",
    "grading",
    "cli",
    "config",
)


def modules():
    """The path of each module by its dotted name below `grader`; a package has the name of its folder."""
    paths = (path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)
    parts = ((path, path.relative_to(PACKAGE).with_suffix("").parts) for path in paths)
    return {".".join(p[:-1] if p[-1] == "__init__" else p): path for path, p in parts}


MODULES = modules()


@cache
def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(file):
    """The modules of ours that a file imports, wherever in it the import stands, and the other packages."""
    ours, others = set(), set()
    for node in ast.walk(file):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                ours.add("a relative import")
            from_module = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name.removeprefix("grader.") in MODULES else node.module or "" for name in from_module]
        else:
            continue
        for name in names:
            head, _, rest = name.partition(".")
            ours.add(rest) if head == "grader" else others.add(head)
    return ours, others


def is_within(name, packages):
    """Whether a module is one of these, or in a package of these."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_the_picture_shows_every_package_once():
    names = {name.partition(".")[0] for name in MODULES} - {""}
    drawn = [name for line in LINES for name in line]
    assert len(drawn) == len(set(drawn))
    assert names - set(drawn) == set(), "a new package: give it its place in PICTURE"
    assert set(drawn) - names == set(), "in PICTURE, but not in the package"


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name):
    package = name.partition(".")[0]
    ours = {other.partition(".")[0] for other in imported(tree(MODULES[name]))[0]} - {package}
    if name:
        upward = {other for other in ours if DEPTH.get(other, -1) <= DEPTH[package]}
        assert not upward, f"{package} is not above {sorted(upward)}"


def test_no_modules_import_each_other_in_a_circle():
    """Not even inside a package.  `grader` itself names what authors import, and nothing of ours imports it."""
    graph = {name: imported(tree(path))[0] & set(MODULES) for name, path in MODULES.items() if name}
    for name, others in graph.items():
        others.discard(name)
        assert "" not in others, f"{name} imports from `grader` itself"
    TopologicalSorter(graph).prepare()  # raises CycleError


def test_a_file_that_imports_upwards_would_be_found():
    """The reading of imports sees them inside functions, under TYPE_CHECKING, and of a module's parts."""
    guarded = "if TYPE_CHECKING:\n    from grader.cli.main import main\n"
    file = ast.parse(guarded + "def f():\n    import grader.grading.batch\n    import os.path\n")
    assert imported(file) == ({"cli.main", "grading.batch"}, {"os"})
    assert imported(ast.parse("from grader.checks import judge, probe")) == ({"checks.judge", "checks.probe"}, set())
    assert imported(ast.parse("from grader import model")) == ({"model"}, set())


def test_every_pure_module_is_there():
    assert not [name for name in PURE if name not in MODULES]


@pytest.mark.parametrize("name", [name for name in MODULES if is_within(name, PURE)])
def test_the_core_touches_nothing_outside(name):
    ours, others = imported(tree(MODULES[name]))
    assert not others & OUTSIDE
    assert not [other for other in ours if is_within(other, IMPURE)]
    calls = (node.func for node in ast.walk(tree(MODULES[name])) if isinstance(node, ast.Call))
    assert not {function.id for function in calls if isinstance(function, ast.Name)} & DOING


def test_what_the_core_stands_on_never_reaches_the_sandbox():
    seen, left = set(), [name for name in MODULES if is_within(name, PURE)]
    while left:
        name = left.pop()
        if name in MODULES and name not in seen:
            seen.add(name)
            left += imported(tree(MODULES[name]))[0]
    assert not [name for name in seen if is_within(name, IMPURE)]


def test_the_words_need_only_the_standard_library():
    for name in ("model", "errors", "submissions.answer_sheet"):
        assert "numpy" not in imported(tree(MODULES[name]))[1]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_says_what_it_is_and_stays_readable(name):
    path = MODULES[name]
    doc = ast.get_docstring(tree(path))
    assert path.name == "__main__.py" or (doc and doc.split("\n")[0].strip()), "a module begins with what it is for"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, "a file is a noun: 600 lines is long for one"
