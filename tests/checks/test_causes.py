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


def test_a_helper_of_a_thousand_branches_may_give_nothing():
    branches = "".join(f"    elif x == {i}:\n        return {i}\n" for i in range(1500))
    source = f"def g(x):\n    if x < 0:\n        return 1\n{branches}def f(x):\n    return g(x) + 1\n"
    said = "unsupported operand type(s) for +: 'NoneType' and 'int'"
    fault = Fault(FaultKind.RAISED, "TypeError", said, source.count("\n"), "TypeError")
    assert causes.cause_of(fault, {"": source}, public=True).values == {"helper": "g"}
    covered = source.replace("def f", "    else:\n        return 0\ndef f")
    fault = Fault(FaultKind.RAISED, "TypeError", said, covered.count("\n"), "TypeError")
    assert causes.cause_of(fault, {"": covered}, public=True).values == {}
