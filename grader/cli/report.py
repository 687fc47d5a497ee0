"""The commands that read a gradebook: report, diff, cohort."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli import context
from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.course.loader import Assignment, Course
    from grader.gradebook.store import Gradebook
    from grader.model import Result
    from grader.reports.class_report import ClassPart


def gradebook_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of all commands that read a gradebook."""
    which = click.option("-a", "--assignment", help="One assignment only.")
    return context.gradebook_option(which(command))


def assignment_names(book: Gradebook, assignment: str | None) -> list[str]:
    """Return the assignments that are meant; raises UsageError where the gradebook has none."""
    from grader.gradebook import store

    there = store.assignment_names(book)
    if assignment is not None and assignment not in there:
        raise UsageError(f"{book.path} has no results of '{assignment}'; it has: {', '.join(there) or 'none'}")
    if not there:
        raise UsageError(f"{book.path} has no results: run grader grade first")
    return [assignment] if assignment else there


def say_not_adopted(book: Gradebook, names: Iterable[str]) -> None:
    """Say of each assignment what does not count yet, and what to do."""
    from grader.gradebook import store
    from grader.reports import regrade_diff

    for name in names:
        if told := regrade_diff.not_adopted_text(name, *store.count_not_adopted(book, name)):
            click.echo(told, err=True)


def assignments_in_course(course: Course, book: Gradebook, assignment: str | None) -> list[str]:
    """Return the assignments that are meant, and say which the course no longer has; one that is named stays."""
    meant = assignment_names(book, assignment)
    gone = [name for name in meant if name != assignment and name not in course.names]
    if gone:
        click.echo(f"Left out, since the course has it no more: {', '.join(gone)}", err=True)
    return [name for name in meant if name not in gone]


@click.command()
@gradebook_options
@click.option("--student", help="The feedback of one student.")
@click.option("--html", type=click.Path(path_type=Path, file_okay=False), metavar="DEST", help="A page per student.")
@click.option("--markdown", type=click.Path(path_type=Path, file_okay=False), metavar="DEST", help="As Markdown.")
@click.pass_context
def report(
    ctx: click.Context,
    book: Path,
    assignment: str | None,
    student: str | None,
    html: Path | None,
    markdown: Path | None,
) -> None:
    """Show the class as a table, or one student's feedback, from the gradebook; or write a page per student.

    Example: grader report --student s001
    """
    from grader import seeds
    from grader.gradebook import store
    from grader.reports import text_report as reports

    with store.open_existing(book) as opened:
        if html or markdown:
            _write_pages(ctx, opened, assignment_names(opened, assignment), student, {"html": html, "md": markdown})
            return
        between, names = "", assignment_names(opened, assignment)
        for name in names:
            standing = (result for result, _ in store.standings(opened, name))
            if student is None:
                table = reports.class_table(list(map(reports.table_row, standing)), width=context.text_width())
                texts = [f"{name}\n{table}"]
            else:
                mine = (result for result in standing if seeds.same_student(result.student, student))
                texts = [
                    reports.student_feedback(one, width=context.text_width(), paint=context.painter()) for one in mine
                ]
            for text in texts:
                click.echo(between + text)
                between = "\n"
        if student is not None and not between:
            raise store.unknown_student(opened, student)
        say_not_adopted(opened, names)


def _write_pages(
    ctx: click.Context, book: Gradebook, assignments: list[str], student: str | None, wanted: dict[str, Path | None]
) -> None:
    from grader.reports import page_files

    known = context.open_course_if_any(ctx)
    for form, folder in wanted.items():
        if folder is not None:
            made = page_files.student_pages(known, book, assignments, lambda text: click.echo(text, err=True), student)
            count = sum(1 for _ in page_files.write_pages(made, folder, form))
            click.echo(f"Wrote {count} {'page' if count == 1 else 'pages'} to {folder}")
    say_not_adopted(book, assignments)


