"""Courses and files to try things on, in a folder of the test's own: the real perceptron with few rows, and others."""

import json
import shutil
from pathlib import Path

from homeworks import Homeworks
from places import ROOT
from words import reason

from grader import seeds
from grader.course.loader import Assignment, Course
from grader.submissions.submission import SubmissionFile, read_submission

REAL = ROOT
SECRET = "a secret of seven words or so"


def perceptron(root: Path, rows: int = 40) -> Assignment:
    """The course's own perceptron, with few rows of numbers and a secret."""
    for folder in ("assignments", "solutions", "autotests"):
        (root / folder).mkdir(parents=True)
        for file in (REAL / folder).glob("perceptron*.[pt]*"):  # with hints, without the table of numbers
            shutil.copy(file, root / folder)
    (root / "pyproject.toml").write_text('[tool.grader]\nsecret_file = "course.secret"\n')
    (root / "course.secret").write_text(SECRET + "\n")
    assignment = Course(root).assignment("perceptron")
    draw = assignment.solution.draw
    drawn = [seeds.draw(draw, lambda _: True, seed=SECRET, assignment="perceptron", row=i)[0] for i in range(rows)]
    table = {"seed": SECRET, "rows": [seeds.to_json(row) for row in drawn]}
    (root / "assignments" / "perceptron.numbers.json").write_text(json.dumps(table))
    return Course(root).assignment("perceptron")


def written(root: Path, autotests: str, solution: str = "", skeleton: str = "", name: str = "tiny") -> Assignment:
    """An assignment of three texts."""
    solution = solution or "def double(x):\n    return 2 * x\n"
    skeleton = skeleton or "STUDENT = ...\n\n\ndef double(x):\n    raise NotImplementedError\n"
    for folder, text in {"assignments": skeleton, "solutions": solution, "autotests": autotests}.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / f"{name}.py").write_text(text, encoding="utf-8")
    return Course(root).assignment(name)


def right_functions() -> str:
    """The reference's functions as a student might have written them: without its steps and its known mistakes."""
    return Homeworks("perceptron").source() + "\n"


PLAIN = """
from grader import check

@check(points=1, public=True)
def doubles(hw, rng):
    \"\"\"twice\"\"\"
    return hw.double(3)
"""
GOOD = "def double(x):\n    return 2 * x\n"
KNOWN = ["perceptron", "softmax"]


def put(path: Path, data: str | bytes = GOOD) -> Path:
    """A file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def error_of(path: Path) -> str | None:
    """What is said of a file that cannot be read."""
    return reason(read_submission(SubmissionFile(path, path.name, "s001", "perceptron")).error)


def as_notebook(*sources: object) -> str:
    """A notebook with these code cells."""
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
