"""`check()` of a notebook cell that nbgrader runs itself: the public checks, without a sandbox.

Nothing protects these points: whoever writes the notebook can change them.  Where the course is configured for the
grader, this is never run.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from fractions import Fraction
from pathlib import Path

from grader import seeds
from grader.checks.declarations import Check
from grader.checks.judge import JudgedCheck, judge
from grader.checks.probe import TrustedHomework, observe_check
from grader.course.answer_key import AnswerKey
from grader.course.loader import Course
from grader.errors import UsageError
from grader.grading.pipeline import name_mistakes
from grader.model import CheckResult, Kind, Status
from grader.reports import text_report

_GRADED_LATER = "This is not marked here: a person does that, or the grader when you have handed in."


def check(name: str, task: str, points: float) -> float:
    """Print how the public checks of a task end on the functions of the calling notebook; return its points.

    Of `points`, as many as the public checks have passed of theirs; 0.0 where there are none, as for work by hand.  All
    where a student only validates: nbgrader would say that the work by hand has failed.
    Raises UsageError where the release's files are not beside the notebook.
    """
    space = sys._getframe(1).f_globals
    assignment = Course(Path.cwd()).assignment(name)
    if assignment.solution is not None:
        raise UsageError(f"{Path.cwd()} is the course itself: a notebook is checked beside the files of a release")
    checks = [declared for declared in assignment.checks if declared.public and declared.task == task]
    if not checks:
        print(_GRADED_LATER)  # noqa: T201 - a notebook's own output
        return float(points) if os.environ.get("NBGRADER_EXECUTION") == "validate" else 0.0
    key = assignment.answer_key(seeds.PUBLIC_SEED)
    with contextlib.redirect_stderr(io.StringIO()):  # nbgrader takes anything on it for a failed test
        tried = name_mistakes(
            [_run_check(declared, name, TrustedHomework(space, key.opaque), key) for declared in checks], key
        )
    for judged in tried:
        print(_check_text(judged, key))  # noqa: T201
    shares = [
        judged.verdict.share * judged.check.points for judged in tried if judged.verdict.status is not Status.PENDING
    ]
    most = sum((judged.check.points for judged in tried), Fraction(0))
    return float(Fraction(points) * sum(shares, Fraction(0)) / most) if most else 0.0


def _run_check(check: Check, name: str, homework: TrustedHomework, key: AnswerKey) -> JudgedCheck:
    want = key.expected(check)
    got = observe_check(check, homework, seeds.PUBLIC_SEED, name, want.calls)
    return JudgedCheck(check, got, want, judge(check, got, want), {})


def _check_text(judged: JudgedCheck, key: AnswerKey) -> str:
    check, verdict = judged.check, judged.verdict
    result = CheckResult(
        check.name, check.task, Kind.CODE, check.title, True, verdict, check.points, judged.got.seconds
    )
    return text_report.check_feedback(result, {name: key.hint(name) for name in verdict.misconceptions})
