"""A result as the page of a student shows it: what to do next, what is open, what is right, hand work as tables.  Pure.

Nothing here knows HTML or Markdown; nothing of a hidden check is in it beyond its title and its verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from grader.checks.declarations import Task
from grader.course.figures import Picture
from grader.handwork.formulas import latex
from grader.model import FOLLOWED, CheckResult, Credit, Kind, Result, Status, Verdict, checks_by_task, point_totals
from grader.reports import text_report

_OPEN = (Status.FAILED, Status.RAISED, Status.TIMED_OUT, Status.CRASHED, Status.NOT_ATTEMPTED)
_BY_PEOPLE = (Status.PENDING, Status.BROKEN)
_ENDED = {
    Credit.RIGHT: "right",
    Credit.FOLLOW_THROUGH: "right given your own value",
    Credit.NAMED: "wrong: a known mistake",
    Credit.WRONG: "wrong",
    Credit.MISSING: "not there yet",
}
_HIDDEN = "The inputs stay hidden. Make up inputs like those that the title names, and work one of them out by hand."
_NEXT = {
    (Kind.CODE, Status.NOT_ATTEMPTED): "Write the function; at home, grader check tries the public checks on it.",
    (Kind.CODE, Status.RAISED): "Run the function on such an input yourself, and begin at the line that is named.",
    (Kind.CODE, Status.CRASHED): "Look for what ends Python itself: an exit, recursion without end, too much memory.",
    (Kind.WORKSHEET, Status.FAILED): "Work the first wrong step out again, from your own values before it.",
    (Kind.WORKSHEET, Status.NOT_ATTEMPTED): "Go on from here; a step that is blank blocks none of the others.",
    (Kind.ANSWER, Status.FAILED): "Work it out again, and write down how.",
    (Kind.FORMULA, Status.FAILED): "Put the numbers of the example into your formula, term by term.",
}


@dataclass(frozen=True)
class Line:
    """One check: how it ended in a word, its points, and what is to be said of it."""

    anchor: str
    word: str
    status: Status
    title: str
    hidden: bool
    points: str
    verdict: Verdict
    mistakes: tuple[str, ...]
    again: bool  # the same mistake was told further up
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Step:
    """One line of a worksheet: the student's number, the one that follows from theirs, and how it ended."""

    anchor: str
    title: str
    status: Status
    yours: str
    follows: str
    how: str
    first: bool  # the first wrong one
    remark: str
    hint: str
    points: str


@dataclass(frozen=True)
class Section:
    """One task."""

    anchor: str
    name: str
    title: str  # what it is, where its only check does not say it
    points: str
    most: str
    waiting: str
    share: float
    open: tuple[Line, ...] = ()
    waits: tuple[Line, ...] = ()  # for a person, or was decided by one
    right: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    blank: str = ""
    ahead: tuple[Line, ...] = ()  # where all is blank, what will be checked
    text: str = ""  # prose as handed in
    formula: str = ""  # as handed in
    latex: str = ""
    next: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Page:
    """What is on one student's page for one assignment."""

    result: Result
    title: str
    points: str
    most: str
    waiting: str
    shares: tuple[float, float]  # decided and waiting, of all
    sections: tuple[Section, ...]
    next: Line | Step | None
    next_at: str  # the anchor
    next_task: str
    next_how: str
    fell_short: bool  # where a person gave less than all
    late: str = ""


@dataclass(frozen=True)
class Known:
    """What the course adds to a result where it is at hand: titles, the notation of formulas, pictures."""

    title: str = ""
    tasks: Mapping[str, Task] = field(default_factory=dict)
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)  # by task, and by mistake


def page(result: Result, known: Known | None = None, late: str = "") -> Page:
    """Return the page of a result."""
    known = known or Known()
    told: set[str] = set()
    sections = [
        _section(number, task, checks, result, known, told)
        for number, (task, checks) in enumerate(checks_by_task(result.checks).items(), 1)
    ]
    first, at, task, how = _first_open(sections)
    most = result.max_points or Fraction(1)
    return Page(
        result,
        known.title or result.assignment,
        "" if result.points is None else text_report.number(result.points),
        text_report.number(result.max_points),
        text_report.number(result.pending) if result.pending else "",
        (float((result.points or 0) / most), float(result.pending / most)),
        tuple(sections),
        first,
        at,
        task,
        how,
        any(c.verdict.by_hand and c.verdict.share < 1 for c in result.checks),
        late,
    )


def _first_open(sections: Sequence[Section]) -> tuple[Line | Step | None, str, str, str]:
    """What to do first, its place on the page, the task and how to go about it.

    Wrong before blank would hide what comes first in the file, so it is the file's order.  In one task a mistake that
    has a name comes first: the others may well be of it, and it says what to do.
    """
    for section in sections:
        if section.open:
            line = next((line for line in section.open if line.mistakes), section.open[0])
            return line, line.anchor, section.name, line.verdict.hint or section.next
        step = next((s for s in section.steps if s.status in _OPEN and s.how != text_report.MARKED), None)
        if step is not None or section.blank:
            return step, (step or section).anchor, section.name, (step.hint if step else "") or section.next
    return None, "", "", ""


