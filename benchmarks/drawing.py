"""What a row of numbers costs to draw, beside marking one right sheet on that row; CPU time, medians over the rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measure import against, milliseconds, note, table

from grader import config
from grader.course import loader
from grader.handwork.simulated_student import SimulatedStudent, answers_source
from grader.verification.draw_numbers import draw_rows

ROWS = 20
LIMIT = 0.050  # seconds of CPU a row


def run(_: object = None, rows: int = ROWS) -> str:
    """Draw and return a table; the two take turns, row by row."""
    here, lines, slowest = loader.Course(config.find_root(Path(__file__).resolve().parent)), [], 0.0
    for name in here.names:
        assignment = here.assignment(name)
        if assignment.solution is None or assignment.solution.draw is None:
            continue
        draws, marks = [], []
        draw_rows(assignment, 1, seed="warm")
        for row in range(rows):
            note(f"{name}: row {row + 1} of {rows}")
            seconds, (numbers,) = timed(lambda row=row, given=assignment: draw_rows(given, 1, seed=f"row {row}"))
            draws.append(seconds)
            marks.append(timed(lambda given=assignment, numbers=numbers: marked(given, numbers))[0])
        row, mark = statistics.median(draws), statistics.median(marks)
        slowest = max(slowest, row)
        lines.append([name, milliseconds(row), milliseconds(max(draws)), milliseconds(mark), f"{row / mark:.1f}"])
    head = ["assignment", "CPU of a row", "slowest row", "marking once", "times"]
    return "\n".join([table(head, lines), "", f"slowest median, in 50 ms: {against(slowest / LIMIT, 1)}"])


def marked(assignment: Any, numbers: Any) -> None:
    """Fill in the right sheets and mark them."""
    student = SimulatedStudent(assignment.solution, assignment.tasks, numbers)
    student.check_results(answers_source(student.answer_texts()))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


if __name__ == "__main__":
    print(run())
