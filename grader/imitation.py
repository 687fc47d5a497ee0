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
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from grader import answers, followthrough, handwork, targets
from grader.checks import Task, Trace
from grader.followthrough import Row
from grader.hand import Hand
from grader.model import CheckResult, Kind, Status, Verdict
from grader.solution import Misconception, Solution
from grader.variant import Numbers

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


def naming(verdicts: Iterable[Verdict], name: str) -> Naming:
    """Return how feedback of these verdicts names the misconception `name` that the student holds."""
    seen = list(verdicts)
    if all(v.status in (Status.PASSED, Status.PENDING, Status.NOT_ATTEMPTED) for v in seen):
        return Naming.WAITING if any(v.status is Status.PENDING for v in seen) else Naming.UNSEEN
    offered = [v.misconceptions for v in seen if v.misconceptions]
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

    def texts(self, held: str = "") -> dict[str, str]:
        """Return the source text of each answer and table of somebody who holds the misconception `held`.

        Without it, the right ones.  What comes to no end is `...`.
        """
        hand = self._hand("")
        space = self.solution.wrong_space(held) if held else self.solution.space
        rows = {name: hand.rows(name, held) for name in self.solution.traces}
        endless = {name for name, table in rows.items() if len(table) > PATIENCE}
        tables = {n: followthrough.as_rows(table[:PATIENCE], self.solution.traces[n]) for n, table in rows.items()}
        texts = {}
        for task in self.tasks:
            if task.kind is Kind.FORMULA:
                texts[task.name] = repr(expression(space[task.name]))
            elif task.steps:
                values = targets.chain(task.steps, space, {**self.numbers, **tables})
                texts |= {name: literal(values[name]) for name in task.steps}
            elif task.kind is Kind.WORKSHEET:
                texts[task.name] = literal(tables[task.name])
            elif endless & set(followthrough.parameters(space[task.name])):
                texts[task.name] = "..."
            else:
                texts[task.name] = literal(followthrough.call(space[task.name], {**self.numbers, **tables}))
        return texts

    def results(self, text: str, tasks: Iterable[Task] | None = None) -> list[CheckResult]:
        """Return how the hand work in a source text is marked, all of it or that of some tasks."""
        hand = self._hand(text)
        return [result for task in (self.tasks if tasks is None else tasks) for result in handwork.results(hand, task)]

    def held(self, name: str) -> Naming:
        """Return how the misconception `name` is told to a student who holds it throughout."""
        texts = self.texts(name)
        other = {answer for answer, text in texts.items() if text != self._right[answer]}
        steps = self.solution.steps
        # What neither differs from the right sheet nor stands on what does is marked as on that one.
        tasks = [t for t in self.tasks if other & {t.name, *t.steps, *inputs(steps.get(t.name))}]
        return naming((r.verdict for r in self.results(source(texts), tasks)), name)

    def parts(self, name: str) -> bool:
        """Return whether the work of somebody with this misconception parts from the right one in what is written.

        Cheaper than `held`, and enough to turn most draws down.
        """
        space = self.solution.wrong_space(name)
        if any(self._table_parts(trace, space, self._hand("").rows(n)) for n, trace in self.solution.traces.items()):
            return True
        values = self._hand("").exact()
        sheet = [t.steps for t in self.tasks if t.steps]
        if any(targets.chain(s, space, values) != targets.chain(s, self.solution.space, values) for s in sheet):
            return True
        steps = [(space[t.name], self.solution.space[t.name]) for t in self.tasks if t.kind is Kind.ANSWER]
        return any(followthrough.call(theirs, values) != followthrough.call(right, values) for theirs, right in steps)

    def _table_parts(self, trace: Trace, space: Mapping[str, Any], right: list[Row]) -> bool:
        row: Row | None = followthrough.call(space[trace.start], self.numbers)
        for exact in right:
            row = None if row is None else followthrough.advance(trace, space, self.numbers, row, {})
            if row is None or row != exact:
                return row is not None
        return row is not None and followthrough.advance(trace, space, self.numbers, row, {}) is not None

    def _hand(self, text: str) -> Hand:
        return Hand(answers.parse(text), self.solution, self.numbers, self._known)

    @cached_property
    def _right(self) -> dict[str, str]:
        return self.texts()


def expression(function: Callable[..., Any]) -> str:
    """Return what a function of one line returns, as the text of a formula."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    returned = next(node for node in ast.walk(tree) if isinstance(node, ast.Return) and node.value is not None)
    return ast.unparse(returned.value or ast.Constant(None))


def inputs(step: Callable[..., Any] | None) -> tuple[str, ...]:
    """Return the numbers and earlier steps that a step stands on; none where there is no such step."""
    return () if step is None else followthrough.parameters(step)


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


def literal(value: Any) -> str:
    """Return a value as a student would write it; fractions that do not end as p/q."""
    if isinstance(value, (list, tuple)):
        inner = ", ".join(literal(v) for v in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        places = next((p for p in range(1, 16) if (value * 10**p).denominator == 1), None)
        return f"{value.numerator}/{value.denominator}" if places is None else f"{float(value):.{places}f}"
    return repr(float(value)) if hasattr(value, "dtype") and value.dtype.kind == "f" else str(value)
