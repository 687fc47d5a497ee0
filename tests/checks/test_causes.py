"""What exceptions come from: cases of what students write, run in the sandbox, each with the cause that is named."""

import ast
import re
from pathlib import Path

import pytest

from grader import sandbox
from grader.checks import causes
from grader.model import Fault, FaultKind
from grader.reports import wording

pytestmark = pytest.mark.fast

SOURCE = (Path(__file__).parent.parent / "data" / "raising.py.txt").read_text(encoding="utf-8")
CASES = re.findall(r"^# (\S+)(.*)\ndef (case_\w+)\(", SOURCE, re.MULTILINE)


@pytest.fixture(scope="module")
def faults():
    with sandbox.start() as running, running.open(["<homework>"], [SOURCE]) as homework:
        yield {name: homework.call(name, (), {}).fault for _, _, name in CASES}


@pytest.mark.parametrize(("key", "shown", "name"), CASES, ids=[name for _, _, name in CASES])
def test_the_cause_of_an_exception_is_named(key, shown, name, faults):
    fault = faults[name]
    found = causes.cause_of(fault, {"": SOURCE}, public=True)
    assert found is not None, fault
    assert found.key == f"cause.{key}", (found, fault)
    asked = dict(part.split("=", 1) for part in shown.split())
    assert {name: str(found.values.get(name)) for name in asked} == asked, fault
    said = wording.sentence(found)
    assert "[[" not in said and "{" not in said and all(text in said for text in asked.values())


def test_a_huge_file_is_looked_at_in_part(monkeypatch):
    """Counted in nodes: a homework must not keep the grader busy with itself."""
    long = 2_000
    source = "def g(x):\n" + "    x = x\n" * long + "    return a, b\ndef f(x):\n" + "    c, d = g(x)\n" * long
    looked_at = []
    walk = ast.walk
    monkeypatch.setattr(ast, "walk", lambda node: (looked_at.append(1) or part for part in walk(node)))
    fault = Fault(FaultKind.RAISED, "IndexError", "list index out of range", 2 * long + 3, "IndexError")
    assert causes.cause_of(fault, {"": source}, public=True).key == "cause.index"
    assert 0 < len(looked_at) < 20 * len(source)
