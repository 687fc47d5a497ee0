"""The queue of pending cases: who has which case, what is shown, and what was decided.

A claim says who has a case on the screen; it ends with what was decided, with the process, or after a while.  Decisions
are appended to the gradebook and never changed: of several about one case the last counts.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from grader import formatting
from grader.checks.declarations import Task
from grader.course.loader import Assignment
from grader.gradebook import pending, store
from grader.gradebook.pending import Case, Decision
from grader.gradebook.store import Gradebook
from grader.model import rounded_points
from grader.reports import wording
from grader.submissions import source_lines

CLAIMED = timedelta(minutes=30)  # for so long a text that somebody has before them is shown to nobody else
_DECISION = "points, max_points, comment, marker, recorded"
_DECISIONS = (
    "recorded, marker, case_id, kind, assignment, who, student, task, name, about, submission, points, max_points, "
    "comment, phrase"
)


@dataclass(frozen=True)
class NewDecision:
    """What somebody enters: points and a comment; `phrase` is the part of it that they typed anew."""

    case: Case
    points: Fraction
    comment: str = ""
    phrase: str = ""


class ReviewSession:
    """One person at work on a gradebook."""

    def __init__(self, book: Gradebook, marker: str = "") -> None:
        self.book, self.marker = book, marker or store.current_user()
        self._holder = f"{platform.node()} {os.getpid()} {secrets.token_hex(4)}"
        self._acknowledged: dict[str, int] = {}  # the last decision on a case when it was taken

    def claim_next(self, cases: Iterable[Case], passed_over: Collection[str] = ()) -> Case | None:
        """Claim and return the first case that waits and that nobody else has before them, None where there is none."""
        with self.book.transaction():
            done, held = self._decided(), self._held_by_others()
            for case in cases:
                if not _is_in(case, done) and case.id not in held and case.id not in passed_over:
                    self._claim(case)
                    return case
        return None

    def claim(self, case: Case) -> bool:
        """Claim a case, decided or not; return False where somebody else has it before them."""
        with self.book.transaction():
            if case.id in self._held_by_others():
                return False
            self._claim(case)
        return True

    def release(self) -> None:
        """Give back what was claimed and not decided."""
        with self.book.transaction():
            self.book.db.execute("delete from claims where holder = ?", (self._holder,))

    def record(self, marks: Sequence[NewDecision]) -> list[tuple[NewDecision, Decision]]:
        """Keep what was decided, all or nothing; where somebody else came first, return those with their decision.

        A case that was not taken before counts as seen undecided.
        """
        with self.book.transaction():
            theirs = [(mark, decision) for mark in marks if (decision := self._decision_since(mark.case)) is not None]
            if not theirs:
                for mark in marks:
                    self._insert(mark)
        return theirs

    def _insert(self, mark: NewDecision) -> None:
        case, check = mark.case, mark.case.check
        row = (
            store.now(),
            self.marker,
            case.id,
            case.kind,
            case.assignment,
            case.folded_student,
            case.student,
            check.task,
            check.name,
            case.subject,
            case.submission,
            str(mark.points),
            str(check.max_points),
            mark.comment,
            mark.phrase,
        )
        self._acknowledged[case.id] = self.book.insert("decisions", _DECISIONS, row).lastrowid or 0
        self.book.db.execute("delete from claims where case_id = ?", (case.id,))

    def decision(self, case: Case) -> Decision | None:
        """Return what was decided on a case last."""
        where, values = _where_case(case)
        return self._last_decision(where, *values)

    def earlier_decision(self, case: Case) -> Decision | None:
        """Return what was decided on the same question when the student's text was another one."""
        names = [(case.check.task, case.check.name), *case.check.was]
        where = f"assignment = ? and who = ? and about != ? and (task, name) in (values {_places(names, '(?, ?)')})"
        values = (value for pair in names for value in pair)
        return self._last_decision(where, case.assignment, case.folded_student, case.subject, *values)

    def phrases(self, case: Case) -> list[str]:
        """Return what was said on this question before, the first first: a phrase keeps its number."""
        return list(dict.fromkeys(phrase for phrase, _ in self._said(case) if phrase))

    def frequent(self, case: Case, count: int) -> list[int]:
        """Return the places, in `phrases`, of those that were used most."""
        phrases = self.phrases(case)
        comments = [comment for _, comment in self._said(case)]
        used = Counter({place: sum(phrase in comment for comment in comments) for place, phrase in enumerate(phrases)})
        return sorted(place for place, _ in used.most_common(count))

    def _said(self, case: Case) -> list[tuple[str, str]]:
        """The phrases and comments on a question, in order."""
        tasks = dict.fromkeys([case.check.task, *(task for task, _ in case.check.was)])
        query = f"""select phrase, comment from decisions where assignment = ? and task in ({_places(tasks)})
            order by id"""  # noqa: S608 - our own words
        return self.book.db.execute(query, (case.assignment, *tasks)).fetchall()

    def count_waiting(self, cases: Iterable[Case]) -> tuple[int, int]:
        """Return how many cases wait, and how many of these others have before them."""
        done, held = self._decided(), self._held_by_others()
        left = {case.id for case in cases if not _is_in(case, done)}
        return len(left), len(left & held)

    def _last_decision(self, where: str, *values: str) -> Decision | None:
        query = f"select {_DECISION} from decisions where {where} order by id desc limit 1"  # noqa: S608 - our own words
        row = self.book.db.execute(query, [store.storable_text(value) for value in values]).fetchone()
        return None if row is None else store.decision_of_row(row)

    def _decision_since(self, case: Case) -> Decision | None:
        last = self._last_decision_number(case)
        return self.decision(case) if last > self._acknowledged.get(case.id, 0) else None

    def acknowledge(self, case: Case) -> Decision | None:
        """Return what was decided on a case, and take it as known: what is kept next stands in its place."""
        self._acknowledged[case.id] = self._last_decision_number(case)
        return self.decision(case)

    def _last_decision_number(self, case: Case) -> int:
        where, values = _where_case(case)
        query = f"select coalesce(max(id), 0) from decisions where {where}"  # noqa: S608 - our own words
        (last,) = self.book.db.execute(query, values).fetchone()
        return int(last)

    def _decided(self) -> set[tuple[str, str]]:
        return set(self.book.db.execute("select distinct case_id, kind from decisions"))

    def _held_by_others(self) -> set[str]:
        rows = self.book.db.execute("select case_id, holder, expires from claims where holder != ?", (self._holder,))
        return {item for item, holder, expires in rows if expires > store.now() and _is_alive(holder)}

    def _claim(self, case: Case) -> None:
        """At most one at a time."""
        expires = (datetime.now(UTC) + CLAIMED).isoformat(timespec="seconds")
        self.book.db.execute("delete from claims where holder = ?", (self._holder,))
        self.book.db.execute("insert or replace into claims values (?, ?, ?)", (case.id, self._holder, expires))
        self.acknowledge(case)


