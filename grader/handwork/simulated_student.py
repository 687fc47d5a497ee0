"""Simulated students: handwork as the reference or a misconception fills it in, and how feedback names the mistake.

The reference makes the student who has everything right, a misconception the one who makes that mistake throughout.
`draw` accepts numbers by this, `verify` tests the whole assignment with it.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from grader.checks.declarations import Task
from grader.course.solution import Misconception, Solution
from grader.followthrough import nodes
from grader.followthrough.nodes import (
    OwnValues,
    agreements,
    compute_step,
    flatten,
    holds_exactly,
    parameter_names,
    unrounded_value,
)
from grader.followthrough.tables import TraceRow, flatten_rows
from grader.handwork import marking
from grader.handwork.marking import Answers, Handwork
from grader.model import CheckResult, Kind, Status, Verdict
from grader.seeds import Numbers
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import BLANK, UnreadableAnswer, WrittenValue

MAX_TABLE_ROWS = 15  # rows after which a student gives up on a table that does not end
# Errors that an author's step may raise on unexpected numbers.
STEP_ERRORS = (ArithmeticError, AttributeError, IndexError, KeyError, NameError, TypeError, ValueError)
_DECIMAL = re.compile(r"(-?)(\d{1,20})(?:\.(\d{1,20}))?")
_RATIO = re.compile(r"(-?)(\d{1,29})/(\d{1,29})")  # the reader shortens longer texts


class Naming(StrEnum):
    """How feedback names a misconception to a student who has it."""

    ITSELF = "itself"
    TOGETHER = "together"  # with another that gives the same
    UNNAMED = "unnamed"
    ANOTHER = "as another"
    WAITING = "left to a person"
    UNSEEN = "unseen"  # no point is lost


NAMED_RIGHTLY = (Naming.ITSELF, Naming.TOGETHER)


def classify_naming(verdicts: Iterable[Verdict], name: str) -> Naming:
    """Return how the feedback of these verdicts names the misconception `name`, which the student has."""
    seen = list(verdicts)
    if all(v.status in (Status.PASSED, Status.PENDING, Status.NOT_ATTEMPTED) for v in seen):
        return Naming.WAITING if any(v.status is Status.PENDING for v in seen) else Naming.UNSEEN
    return classify_offered_names((v.misconceptions for v in seen), name)


def classify_offered_names(names: Iterable[tuple[str, ...]], name: str) -> Naming:
    """Return how names that feedback offers, where some points are lost, name the misconception `name`."""
    offered = [several for several in names if several]
    if any(name not in names for names in offered):
        return Naming.ANOTHER
    if any(len(names) == 1 for names in offered):
        return Naming.ITSELF
    return Naming.TOGETHER if any(len(names) <= marking.FEW_NAMES for names in offered) else Naming.UNNAMED


def handwork_tasks(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks whose right values come from the solution's steps and traces."""
    return [task for task in tasks if task.kind is not Kind.PROSE]


def handwork_functions(solution: Solution, tasks: Iterable[Task]) -> list[str]:
    """Return the functions of the solution that compute the right values of handwork."""
    found: list[str] = []
    for task in handwork_tasks(tasks):
        if task.kind is Kind.WORKSHEET:
            if task.steps:
                found += task.steps
                continue
            found += solution.traces[task.name].functions
        else:
            found.append(task.name)
    return found


