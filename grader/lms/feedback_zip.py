"""Feedback files for a zip: each student's page, under the name by which a system finds the student."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec

from grader import seeds
from grader.lms.join_ids import JoinedGrades
from grader.model import Result
from grader.reports import pages, text_report
from grader.reports.pages import StudentPage


def feedback_files(
    name_of: Callable[[int, Result], str], joined: JoinedGrades, made: Iterable[StudentPage], without: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file; students without a name for theirs go to `without`.

    `name_of` gives the name, without its suffix, for a row and a result; "" where there is none.
    """
    rows = {seeds.folded(mark.student): row for row, mark in joined.grade_by_row.items()}
    for page in made:
        row = rows.get(seeds.folded(page.result.student))
        name = "" if row is None else name_of(row, page.result)
        if name:
            suffix, text = _render_page(page)
            yield name + suffix, text
        elif row is not None:
            without.append(page.result.student)


def _render_page(page: StudentPage) -> tuple[str, str]:
    """A suffix and a page, or plain text where the extra for pages is not installed."""
    if find_spec("jinja2") is None:
        return ".txt", text_report.student_feedback(page.result) + "\n"
    return ".html", pages.page_html(page)
