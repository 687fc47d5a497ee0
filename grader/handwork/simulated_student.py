"""A student made of functions: their hand work filled in by what these functions give, and by what name it goes.

The reference makes the student who has everything right, a known wrong version the one who holds a misconception
throughout.  `draw` accepts numbers by this, `verify` holds the whole assignment against it.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from grader.checks.declarations import Task
from grader.course.solution import Misconception, Solution
from grader.followthrough import intervals, trace_marking
from grader.followthrough.trace_marking import Row
from grader.handwork import marking
from grader.handwork.marking import Answers, Handwork
from grader.handwork.quick_naming import Telling
from grader.model import CheckResult, Kind, Status, Verdict
from grader.seeds import Numbers
from grader.submissions import answer_sheet
from grader.submissions.answer_sheet import BLANK
from grader.submissions.literals import as_read, literal

PATIENCE = 15  # rows after which a student gives up on a table that does not end
FEW = 2  # names that may be offered together
# What an author's step may end in on numbers that it does not expect.
STOPPED = (ArithmeticError, AttributeError, IndexError, KeyError, NameError, TypeError, ValueError)


class Naming(StrEnum):
    """How a mistake is told to somebody who holds it."""

    ITSELF = "itself"
    TOGETHER = "together"  # with its double
    UNNAMED = "unnamed"
    ANOTHER = "as another"
    WAITING = "left to a person"
    UNSEEN = "unseen"  # no point is lost


TOLD = (Naming.ITSELF, Naming.TOGETHER)


def naming(verdicts: Iterable[Verdict], name: str) -> Naming:
    """Return how feedback of these verdicts names the misconception `name` that the student holds."""
    seen = list(verdicts)
    if all(v.status in (Status.PASSED, Status.PENDING, Status.NOT_ATTEMPTED) for v in seen):
        return Naming.WAITING if any(v.status is Status.PENDING for v in seen) else Naming.UNSEEN
    return among((v.misconceptions for v in seen), name)


def among(names: Iterable[tuple[str, ...]], name: str) -> Naming:
    """Return how the names that feedback offers, where some points are lost, name the misconception `name`."""
    offered = [several for several in names if several]
    if any(name not in names for names in offered):
        return Naming.ANOTHER
    if any(len(names) == 1 for names in offered):
        return Naming.ITSELF
    return Naming.TOGETHER if any(len(names) <= FEW for names in offered) else Naming.UNNAMED


def hand_tasks(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks whose right values come from the solution's steps and traces."""
    return [task for task in tasks if task.kind is not Kind.PROSE]


def roots(solution: Solution, tasks: Iterable[Task]) -> list[str]:
    """Return the functions of the solution that hand work is worked out with."""
    found: list[str] = []
    for task in hand_tasks(tasks):
        if task.kind is Kind.WORKSHEET:
            if task.steps:
                found += task.steps
                continue
            trace = solution.traces[task.name]
            found += [trace.start, *(function for _, function in trace.columns)]
        else:
            found.append(task.name)
    return found


