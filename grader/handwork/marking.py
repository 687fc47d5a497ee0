"""Marking of one submission's answers, worksheets, formulas and prose: what was read -> check results.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any, Protocol

from grader import formatting, seeds
from grader.checks import judge
from grader.checks.declarations import Task, Trace
from grader.course.solution import Solution
from grader.followthrough import nodes
from grader.followthrough.marking import WorksheetMarking
from grader.followthrough.nodes import OwnValues, StepMark, flatten, is_number, nest, parameter_names
from grader.followthrough.tables import TableMarking, TraceTable, flatten_rows, mark_answer
from grader.handwork import key_facts
from grader.handwork.written_tables import WrittenTable, read_table
from grader.model import (
    ABSENT,
    CheckResult,
    Credit,
    Finding,
    Kind,
    Status,
    Verdict,
    shared_points,
)
from grader.seeds import Numbers
from grader.submissions.answer_sheet import BLANK, UnreadableAnswer, WrittenValue, number_from_text
from grader.submissions.identity import Identity

_OPEN = (Status.NOT_ATTEMPTED, Status.PENDING, Status.BROKEN)  # no points are decided
_PROSE_ENOUGH = 3  # fewer letters than this are no text
FEW_NAMES = 2  # names that may be offered together
_YES_OR_NO = dict.fromkeys(("yes", "y", "true", "1", "是"), "yes") | dict.fromkeys(
    ("no", "n", "false", "0", "否"), "no"
)
_FOUR_DIGITS = 0.0005  # half a unit of the last of four digits, relative to the smallest such number
_STATUS = {
    Credit.RIGHT: Status.PASSED,
    Credit.FOLLOW_THROUGH: Status.PASSED,
    Credit.NAMED: Status.FAILED,
    Credit.WRONG: Status.FAILED,
    Credit.MISSING: Status.NOT_ATTEMPTED,
}


class Answers(Protocol):
    """A source of answers, such as an answer sheet."""

    def read_answer(self, name: str) -> Any:
        """Return an answer; raises KeyError where there is none of that name."""


@dataclass(frozen=True)
class Handwork:
    """One student's handwork: the answer sheet, with the solution and the numbers to mark it by."""

    sheet: Answers
    solution: Solution
    numbers: Numbers
    cache: dict[Any, Any] = field(default_factory=dict, compare=False)  # computed values, for the same numbers
    _markings: dict[str, TableMarking] = field(default_factory=dict, compare=False)

    def read_answer(self, name: str) -> Any:
        """Return an answer; BLANK where the sheet has none of that name."""
        try:
            return self.sheet.read_answer(name)
        except KeyError:
            return BLANK

    def space(self, misconception: str = "") -> Mapping[str, Any]:
        """Return the solution's functions, right or for a student with a misconception."""
        return self.solution.wrong_space(misconception) if misconception else self.solution.space

    def table(self, name: str) -> TraceTable:
        """Return a table on the student's numbers, right or with a misconception."""
        return TraceTable(name, self.solution.traces[name], self.space, self.numbers, self.cache)

    def table_marking(self, name: str) -> TableMarking | UnreadableAnswer:
        """Return the marking of a table, blank or not, or why the table cannot be read."""
        if name not in self._markings:
            value, trace, table = self.read_answer(name), self.solution.traces[name], self.table(name)
            read = WrittenTable(()) if value is BLANK else read_table(value, trace, table.start())
            if isinstance(read, UnreadableAnswer):
                return read
            wrong = self.mistaken_namespaces(trace.functions)
            self._markings[name] = TableMarking(table, read.rows, wrong, read.remarks)
        return self._markings[name]

    def step_inputs(self, misconception: str = "") -> dict[str, Any]:
        """Return the inputs of steps: the student's numbers with the exact tables, or those with a misconception."""
        traces = self.solution.traces.items()
        return {**self.numbers, **{n: flatten_rows(self.table(n).rows(misconception), t) for n, t in traces}}

    def mistaken_namespaces(self, functions: list[str]) -> dict[str, Mapping[str, Any]]:
        """Return the solution's namespace with each misconception that can show in `functions`."""
        return {m.name: self.space(m.name) for m in self.solution.misconceptions_in(functions)}