def _where_case(case: Case) -> tuple[str, tuple[str, ...]]:
    """How decisions on a case are found; one without a kind was kept before kinds had names."""
    return f"case_id in ({_places(case.ids)}) and kind in (?, '')", (*case.ids, case.kind)


def _places(values: Collection[object], place: str = "?") -> str:
    return ", ".join([place] * len(values))


def _is_in(case: Case, decided: Collection[tuple[str, str]]) -> bool:
    return any((one, kind) in decided for one in case.ids for kind in (case.kind, ""))


def _is_alive(holder: str) -> bool:
    """Whether a process may still be at it; of another machine nobody knows."""
    host, pid, _ = holder.rsplit(" ", 2)
    if host != platform.node() or os.name == "nt":
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def collect_cases(book: Gradebook, assignment: str, order: Sequence[str]) -> list[Case]:
    """Return what waits or waited for a person: texts, one question after the other, then doubts by submission.

    `order` are the tasks.  Among the texts of a question the order says nothing about whose they are, and equal ones
    follow each other.
    """
    place = {name: number for number, name in enumerate(order)}
    found = [case for result in store.machine_standings(book, assignment) for case in pending.pending_cases(result)]
    texts, doubts = [case for case in found if case.text], [case for case in found if not case.text]
    texts.sort(key=lambda case: (place.get(case.check.task, len(place)), case.subject, case.id))
    return [*texts, *sorted(doubts, key=lambda case: case.submission)]


# ---- what is asked, and what was written

_LINES = 40  # of what a student wrote that are shown beside a doubt


@dataclass(frozen=True)
class Question:
    """A question of an assignment: what was asked, and the words that would show each key fact."""

    name: str
    title: str
    text: str
    key_facts: tuple[tuple[str, ...], ...] = ()


def question_of(assignment: Assignment, case: Case) -> Question:
    """Return the question that a case is about, as the course has it now."""
    task = next((task for task in assignment.tasks if task.name == case.check.task), None)
    facts = task.key_facts if isinstance(task, Task) else ()
    asked = _question_text(assignment.skeleton.text, case.check.name) or _question_text(
        assignment.skeleton.text, case.check.task
    )
    return Question(case.check.task, wording.title_of(case.check), asked, facts)


def _question_text(skeleton: str, name: str) -> str:
    """The comment above a blank, which is what students are asked."""
    lines = skeleton.splitlines()
    number = next((n for n, line in enumerate(lines) if line.split("#")[0].split()[:2] == [name, "="]), 0)
    first = number
    while first and lines[first - 1].startswith("#"):
        first -= 1
    return " ".join(line.lstrip("# ") for line in lines[first:number])


def written_lines(cells: Sequence[str], case: Case) -> str:
    """Return the lines of a submission that a doubt is about, "" where there are none of that name."""
    found = source_lines.defining_lines(cells, case.check.name, case.check.task)
    lines = found.lines if found is not None else ()
    return "\n".join([*lines[:_LINES], *(["..."] if len(lines) > _LINES else [])])


def legible(text: str) -> str:
    """Return a text, line by line, with nothing that a terminal acts upon: such characters show as their escapes."""
    return "\n".join(map(formatting.visible, text.expandtabs(4).splitlines()))


def parse_points(text: str, case: Case) -> Fraction:
    """Return points that were written for a case, with a decimal point or comma; raises ValueError with a sentence."""
    most = case.check.max_points
    if not re.fullmatch(r"\d{1,6}([.,]\d{1,6})?", text.strip(), re.ASCII):
        raise ValueError(f"'{legible(text)[:30]}' is no number of points: give 0 to {rounded_points(most)}.")
    value = Fraction(text.strip().replace(",", "."))
    if value == Fraction(str(rounded_points(most))):
        return most
    if value > most:
        raise ValueError(f"{rounded_points(value)} is more than the {rounded_points(most)} points that there are.")
    if case.text and (2 * value).denominator != 1:
        raise ValueError(f"{rounded_points(value)} is neither whole nor a half.")
    return value
