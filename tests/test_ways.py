"""The way of one value from a student's file to the page: few modules, and ARCHITECTURE.md names each.

A module is on the way of a value when one of its functions is handed the value, or a record of that one value, or gives
it back.  What holds a whole submission, assignment, result or page is no record of one value; nor is the file's text or
the page's.  Seen from the grading process: what the worker in the sandbox does with the value stays there.
"""

import dataclasses
import re
import sys
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
import small_course
from places import ROOT

from grader import sandbox, seeds
from grader.course.loader import Assignment
from grader.grading.pipeline import Grading, grade
from grader.handwork.marking import Handwork
from grader.model import Result
from grader.reports import pages, student_pictures
from grader.reports.pages import StudentPage
from grader.submissions import submission
from grader.submissions.answer_sheet import AnswerSheet, ForgivingSheet
from grader.submissions.identity import Identity
from grader.submissions.submission import Submission, SubmissionFile

VALUE = 0.4321
WHOLE = (AnswerSheet, Assignment, ForgivingSheet, Grading, Handwork, Identity, StudentPage, Result, Submission)
MOST = {
    "array": 12,
    "number": 8,
    "formula": 10,
    "prose": 7,
}  # the first: naming a mistake is a step of its own; the last two: words for data, and the page
# What the course declares, its solution, and what the student writes.
COURSES = {
    "array": (
        '@check(points=1, public=True)\ndef twice(hw, rng):\n    """x"""\n    return hw.double(rng.normal(size=3))\n',
        "def double(x):\n    return 2 * x\n",
        "def double(x):\n    return 0 * x + 0.4321\n",
    ),
    "number": (
        'worksheet("sheet", points=1, digits=4, steps=("total", "twice_of"))\n',
        "@step\ndef total():\n    return 3.0\n\n@step\ndef twice_of(total):\n    return 2 * total\n",
        "total = 0.4321\ntwice_of = 0.8642\n",
    ),
    "formula": (
        'formula("gradient", points=1, symbols=("w", "x"))\n',
        "@step\ndef gradient(w, x):\n    return 2 * w * x\n",
        'gradient = "2*w*x*0.4321"\n',
    ),
    "prose": (
        'prose("why", points=1, key_facts=(("because",),))\n',
        "@step\ndef unused():\n    return 1\n",
        'why = "because 0.4321 of it"\n',
    ),
}


def is_value(x, depth=5):
    """Whether something is the value, or a record of that one value."""
    if isinstance(x, (type, bool, bytes, *WHOLE)) or depth == 0:
        return False
    if isinstance(x, str):
        return str(VALUE) in x and not re.search(r"^def | = |<html", x)
    if isinstance(x, (float, Fraction, np.floating)):
        return abs(float(x) - VALUE) < 1e-12
    if isinstance(x, np.ndarray):
        return x.dtype.kind == "f" and bool(np.any(np.abs(x - VALUE) < 1e-12))
    parts = x.values() if isinstance(x, dict) else x if isinstance(x, (list, tuple)) else record_values(x)
    return any(is_value(part, depth - 1) for part in islice(parts, 50))


def record_values(x):
    fields = dataclasses.fields(x) if dataclasses.is_dataclass(x) else ()
    return [getattr(x, field.name) for field in fields if hasattr(x, field.name)]


def modules_passed(run):
    """Return the modules on the way of the value while `run` goes on, in the order in which it meets them."""
    way = []

    def look(frame, event, result):
        module = frame.f_globals.get("__name__", "")
        if event not in ("call", "return") or not module.startswith("grader.") or module in way:
            return
        sys.setprofile(None)
        try:
            code = frame.f_code
            given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            values = [result] if event == "return" else map(frame.f_locals.get, given)
            if any(map(is_value, values)):
                way.append(module)
        finally:
            sys.setprofile(look)

    sys.setprofile(look)
    try:
        run()
    finally:
        sys.setprofile(None)
    return [module.removeprefix("grader.") for module in way]


def way_of(kind, root):
    declared, solution, homework = COURSES[kind]
    names = re.findall(r"^(\w+) =", homework, re.MULTILINE)
    skeleton = "STUDENT = ...\n" + "".join(f"{name} = ...\n" for name in names)
    skeleton += "\ndef double(x):\n    raise NotImplementedError\n" if kind == "array" else ""
    autotests = f"from grader import check, formula, prose, worksheet\n{declared}"
    assignment = small_course.written(root, autotests, f"from grader import step\n{solution}", skeleton)
    path = root / "s001__tiny.py"
    path.write_text(homework)
    read_pages = []

    def run():
        result = grade(submission.read_submission(SubmissionFile(path, path.name, "s001", "tiny")), grading)
        known = student_pictures.course_context(assignment, result, "", print)
        read_pages.append(pages.page_html(pages.student_page(result, known, "")))

    with sandbox.start(namespaces=False) as box:
        grading = Grading(assignment, box, seeds.PUBLIC_SEED)
        run()  # what is made once, such as the templates, is on nobody's way
        way = modules_passed(run)
    assert str(VALUE) in read_pages[-1]
    return way


@pytest.mark.parametrize("kind", COURSES)
def test_the_way_of_one_value_is_short_and_in_the_architecture(kind, tmp_path):
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## The way of one value\n")[2]
    told = re.search(rf"^{kind}: (.*)$", text.partition("\n## ")[0], re.MULTILINE)
    assert told, f"ARCHITECTURE.md has no line that begins with `{kind}: `"
    way = way_of(kind, tmp_path)
    assert " -> ".join(way) == told[1]
    assert len(way) <= MOST[kind]


def test_a_module_that_is_handed_the_value_is_on_the_way():
    """A function of another module lengthens the way; one that is handed something else does not."""
    code = "def pass_on(x):\n    return [x]\n"
    modules = {"__name__": "grader.detour"}
    exec(code, modules)
    assert modules_passed(lambda: modules["pass_on"](VALUE)) == ["detour"]
    assert modules_passed(lambda: modules["pass_on"](0.5)) == []