def handwork_results(
    handwork: Handwork, tasks: Iterable[Task], asked: Collection[str], who: Identity
) -> list[CheckResult]:
    """Return the check results of all tasks of handwork, of which `asked` are the names in the skeleton.

    Where it is in doubt whose numbers these are, what was marked on them waits for a person.
    """
    made = [_with_former_names(r, task) for task in tasks for r in _task_results(handwork, task, asked)]
    return [_in_doubt(result, who) for result in made] if who.doubts and who.numbers else made


def _task_results(handwork: Handwork, task: Task, asked: Collection[str]) -> list[CheckResult]:
    """Return the results of a task: broken where the course's own files fail to ask for it or to work it out."""
    try:
        results = mark_task(handwork, task)
    except Exception as error:  # noqa: BLE001 - a function of the solution may raise anything
        why = Finding("broken.solution", error=type(error).__name__, text=str(error))
        return [broken_result(task, why)]
    never = [r for r in results if r.verdict.status is Status.NOT_ATTEMPTED and _blank_name(r, task) not in asked]
    return [broken_result(task, Finding("broken.not_asked", name=_blank_name(never[0], task)))] if never else results


def _with_former_names(result: CheckResult, task: Task) -> CheckResult:
    """Return a result of a task that says what it was called before: the task, its step, or the table that it is in."""
    if not task.was:
        return result
    former = dict(task.was)
    tasks = task.name, *former.get(task.name, ())
    if task.steps:
        names = result.name, *former.get(result.name, ())
        return replace(result, was=tuple((old, name) for old in tasks for name in names)[1:])
    return replace(result, was=tuple((old, old + result.name.removeprefix(task.name)) for old in tasks[1:]))


def _blank_name(result: CheckResult, task: Task) -> str:
    return result.name if task.steps else task.name


def _in_doubt(result: CheckResult, who: Identity) -> CheckResult:
    """Return the result pending, with what it would be: a doubt about whose numbers these are never costs points."""
    if result.kind in (Kind.PROSE, Kind.FORMULA) or result.verdict.status in _OPEN:
        return result
    share = result.verdict.share
    would = "right" if share == 1 else "in_part" if share else "wrong"
    numbers = Finding("numbers.lecture" if who.label == seeds.LECTURE else "text", text=who.label)
    finding = Finding("doubt.identity", numbers=numbers, would=Finding(f"would.{would}"))
    return replace(result, verdict=Verdict(Status.PENDING, findings=(finding,), would=share))


# ---- one task


def mark_task(handwork: Handwork, task: Task) -> list[CheckResult]:
    """Return the check results of one task of handwork."""
    if task.kind is Kind.PROSE:
        return [_mark_prose(handwork, task)]
    if task.steps:
        return mark_worksheet(handwork, task)
    if task.kind is Kind.WORKSHEET:
        return _mark_table(handwork, task)
    return [_mark_formula(handwork, task) if task.kind is Kind.FORMULA else _mark_answer(handwork, task)]


def _mark_prose(handwork: Handwork, task: Task) -> CheckResult:
    text = handwork.read_answer(task.name)
    if isinstance(text, UnreadableAnswer):
        return unread_result(task, text)
    if text is BLANK or is_too_short(text):
        return not_attempted(task, Finding("blank.text"))
    found = sum(map(bool, key_facts.find_key_facts(str(text), task.key_facts)))
    facts = Finding("key_facts", found=found, count=len(task.key_facts)) if task.key_facts else ABSENT
    return task_result(task, Verdict(Status.PENDING, findings=(Finding("collected"),), got=facts))


def _mark_formula(handwork: Handwork, task: Task) -> CheckResult:
    value = handwork.read_answer(task.name)
    if value is BLANK or value is None or (isinstance(value, str) and not value.strip(" .?_")):
        return not_attempted(task, Finding("blank.formula"))
    if isinstance(value, list):
        value = UnreadableAnswer(Finding("unread.formula_list"), 0)
    if isinstance(value, UnreadableAnswer):
        return unread_result(task, value)
    from grader.handwork.formulas.verdict import formula_verdict  # not for `check`, which has to start at once

    wrong = {name: space[task.name] for name, space in handwork.mistaken_namespaces([task.name]).items()}
    text = value.text if isinstance(value, WrittenValue) else str(value)
    return task_result(
        task, formula_verdict(text, task.symbols, dict(task.domain), handwork.solution.steps[task.name], wrong)
    )


