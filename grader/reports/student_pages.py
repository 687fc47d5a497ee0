"""From the gradebook to students' pages: each result that counts, with what the course knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from grader import seeds
from grader.course.loader import Assignment, Course
from grader.gradebook import queries
from grader.gradebook.grades import Mark, Rules
from grader.gradebook.store import Gradebook
from grader.reports import feedback, student_figures
from grader.reports.feedback import Known, Page

Say = Callable[[str], None]


def of(
    course: Course | None, book: Gradebook, assignments: Iterable[str], say: Say, student: str | None = None
) -> Iterator[Page]:
    """Yield the page of each student, or of one, for each assignment; `say` hears once of what cannot be drawn.

    Without the course there are no pictures, and formulas stay as they were typed.
    """
    told: set[str] = set()

    def once(text: str) -> None:
        if text not in told:
            told.add(text)
            say(text)

    rules = queries.rules(course) if course is not None else Rules()
    count = 0
    for name in assignments:
        assignment = _assignment(course, name, once)
        for result, submitted in queries.standings(book, name):
            if student is None or seeds.same_student(result.student, student):
                count += 1
                known = Known()
                if assignment is not None:
                    known = student_figures.known(assignment, result, book.source(result.digest), once)
                yield feedback.page(result, known, _late(rules.mark(result, submitted)))
    if student is not None and not count:
        raise queries.unknown(book, student)


def _assignment(course: Course | None, name: str, say: Say) -> Assignment | None:
    if course is not None and name in course.names:
        return course.assignment(name)
    say(f"{name} is no assignment of a course here: its pages have no pictures, and formulas as they were typed")
    return None


def _late(mark: Mark) -> str:
    """What being late costs, in a sentence; "" where it costs nothing."""
    if not mark.lost or mark.final is None:
        return ""
    cost = f"which costs {float(mark.lost):.0%}: {mark.final:g} points count"
    return f"It came in {mark.days_late:.1f} days late, {cost}."
