"""Results as people read them: a student's feedback, the class as a table."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from grader import formatting
from grader.model import CheckResult, Credit, Kind, Result, Status, count_statuses, point_totals
from grader.reports import wording
from grader.reports.wording import CheckView, phrase

Paint = Callable[[str, str], str]  # text and role -> text
_LABEL = 10  # columns that the word for how a check ended takes


def no_paint(text: str, _role: str) -> str:
    """Return the text as it is: no colour."""
    return text


def student_feedback(result: Result, *, width: int = 80, paint: Paint = no_paint, at_home: bool = False) -> str:
    """Return what a student reads: task by task what is right, what is not and why, and the next step.

    Every line starts with a word that says how the check ended, so that nothing hangs on colour or on a symbol.
    """
    headline = _wrapped(f"{result.assignment}: {_headline(result, at_home=at_home)}", width, "", "  ")
    lines = [paint(line, "title") for line in headline]
    if result.waits is not None:
        lines += _wrapped(wording.sentence(result.waits), width, "  ")
    if result.error is not None:
        return "\n".join([*lines, *_wrapped(wording.sentence(result.error), width, "  ")])
    for note in result.notes:
        lines += _wrapped(wording.sentence(note), width, f"  {phrase('Note:')} ", "        ")
    for task, seen in wording.task_views(result).items():
        lines += ["", *_task_head(task, [view.check for view in seen], width, paint, at_home=at_home)]
        lines += _task_lines(seen, width, paint, at_home=at_home)
    return "\n".join([*lines, "", *_last_words(result, width, at_home=at_home)])


def _headline(result: Result, *, at_home: bool) -> str:
    if result.points is None:
        why = "{path} could not be checked" if at_home else "{path} could not be graded"
        return phrase(why, path=result.path)
    if at_home:
        code = [c for c in result.checks if c.kind is Kind.CODE]
        passed = sum(c.verdict.status is Status.PASSED for c in code)
        return phrase("{passed} of {count} public checks pass", passed=passed, count=len(code))
    points, most, waiting = map(formatting.points_text, (result.points, result.max_points, result.pending))
    tail = phrase(", {points} waiting for a person", points=waiting) if result.pending else ""
    return phrase("{points} of {most} points", points=points, most=most) + tail


def check_feedback(check: CheckResult, hints: Mapping[str, str], *, width: int = 100) -> str:
    """Return what a student reads about one check; `hints` has what the author says of each misconception."""
    return "\n".join(_check_lines(wording.check_view(check, hints), width, no_paint))


def _task_head(task: str, checks: Sequence[CheckResult], width: int, paint: Paint, *, at_home: bool) -> list[str]:
    if at_home:
        return [paint(line, "task") for line in _wrapped(task, width, "", "  ")]
    points, waiting, most = point_totals(checks)
    tail = phrase(", {points} waiting", points=formatting.points_text(waiting)) if waiting else ""
    of_all = {"points": formatting.points_text(points), "most": formatting.points_text(most)}
    text = f"{task}: {phrase('{points} of {most} points', **of_all)}{tail}"
    return [paint(line, "task") for line in _wrapped(text, width, "", "  ")]


def _task_lines(seen: Sequence[CheckView], width: int, paint: Paint, *, at_home: bool) -> list[str]:
    not_yet = Status.NOT_ATTEMPTED
    if all(view.status is not_yet for view in seen):
        blank = phrase("Still blank.") if seen[0].check.kind is Kind.WORKSHEET else seen[0].message
        return _entry(seen[0].word, not_yet, blank, width, paint)
    lines: list[str] = []
    for group in _grouped(seen):
        first = group[0]
        if at_home and first.check.kind is not Kind.CODE:
            word = phrase({not_yet: "not yet"}.get(first.status, "seen"))
            names = f"{', '.join(v.check.name for v in group)}: " if first.check.name != first.check.task else ""
            lines += _entry(word, first.status, f"{names}{first.message}", width, paint)
        elif len(group) > 1:
            row = first.check.row
            title = _rows_title(group) if row else ", ".join(view.title for view in group)
            lines += _entry(first.word, first.status, title, width, paint)
            if not row or first.status is not Status.PASSED:
                lines += _wrapped(first.message, width, " " * (_LABEL + 2))
        else:
            lines += _check_lines(first, width, paint)
    return lines


def _grouped(seen: Sequence[CheckView]) -> list[list[CheckView]]:
    """Rows and steps of which one thing is to be said stand on one line; everything else has a line of its own."""
    groups: list[list[CheckView]] = []
    for row in _by_row(seen):
        if groups and _reads_alike(groups[-1][-1], row[0]):
            groups[-1] += row
        elif len(row) > 1 and _ended_alike(row):
            if groups and len(groups[-1]) > 1 and _row_summary(groups[-1]) == _row_summary(row):
                groups[-1] += row
            else:
                groups.append(row)
        else:
            groups += [[view] for view in row]
    return groups


def _by_row(seen: Sequence[CheckView]) -> list[list[CheckView]]:
    rows: list[list[CheckView]] = []
    for view in seen:
        if rows and view.check.row and view.check.row == rows[-1][-1].check.row:
            rows[-1].append(view)
        else:
            rows.append([view])
    return rows


def _ended_alike(row: Sequence[CheckView]) -> bool:
    """Whether a row's steps ended alike, and nothing is to be said of one of them."""
    first = row[0].status
    if first is Status.PASSED:
        return all(view.status is Status.PASSED and not view.remark for view in row)
    return first in (Status.NOT_ATTEMPTED, Status.PENDING) and wording.says_the_same(row)