def is_too_short(text: Any) -> bool:
    """Return whether an answer is a text of so few letters that it says nothing."""
    return isinstance(text, str) and len(text.strip()) < _PROSE_ENOUGH


def _mark_answer(handwork: Handwork, task: Task) -> CheckResult:
    value = as_number(handwork.read_answer(task.name))
    if value is BLANK:
        return not_attempted(task, Finding("blank.answer"))
    if not isinstance(value, WrittenValue):
        return unread_result(task, value)
    mark = answer_mark(handwork, task, value)
    return (
        broken_result(task, Finding("broken.gives_none"))
        if mark is None
        else task_result(task, verdict_on_mark(mark, few=3))
    )


def answer_mark(handwork: Handwork, task: Task, value: WrittenValue) -> StepMark | None:
    """Return the mark of an answer, None where the solution itself has none."""
    function, exact = handwork.solution.steps[task.name], _answer_value(handwork, task)
    if exact is None:
        return None
    markings = (handwork.table_marking(name) for name in _tables_behind(handwork, task))
    tables = [None if isinstance(marking, UnreadableAnswer) else marking for marking in markings]
    wrong = mistaken_answers(handwork, task)
    return mark_answer(task.name, value, exact, function, handwork.numbers, tables, wrong, task.digits)


def mistaken_answers(handwork: Handwork, task: Task) -> dict[str, Callable[[], Any]]:
    """Return for each misconception that can show in an answer what returns the answer with it."""
    functions = (f for name in _tables_behind(handwork, task) for f in handwork.solution.traces[name].functions)
    known = handwork.mistaken_namespaces([task.name, *functions])
    return {name: partial(_answer_value, handwork, task, name) for name in known}


def _tables_behind(handwork: Handwork, task: Task) -> list[str]:
    parameters = parameter_names(handwork.solution.steps[task.name])
    return [name for name in handwork.solution.traces if name in parameters]


def _answer_value(handwork: Handwork, task: Task, misconception: str = "") -> Any:
    """The exact answer, or that of a student with a misconception."""
    return nodes.call_step(handwork.space(misconception)[task.name], handwork.step_inputs(misconception))


def as_number(value: Any) -> Any:
    """Return the number in an answer, why there is none, or BLANK where nothing is written."""
    if value is None:
        return BLANK
    if isinstance(value, str):
        return number_from_text(value) or not_a_number(value) if value.strip(" .?_") else BLANK
    return as_single_number(value) if isinstance(value, list) else value


def _mark_table(handwork: Handwork, task: Task) -> list[CheckResult]:
    trace, marking = handwork.solution.traces[task.name], handwork.table_marking(task.name)
    if isinstance(marking, UnreadableAnswer):
        return [unread_result(task, marking)]
    points = shared_points(task.points, len(marking.marks))
    done = []
    for mark in marking.marks:
        verdict = verdict_on_mark(mark, wrong=_wrong_place(mark, trace))
        done.append(replace(task_result(task, verdict, mark.step, _step_title(mark, trace), points), row=mark.row))
    first = done[0].verdict
    told = replace(first, findings=(*marking.remarks, *first.findings))
    return [replace(done[0], verdict=told), *done[1:]]


def _step_title(mark: StepMark, trace: Trace) -> Finding:
    if not mark.row:
        return Finding("row.end", ends=trace.ends)
    is_choice = mark.column == trace.columns[0][0]
    return Finding("row.choice" if is_choice else "row.value", row=mark.row, column=mark.column)


def _wrong_place(mark: StepMark, trace: Trace) -> Finding | None:
    """Why a cell is wrong because of its place in the table; None where its value is wrong."""
    if not mark.row:
        following = None
        if mark.expected is not None:
            following = Finding("table.next", column=trace.columns[0][0], value=formatting.excerpt(mark.expected))
        return Finding("table.too_early", ends=trace.ends, following=following)
    if mark.expected is None and mark.exact is None:
        return Finding("table.too_long", ends=trace.ends)
    return None


# ---- a worksheet: a sheet of steps