class SimulatedStudent:
    """A student who fills in handwork as the reference does, or as a misconception would."""

    def __init__(self, solution: Solution, tasks: Iterable[Task], numbers: Numbers) -> None:
        self.solution, self.tasks, self.numbers = solution, handwork_tasks(tasks), numbers
        self._cache: dict[Any, Any] = {}
        self._worksheet_namings: dict[str, WorksheetNaming] = {}

    def answer_texts(self, misconception: str = "", tasks: Iterable[Task] | None = None) -> dict[str, str]:
        """Return the source text of each answer and table, right or with a misconception.

        They are those of some tasks, or of all.  A table without an end is cut, and what depends on it is `...`.
        """
        return _answer_literals(self._values(misconception, tasks))

    def _values(self, misconception: str, tasks: Iterable[Task] | None) -> dict[str, Any]:
        handwork = self._handwork(FilledAnswers({}))
        space = self.solution.wrong_space(misconception) if misconception else self.solution.space
        rows = {name: handwork.table(name).rows(misconception) for name in self.solution.traces}
        endless = {name for name, table in rows.items() if len(table) > MAX_TABLE_ROWS}
        ended = {n: flatten_rows(table[:MAX_TABLE_ROWS], self.solution.traces[n]) for n, table in rows.items()}
        values: dict[str, Any] = {}
        for task in self.tasks if tasks is None else tasks:
            if task.kind is Kind.FORMULA:
                values[task.name] = formula_text(space[task.name])
            elif task.steps:
                chain = nodes.compute_steps(task.steps, space, {**self.numbers, **ended})
                values |= {name: chain[name] for name in task.steps}
            elif task.kind is Kind.WORKSHEET:
                values[task.name] = ended[task.name]
            elif endless & set(nodes.parameter_names(space[task.name])):
                values[task.name] = BLANK
            else:
                values[task.name] = nodes.call_step(space[task.name], {**self.numbers, **ended})
        return values

    def check_results(self, text: str, tasks: Iterable[Task] | None = None) -> list[CheckResult]:
        """Return the check results of the handwork in a source text, of all tasks or some."""
        return self._results(answer_sheet.parse_answers(text), self.tasks if tasks is None else tasks)

    def right_results(self) -> list[CheckResult]:
        """Return the check results of the right answers."""
        return self._results(_read_back_all(self._values("", None)), self.tasks)

    def _results(self, sheet: Answers, tasks: Iterable[Task]) -> list[CheckResult]:
        handwork = self._handwork(sheet)
        return [result for task in tasks for result in marking.mark_task(handwork, task)]

    def naming_of(self, name: str) -> Naming:
        """Return how feedback names the misconception `name` to a student who has it throughout."""
        texts = self.answer_texts(name)
        return classify_naming(
            (r.verdict for r in self.check_results(answers_source(texts), self._differing_tasks(self.tasks, texts))),
            name,
        )

    def _differing_tasks(self, tasks: Iterable[Task], texts: Mapping[str, str]) -> list[Task]:
        """The tasks whose answers, or inputs, differ from the right ones; the others have the same marks."""
        other = {answer for answer, text in texts.items() if text != self._right_texts[answer]}
        steps = self.solution.steps
        return [t for t in tasks if other & {t.name, *t.steps, *step_inputs(steps.get(t.name))}]

    def is_named_rightly(self, name: str) -> bool:
        """Return whether feedback names the misconception `name` to a student who has it, alone or with its double.

        It agrees with `naming_of` and is quicker: for worksheets only the names are found, not the marks.
        """
        quick = {task.name: self._worksheet_naming(task).offered_names(name) for task in self.tasks if task.steps}
        rest = [task for task in self.tasks if quick.get(task.name) is None]
        values = self._values(name, rest)
        marked = self._results(_read_back_all(values), self._differing_tasks(rest, _answer_literals(values)))
        offered = [names for found in quick.values() for names in found or ()]
        return classify_offered_names([*offered, *(r.verdict.misconceptions for r in marked)], name) in NAMED_RIGHTLY

    def differs(self, name: str) -> bool:
        """Return whether the handwork with this misconception differs from the right one.

        It is quicker than `naming_of`, and enough to reject most draws.
        """
        if any(self._table_differs(trace, name) for trace in self.solution.traces):
            return True
        if any(self._worksheet_naming(task).differs(name) for task in self.tasks if task.steps):
            return True
        values, space = self._handwork(FilledAnswers({})).step_inputs(), self.solution.wrong_space(name)
        steps = [(space[t.name], self.solution.space[t.name]) for t in self.tasks if t.kind is Kind.ANSWER]
        return any(nodes.call_step(theirs, values) != nodes.call_step(right, values) for theirs, right in steps)

    def _table_differs(self, name: str, misconception: str) -> bool:
        table = self._handwork(FilledAnswers({})).table(name)
        row: TraceRow | None = table.start(misconception)
        for exact in table.rows():
            row = None if row is None else table.row_after(row, {}, misconception)
            if row is None or row != exact:
                return row is not None
        return row is not None and table.row_after(row, {}, misconception) is not None

    def _worksheet_naming(self, task: Task) -> WorksheetNaming:
        if task.name not in self._worksheet_namings:
            self._worksheet_namings[task.name] = WorksheetNaming(self._handwork(FilledAnswers({})), task)
        return self._worksheet_namings[task.name]

    def _handwork(self, sheet: Answers) -> Handwork:
        return Handwork(sheet, self.solution, self.numbers, self._cache)

    @cached_property
    def _right_texts(self) -> dict[str, str]:
        return self.answer_texts()


