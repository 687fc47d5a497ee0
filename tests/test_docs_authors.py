"""The pages for authors: their examples are sound assignments, and every name that there is to import is explained."""

import ast
import inspect
import re
import subprocess
import sys

import pytest
from places import ROOT

import grader
from grader.course.loader import Course
from grader.verification import draw_numbers
from grader.verification.verify import verify

TEXT, MORE = ((ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("names.md", "what_homework_can_be.md"))
FILE = re.compile(r"^```(?:python)?\n# (\w+/(\w+)(?:\.py|/\S+))\n(.*?)^```", re.MULTILINE | re.DOTALL)
TREES = [ast.parse(code) for _, _, code in FILE.findall(TEXT)]
ROWS = dict(re.findall(r"^\| \[`(\w+)`\]\(#\S+\) \| (.*) \|$", TEXT, re.MULTILINE))
EXPECTATIONS = {"close", "exact", "finite", "integers", "quiet", "unchanged"}
PICTURES = {"Picture", "Panel"}  # explained with `picture`


@pytest.fixture
def assignment(request, tmp_path):
    """The assignment that its pieces on a page are, joined in their order."""
    for path, name, code in FILE.findall(TEXT + MORE):
        if name == request.param:
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            with (tmp_path / path).open("a", encoding="utf-8") as file:
                file.write(code + ("\n\n" if path.endswith(".py") else ""))
    return Course(tmp_path).assignment(request.param)


@pytest.mark.parametrize("assignment", sorted({name for _, name, _ in FILE.findall(TEXT + MORE)}), indirect=True)
def test_verify_accepts_the_examples(assignment):
    if assignment.solution.draw:
        draw_numbers.draw_table(assignment, 6, seed="a seed")
        assignment = Course(assignment.course.root).assignment(assignment.name)
    text = verify(assignment, seeds=2).text()
    assert text.endswith("no problems"), text


def test_the_page_and_python_list_the_same_names():
    shown = subprocess.run(
        [sys.executable, "-c", "import grader, sys; print(*dir(grader)); print('numpy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == f"{' '.join(sorted(ROWS))}\nFalse\n"


@pytest.mark.parametrize("name", dir(grader))
def test_a_name_is_told_as_python_tells_it(name):
    assert ROWS[name] == " ".join(inspect.getdoc(getattr(grader, name)).split("\n\n")[0].split())


def test_each_name_has_an_entry_and_an_example():
    headings = [name for line in re.findall(r"^### (.*)", TEXT, re.MULTILINE) for name in re.findall(r"`(\w+)`", line)]
    entries = set(re.findall(r"^\.\. auto\w+:: grader\.([\w.]+)$", TEXT, re.MULTILINE))
    used = {node.id for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Name)}

    assert set(headings) | PICTURES == set(dir(grader)) and len(headings) == len(set(headings))
    assert used >= set(dir(grader))
    classes = {f"checks.comparison.{name.title()}" for name in EXPECTATIONS}
    assert entries == set(dir(grader)) - EXPECTATIONS | classes


def test_each_word_of_a_call_is_in_an_example():
    table = re.search(r"^\| word \|.*?\n\n", TEXT, re.MULTILINE | re.DOTALL)[0]
    words = set(re.findall(r"\b(\w+)=", "\n".join(re.findall(r"^\| \[`(.*?)`\]", table, re.MULTILINE))))
    used = {node.arg for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert {"digits", "along"} <= words <= used