def mark_worksheet(handwork: Handwork, task: Task) -> list[CheckResult]:
    """Return one result for each step, in order; a step that cannot be read waits for a person."""
    sheet, unread = sheet_marking(handwork, task)
    points = shared_points(task.points, len(task.steps))
    done: list[CheckResult] = []
    wrong: list[str] = []
    for mark in sheet.marks():
        name = mark.step
        verdict = unread_result(task, unread[name]).verdict if name in unread else verdict_on_mark(mark)
        if unread and verdict.status is Status.FAILED:
            behind = [step for step in unread if step in sheet.earlier_steps(name)]
            if behind:
                verdict = Verdict(Status.PENDING, findings=(Finding("doubt.unread", name=name, step=behind[0]),))
        verdict = _with_worked_solution(verdict, mark, sheet, wrong)
        done.append(task_result(task, verdict, name, name, points))
        if verdict.status is Status.FAILED:
            wrong.append(name)
    return done


def sheet_marking(handwork: Handwork, task: Task) -> tuple[WorksheetMarking, dict[str, UnreadableAnswer]]:
    """Return the marking of a worksheet of steps, and the steps that cannot be read."""
    exact = exact_step_values(handwork, task)
    read = {name: answer_cells(handwork.read_answer(name), exact[name]) for name in task.steps}
    unread = {name: answer for name, answer in read.items() if isinstance(answer, UnreadableAnswer)}
    wrong_spaces = {name: handwork.mistaken_namespaces([name]) for name in task.steps}
    return WorksheetMarking(own_values(handwork, task, read), wrong_spaces), unread


def _with_worked_solution(verdict: Verdict, mark: StepMark, sheet: WorksheetMarking, wrong: Sequence[str]) -> Verdict:
    """The verdict with the worked solution, which goes on from the student's own values, also from wrong ones."""
    if not sheet.own.cells or verdict.status not in (Status.FAILED, Status.NOT_ATTEMPTED):
        return verdict
    exact, inputs = sheet.own.exact[mark.step], sheet.own.parameters(mark.step)
    if verdict.got is not ABSENT:
        verdict = replace(verdict, got=_in_form(mark.written, exact))
    if exact is None or mark.expected is None:  # no value is right, or the step fails on own values
        return replace(verdict, want=None if exact is None and mark.expected is None else verdict.want)
    before = sheet.earlier_steps(mark.step)
    used = [name for name in wrong if name in before]
    if mark.step in inputs and flatten(mark.expected) != flatten(exact):
        used.append(mark.step)
    return replace(verdict, want=_in_form(mark.expected, exact), follows_from=tuple(used))


def _in_form(value: Any, exact: Any) -> Any:
    """An excerpt of a step's value, a matrix in rows."""
    flat_value, form = flatten(value), flatten(exact)
    return formatting.excerpt(nest(list(flat_value), exact) if len(flat_value) == len(form) > 1 else value)


def exact_step_values(handwork: Handwork, task: Task) -> dict[str, Any]:
    """Return the exact value of every step of a worksheet."""
    space, inputs = handwork.solution.space, handwork.step_inputs
    return nodes.kept(handwork.cache, task.name, lambda: nodes.compute_steps(task.steps, space, inputs()))


def own_values(handwork: Handwork, task: Task, read: Mapping[str, Any]) -> OwnValues:
    """Return the student's values of a worksheet from the cells of each step, as `answer_cells` returns them."""
    space, inputs, exact = handwork.solution.space, handwork.step_inputs(), exact_step_values(handwork, task)
    written = {name: cells for name, cells in read.items() if isinstance(cells, tuple)}
    cells = with_precision(written, written, space, exact, inputs.values())
    return OwnValues(task.steps, space, inputs, cells, digits=task.digits, exact=exact, cache=handwork.cache)


def answer_cells(value: Any, exact: Any) -> tuple[Any, ...] | UnreadableAnswer | None:
    """Return an answer's numbers and words flat, None where it is blank, or why it cannot be read."""
    if isinstance(value, WrittenValue) and is_number(exact):
        return (value,)
    wanted = flatten(exact)
    if value is BLANK or (value is None and None not in wanted):
        return None
    if isinstance(value, UnreadableAnswer):
        return value
    if len(wanted) == 1 and isinstance(value, list):
        value = as_single_number(value)
    plain = not any(isinstance(w, str) for w in wanted)
    found = tuple(_cell(c, wanted) if isinstance(c, str) else c for c in flatten(_blank_rows(value)))
    if all(cell is BLANK for cell in found):
        return None
    if len(wanted) == len(found) == 1 and wanted[0] in _YES_OR_NO.values():
        return _yes_or_no(found[0])
    doubt = next((cell for cell in found if isinstance(cell, UnreadableAnswer)), None)
    return doubt or _decimal_commas(found, wanted) or (_word_among_numbers(found) if plain else None) or found