@dataclass(frozen=True)
class FilledAnswers:
    """Answers without a source text."""

    values: Mapping[str, Any]

    def read_answer(self, name: str) -> Any:
        """Return an answer; raises KeyError where there is none of that name."""
        return self.values[name]


def _read_back_all(values: Mapping[str, Any]) -> FilledAnswers:
    return FilledAnswers({answer: value if value is BLANK else read_back(value) for answer, value in values.items()})


def _answer_literals(values: Mapping[str, Any]) -> dict[str, str]:
    return {answer: "..." if value is BLANK else answer_literal(value) for answer, value in values.items()}


def formula_text(function: Callable[..., Any]) -> str:
    """Return the text that a formula was declared by, else the expression that a function of one line returns."""
    if "grader_formula" in function.__dict__:
        return str(function.__dict__["grader_formula"])
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    returned = next(node for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value is not None)
    return ast.unparse(returned.value or ast.Constant(None))


def step_inputs(step: Callable[..., Any] | None) -> tuple[str, ...]:
    """Return the names of a step's inputs; none where there is no step."""
    return () if step is None else nodes.parameter_names(step)


def handwork_misconceptions(solution: Solution, tasks: Iterable[Task]) -> list[Misconception]:
    """Return the misconceptions that can show in handwork."""
    return solution.misconceptions_in(handwork_functions(solution, tasks))


def answers_source(texts: Mapping[str, str]) -> str:
    """Return answers as the source of a file with nothing else in it."""
    return "".join(f"{answer} = {text}\n" for answer, text in texts.items())


def fill_skeleton(skeleton: str, texts: Mapping[str, str]) -> str:
    """Return a skeleton's source with answers in its blanks."""
    for name, text in texts.items():
        skeleton = re.sub(rf"^({name}\s*=\s*)\.\.\.", rf"\g<1>{text}", skeleton, flags=re.MULTILINE)
    return skeleton


# ---- names of mistakes in a worksheet, without marking it


class WorksheetNaming:
    """A worksheet on one student's numbers, right and with each misconception, and the names that feedback offers.

    A student with a misconception writes what their own functions give, with all digits.  So a step that the
    misconception leaves unchanged is exactly the number that follows from its inputs: only changed steps are wrong.
    """

    def __init__(self, handwork: Handwork, task: Task) -> None:
        self.handwork, self.task, self.solution = handwork, task, handwork.solution
        self.exact = marking.exact_step_values(handwork, task)
        self.read = {name: marking.answer_cells(read_back(value), value) for name, value in self.exact.items()}
        self.right = marking.own_values(handwork, task, self.read)
        self.wrong = {name: handwork.mistaken_namespaces([name]) for name in task.steps}
        self._all_exact = all(isinstance(cells, tuple) for cells in self.read.values()) and all(
            map(self.right.is_exact, task.steps)
        )
        self._values: dict[str, dict[str, Any]] = {}

    def differs(self, misconception: str) -> bool:
        """Return whether the misconception changes the value of any step."""
        return any(value != self.exact[name] for name, value in self._mistaken_steps(misconception).items())

    def offered_names(self, misconception: str) -> list[tuple[str, ...]] | None:
        """Return the names that wrong steps offer to a student with the misconception; None where marking must tell."""
        theirs, changed = (
            self._mistaken_steps(misconception),
            self.solution.changed_steps(self.task.steps, misconception),
        )
        read = {name: marking.answer_cells(read_back(value), self.exact[name]) for name, value in theirs.items()}
        written = {name: cells for name, cells in read.items() if isinstance(cells, tuple)}
        if not self._all_exact or len(written) < len(read):
            return None
        space, given = self.right.space, self.right.numbers.values()
        cells = marking.with_precision(written, {**self.right.cells, **written}, space, self.exact, given)
        own, computed_from = self.right.with_cells(cells), self.exact | theirs
        wrong = [
            n for n in theirs if (changed[n] or not _used_exact_inputs(own, n, computed_from)) and not own.is_exact(n)
        ]
        if not wrong:
            return []
        names = self._explanations(own, wrong, misconception)
        if names is not None and len(names) > 1:
            names = tuple(name for name in names if not self._contradicted(own, wrong, name))
        if names is not None and len(names) > marking.FEW_NAMES:
            return []
        # A step that rounding may make right offers either no names or these.
        return None if names is None or all(_may_be_rounded(own, name) for name in wrong) else [names]

    def _explanations(self, own: OwnValues, wrong: list[str], misconception: str) -> tuple[str, ...] | None:
        """The misconceptions that give all wrong steps; None where `misconception` is not among them.

        As `misconception` explains every wrong step, others explain as many only if they explain every one.
        """
        names: tuple[str, ...] | None = None
        for name in wrong:
            spaces = self.wrong[name]
            if names is None:  # the first has right inputs, as with other misconceptions
                values: dict[str, Any] = own.mistaken_values(spaces, name)
            else:
                values = {m: own.mistaken_value(spaces[m], name) for m in names if m in spaces}
            names = tuple(m for m, v in values.items() if v is not None and holds_exactly(own.cells[name], v))
            if misconception not in names:
                return None
        return names

    def _contradicted(self, own: OwnValues, wrong: list[str], name: str) -> bool:
        """Whether a right step would be another number with this misconception, beyond all rounding."""
        for step in self.task.steps:
            space = self.wrong[step].get(name)
            if space is not None and step not in wrong and own.mistaken_value(space, step) is not None:
                target = own.step_value(space, step)
                if target is None or not target.agrees_with(own.cells[step]):
                    return True
        return False

    def _mistaken_steps(self, misconception: str) -> dict[str, Any]:
        """The values, with the misconception, of the steps that it can change."""
        if misconception not in self._values:
            space, values = (
                self.solution.wrong_space(misconception),
                {**self.handwork.step_inputs(misconception), **self.exact},
            )
            found = self._values[misconception] = {}
            for name in self.solution.changed_steps(self.task.steps, misconception):
                found[name] = values[name] = compute_step(space[name], values, name)
        return self._values[misconception]


