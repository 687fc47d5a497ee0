"""A student's page: what stands on it, and the page as HTML or Markdown.  Pure.

Nothing of a hidden check is on it beyond its title and its verdict.  A page is a self-contained file without script
that loads nothing from anywhere.  Whatever a student wrote is escaped by Jinja wherever it stands; a policy in each
page forbids script and requests, in case something should ever slip through.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from grader import formatting
from grader.checks.declarations import Task
from grader.course.pictures import Picture
from grader.errors import UsageError
from grader.handwork.formulas import latex
from grader.model import CheckResult, Credit, Kind, Result, Status, point_totals
from grader.reports import svg, wording
from grader.reports.wording import CheckView, phrase

if TYPE_CHECKING:
    from jinja2 import Environment

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
class CheckLine:
    """One check with the pictures that stand beside its hint."""

    view: CheckView
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class StepLine:
    """One line of a worksheet: the student's number, the one that follows from theirs, and how it ended."""

    view: CheckView
    follows: str
    same: bool  # what follows is what the student wrote
    how: str
    first: bool  # the first wrong one
    hint: str


@dataclass(frozen=True)
class TaskSection:
    """One task."""

    anchor: str
    name: str
    title: str  # what it is, where its only check does not say it
    points: Fraction
    waiting: Fraction
    most: Fraction
    open: tuple[CheckLine, ...] = ()
    waits: tuple[CheckLine, ...] = ()  # for a person, or was decided by one
    right: tuple[CheckLine, ...] = ()
    steps: tuple[StepLine, ...] = ()
    blank: str = ""
    ahead: tuple[CheckLine, ...] = ()  # where all is blank, what will be checked
    text: str = ""  # prose as handed in
    formula: str = ""  # as handed in
    latex: str = ""
    next: str = ""
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class StudentPage:
    """What is on one student's page for one assignment."""

    result: Result
    title: str
    shares: tuple[float, float]  # decided and waiting, of all
    sections: tuple[TaskSection, ...]
    next: CheckView | None
    next_at: str  # the anchor
    next_task: str
    next_how: str
    fell_short: bool  # where a person gave less than all
    late: str = ""


@dataclass(frozen=True)
class CourseContext:
    """What the course adds to a result where it is at hand: titles, the notation of formulas, pictures."""

    title: str = ""
    tasks: Mapping[str, Task] = field(default_factory=dict)
    pictures: Mapping[str, tuple[Picture, ...]] = field(default_factory=dict)  # by task, and by mistake


def student_page(result: Result, known: CourseContext | None = None, late: str = "") -> StudentPage:
    """Return the page of a result."""
    known = known or CourseContext()
    sections = [
        _section(f"t{number}", task, seen, result, known)
        for number, (task, seen) in enumerate(wording.task_views(result).items(), 1)
    ]
    first, at, task, how = _first_open(sections)
    most = result.max_points or Fraction(1)
    return StudentPage(
        result,
        known.title or result.assignment,
        (float((result.points or 0) / most), float(result.pending / most)),
        tuple(sections),
        first,
        at,
        task,
        how,
        any(c.verdict.by_hand and c.verdict.share < 1 for c in result.checks),
        late,
    )


def _first_open(sections: Sequence[TaskSection]) -> tuple[CheckView | None, str, str, str]:
    """What to do first, its place on the page, the task and how to go about it.

    Wrong before blank would hide what comes first in the file, so it is the file's order.  In one task a mistake that
    has a name comes first: the others may well be of it, and it says what to do.
    """
    for section in sections:
        if section.open:
            view = next((line.view for line in section.open if line.view.mistakes), section.open[0].view)
            return view, view.anchor, section.name, view.hint or section.next
        step = next((s for s in section.steps if s.view.status in _OPEN and not s.view.by_hand), None)
        if step is not None:
            return step.view, step.view.anchor, section.name, step.hint or section.next
        if section.blank:
            return None, section.anchor, section.name, section.next
    return None, "", "", ""