def _blank_rows(value: Any) -> Any:
    """A matrix with each blank row replaced by as many blanks as another row has numbers."""
    widths = [len(row) for row in value if isinstance(row, list)] if isinstance(value, list) else []
    return [[BLANK] * widths[0] if row is BLANK else row for row in value] if widths else value


def _cell(text: str, wanted: tuple[Any, ...]) -> Any:
    """The number in a text; where only numbers are asked for, a question mark or a dash is a blank.

    Where None is a possible answer, a dash may mean it, so it stays a text.
    """
    if None in wanted and text.strip(" .").casefold() == "none":
        return None
    blank = " .?_" if None in wanted else " .?-_"
    plain = not any(isinstance(w, str) for w in wanted)
    return BLANK if plain and not text.strip(blank) else number_from_text(text) or text


def _yes_or_no(cell: Any) -> tuple[str] | UnreadableAnswer:
    text = str(cell.value) if isinstance(cell, WrittenValue) else str(cell).strip(" .!\"'").casefold()
    word = _YES_OR_NO.get(text)
    return (word,) if word else UnreadableAnswer(Finding("unread.yes_or_no"), 0)


def _decimal_commas(cells: tuple[Any, ...], wanted: tuple[Any, ...]) -> UnreadableAnswer | None:
    """Why numbers with decimal commas cannot be read: `(0,5, 0,25)` is four numbers in Python."""
    whole = all(isinstance(c, WrittenValue) and c.value.denominator == 1 for c in cells)
    if len(cells) != 2 * len(wanted) or not whole:
        return None
    meant = [f"{one.text}.{other.text}" for one, other in zip(cells[::2], cells[1::2], strict=True)]
    return UnreadableAnswer(Finding("unread.decimal_commas", meant=", ".join(meant)), 0)


def _word_among_numbers(cells: tuple[Any, ...]) -> UnreadableAnswer | None:
    word = next((cell for cell in cells if isinstance(cell, str)), None)
    return None if word is None else not_a_number(word)


# ---- how fine a written number is


def with_precision(
    written: Mapping[str, tuple[Any, ...]],
    beside: Mapping[str, tuple[Any, ...]],
    space: nodes.Namespace,
    exact: Mapping[str, Any],
    given: Collection[Any],
) -> dict[str, tuple[Any, ...]]:
    """Return written values with their precision: counts are exact, arithmetic is as fine as the numbers in it.

    `beside` is all that the student has written, `given` are the numbers of the task.
    """
    made: dict[str, tuple[Any, ...]] = {}
    for name, cells in written.items():
        counts, own = nodes.holds_counts(exact[name]), list[Any]()
        made[name] = cells
        if any(isinstance(cell, WrittenValue) and cell.operands for cell in cells):
            before = [v for p in parameter_names(space[name]) if p in exact for v in beside.get(p, flatten(exact[p]))]
            own = [abs(number) for number in map(nodes.plain, before) if is_number(number)]
        elif not counts:
            continue
        made[name] = tuple(_precise(c, own, given, counts=counts) if isinstance(c, WrittenValue) else c for c in cells)
    return made


def _precise(cell: WrittenValue, own: Sequence[Any], given: Collection[Any], counts: bool) -> WrittenValue:
    """The written value; arithmetic has the precision of the rounded numbers in it.

    Rounded are numbers of four digits, and coarser ones that round one of the student's `own` values; numbers that were
    `given` are exact.  Signs are ignored: a subtracted 0.0027 is a rounded -0.002654 all the same.
    """
    half = Fraction(0) if counts and cell.value.denominator == 1 else cell.half_unit
    parts = [p for p in cell.operands if abs(p[0].value) not in given and _is_rounded(p[0], own)]
    room = sum(abs(slope) * float(part.half_unit) for part, slope in parts)
    half += Fraction(room) if 0 < room < nodes.HUGE else 0
    return cell if half == cell.half_unit else replace(cell, half_unit=half)


def _is_rounded(part: WrittenValue, own: Sequence[Any]) -> bool:
    if part.half_unit <= _FOUR_DIGITS * abs(part.value):
        return True
    return part.half_unit <= nodes.NAMING_PRECISION * abs(part.value) and any(
        0 < abs(abs(part.value) - v) <= part.half_unit for v in own
    )