def _section(
    number: int, task: str, checks: Sequence[CheckResult], result: Result, known: Known, told: set[str]
) -> Section:
    anchor = f"t{number}"
    points, waiting, most = point_totals(checks)
    declared, kind = known.tasks.get(task), checks[0].kind
    section = Section(
        anchor,
        task,
        declared.title if declared and len(checks) > 1 else "",
        text_report.number(points),
        text_report.number(most),
        text_report.number(waiting) if waiting else "",
        float(points / most) if most else 0.0,
        next=_next(next((c for c in checks if c.verdict.status in _OPEN and not c.verdict.by_hand), None)),
        pictures=known.pictures.get(task, ()) if _decided(checks) else (),
    )
    if kind is Kind.WORKSHEET and all(c.verdict.status is Status.NOT_ATTEMPTED for c in checks):
        return replace(section, blank="Nothing is written here yet.")
    if kind is Kind.WORKSHEET and any(c.verdict.got or c.verdict.want for c in checks):
        named = dict.fromkeys(m for c in checks if c.verdict.hint not in told for m in c.verdict.misconceptions)
        told.update(c.verdict.hint for c in checks)
        pictures = (*section.pictures, *(p for name in named for p in known.pictures.get(name, ())))
        return replace(section, steps=tuple(_steps(anchor, checks)), pictures=pictures)
    lines = _lines(anchor, checks, known, told)
    if len(checks) > 1 and {_blank(check) for check in checks} == {checks[0].verdict.message}:
        return replace(section, blank=checks[0].verdict.message, ahead=tuple(lines))
    formula = checks[0].verdict.got if kind is Kind.FORMULA else ""
    return replace(
        section,
        open=tuple(line for line in lines if line.status in _OPEN and not line.verdict.by_hand),
        waits=tuple(line for line in lines if line.status in _BY_PEOPLE or line.verdict.by_hand),
        right=tuple(line for line in lines if line.status is Status.PASSED and not line.verdict.by_hand),
        text=result.texts.get(task, "") if kind is Kind.PROSE else "",
        formula=formula,
        latex=latex.formula_latex(formula, declared.symbols) if formula and declared else "",
    )


def _decided(checks: Iterable[CheckResult]) -> bool:
    return any(c.verdict.status in (Status.PASSED, Status.FAILED) for c in checks)


def _blank(check: CheckResult) -> str | None:
    """What is said of a check that was not attempted, None where there is more to say."""
    verdict = check.verdict
    return verdict.message if verdict.status is Status.NOT_ATTEMPTED and not verdict.hint else None


def _next(check: CheckResult | None) -> str:
    if check is None:
        return ""
    verdict = check.verdict
    if check.kind is Kind.CODE and verdict.status is Status.FAILED:
        call = "Make this call yourself, and follow it to the first number that differs."
        return _HIDDEN if not check.public else call if verdict.call else ""
    return _NEXT.get((check.kind, verdict.status), "")


def _lines(anchor: str, checks: Sequence[CheckResult], known: Known, told: set[str]) -> list[Line]:
    lines = []
    for number, check in enumerate(checks, 1):
        verdict = _shown(check)
        again = bool(verdict.hint) and verdict.hint in told
        pictures = [p for name in verdict.misconceptions if not again for p in known.pictures.get(name, ())]
        told.add(verdict.hint)
        lines.append(
            Line(
                f"{anchor}c{number}",
                text_report.word(verdict),
                verdict.status,
                check.title or check.name,
                check.kind is Kind.CODE and not check.public,
                _points(check),
                verdict,
                _mistakes(verdict),
                again,
                tuple(pictures),
            )
        )
    return lines


def _shown(check: CheckResult) -> Verdict:
    """The verdict without what is not for the student's eyes, or is shown elsewhere."""
    verdict = check.verdict
    hidden = check.kind is Kind.CODE and not check.public
    if hidden or check.kind in (Kind.PROSE, Kind.FORMULA) or verdict.status is Status.PASSED:
        return replace(verdict, credit=None, call="", got="", want="", alike="")
    return verdict


def _points(check: CheckResult) -> str:
    if check.pending:
        return f"{text_report.number(check.max_points)} waiting"
    return f"{text_report.number(check.points)} of {text_report.number(check.max_points)}"


def _mistakes(verdict: Verdict) -> tuple[str, ...]:
    return tuple(name.replace("_", " ") for name in verdict.misconceptions)


def _steps(anchor: str, checks: Sequence[CheckResult]) -> Iterable[Step]:
    wrong = next((c for c in checks if c.verdict.status is Status.FAILED and not c.verdict.by_hand), None)
    told: set[str] = set()
    for number, check in enumerate(checks, 1):
        verdict = check.verdict
        how = _ENDED[verdict.credit] if verdict.credit else text_report.word(verdict)
        if verdict.misconceptions:
            how = f"wrong: {' or '.join(_mistakes(verdict))}"
        hint = "" if verdict.hint in told else verdict.hint
        told.add(verdict.hint)
        right = verdict.status is Status.PASSED
        yield Step(
            f"{anchor}c{number}",
            check.title or check.name,
            verdict.status,
            verdict.got,
            "the same" if right and verdict.got else "" if right else verdict.want,
            how,
            check is wrong,
            verdict.message.replace(FOLLOWED, "").strip(),
            hint,
            _points(check),
        )