@click.command()
@gradebook_options
@click.option("--runs", nargs=2, type=int, metavar="FIRST SECOND", help="Two runs, by their numbers.")
@click.option("--published", "public", is_flag=True, help="What was published last, against how things stand now.")
@click.option("--adopt", is_flag=True, help="What counts against what was judged last; then take it.")
@click.option("--yes", is_flag=True, help="Take it without a question.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per student who changes.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_context
def diff(
    ctx: click.Context,
    /,
    book: Path,
    assignment: str | None,
    names: tuple[str, ...],
    runs: tuple[int, int] | None,
    *,
    as_json: bool,
    **how: bool,
) -> None:
    """Show who gains and who loses, and by which check: the last run against the one before.

    Marks that were given out stay as they are until --adopt takes those of the present rules and checks.

    Example: grader diff --adopt softmax
    """
    from grader.gradebook import store

    public, adopt = how["public"], how["adopt"]
    if (public or runs) and adopt:
        raise UsageError("--adopt goes with neither --runs nor --published: it compares what counts with the new marks")
    with store.open_existing(book) as opened:
        for name in dict.fromkeys(each for one in names or [assignment] for each in assignment_names(opened, one)):
            if public:
                _diff_published(opened, name, as_json=as_json)
            elif adopt:
                _adopt(opened, name, context.open_course(ctx).assignment(name), yes=how["yes"], as_json=as_json)
            else:
                first, second = _existing_runs(opened, runs) if runs else _last_two(opened, name)
                before, after = (
                    (result for result, _ in store.standings(opened, name, run)) for run in (first, second)
                )
                _print_changes(name, f", run {first} -> run {second}", before, after, as_json=as_json)


def _json_line(row: Mapping[str, object]) -> str:
    import json  # `grader --help` has no time for it

    return json.dumps(row, ensure_ascii=False)


def _print_changes(name: str, what: str, before: Iterable[Result], after: Iterable[Result], *, as_json: bool) -> None:
    from grader.reports import regrade_diff as diffs

    found = list(diffs.changes(before, after))
    if as_json:
        for change in found:
            click.echo(_json_line({"assignment": name, **diffs.as_dict(change)}))
    else:
        click.echo(f"{name}{what}: {diffs.changes_text(found)}")


def _adopt(book: Gradebook, name: str, assignment: Assignment, *, yes: bool, as_json: bool) -> None:
    """Show what the present rules and checks change of the marks that were given out, ask, and take them."""
    from grader.formatting import first_names
    from grader.gradebook import store

    if not store.is_adopted(book, name):
        click.echo(f"{name}: no marks were given out yet, so what was judged last counts already", err=True)
        return

    def each() -> Iterator[store.Rejudged]:
        return store.rejudged(book, name, assignment.rules_digest)

    left: list[str] = []
    taken: list[int] = []  # what is shown, and no more, whatever is graded meanwhile
    for one in each():
        left += [one.student] if one.newest is None else []
        taken += [] if one.newest is None else [one.number]
    if not taken:
        raise UsageError(f"{name}: nothing was judged by the present rules and checks yet: run grader grade first")
    before = (one.counting for one in each() if one.counting is not None and one.newest is not None)
    after = (one.newest for one in each() if one.newest is not None)
    _print_changes(name, ", given out -> as judged now", before, after, as_json=as_json)
    if left:
        those = first_names(left)
        click.echo(f"{name}: {len(left)} were not judged again, and stay as they are: {those}", err=True)
    if not yes:
        if not context.is_interactive():
            raise UsageError(f"{name}: nothing was taken, since nobody can be asked here: add --yes")
        if not click.confirm(f"{name}: take these marks?", err=True):
            click.echo(f"{name}: nothing was taken", err=True)
            return
    store.adopt_results(book, name, sorted(taken))
    click.echo(f"{name}: taken; an export writes them", err=True)


def _existing_runs(book: Gradebook, runs: tuple[int, int]) -> tuple[int, int]:
    from grader.gradebook import store

    last = store.last_run(book)
    for number in runs:
        if not 1 <= number <= last:
            raise UsageError(f"{book.path} has no run {number}: its runs are 1 to {last}")
    return runs


def _last_two(book: Gradebook, name: str) -> tuple[int, int]:
    from grader.gradebook import store

    last = [run.number for run in store.runs(book, name)][-2:]
    if len(last) < 2:
        raise UsageError(f"{book.path} has one run of {name} only: there is nothing to compare it with yet")
    return last[0], last[1]


def _diff_published(book: Gradebook, name: str, *, as_json: bool) -> None:
    """The marks that were published, being late taken into account, against those that an export would write now."""
    from grader import seeds
    from grader.gradebook import grades, store

    before = store.published_points(book, name)
    rules = grades.read_rules(context.open_course(click.get_current_context()))
    for mark in (rules.grade(*standing) for standing in store.standings(book, name)):
        was, is_now = before.get(seeds.folded(mark.student)), mark.final
        if was == is_now or mark.waits:
            continue
        if as_json:
            row = {"assignment": name, "student": mark.student, "published": was, "now": is_now}
            click.echo(_json_line(row))
        else:
            shown = ["-" if points is None else f"{points:g}" for points in (was, is_now)]
            click.echo(f"{name}, {mark.student}: {shown[0]} published, now {shown[1]}")
    say_not_adopted(book, [name])


@click.command()
@gradebook_options
@click.option("--similar", is_flag=True, help="Also pairs of nearly identical code (needs the extra similarity).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per assignment.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="A page with charts.")
@click.pass_context
def cohort(
    ctx: click.Context, book: Path, assignment: str | None, similar: bool, as_json: bool, html: Path | None
) -> None:
    """Show what the class got wrong: per check, mistakes by name, and wrong answers that no mistake explains.

    Example: grader cohort -a softmax
    """
    from grader.gradebook import store
    from grader.reports import class_report, class_statistics as cohorts, copying, page_files

    course = context.open_course(ctx)
    parts: list[ClassPart] = []
    with store.open_existing(book) as opened:
        for name in assignments_in_course(course, opened, assignment):
            known = course.assignment(name)
            found = cohorts.summarize_class(name, store.standing_results(opened, name))
            suspected = list(copying.copied_numbers(known, store.standing_results(opened, name)))
            near = (
                list(copying.similar_code(store.standing_sources(opened, name), known.skeleton.text)) if similar else []
            )
            if html:
                title, looked = known.skeleton.title, near if similar else None
                parts.append(class_report.ClassPart(len(parts) + 1, found, title, known.points, suspected, looked))
            elif as_json:
                click.echo(_json_line(class_report.as_dict(found, suspected, near)))
            else:
                click.echo(class_report.class_text(found, suspected, near, width=context.text_width()))
            say_not_adopted(opened, [name])
    if html:
        page_files.write_whole(html, class_report.class_page_html(parts))
        click.echo(f"Wrote {html}")
