"""Feedback files in a zip, named as Moodle and Canvas find the student of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec

from grader import seeds
from grader.lms.gradebook_columns import GradebookColumns
from grader.lms.join_ids import JoinedGrades
from grader.reports import pages, text_report
from grader.reports.pages import StudentPage
from grader.submissions.downloads.formats import match_canvas

_LONGEST = 60  # characters of a name in a path


def moodle_files(
    columns: GradebookColumns, joined: JoinedGrades, made: Iterable[StudentPage]
) -> Iterator[tuple[str, str]]:
    """Yield `<name>_<participant id>_assignfeedback_file/<file>` and its text; Moodle goes by the id alone."""
    everybody = columns.table.column(1, columns.rows)
    names = everybody if len(set(everybody)) * 2 > len(everybody) else ["Participant"] * len(everybody)
    numbers = next(iter(columns.ids.values()))
    where = _rows_by_student(joined)
    for page in made:
        row = where.get(seeds.folded(page.result.student))
        if row is not None:
            suffix, text = _render_page(page)
            folder = f"{_folder_name(names[row])}_{numbers[row]}_assignfeedback_file"
            yield f"{folder}/{page.result.assignment}-feedback{suffix}", text


def canvas_files(
    columns: GradebookColumns, joined: JoinedGrades, made: Iterable[StudentPage], without: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield the name of each downloaded file with `-feedback`, and its text; other files' students go to `without`.

    Canvas takes the first two numbers of a name for the user and the file that was handed in.
    """
    numbers: Sequence[str] = columns.ids["ID"]
    where = _rows_by_student(joined)
    for page in made:
        row = where.get(seeds.folded(page.result.student))
        if row is None:
            continue
        head = _downloaded_prefix(page.result.path, numbers[row])
        if head:
            suffix, text = _render_page(page)
            yield f"{head}{page.result.assignment}-feedback{suffix}", text
        else:
            without.append(page.result.student)


def _rows_by_student(joined: JoinedGrades) -> Mapping[str, int]:
    return {seeds.folded(mark.student): number for number, mark in joined.grade_by_row.items()}


def _downloaded_prefix(path: str, user: str) -> str:
    """The part of a downloaded file's name with the ids of student and file, "" where it is not from a download."""
    for name in reversed(path.split("/")):
        found = match_canvas(name)
        if found and found["file"] and (found["user"] == user or name.startswith(("anon_", "LATE_anon_"))):
            return name.removesuffix(found["file"])
    return ""


def _render_page(page: StudentPage) -> tuple[str, str]:
    """A suffix and a page, or plain text where the extra for pages is not installed."""
    if find_spec("jinja2") is None:
        return ".txt", text_report.student_feedback(page.result) + "\n"
    return ".html", pages.page_html(page)


def _folder_name(name: str) -> str:
    """A person's name for a path, without `_`, which separates its parts."""
    return " ".join(re.sub(r"[^\w -]|_", " ", name).split())[:_LONGEST] or "Participant"