def _section(anchor: str, task: str, seen: Sequence[CheckView], result: Result, known: CourseContext) -> TaskSection:
    checks = [view.check for view in seen]
    declared, kind = known.tasks.get(task), checks[0].kind
    section = TaskSection(
        anchor,
        task,
        declared.title if declared and len(checks) > 1 else "",
        *point_totals(checks),
        next=_next_advice(next((view for view in seen if view.status in _OPEN and not view.by_hand), None)),
        pictures=known.pictures.get(task, ()) if _is_decided(checks) else (),
    )
    if kind is Kind.WORKSHEET and all(view.status is Status.NOT_ATTEMPTED for view in seen):
        return replace(section, blank=phrase("Nothing is written here yet."))
    if kind is Kind.WORKSHEET and any(view.written or view.want for view in seen):
        pictures = (*section.pictures, *(p for view in seen for p in _new_pictures(view, known)))
        return replace(section, steps=tuple(_steps(seen)), pictures=tuple(dict.fromkeys(pictures)))
    shown = [replace(view, got="") if kind is Kind.FORMULA else view for view in seen]  # it stands above
    lines = [CheckLine(view, tuple(_new_pictures(view, known))) for view in shown]
    if len(seen) > 1 and all(view.status is Status.NOT_ATTEMPTED for view in seen) and wording.says_the_same(seen):
        return replace(section, blank=seen[0].message, ahead=tuple(lines))
    formula = seen[0].written if kind is Kind.FORMULA else ""
    people = [line for line in lines if line.view.status in _BY_PEOPLE or line.view.by_hand]
    return replace(
        section,
        open=tuple(line for line in lines if line.view.status in _OPEN and not line.view.by_hand),
        waits=tuple(people),
        right=tuple(line for line in lines if line.view.status is Status.PASSED and not line.view.by_hand),
        text=result.texts.get(task, "") if kind is Kind.PROSE else "",
        formula=formula,
        latex=latex.formula_latex(formula, declared.symbols) if formula and declared else "",
    )


def _new_pictures(view: CheckView, known: CourseContext) -> Iterable[Picture]:
    """The pictures of the mistakes that are named here for the first time."""
    names = () if view.again else view.check.verdict.misconceptions
    return (picture for name in names for picture in known.pictures.get(name, ()))


def _is_decided(checks: Iterable[CheckResult]) -> bool:
    return any(c.verdict.status in (Status.PASSED, Status.FAILED) for c in checks)


def _next_advice(view: CheckView | None) -> str:
    if view is None:
        return ""
    if view.check.kind is Kind.CODE and view.status is Status.FAILED:
        call = "Make this call yourself, and follow it to the first number that differs."
        return phrase(_HIDDEN) if view.hidden else phrase(call) if view.call else ""
    return phrase(_NEXT.get((view.check.kind, view.status), ""))


def _steps(seen: Sequence[CheckView]) -> Iterable[StepLine]:
    wrong = next((view for view in seen if view.status is Status.FAILED and not view.by_hand), None)
    for view in seen:
        credit = view.check.verdict.credit
        how = phrase(_ENDED[credit]) if credit else view.word
        if view.mistakes:
            how = phrase("wrong: {mistakes}", mistakes=view.mistakes)
        right = view.status is Status.PASSED
        yield StepLine(
            view,
            "" if right else view.want,
            right and view.written != "",
            how,
            view is wrong,
            "" if view.again else view.hint,
        )


# ---- as HTML and as Markdown

_PROSE = 20_000  # characters of a student's own text that are shown


