"""Files of students' pages, made from the gradebook and the course, each written whole or not at all."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from grader import files, seeds
from grader.course.loader import Assignment, Course
from grader.gradebook import grades, store
from grader.gradebook.grades import Grade, GradeRules
from grader.gradebook.store import Gradebook
from grader.reports import pages, student_pictures, wording
from grader.reports.pages import CourseContext, StudentPage, page_html, page_markdown

Say = Callable[[str], None]


def student_pages(
    course: Course | None, book: Gradebook, assignments: Iterable[str], say: Say, student: str | None = None
) -> Iterator[StudentPage]:
    """Yield the page of each student, or of one, for each assignment; `say` hears once of what cannot be drawn.

    Without the course there are no pictures, and formulas stay as they were typed.
    """
    told: set[str] = set()

    def once(text: str) -> None:
        if text not in told:
            told.add(text)
            say(text)

    rules = grades.read_rules(course) if course is not None else GradeRules()
    count = 0
    for name in assignments:
        assignment = _assignment(course, name, once)
        for result, submitted in store.standings(book, name):
            if student is None or seeds.same_student(result.student, student):
                count += 1
                known = CourseContext()
                if assignment is not None:
                    known = student_pictures.course_context(assignment, result, book.source(result.digest), once)
                yield pages.student_page(result, known, _beside_score(rules.grade(result, submitted)))
    if student is not None and not count:
        raise store.unknown_student(book, student)


def _assignment(course: Course | None, name: str, say: Say) -> Assignment | None:
    if course is not None and name in course.names:
        return course.assignment(name)
    say(f"{name} is no assignment of a course here: its pages have no pictures, and formulas as they were typed")
    return None


def _beside_score(mark: Grade) -> str:
    """That a mark does not count yet, or what being late costs, in a sentence; "" where there is neither."""
    if mark.waits and mark.reason is not None:
        return wording.sentence(mark.reason)
    if not mark.lost_share or mark.final is None:
        return ""
    cost = f"which costs {float(mark.lost_share):.0%}: {mark.final:g} points count"
    return f"It came in {mark.days_late:.1f} days late, {cost}."


_NAME = re.compile(r"[^\w.@+-]|^\.", re.ASCII)
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def file_name(student: str, suffix: str) -> str:
    """Return the name of a student's file: the id, or what of it a file's name can hold and a digest of the rest."""
    plain = _NAME.sub("_", student)[:80]
    if plain == student and student and not _RESERVED.fullmatch(plain):
        return plain + suffix
    digest = hashlib.sha256(seeds.folded(student).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'student'}-{digest}{suffix}"


def write_pages(pages: Iterable[StudentPage], folder: Path, form: str) -> Iterator[Path]:
    """Write each page to <folder>/<assignment>/<student>.html (or .md), and yield where; raises UsageError."""
    make, suffix = (page_html, ".html") if form == "html" else (page_markdown, ".md")
    for page in pages:
        path = folder / page.result.assignment / file_name(page.result.student, suffix)
        write_whole(path, make(page))
        yield path


def write_whole(path: Path, text: str) -> None:
    """Write a page with its folders, whole or not at all; raises UsageError where that cannot be done."""
    files.write_whole(path, text, folders=True)
