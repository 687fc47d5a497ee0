"""A share of a check's points is the same in every report and on every way back."""

from dataclasses import replace
from fractions import Fraction

import pytest
import small_course
from small_course import put

from grader import sandbox
from grader.gradebook import recorded_results
from grader.grading.pipeline import Grading, grade
from grader.lms import gradescope_runner
from grader.lms.gradescope_runner import AutograderSettings
from grader.model import Status
from grader.nbgrader.cell_results import CellGrading
from grader.reports import class_statistics, pages, records, regrade_diff, text_report
from grader.submissions.submission import SubmissionFile, read_submission

CHECKS = """
import numpy as np
from grader import accuracy, check

@check(points=60, public=True, expect=accuracy(full=0.9, none=0.5))
def shown(hw, rng):
    return [hw.double(int(n)) for n in range(10)]

@check(points=40, expect=accuracy(full=0.9, none=0.5))
def asked(hw, rng):
    return [hw.double(int(n)) for n in range(10)]
"""
HALF = "def double(x):\n    return 2 * x if x < 7 else 0\n"


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    assignment = small_course.written(root, CHECKS)
    path = put(root / "handed.py", HALF)
    with sandbox.start(many=False) as box:
        return grade(
            read_submission(SubmissionFile(str(path), "tiny.py", "ann", "tiny")), Grading(assignment, box, "public")
        )


def test_it_is_half_of_the_points(result):
    assert [(c.verdict.status, c.verdict.share, c.points) for c in result.checks] == [
        (Status.FAILED, Fraction(1, 2), 30),
        (Status.FAILED, Fraction(1, 2), 20),
    ]


def test_every_report_has_them(result):
    kept = recorded_results.from_data(recorded_results.as_data(result))
    assert [c.verdict for c in kept.checks] == [c.verdict for c in result.checks]
    assert [row["points"] for row in records.as_dict(result)["checks"]] == [30, 20]
    feedback = text_report.student_feedback(result)
    page = pages.student_page(result)
    for text in (feedback, pages.page_html(page), pages.page_markdown(page)):
        assert "50 of 100" in text and text.count("in part") == 2 and "7 of 10" in text
    tests = gradescope_runner.gradescope_results(result, result, AutograderSettings("t", "visible", False, False))[
        "tests"
    ]
    assert [(t["score"], t["max_score"], t["status"]) for t in tests] == [(30, 60, "failed"), (20, 40, "failed")]
    cell = CellGrading({"cell": "double"}).cell_results(result, [("cell", 2.0)])["cell"]
    assert cell.points == 1.0 and "in part" in cell.html and not cell.pending
    (statistics, _) = class_statistics.summarize_class("tiny", [result]).items
    assert statistics.right == 0.5


def test_a_changed_share_is_a_difference(result):
    verdict = result.checks[0].verdict
    better = replace(result.checks[0], verdict=replace(verdict, share=Fraction(6, 10)))
    (change,) = regrade_diff.changes([result], [replace(result, checks=(better, result.checks[1]))])
    assert change.gain == 6
