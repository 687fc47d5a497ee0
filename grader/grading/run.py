"""`grader grade`: finds files, grades them, records and prints the results."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click

from grader import formatting, sandbox, seeds
from grader.course import sympy_gradients
from grader.course.loader import Course
from grader.gradebook import grades, store
from grader.gradebook.store import Gradebook
from grader.grading import batch, progress
from grader.grading.batch import GradedFile, Origin
from grader.grading.pool import Plan
from grader.reports import records, regrade_diff, text_report
from grader.submissions import submission
from grader.submissions.downloads import download

_NOT_GRADED = "could not be graded"
_EARLIER = "kept as earlier attempts"


@dataclass(frozen=True)
class GradeRequest:
    """What was asked for on the command line."""

    paths: tuple[Path, ...]
    book: Path
    lecture_for_all: bool = False
    assignment: str | None = None
    jobs: int | None = None
    allow_weak: bool = False
    as_json: bool = False
    width: int = 80
    paint: text_report.Paint = text_report.no_paint
    scheduler: str | None = None  # of Dask: an address or a file
    roster: Path | None = None
    again: bool = False


def run_grade(course: Course, order: GradeRequest) -> int:
    """Grade, keep and print; return how many submissions that count could not be graded."""
    if order.assignment is not None:
        course.assignment(order.assignment)
    if order.roster is not None:
        grades.read_rules(course, order.roster)  # one that is named is read, whatever there is to grade
    founds = download.find_files(
        order.paths,
        order.assignment,
        course.names,
        roster=lambda: grades.read_rules(course, order.roster).roster,
        say=_say,
    )
    if order.scheduler is not None:  # workers start elsewhere
        founds = [replace(found, location=os.path.abspath(found.location)) for found in founds]
    return grade_all(course, order, founds, download.superseded_files(founds))


def grade_all(
    course: Course,
    order: GradeRequest,
    founds: list[submission.SubmissionFile],
    earlier: Collection[submission.SubmissionFile] = (),
    each: Callable[[GradedFile], None] = lambda _: None,
) -> int:
    """Grade what was found, hand over `each` as it is kept, and print; return how many could not be graded.

    Attempts that are `earlier` ones do not count.
    """
    for name in {found.assignment for found in founds}:
        course.assignment(name).answer_key(course.secret)  # an author's mistake is told before anything is graded
        sympy_gradients.prepare_derivatives(course.assignment(name).solution)
    alone = len(founds) == 1 and not order.as_json
    rows: dict[str, list[text_report.TableRow]] = {}
    counts = dict.fromkeys([*Origin, _EARLIER, _NOT_GRADED], 0)
    nameless: dict[tuple[str, str], list[str]] = {}
    for graded in grade_and_record(course, order, founds):
        each(graded)
        if not graded.file.student:
            key = graded.result.assignment, seeds.folded(graded.result.student)
            nameless.setdefault(key, []).append(graded.result.path)
        counts[_EARLIER if graded.file in earlier else _NOT_GRADED if graded.result.error else graded.origin] += 1
        if order.as_json:
            click.echo(records.as_json(graded.result, sys.stdout.encoding))
        elif alone:
            click.echo(text_report.student_feedback(graded.result, width=order.width, paint=order.paint))
        elif graded.file not in earlier:
            rows.setdefault(graded.result.assignment, []).append(text_report.table_row(graded.result))
    for name, theirs in sorted(rows.items()):
        table = text_report.class_table(sorted(theirs, key=lambda row: row.student), width=order.width)
        click.echo(f"{name}\n{table}\n" if len(rows) > 1 else table)
    for paths in nameless.values():
        _say_which(paths)
    _say(f"{_counted(counts)}; results are in {order.book}")
    _say_not_adopted(order.book, sorted({found.assignment for found in founds}))
    return counts[_NOT_GRADED]


def _say_not_adopted(path: Path, names: list[str]) -> None:
    with store.open_existing(path) as book:
        for name in names:
            if told := regrade_diff.not_adopted_text(name, *store.count_not_adopted(book, name)):
                _say(told)


def _say_which(paths: list[str]) -> None:
    """Files whose place does not say whose they are may turn out to be one student's: all are kept, one counts."""
    if len(paths) > 1:
        shown = formatting.first_names([*map(formatting.one_line, paths)])
        _say(
            f"Warning: {len(paths)} files do not say that they are different students' ({shown}), and only the last "
            "one counts: name the folder that holds a folder for each student"
        )


def grade_and_record(
    course: Course, order: GradeRequest, founds: list[submission.SubmissionFile]
) -> Iterator[GradedFile]:
    """Yield each file's result as it is done and kept; raises UsageError where the protection is below strong."""
    names = sorted({found.assignment for found in founds})
    digests = tuple((name, course.assignment(name).digest) for name in names)
    plan = Plan(course.root.resolve(), order.lecture_for_all, again=order.again, digests=digests)
    seed = seeds.fingerprint(course.secret)
    with _workers(plan, course, order, founds) as (level, doing), Gradebook(order.book) as book:
        _say(f"{len(founds)} to grade, protection {level}, seed {seed}")
        if course.secret == seeds.PUBLIC_SEED:
            _say("Warning: no secret_file in [tool.grader]: the hidden inputs can be foreseen")
        book.begin_run(level=level, seed=seed, options=sys.argv[1:])
        with progress.show_progress(len(founds), _say) as count:
            for graded in batch.grade_files(plan, founds, book, course, level=level, doing=doing):
                count(graded)
                yield graded


@contextmanager
def _workers(
    plan: Plan, course: Course, order: GradeRequest, founds: list[submission.SubmissionFile]
) -> Iterator[tuple[str, batch.GradeWork]]:
    """Where the work is done, here or on a cluster: the level of protection there, and how it is given out."""
    if order.scheduler is None:
        with plan.sandbox(course) as box:
            sandbox.demand(box, allow_weak=order.allow_weak)
            jobs = order.jobs or min(os.cpu_count() or 1, 1 + len(founds) // 8)
            yield box.level, batch.grade_locally(plan, course, box, jobs)
        return
    from grader.grading import dask_cluster

    names = {found.assignment for found in founds}
    with dask_cluster.connect_cluster(
        order.scheduler, plan, course, names, allow_weak=order.allow_weak, say=_say
    ) as workers:
        _say(f"{len(workers.fit)} worker{'s' if len(workers.fit) > 1 else ''} at {order.scheduler}")
        yield workers.level, lambda work, _: workers.grade(work)


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{n} {how}" for how, n in counts.items() if n) or "nothing to grade"


def _say(text: str) -> None:
    click.echo(text, err=True)