def _reads_alike(one: CheckView, other: CheckView) -> bool:
    """Whether all that is to be said of two steps of a sheet is the same, their values left out."""
    if Kind.WORKSHEET not in (one.check.kind, other.check.kind) or one.check.row or other.check.row:
        return False
    if one.status is Status.FAILED and not one.idle:
        return False
    told = one.status is Status.NOT_ATTEMPTED and (one.want or other.want)
    return not told and wording.says_the_same([one, other])


def _row_summary(row: Sequence[CheckView]) -> tuple[object, ...]:
    passed = row[0].status is Status.PASSED
    return row[0].status, _is_followed_through(row), "" if passed else row[0].message


def _is_followed_through(seen: Sequence[CheckView]) -> bool:
    return any(view.check.verdict.credit is Credit.FOLLOW_THROUGH for view in seen)


def _rows_title(group: Sequence[CheckView]) -> str:
    first, last = group[0].check.row, group[-1].check.row
    rows = phrase("row {row}" if first == last else "rows {row} to {last}", row=first, last=last)
    return rows + phrase(", given your own values before") if _is_followed_through(group) else rows


def _check_lines(view: CheckView, width: int, paint: Paint) -> list[str]:
    hidden = f" {phrase('(hidden)')}" if view.hidden else ""
    role = formatting.MARKED if view.by_hand else view.status.value  # no colour says that it is wrong
    lines = _entry(view.word, role, f"{view.title}{hidden}", width, paint)
    indent = " " * (_LABEL + 2)
    lines += _wrapped(view.message, width, indent)
    labels = [phrase(label) for label in ("call:", "yours:", "should:")]
    column = max(map(len, labels)) + 1
    tables = [None, *([table.text().split("\n") for table in view.tables] if view.tables else [None, None])]
    wide = max((len(line) for table in tables for line in table or ()), default=0)
    for label, text, table in zip(labels, (view.call, view.got, view.want), tables, strict=True):
        if table and len(indent) + wide <= width:
            lines += [f"{indent}{label}", *(f"{indent}{line}" for line in table)]
        else:
            lines += _wrapped(text, width, f"{indent}{label:<{column}}", indent + " " * column)
    if view.hint and view.again:  # once is enough
        lines += _wrapped(phrase("The same mistake as above."), width, indent)
    elif view.hint:
        label = phrase("Hint:")
        lines += _wrapped(view.hint.replace("\n", " "), width, f"{indent}{label} ", indent + " " * (len(label) + 1))
    return lines


def _entry(word: str, role: str, text: str, width: int, paint: Paint) -> list[str]:
    label = f"  {word:<{_LABEL - 1}} "
    lines = _wrapped(text, width, label, " " * len(label))
    if lines:
        lines[0] = "  " + paint(f"{word:<{_LABEL - 1}}", role) + lines[0][len(label) - 1 :]
    return lines


