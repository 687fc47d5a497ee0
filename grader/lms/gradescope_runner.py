"""The program that runs on Gradescope: grades /autograder/submission and writes /autograder/results/results.json.

A student sees at once what `grader check` shows at home: the public checks, and of hand work whether it can be read.
All else has a visibility of its own.  Where the course or the machine is at fault no results are written: Gradescope
then says that the autograder failed, and nobody is given a zero.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader import files, formatting, sandbox, seeds
from grader.course import sympy_gradients
from grader.course.loader import Course
from grader.errors import GraderError
from grader.gradebook import grades
from grader.grading.pipeline import Grading, grade
from grader.lms.gradescope_autograder import SETTINGS_FILE, AutograderSettings
from grader.model import Finding, Kind, Result, Status, rounded_points
from grader.reports import text_report, wording
from grader.submissions import submission
from grader.submissions.downloads.download import AssignmentChoice
from grader.submissions.submission import SUFFIXES, SubmissionFile

_WIDTH = 90
_MAIL = ("email", "gradescope")  # columns of a class list


def grade_submission(root: Path) -> dict[str, Any]:
    """Return the results of the submission below `root`; raises GraderError where the course is at fault."""
    source = root / "source"
    settings = AutograderSettings(**json.loads((source / SETTINGS_FILE).read_text(encoding="utf-8")))
    course = Course(source / "course")
    assignment = course.assignment(settings.assignment)
    sympy_gradients.prepare_derivatives(assignment.solution)
    submitted = submission.read_submission(
        replace(find_homework(root / "submission", settings.assignment), student=_student_by_mail(root, course))
    )
    with sandbox.start(packages=course.packages, many=False, folders=course.given_folders) as box:
        sandbox.demand(box, allow_weak=settings.allow_weak)
        grading = Grading(assignment, box, course.secret, lecture_for_all=settings.lecture_for_all)
        result = grade(submitted, grading)
        public = Grading(assignment, box, seeds.PUBLIC_SEED, public_only=True)
        at_home = grade(submitted, public) if any(c.kind is not Kind.CODE for c in result.checks) else result
    with wording.language(str(course.settings.get("language", ""))):
        return gradescope_results(result, at_home, settings)


def find_homework(folder: Path, name: str) -> SubmissionFile:
    """Return the homework: the file of the assignment's name, else the only file; as an error where there is none."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES and path.is_file()]
    files = [path for path in files if not any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)]
    exact = [path for path in files if path.stem == name]
    chosen = exact or [path for path in files if AssignmentChoice([name]).match_filename(path.name)] or files
    path = chosen[0] if chosen else folder / f"{name}.py"
    shown = [str(path.relative_to(folder)) for path in chosen]
    there = formatting.first_names(shown)
    error: Finding | None = None
    if not chosen:
        error = Finding("handed_in.nothing", expected=name, found=_other_files(folder))
    elif len(chosen) > 1:
        error = Finding("handed_in.several", count=len(chosen), files=there, expected=name)
    elif not path.resolve().is_relative_to(folder.resolve()):
        error = Finding("handed_in.link", file=there)
    alone = shown[0] if len(shown) == 1 else path.name
    return SubmissionFile(str(path), alone, "", name, error, place=alone)


def _other_files(folder: Path) -> str | Finding:
    """The names of the files that were handed in."""
    names = [path.name for path in sorted(folder.rglob("*")) if path.is_file()]
    return formatting.first_names(names) or Finding("no_file")


def _student_by_mail(root: Path, course: Course) -> str:
    """The student with the submitter's mail address in the class list, "" for none; a group's file says it itself."""
    path = root / "submission_metadata.json"
    if not path.exists():
        return ""
    try:
        users = [user for user in json.loads(path.read_bytes())["users"] if isinstance(user, dict)]
    except (ValueError, KeyError, TypeError):
        return ""
    roster = grades.read_rules(course).roster
    if len(users) != 1 or not roster:
        return ""
    mail = seeds.folded(str(users[0].get("email") or ""))
    known = (e.student for e in roster if mail and mail in (seeds.folded(e.columns.get(c, "")) for c in _MAIL))
    return next(known, "")


def gradescope_results(result: Result, at_home: Result, settings: AutograderSettings) -> dict[str, Any]:
    """Return Gradescope's results: the score, a test for each check, and the notes on the whole.

    The time it took is none of them: a homework could choose it by a hidden input.
    """
    said = result.notes if result.error is None else (result.error,)
    output = [*map(wording.sentence, said), *(_handwork_messages(at_home) if result.error is None else ())]
    return {
        "score": rounded_points(result.points or Fraction(0)),
        "output": "\n".join(output),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "assignment": result.assignment,
            "student": result.student,
            "numbers": result.numbers,
            "digest": result.digest,
            "level": result.level,
            "seed": result.seed,
            "pending": rounded_points(result.pending),
        },
        "tests": list(_gradescope_tests(result, settings)),
    }


def _handwork_messages(at_home: Result) -> list[str]:
    """What can or cannot be read of the hand work."""
    by_hand = (
        (check.task, wording.message_of(check.verdict)) for check in at_home.checks if check.kind is not Kind.CODE
    )
    return list(dict.fromkeys(f"{task}: {message}" for task, message in by_hand if message))


def _gradescope_tests(result: Result, settings: AutograderSettings) -> Iterable[Mapping[str, Any]]:
    numbers: dict[str, list[int]] = {}
    for check in result.checks:
        number = numbers.setdefault(check.task, [len(numbers) + 1, 0])
        number[1] += 1
        public = check.public and check.kind is Kind.CODE
        test: dict[str, Any] = {
            "name": f"{check.task}: {wording.title_of(check) or check.name}",
            "number": f"{number[0]}.{number[1]}",
            "output": text_report.check_feedback(check, result.hints, width=_WIDTH),
            "tags": [check.kind.value],
            "visibility": "visible" if public else settings.unseen,
        }
        if check.verdict.status in (Status.PENDING, Status.BROKEN):  # no score: a person gives it
            test["name"] += f" ({formatting.points_text(check.max_points)} points, waiting for a person)"
        else:
            test |= {
                "score": rounded_points(check.points),
                "max_score": rounded_points(check.max_points),
                "status": "passed" if check.verdict.share == 1 else "failed",
            }
        yield test


def main(root: Path) -> int:
    """Write results.json; return the exit code."""
    try:
        found = grade_submission(root)
    except GraderError as error:
        sys.stdout.write(f"Not graded: {error}\n")
        return 2
    text = json.dumps(found, indent=1, ensure_ascii=False).encode("utf-8", "replace")  # a file's name may be no text
    files.write_whole(root / "results" / "results.json", text, folders=True)
    sys.stdout.write(f"{found['score']} points, protection {found['extra_data']['level']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
