"""Whether a sheet of steps tells those what they do wrong who hold a misconception; quicker than marking their sheets.

Somebody who holds it writes what their own functions give, with all digits.  So a step that these do not touch is the
very number that follows from what stands before it, whatever that is: only touched steps can be wrong.  Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.checks.declarations import Task
from grader.followthrough.intervals import as_it_is, exactly, flat, given, parameters, worked, written_as
from grader.followthrough.step_marking import Own
from grader.handwork import marking
from grader.handwork.marking import Handwork
from grader.submissions.literals import as_read


class Telling:
    """One sheet on a student's numbers, as the reference fills it in and as those do who hold a misconception."""

    def __init__(self, hand: Handwork, task: Task) -> None:
        self.hand, self.task, self.solution = hand, task, hand.solution
        self.exact = marking.exact_step_values(hand, task)
        self.read = {name: marking.answer_cells(as_read(value), value) for name, value in self.exact.items()}
        self.right = marking.student_values(hand, task, self.read)
        self.wrong = {name: hand.wrong_spaces([name]) for name in task.steps}
        self._whole = all(isinstance(said, tuple) for said in self.read.values()) and all(
            map(self.right.is_right, task.steps)
        )
        self._values: dict[str, dict[str, Any]] = {}

    def parts(self, held: str) -> bool:
        """Return whether somebody who holds the misconception gets something else in any step."""
        return any(value != self.exact[name] for name, value in self._theirs(held).items())

    def offered(self, held: str) -> list[tuple[str, ...]] | None:
        """Return the names that steps offer to somebody who holds it, None where only their marks can say that."""
        theirs, touched = self._theirs(held), self.solution.changed(self.task.steps, held)
        read = {name: marking.answer_cells(as_read(value), self.exact[name]) for name, value in theirs.items()}
        written = {name: said for name, said in read.items() if isinstance(said, tuple)}
        if not self._whole or len(written) < len(read):
            return None
        own, went_on = self.right.otherwise(written), self.exact | theirs
        wrong = [n for n in theirs if (touched[n] or not _followed(own, n, went_on)) and not own.is_right(n)]
        if not wrong:
            return []
        names = self._explaining(own, wrong, held)
        if names is not None and len(names) > 1:
            names = tuple(name for name in names if not self._spoken_against(own, wrong, name))
        if names is not None and len(names) > marking.FEW_NAMES:
            return []
        # A step that rounding may make right offers either no names or these.
        return None if names is None or all(_rounded(own, name) for name in wrong) else [names]

    def _explaining(self, own: Own, wrong: list[str], held: str) -> tuple[str, ...] | None:
        """The misconceptions that give all wrong steps, `held` among them; None where that does not.

        As `held` explains every wrong step, only what does so too explains as many.
        """
        names: tuple[str, ...] | None = None
        for name in wrong:
            spaces = self.wrong[name]
            if names is None:  # the first stands on what is right, as it does for others
                values: dict[str, Any] = own.values_in(spaces, name)
            else:
                values = {m: own.value_in(spaces[m], name) for m in names if m in spaces}
            names = tuple(m for m, v in values.items() if v is not None and exactly(own.written[name], v))
            if held not in names:
                return None
        return names

    def _spoken_against(self, own: Own, wrong: list[str], name: str) -> bool:
        """Whether one of the right steps would be another number with this misconception, beyond all rounding."""
        for step in self.task.steps:
            space = self.wrong[step].get(name)
            if space is not None and step not in wrong and own.value_in(space, step) is not None:
                target = own.target(space, step)
                if target is None or not target.met_by(own.written[step]):
                    return True
        return False

    def _theirs(self, held: str) -> dict[str, Any]:
        """What somebody who holds the misconception gets in the steps that it can change."""
        if held not in self._values:
            space, values = self.solution.wrong_space(held), {**self.hand.exact(held), **self.exact}
            found = self._values[held] = {}
            for name in self.solution.changed(self.task.steps, held):
                found[name] = values[name] = worked(space[name], values, name)
        return self._values[held]


def _followed(own: Own, name: str, values: Mapping[str, Any]) -> bool:
    """Whether a student goes on to a step from the very values that it was worked out from."""
    inputs = parameters(own.space[name])
    return name not in inputs and all(own.inputs[p] == values[p] for p in inputs if p in values)


def _rounded(own: Own, name: str) -> bool:
    """Whether a step may be right although it is not the very number."""
    target, exact = own.target(own.space, name), as_it_is(flat(own.exact[name]))
    by_chain = written_as(exact, own.written[name], own.digits)
    fits = zip(by_chain, given(target, own.written[name], by_chain, own.digits), strict=True)
    return all(one or other for one, other in fits)