@cache
def _css() -> str:
    return resources.files("grader.reports").joinpath("templates", "page.css").read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """What the page may do: show itself, by this one style sheet."""
    digest = base64.b64encode(hashlib.sha256(_css().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _environment(*, html: bool) -> Environment:
    try:
        import jinja2
    except ImportError:
        raise UsageError("pages need Jinja2: pip install 'grader[report]'") from None
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.reports", "templates"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        finalize=_in_html if html else _in_markdown,
        keep_trailing_newline=True,
    )
    made.filters |= {"points": formatting.points_text, **(_html_filters() if html else _markdown_filters())}
    made.globals |= {
        "phrase": phrase,
        "sentence": wording.sentence,
        "language": wording.current_language,
    }
    return made


def _html_filters() -> dict[str, Callable[[Any], Any]]:
    from markupsafe import Markup, escape

    def ticked(text: str) -> Markup:
        told = formatting.code_pieces(formatting.clipped(formatting.visible(text)))
        shown = (Markup('<code dir="ltr">{}</code>').format(t) if is_code else escape(t) for t, is_code in told)
        return Markup("<br>").join(Markup("").join(shown).split("\n"))

    def prose(text: str) -> Markup:
        return escape(formatting.clipped(formatting.visible(text), _PROSE))

    def breakable(text: str) -> Markup:
        parts = formatting.clipped(formatting.visible(text)).split("_")
        return Markup("_<wbr>").join(escape(part) for part in parts)

    numbers = itertools.count(1)

    def drawn(picture: Picture) -> Markup:
        return Markup(_figure(picture, lambda: f"p{next(numbers)}"))  # noqa: S704 - svg escapes what it is given

    return {"ticked": ticked, "prose": prose, "breakable": breakable, "drawn": drawn, "mathml": _mathml}


def _mathml(text: str) -> Any:
    """LaTeX that we wrote ourselves from what a formula means, so it is ours all through."""
    try:
        from latex2mathml.converter import convert
    except ImportError:
        raise UsageError("formulas need latex2mathml: pip install 'grader[report]'") from None
    from markupsafe import Markup

    whole = re.sub(r"\\mathit{(\w+)}", r"\\text{\1}", text)  # a name of several letters, not their product
    return Markup(convert(whole).replace("mtext>", "mi>"))  # noqa: S704


def _figure(picture: Picture, number: Callable[[], str]) -> str:
    from markupsafe import escape

    one = " one" if len(picture.panels) == 1 else ""
    caption = f'<b>{escape(picture.title)}</b> <span class="description">{escape(picture.description)}</span>'
    titled = ((escape(formatting.visible(panel.title)), svg.draw_panel(panel, number())) for panel in picture.panels)
    shown = "".join(f'<div><p aria-hidden="true">{title}</p>{drawn}</div>' for title, drawn in titled)
    return f'<figure class="pictures"><figcaption>{caption}</figcaption><div class="panels{one}">{shown}</div></figure>'


def _markdown_filters() -> dict[str, Callable[[Any], Any]]:
    from markupsafe import Markup

    def code(text: str) -> Markup:
        return Markup(formatting.markdown_code(text))  # noqa: S704

    def cell(text: str) -> Markup:
        return Markup(formatting.markdown_code(text).replace("|", "\\|"))  # noqa: S704 - in a table it parts cells, code or not

    def ticked(text: str, code: Callable[[str], Markup] = code) -> Markup:
        told = formatting.code_pieces(" ".join(formatting.clipped(formatting.visible(text)).split()))
        return Markup("".join(code(t) if is_code else _spaced(t) for t, is_code in told))  # noqa: S704

    def ticked_cell(text: str) -> Markup:
        return ticked(text, cell)

    def block(text: str) -> Markup:
        return Markup(formatting.markdown_block(text, _PROSE))  # noqa: S704

    return {"ticked": ticked, "ticked_cell": ticked_cell, "code": code, "cell": cell, "block": block}


def _spaced(text: str) -> str:
    """A piece between two pieces of code keeps the spaces around it."""
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' * before}{formatting.markdown_text(text)}{' ' * after}" if text.strip() else " "


def _in_html(value: Any) -> Any:
    """What the templates put in: texts with nothing invisible in them, clipped where nobody would read on."""
    if type(value) is str:
        return formatting.clipped(formatting.visible(value))
    return value


def _in_markdown(value: Any) -> Any:
    return formatting.markdown_text(value) if type(value) is str else value


def page_html(page: StudentPage) -> str:
    """Return a student's page as HTML; raises UsageError without the extra."""
    return render_template("student.html", html=True, page=page)


def page_markdown(page: StudentPage) -> str:
    """Return a student's page as Markdown; raises UsageError without the extra."""
    text = render_template("student.md", html=False, page=page)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def render_template(template: str, *, html: bool, **names: Any) -> str:
    """Return a page from one of our templates; raises UsageError without the extra."""
    environment = _environment(html=html)
    from markupsafe import Markup  # of Jinja2, which may not be installed

    style = {"css": Markup(_css()), "csp": _policy()} if html else {}  # noqa: S704 - our own file
    return environment.get_template(template).render(**names, **style)