# ---- results and sentences


def task_result(
    task: Task, verdict: Verdict, name: str = "", title: str | Finding = "", points: Fraction | None = None
) -> CheckResult:
    """Return the result of a task, or of one of its steps with its own name, title and points."""
    return CheckResult(
        name or task.name,
        task.name,
        task.kind,
        title or task.title,
        False,
        verdict,
        task.points if points is None else points,
    )


def not_attempted(task: Task, finding: Finding) -> CheckResult:
    """Return the result of a blank answer."""
    return task_result(task, Verdict(Status.NOT_ATTEMPTED, findings=(finding,)))


def unread_result(task: Task, unread: UnreadableAnswer) -> CheckResult:
    """Return the result of an unreadable answer: it waits for a person."""
    key = "doubt.unreadable.at" if unread.line else "doubt.unreadable"
    finding = Finding(key, where=place_of(unread), why=unread.reason)
    return task_result(task, Verdict(Status.PENDING, findings=(finding,)))


def broken_result(task: Task, why: Finding) -> CheckResult:
    """Return the result of a task that the course's own fault keeps from being marked: it costs no point."""
    return task_result(task, judge.broken(why))


def place_of(unread: UnreadableAnswer) -> Finding | None:
    """Return where an unreadable answer stands, None where that is not known."""
    return Finding("place_of_answer", cell=unread.cell, line=unread.line) if unread.line else None


def as_single_number(value: list[Any]) -> UnreadableAnswer | WrittenValue:
    """Return the number in a list of one, or why there is none; `0,16` is a pair, very likely a decimal comma."""
    if len(value) == 1 and isinstance(value[0], WrittenValue):
        return value[0]
    if len(value) == 2 and all(isinstance(v, WrittenValue) for v in value):
        one, other = value
        meant = f"{one.text}.{other.text}"
        if other.text[:1].isdigit() and not set("./*") & set(one.text + other.text):
            return UnreadableAnswer(Finding("unread.pair", text=f"{one.text},{other.text}", meant=meant), 0)
    return UnreadableAnswer(Finding("unread.list"), 0)


def not_a_number(text: str) -> UnreadableAnswer:
    """Return why a text cannot be read as a number."""
    if has_decimal_comma(text):
        meant = text.strip().replace(",", ".")
        return UnreadableAnswer(Finding("unread.decimal_comma", text=text.strip(), meant=meant), 0)
    return UnreadableAnswer(Finding("unread.no_number", text=text[:40]), 0)


def has_decimal_comma(text: str) -> bool:
    """Return whether a text is a number written with a decimal comma."""
    return re.fullmatch(r"\s*[-+]?\d{1,30},\d{1,30}\s*", text) is not None


def verdict_on_mark(mark: StepMark, *, few: int = FEW_NAMES, wrong: Finding | None = None) -> Verdict:
    """Return the verdict on a mark, naming at most `few` misconceptions.

    `wrong` says why a mark is wrong because of its place in a table, None for others.
    """
    if mark.doubt is not None:
        believed = mark.credit in (Credit.RIGHT, Credit.FOLLOW_THROUGH)
        return Verdict(Status.PENDING, findings=(mark.doubt,), would=Fraction(1) if believed else None)
    # A mistake is only named where few are possible: a wrong name is worse than none.
    named = mark.misconceptions if len(mark.misconceptions) <= few else ()
    credit = Credit.WRONG if mark.credit is Credit.NAMED and not named else mark.credit
    right = credit in (Credit.RIGHT, Credit.FOLLOW_THROUGH)
    share = Fraction(1) if right else mark.share
    written = ABSENT if mark.written is None else formatting.excerpt(mark.written)
    findings = mark.remarks
    if credit is Credit.FOLLOW_THROUGH:
        findings = (Finding("followed"), *findings)
    elif credit is Credit.MISSING:
        findings = (Finding("missing"),)
    elif not findings and not right and wrong is not None:
        findings = (wrong,)
    if right or wrong or credit is Credit.MISSING:
        return Verdict(_STATUS[credit], share, findings, named, credit, got=written)
    due = mark.exact if mark.expected is None else mark.expected
    want = ABSENT if due is None else formatting.excerpt(due)
    return Verdict(_STATUS[credit], share, findings, named, credit, got=written, want=want)
