"""What somebody who marks has to know of a case: the question, its points and key facts, and what the student wrote."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader import formatting
from grader.checks.declarations import Task
from grader.course.loader import Assignment
from grader.gradebook.pending import Case
from grader.handwork import key_facts
from grader.handwork.key_facts import Span
from grader.model import rounded_points

_LINES = 40  # of what a student wrote that are shown beside a doubt


@dataclass(frozen=True)
class Question:
    """A question of an assignment: what was asked, and the words that would show each key fact."""

    name: str
    title: str
    asked: str
    facts: tuple[tuple[str, ...], ...] = ()


def of(assignment: Assignment, case: Case) -> Question:
    """Return the question that a case is about, as the course has it now."""
    task = next((task for task in assignment.tasks if task.name == case.check.task), None)
    facts = task.key_facts if isinstance(task, Task) else ()
    name = case.check.name.partition("[")[0]
    asked = _asked(assignment.skeleton.text, name) or _asked(assignment.skeleton.text, case.check.task)
    return Question(case.check.task, case.check.title, asked, facts)


def _asked(skeleton: str, name: str) -> str:
    """The comment above a blank, which is what students are asked."""
    lines = skeleton.splitlines()
    number = next((n for n, line in enumerate(lines) if line.split("#")[0].split()[:2] == [name, "="]), 0)
    first = number
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return " ".join(line.lstrip("# ") for line in lines[first:number])


def written(cells: Sequence[str], case: Case) -> str:
    """Return the lines of a submission that a doubt is about, "" where there are none of that name."""
    wanted = (case.check.name.partition("[")[0], case.check.task)
    found: dict[str, list[str]] = {}
    for cell in cells:
        found |= _statements(cell, wanted)
    lines = next((found[name] for name in wanted if name in found), [])
    return "\n".join([*lines[:_LINES], *(["..."] if len(lines) > _LINES else [])])


def _statements(cell: str, wanted: Sequence[str]) -> dict[str, list[str]]:
    """The lines of the statements by which a cell defines the names that are wanted, at its top level."""
    try:
        body = ast.parse(cell).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # it waits for another reason
        return {}
    lines = cell.split("\n")
    found: dict[str, list[str]] = {}
    for node in body:
        names = [node.name] if isinstance(node, ast.FunctionDef) else _targets(node)
        found |= {name: lines[node.lineno - 1 : node.end_lineno] for name in names if name in wanted}
    return found


def _targets(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def legible(text: str) -> str:
    """Return a text, line by line, with nothing that a terminal acts upon: such characters show as their escapes."""
    return "\n".join(map(formatting.visible, text.expandtabs(4).splitlines()))


def facts_found(question: Question, text: str) -> list[list[Span]]:
    """Return for each key fact where its words stand in a text."""
    return key_facts.places(text, question.facts)


def number(points: Fraction) -> str:
    """Return points as they are shown and typed: to four decimals."""
    return str(rounded_points(points))


def points(text: str, case: Case) -> Fraction:
    """Return points that were written for a case, with a decimal point or comma; raises ValueError with a sentence."""
    most = case.check.max_points
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,6})?", text.strip(), re.ASCII):
        raise ValueError(f"'{legible(text)[:30]}' is no number of points: give 0 to {number(most)}.")
    value = Fraction(text.strip().replace(",", "."))
    if value == Fraction(str(rounded_points(most))):
        return most
    if value > most:
        raise ValueError(f"{number(value)} is more than the {number(most)} points that there are.")
    if case.text and (2 * value).denominator != 1:
        raise ValueError(f"{number(value)} is neither whole nor a half.")
    return value
