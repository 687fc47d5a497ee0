"""The pages about the names that checks and solutions are written with: examples of all, and they are assignments."""

import ast
import re

import pytest
from places import ROOT

import grader
from grader.course.loader import Course
from grader.verification import draw_numbers
from grader.verification.verify import verify

PAGES = sorted((ROOT / "docs" / "api").glob("*.md"))
EXPECTATIONS = {"close", "exact", "finite", "integers", "quiet", "unchanged"}
PICTURES = {"Picture", "Panel"}  # explained with `picture`
BLOCK = re.compile(r"^```python\n# (\S+/(\w+)\.py)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page):
    """The pieces of the page's files: (path, name, code)."""
    return [match.groups() for match in BLOCK.finditer(page.read_text(encoding="utf-8"))]


@pytest.fixture
def assignment(request, tmp_path):
    """The assignment that the pieces of a page are, joined in their order."""
    pieces = blocks(request.param)
    (name,) = {name for _, name, _ in pieces}
    for path, _, code in pieces:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write(code + "\n\n")
    return Course(tmp_path).assignment(name)


@pytest.mark.parametrize("assignment", PAGES, ids=lambda page: page.stem, indirect=True)
def test_verify_accepts_the_examples_of_a_page(assignment):
    if assignment.solution.draw:
        draw_numbers.draw_table(assignment, 6, seed="a seed")
        assignment = Course(assignment.course.root).assignment(assignment.name)
    text = verify(assignment, seeds=2).text()
    assert text.endswith("no problems"), text


def test_each_name_has_an_entry_and_an_example():
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    headings = [
        name for text in texts for line in re.findall(r"^## (.*)", text, re.M) for name in re.findall(r"`(\w+)`", line)
    ]
    entries = {name for text in texts for name in re.findall(r"^\.\. auto\w+:: grader\.([\w.]+)$", text, re.M)}
    trees = [ast.parse(code) for page in PAGES for _, _, code in blocks(page)]
    used = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}

    assert set(headings) | PICTURES == set(grader.__all__) and len(headings) == len(set(headings))
    assert used >= set(grader.__all__)
    classes = {f"checks.comparison.{name.title()}" for name in EXPECTATIONS}
    assert entries == set(grader.__all__) - EXPECTATIONS | classes