class Imitation:
    """Hand work on one student's numbers, as the reference or somebody with a misconception would do it."""

    def __init__(self, solution: Solution, tasks: Iterable[Task], numbers: Numbers) -> None:
        self.solution, self.tasks, self.numbers = solution, hand_tasks(tasks), numbers
        self._known: dict[Any, Any] = {}
        self._sheets: dict[str, Telling] = {}

    def texts(self, held: str = "", tasks: Iterable[Task] | None = None) -> dict[str, str]:
        """Return the source text of each answer and table of somebody who holds the misconception `held`.

        Without it, the right ones; of some tasks, or of all.  What comes to no end is `...`.
        """
        return _as_texts(self._values(held, tasks))

    def _values(self, held: str, tasks: Iterable[Task] | None) -> dict[str, Any]:
        hand = self._hand(Filled({}))
        space = self.solution.wrong_space(held) if held else self.solution.space
        rows = {name: hand.rows(name, held) for name in self.solution.traces}
        endless = {name for name, table in rows.items() if len(table) > PATIENCE}
        ended = {n: trace_marking.as_rows(table[:PATIENCE], self.solution.traces[n]) for n, table in rows.items()}
        values: dict[str, Any] = {}
        for task in self.tasks if tasks is None else tasks:
            if task.kind is Kind.FORMULA:
                values[task.name] = expression(space[task.name])
            elif task.steps:
                chain = intervals.chain(task.steps, space, {**self.numbers, **ended})
                values |= {name: chain[name] for name in task.steps}
            elif task.kind is Kind.WORKSHEET:
                values[task.name] = ended[task.name]
            elif endless & set(intervals.parameters(space[task.name])):
                values[task.name] = BLANK
            else:
                values[task.name] = intervals.call(space[task.name], {**self.numbers, **ended})
        return values

    def results(self, text: str, tasks: Iterable[Task] | None = None) -> list[CheckResult]:
        """Return how the hand work in a source text is marked, all of it or that of some tasks."""
        return self._results(answer_sheet.parse(text), self.tasks if tasks is None else tasks)

    def right(self) -> list[CheckResult]:
        """Return how the right answers are marked, as they are read where they have been written."""
        return self._results(_as_read(self._values("", None)), self.tasks)

    def _results(self, sheet: Answers, tasks: Iterable[Task]) -> list[CheckResult]:
        hand = self._hand(sheet)
        return [result for task in tasks for result in marking.mark_task(hand, task)]

    def held(self, name: str) -> Naming:
        """Return how the misconception `name` is told to a student who holds it throughout."""
        texts = self.texts(name)
        return naming((r.verdict for r in self.results(source(texts), self._other(self.tasks, texts))), name)

    def _other(self, tasks: Iterable[Task], texts: Mapping[str, str]) -> list[Task]:
        """The tasks that differ from the right ones or stand on what does; the others are marked as on those."""
        other = {answer for answer, text in texts.items() if text != self._right[answer]}
        steps = self.solution.steps
        return [t for t in tasks if other & {t.name, *t.steps, *inputs(steps.get(t.name))}]

    def tells(self, name: str) -> bool:
        """Return whether a student who holds the misconception is told it by its name, alone or with its double.

        The same as `held`, and quicker: of sheets of steps only the names are looked at.
        """
        quick = {task.name: self._sheet(task).offered(name) for task in self.tasks if task.steps}
        rest = [task for task in self.tasks if quick.get(task.name) is None]
        values = self._values(name, rest)
        marked = self._results(_as_read(values), self._other(rest, _as_texts(values)))
        offered = [names for found in quick.values() for names in found or ()]
        return among([*offered, *(r.verdict.misconceptions for r in marked)], name) in TOLD

    def parts(self, name: str) -> bool:
        """Return whether the work of somebody with this misconception parts from the right one in what is written.

        Cheaper than `held`, and enough to turn most draws down.
        """
        if any(self._table_parts(trace, name) for trace in self.solution.traces):
            return True
        if any(self._sheet(task).parts(name) for task in self.tasks if task.steps):
            return True
        values, space = self._hand(Filled({})).exact(), self.solution.wrong_space(name)
        steps = [(space[t.name], self.solution.space[t.name]) for t in self.tasks if t.kind is Kind.ANSWER]
        return any(intervals.call(theirs, values) != intervals.call(right, values) for theirs, right in steps)

    def _table_parts(self, name: str, held: str) -> bool:
        trace, space = self.solution.traces[name], self.solution.wrong_space(held)

        def after(row: Row) -> Row | None:
            return trace_marking.advance_once(self._known, name, held, trace, space, self.numbers, row, {})

        row: Row | None = intervals.call(space[trace.start], self.numbers)
        for exact in self._hand(Filled({})).rows(name):
            row = None if row is None else after(row)
            if row is None or row != exact:
                return row is not None
        return row is not None and after(row) is not None

    def _sheet(self, task: Task) -> Telling:
        if task.name not in self._sheets:
            self._sheets[task.name] = Telling(self._hand(Filled({})), task)
        return self._sheets[task.name]

    def _hand(self, sheet: Answers) -> Handwork:
        return Handwork(sheet, self.solution, self.numbers, self._known)

    @cached_property
    def _right(self) -> dict[str, str]:
        return self.texts()


@dataclass(frozen=True)
class Filled:
    """Answers as they are read, without the text that they are read from."""

    values: Mapping[str, Any]

    def read(self, name: str) -> Any:
        """Return an answer; raises KeyError where there is none of that name."""
        return self.values[name]


def _as_read(values: Mapping[str, Any]) -> Filled:
    return Filled({answer: value if value is BLANK else as_read(value) for answer, value in values.items()})


def _as_texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {answer: "..." if value is BLANK else literal(value) for answer, value in values.items()}


def expression(function: Callable[..., Any]) -> str:
    """Return what a function of one line returns, as the text of a formula."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    returned = next(node for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value is not None)
    return ast.unparse(returned.value or ast.Constant(None))


def inputs(step: Callable[..., Any] | None) -> tuple[str, ...]:
    """Return the numbers and earlier steps that a step stands on; none where there is no such step."""
    return () if step is None else intervals.parameters(step)


def touching(solution: Solution, tasks: Iterable[Task]) -> list[Misconception]:
    """Return the misconceptions that can show in hand work."""
    return solution.touching(roots(solution, tasks))


def source(texts: Mapping[str, str]) -> str:
    """Return answers as the source of a file that has nothing else."""
    return "".join(f"{answer} = {text}\n" for answer, text in texts.items())


def filled(skeleton: str, texts: Mapping[str, str]) -> str:
    """Return a skeleton's source with its blanks filled in."""
    for name, text in texts.items():
        skeleton = re.sub(rf"^({name}\s*=\s*)\.\.\.", rf"\g<1>{text}", skeleton, flags=re.MULTILINE)
    return skeleton
