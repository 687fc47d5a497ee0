"""What README.md and the pages say is so: examples are run, the two commands are what .ci/run runs, names exist."""

import ast
import builtins
import os
import re
import shutil
import subprocess
import sys
import tomllib

import command
import pytest
from places import HOMEWORK, ROOT

from grader.checks.declarations import collect_declarations
from grader.cli.check import FileChecker
from grader.cli.main import main
from grader.reports import text_report

REPOSITORY = ROOT
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CI = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCS = REPOSITORY / "docs"
PAGES = [REPOSITORY / "README.md", *sorted(DOCS.glob("**/*.md"))]
ELSEWHERE = {".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "demo"}


def blocks(language, text=README):
    return [match[2] for match in FENCE.finditer(text) if match[1] == language]


def conversation(block):
    """The commands of a console block, each with the output that is shown for it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        said, _, shown = part.partition("\n")
        yield said, shown


def pattern(shown):
    """A regular expression for what is shown; `...` stands for anything, on a line of its own for any lines."""
    lines = []
    for line in shown.rstrip("\n").split("\n"):
        if line.strip() == "...":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"[ ]*\n")
    return "".join(lines)


def same(shown, printed):
    return re.fullmatch(pattern(shown), printed.rstrip("\n") + "\n") is not None


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The repository, where its examples may write, with `grader`, `python` and `pytest` of this environment."""
    root = tmp_path_factory.mktemp("readme")
    place = root / "repository"
    ignored = shutil.ignore_patterns(*ELSEWHERE, "*.sqlite*", "hostile", "*.pyc")
    shutil.copytree(REPOSITORY, place, ignore=ignored)
    (root / "bin").mkdir()
    for name, arguments in {"grader": "-m grader", "python": "", "python3": "", "pytest": "-m pytest"}.items():
        script = root / "bin" / name
        script.write_text(f"#!/bin/sh\nexec '{sys.executable}' {arguments} \"$@\"\n")
        script.chmod(0o755)
    return place


def terminal_output(said, place):
    """What a terminal of 80 columns shows, without colour."""
    path = f"{place.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    settings = command.environment(PATH=path, COLUMNS="80", NO_COLOR="1", PYTHONPATH=str(place))
    ended = subprocess.run(
        ["bash", "-c", said],
        cwd=place,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return ended.stdout


def test_the_readme_is_short_and_opens_with_a_wrong_homework_and_what_its_author_reads():
    assert len(README.splitlines()) <= 120
    (_, homework), (_, answer) = [(match[1], match[2]) for match in FENCE.finditer(README)][:2]
    assert homework.startswith("# softmax.py\n") and "\n$ grader check softmax.py\n" in f"\n{answer}"
    assert "  wrong " in answer and "Hint: " in answer


@pytest.mark.parametrize("page", ["README.md", "docs/students.md"])
def test_the_examples_print_what_is_shown(copy, page):
    """One after the other in one folder, as a reader would type them; a file that is shown is there."""
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    for block in blocks("python", text):
        if shown := re.match(r"# (\w+\.py)\n", block):
            (copy / shown[1]).write_text(block, encoding="utf-8")
    spoken = [line for block in blocks("console", text) for line in conversation(block)]
    assert spoken
    for said, shown in spoken:
        printed = terminal_output(said, copy)
        assert same(shown, printed), f"$ {said}\n{printed}\n---- {page} shows:\n{shown}"


def test_no_other_page_has_examples_with_their_output():
    assert [page.name for page in PAGES if blocks("console", page.read_text(encoding="utf-8"))] == [
        "README.md",
        "students.md",
    ]


def test_the_secret_is_made_and_named_as_it_is_told(copy):
    """The command as it stands, the line where it is told to be written: then no hidden input can be foreseen."""
    page = " ".join((DOCS / "grading.md").read_text(encoding="utf-8").split())
    (made,) = re.findall(r"`(python -c '[^`]*> course\.secret)`", page)
    (line,) = re.findall(r"`(secret_file = [^`]*)` under `\[tool\.grader\]`", page)
    project = copy / "pyproject.toml"
    before = project.read_text(encoding="utf-8")
    told = terminal_output("grader grade assignments/softmax.py --gradebook before.sqlite", copy)
    assert "Warning: no secret_file" in told
    terminal_output(made, copy)
    try:
        project.write_text(before.replace("[tool.grader]\n", f"[tool.grader]\n{line}\n"), encoding="utf-8")
        told = terminal_output("grader grade assignments/softmax.py --gradebook after.sqlite", copy)
        assert "0 of 100 points" in told and "Warning" not in told
    finally:
        project.write_text(before, encoding="utf-8")


def test_the_settings_that_are_shown_are_understood(copy):
    (settings,) = (block for page in PAGES for block in blocks("toml", page.read_text(encoding="utf-8")))
    (roster,) = re.findall(r'^roster = "(.+)"$', settings, re.MULTILINE)
    project = copy / "pyproject.toml"
    before = project.read_text(encoding="utf-8")
    (copy / roster).write_text("student,due\ns001,2026-12-01\n", encoding="utf-8")
    try:
        project.write_text(before.replace("[tool.grader]\n", settings), encoding="utf-8")
        printed = terminal_output(
            "grader grade assignments/softmax.py --gradebook late.sqlite && grader export csv --gradebook late.sqlite",
            copy,
        )
    finally:
        project.write_text(before, encoding="utf-8")
    assert "0 of 100 points" in printed
    assert "\nstudent,assignment,points," in printed


def test_what_is_shown_of_a_mistake_is_what_is_printed():
    """Blocks of feedback, which have no language, come from the examples that are kept with the tests."""
    texts = [text for page in PAGES for text in blocks("", page.read_text(encoding="utf-8"))]
    excerpts = [text for text in texts if re.match(r"  (wrong|error|right) ", text)]
    assert excerpts
    kept = sorted((HOMEWORK / "perceptron").glob("*.py"))
    with FileChecker(REPOSITORY, kept[0], "perceptron") as at_home:
        for path in kept:
            at_home.file = path
            printed = text_report.student_feedback(at_home.check(), width=80, at_home=True) + "\n"
            excerpts = [text for text in excerpts if not re.search(pattern(text), printed)]
            if not excerpts:
                return
    raise AssertionError(f"no submission of tests/data/submissions/perceptron is told this:\n{excerpts[0]}")


def free_names(tree):
    """Names that a fragment uses and does not make."""
    made = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    made |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    made |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return used - made - set(dir(builtins))


@pytest.mark.parametrize("block", blocks("python"))
def test_a_fragment_of_python_declares_what_it_says(block):
    """It is run with the package's own names; what it takes from its file's other lines is a function of no account."""
    import numpy

    import grader

    known = {name: getattr(grader, name) for name in grader.__all__} | {"np": numpy}
    space = {"__name__": "fragment"}
    for name in free_names(ast.parse(block)):
        space[name] = known.get(name, lambda *_: None)
    with collect_declarations() as declared:
        exec(compile(block, "README.md", "exec"), space)
    checks = block.count("\n@check(") + block.startswith("@check(")
    assert len(declared) >= checks


def test_the_two_commands():
    """One installs and shows, one runs the tests; continuous integration runs the same, in a new environment."""
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 2
    demo, tests = ([step.strip().removeprefix(".venv/bin/") for step in line.split("&&")] for line in commands)
    assert demo == ["python3 -m venv .venv", "pip install .", "grader demo"]
    assert tests == ["python3 -m venv .venv", "pip install -e '.[dev]'", "python -m pytest -n 2 --dist loadfile"]
    assert "\npip install -q --no-compile -e '.[dev]' " in CI and "\nstep python -m pytest -n 2 --dist loadfile\n" in CI
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert {"tests", "autotests"} <= set(project["tool"]["pytest"]["ini_options"]["testpaths"])
    assert "dev" in project["project"]["optional-dependencies"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_and_files_that_are_named_exist(page):
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"`(?:\$ )?grader ([a-z]+)", text)) <= set(main.list_commands(None))
    for target in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (page.parent / target).exists(), target
    for path in re.findall(r"`((?:tests|docs|benchmarks|grader|\.ci)/[\w./-]*)`", text):
        assert (REPOSITORY / path).exists(), path
    for path in re.findall(r"python ((?:benchmarks|tests)/\S+\.py)", text):
        assert (REPOSITORY / path).exists(), path


# The comparison itself can fail.


@pytest.mark.parametrize(
    ("shown", "printed", "alike"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\n...\nd\n", "a\nb\nc\nd\n", True),
        ("a\n...\nd\n", "a\nd\n", True),
        ("graded in ... s\n", "graded in 1.5 s  \n", True),
        ("", "", True),
        ("a\n", "a\nb\n", False),
        ("a\n...\nd\n", "a\nb\nc\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_three_dots_stand_for_anything_and_the_rest_for_itself(shown, printed, alike):
    assert same(shown, printed) is alike