def _wrapped(text: str, width: int, first: str, rest: str | None = None) -> list[str]:
    """A text in lines, its beginning where nobody would read on; nothing acts on a terminal, whoever wrote it."""
    if not text:
        return []
    return textwrap.wrap(
        formatting.clipped(formatting.visible(text)),
        max(width, 30),
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    ) or [first]


def _last_words(result: Result, width: int, *, at_home: bool) -> list[str]:
    settled = (Status.PASSED, Status.PENDING, Status.BROKEN)
    todo = [c for c in result.checks if c.verdict.status not in settled and not c.verdict.by_hand]
    unread = [c for c in result.checks if c.verdict.status is Status.PENDING and c.verdict.credit is Credit.MISSING]
    if at_home and not todo and unread:
        text = phrase("Next: {name}, which cannot be read yet.", name=unread[0].name)
    elif at_home and not todo:
        text = phrase("All public checks pass. Hidden checks try other inputs when you hand in.")
    elif not todo and any(_in_doubt(c) for c in result.checks):
        text = phrase("What is waiting, a person will decide; all else that a machine can check is right.")
    elif not todo:
        text = phrase("Everything that a machine can check is right.")
    else:
        text = phrase("Next: {task}, {title}.", task=todo[0].task, title=wording.title_of(todo[0]) or todo[0].name)
    return _wrapped(text, width, "")


def _in_doubt(check: CheckResult) -> bool:
    """Whether a person has to look at what a machine would have marked; prose always waits for one."""
    return check.verdict.status is Status.PENDING and check.kind not in (Kind.CODE, Kind.PROSE)


class TableRow(NamedTuple):
    """One submission in the table of the class; small, since a class of thousands waits until all can be sorted."""

    student: str
    points: str
    waiting: str
    what: str


def class_table(rows: Sequence[TableRow], *, width: int = 80, beside: Mapping[str, str] | None = None) -> str:
    """Return the class as a table: one line for each submission, widest column last.

    `beside` adds a word to a student, such as what the submission is known to be.
    """
    name = min(max([7, *(len(row.student) for row in rows)]), max(12, width - 50))
    heads = [phrase(head) for head in ("student", "points", "waiting", "what happened")]
    lines = [f"{heads[0]:<{name}}  {heads[1]:>6}  {heads[2]:>7}  {heads[3]}"]
    for student, points, waiting, what in rows:
        head = f"{_fitted(student, name)}  {points:>6}  {waiting:>7}  "
        more = f" [{beside[student]}]" if beside and student in beside else ""
        lines += _wrapped(what + more, width, head, " " * len(head)) or [head.rstrip()]
    return "\n".join(lines)


def _fitted(text: str, width: int) -> str:
    shown = " ".join(formatting.visible(text).split())
    return f"{shown if len(shown) <= width else shown[: width - 1] + '…':<{width}}"


def table_row(result: Result) -> TableRow:
    """Return the line of the table that a submission gets."""
    if result.error is not None:
        return TableRow(result.student, "-", "-", phrase("not graded: {why}", why=wording.sentence(result.error)))
    waiting = formatting.points_text(result.pending) if result.pending else ""
    what = ", ".join(_happenings(result)) or phrase("all right")
    if result.waits is not None:
        would = formatting.points_text(result.points)
        return TableRow(result.student, "-", waiting, phrase("does not count yet, would be {points}", points=would))
    return TableRow(
        result.student, *map(sys.intern, (formatting.points_text(result.points), waiting, what))
    )  # many have the same


def _happenings(result: Result) -> list[str]:
    """The mistakes by name, then how many checks ended otherwise than right."""
    names: dict[str, None] = {}
    for check in result.checks:
        named = wording.named_mistakes(check.verdict)
        names |= {named: None} if named else {}
    counts = count_statuses(c for c in result.checks if not c.verdict.misconceptions and not c.verdict.by_hand)
    unnamed = [(status, n) for status, n in counts.items() if status not in (Status.PASSED, Status.PENDING)]
    doubt = [phrase("a doubt about the hand work")] if any(_in_doubt(c) for c in result.checks) else []
    most = list(names)[:3] + (["…"] if len(names) > 3 else [])
    return [*most, *(f"{n} {phrase(formatting.STATUS_WORDS[status])}" for status, n in unnamed), *doubt]