def _used_exact_inputs(own: OwnValues, name: str, values: Mapping[str, Any]) -> bool:
    """Whether a step's inputs, as written, are exactly those that it was computed from."""
    inputs = parameter_names(own.space[name])
    return name not in inputs and all(own.inputs[p] == values[p] for p in inputs if p in values)


def _may_be_rounded(own: OwnValues, name: str) -> bool:
    """Whether rounding may make a step right although another number is due."""
    target, exact = own.step_value(own.space, name), unrounded_value(flatten(own.exact[name]))
    return all(map(any, zip(*agreements(exact, target, own.cells[name], own.digits), strict=True)))


# ---- values as a student would write them


def answer_literal(value: Any) -> str:
    """Return a value as a student would write it; fractions without an end as p/q."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join(answer_literal(v) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if inner else "()"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        places = _decimal_places(value.denominator)
        return f"{value.numerator}/{value.denominator}" if places is None else f"{float(value):.{places}f}"
    return repr(float(value)) if hasattr(value, "dtype") and value.dtype.kind == "f" else str(value)


@lru_cache(maxsize=1024)
def _decimal_places(denominator: int) -> int | None:
    """The number of decimals of a fraction; None where they have no end."""
    return next((p for p in range(1, 16) if 10**p % denominator == 0), None)


def read_back(value: Any) -> Any:
    """Return a value as it is read where a student has written it; plain numbers need no parser."""
    if isinstance(value, (list, tuple)):
        parts = [read_back(v) for v in value]
        return next((part for part in parts if isinstance(part, UnreadableAnswer)), parts)
    if value is None or isinstance(value, str):
        return value
    text = answer_literal(value)
    found = _DECIMAL.fullmatch(text)
    if found is not None:
        sign, whole, decimals = found[1], found[2], found[3] or ""
        number, unit = int(whole + decimals), 10 ** len(decimals)
        half = Fraction(1, 2 * unit) if number else Fraction(0)
        return WrittenValue(Fraction(-number if sign else number, unit), half, text)
    found = _RATIO.fullmatch(text)
    if found is not None:
        above, below = _whole_number(found[1], found[2]), _whole_number("", found[3])
        return WrittenValue(
            Fraction(value), Fraction(0), text, answer_sheet.arithmetic_operands(above, ast.Div(), below)
        )
    return answer_sheet.parse_answers(f"x = {text}\n").read_answer("x")


def _whole_number(sign: str, digits: str) -> WrittenValue:
    number = int(digits)
    return WrittenValue(Fraction(-number if sign else number), Fraction(1, 2) if number else Fraction(0), sign + digits)
