"""ARCHITECTURE.md and CONTRIBUTING.md say what the code is: the picture, the packages, the glossary, every name."""

import ast
import re
from importlib import import_module

import pytest
from places import ROOT

from grader.cli.main import main

PACKAGE = ROOT / "grader"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("**/*.md"))]
PICTURE = re.search(
    r'^PICTURE = """\n(.*?)\n"""',
    (ROOT / "tests" / "test_layers.py").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)[1]
FIRST = {path.stem for path in PACKAGE.iterdir() if path.suffix in ("", ".py") and not path.name.startswith("_")}
FILES = (".csv", ".db", ".html", ".json", ".md", ".py", ".secret", ".sqlite", ".toml", ".txt", ".zip")


def section(text, heading):
    return text[text.index(f"## {heading}\n") :].partition("\n## ")[0]


def rows(text):
    """The cells of a table, without its heading."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def resolve(dotted):
    """Return what a dotted name below `grader` stands for; raises where nothing does."""
    parts, found = dotted.split("."), import_module("grader")
    for number, part in enumerate(parts, 1):
        try:
            found = import_module(".".join(["grader", *parts[:number]]))
        except ModuleNotFoundError:
            found = getattr(found, part)
    return found


def dotted_names(text):
    """Names in backticks that begin with a package or a module of ours, with or without `grader.` in front."""
    quoted = re.findall(r"`([^`\n]+)`", text)
    names = [
        match[1] for name in quoted if (match := re.fullmatch(r"(?:grader\.)?([a-z_]+(?:\.\w+)+)(?:\(.*\))?", name))
    ]
    return [name for name in names if name.split(".")[0] in FIRST and not name.endswith(FILES)]


def paths(text):
    """Files and folders of the repository that are named, in backticks or with their folder."""
    named = re.findall(r"(?<![\w./-])((?:grader|tests|docs|benchmarks|\.ci)/[\w./-]*\w)", text)
    return [path for path in named if not path.startswith("docs/site")]


def test_the_picture_is_the_one_that_is_held():
    assert f"```\n{PICTURE}\n```" in section(ARCHITECTURE, "The packages")


def test_each_package_is_there_with_the_sentence_that_it_says_of_itself():
    said = {}
    for path in PACKAGE.glob("*/__init__.py"):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        said[f"`{path.parent.name}`"] = " ".join(docstring.split("\n\n")[0].split())
    shown = [(name, " ".join(words.split())) for name, words in rows(section(ARCHITECTURE, "The packages"))]
    assert dict(shown) == said and len(shown) == len(said)
    order = [name for name in PICTURE.split() if f"`{name}`" in said]
    assert [name.strip("`") for name, _ in shown] == order


def test_the_glossary_has_at_most_forty_words_each_once():
    words = [word for word, _ in rows(section(ARCHITECTURE, "Glossary"))]
    assert 30 <= len(words) <= 40
    assert len(set(words)) == len(words)
    assert all(re.fullmatch(r"[a-z -]+", word) for word in words)


def test_the_way_of_a_submission_goes_through_most_packages():
    named = {name.split(".")[0] for name in re.findall(r"`([a-z_.]+)", section(ARCHITECTURE, "One submission's way"))}
    packages = {name for name in PICTURE.split() if (PACKAGE / name).is_dir()}
    assert packages - named == {"verification"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_files_and_names_that_are_mentioned_exist(page):
    new = re.compile(r"^```\w+\n# \S+/.*?^```", re.MULTILINE | re.DOTALL)  # a file that is shown to be written
    text = new.sub("", page.read_text(encoding="utf-8"))
    assert [path for path in paths(text) if not (ROOT / path).exists()] == []
    for name in dotted_names(text):
        resolve(name)


def test_packages_and_modules_of_the_tables_exist():
    where = [place for _, place in rows(section(ARCHITECTURE, "Where to add what"))]
    assert all(dotted_names(place) or paths(place) for place in where)
    moves = [cells[1] for cells in rows(section(CONTRIBUTING, "Moves"))]
    assert len(moves) >= 8
    assert all(paths(move) or "NAME.py" in move for move in moves)


def test_every_command_has_a_page_that_names_it():
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in main.list_commands(None) if not re.search(rf"grader {name}\b", text)] == []


def test_what_a_contributor_runs_is_what_has_to_hold():
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("pytest", "ruff check", "mypy", "grader verify"):
        assert command in section(CONTRIBUTING, "Build and test") and command in ci


# What is looked for can be missing.


@pytest.mark.parametrize("name", ["checks.nothing", "grader.checks.judge.nothing", "model.Nothing"])
def test_a_name_that_does_not_exist_is_seen(name):
    (bare,) = dotted_names(f"see `{name}`")
    with pytest.raises(AttributeError):
        resolve(bare)


def test_a_path_that_does_not_exist_is_seen():
    assert paths("in `grader/nothing.py` or tests/nothing") == ["grader/nothing.py", "tests/nothing"]
