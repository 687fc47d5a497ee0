"""What a course has: assignments, tasks and points, for `grader list`."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from grader import scoring
from grader.checks.declarations import Check
from grader.course.loader import Assignment, kind_of


def of(assignment: Assignment) -> dict[str, Any]:
    """Return an assignment's name, title, points and tasks as plain data."""
    tasks: dict[str, dict[str, Any]] = {}
    for item in assignment.declared:
        name = item.task if isinstance(item, Check) else item.name
        task = tasks.setdefault(name, {"name": name, "kind": kind_of(item).value, "points": Fraction(0), "checks": 0})
        task["points"] += item.points
        task["checks"] += 1
    return {
        "name": assignment.name,
        "title": assignment.skeleton.title,
        "points": scoring.rounded(assignment.points),
        "tasks": [{**task, "points": scoring.rounded(task["points"])} for task in tasks.values()],
    }


def text(row: dict[str, Any]) -> str:
    """Return the same in words."""
    lines = [f"{row['name']}: {row['title']}, {row['points']} points"]
    lines += [f"  {task['points']:>5}  {task['name']} ({task['kind']})" for task in row["tasks"]]
    return "\n".join(lines)
